//! The words of the report: sentences, structure, templates, and a document as the model.

#[path = "../support/mod.rs"]
mod support;

mod like;
mod sentences;
mod structure;
mod templates;
mod templates_docs;
