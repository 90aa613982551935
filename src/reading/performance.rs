//! 预算绩效情况: its figures are of projects (项目绩效自评), not of the accounts.

use super::normal::Normal;
use super::scan::{Kind, Token, Unit};
use super::{Field, Figure};

/// What a paragraph about performance speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Performance {
    /// The project of the paragraph, by its name without 项目 at the end.
    project: Option<String>,
    /// Whether the line is a name and its score, nothing else.
    scored: bool,
    /// Characters behind which only what people wrote about results stands.
    result_from: Option<usize>,
}

/// Which projects the figures of a sentence sum up, found by the last of these words before the figure.
const GROUPS: &[(&str, &str)] = &[
    ("转移支付", "projects.transfer"),
    ("编报绩效目标", "projects.targets"),
    ("绩效跟踪", "projects.tracked"),
    ("部门重点评价", "projects.evaluated"),
    ("部门评价", "projects.evaluated"),
    ("重点绩效评价", "projects.evaluated"),
    ("自评", "projects"),
    ("预算项目", "projects"),
    // No project: the whole office's expenditure. They end like 自评 and stand behind it.
    ("整体支出绩效自评", ""),
    ("整体绩效自评", ""),
    ("整体支出绩效评价", ""),
];

/// What a figure of a group of projects is.
#[derive(Debug, Clone, Copy)]
enum Of {
    /// Number of projects.
    Count,
    /// Their budget.
    Budget,
    /// Their share of all projects' expenditure.
    Coverage,
    /// Their average score.
    Average,
    /// A field of the paragraph's project.
    Project(Field),
}

/// What announces a figure: the words right before its number, and the units that it may have.
struct Announced {
    words: &'static [&'static str],
    unit: fn(Unit) -> bool,
    of: Of,
}

const fn announced(words: &'static [&'static str], unit: fn(Unit) -> bool, of: Of) -> Announced {
    Announced { words, unit, of }
}

/// Words before a number and its unit → what it is. The first that fits decides.
const BEFORE: &[Announced] = &[
    announced(&["平均得分", "平均分", "平均得分为", "平均分为"], is_score, Of::Average),
    announced(
        &["得分", "得分为", "总分", "总分为", "得分是", "综合得分为", "评价得分为"],
        is_score,
        Of::Project(Field::Score),
    ),
    announced(
        &["全年预算数", "全年预算数为", "全年预算为", "预算数为", "调整预算数为"],
        Unit::is_money,
        Of::Project(Field::Budget),
    ),
    announced(
        &["执行数", "执行数为", "全年执行数为", "执行为", "支出数为", "实际支出"],
        Unit::is_money,
        Of::Project(Field::Executed),
    ),
    announced(
        &[
            "完成预算的",
            "完成了预算的",
            "完成预算",
            "执行率",
            "执行率为",
            "预算执行率为",
            "预算完成率为",
            "完成率为",
        ],
        is_percent,
        Of::Project(Field::Completion),
    ),
    announced(
        &[
            "涵盖项目",
            "涉及项目",
            "预算项目",
            "转移支付项目",
            "自评项目",
            "项目支出绩效自评",
            "年度项目",
            "共有项目",
            "项目共",
        ],
        is_count,
        Of::Count,
    ),
    announced(
        &[
            "涉及预算资金",
            "涉及资金",
            "涉及财政性资金",
            "涉及财政资金",
            "涉及预算金额",
            "涉及金额",
            "涉及预算资金共计",
            "涉及资金共计",
            "涉及资金合计",
            "涉及财政性资金合计",
            "个,资金",
        ],
        Unit::is_money,
        Of::Budget,
    ),
    announced(&["支出总额的", "项目总额的", "资金总额的", "预算总额的"], is_percent, Of::Coverage),
];

/// Words behind `N个`: 13个项目中, 6个项目开展了绩效自评.
const COUNTED: &[&str] = &["个项目中", "个项目开展", "个项目进行", "个项目支出开展", "个项目的绩效自评表"];

