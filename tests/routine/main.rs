//! The work of a year: projects, 补充资料, edits made in Word, many units, and nothing half written.

#[path = "../county/mod.rs"]
mod county;
#[path = "../support/mod.rs"]
mod support;

mod batch;
mod consolidate;
mod project;
mod supplement;
mod supplement_kept;
mod whole_or_not;
mod word_edits;
