//! Seeds from real layouts: the sheets of the project's sample workbooks, cut to small inputs of every target.

use std::fmt::Write as _;
use std::path::Path;

use crate::{BETWEEN, compound, package, pdf, record8, record12, xlsx};
use juesuan::workbook::cell::Value;
use juesuan::workbook::{self, Grid};

/// Rows of a sheet that a seed keeps: title, head and some lines.
const ROWS: usize = 9;
/// Rows that show every kind of cell: what is read cell by cell needs no more, and small inputs run fast.
const FEW: usize = 3;

/// Makes the seeds of every target.
///
/// # Errors
/// A sample cannot be read, or a seed not be written.
pub fn make(samples: &Path, corpus: &Path) -> std::io::Result<()> {
    for target in ["xlsx", "ods", "xls", "xlsb", "container", "import", "docx", "pdf", "web", "text"] {
        std::fs::create_dir_all(corpus.join(target))?;
    }
    let mut number = 0;
    for path in workbook::in_folder(samples) {
        let book = workbook::read(&path).map_err(std::io::Error::other)?;
        for grid in &book.sheets {
            let mut grid = grid.clone();
            grid.rows.truncate(ROWS);
            if grid.rows.is_empty() {
                continue;
            }
            number += 1;
            let save = |target: &str, bytes: &[u8]| {
                std::fs::write(corpus.join(target).join(format!("{number:03}")), bytes)
            };
            for choice in 0..4 {
                let name = format!("{number:03}-{choice}");
                let sheets = [&[choice], as_lines(&grid).as_bytes()].concat();
                std::fs::write(corpus.join("import").join(name), sheets)?;
            }
            grid.rows.truncate(FEW);
            let (sheet, strings) = as_xlsx(&grid);
            save("xlsx", &[sheet.as_bytes(), BETWEEN, strings.as_bytes()].concat())?;
            save("ods", as_ods(&grid).as_bytes())?;
            save("xls", &as_xls(&grid))?;
            save("xlsb", &as_xlsb(&grid))?;
            save("docx", as_docx(&grid).as_bytes())?;
            save("web", as_page(&grid).as_bytes())?;
            save("text", as_text(&grid).as_bytes())?;
            save("pdf", &as_marks(&grid))?;
            match number % 4 {
                0 => save("container", &compound(&as_xls(&grid)))?,
                1 => save("container", &xlsx(sheet.as_bytes(), strings.as_bytes()))?,
                2 => save("container", &package(&[("word/document.xml", as_docx(&grid).as_bytes())]))?,
                _ => save("container", &package(&[("content.xml", as_ods(&grid).as_bytes())]))?,
            }
        }
    }
    // Sentences of a report, and one whole file of the format that the others only build pages of.
    for (at, sentence) in (0..).zip(SENTENCES) {
        let name = format!("sentence-{at}");
        let paragraph =
            format!("<w:p><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr><w:r><w:t>{sentence}</w:t></w:r></w:p>");
        let document = format!("<w:document><w:body>{paragraph}</w:body></w:document>");
        let docx = [document.as_bytes(), BETWEEN, STYLES, BETWEEN, NUMBERING].concat();
        std::fs::write(corpus.join("docx").join(&name), docx)?;
        std::fs::write(
            corpus.join("web").join(&name),
            format!("<h2>{sentence}</h2><p align=center>{sentence}"),
        )?;
        std::fs::write(corpus.join("text").join(&name), sentence)?;
    }
    std::fs::write(corpus.join("pdf").join("whole"), pdf(b"BT /F1 9 Tf 90 700 Td (2023) Tj ET"))?;
    println!("{number} sheets");
    Ok(())
}

const SENTENCES: [&str; 5] = [
    "第二部分 2023年度部门决算情况说明\n一、收入支出决算总体情况说明\n2023年度收、支总计均为2,381.99万元。与2022年度相比，收、支总计各减少59.65万元，下降2.44%，主要是项目减少。",
    "1.一般公共服务支出（类）行政运行（项）。年初预算为1,200万元，支出决算为1,180.5万元，完成年初预算的98.38%。决算数小于预算数的主要原因是节约。",
    "| 项目 | 决算数 |\n|---|---:|\n| 合计 | 2381.99 |\n| 其中：基本支出 | 1,000 |",
    "（二）“三公”经费财政拨款支出决算具体情况。公务接待费3.2万元，接待12批次、80人次。",
    "第四部分 名词解释\n（一）财政拨款收入：指单位从同级财政部门取得的财政预算资金。",
];
const STYLES: &[u8] = br#"<w:styles><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="2"/><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>"#;
const NUMBERING: &[u8] = br#"<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;

