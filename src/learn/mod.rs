//! Last year's document as the model of this year's (上年文档作样板): statements and structure of a published report →
//! a style pack in its own words, and the texts it holds.
//!
//! What the nearest built-in style prints word for word is inherited; what the office says in its own words becomes
//! templates; what cannot be learned is kept, marked.

mod known;
mod look;
mod loops;
pub mod nearest;
mod nodes;
mod numbers;
mod pack;
mod parts;
mod passage;
mod pattern;
mod performance;
mod roles;
mod section;
mod speech;
mod structure;

pub use known::Known;
pub use nearest::Nearest;
pub use pack::Pack;
pub use section::Kept;
pub use structure::overview_keys;

use crate::error::{Error, Result};
use crate::published::Report;
use crate::reading::{self, Statements};

/// What was learned from a document.
#[derive(Debug, Clone)]
pub struct Learned {
    /// The data the document was made from.
    pub known: Known,
    /// The built-in style it is nearest to.
    pub nearest: Nearest,
    /// Its style pack.
    pub pack: Pack,
    /// What it says.
    pub statements: Statements,
}

/// Learns how a report speaks, and how it looks if the bytes of its Word file are given.
///
/// # Errors
/// The report names no year, or has no narrative.
pub fn learn(report: &Report, word: Option<&[u8]>) -> Result<Learned> {
    let refuse = |why: &str| Error::Usage(format!("“{}”不能作样板：{why}", report.file));
    let statements = reading::of_report(report);
    let known = known::of(report, &statements).ok_or_else(|| refuse("没有找到年度"))?;
    if report.sections.is_empty() {
        return Err(refuse("没有找到情况说明的各节（一、二、三……）"));
    }
    let nearest = nearest::find(report, &statements, &known)?;
    let model = loops::Model { known: &known, statements: &statements };
    let pack = pack::make(report, word, &statements, &model, &nearest)?;
    Ok(Learned { known, nearest, pack, statements })
}
