//! The experiment of `examples/planting`, its quick part: of errors planted one at a time in the reports of the samples
//! nearly all are found, each at its sentence or in its table.

#[path = "../../examples/planting/experiment.rs"]
mod experiment;

use crate::support::sample;
use experiment::kinds::KINDS;
use experiment::plant::{Form, Tally};
use experiment::{Plan, Tallies};

#[test]
fn planted_errors_are_found_where_they_are() {
    let samples = sample("2023年决算.xlsx");
    let folder = samples.parent().expect("the samples");
    let mut missed = Vec::new();
    let mut tallies = Tallies::default();
    for (folder, style, form, alone) in
        [(folder.to_owned(), "shandong", Form::Word, true), (folder.join("学校"), "henan", Form::Text, false)]
    {
        let plan = Plan { form, alone, reworded: false, count: 1 };
        let mut note = |line: &str| missed.push(format!("{style}: {line}"));
        experiment::run(&folder, style, plan, &mut tallies, &mut note).expect("a sample's report");
    }
    let mut all = Tally::default();
    for (kind, tally) in KINDS.iter().zip(tallies) {
        assert!(tally.made > 0, "nothing of this kind could be planted: {}", kind.name);
        all.add(tally);
    }
    let told = missed.join("\n");
    assert!(all.made >= 28, "{all:?}");
    assert!(all.found * 100 >= all.made * 95, "{all:?}\n{told}");
    assert!(all.named * 100 >= all.made * 95, "{all:?}\n{told}");
}
