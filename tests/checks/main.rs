//! What does not add up: relations, explanations, the catalogue of findings, and `check`.

#[path = "../support/mod.rs"]
mod support;

mod check_command;
mod explanations;
mod finding_cases;
mod findings_doc;
mod relations;
