//! `juesuan` (决算): from a finance system's export to a department's published final accounts.

pub mod accounts;
pub mod catalogue;
pub mod charts;
pub mod checks;
pub mod cli;
pub mod document;
pub mod error;
pub mod export;
pub mod facts;
pub mod finding;
pub mod import;
pub mod money;
pub mod narrative;
pub mod package;
pub mod place;
pub mod platform;
pub mod project;
pub mod reading;
pub mod report;
pub mod self_assessment;
pub mod style;
pub mod subject;
pub mod supplement;
pub mod tables;
pub mod text;
pub mod workbook;
