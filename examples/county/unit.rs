//! What a unit of a county spends its money on, by kind, with figures drawn by chance.

use juesuan::catalogue::functional;
use rust_decimal::Decimal;

use super::data::Nature::{Basic, Project, Subsidy, Upward};
use super::data::Source::{Affiliate, Business, Fund, General, Other, Superior};
use super::data::{
    Budget, Carry, Department, Flow, Nature, Operation, Source, Spending, Supplement, Transfer, Years,
};
use super::random::Random;

/// The two years of every unit.
const YEARS: &[i32] = &[2023, 2024];

/// What is wrong with a unit's files, on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// 没有上年决算
    NoPrior,
    /// 没有预算
    NoBudget,
    /// 本年决算文件不完整
    Damaged,
}

impl Flaw {
    pub fn label(self) -> &'static str {
        match self {
            Self::NoPrior => "没有上年决算",
            Self::NoBudget => "没有预算",
            Self::Damaged => "本年决算文件不完整",
        }
    }
}

/// A kind of unit: its names, the 项 of its basic expenditure and of its projects.
struct Kind {
    names: &'static [&'static str],
    /// 行政运行 or 事业运行, and whether its operating expenses are 机关运行经费.
    main: &'static str,
    administration: bool,
    /// 项 of projects, with their source.
    projects: &'static [(&'static str, Source)],
    /// Persons, roughly.
    size: usize,
}

const KINDS: [Kind; 3] = [
    Kind {
        names: &["水务局", "商务局", "统计局", "审计局", "司法局", "应急管理局", "林业局", "体育局"],
        main: "2010301",
        administration: true,
        projects: &[
            ("2010302", General),
            ("2010308", General),
            ("2010399", General),
            ("2080803", General),
            ("2130599", General),
            ("2299999", Other),
        ],
        size: 30,
    },
    Kind {
        names: &["实验小学", "城关中学", "职业中学", "特殊教育学校", "中心幼儿园", "外国语学校"],
        main: "2050202",
        administration: false,
        projects: &[
            ("2050201", General),
            ("2050203", General),
            ("2050299", General),
            ("2050999", General),
            ("2296004", Fund),
            ("2050299", Other),
        ],
        size: 90,
    },
    Kind {
        names: &["云山街道办事处", "临江街道办事处", "青石镇人民政府", "白水乡人民政府"],
        main: "2010301",
        administration: true,
        projects: &[
            ("2010399", General),
            ("2080208", General),
            ("2120501", General),
            ("2130705", General),
            ("2240601", General),
            ("2120804", Fund),
            ("2296002", Fund),
        ],
        size: 60,
    },
];

/// 款 of basic expenditure under the main 项, with 元 for each person.
const MAIN: &[(&str, usize)] = &[
    ("30101", 52_000),
    ("30102", 31_000),
    ("30103", 22_000),
    ("30112", 900),
    ("30199", 3_600),
    ("30201", 2_600),
    ("30202", 700),
    ("30205", 300),
    ("30206", 1_400),
    ("30207", 800),
    ("30211", 1_500),
    ("30213", 1_900),
    ("30215", 300),
    ("30216", 500),
    ("30217", 200),
    ("30228", 1_700),
    ("30229", 1_300),
    ("30231", 900),
    ("30299", 1_100),
    ("31002", 1_200),
];

/// Social security and housing: 项, 款, 元 for each person.
const SOCIAL: &[(&str, &str, usize)] = &[
    ("2080505", "30108", 16_000),
    ("2080506", "30109", 8_000),
    ("2101101", "30110", 7_600),
    ("2210201", "30113", 12_000),
];

/// The expenses of the operation form (行次) that are 款 of basic expenditure.
const EXPENSES: [(u32, &str); 4] = [(6, "30231"), (8, "30217"), (22, "30215"), (23, "30216")];

/// The unit with this number in a county, and what is wrong with its files: of ten units one has a flaw.
pub fn of_county(number: usize, random: &mut Random) -> (&'static Department, Option<Flaw>) {
    let kind = &KINDS[number % KINDS.len()];
    let name = kind.names[(number / KINDS.len()) % kind.names.len()];
    let district = ["示例县", "示例县东城", "示例县西城", "示例县南山", "示例县北湖"];
    let round = number / KINDS.len() / kind.names.len();
    let prefix = district[round % district.len()];
    let ordinal = round / district.len();
    let name =
        if ordinal == 0 { format!("{prefix}{name}") } else { format!("{prefix}第{}{name}", ordinal + 1) };
    let flaw = match number % 30 {
        9 => Some(Flaw::NoPrior),
        19 => Some(Flaw::NoBudget),
        29 => Some(Flaw::Damaged),
        _ => None,
    };
    let draft = of_kind(kind, random);
    (draft.finish(name, kind.administration.then_some(kind.main)), flaw)
}

