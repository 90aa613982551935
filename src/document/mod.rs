//! The published document: cover, contents and parts, as headings, paragraphs, tables and charts in order.
//!
//! Which parts there are, how they are called and what stands in them is the style's ([`crate::style::Parts`]);
//! [`assemble`] follows it and knows where each figure comes from. The [`model`] it makes is all that a file format gets
//! to see.

mod asks;
mod assemble;
mod attachments;
mod declared;
mod glossary;
pub mod model;
mod notes;
mod origin;
mod overview;
mod shown;
mod table;
mod tabulate;

pub use asks::{asks, is_text_key};
pub use assemble::{Material, assemble};
pub use attachments::{Attached, Piece};
pub use declared::{idle_settings, left_out};
pub use glossary::{Explained, terms};
pub use model::Document;
pub use tabulate::Tabulated;
