//! Forms, list and narrative against each other: scores, amounts, grades, numbers of projects, results.

use rust_decimal::Decimal;

use super::names::{Said, bare};
use super::number::{numbers, quantity, same, unpadded, usable};
use super::{Attached, Form, Passage};
use crate::finding::{Finding, Place};
use crate::proof::Proof;
use crate::proof::interval::wan;
use crate::reading::{Field, Figure};
use crate::supplement::grade_of_score;
use crate::text::{one_line, squash};

pub fn check(proof: &Proof<'_>, attached: &Attached<'_>, told: &[Said<'_>], findings: &mut Vec<Finding>) {
    for project in told {
        if let Some(form) = attached.form_of(&project.name) {
            figures(proof, project, form, findings);
            satisfaction(proof, project, form, findings);
        }
        parts(proof, project, findings);
    }
    summary(proof, attached, findings);
    totals(proof, attached, findings);
    grade_words(proof, attached, findings);
    foreign(attached, told, findings);
    unmet(attached, findings);
    rates(attached, findings);
    mid_year(proof, attached, findings);
    within_year(proof, attached, findings);
    spent_whole(proof, attached, findings);
}

/// Scores and amounts of the narrative against the form.
fn figures(proof: &Proof<'_>, project: &Said<'_>, form: &Form<'_>, findings: &mut Vec<Finding>) {
    let [_, budget, executed] = &form.read.funds;
    let score = form.read.total.as_ref().map(|(_, score)| score);
    let ways = [
        ("自评得分", Field::Score, score),
        ("全年预算数", Field::Budget, budget.as_ref()),
        ("全年执行数", Field::Executed, executed.as_ref()),
    ];
    for (what, field, on_form) in ways {
        let (Some(figure), Some(on_form)) = (project.figure(field), on_form) else { continue };
        let value = if field == Field::Score { Some(figure.value) } else { wan(figure) };
        // Offices cut off the third decimal as well as round it.
        let Some(value) = value.filter(|v| usable(*v)).filter(|v| {
            let cut = on_form.value.trunc_with_scale(v.scale()) == *v;
            !same(*v, on_form.value) && !cut
        }) else {
            continue;
        };
        findings.push(
            Finding::new(
                "P020",
                format!(
                    "“{}”的{what}，正文是{}，自评表是{}，相差{}",
                    project.name,
                    figure.text,
                    unpadded(on_form.value),
                    unpadded((value - on_form.value).abs())
                ),
            )
            .at(proof.place(&figure.at))
            .with("自评表", on_form.place.clone(), unpadded(on_form.value))
            .hint("请核对正文和自评表"),
        );
    }
}

/// 满意度 of the narrative against the indicator of the form.
fn satisfaction(proof: &Proof<'_>, project: &Said<'_>, form: &Form<'_>, findings: &mut Vec<Finding>) {
    let reached: Vec<(Decimal, &crate::self_assessment::Indicator)> = form
        .read
        .indicators
        .iter()
        .filter(|i| i.levels[2].contains("满意度"))
        .filter_map(|i| Some((quantity(&i.actual).filter(|q| q.1 == "%")?.0, i)))
        .collect();
    let Some((actual, line)) = reached.first() else { return };
    if reached.iter().any(|(other, _)| other != actual) {
        return;
    }
    let Some(first) = project.figures.first() else { return };
    let text = proof.paragraph(&first.at);
    for number in numbers(text) {
        let Some(behind) = text[number.to..].strip_prefix('%') else { continue };
        let before: String =
            text[..number.from].chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
        let says = behind.starts_with("的满意度")
            || ["满意度达到", "满意度为", "满意度达", "满意度是"]
                .iter()
                .any(|w| before.trim_end().ends_with(w));
        let bound = behind.starts_with("以上") || behind.starts_with("及以上");
        // 100% says that nobody was dissatisfied; 99.99% does not round to that.
        let all = number.value == Decimal::ONE_HUNDRED && *actual < number.value;
        if !says || bound || same(number.value, *actual) && !all {
            continue;
        }
        let mut at = first.at.clone();
        at.sentence = crate::text::sentence_around(text, number.from, number.to);
        let mut from = number.from;
        let mut to = number.to + 1;
        // The words with the number, so that the place is the satisfaction's.
        match behind.starts_with("的满意度") {
            true => to += "的满意度".len(),
            false => from = text[..from].rfind("满意度").unwrap_or(from),
        }
        findings.push(
            Finding::new(
                "P021",
                format!(
                    "“{}”的满意度，正文是{}%，自评表“{}”的实际完成值是{}",
                    project.name,
                    unpadded(number.value),
                    one_line(&line.levels[2]),
                    line.actual
                ),
            )
            .at(proof.quoted(&at, &text[from..to]))
            .with("自评表得分", line.score.place.clone(), line.actual.clone())
            .hint("请核对正文和自评表"),
        );
    }
}

/// 执行数 against a list of what was paid that ends with 其他: 差旅费4.63万元，办公费3.8万元，其他费用0.74万元.
fn parts(proof: &Proof<'_>, project: &Said<'_>, findings: &mut Vec<Finding>) {
    let Some(executed) = project.figure(Field::Executed) else { return };
    let (Some(total), text) = (wan(executed).filter(|v| usable(*v)), proof.paragraph(&executed.at)) else {
        return;
    };
    let all: Vec<_> = numbers(text)
        .into_iter()
        .filter(|n| n.from >= executed.at.bytes.end && text[n.to..].starts_with("万元"))
        .collect();
    let Some(last) = all.iter().position(|n| {
        let clause = text[..n.from].rfind(['，', '、', '；', '。', ',']).map_or(0, |i| i);
        text[clause..n.from].trim_start_matches(['，', '、', '；', '。', ',']).starts_with("其他")
    }) else {
        return;
    };
    // The list goes back as long as no sentence ends between two amounts.
    let mut first = last;
    while first > 0 && !text[all[first - 1].to..all[first].from].contains(['。', '：', ':']) {
        first -= 1;
    }
    let list = &all[first..=last];
    let sum: Decimal = list.iter().map(|n| n.value).sum();
    let slack = Decimal::new(5, 3) * Decimal::from(list.len() + 1);
    if list.len() < 3
        || (sum - total).abs() <= slack
        || text[list[0].to..list[list.len() - 1].from].contains("其中")
    {
        return;
    }
    let parts: Vec<String> = list.iter().map(|n| unpadded(n.value)).collect();
    let end = list[list.len() - 1].to + "万元".len();
    let mut at = executed.at.clone();
    at.sentence = crate::text::sentence_around(text, list[0].from, end);
    findings.push(
        Finding::new(
            "P020",
            format!(
                "“{}”执行数为{}，所列各项（含其他）{}＝{}万元，相差{}万元",
                project.name,
                executed.text,
                parts.join("＋"),
                unpadded(sum),
                unpadded((sum - total).abs())
            ),
        )
        .at(proof.place(&executed.at))
        .with("所列各项", proof.quoted(&at, &text[list[0].from..end]), unpadded(sum))
        .hint("请核对执行数和所列各项"),
    );
}

/// Rows of the list against forms of the same name, and grades against scores.
fn summary(proof: &Proof<'_>, attached: &Attached<'_>, findings: &mut Vec<Finding>) {
    for row in proof.report.attachments.summaries.iter().flat_map(|s| &s.rows) {
        if let Some(score) = &row.score
            && ["优", "良", "中", "差"].contains(&row.grade.as_str())
            && grade_of_score(score.value) != row.grade
        {
            findings.push(
                Finding::new(
                    "P020",
                    format!("“{}”自评得分{}，等级印作“{}”", row.name, unpadded(score.value), row.grade),
                )
                .at(score.place.clone())
                .hint("90分以上为优，80分以上为良，60分以上为中，60分以下为差"),
            );
        }
        let Some(form) = attached.form_of(&row.name) else { continue };
        let [initial, budget, executed] = &form.read.funds;
        let score = form.read.total.as_ref().map(|(_, score)| score);
        let ways = [
            ("自评得分", &row.score, score),
            ("年初预算数", &row.initial, initial.as_ref()),
            ("全年预算数", &row.budget, budget.as_ref()),
            ("全年执行数", &row.executed, executed.as_ref()),
        ];
        for (what, listed, on_form) in ways {
            if let (Some(listed), Some(on_form)) = (listed, on_form)
                && !same(listed.value, on_form.value)
            {
                findings.push(
                    Finding::new(
                        "P020",
                        format!(
                            "“{}”的{what}，汇总表是{}，自评表是{}",
                            row.name,
                            unpadded(listed.value),
                            unpadded(on_form.value)
                        ),
                    )
                    .at(listed.place.clone())
                    .with("自评表", on_form.place.clone(), unpadded(on_form.value))
                    .hint("请核对汇总表和自评表"),
                );
            }
        }
    }
}

/// 区级预算项目6个，涉及预算资金…万元 against the forms, where they are as many.
fn totals(proof: &Proof<'_>, attached: &Attached<'_>, findings: &mut Vec<Finding>) {
    let transfer = |f: &&Form<'_>| squash(&f.sheet.table.title).contains("转移支付");
    let groups: [(&str, Vec<&Form<'_>>); 2] = [
        ("projects", attached.forms.iter().filter(|f| f.is_project() && !transfer(f)).collect()),
        ("projects.transfer", attached.forms.iter().filter(|f| f.is_project() && transfer(f)).collect()),
    ];
    for (key, forms) in groups {
        // Where the projects of 转移支付 are told apart, the others have a key of their own.
        let keys = if key == "projects" { vec!["projects.own", key] } else { vec![key] };
        let find = |field: &str, wanted: Field| -> Option<&Figure> {
            keys.iter().find_map(|key| proof.index.first(&format!("{key}.{field}"), wanted))
        };
        let (Some(count), Some(budget)) = (find("count", Field::Count), find("budget", Field::Budget)) else {
            continue;
        };
        let near = count.at.section == budget.at.section && count.at.paragraph == budget.at.paragraph;
        if !near || count.value != Decimal::from(forms.len()) {
            continue;
        }
        let sum = |which: usize| -> Option<Decimal> {
            let all: Option<Vec<Decimal>> =
                forms.iter().map(|f| f.read.funds[which].as_ref().map(|v| v.value)).collect();
            all.map(|a| a.iter().sum())
        };
        let (Some(stated), Some(whole)) = (wan(budget).filter(|v| usable(*v)), sum(1)) else { continue };
        let slack = Decimal::new(5, 3) * Decimal::from(forms.len() + 1);
        let fits = |s: Option<Decimal>| s.is_some_and(|s| (s - stated).abs() <= slack);
        // The narrative's own projects refute it already.
        let place = proof.place(&budget.at);
        let said = findings.iter().any(|f| f.code == "P008" && f.place.as_ref() == Some(&place));
        if said || fits(Some(whole)) || fits(sum(0)) {
            continue;
        }
        let terms: Vec<String> =
            forms.iter().filter_map(|f| f.read.funds[1].as_ref()).map(|f| unpadded(f.value)).collect();
        let mut finding = Finding::new(
            "P020",
            format!(
                "{}个项目涉及预算资金印作{}，自评表全年预算数合计{}＝{}万元",
                unpadded(count.value),
                budget.text,
                terms.join("＋"),
                unpadded(whole)
            ),
        )
        .at(place);
        for form in &forms {
            if let Some(f) = &form.read.funds[1] {
                finding = finding.with(form.name().to_owned(), f.place.clone(), unpadded(f.value));
            }
        }
        findings.push(finding.hint("请核对预算资金的口径和各项目的全年预算数"));
    }
}

/// 优秀 where the report's own scale knows 优.
fn grade_words(proof: &Proof<'_>, attached: &Attached<'_>, findings: &mut Vec<Finding>) {
    let short = ["优", "良", "中", "差"];
    let listed = proof
        .report
        .attachments
        .summaries
        .iter()
        .flat_map(|s| &s.rows)
        .any(|r| short.contains(&r.grade.as_str()));
    let scale = |p: &&Passage<'_>| ["是：优。", "为优。", "是:优。"].iter().any(|w| p.text.contains(w));
    let own = attached.passages.iter().filter(|p| p.at.is_none()).find(scale);
    if !listed && own.is_none() {
        return;
    }
    for passage in attached.passages.iter().filter(|p| p.at.is_some()) {
        for (long, grade) in [("优秀", "优"), ("良好", "良")] {
            let Some(place) = ["等级为", "等级是", "评级为"]
                .iter()
                .find_map(|w| passage.words(attached.file, &format!("{w}{long}")))
            else {
                continue;
            };
            let mut finding =
                Finding::new("P020", format!("等级印作“{long}”，附件的等级是“{grade}”")).at(place);
            let source =
                own.and_then(|p| ["是：优", "为优", "是:优"].iter().find_map(|w| p.words(attached.file, w)));
            if let Some(source) = source {
                finding = finding.with("附件", source, grade);
            }
            findings.push(finding.hint("请与附件的等级一致"));
        }
    }
}

/// Forms of another unit: more forms than the narrative has projects, and all the others are of one that it has none of.
fn foreign(attached: &Attached<'_>, told: &[Said<'_>], findings: &mut Vec<Finding>) {
    let forms: Vec<&Form<'_>> = attached.forms.iter().filter(|f| f.is_project()).collect();
    if told.is_empty() || forms.len() <= told.len() {
        return;
    }
    let named = |f: &Form<'_>| {
        told.iter().any(|s| {
            bare(&s.name) == bare(f.name())
                || strsim::normalized_levenshtein(&bare(&s.name), &bare(f.name())) >= 0.8
        })
    };
    let unit = |f: &Form<'_>| squash(&f.read.project.unit);
    let home = forms.iter().copied().find(|f| named(f)).map(unit).unwrap_or_default();
    let own = forms.iter().filter(|f| unit(f) == home).count();
    let others: Vec<&&Form<'_>> = forms.iter().filter(|f| unit(f) != home).collect();
    let Some(first) = others.first() else { return };
    let same_unit = others.iter().all(|f| unit(f) == unit(first) && !unit(f).is_empty());
    if home.is_empty() || own != told.len() || !same_unit {
        return;
    }
    let place = |f: &Form<'_>| {
        let wanted = unit(f);
        let sheet = &f.sheet;
        let row = sheet.find_row(0, |t| t == wanted);
        let row = row.filter(|(r, _)| sheet.find(*r, |t| t.contains("实施单位")).is_some());
        row.map_or_else(|| f.read.project.place.clone(), |(r, c)| sheet.place(r, c))
    };
    let mut finding = Finding::new(
        "P024",
        format!(
            "正文列出{}个项目，附件另有{}张“{}”的自评表，正文没有这些项目",
            told.len(),
            others.len(),
            one_line(&first.read.project.unit)
        ),
    )
    .at(place(first));
    for form in others.iter().skip(1) {
        finding = finding.with(form.name().to_owned(), place(form), one_line(&form.read.project.unit));
    }
    findings.push(finding.hint("请确认这些自评表是否属于本报告"));
}

