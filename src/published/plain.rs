//! Plain text and Markdown: lines, and nothing that says what a table is. Markdown tables and lines parted by tabs are
//! tables; tables that a converter flattened to lines stay lines, and it is said.

use super::content::{Block, Cell, Content, Format, Look, MOST_PIECES, Paragraph, TOO_LARGE, Table};
use super::line::{ends_sentence, is_heading_like, is_page_number, numbering};
use super::titles::begins_note;
use crate::text::squash;

/// Bytes of a text: some three thousand pages.
const MOST_BYTES: usize = 16 << 20;
/// Bytes after which a line is no longer looked at as the middle of a sentence.
const LONGEST_SENTENCE: usize = 16 << 10;
/// Bytes after which it is neither a heading nor a row of a table.
const CERTAIN_SENTENCE: usize = 1 << 10;
/// Blank lines that a sentence may go on behind.
const MOST_BLANK: usize = 200;
/// A line that is shorter ends where its author ended it.
const SHORTEST_OPEN: usize = 18;

/// Reads a text.
///
/// # Errors
/// Why it is not read, in Chinese: it holds more than any report.
pub fn read(text: &str) -> Result<Content, String> {
    let mut content = Content::new(Format::Text);
    let pieces = text.bytes().filter(|b| matches!(b, b'\n' | b'\x0c' | b'|')).count();
    if text.len() > MOST_BYTES || pieces > MOST_PIECES {
        return Err(TOO_LARGE.to_owned());
    }
    let lines: Vec<&str> = text.split(['\n', '\u{c}']).map(|l| l.trim_end_matches('\r')).collect();
    let spread = blank_lines_part_nothing(&lines);
    let mut flattened = 0usize;
    let mut open: Option<Paragraph> = None;
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at].trim();
        if let Some((table, end)) = table_at(&lines, at) {
            content.blocks.extend(open.take().map(Block::Paragraph));
            content.blocks.push(Block::Table(table));
            at = end;
            continue;
        }
        let heading = line.bytes().take_while(|b| *b == b'#').count();
        let bare = line.trim_start_matches('#').trim().replace("**", "");
        // A line of a Markdown list.
        let bare = bare.strip_prefix("- ").unwrap_or(&bare).to_owned();
        let plain = squash(&bare);
        let unfinished = open.as_ref().is_some_and(is_unfinished);
        if plain.is_empty() || unfinished && is_page_number(&plain) {
            // A sentence that a converter cut at the end of a line or a page goes on behind it.
            if !(unfinished && (spread || goes_on_below(&lines, at))) {
                content.blocks.extend(open.take().map(Block::Paragraph));
            }
            at += 1;
            continue;
        }
        let amounts = is_table_line(&plain, &bare);
        flattened += usize::from(amounts);
        let new = heading > 0
            || lines[at].starts_with(['　', '\t'])
            || (!spread && lines[at].starts_with(' '))
            || begins_anew(&plain)
            || amounts && !unfinished;
        match &mut open {
            Some(paragraph) if unfinished && !new => paragraph.push(&bare, false, None),
            _ => {
                content.blocks.extend(open.take().map(Block::Paragraph));
                let outline = u8::try_from(heading).ok().filter(|h| *h > 0).map(|h| h - 1);
                let index = u32::try_from(at).unwrap_or(u32::MAX);
                let look = Look { outline, ..Look::default() };
                let mut paragraph = Paragraph { index, look, ..Paragraph::default() };
                paragraph.push(&bare, false, None);
                open = Some(paragraph);
            }
        }
        at += 1;
    }
    content.blocks.extend(open.map(Block::Paragraph));
    if flattened > 8 {
        content.remark(
            None,
            format!("约{flattened}行像是表格里的内容，文本里看不出行列，没有当作表格读取。九张表请用 .docx、.html 或 .pdf"),
        );
    }
    Ok(content)
}

