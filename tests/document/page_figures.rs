//! Every digit of 情况说明 on the page carries its origin: which fact, which figure of it. Checked from both sides: no digit
//! stands outside a marked figure, and every marked figure is what facts.json says under its key and field.

use crate::support::{Build, out, sample};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;
use tempfile::tempdir;

const STYLES: [&str; 6] = ["standard", "shandong", "shandong-variant", "henan", "hunan", "shanghai"];

/// A marked figure.
#[derive(Debug)]
struct Figure {
    key: String,
    field: String,
    of: Option<String>,
    text: String,
}

/// One heading or paragraph: its figures, and its text without figures, typed texts and gaps.
struct Block {
    figures: Vec<Figure>,
    rest: String,
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    Some(tag[at..].split('"').next().unwrap_or_default().to_owned())
}

/// 第三部分 of the page.
fn narrative(page: &str) -> Vec<Block> {
    let main = &page[page.find("<main").expect("a page")..];
    let start = main.find(">第三部分").expect("第三部分");
    let end = main.find(">第四部分").expect("第四部分");
    let mut blocks = vec![Block { figures: Vec::new(), rest: String::new() }];
    // Figures, typed texts and gaps are leaves: their text ends with the next tag.
    let mut inside: Option<(String, String)> = None;
    for piece in main[start + 1..end].split('<') {
        // The first piece is the title itself, the last a tag cut short.
        let Some((tag, text)) = piece.split_once('>') else { continue };
        if matches!(tag.split(' ').next(), Some("p" | "h2" | "h3" | "h4" | "figure" | "svg")) {
            blocks.push(Block { figures: Vec::new(), rest: String::new() });
        }
        let block = blocks.last_mut().expect("a block");
        let class = attribute(tag, "class").unwrap_or_default();
        match tag.split(' ').next().unwrap_or_default() {
            "span" | "mark" => inside = Some((class, tag.to_owned())),
            "/span" | "/mark" => {
                inside = None;
                block.rest.push_str(text);
                continue;
            }
            // Charts are drawn from facts and carry no sentence.
            "text" | "figcaption" => inside = Some(("chart".to_owned(), String::new())),
            "/text" | "/figcaption" => {
                inside = None;
                continue;
            }
            _ => {}
        }
        match &inside {
            Some((class, tag)) if class == "f" => {
                let of = attribute(tag, "data-of");
                let get = |name| attribute(tag, name).unwrap_or_default();
                let (key, field) = (get("data-key"), get("data-field"));
                block.figures.push(Figure { key, field, of, text: text.to_owned() });
            }
            Some(_) => {}
            None => block.rest.push_str(text),
        }
    }
    blocks
}

/// Takes away what is no figure: numbers of lists, years, the day a year ends, the limit that makes equipment large.
fn without_constants(text: &str) -> String {
    let mut text = text.trim().to_owned();
    for constant in ["12月31日", "100万元（含）以上", "100万元以上"] {
        text = text.replace(constant, "");
    }
    let bare = text.trim_start_matches('（');
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=3).contains(&digits) && bare[digits..].starts_with(['.', '、', '）']) {
        text = bare[digits..].to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let mut kept = String::new();
    let mut i = 0;
    while i < chars.len() {
        let year = chars[i..].iter().take(4).filter(|c| c.is_ascii_digit()).count() == 4
            && chars.get(i + 4) == Some(&'年');
        if year {
            i += 5;
        } else {
            kept.push(chars[i]);
            i += 1;
        }
    }
    kept
}

fn decimal(value: &Value) -> Option<Decimal> {
    value.as_str()?.parse().ok()
}