/// Sentences that say all goals are reached.
const ALL_DONE: &[&str] = &[
    "未完成项目0个",
    "均完成绩效目标",
    "均已完成绩效目标",
    "全部完成绩效目标",
    "都完成绩效目标",
    "项目完成率100%",
];

/// What a form says was missed.
fn missed(form: &Form<'_>) -> Option<(String, Place)> {
    for line in &form.read.indicators {
        let least = squash(&line.target).starts_with(['≥', '>']);
        if let (Some((wanted, unit)), Some((reached, other))) =
            (quantity(&line.target), quantity(&line.actual))
            && least
            && unit == other
            && reached < wanted
        {
            let name = one_line(&line.levels[2]);
            return Some((format!("{name}{}，实际{}", line.target, line.actual), line.score.place.clone()));
        }
    }
    // 参保率达到95%以上 … 参保率为94.9%
    let sheet = &form.sheet;
    let (head, col) = sheet.find_row(0, |t| t.ends_with("预期目标"))?;
    let goal = one_line(sheet.cell(head + 1, col));
    let result = one_line(&form.read.project.result);
    for number in numbers(&goal) {
        if !goal[number.to..].starts_with("%以上") {
            continue;
        }
        let before = goal[..number.from].trim_end_matches("达到").trim_end_matches("不低于");
        let letters: Vec<char> = before.chars().collect();
        let words: String = letters[letters.len().saturating_sub(3)..].iter().collect();
        for found in numbers(&result) {
            let head = result[..found.from].trim_end_matches(['为', '达']).trim_end_matches("达到");
            if result[found.to..].starts_with('%')
                && words.chars().count() == 3
                && head.ends_with(&words)
                && found.value < number.value
            {
                let at = sheet.find_row(head_row(sheet), |t| t == squash(&result));
                let place = at.map_or_else(|| form.read.project.place.clone(), |(r, c)| sheet.place(r, c));
                return Some((
                    format!("{words}目标{}%以上，实际{}%", unpadded(number.value), unpadded(found.value)),
                    place,
                ));
            }
        }
    }
    None
}

