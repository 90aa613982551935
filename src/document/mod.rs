//! The published document: cover, contents and five parts, as headings, paragraphs, tables and charts in order.
//!
//! [`assemble`] is the only place that knows what the parts of a final-accounts document are and where each figure
//! comes from; the [`model`] it makes is all that a file format gets to see.

mod assemble;
pub mod model;
mod origin;
mod parts;
mod tabulate;

pub use assemble::{Material, assemble};
pub use model::Document;
pub use parts::asks;