/// Grades (自评等级) as offices write them, with their fact key's; Shanghai writes 合格 for 中, 不合格 for 差.
const GRADES: &[(&str, &str)] = &[
    ("不合格", "差"),
    ("合格", "中"),
    ("优秀", "优"),
    ("良好", "良"),
    ("优", "优"),
    ("良", "良"),
    ("中", "中"),
    ("差", "差"),
];

fn is_score(unit: Unit) -> bool {
    unit == Unit::Score
}

fn is_percent(unit: Unit) -> bool {
    unit == Unit::Percent
}

fn is_count(unit: Unit) -> bool {
    unit == Unit::Count("个")
}

/// Where a project's paragraph names it: the name ends before these words.
const PROJECT_MARKS: &[&str] =
    &["绩效自评综述", "绩效自评情况综述", "自评综述", "绩效自评得分", "自评得分", "绩效自评情况"];

/// Words behind which people describe results in figures of their own.
const RESULT_MARKS: &[&str] = &[
    "绩效目标完成情况:",
    "项目绩效目标完成情况:",
    "主要产出和效果:",
    "目标完成情况:",
    "发现的主要问题",
    "存在的问题",
];

impl Performance {
    /// Looks at a paragraph.
    pub fn of(text: &Normal, numbering: usize) -> Performance {
        let all = text.text(0, text.chars.len());
        let find = |marks: &[&str]| {
            marks.iter().filter_map(|m| all.find(m).map(|byte| all[..byte].chars().count())).min()
        };
        let result_from = find(RESULT_MARKS);
        let project = find(PROJECT_MARKS)
            .filter(|at| *at > numbering && *at < numbering + 80)
            .map(|at| text.text(numbering, at))
            .filter(|name| !name.contains(['。', ',', ';', ':']))
            .map(|name| name.strip_suffix("项目").unwrap_or(&name).to_owned());
        let scored = scored_name(text, numbering).filter(|_| project.is_none());
        let line = scored.is_some();
        Performance { project: project.or(scored).filter(|p| !p.is_empty()), scored: line, result_from }
    }

    /// Whether a number stands in what people wrote about results.
    pub fn is_result(&self, token: &Token) -> bool {
        self.result_from.is_some_and(|from| token.from >= from)
    }

    /// What a number states.
    pub fn bind(
        &self,
        text: &Normal,
        tokens: &[Token],
        token: &Token,
        unit: Unit,
    ) -> Option<(String, Field)> {
        let sentence = tokens.iter().rev().find(|t| t.to <= token.from && matches!(t.kind, Kind::Stop));
        let before = text.text(sentence.map_or(0, |t| t.to), token.from);
        let behind = text.text(token.to, token.to + 16);
        if unit == Unit::Count("个") {
            if let Some(grade) = behind.strip_prefix("项目").and_then(grade_behind) {
                return Some((format!("projects.grade.{grade}"), Field::Count));
            }
            if let Some(grade) = grade_before(&before) {
                return Some((format!("projects.grade.{grade}"), Field::Count));
            }
            let listed = before.ends_with('等') && behind.starts_with("项目");
            if listed || COUNTED.iter().any(|w| behind.starts_with(w.trim_start_matches('个'))) {
                return Some((format!("{}.count", group(&before, &behind)?), Field::Count));
            }
        }
        if self.scored && unit == Unit::Score {
            return Some((format!("project.{}", self.project.as_ref()?), Field::Score));
        }
        let fits = |a: &&Announced| (a.unit)(unit) && a.words.iter().any(|w| before.ends_with(w));
        let of = BEFORE.iter().find(fits)?.of;
        Some(match of {
            Of::Project(field) => {
                let named = self.project.clone().or_else(|| clause_project(&before, unit))?;
                (format!("project.{named}"), field)
            }
            Of::Count => (format!("{}.count", group(&before, "")?), Field::Count),
            Of::Budget => (format!("{}.budget", group(&before, "")?), Field::Budget),
            Of::Coverage => (format!("{}.coverage", group(&before, "")?), Field::Share),
            Of::Average => ("projects.score".to_owned(), Field::Score),
        })
    }
}