/// What a unit of a kind spends, earns and owns.
fn of_kind(kind: &Kind, random: &mut Random) -> Draft {
    let persons = kind.size / 2 + random.below(kind.size);
    let mut draft = Draft::default();
    for (econ, each) in MAIN {
        draft.basic(kind.main, econ, each * persons, random);
    }
    for (item, econ, each) in SOCIAL {
        draft.basic(item, econ, each * persons, random);
    }
    for (item, source) in kind.projects {
        // Not every unit has every project.
        if random.below(4) > 0 {
            draft.project(item, *source, persons * (1_000 + random.below(30_000)), random);
        }
    }
    draft.operate(persons, random);
    draft
}

/// A department: its units, what they pay each other, and all of them as one.
pub struct Members {
    pub units: Vec<&'static Department>,
    pub transfers: Vec<Transfer>,
    /// Everything the units have; what they paid each other is still in it.
    pub whole: &'static Department,
}

/// An office with schools below it: it passes other money on to most of them (对附属单位补助), and some hand in a part of
/// what they earn (上缴上级).
pub fn of_department(units: usize, random: &mut Random) -> Members {
    let [office, school, _] = &KINDS;
    let mut drafts = vec![of_kind(office, random)];
    let mut transfers = Vec::new();
    for _ in 1..units {
        let mut draft = of_kind(school, random);
        if random.below(4) > 0 {
            let yuan = years(&[drawn(80_000, random), drawn(90_000, random)]);
            let (paid, received) = (("2050299", Other, Subsidy), ("2050202", Superior, Project));
            transfers.push(Transfer { paid, received, yuan });
            drafts[0].flows.push(Flow { item: paid.0, source: paid.1, nature: paid.2, yuan });
            draft.flows.push(Flow { item: received.0, source: received.1, nature: received.2, yuan });
        }
        if random.below(3) == 0 {
            let yuan = years(&[drawn(30_000, random), drawn(20_000, random)]);
            let (paid, received) = (("2050999", Business, Upward), ("2010399", Affiliate, Project));
            transfers.push(Transfer { paid, received, yuan });
            draft.flows.push(Flow { item: paid.0, source: paid.1, nature: paid.2, yuan });
            drafts[0].flows.push(Flow { item: received.0, source: received.1, nature: received.2, yuan });
        }
        drafts.push(draft);
    }
    let mut whole = Draft::default();
    for draft in &drafts {
        whole.take(draft);
    }
    let name = |n: usize| match n {
        0 => "示例县教育局本级".to_owned(),
        n => format!("示例县第{n}{}", school.names[n % school.names.len()]),
    };
    let finish = |(n, draft): (usize, Draft)| draft.finish(name(n), (n == 0).then_some(office.main));
    Members {
        units: drafts.into_iter().enumerate().map(finish).collect(),
        transfers,
        whole: whole.finish("示例县教育局".into(), Some(office.main)),
    }
}

/// One department with this many 项 of the general budget.
pub fn of_size(items: usize, random: &mut Random) -> &'static Department {
    let mut draft = Draft::default();
    for (econ, each) in MAIN {
        draft.basic("2010301", econ, each * 500, random);
    }
    draft.operate(500, random);
    for code in codes(items.saturating_sub(1)) {
        draft.project(&code, General, 20_000 + random.below(3_000_000), random);
    }
    draft.finish(format!("示例省综合厅{items}"), Some("2010301"))
}

/// 项 of the classification, then invented ones below its 款.
fn codes(count: usize) -> Vec<String> {
    // 国有资本经营预算 and 抗疫特别国债 are other money, 转移性支出 is no department's.
    let general = |code: &&str| {
        let class = functional::classes().iter().find(|c| code.starts_with(c.code));
        class.is_some_and(|c| !["223", "234"].contains(&c.code))
    };
    let known = functional::item_codes().into_iter().filter(general).filter(|c| *c != "2010301");
    let known: Vec<String> = known.map(str::to_owned).collect();
    let mut invented = Vec::new();
    let mut groups: Vec<&str> = known.iter().map(|c| &c[..5]).collect();
    groups.dedup();
    for ending in 10..99 {
        let free = groups.iter().map(|g| format!("{g}{ending:02}"));
        invented.extend(free.filter(|code| functional::name(code).is_none()));
    }
    known.iter().cloned().chain(invented).take(count).collect()
}

/// A department in the making.
#[derive(Default)]
struct Draft {
    spending: Vec<Spending>,
    flows: Vec<Flow>,
    carries: Vec<Carry>,
    budgets: Vec<Budget>,
    operations: Vec<Operation>,
}

impl Draft {
    /// Adds what another one has.
    fn take(&mut self, other: &Draft) {
        let Draft { spending, flows, carries, budgets, operations } = other;
        self.spending.extend(spending.iter().map(|s| Spending { ..*s }));
        self.flows.extend(flows.iter().map(|f| Flow { ..*f }));
        self.carries.extend(carries.iter().map(|c| Carry { ..*c }));
        self.budgets.extend(budgets.iter().map(|b| Budget { ..*b }));
        for new in operations {
            match self.operations.iter_mut().find(|o| o.line == new.line) {
                None => self.operations.push(Operation { ..*new }),
                Some(known) => {
                    known.initial = added(known.initial, new.initial);
                    known.adjusted = added(known.adjusted, new.adjusted);
                    known.actual = added(known.actual, new.actual);
                }
            }
        }
    }

