//! The experiment of `examples/reading`, its quick part: what the program writes in every style it reads back, figure by
//! figure and cell by cell.

#[path = "../../examples/reading/cases.rs"]
#[allow(dead_code, reason = "folders are for the example only")]
mod cases;
#[path = "../../examples/reading/experiment.rs"]
mod experiment;

use experiment::{STYLES, Tally};
use juesuan::work::Request;

fn case(name: &str) -> Request {
    let found = cases::samples().into_iter().find(|(case, _)| case == name);
    found.unwrap_or_else(|| panic!("no case {name}")).1
}

#[test]
fn reports_of_every_style_are_read_back() {
    let mut all = Tally::default();
    let mut differences = Vec::new();
    for (name, styles) in [("医保局2023", &STYLES[..]), ("学校2023", &STYLES), ("学校选项", &STYLES[1..3])]
    {
        for style in styles {
            let written = experiment::write(&Request { style: (*style).to_owned(), ..case(name) })
                .unwrap_or_else(|e| panic!("{name} {style}: {e}"));
            // The page to publish is the page without origins; the example compares it, too.
            for (extension, bytes) in written.files.iter().filter(|(e, _)| *e != "public.html") {
                let file = format!("{name} {style}.{extension}");
                let tally =
                    experiment::compare(&written.document, &file, bytes, &mut |line| differences.push(line))
                        .unwrap_or_else(|e| panic!("{file}: {e}"));
                assert!(tally.figures > 60, "{file}: {tally:?}");
                assert!(tally.cells > 300 || matches!(*extension, "txt" | "md"), "{file}: {tally:?}");
                all.add(tally);
            }
        }
    }
    let told = differences.join("\n");
    assert_eq!(all.wrong, 0, "{all:?}\n{told}");
    assert_eq!(all.same, all.cells, "{all:?}\n{told}");
    assert!(all.right * 1000 >= all.figures * 995, "{all:?}\n{told}");
}

/// The comparison sees another report's figures and cells.
#[test]
fn another_report_is_not_taken_for_it() {
    let write = |name| experiment::write(&case(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    let (one, other) = (write("医保局2023"), write("医保局2024"));
    let (extension, bytes) = &other.files[0];
    let tally = experiment::compare(&one.document, &format!("x.{extension}"), bytes, &mut |_| {})
        .expect("a document");
    assert!(tally.right * 2 < tally.figures && tally.same < tally.cells, "{tally:?}");
}