fn texts(grid: &Grid) -> Vec<Vec<String>> {
    let text = |value: &Value| value.display().replace(['\n', '\t'], " ");
    grid.rows.iter().map(|r| r.cells.iter().map(|(_, value)| text(value)).collect()).collect()
}

fn as_lines(grid: &Grid) -> String {
    let mut lines = format!("={}\n", grid.name);
    let mut next = 0;
    for row in &grid.rows {
        (next..row.row).for_each(|_| lines.push('\n'));
        next = row.row + 1;
        let mut col = 0;
        for (at, value) in &row.cells {
            (col..*at).for_each(|_| lines.push('\t'));
            col = *at;
            lines.push_str(&value.display().replace(['\n', '\t'], " "));
        }
        lines.push('\n');
    }
    lines
}

fn as_docx(grid: &Grid) -> String {
    let mut rows = String::new();
    for row in texts(grid) {
        rows.push_str("<w:tr>");
        for text in row {
            let _ = write!(
                rows,
                "<w:tc><w:tcPr><w:gridSpan w:val=\"1\"/></w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>",
                escape(&text)
            );
        }
        rows.push_str("</w:tr>");
    }
    format!("<w:document><w:body><w:tbl>{rows}</w:tbl></w:body></w:document>")
}

fn as_page(grid: &Grid) -> String {
    let mut rows = String::new();
    for row in texts(grid) {
        rows.push_str("<tr>");
        for text in row {
            let _ = write!(rows, "<td colspan=1>{}", escape(&text));
        }
    }
    format!("<table>{rows}</table>")
}

fn as_text(grid: &Grid) -> String {
    texts(grid).iter().map(|row| format!("|{}|\n", row.join("|"))).collect()
}

