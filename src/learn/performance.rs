//! 预算绩效情况: paragraphs on one project after another become a loop over projects; sums and counts become what the
//! projects of any year give.

use super::loops::Model;
use super::nodes::{Node, write};
use super::parts::{Paragraph, Part, printed};
use super::speech::{Reason, states_number, unit_behind};
use crate::facts::Field;
use crate::reading::graded;
use crate::reading::normal::Normal;
use crate::supplement::{KeyKind, Project};

/// Words behind which a project's results stand.
const RESULTS: [&str; 3] = ["目标完成情况：", "目标完成情况:", "完成情况："];

/// Paragraphs that speak of projects one by one, as a loop.
pub struct Listed {
    /// The variable looped over.
    pub over: &'static str,
    /// The loop.
    pub said: String,
    /// How many paragraphs it stands for.
    pub taken: usize,
    /// What single paragraphs say beyond the others, by their place among them: the loop does not say it.
    pub unsaid: Vec<(usize, String)>,
}

/// The projects of a model that tells those of 转移支付 apart, else all: the variable, and their names.
fn group<'m>(model: &'m Model<'_>, transfer: bool) -> (&'static str, Vec<&'m str>) {
    let projects = &model.known.supplement.projects;
    let over = match (projects.iter().any(Project::is_transfer), transfer) {
        (false, _) => "projects",
        (true, false) => "own_projects",
        (true, true) => "transfer_projects",
    };
    let names = projects.iter().filter(|p| p.is_transfer() == transfer).map(|p| p.name.as_str());
    (over, names.collect())
}

/// The first paragraphs from `at` on that speak of projects one by one.
pub fn projects(model: &Model<'_>, paragraphs: &[Paragraph<'_>], at: usize) -> Option<Listed> {
    let mut shapes: Vec<(String, usize)> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    let mut taken = 0;
    for paragraph in &paragraphs[at..] {
        let Some(name) = project_of(paragraph).filter(|n| !seen.contains(n) && !paragraph.heading) else {
            break;
        };
        seen.push(name);
        taken += 1;
        let Some(said) = turn(model, paragraph, name) else { continue };
        match shapes.iter_mut().find(|(shape, _)| *shape == said) {
            Some((_, count)) => *count += 1,
            None => shapes.push((said, 1)),
        }
    }
    let most = shapes.iter().map(|(_, count)| *count).max()?;
    let body = shapes.into_iter().find(|(_, count)| *count == most)?.0;
    let unsaid = unsaid(&paragraphs[at..at + taken], &body);
    let number = paragraphs[at].number.as_ref().map(|n| n.in_loop("loop.index")).unwrap_or_default();
    // `…；` between and `。` behind are marks of a list.
    let none = "{{ \"text.performance\" | text(about=\"绩效自评结果\") }}";
    let (transfer, names) = group(model, true);
    let over = if seen.iter().all(|name| names.contains(name)) { transfer } else { group(model, false).0 };
    let block = match body.strip_suffix(['；', ';']) {
        Some(item) => format!(
            "{{% filter list(separator=\"；\", after=\"。\", paragraphs=true) %}}\n{{% for project in {over} %}}\n{number}{item}\n{{% endfor %}}\n{{% endfilter %}}"
        ),
        None => format!("{{% for project in {over} %}}\n{number}{body}\n\n{{% endfor %}}"),
    };
    let said = if over == "transfer_projects" {
        format!("{{% if {over} %}}\n{block}\n{{% endif %}}")
    } else {
        format!("{{% if projects %}}\n{block}\n{{% else %}}\n{none}\n{{% endif %}}")
    };
    Some(Listed { over, said, taken, unsaid })
}

/// What single paragraphs say before their results that neither another one nor the loop's `body` says.
fn unsaid(paragraphs: &[Paragraph<'_>], body: &str) -> Vec<(usize, String)> {
    // A unit may belong to the words or to the figure.
    let words = |text: &str| {
        text.chars().filter(|c| *c >= '\u{4e00}' && !"万元分个".contains(*c)).collect::<String>()
    };
    let said = words(body);
    let clauses: Vec<Vec<&str>> = paragraphs
        .iter()
        .map(|paragraph| {
            let result = RESULTS.iter().filter_map(|mark| paragraph.text.find(mark)).min();
            let told = &paragraph.text[..result.unwrap_or(paragraph.text.len())];
            // The first clause names the project.
            told.split(CLAUSE_ENDS).skip(1).filter(|clause| !words(clause).is_empty()).collect()
        })
        .collect();
    let alone = |n: usize, clause: &str| {
        let own = words(clause);
        let others = clauses.iter().enumerate().filter(|(other, _)| *other != n);
        !said.contains(&own) && others.flat_map(|(_, c)| c).all(|c| words(c) != own)
    };
    let beyond = |(n, told): (usize, &Vec<&str>)| {
        let own: Vec<&str> = told.iter().copied().filter(|clause| alone(n, clause)).collect();
        (!own.is_empty()).then(|| (n, own.join("，")))
    };
    clauses.iter().enumerate().filter_map(beyond).collect()
}

/// The project a paragraph speaks of, if it speaks of one.
fn project_of<'a>(paragraph: &Paragraph<'a>) -> Option<&'a str> {
    let mut names = paragraph.parts.iter().filter_map(|part| match part {
        Part::Figure(figure) => Some(figure.key.as_deref().and_then(KeyKind::of)),
        _ => None,
    });
    match names.next()? {
        Some((KeyKind::Project, name)) => Some(name),
        _ => None,
    }
}