/// Whether what was read so far may go on in the next line. Once it is too long for anything but a sentence, its end
/// alone tells: the whole is not looked at again for every line.
fn is_unfinished(paragraph: &Paragraph) -> bool {
    match paragraph.runs.as_slice() {
        [said] if said.text.len() > LONGEST_SENTENCE => false,
        [said] if said.text.len() > CERTAIN_SENTENCE => !ends_sentence(&said.text),
        _ => may_go_on(&paragraph.text()),
    }
}

/// Whether a line may be the beginning of a sentence that goes on in the next one.
fn may_go_on(text: &str) -> bool {
    let plain = squash(text);
    !ends_sentence(text)
        && text.chars().count() >= SHORTEST_OPEN
        && (!is_heading_like(&plain) || is_unclosed(text))
        && !is_table_line(&plain, text)
}

/// Whether a quotation or a bracket is still open at the end.
fn is_unclosed(text: &str) -> bool {
    [('“', '”'), ('（', '）'), ('《', '》')]
        .iter()
        .any(|(open, close)| text.rfind(*open) > text.rfind(*close))
}

/// Whether a squashed line is the first of something, whatever stood before it.
fn begins_anew(plain: &str) -> bool {
    numbering(plain).is_some() || begins_note(plain) || is_heading_like(plain) && plain.ends_with('表')
}

/// Whether a sentence that stops at a blank line or a page number goes on in the next line with text.
fn goes_on_below(lines: &[&str], at: usize) -> bool {
    let next = lines[at..]
        .iter()
        .take(MOST_BLANK)
        .map(|l| (l, squash(l)))
        .find(|(_, p)| !p.is_empty() && !is_page_number(p));
    next.is_some_and(|(line, plain)| {
        !begins_anew(&plain) && !is_heading_like(&plain) && !line.starts_with(['　', '\t', '|', '#'])
    })
}

/// Whether a blank line stands after every printed line, so that it says nothing about paragraphs: most lines that
/// have the full width and no end of a sentence are followed by one.
fn blank_lines_part_nothing(lines: &[&str]) -> bool {
    let cut = |i: usize| may_go_on(lines[i]) && !lines[i].contains('\t');
    let (mut blank, mut printed) = (0usize, 0usize);
    for i in 0..lines.len().saturating_sub(1) {
        if cut(i) {
            let follows = lines[i + 1].trim().is_empty();
            blank += usize::from(follows);
            printed += usize::from(!follows);
        }
    }
    blank > 8 && blank > 2 * printed
}

/// A table that begins at a line, and the line after it: Markdown, or at least two lines parted by tabs.
fn table_at(lines: &[&str], at: usize) -> Option<(Table, usize)> {
    let run = |is: &dyn Fn(&str) -> bool| (at..lines.len()).find(|i| !is(lines[*i])).unwrap_or(lines.len());
    let markdown = |l: &str| {
        let l = l.trim();
        l.starts_with('|') && l.ends_with('|') && l.len() > 1
    };
    if markdown(lines[at]) {
        let end = run(&|l| l.trim().starts_with('|'));
        let rows = lines[at..end].iter().map(|line| line.trim().trim_matches('|').split('|').collect());
        return Some((table(rows, at), end));
    }
    // A tab at the beginning is an indent.
    let tabbed = |l: &str| l.trim_start().contains('\t');
    if !tabbed(lines[at]) {
        return None;
    }
    let end = run(&|l| l.trim().contains('\t') || l.contains("\t\t"));
    let contents = |l: &&&str| {
        let (title, page) = l.trim().rsplit_once('\t').unwrap_or((l, ""));
        !title.trim().contains('\t') && (is_page_number(&squash(page)) || page.trim().is_empty())
    };
    if end - at < 2 || lines[at..end].iter().filter(contents).count() * 2 > end - at {
        return None;
    }
    Some((table(lines[at..end].iter().map(|l| l.split('\t').collect()), at), end))
}