fn head_row(sheet: &super::Sheet<'_>) -> usize {
    sheet.find_row(0, |t| t.ends_with("预期目标")).map_or(0, |(row, _)| row)
}

/// P021: all goals reached, says the text; a form says otherwise.
fn unmet(attached: &Attached<'_>, findings: &mut Vec<Finding>) {
    let projects = attached.forms.iter().filter(|f| f.is_project());
    let all: Vec<(&Form<'_>, (String, Place))> = projects.filter_map(|f| Some((f, missed(f)?))).collect();
    if all.is_empty() {
        return;
    }
    for passage in &attached.passages {
        let Some(words) = ALL_DONE.iter().find(|w| passage.text.contains(**w)) else { continue };
        let sentence = passage.words(attached.file, words);
        let said = sentence.as_ref().and_then(Place::document_spot).map_or("", |s| s.sentence.as_str());
        let excepted = |f: &Form<'_>| {
            let (name, plain) = (bare(f.name()), squash(said));
            plain.contains(&name)
                || plain.split(['除', '外']).any(|part| strsim::normalized_levenshtein(part, &name) >= 0.6)
        };
        let failed: Vec<_> = all.iter().filter(|(form, _)| !excepted(form)).collect();
        let (Some((form, (what, _))), Some(place)) = (failed.first(), sentence.clone()) else { continue };
        let mut finding =
            Finding::new("P021", format!("“{words}”与自评表不符：“{}”{what}", form.name())).at(place);
        for (form, (what, place)) in &failed {
            finding = finding.with(form.name().to_owned(), place.clone(), what.clone());
        }
        findings.push(finding.hint("请核对目标完成情况的说法和自评表"));
    }
}

