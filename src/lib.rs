//! `juesuan` (决算): from a finance system's export to a department's published final accounts.
//!
//! Data runs one way:
//!
//! ```text
//! workbook ──import──▶ accounts ──┬─▶ tables ────────────┐
//! (财决, 公开)          (元, exact)  ├─▶ facts ──▶ narrative ─┼─▶ document ──▶ export: docx html xlsx md json
//!                                └─▶ checks ──▶ findings  ┘
//! document ──published──▶ blocks, grids ──reading──▶ statements ──▶ proof ──▶ findings
//! ```
//!
//! [`work`] is this as functions over files: it takes paths or content, returns values, prints nothing and keeps
//! nothing between two calls, except what [`work::live`] is asked to keep. [`cli`] and [`window`] are its faces. `docs/architecture.md` follows one figure from its cell to
//! its sentence.
//!
//! # A report from the content of a file
//!
//! ```
//! use juesuan::export::{docx, markdown};
//! use juesuan::source::Source;
//! use juesuan::work::{self, Request};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
//! let content = std::fs::read(samples.join("2023年决算.xlsx"))?;
//! let request = Request {
//!     // By content, as a page or an archive gives it …
//!     current: Source::from_bytes("2023年决算.xlsx", content),
//!     // … or by path.
//!     prior: Some(Source::from(&samples.join("2022年决算.xlsx"))),
//!     style: "shandong".into(),
//!     ..Request::default()
//! };
//! let report = work::make(&request)?;
//!
//! let total = report.facts.get("total").ok_or("no total")?;
//! assert_eq!(total.current.ok_or("no amount")?.to_wan().0.to_string(), "2381.99");
//! assert!(markdown::narrative(&report.narrative).contains("收、支总计均为2,381.99万元"));
//! // What the export does not hold is asked for, never made up.
//! assert!(report.narrative.missing().any(|ask| ask.key == "yoy.total"));
//! assert!(report.findings.iter().all(|finding| finding.code != "K015"), "income and expenditure balance");
//! let word = docx::document(&report.document())?;
//! assert!(word.starts_with(b"PK"));
//! # Ok(())
//! # }
//! ```

pub mod accounts;
pub mod bureau;
pub mod catalogue;
pub mod charts;
pub mod checks;
pub mod cli;
pub mod document;
pub mod edits;
pub mod error;
pub mod export;
pub mod facts;
pub mod finding;
pub mod import;
pub mod learn;
pub mod manual;
pub mod marked;
pub mod money;
pub mod narrative;
pub mod package;
pub mod place;
pub mod platform;
pub mod project;
pub mod proof;
pub mod published;
pub mod reading;
pub mod self_assessment;
pub mod source;
pub mod style;
pub mod subject;
pub mod supplement;
pub mod tables;
pub mod text;
pub mod window;
pub mod word_model;
pub mod work;
pub mod workbook;
