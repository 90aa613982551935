//! Many units at once (汇总): what is known of each, and which of them stand out. How the units were made, and the files
//! it is all written into, are not known here.

mod cause;
mod cells;
pub mod consolidate;
pub mod row;
pub mod shard;
pub mod stand_out;
pub mod whole;

pub use consolidate::{Consolidated, Paid};
pub use row::{Figure, GAP, Row, Said, State, tell_doubles};
pub use shard::Shard;
pub use stand_out::StandsOut;
pub use whole::Whole;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::money::{Yuan, display_yuan};

/// Version of 汇总.json.
pub const SCHEMA: u32 = 1;

/// What became of all units of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The part of the units that this is about; `None` for all of them.
    pub shard: Option<Shard>,
    /// How many units there are in all parts, as this one saw them; only of a part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed: Option<usize>,
    /// What became of each unit, in order of their names.
    pub units: Vec<Row>,
    /// Folders that hold files but are no unit, and why.
    pub passed: Vec<Passed>,
    /// The department's consolidated accounts against those of its units, if they were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<Whole>,
    /// The department's own report, made from its units', if that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<Department>,
}

/// What became of a department's report that was made from its units' accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    /// The report, as a unit's; failed if the units could not be added up.
    pub row: Row,
    /// How many units were added up.
    pub units: usize,
    /// Money between the units that is left out, by name, in 元.
    pub eliminated: Vec<(String, Decimal)>,
    /// Who received and paid it.
    pub paid: Vec<Paid>,
    /// What could not be added up, and why.
    pub unknown: Vec<String>,
}

impl Department {
    /// What came of it, in one line.
    pub fn said(&self) -> String {
        let name = self.row.name();
        if let Some(reason) = &self.row.reason {
            return format!("部门汇总（{name}）：没有汇总。{reason}");
        }
        let unknown = match self.unknown.len() {
            0 => String::new(),
            n => format!("；{n}项没有汇总"),
        };
        format!(
            "部门汇总（{name}）：由{}个单位相加，{}{unknown}；{}，错误{}项，警告{}项",
            self.units,
            eliminated(&self.eliminated),
            self.row.state.label(),
            self.row.errors,
            self.row.warnings
        )
    }
}

/// `抵销了上级补助收入、对附属单位补助支出300.00元`
pub(crate) fn eliminated(flows: &[(String, Decimal)]) -> String {
    if flows.is_empty() {
        return "没有抵销".to_owned();
    }
    let said: Vec<String> =
        flows.iter().map(|(what, sum)| format!("{what}{}元", display_yuan(Yuan(*sum)))).collect();
    format!("抵销了{}", said.join("，"))
}

/// A folder that was not taken for a unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Passed {
    /// Its way from where the units lie.
    pub name: String,
    /// Why, in Chinese.
    pub reason: String,
}

impl Summary {
    /// How many units are in a state.
    pub fn count(&self, state: State) -> usize {
        self.units.iter().filter(|row| row.state == state).count()
    }

    /// What all units came to, in one line.
    pub fn said(&self) -> String {
        let count = |state| self.count(state);
        let done = [State::Made, State::Checked, State::Proofread, State::Failed, State::Pending]
            .into_iter()
            .filter(|s| count(*s) > 0);
        let states: Vec<String> = done.map(|state| format!("{}{}个", state.label(), count(state))).collect();
        let sum = |of: fn(&Row) -> usize| self.units.iter().map(of).sum::<usize>();
        format!(
            "单位{}个：{}；错误{}项，警告{}项，提醒{}项，缺口{}处",
            self.units.len(),
            states.join("，"),
            sum(|r| r.errors),
            sum(|r| r.warnings),
            sum(|r| r.notices),
            sum(|r| r.gaps.unwrap_or(0)),
        )
    }

    /// The year that most units report on; of two with as many the later.
    pub fn year(&self) -> Option<u16> {
        let mut counts = std::collections::BTreeMap::new();
        for year in self.units.iter().filter_map(|row| row.year) {
            *counts.entry(year).or_insert(0usize) += 1;
        }
        counts.into_iter().max_by_key(|(year, count)| (*count, *year)).map(|(year, _)| year)
    }
}
