//! Reports of the samples with one error planted at a time, and what proofreading makes of them.

use std::path::Path;

use juesuan::error::{Error, Result};
use juesuan::export::docx;
use juesuan::finding::Severity;
use juesuan::import;
use juesuan::proof::{self, Known};
use juesuan::published::{self, Report};
use juesuan::reading;
use juesuan::source::Source;
use juesuan::supplement::{self, Supplement};
use juesuan::work::{self, Request};

#[path = "kinds.rs"]
pub mod kinds;
#[path = "plant.rs"]
pub mod plant;
#[path = "../support/random.rs"]
mod random;
#[path = "reworded.rs"]
mod reworded;

use plant::{Form, Tally};
use random::Random;

const SEED: u64 = 2023;

/// The tallies of every kind.
pub type Tallies = [Tally; kinds::KINDS.len()];

/// What is done in one report.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// What the report is read from.
    pub form: Form,
    /// Without the files it was made from.
    pub alone: bool,
    /// In the words of other offices.
    pub reworded: bool,
    /// Errors of each kind.
    pub count: usize,
}

/// Plants errors in the report of a folder of samples in a style; what is not found at its place goes to `missed`.
pub fn run(
    folder: &Path,
    style: &str,
    plan: Plan,
    tallies: &mut Tallies,
    missed: &mut dyn FnMut(&str),
) -> Result<()> {
    let file = |name: &str| folder.join(name);
    let request = Request {
        current: Source::from(&file("2023年决算.xlsx")),
        prior: Some(Source::from(&file("2022年决算.xlsx"))),
        budget: Some(Source::from(&file("2023年预算.xlsx"))),
        supplement: Some(Source::from(&file("补充资料.xlsx"))),
        style: style.to_owned(),
        ..Request::default()
    };
    let bytes = docx::document(&work::make(&request)?.document())?;
    let mut word = published::read_bytes("决算公开.docx", &bytes).map_err(Error::Internal)?;
    if plan.reworded {
        word = reworded::reworded(&word, &mut Random::new(SEED));
    }
    let report = plant::as_form(&word, plan.form).map_err(Error::Internal)?;
    let current = import::read_accounts(&file("2023年决算.xlsx"))?.accounts;
    let prior = import::read_accounts(&file("2022年决算.xlsx"))?.accounts;
    let budget = import::read_budget(&file("2023年预算.xlsx"))?;
    let supplied = supplement::read(&file("补充资料.xlsx"))?;
    let nothing = Supplement::default();
    let known = if plan.alone {
        Known {
            current: None,
            prior: None,
            budget: None,
            supplement: &nothing,
            moved: juesuan::accounts::MovedCodes::none(),
        }
    } else {
        Known {
            current: Some(&current),
            prior: Some(&prior),
            budget: Some(&budget),
            supplement: &supplied,
            moved: juesuan::accounts::MovedCodes::none(),
        }
    };
    for wrong in found(&report, &known).iter().filter(|f| f.severity != Severity::Notice) {
        missed(&format!("没有错却说：{}", wrong.message));
    }
    if plan.reworded {
        for figure in reading::of_report(&report).unbound() {
            missed(&format!("没有认出：{} | {}", figure.text, sentence(&report, figure)));
        }
    }
    let mut random = Random::new(SEED);
    for (kind, tally) in kinds::KINDS.iter().zip(tallies.iter_mut()) {
        tally.add(plant::trials(&report, &known, kind, plan.count, &mut random, missed));
    }
    Ok(())
}

fn sentence<'a>(report: &'a Report, figure: &reading::Figure) -> &'a str {
    let paragraph = &report.sections[figure.at.section].paragraphs[figure.at.paragraph].text;
    &paragraph[figure.at.sentence.clone()]
}

/// Everything proofreading says of a report.
fn found(report: &Report, known: &Known<'_>) -> Vec<juesuan::finding::Finding> {
    proof::proofread(report, known)
}