/// 执行率 of a project in a text that misses the form's by one digit.
fn rates(attached: &Attached<'_>, findings: &mut Vec<Finding>) {
    for passage in &attached.passages {
        for number in numbers(&passage.text) {
            let before: String = passage.text[..number.from]
                .chars()
                .rev()
                .take(6)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect();
            let says = ["执行率", "使用率", "支出率"].iter().any(|w| before.contains(w));
            if !says || !passage.text[number.to..].starts_with('%') || number.value.scale() == 0 {
                continue;
            }
            let sentence = crate::text::sentence_around(&passage.text, number.from, number.to);
            let plain = squash(&passage.text[sentence]);
            for form in attached.forms.iter().filter(|f| f.is_project()) {
                let [_, Some(budget), Some(executed)] = &form.read.funds else { continue };
                if budget.value.is_zero() {
                    continue;
                }
                let due =
                    (executed.value * Decimal::ONE_HUNDRED / budget.value).round_dp(number.value.scale());
                // Few forms have such a rate: names, which take long to compare, come last.
                if same(due, number.value) || !super::number::misprint(due, number.value) {
                    continue;
                }
                let named = {
                    let name = bare(form.name());
                    plain.contains(&name)
                        || plain.split(['除', '外', ',', '、']).any(|p| {
                            p.char_indices().any(|(i, _)| {
                                let part: String = p[i..].chars().take(name.chars().count() + 1).collect();
                                strsim::levenshtein(&part, &name) <= 1 + usize::from(part.ends_with("项"))
                            })
                        })
                };
                if !named {
                    continue;
                }
                findings.push(
                    Finding::new(
                        "P020",
                        format!(
                            "“{}”的执行率印作{}%，应为{}÷{}＝{}%",
                            form.name(),
                            unpadded(number.value),
                            unpadded(executed.value),
                            unpadded(budget.value),
                            unpadded(due)
                        ),
                    )
                    .at(passage.place(attached.file, number.from, number.to + 1))
                    .with("自评表", executed.place.clone(), unpadded(executed.value))
                    .hint("请核对执行率"),
                );
            }
        }
    }
}

