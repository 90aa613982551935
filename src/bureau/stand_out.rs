//! Units that stand out: whose growth, shares or 结转 lie far from those of the others. Not wrong, but worth a look.

use rust_decimal::Decimal;
use serde::Serialize;

use super::{Row, Summary};
use crate::money::round_half_up;

/// Fewer units say nothing about what is usual.
pub const FEWEST: usize = 8;

/// How far beyond the quartiles a value lies that stands out, in distances between the quartiles.
const FENCE: Decimal = Decimal::from_parts(15, 0, 0, false, 1);

/// Something that is compared between units, in per cent.
pub struct Measure {
    /// What it is.
    pub name: &'static str,
    /// Distance from the median, in percentage points, below which nothing stands out.
    pub least: u32,
    of: fn(&Row) -> Option<Decimal>,
}

/// What is compared.
pub const MEASURES: [Measure; 7] = [
    Measure { name: "本年收入增长率", least: 10, of: |r| growth(r, "income.total") },
    Measure { name: "本年支出增长率", least: 10, of: |r| growth(r, "expenditure.total") },
    Measure { name: "“三公”经费增长率", least: 10, of: |r| growth(r, "three_public.total") },
    Measure {
        name: "项目支出占本年支出",
        least: 10,
        of: |r| share(r, "expenditure.project", "expenditure.total"),
    },
    Measure {
        name: "一般公共预算支出占本年支出",
        least: 10,
        of: |r| share(r, "general.expenditure", "expenditure.total"),
    },
    Measure {
        name: "“三公”经费占本年支出",
        least: 1,
        of: |r| share(r, "three_public.total", "expenditure.total"),
    },
    Measure { name: "年末结转和结余占收支总计", least: 10, of: |r| share(r, "closing", "total") },
];

fn growth(row: &Row, key: &str) -> Option<Decimal> {
    row.figure(key)?.growth_pct
}

fn share(row: &Row, part: &str, whole: &str) -> Option<Decimal> {
    let whole = row.figure(whole)?.current.filter(|w| *w > Decimal::ZERO)?;
    (row.figure(part)?.current? * Decimal::ONE_HUNDRED).checked_div(whole)
}

/// A unit that stands out in something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StandsOut {
    /// The unit's name in the list.
    pub unit: String,
    /// 单位名称
    pub org: String,
    /// In what.
    pub measure: String,
    /// Its own value.
    pub value: String,
    /// The middle of all units.
    pub median: String,
    /// Between which values nothing stands out.
    pub usual: String,
}

/// The rule in words, as it stands on the sheet.
pub fn rule() -> String {
    format!(
        "规则：有某项指标的单位不少于{FEWEST}个时，把它们从小到大排列；比上四分位数高出、或比下四分位数低出{FENCE}倍四分位距，并且与中位数相差\
         10个百分点以上（“三公”经费占比为1个百分点以上）的，列在这里。年度与多数单位不同的也列出。只说明与其他单位不同，不等于有错。"
    )
}

