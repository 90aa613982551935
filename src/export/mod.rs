//! One file per format, from tables, facts and narrative. How anything was computed is not known here.

pub mod docx;
pub mod html;
pub mod json;
pub mod markdown;
pub(crate) mod markup;
pub mod xlsx;
mod xlsx_charts;
pub mod xlsx_findings;
pub mod xlsx_reports;
