//! `cargo run --example findings_doc`: writes docs/findings.md, and the bases of the relations in docs/checks.md, from
//! the catalogue of findings and the declared rules.

use std::path::Path;

use juesuan::checks::bases::basis_of;
use juesuan::checks::rules::{RULES, rule_of};
use juesuan::finding::CATALOGUE;
use juesuan::platform::write_atomically;

fn main() -> std::io::Result<()> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    write_atomically(&docs.join("findings.md"), page().as_bytes())?;
    let checks = docs.join("checks.md");
    let written = std::fs::read_to_string(&checks)?;
    write_atomically(&checks, with_bases(&written).as_bytes())
}

const BASES: &str = "## 依据\n";

/// The page about relations with its last section made anew.
pub fn with_bases(page: &str) -> String {
    let mut out = page.split(BASES).next().unwrap_or_default().trim_end().to_owned();
    out.push_str(&format!("\n\n{BASES}\n"));
    out.push_str(
        "<!-- 这一节由 cargo run --example findings_doc 生成，不要手工修改 -->\n\n\
         有规定的引规定的原文；表下的注也是规定的一部分；没有的，从表的结构得出。\n\n\
         | 编号 | 关系 | 依据 |\n|---|---|---|\n",
    );
    for rule in RULES {
        let basis = basis_of(rule.code).map(|b| b.words()).unwrap_or_default();
        out.push_str(&format!("| {} | {} | {} |\n", rule.code, plain(rule.formula), plain(&basis)));
    }
    out
}

/// The page.
pub fn page() -> String {
    let mut out = String::from(
        "# 核对结果的编号\n\n\
         <!-- 由 cargo run --example findings_doc 生成，不要手工修改 -->\n\n\
         每条核对结果有一个编号，编号的意思不会改变。错误：数字一定有误或没有读出来；警告：很可能有误，或缺少报告需要的内容；提醒：值得看一眼。\n\
         关系式中的01表至09表指公开01表至公开09表；财决表按对应的报表核对。\n",
    );
    let groups = [
        ('R', "读取"),
        ('K', "勾稽关系"),
        ('S', "补充资料"),
        ('T', "模板"),
        ('P', "校对"),
        ('W', "在 Word 里改过的"),
    ];
    for (letter, title) in groups {
        let mut entries = CATALOGUE.iter().filter(|e| e.code.starts_with(letter)).peekable();
        if entries.peek().is_none() {
            continue;
        }
        out.push_str(&format!("\n## {letter} {title}\n"));
        for entry in entries {
            out.push_str(&format!("\n### {} {}\n\n", entry.code, entry.title));
            out.push_str(&format!("{}。{}\n", entry.severity.label(), entry.basis));
            if let Some(rule) = rule_of(entry.code) {
                out.push_str(&format!("\n> {}\n", plain(rule.formula)));
            }
        }
    }
    out
}

/// `{03}` as 03表.
fn plain(formula: &str) -> String {
    (1..=9).fold(formula.to_owned(), |text, n| text.replace(&format!("{{{n:02}}}"), &format!("{n:02}表")))
}