/// Words that say money came within the year.
const LATER: &[&str] = &["未列入年初预算", "年中拨入", "年中追加", "年中下达", "年中增加", "未安排年初预算"];

/// A 项 without initial budget whose money came within the year, and forms that print that money as 年初预算数.
fn mid_year(proof: &Proof<'_>, attached: &Attached<'_>, findings: &mut Vec<Finding>) {
    let initial = |f: &Form<'_>| f.read.funds[0].as_ref().map(|v| v.value).filter(|v| !v.is_zero());
    for passage in attached.passages.iter().filter(|p| p.at.is_some()) {
        let Some(words) = LATER.iter().find(|w| passage.text.contains(**w)) else { continue };
        let Some((section, paragraph)) = passage.at else { continue };
        let none = proof.index.paragraph(section, paragraph).iter().any(|f| {
            f.field == Some(Field::Budget)
                && f.value.is_zero()
                && f.key.as_deref().is_some_and(|k| k.starts_with("general.item."))
        });
        if !none {
            continue;
        }
        let amounts: Vec<Decimal> = numbers(&passage.text)
            .into_iter()
            .filter(|n| passage.text[n.to..].starts_with("万元") && n.value.scale() > 0)
            .map(|n| n.value)
            .collect();
        let forms: Vec<&Form<'_>> =
            attached.forms.iter().filter(|f| f.is_project() && initial(f).is_some()).collect();
        // The text must name the project, at least the most of it.
        let plain = squash(&passage.text);
        let named = |f: &Form<'_>| {
            let name: Vec<char> =
                bare(f.name()).chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).collect();
            name.windows(6).any(|w| plain.contains(&w.iter().collect::<String>()))
        };
        // What is said to have come, up to the end of its clause.
        let came = passage.text.split_once(words).map_or("", |(_, rest)| rest);
        let came: Vec<char> =
            squash(came.split(['。', '，', '；']).next().unwrap_or_default()).chars().collect();
        let meant = |f: &Form<'_>| {
            let mut left = came.clone();
            let name: Vec<char> = bare(f.name()).chars().collect();
            let common = name
                .iter()
                .filter(|c| left.iter().position(|l| l == *c).map(|at| left.remove(at)).is_some())
                .count();
            name.len() >= 8 && common * 10 >= name.len() * 9 && came.len() <= name.len() + 4
        };
        let candidates: Vec<&&Form<'_>> = forms.iter().filter(|f| named(f) || meant(f)).collect();
        let mut hit: Vec<&Form<'_>> = Vec::new();
        for (i, a) in candidates.iter().enumerate() {
            let Some(x) = initial(a) else { continue };
            if meant(a) || amounts.iter().any(|v| same(*v, x) && v.scale() == x.scale()) {
                hit = vec![**a];
                break;
            }
            for b in &candidates[i + 1..] {
                if let Some(y) = initial(b)
                    && amounts.iter().any(|v| *v == x + y)
                {
                    hit = vec![**a, **b];
                }
            }
        }
        for form in hit {
            let Some(funds) = &form.read.funds[0] else { continue };
            let Some(place) = passage.words(attached.file, words) else { continue };
            findings.push(
                Finding::new(
                    "P020",
                    format!(
                        "“{}”自评表的年初预算数是{}万元，正文说这笔资金“{words}”",
                        form.name(),
                        unpadded(funds.value)
                    ),
                )
                .at(funds.place.clone())
                .with("正文", place, (*words).to_owned())
                .hint("年中下达的资金不在年初预算内，请核对年初预算数"),
            );
        }
    }
}

