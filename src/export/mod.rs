//! One file per format, from tables, facts and narrative. How anything was computed is not known here.

pub mod docx;
pub mod html;
pub mod json;
pub mod markdown;
pub(crate) mod markup;
mod pie;
pub mod xlsx;
pub mod xlsx_bureau;
mod xlsx_cell;
mod xlsx_charts;
pub mod xlsx_findings;
pub mod xlsx_papers;
pub mod xlsx_reports;

/// Fills of a chart's parts: of different brightness, legible in black and white.
const FILLS: [&str; 8] = ["2F5597", "D9E2F3", "8FAADC", "404040", "BFBFBF", "F2F2F2", "7F7F7F", "1F3864"];