/// A line of amounts and labels without a sentence.
fn is_table_line(plain: &str, printed: &str) -> bool {
    let numbers = printed
        .split_whitespace()
        .filter(|w| !w.is_empty() && w.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-')))
        .count();
    // Cells hold no clauses.
    !printed.contains(['，', '。', '；'])
        && !plain.contains("万元")
        && numbers >= 1
        && plain.chars().count() < 60
}

/// A table of rows of cells; the rule under a Markdown head is none.
fn table<'a>(rows: impl Iterator<Item = Vec<&'a str>>, at: usize) -> Table {
    let index = u32::try_from(at).unwrap_or(u32::MAX);
    let mut table = Table { index, ..Table::default() };
    for cells in rows {
        let cells: Vec<&str> = cells.into_iter().map(str::trim).collect();
        if cells.iter().all(|c| !c.is_empty() && c.chars().all(|c| matches!(c, '-' | ':' | ' '))) {
            continue;
        }
        let row = table.row_count();
        table.row_pages.push(None);
        for (col, text) in (0u32..).zip(cells) {
            table.cells.push(Cell { row, col, rows: 1, cols: 1, text: text.replace("<br>", "\n"), index });
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(text: &str) -> Vec<String> {
        let blocks = read(text).unwrap().blocks;
        blocks
            .iter()
            .filter_map(|b| if let Block::Paragraph(p) = b { Some(p.text()) } else { None })
            .collect()
    }

    /// What a converter makes of pages: a blank line after every printed one, page numbers in between.
    fn spread(lines: &[&str]) -> String {
        // Nine lines that are cut anywhere: enough to see that blank lines say nothing.
        let cut = "本部门按照要求组织开展了绩效管理工作，各项目的执行情况与年初确定的目标\n\n基本相符。\n\n"
            .repeat(9);
        format!("{cut}{}", lines.join("\n\n"))
    }

    #[test]
    fn lines_a_converter_cut_are_joined_over_blank_lines_and_page_numbers() {
        let text = spread(&[
            "2023年度收入合计2,553.74万元，其中：财政拨款收",
            "- 12 -",
            "入2,553.74万元，占100%；事业收入0万元，占",
            "0%。",
            "1、财政拨款收入2,553.74万元。与2022年度相比，增加82.15",
            "万元，增长3.32%。",
            "三、支出决算情况说明",
            "依托社区打造了首家集“办理业务+服务群众+基",
            "础体验”为一体的中心。",
        ]);
        let found = paragraphs(&text);
        assert_eq!(
            found[found.len() - 4..],
            [
                "2023年度收入合计2,553.74万元，其中：财政拨款收入2,553.74万元，占100%；事业收入0万元，占0%。",
                "1、财政拨款收入2,553.74万元。与2022年度相比，增加82.15万元，增长3.32%。",
                "三、支出决算情况说明",
                "依托社区打造了首家集“办理业务+服务群众+基础体验”为一体的中心。",
            ]
        );
    }

    #[test]
    fn a_blank_line_between_sentences_parts_paragraphs() {
        let text = "本年收入合计为763.91万元，其中财政拨款收入763.84万元\n\n二、收入决算情况说明\n\n本年度";
        assert_eq!(paragraphs(text).len(), 3);
        let poem = "本年度没有增加的内容，各项工作按照计划进行着\n\n本年度也没有减少的内容";
        assert_eq!(paragraphs(poem).len(), 2, "nothing says that these are one sentence");
    }

    #[test]
    fn lines_parted_by_tabs_are_a_table_and_the_contents_are_none() {
        let text = "收入决算表\n栏次\t\t1\n合计\t\t763.91\n2080505\t养老保险缴费\t37.60\n\n注：略";
        let blocks = read(text).unwrap().blocks;
        let table = blocks.iter().find_map(|b| if let Block::Table(t) = b { Some(t) } else { None });
        let table = table.expect("a table");
        assert_eq!((table.row_count(), table.column_count()), (3, 3));
        assert_eq!(table.row(2)[1].text, "养老保险缴费");
        let contents = read("目录\n一、收入决算表\t5\n二、支出决算表\t6\n三、名词解释\t7").unwrap();
        assert!(contents.blocks.iter().all(|b| matches!(b, Block::Paragraph(_))));
    }
}
