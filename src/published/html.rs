//! Web pages (our own, and those Word, WPS or LibreOffice save) → blocks.

use std::cell::RefCell;
use std::collections::HashSet;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};

use super::content::{
    Align, Block, Break, Cell, Content, Format, Look, MOST_PIECES, Paragraph, TOO_LARGE, Table,
};

/// Spans HTML allows at most.
const MOST_COLUMNS: u32 = 1_000;
const MOST_ROWS: u32 = 65_534;
/// Places all tables can cover.
const MOST_PLACES: u64 = 1_000_000;
/// Bytes of a page, pictures inside it included.
const MOST_BYTES: usize = 32 << 20;
/// Tags, texts and characters that stand for themselves.
const MOST_TOKENS: usize = 1_500_000;
/// Comparisons of the attributes of an element with each other, as the tokenizer makes them, in all elements.
const MOST_COMPARISONS: usize = 500_000_000;
/// Tables in tables: deeper ones are passed over.
const MOST_NESTED: usize = 24;

/// Reads a web page.
///
/// # Errors
/// Why it is not read, in Chinese: it holds more than any report.
pub fn read(text: &str) -> Result<Content, String> {
    if text.len() > MOST_BYTES || comparisons(text) > MOST_COMPARISONS {
        return Err(TOO_LARGE.to_owned());
    }
    let tokenizer = Tokenizer::new(Page(RefCell::new(Builder::new())), Default::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(text));
    // A script may stop the tokenizer; nothing runs here, so it goes on.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    let builder = tokenizer.sink.0.into_inner();
    if builder.room == 0 { Err(TOO_LARGE.to_owned()) } else { Ok(builder.finish()) }
}

/// How often attributes are compared at most: each is with those before it. Between `<` and `>` every gap may begin one.
fn comparisons(text: &str) -> usize {
    let mut all = 0usize;
    for tag in text.split('<').filter(|t| t.starts_with(|c: char| c.is_ascii_alphabetic())) {
        let tag = tag.split('>').next().unwrap_or_default();
        let gaps =
            tag.bytes().filter(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'"' | b'\'')).count();
        all = all.saturating_add(gaps.saturating_mul(gaps) / 2);
    }
    all
}

struct Page(RefCell<Builder>);