/// The amount right behind words.
fn behind(text: &str, words: &[&str]) -> Option<(Decimal, usize, usize)> {
    words.iter().find_map(|w| {
        let at = text.find(w)?;
        let from = at + w.len();
        let number = numbers(&text[from..]).into_iter().next().filter(|n| n.from <= "为共计".len())?;
        text[from + number.to..].starts_with("万元").then_some((
            number.value,
            at,
            from + number.to + "万元".len(),
        ))
    })
}

/// 项目支出全年预算数A，年初预算数B，年中追加C: the department's form prints one amount as both budgets, or the projects'
/// forms leave out what was added.
fn within_year(proof: &Proof<'_>, attached: &Attached<'_>, findings: &mut Vec<Finding>) {
    for passage in attached.passages.iter().filter(|p| p.at.is_none()) {
        let added = behind(&passage.text, &["年中追加预算", "年中追加"]);
        let whole = behind(&passage.text, &["全年预算数", "调整预算数"]);
        let initial = behind(&passage.text, &["年初预算数", "年初预算"]);
        let (Some((added, _, end)), Some((whole, w_from, w_to)), Some((initial, from, _))) =
            (added, whole, initial)
        else {
            continue;
        };
        if added.is_zero() || !same(initial + added, whole) || !passage.text.contains("项目支出") {
            continue;
        }
        let range = from.min(end)..end.max(from);
        let source = passage.place(attached.file, range.start, range.end);
        for form in attached.forms.iter().filter(|f| !f.is_project()) {
            let [Some(first), Some(budget), _] = &form.read.funds else { continue };
            if !same(first.value, budget.value) || budget.value < whole {
                continue;
            }
            let mut finding = Finding::new(
                "P020",
                format!(
                    "部门整体支出自评表年初预算数与全年预算数都是{}万元，附件说年中追加{}万元",
                    unpadded(first.value),
                    unpadded(added)
                ),
            )
            .at(first.place.clone())
            .with("附件", source.clone(), unpadded(added));
            let spent = proof.index.stating("general.expenditure", Field::Budget);
            let narrative = spent.iter().find(|f| wan(f).is_some_and(|v| same(v, budget.value)));
            if let Some(figure) = narrative {
                finding = finding.with("正文年初预算数", proof.place(&figure.at), figure.text.clone());
            }
            findings.push(finding.hint("请核对年初预算数"));
        }
        let projects: Vec<&Form<'_>> = attached.forms.iter().filter(|f| f.is_project()).collect();
        let budgets: Option<Vec<Decimal>> =
            projects.iter().map(|f| f.read.funds[1].as_ref().map(|v| v.value)).collect();
        let Some(sum) = budgets.filter(|b| b.len() >= 2).map(|b| b.iter().sum::<Decimal>()) else { continue };
        if same(sum, initial) && !same(sum, whole) {
            let mut finding = Finding::new(
                "P020",
                format!(
                    "各项目自评表全年预算数合计{}万元，附件说项目支出全年预算数{}万元（年中追加{}万元）",
                    unpadded(sum),
                    unpadded(whole),
                    unpadded(added)
                ),
            )
            .at(passage.place(attached.file, w_from, w_to));
            for form in projects {
                if let Some(budget) = &form.read.funds[1] {
                    finding =
                        finding.with(form.name().to_owned(), budget.place.clone(), unpadded(budget.value));
                }
            }
            findings.push(finding.hint("请核对各项目的全年预算数，或补上没有自评的项目"));
        }
    }
}

