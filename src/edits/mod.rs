//! Edits made in Word come back: the document as it was written, held against the file as people left it.
//!
//! The program remembers what it wrote, paragraph by paragraph, with the fact behind every figure and the key behind every
//! text ([`Record`]). A file that somebody changed is aligned with it ([`compare()`]): what stands now where people's words
//! stood or were missing are answers, sentences that say the same in other words are the project's own ([`own`]), and what
//! can be neither is listed.

mod align;
mod compare;
mod lend;
pub mod own;
mod paragraph;
mod record;
mod sentence;
mod tokens;

pub use compare::{Answer, Edits, OwnChange, compare};
pub use lend::{Lent, Row, lend};
pub use record::{About, Left, Line, Record, Why};