impl TokenSink for Page {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut builder = self.0.borrow_mut();
        builder.tokens += 1;
        if builder.tokens > MOST_TOKENS {
            builder.room = 0;
        }
        if builder.room == 0 {
            return TokenSinkResult::Continue;
        }
        match token {
            Token::TagToken(tag) => return builder.tag(&tag),
            Token::CharacterTokens(text) => builder.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[derive(Default)]
struct OpenCell {
    rows: u32,
    cols: u32,
    lines: Vec<String>,
    /// Tables inside.
    nested: Vec<Block>,
    /// Paragraphs, should the table turn out to be a frame.
    blocks: Vec<Block>,
    index: u32,
}

#[derive(Default)]
struct OpenTable {
    index: u32,
    rows: Vec<Vec<OpenCell>>,
    head_rows: u32,
    in_head: bool,
    cell: Option<OpenCell>,
}

struct Builder {
    content: Content,
    paragraph: Paragraph,
    index: u32,
    tables: Vec<OpenTable>,
    /// Elements whose content is not printed, and how deep.
    silent: Vec<String>,
    bold: u32,
    too_deep: usize,
    tokens: usize,
    /// Pieces that may still be kept.
    room: usize,
    /// Places that tables may still cover.
    places: u64,
}

/// Elements that begin and end lines.
const LINES: &[&str] = &[
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "figure",
    "figcaption",
    "caption",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "hr",
    "body",
    "center",
    "pre",
    "summary",
    "details",
    "address",
];
/// Elements whose content is no part of the document's text.
const SILENT: &[&str] = &[
    "script", "style", "title", "template", "noscript", "svg", "button", "select", "textarea", "object",
    "dialog",
];

impl Builder {
    fn new() -> Self {
        Builder {
            content: Content::new(Format::Html),
            paragraph: Paragraph::default(),
            index: 0,
            tables: Vec::new(),
            silent: Vec::new(),
            bold: 0,
            too_deep: 0,
            tokens: 0,
            room: MOST_PIECES,
            places: MOST_PLACES,
        }
    }

    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        let opens = tag.kind == TagKind::StartTag;
        if let Some(current) = self.silent.last() {
            if !opens && current == name {
                self.silent.pop();
            } else if opens && current == name && !tag.self_closing {
                self.silent.push(name.to_owned());
            }
            return TokenSinkResult::Continue;
        }
        if opens
            && (SILENT.contains(&name) || is_hidden(tag) || is_own_note(tag))
            && !is_void(name)
            && !tag.self_closing
        {
            self.silent.push(name.to_owned());
            return match name {
                "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                "style" | "noscript" => TokenSinkResult::RawData(RawKind::Rawtext),
                "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
                _ => TokenSinkResult::Continue,
            };
        }
        match (name, opens) {
            ("br", _) => self.paragraph.push("\n", false, None),
            ("b" | "strong", true) => self.bold += 1,
            ("b" | "strong", false) => self.bold = self.bold.saturating_sub(1),
            ("table", true) => self.open_table(),
            ("table", false) => self.close_table(),
            ("thead", _) => {
                if let Some(table) = self.tables.last_mut() {
                    table.in_head = opens;
                }
            }
            ("tr", true) => {
                self.close_cell();
                if let Some(table) = self.tables.last_mut() {
                    table.head_rows += u32::from(table.in_head);
                    table.rows.push(Vec::new());
                    self.room = self.room.saturating_sub(1);
                }
            }
            ("tr", false) => self.close_cell(),
            ("td" | "th", true) => self.open_cell(tag),
            ("td" | "th", false) => self.close_cell(),
            _ if LINES.contains(&name) => {
                self.close_paragraph();
                if opens {
                    self.look(tag, name);
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn look(&mut self, tag: &Tag, name: &str) {
        let style = attribute(tag, "style").unwrap_or_default().to_ascii_lowercase().replace(' ', "");
        let align = attribute(tag, "align").unwrap_or_default().to_ascii_lowercase();
        let align = if align == "center" || style.contains("text-align:center") || name == "center" {
            Align::Center
        } else if align == "right" || style.contains("text-align:right") {
            Align::End
        } else {
            Align::Start
        };
        let outline = name.strip_prefix('h').and_then(|n| n.parse::<u8>().ok()).map(|n| n.saturating_sub(1));
        self.paragraph.look = Look { align, outline };
        if style.contains("page-break-before:always") || style.contains("break-before:page") {
            self.put(Block::Break(Break::Page));
        }
    }

    fn text(&mut self, text: &str) {
        if !self.silent.is_empty() {
            return;
        }
        // White space collapses; a line break in the source between two Chinese characters prints nothing.
        let mut out = String::new();
        let mut gap: Option<bool> = None;
        let blank = |c: char| matches!(c, ' ' | '\n' | '\r' | '\t' | '\u{c}');
        let mut last = self.paragraph.runs.last().and_then(|r| r.text.chars().next_back());
        for c in text.chars() {
            if blank(c) {
                gap = Some(gap.unwrap_or(false) || c == '\n');
                continue;
            }
            if let Some(broken) = gap.take()
                && last.is_some_and(|l| l != '\n' && l != ' ')
                && !(broken && (is_wide(c) || last.is_some_and(is_wide)))
            {
                out.push(' ');
            }
            out.push(c);
            last = Some(c);
        }
        if gap == Some(false) && last.is_some_and(|l| l != '\n' && l != ' ') {
            out.push(' ');
        }
        self.paragraph.push(&out, self.bold > 0, None);
    }

    fn put(&mut self, block: Block) {
        self.room = self.room.saturating_sub(1);
        match self.tables.last_mut().and_then(|t| t.cell.as_mut()) {
            Some(cell) => match block {
                Block::Table(_) => cell.nested.push(block),
                block => cell.blocks.push(block),
            },
            None => self.content.blocks.push(block),
        }
    }

    fn close_paragraph(&mut self) {
        let mut paragraph = std::mem::take(&mut self.paragraph);
        paragraph.index = self.index;
        if paragraph.is_blank() {
            return;
        }
        self.index += 1;
        if let Some(cell) = self.tables.last_mut().and_then(|t| t.cell.as_mut()) {
            cell.lines.push(paragraph.text().trim().to_owned());
        }
        self.put(Block::Paragraph(paragraph));
    }

    fn open_table(&mut self) {
        self.close_paragraph();
        if self.tables.len() >= MOST_NESTED {
            self.too_deep += 1;
            self.silent.push("table".to_owned());
            return;
        }
        self.tables.push(OpenTable { index: self.index, ..OpenTable::default() });
    }

    fn open_cell(&mut self, tag: &Tag) {
        self.close_cell();
        self.room = self.room.saturating_sub(1);
        let index = self.index;
        let span = |name: &str, most: u32| {
            attribute(tag, name).and_then(|v| v.trim().parse::<u32>().ok()).unwrap_or(1).clamp(1, most)
        };
        if let Some(table) = self.tables.last_mut() {
            if table.rows.is_empty() {
                table.rows.push(Vec::new());
            }
            table.cell = Some(OpenCell {
                rows: span("rowspan", MOST_ROWS),
                cols: span("colspan", MOST_COLUMNS),
                index,
                ..OpenCell::default()
            });
        }
    }

    fn close_cell(&mut self) {
        self.close_paragraph();
        if let Some(table) = self.tables.last_mut()
            && let Some(cell) = table.cell.take()
            && let Some(row) = table.rows.last_mut()
        {
            row.push(cell);
        }
    }

    fn close_table(&mut self) {
        self.close_cell();
        let Some(mut table) = self.tables.pop() else { return };
        table.rows.retain(|r| !r.is_empty());
        if let [row] = table.rows.as_mut_slice()
            && let [cell] = row.as_mut_slice()
        {
            // One cell is a frame around text, not a table.
            let inner: Vec<Block> = cell.blocks.drain(..).chain(cell.nested.drain(..)).collect();
            for block in inner {
                self.put(block);
            }
            return;
        }
        let mut nested = Vec::new();
        let placed = place(table, &mut nested, &mut self.places);
        match placed {
            Some(placed) if !placed.cells.is_empty() => self.put(Block::Table(placed.without_slivers())),
            Some(_) => {}
            None => self.content.remark(None, "有一张表的合并单元格超出了可以处理的范围，没有读取"),
        }
        for block in nested {
            self.put(block);
        }
    }

    fn finish(mut self) -> Content {
        while !self.tables.is_empty() {
            self.close_table();
        }
        self.close_paragraph();
        if self.too_deep > 0 {
            self.content.remark(None, format!("{}处嵌套过深的内容没有读取", self.too_deep));
        }
        self.content
    }
}

/// Cells at the first free column of their row, as browsers place them.
fn place(open: OpenTable, nested: &mut Vec<Block>, left: &mut u64) -> Option<Table> {
    let height = u32::try_from(open.rows.len()).ok()?;
    let mut table = Table {
        index: open.index,
        page: None,
        row_pages: vec![None; open.rows.len()],
        head_rows: open.head_rows,
        cells: Vec::new(),
    };
    let mut taken: HashSet<(u32, u32)> = HashSet::new();
    for (row, cells) in (0u32..).zip(open.rows) {
        let mut col = 0;
        for cell in cells {
            while taken.contains(&(row, col)) {
                col += 1;
            }
            let rows = cell.rows.min(height - row);
            *left = left.checked_sub(u64::from(rows) * u64::from(cell.cols))?;
            if rows > 1 {
                for r in row + 1..row + rows {
                    taken.extend((col..col + cell.cols).map(|c| (r, c)));
                }
            }
            nested.extend(cell.nested);
            let text = cell.lines.join("\n");
            table.cells.push(Cell { row, col, rows, cols: cell.cols, text, index: cell.index });
            col += cell.cols;
        }
    }
    Some(table)
}

fn attribute(tag: &Tag, name: &str) -> Option<String> {
    tag.attrs.iter().find(|a| &*a.name.local == name).map(|a| a.value.to_string())
}

/// What the program writes beside its own page for the office (核对和待填写, 内部使用) is no part of the document.
fn is_own_note(tag: &Tag) -> bool {
    let own: &[(&str, &str)] = &[("details", "notes"), ("p", "internal")];
    own.iter().any(|(name, class)| {
        &*tag.name == *name && tag.attrs.iter().any(|a| &*a.name.local == "class" && &*a.value == *class)
    })
}

fn is_hidden(tag: &Tag) -> bool {
    attribute(tag, "hidden").is_some()
        || attribute(tag, "style").is_some_and(|s| {
            let plain = s.to_ascii_lowercase().replace(' ', "");
            plain.contains("display:none") || plain.contains("mso-hide:all")
        })
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}

fn is_wide(c: char) -> bool {
    u32::from(c) >= 0x2e80
}
