//! The page about findings follows the catalogue.

#[path = "../../examples/findings_doc.rs"]
#[allow(dead_code)]
mod generator;

#[test]
fn docs_checks_shows_the_basis_of_every_relation() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checks.md");
    let written = std::fs::read_to_string(path).expect("docs/checks.md");
    assert!(
        written == generator::with_bases(&written),
        "docs/checks.md is stale: run cargo run --example findings_doc"
    );
}

#[test]
fn docs_findings_is_up_to_date() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/findings.md");
    let written = std::fs::read_to_string(path).expect("docs/findings.md");
    assert!(written == generator::page(), "docs/findings.md is stale: run cargo run --example findings_doc");
}