fn wan(yuan: Decimal) -> Decimal {
    (yuan / Decimal::from(10_000)).round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// What a figure should print, as facts.json has it; `None` where facts.json says nothing about it.
fn expected(figure: &Figure, facts: &Value) -> Option<Decimal> {
    let fact = &facts["facts"][&figure.key];
    let amount = |name: &str| decimal(&fact[name]);
    let is_count = ["count.", "vehicles.", "equipment"].iter().any(|p| figure.key.starts_with(p));
    let printed = |yuan: Decimal| if is_count { yuan } else { wan(yuan) };
    Some(match figure.field.as_str() {
        "current" | "prior" | "budget" | "initial" => printed(amount(&figure.field)?),
        "count" => amount("current")?,
        "delta" => printed(amount("delta")?.abs()),
        "growth" => decimal(&fact["growth_pct"])?.abs(),
        "completion" => decimal(&fact["completion_pct"])?,
        "initial_completion" => wan(amount("current")?) * Decimal::ONE_HUNDRED / wan(amount("initial")?),
        "share" if figure.of.is_none() => decimal(&fact["share_pct"])?,
        "share" => {
            let whole = decimal(&facts["facts"][figure.of.as_ref()?]["current"])?;
            if whole.is_zero() {
                return None;
            }
            wan(amount("current")?) * Decimal::ONE_HUNDRED / wan(whole)
        }
        "change_share" => {
            let whole = decimal(&facts["facts"][figure.of.as_ref()?]["delta"])?.abs();
            amount("delta")?.abs() * Decimal::ONE_HUNDRED / whole
        }
        "budget_delta" => (wan(amount("current")?) - wan(amount("budget")?)).abs(),
        "budget_growth" => {
            let budget = wan(amount("budget")?);
            ((wan(amount("current")?) - budget) * Decimal::ONE_HUNDRED / budget).abs()
        }
        _ => return None,
    })
}

fn check(style: &'static str, build: Build) -> (usize, Vec<String>) {
    let work = tempdir().expect("a folder");
    Build { style, ..build }.run(work.path()).expect_status(&[0, 1]);
    let page = std::fs::read_to_string(out(work.path()).join("决算公开.html")).expect("a page");
    let facts: Value = crate::support::facts(&out(work.path()));
    let mut wrong = Vec::new();
    let mut figures = 0;
    for block in narrative(&page) {
        let rest = without_constants(&block.rest);
        if rest.contains(|c: char| c.is_ascii_digit()) {
            wrong.push(format!("a digit outside figures: {rest}"));
        }
        for figure in block.figures {
            figures += 1;
            let digits: String =
                figure.text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-')).collect();
            let known = figure.key.starts_with("project") || !facts["facts"][&figure.key].is_null();
            // Half a hundredth for rates of the exact styles, which facts.json states only in part.
            let tolerance = match figure.field.as_str() {
                "share" | "change_share" | "initial_completion" | "budget_growth" | "budget_delta" => {
                    "0.0101"
                }
                _ => "0",
            };
            let tolerance: Decimal = tolerance.parse().expect("a number");
            let got: Option<Decimal> = digits.parse().ok();
            let same = match (got, expected(&figure, &facts)) {
                (Some(got), Some(want)) => (got - want).abs() <= tolerance,
                (got, None) => got.is_some(),
                (None, _) => false,
            };
            if !known || !same {
                wrong.push(format!("{figure:?}"));
            }
        }
    }
    (figures, wrong)
}

#[test]
fn every_digit_of_the_narrative_is_a_marked_figure() {
    let year_2025 = || Build {
        input: sample("2025年决算.xlsx"),
        prior: Some(sample("2024年决算.xlsx")),
        budget: Some(sample("2025年预算.xlsx")),
        supplement: None,
        style: "",
    };
    // The school has every kind of income and expenditure; without its supplement most sentences have gaps.
    let school_alone = || Build { supplement: None, ..Build::school_2023() };
    let data: [(&str, &dyn Fn() -> Build); 4] = [
        ("2023", &Build::sample_2023),
        ("2025", &year_2025),
        ("school", &Build::school_2023),
        ("school alone", &school_alone),
    ];
    for style in STYLES {
        for (name, build) in data {
            let (figures, wrong) = check(style, build());
            assert!(wrong.is_empty(), "{style} {name}\n{}", wrong.join("\n"));
            assert!(figures > 100, "{style} {name} {figures}");
        }
    }
}

/// The test above must be able to fail.
#[test]
fn a_stray_digit_is_seen() {
    let page = "<main><h1 id=\"h3\">第三部分 说明</h1><p>3.共<span class=\"f\" data-key=\"total\" data-field=\"current\">5万元</span>，2023年12月31日有<span class=\"t\">8</span>辆。</p><p>另有7个。</p><h1>第四部分</h1></main>";
    let blocks = narrative(page);
    let rests: Vec<String> = blocks.iter().map(|b| without_constants(&b.rest)).collect();
    assert!(rests.iter().any(|r| r == "另有7个。"), "{rests:?}");
    assert_eq!(rests.iter().filter(|r| r.contains(|c: char| c.is_ascii_digit())).count(), 1, "{rests:?}");
    let figures: Vec<&Figure> = blocks.iter().flat_map(|b| &b.figures).collect();
    assert_eq!((figures[0].key.as_str(), figures[0].field.as_str()), ("total", "current"));
}

/// The page for the office says that it is for inside use; the one to publish holds nothing but the document.
#[test]
fn a_public_page_has_no_findings_and_no_origins() {
    let work = tempdir().expect("a folder");
    let build = Build::sample_2023();
    build.run(work.path()).expect_status(&[0]);
    let inside = std::fs::read_to_string(out(work.path()).join("决算公开.html")).expect("a page");
    assert!(inside.contains("内部使用") && inside.contains("data-key=\"total\""));
    assert!(!out(work.path()).join("决算公开（公开版）.html").exists(), "only on demand");

    let work = tempdir().expect("a folder");
    let arguments = [
        "build".to_owned(),
        sample("2025年决算.xlsx").display().to_string(),
        "--prior".to_owned(),
        sample("2024年决算.xlsx").display().to_string(),
        "--format".to_owned(),
        "html-public".to_owned(),
        "--out".to_owned(),
        "out".to_owned(),
    ];
    crate::support::juesuan(work.path(), &arguments).expect_status(&[0, 1]);
    let files: Vec<String> = std::fs::read_dir(work.path().join("out"))
        .expect("outputs")
        .flatten()
        .map(|f| f.file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".html"))
        .collect();
    assert_eq!(files, ["决算公开（公开版）.html"]);
    let page = std::fs::read_to_string(work.path().join("out/决算公开（公开版）.html")).expect("a page");
    let body = &page[page.find("<body").expect("a body")..];
    for inner in ["内部使用", "data-", "<script", "origin", ".xlsx", "核对", "title=", "[K0", "class=\"f\""]
    {
        assert!(!body.contains(inner), "{inner}");
    }
    for shown in ["目录", "第三部分", "收、支总计均为", "〔请补充", "公开09表"] {
        assert!(body.contains(shown), "{shown}");
    }
}