/// The marks of a page: a ruled table with a text in each place.
fn as_marks(grid: &Grid) -> Vec<u8> {
    let mut marks = String::new();
    for (r, row) in texts(grid).iter().enumerate() {
        for (c, text) in row.iter().enumerate() {
            let (x, y) = (60 + c * 50, 700 - r * 20);
            let units: String = text.encode_utf16().take(8).map(|u| format!("{u:04x}")).collect();
            let _ = writeln!(marks, "{x} {y} 50 20 re S BT /F2 9 Tf {} {} Td <{units}> Tj ET", x + 3, y + 6);
        }
    }
    marks.into_bytes()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn column(mut col: u32) -> String {
    let mut letters = String::new();
    loop {
        letters.insert(0, char::from(b'A' + u8::try_from(col % 26).expect("a letter")));
        if col < 26 {
            return letters;
        }
        col = col / 26 - 1;
    }
}

fn as_xlsx(grid: &Grid) -> (String, String) {
    let (mut rows, mut strings, mut count) = (String::new(), String::new(), 0);
    for row in &grid.rows {
        let _ = write!(rows, "<row r=\"{}\">", row.row + 1);
        for (col, value) in &row.cells {
            let place = format!("{}{}", column(*col), row.row + 1);
            let _ = match value {
                Value::Number(n) => write!(rows, "<c r=\"{place}\"><v>{n}</v></c>"),
                Value::NoResult(f) => write!(rows, "<c r=\"{place}\"><f>{}</f></c>", escape(f)),
                Value::Error(e) => write!(rows, "<c r=\"{place}\" t=\"e\"><v>{e}</v></c>"),
                Value::Text(t) => {
                    let _ = write!(strings, "<si><t>{}</t></si>", escape(t));
                    count += 1;
                    write!(rows, "<c r=\"{place}\" t=\"s\"><v>{}</v></c>", count - 1)
                }
            };
        }
        rows.push_str("</row>");
    }
    (format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"), format!("<sst>{strings}</sst>"))
}

fn as_ods(grid: &Grid) -> String {
    let mut rows = String::new();
    let mut next_row = 0;
    for row in &grid.rows {
        if row.row > next_row {
            let _ = write!(rows, "<table:table-row table:number-rows-repeated=\"{}\"/>", row.row - next_row);
        }
        next_row = row.row + 1;
        rows.push_str("<table:table-row>");
        let mut next_col = 0;
        for (col, value) in &row.cells {
            if *col > next_col {
                let _ =
                    write!(rows, "<table:table-cell table:number-columns-repeated=\"{}\"/>", col - next_col);
            }
            next_col = col + 1;
            let _ = match value {
                Value::Number(n) => {
                    write!(rows, "<table:table-cell office:value-type=\"float\" office:value=\"{n}\"/>")
                }
                other => write!(
                    rows,
                    "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
                    escape(&other.display())
                ),
            };
        }
        rows.push_str("</table:table-row>");
    }
    let name = escape(&grid.name);
    format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"{name}\">{rows}\
         </table:table></office:spreadsheet></office:body></office:document-content>"
    )
}

fn short(number: u32) -> [u8; 2] {
    u16::try_from(number).expect("a small sheet").to_le_bytes()
}

fn double(value: &Value) -> Option<[u8; 8]> {
    match value {
        Value::Number(n) => n.to_string().parse::<f64>().ok().map(f64::to_le_bytes),
        _ => None,
    }
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn as_xls(grid: &Grid) -> Vec<u8> {
    let (mut cells, mut strings, mut count) = (Vec::new(), Vec::new(), 0u32);
    for row in &grid.rows {
        for (col, value) in &row.cells {
            let place = [&short(row.row)[..], &short(*col), &[0, 0]].concat();
            match (double(value), (row.row + col) % 5) {
                (Some(number), 0) => {
                    let formula = [&place[..], &number, &[0; 6], &[3, 0, 0x1e, 1, 0]].concat();
                    cells.extend(record8(0x0006, &formula));
                }
                (Some(_), 1) => cells.extend(record8(0x027e, &[&place[..], &[7, 1, 0, 0]].concat())),
                (Some(number), _) => cells.extend(record8(0x0203, &[&place[..], &number].concat())),
                (None, _) => {
                    let text: String = value.display().chars().take(200).collect();
                    let units = wide(&text);
                    strings.extend(u16::try_from(units.len() / 2).expect("short").to_le_bytes());
                    strings.push(1);
                    strings.extend(units);
                    cells.extend(record8(0x00fd, &[&place[..], &count.to_le_bytes()].concat()));
                    count += 1;
                }
            }
        }
    }
    let begin = record8(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    let name: String = grid.name.chars().take(31).collect();
    let units = wide(&name);
    let mut texts = [count.to_le_bytes(), count.to_le_bytes()].concat();
    texts.extend(strings);
    // What does not fit a record is left out: a damaged seed is a seed.
    texts.truncate(8000);
    let before = |at: u32| {
        let mut sheet = at.to_le_bytes().to_vec();
        sheet.extend([0, 0, u8::try_from(units.len() / 2).expect("short"), 1]);
        sheet.extend(&units);
        [
            begin.clone(),
            record8(0x0042, &[0xb0, 4]),
            record8(0x0085, &sheet),
            record8(0x00fc, &texts),
            record8(0x000a, &[]),
        ]
        .concat()
    };
    let at = u32::try_from(before(0).len()).expect("small");
    [before(at), begin.clone(), cells, record8(0x000a, &[])].concat()
}

fn as_xlsb(grid: &Grid) -> Vec<u8> {
    let (mut rows, mut strings, mut count) = (Vec::new(), Vec::new(), 0u32);
    for row in &grid.rows {
        rows.extend(record12(0x00, &[&row.row.to_le_bytes()[..], &[0; 13]].concat()));
        for (col, value) in &row.cells {
            let place = [col.to_le_bytes(), [0; 4]].concat();
            if let Some(number) = double(value) {
                rows.extend(record12(0x05, &[&place[..], &number].concat()));
            } else {
                let units = wide(&value.display());
                let length = u32::try_from(units.len() / 2).expect("short").to_le_bytes();
                strings.extend(record12(0x13, &[&[0][..], &length, &units].concat()));
                rows.extend(record12(0x07, &[&place[..], &count.to_le_bytes()].concat()));
                count += 1;
            }
        }
    }
    let sheet =
        [record12(0x81, &[]), record12(0x94, &[0; 16]), record12(0x91, &[]), rows, record12(0x92, &[])]
            .concat();
    let texts = [record12(0x9f, &[count.to_le_bytes(), count.to_le_bytes()].concat()), strings].concat();
    [&sheet[..], BETWEEN, &texts].concat()
}