/// The units that stand out, measure by measure, farthest first; then those of another year.
pub fn find(summary: &Summary) -> Vec<StandsOut> {
    let mut found = Vec::new();
    for measure in &MEASURES {
        let mut values: Vec<(Decimal, &Row)> =
            summary.units.iter().filter_map(|row| Some(((measure.of)(row)?, row))).collect();
        if values.len() < FEWEST {
            continue;
        }
        values.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.unit.cmp(&b.1.unit)));
        let sorted: Vec<Decimal> = values.iter().map(|(value, _)| *value).collect();
        let [low, median, high] = [1, 2, 3].map(|quarter| quantile(&sorted, quarter));
        let reach = (high - low) * FENCE;
        let least = Decimal::from(measure.least);
        let (lowest, highest) = ((low - reach).min(median - least), (high + reach).max(median + least));
        let mut beyond: Vec<(Decimal, &Row)> =
            values.into_iter().filter(|(value, _)| *value < lowest || *value > highest).collect();
        beyond.sort_by_key(|(value, _)| std::cmp::Reverse((*value - median).abs()));
        found.extend(beyond.into_iter().map(|(value, row)| StandsOut {
            unit: row.unit.clone(),
            org: row.org.clone(),
            measure: measure.name.to_owned(),
            value: percent(value),
            median: percent(median),
            usual: format!("{} 至 {}", percent(lowest), percent(highest)),
        }));
    }
    let usual = summary.year();
    let others = summary.units.iter().filter(|row| row.year.is_some() && row.year != usual);
    found.extend(others.map(|row| StandsOut {
        unit: row.unit.clone(),
        org: row.org.clone(),
        measure: "年度".to_owned(),
        value: row.year.map(|y| y.to_string()).unwrap_or_default(),
        median: String::new(),
        usual: usual.map(|y| y.to_string()).unwrap_or_default(),
    }));
    found
}

fn percent(value: Decimal) -> String {
    format!("{:.2}%", round_half_up(value))
}

/// The value below which so many quarters of sorted values lie, between two of them in proportion.
fn quantile(sorted: &[Decimal], quarters: usize) -> Decimal {
    let at = (sorted.len() - 1) * quarters;
    let (below, rest) = (at / 4, at % 4);
    let (low, high) = (sorted[below], sorted[(below + 1).min(sorted.len() - 1)]);
    low + (high - low) * Decimal::from(rest) / Decimal::from(4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bureau::{Figure, State};

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn summary(growths: &[Decimal]) -> Summary {
        let units = growths.iter().zip(1..).map(|(growth, n)| {
            let figure = Figure {
                key: "income.total".into(),
                label: String::new(),
                current: None,
                prior: None,
                growth_pct: Some(*growth),
            };
            Row { figures: vec![figure], year: Some(2024), ..Row::new(&format!("{n:02}"), State::Made) }
        });
        Summary {
            schema: 1,
            shard: None,
            listed: None,
            units: units.collect(),
            passed: Vec::new(),
            whole: None,
            department: None,
        }
    }

    #[test]
    fn quartiles_lie_between_the_values() {
        let sorted: Vec<Decimal> = (1..=10).map(Decimal::from).collect();
        assert_eq!([1, 2, 3].map(|q| quantile(&sorted, q)), [d("3.25"), d("5.5"), d("7.75")]);
        assert_eq!(quantile(&[d("4")], 3), d("4"));
    }

    #[test]
    fn what_is_far_from_the_others_stands_out() {
        let usual = [1, 2, 3, 4, 5, 6, 7, 8].map(Decimal::from);
        let with = |more: &[Decimal]| summary(&[&usual[..], more].concat());
        let found = find(&with(&[d("60"), d("-90")]));
        let units: Vec<&str> = found.iter().map(|f| f.unit.as_str()).collect();
        assert_eq!(units, ["10", "09"], "the farthest first");
        assert_eq!((found[0].value.as_str(), found[0].median.as_str()), ("-90.00%", "4.50%"));
        // A near miss: beyond the fence, but not by ten points.
        let narrow = [d("1"), d("1"), d("1"), d("1"), d("1"), d("1"), d("1"), d("10.9")];
        assert_eq!(find(&summary(&narrow)), []);
        assert_eq!(find(&summary(&[&narrow[..7], &[d("11.1")]].concat())).len(), 1);
        // Too few to say what is usual.
        assert_eq!(find(&summary(&[&narrow[..6], &[d("99")]].concat())), []);
    }

    #[test]
    fn another_year_stands_out() {
        let mut all = summary(&[d("1"); 3]);
        all.units[1].year = Some(2023);
        let found = find(&all);
        assert_eq!((found.len(), found[0].unit.as_str(), found[0].value.as_str()), (1, "02", "2023"));
    }
}