/// Where a name stands in a text that may print it with quotes or full-width brackets.
fn find_name(text: &str, name: &str) -> Option<std::ops::Range<usize>> {
    let (regular, name) = (Normal::new(text), Normal::new(name).chars);
    let at = regular.chars.windows(name.len().max(1)).position(|w| w == name)?;
    Some(regular.printed(at, at + name.len()))
}

/// A project's paragraph as the body of the loop.
fn turn(model: &Model<'_>, paragraph: &Paragraph<'_>, name: &str) -> Option<String> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut named = false;
    let mut text = printed(&paragraph.parts);
    let result = RESULTS.iter().find_map(|mark| text.find(mark).map(|i| i + mark.len()));
    let tail = result.map(|at| text.split_off(at));
    let mut rest = text.as_str();
    for part in &paragraph.parts {
        let Part::Figure(figure) = part else { continue };
        let Some(at) = rest.find(figure.text.as_str()) else { break };
        words(model, &rest[..at], name, &mut named, &mut nodes);
        rest = &rest[at + figure.text.len()..];
        let field = match figure.field? {
            Field::Initial => "initial",
            Field::Budget => "budget",
            Field::Executed => "executed",
            Field::Score => "score",
            Field::Completion => "completion",
            _ => return None,
        };
        if figure.key.as_deref().and_then(KeyKind::of) != Some((KeyKind::Project, name)) {
            return None;
        }
        if field == "completion" {
            // The percentage falls away with the words before it where the project has no budget.
            let clause = match nodes.pop() {
                Some(Node::Words(words)) => words,
                other => {
                    nodes.extend(other);
                    String::new()
                }
            };
            let from = clause.rfind(['，', ',', '；']).unwrap_or(0);
            nodes.push(Node::Words(clause[..from].to_owned()));
            nodes.push(Node::Words(format!(
                "{{% if project.completion %}}{}{{{{ project.completion }}}}{{% endif %}}",
                &clause[from..]
            )));
            continue;
        }
        nodes.push(Node::Print(format!("project.{field}")));
        if field == "score" {
            nodes.push(Node::Words(unit_behind(figure).to_owned()));
        }
    }
    words(model, rest, name, &mut named, &mut nodes);
    if let Some(tail) = tail {
        nodes.push(Node::Print("project.result".to_owned()));
        if tail.trim_end().ends_with('。') {
            nodes.push(Node::Words("。".to_owned()));
        }
    }
    named.then(|| write(&nodes))
}

fn words(model: &Model<'_>, text: &str, name: &str, named: &mut bool, nodes: &mut Vec<Node>) {
    let speech = model.speech();
    let Some(range) = find_name(text, name).filter(|_| !*named) else {
        nodes.extend(speech.words(text));
        return;
    };
    *named = true;
    // The name without 项目, the name with it: the title has it once.
    let behind = &text[range.end..];
    let (expression, behind) = match behind.strip_prefix("项目") {
        Some(behind) => ("project.title", behind),
        None => ("project.name", behind),
    };
    nodes.extend(speech.words(&text[..range.start]));
    nodes.push(Node::Print(expression.to_owned()));
    nodes.extend(speech.words(behind));
}

/// A sentence on all projects.
pub fn sentence(model: &Model<'_>, parts: &[Part<'_>]) -> Result<String, Reason> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut grades: Vec<(usize, &str)> = Vec::new();
    let mut graded_own = false;
    let mut words = String::new();
    let mut of_projects = false;
    for part in parts {
        let Part::Figure(figure) = part else {
            words.push_str(&printed(std::slice::from_ref(part)));
            continue;
        };
        push_prose(model, &std::mem::take(&mut words), &mut nodes)?;
        let key = figure.key.as_deref().ok_or("不知道其中的数是什么数")?;
        let mut unit = unit_behind(figure);
        let expression = match (key, graded(key)) {
            ("projects.count", _) => "project_count",
            ("projects.own.count", _) => "own_count",
            ("projects.own.budget", _) => {
                unit = "";
                "own_budget"
            }
            ("projects.budget", _) => {
                unit = "";
                "project_budget"
            }
            ("projects.score", _) => "average_score",
            ("projects.coverage", _) => {
                unit = "";
                COVERAGE
            }
            (_, Some(grade)) => {
                graded_own |= key.starts_with("projects.own.");
                grades.push((nodes.len(), grade));
                "grade.count"
            }
            _ => return Err("这些项目的数程序不知道"),
        };
        of_projects = true;
        nodes.push(Node::Print(expression.to_owned()));
        words.push_str(unit);
    }
    push_prose(model, &words, &mut nodes)?;
    if !grades.is_empty() {
        let over = if graded_own { "own_grades" } else { "grades" };
        nodes = with_grades(nodes, &grades, over).ok_or("各等级的个数没有逐个写成一样的话")?;
    }
    let said = write(&nodes);
    Ok(if of_projects { format!("{{% if projects %}}{said}{{% endif %}}") } else { said })
}

