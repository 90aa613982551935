//! The published document: 决算公开.docx read back and printed, 决算公开.html in a browser, and what people type
//! coming out as text everywhere.

#[path = "../support/mod.rs"]
mod support;

mod attachments;
mod html;
mod injection;
mod page_figures;
mod pages;
mod pdf;
mod word;

use std::path::{Path, PathBuf};

use support::{Build, out};

/// Names of the styles that are built in.
const STYLES: [&str; 5] = ["standard", "shandong", "henan", "hunan", "shanghai"];

/// Builds the sample in a style; the output folder.
fn build(folder: &Path, style: &'static str) -> PathBuf {
    Build { style, ..Build::sample_2023() }.run(folder).expect_status(&[0, 1]);
    out(folder)
}

/// Builds the sample from the export alone: no last year, no budget, nothing supplied.
fn build_bare(folder: &Path, style: &'static str) -> PathBuf {
    let build = Build { prior: None, budget: None, supplement: None, style, ..Build::sample_2023() };
    build.run(folder).expect_status(&[0, 1]);
    out(folder)
}
