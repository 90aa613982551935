//! The experiment of `examples/corruption`: of the corrupted cells that break a relation nearly all are named.

#[path = "../../examples/corruption/experiment.rs"]
#[allow(dead_code, reason = "the pace is measured by the example only")]
mod experiment;

use crate::support::sample;
use experiment::{Case, Tally};
use juesuan::{import, workbook};

#[test]
fn corrupted_cells_are_named() {
    let case = Case {
        book: workbook::read(&sample("2023年决算.xlsx")).expect("a sample"),
        prior: Some(import::read_accounts(&sample("2022年决算.xlsx")).expect("a sample").accounts),
        budget: Some(import::read_budget(&sample("2023年预算.xlsx")).expect("a sample")),
    };
    let mut missed = Vec::new();
    let mut all = Tally::default();
    for tally in case.run(200, 2023, |line| missed.push(line.to_owned())) {
        all.add(tally);
    }
    assert!(all.breaking * 10 >= all.made * 9, "few corruptions break a relation: {all:?}");
    assert!(all.named * 100 >= all.breaking * 95, "{all:?}\n{}", missed.join("\n"));
    assert!(all.single * 100 >= all.breaking * 90, "{all:?}\n{}", missed.join("\n"));
}
