//! Every style's document is read back: the nine tables amount by amount, sections and terms by their titles.

use juesuan::published;

use crate::assert_same_amounts;
use crate::support::{Build, office, out};

const STYLES: [&str; 5] = ["standard", "shandong", "henan", "hunan", "shanghai"];

#[test]
fn documents_of_every_style_read_back() {
    for style in STYLES {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Build { style, ..Build::sample_2023() }.run(folder.path()).expect_status(&[0, 1]);
        let out = out(folder.path());
        let want =
            juesuan::import::read_accounts(&out.join("公开表.xlsx")).expect("the published tables").accounts;
        let narrative = std::fs::read_to_string(out.join("情况说明.md")).expect("the narrative");
        for name in ["决算公开.docx", "决算公开.html", "决算公开.pdf"] {
            let what = format!("{style} {name}");
            let mut file = out.join(name);
            if name.ends_with("pdf") {
                let Some(pdf) = office::convert(&out.join("决算公开.docx"), "pdf") else { continue };
                file = pdf;
            }
            let report = published::read(&file).unwrap_or_else(|e| panic!("{what}: {e}"));
            assert_same_amounts(&report.import.accounts, &want, &what);
            assert_eq!(report.tables.len(), 9, "{what}");
            assert_eq!(report.year, Some(2023), "{what}");
            assert_eq!(report.org, "示例区医疗保障局", "{what}");
            assert!(report.tables.iter().all(|t| t.unit == Some("万元")), "{what}");
            assert!(report.remarks.is_empty(), "{what}: {:?}", report.remarks);
            // Each paragraph of the narrative stands in its section, word for word.
            let plain = |s: &str| juesuan::text::squash(&s.replace("**", ""));
            let mut section = None;
            let mut compared = 0;
            let mut otherwise: Vec<String> = Vec::new();
            for line in
                narrative.lines().filter(|l| !l.trim().is_empty() && !l.starts_with(['|', '>', '!', '<']))
            {
                if let Some(title) = line.strip_prefix("## ") {
                    section = report
                        .sections
                        .iter()
                        .find(|s| plain(&format!("{}、{}", s.no, s.title)) == plain(title));
                    assert!(section.is_some(), "{what}: no section {title}");
                    continue;
                }
                let Some(section) = section else { continue };
                let wanted = plain(line.trim_start_matches('#'));
                compared += 1;
                if section.paragraphs.iter().any(|p| plain(&p.text) == wanted) {
                    continue;
                }
                // A page knows no paragraphs, only lines; where one ends is an inference that may fail.
                assert!(
                    name.ends_with("pdf"),
                    "{what}: not in {}: {line}\n{:#?}",
                    section.title,
                    section.paragraphs
                );
                otherwise.push(line.to_owned());
            }
            assert!(otherwise.len() * 20 <= compared, "{what}: {otherwise:#?}");
            assert!(compared > 25, "{what}: {compared} paragraphs");
            assert!(report.glossary.len() >= 5, "{what}: {:?}", report.glossary);
            assert!(
                report.glossary.iter().all(|t| !t.term.is_empty() && t.text.chars().count() > 8),
                "{what}"
            );
            assert!(report.overview.len() >= 2, "{what}: {:?}", report.overview);
        }
    }
}