/// The grade that a key counts: of all projects, or of the office's own where those of 转移支付 are told apart.
pub fn graded(key: &str) -> Option<&str> {
    ["projects.grade.", "projects.own.grade."].iter().find_map(|of| key.strip_prefix(of))
}

/// Where a section tells the projects of 转移支付 apart, its other sums are of the office's own projects (`projects.own.…`).
pub fn apart(figures: &mut [Figure]) {
    if !figures.iter().any(|f| f.key.as_deref() == Some("projects.transfer.count")) {
        return;
    }
    for key in figures.iter_mut().filter_map(|f| f.key.as_mut()) {
        let of = key
            .strip_prefix("projects.")
            .filter(|of| matches!(*of, "count" | "budget") || of.starts_with("grade."));
        if let Some(own) = of.map(|of| format!("projects.own.{of}")) {
            *key = own;
        }
    }
}

/// `校园文化建设自评得分` before a score: a clause that begins with the project's name.
fn clause_project(before: &str, unit: Unit) -> Option<String> {
    let clause = before.rsplit([';', '。', ':']).next()?;
    let words = ["绩效自评得分", "自评得分", "得分"].map(|w| [w.to_owned(), format!("{w}为")]);
    let name = words.iter().flatten().find_map(|w| clause.strip_suffix(w.as_str()))?;
    let name = name.strip_suffix("项目").unwrap_or(name);
    let fits = unit == Unit::Score && !name.is_empty() && !name.contains(',') && name.chars().count() <= 60;
    fits.then(|| name.to_owned())
}

/// `驻村帮扶工作经费项目100.00分；`: the whole line is a name and its score.
fn scored_name(text: &Normal, numbering: usize) -> Option<String> {
    let line = text.text(numbering, text.chars.len());
    let line = line.trim_end_matches([';', '。', ',']);
    let score = line.strip_suffix('分')?;
    let name = score.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    if name.len() == score.len() || name.contains(['。', ',', ';', ':']) {
        return None;
    }
    let name = name.strip_suffix("得分").unwrap_or(name);
    Some(name.strip_suffix("项目").unwrap_or(name).to_owned())
}

/// `自评等级为优` behind `6个项目`.
fn grade_behind(behind: &str) -> Option<&'static str> {
    let at = behind
        .find("等级为")
        .map(|i| i + "等级为".len())
        .or_else(|| behind.find("评级为").map(|i| i + "评级为".len()))?;
    (at < 24).then_some(())?;
    GRADES.iter().find(|(word, _)| behind[at..].starts_with(word)).map(|(_, grade)| *grade)
}

/// `绩效评级为优的项目` before the number.
fn grade_before(before: &str) -> Option<&'static str> {
    let head = before
        .strip_suffix("的项目")
        .or_else(|| before.strip_suffix("项目"))
        .or_else(|| before.strip_suffix("的"))?;
    let (word, grade) = GRADES.iter().find(|(word, _)| head.ends_with(word))?;
    let head = head.strip_suffix(word)?;
    (head.ends_with("评级为") || head.ends_with("等级为")).then_some(*grade)
}

/// The projects a figure sums up: the clause says it, before the figure or behind it, else the sentence before; `None` for
/// what is no sum of projects.
fn group(before: &str, behind: &str) -> Option<&'static str> {
    let last = |text: &str| {
        let found =
            GROUPS.iter().filter_map(|(word, key)| text.rfind(word).map(|at| (at + word.len(), *key)));
        found.max_by_key(|(end, _)| *end).map(|(_, key)| key)
    };
    let clause = before.rsplit(';').next().unwrap_or(before);
    let behind = behind.split([';', '。']).next().unwrap_or(behind);
    let first = || GROUPS.iter().find(|(word, _)| behind.contains(word)).map(|(_, key)| *key);
    let key = last(clause).or_else(first).or_else(|| last(before)).unwrap_or("projects");
    (!key.is_empty()).then_some(key)
}