    fn basic(&mut self, item: &str, econ: &'static str, around: usize, random: &mut Random) {
        let amounts = [drawn(around, random), drawn(around, random)];
        let item = lasting(item.to_owned());
        self.spending.push(Spending { item, econ, yuan: years(&amounts) });
        // Initial budgets come out near what is spent, in whole hundreds.
        self.budget(item, General, Basic, amounts[1], random);
    }

    fn project(&mut self, item: &str, source: Source, around: usize, random: &mut Random) {
        let spent = [drawn(around, random), drawn(around, random)];
        let item = lasting(item.to_owned());
        self.flows.push(Flow { item, source, nature: Project, yuan: years(&spent) });
        if random.below(3) == 0 {
            let part = Decimal::from(around / 10 + 1);
            let carried: Vec<Decimal> =
                (0..3).map(|n| (part * Decimal::from(n + 1) / Decimal::TEN).round_dp(2)).collect();
            self.carries.push(Carry { item, source, nature: Project, yuan: years(&carried) });
        }
        if random.below(5) > 0 {
            self.budget(item, source, Project, spent[1], random);
        }
    }

    fn budget(
        &mut self,
        item: &'static str,
        source: Source,
        nature: Nature,
        near: Decimal,
        random: &mut Random,
    ) {
        let per_cent = Decimal::from(80 + random.below(40));
        let hundreds = (near * per_cent / Decimal::from(10_000)).trunc() * Decimal::ONE_HUNDRED;
        self.budgets.push(Budget { item, source, nature, yuan: years(&[Decimal::ZERO, hundreds]) });
    }

    /// The operation form: expenses as the 款 have them, vehicles, visitors and purchases.
    fn operate(&mut self, persons: usize, random: &mut Random) {
        for (line, econ) in EXPENSES {
            let Some(s) = self.spending.iter().find(|s| s.econ == econ) else { continue };
            let actual = s.yuan;
            self.operations.push(Operation { line, initial: actual, adjusted: actual, actual });
        }
        let mut add = |line, n: [usize; 2]| {
            let actual = years(&n.map(Decimal::from));
            self.operations.push(Operation {
                line,
                initial: years(&[Decimal::ZERO; 2]),
                adjusted: years(&[Decimal::ZERO; 2]),
                actual,
            });
        };
        let vehicles = 1 + random.below(4);
        add(15, [vehicles, vehicles]);
        add(31, [vehicles, vehicles]);
        let visits = [1 + random.below(20), 1 + random.below(20)];
        add(16, visits);
        add(18, visits.map(|v| v * 7));
        let goods = [persons * 900, persons * 1_100];
        add(40, goods);
        add(42, goods.map(|g| g * 2));
        add(43, goods.map(|g| g * 2));
        add(44, goods);
    }

    fn finish(self, name: String, administration: Option<&'static str>) -> &'static Department {
        let items = self.spending.iter().map(|s| s.item).chain(self.flows.iter().map(|f| f.item));
        let mut codes: Vec<&str> = items.flat_map(|i| [&i[..3], &i[..5], i]).collect();
        codes.sort_unstable();
        codes.dedup();
        let named = |code: &&'static str| {
            let name =
                functional::name(code).map_or_else(|| format!("其他事项{}", &code[5..]), str::to_owned);
            (*code, lasting(name))
        };
        Box::leak(Box::new(Department {
            name: lasting(name),
            years: YEARS,
            functions: codes.iter().map(named).collect::<Vec<_>>().leak(),
            spending: self.spending.leak(),
            flows: self.flows.leak(),
            carries: self.carries.leak(),
            surplus_used: &[],
            distributions: &[],
            budgets: self.budgets.leak(),
            operations: self.operations.leak(),
            administration,
            supplement: &NOTHING,
        }))
    }
}

/// Nobody has written anything yet.
const NOTHING: Supplement =
    Supplement { reasons: &[], figures: &[], texts: &[], projects: &[], with_form: &[] };

/// An amount with 分 near a whole number of 元.
fn drawn(around: usize, random: &mut Random) -> Decimal {
    let cents = around * (80 + random.below(41)) + random.below(100);
    Decimal::from(cents) / Decimal::ONE_HUNDRED
}

/// The tables hold amounts as text for the whole run.
fn years(amounts: &[Decimal]) -> Years {
    let text = |a: &Decimal| if a.is_zero() { "" } else { lasting(a.to_string()) };
    amounts.iter().map(text).collect::<Vec<_>>().leak()
}

fn added(a: Years, b: Years) -> Years {
    let amount = |text: &str| text.parse().unwrap_or(Decimal::ZERO);
    years(&a.iter().zip(b).map(|(a, b)| amount(a) + amount(b)).collect::<Vec<_>>())
}

fn lasting(text: String) -> &'static str {
    text.leak()
}