/// The whole department spent all of its budget, says its form; its projects did not.
fn spent_whole(proof: &Proof<'_>, attached: &Attached<'_>, findings: &mut Vec<Finding>) {
    let Some(form) = attached.forms.iter().find(|f| !f.is_project()) else { return };
    let [_, Some(budget), Some(executed)] = &form.read.funds else { return };
    let left: Vec<(&Form<'_>, Decimal)> = attached
        .forms
        .iter()
        .filter(|f| f.is_project())
        .filter_map(|f| match &f.read.funds {
            [_, Some(b), Some(e)] => Some((f, b.value - e.value)),
            _ => None,
        })
        .collect();
    let unspent: Decimal = left.iter().map(|(_, l)| l).sum();
    let some = left.iter().any(|(_, l)| *l > Decimal::ONE) && left.iter().all(|(_, l)| *l >= Decimal::ZERO);
    if !same(budget.value, executed.value) || budget.value.is_zero() || !some {
        return;
    }
    let text = attached.passages.iter().find_map(|p| {
        p.at?;
        let (said, ..) = behind(&p.text, &["执行数"])?;
        (same(said, executed.value) && p.text.contains("完成预算的100%"))
            .then(|| p.words(proof.report.file.as_str(), "完成预算的100%"))?
    });
    let mut finding = Finding::new(
        "P020",
        format!(
            "部门整体支出全年预算数、执行数都是{}万元，各项目自评表却有{}万元没有执行",
            unpadded(budget.value),
            unpadded(unspent)
        ),
    )
    .at(text.unwrap_or_else(|| executed.place.clone()))
    .with("部门整体支出自评表", executed.place.clone(), unpadded(executed.value));
    for (form, rest) in left.iter().filter(|(_, l)| *l > Decimal::ZERO) {
        finding = finding.with(
            form.name().to_owned(),
            form.read.project.place.clone(),
            format!("未执行{}", unpadded(*rest)),
        );
    }
    findings.push(finding.hint("请核对全年预算数（调整后）和执行数"));
}
