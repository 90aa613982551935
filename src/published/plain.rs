//! Plain text and Markdown: lines, and nothing that says what a table is. Markdown tables are tables; tables that a
//! converter flattened to lines stay lines, and it is said.

use super::content::{Block, Cell, Content, Format, Look, Paragraph, Table};
use super::line::{ends_sentence, is_heading_like, numbering};
use crate::text::squash;

/// Reads a text.
pub fn read(text: &str) -> Content {
    let mut content = Content::new(Format::Text);
    let lines: Vec<&str> = text.split(['\n', '\u{c}']).map(|l| l.trim_end_matches('\r')).collect();
    let mut flattened = 0usize;
    let mut open: Option<Paragraph> = None;
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at].trim();
        if line.starts_with('|') && line.ends_with('|') && line.len() > 1 {
            content.blocks.extend(open.take().map(Block::Paragraph));
            let end = (at..lines.len()).find(|i| !lines[*i].trim().starts_with('|')).unwrap_or(lines.len());
            content.blocks.push(Block::Table(markdown_table(&lines[at..end], at)));
            at = end;
            continue;
        }
        if line.is_empty() {
            content.blocks.extend(open.take().map(Block::Paragraph));
            at += 1;
            continue;
        }
        let heading = line.bytes().take_while(|b| *b == b'#').count();
        let bare = line.trim_start_matches('#').trim().replace("**", "");
        let plain = squash(&bare);
        flattened += usize::from(is_table_line(&plain, &bare));
        // A converter breaks lines where the page did; a sentence goes on in the next one.
        let indented = lines[at].starts_with(['　', ' ', '\t']);
        match &mut open {
            Some(paragraph)
                if heading == 0
                    && !indented
                    && numbering(&plain).is_none()
                    && !ends_sentence(&paragraph.text())
                    && paragraph.text().chars().count() >= 18
                    && !is_heading_like(&squash(&paragraph.text())) =>
            {
                paragraph.push(&bare, false, None);
            }
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
    content
}

/// A line of amounts and labels without a sentence.
fn is_table_line(plain: &str, printed: &str) -> bool {
    let numbers = printed
        .split_whitespace()
        .filter(|w| !w.is_empty() && w.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-')))
        .count();
    !plain.contains("万元") && !plain.ends_with('.') && numbers >= 1 && plain.chars().count() < 60
}

fn markdown_table(lines: &[&str], at: usize) -> Table {
    let index = u32::try_from(at).unwrap_or(u32::MAX);
    let mut table = Table { index, ..Table::default() };
    for line in lines {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
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