/// 占部门预算项目支出总额的100%
const COVERAGE: &str =
    "\"text.performance_coverage\" | text(about=\"绩效自评项目占预算项目支出总额的百分比，如100%\")";

/// Words between figures, each mark a node of its own. `甲、乙、丙等` before the number of projects names those of the year; a
/// project named otherwise is last year's.
fn push_prose(model: &Model<'_>, text: &str, nodes: &mut Vec<Node>) -> Result<(), Reason> {
    for transfer in [false, true] {
        let (over, names) = group(model, transfer);
        let first = &names[..names.len().min(NAMED)];
        if let Some(range) = find_name(text, &first.join("、")).filter(|_| !first.is_empty()) {
            push_prose(model, &text[..range.start], nodes)?;
            let named = match over {
                "own_projects" => "own_names",
                "transfer_projects" => "transfer_names",
                _ => "project_names",
            };
            nodes.push(Node::Print(named.to_owned()));
            return push_prose(model, &text[range.end..], nodes);
        }
    }
    let mut projects = model.known.supplement.projects.iter().map(|p| p.name.as_str());
    if projects.any(|n| n.chars().count() >= 3 && find_name(text, n).is_some()) {
        return Err("写了上年项目的名称");
    }
    if states_number(text, model.known.subject.year) {
        return Err("其中有程序不认识的数");
    }
    for node in model.speech().words(text) {
        let Node::Words(words) = &node else {
            nodes.push(node);
            continue;
        };
        for piece in words.split_inclusive(MARKS) {
            let mark = piece.chars().next_back().filter(|c| MARKS.contains(c));
            let words = piece.trim_end_matches(MARKS);
            nodes.extend((!words.is_empty()).then(|| Node::Words(words.to_owned())));
            nodes.extend(mark.map(|c| Node::Words(c.to_string())));
        }
    }
    Ok(())
}

/// How many projects [`crate::narrative`] names before 等.
const NAMED: usize = 5;

/// Marks that end a clause of a project's paragraph.
const CLAUSE_ENDS: [char; 5] = ['，', ',', '；', ';', '。'];

/// Marks between the clauses of a list.
const MARKS: [char; 8] = ['，', ',', '；', '、', '：', '（', '。', '）'];

/// `6个项目自评等级为优，4个项目自评等级为良` as a list over grades.
fn with_grades(nodes: Vec<Node>, grades: &[(usize, &str)], over: &str) -> Option<Vec<Node>> {
    let (first, last) = (grades.first()?.0, grades.last()?.0);
    let is_mark = |n: &Node| matches!(n, Node::Words(w) if w.chars().count() == 1 && w.starts_with(MARKS));
    let start = nodes[..first].iter().rposition(is_mark).map_or(0, |i| i + 1);
    let end = nodes[last..].iter().position(is_mark).map_or(nodes.len(), |i| last + i);
    let mut items: Vec<String> = Vec::new();
    let mut from = start;
    let mut separator = String::new();
    for (i, (_, grade)) in grades.iter().enumerate() {
        let to = match grades.get(i + 1) {
            Some((next, _)) => nodes[..*next].iter().rposition(is_mark)?,
            None => end,
        };
        if let (Some(Node::Words(mark)), true) = (nodes.get(to), i + 1 < grades.len()) {
            separator.clone_from(mark);
        }
        let item = write(nodes.get(from..to)?);
        item.contains(grade).then_some(())?;
        items.push(item.replacen(grade, "{{ grade.grade }}", 1));
        from = to + 1;
    }
    let item = items.first()?;
    items.iter().all(|i| i == item).then_some(())?;
    let list = format!(
        "\n{{% filter list(separator=\"{}\") %}}\n{{% for grade in {over} %}}\n{item}\n{{% endfor %}}\n{{% endfilter %}}",
        if separator.is_empty() { "，" } else { &separator }
    );
    let mut all = nodes[..start].to_vec();
    all.push(Node::Words(list));
    all.extend_from_slice(&nodes[end..]);
    Some(all)
}
