//! `cargo run --example findings_doc`: writes docs/findings.md from the catalogue of findings and the declared rules.

use std::path::Path;

use juesuan::checks::rules::rule_of;
use juesuan::finding::CATALOGUE;
use juesuan::platform::write_atomically;

fn main() -> std::io::Result<()> {
    write_atomically(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/findings.md"), page().as_bytes())
}

/// The page.
pub fn page() -> String {
    let mut out = String::from(
        "# 核对结果的编号\n\n\
         <!-- 由 cargo run --example findings_doc 生成，不要手工修改 -->\n\n\
         每条核对结果有一个编号，编号的意思不会改变。错误：数字一定有误或没有读出来；警告：很可能有误，或缺少报告需要的内容；提醒：值得看一眼。\n\
         关系式中的01表至09表指公开01表至公开09表；财决表按对应的报表核对。\n",
    );
    let groups = [('R', "读取"), ('K', "勾稽关系"), ('S', "补充资料"), ('T', "模板"), ('P', "校对")];
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
