//! What the targets share: files built around mutated parts, so that mutations reach the readers instead of ending at
//! a checksum.

use std::io::{Cursor, Write};

use juesuan::workbook::cell::Value;
use juesuan::workbook::{Grid, GridRow, Workbook};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub mod seeds;

/// Between two parts of one input.
pub const BETWEEN: &[u8] = b"\0==\0";

/// The parts of an input; those that are not there are empty.
pub fn split<const N: usize>(input: &[u8]) -> [&[u8]; N] {
    let mut rest = input;
    std::array::from_fn(|at| match rest.windows(BETWEEN.len()).position(|w| w == BETWEEN) {
        Some(end) if at + 1 < N => {
            let part = &rest[..end];
            rest = &rest[end + BETWEEN.len()..];
            part
        }
        _ => std::mem::take(&mut rest),
    })
}

/// A workbook as text: `=` and a name begin a sheet, each line after it is a row, cells stand between tabs.
pub fn workbook(text: &str) -> Workbook {
    let mut sheets: Vec<Grid> = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix('=') {
            sheets.push(Grid { name: name.to_owned(), visible: true, rows: Vec::new(), scaled: [].into() });
            continue;
        }
        let Some(sheet) = sheets.last_mut() else { continue };
        let row = sheet.rows.last().map_or(0, |r| r.row + 1);
        let cells = (0u32..).zip(line.split('\t')).filter(|(_, cell)| !cell.is_empty());
        let value = |cell: &str| match cell.parse() {
            Ok(number) => Value::Number(number),
            Err(_) => Value::Text(cell.to_owned()),
        };
        sheet.rows.push(GridRow { row, cells: cells.map(|(col, cell)| (col, value(cell))).collect() });
    }
    for sheet in &mut sheets {
        sheet.rows.retain(|r| !r.cells.is_empty());
    }
    Workbook { file: "输入.xlsx".to_owned(), sheets }
}

/// A PDF of one page with these marks.
pub fn pdf(marks: &[u8]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    let length = format!("<</Length {}>>", marks.len());
    let stream = [length.as_bytes(), b"stream\n", marks, b"\nendstream"].concat();
    let objects: [&[u8]; 6] = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 6 0 R>>>>>>",
        &stream,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Font/Subtype/Type0/Encoding/UniGB-UCS2-H/DescendantFonts[<</Subtype/CIDFontType2>>]>>",
    ];
    for (number, object) in (1..).zip(objects) {
        places.push(file.len());
        file.extend(format!("{number} 0 obj").as_bytes());
        file.extend(object);
        file.extend(b"endobj\n");
    }
    let table = file.len();
    file.extend(b"xref\n0 7\n0000000000 65535 f \n");
    places.iter().for_each(|place| file.extend(format!("{place:010} 00000 n \n").as_bytes()));
    file.extend(format!("trailer<</Size 7/Root 1 0 R>>\nstartxref\n{table}\n%%EOF").as_bytes());
    file
}

/// A zip of these parts.
pub fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in parts {
        zip.start_file(*name, options).expect("a part");
        zip.write_all(content).expect("a part");
    }
    zip.finish().expect("a package").into_inner()
}

/// A workbook of one sheet.
pub fn xlsx(sheet: &[u8], strings: &[u8]) -> Vec<u8> {
    let workbook = r#"<workbook><sheets><sheet name="Z04 支出决算表(财决04表)" sheetId="1" r:id="a"/></sheets></workbook>"#;
    let relations = r#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/sheet1.xml"/>
        <Relationship Id="b" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
    package(&[
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

/// A workbook of one sheet, in records.
pub fn xlsb(sheet: &[u8], strings: &[u8]) -> Vec<u8> {
    let mut bundle = vec![0; 8];
    for text in ["a", "Z04"] {
        bundle.extend(u32::try_from(text.len()).expect("short").to_le_bytes());
        bundle.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    }
    let workbook =
        [record12(0x99, &[0; 12]), record12(0x9c, &bundle), record12(0x90, &[]), record12(0x9d, &[0; 26])]
            .concat();
    let relations = r#"<Relationships><Relationship Id="a" Target="worksheets/sheet1.bin"/></Relationships>"#;
    package(&[
        ("xl/workbook.bin", &workbook),
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
        ("xl/sharedStrings.bin", strings),
        ("xl/worksheets/sheet1.bin", sheet),
    ])
}

/// A record of .xlsb.
pub fn record12(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut record = Vec::new();
    let mut push = |mut number: usize| {
        loop {
            let low = u8::try_from(number & 0x7f).expect("seven bits");
            number >>= 7;
            record.push(if number > 0 { low | 0x80 } else { low });
            if number == 0 {
                break;
            }
        }
    };
    push(usize::from(kind));
    push(data.len());
    record.extend(data);
    record
}

/// A record of .xls.
pub fn record8(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("a short record");
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

/// A compound file with this stream as its workbook.
pub fn compound(stream: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 512;
    const END: u32 = 0xffff_fffe;
    const FREE: u32 = 0xffff_ffff;
    const FAT: u32 = 0xffff_fffd;
    // Below 4096 bytes a stream would stand among the small ones.
    let length = stream.len().max(4096);
    let sectors = length.div_ceil(SECTOR);
    let tables = (sectors + 1).div_ceil(SECTOR / 4 - 1).max(1);
    let number = |n: usize| u32::try_from(n).expect("a small file");
    let mut file = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    file.resize(24, 0);
    for word in [0x3e_u16, 3, 0xfffe, 9, 6] {
        file.extend(word.to_le_bytes());
    }
    file.resize(44, 0);
    for word in [number(tables), number(tables), 0, 4096, END, 0, END, 0] {
        file.extend(word.to_le_bytes());
    }
    for table in 0..109 {
        file.extend((if table < tables { number(table) } else { FREE }).to_le_bytes());
    }
    // The tables themselves, the directory, the stream.
    let mut fat = vec![FAT; tables];
    fat.push(END);
    let first = tables + 1;
    fat.extend((1..sectors).map(|n| number(first + n)));
    fat.push(END);
    fat.resize(tables * SECTOR / 4, FREE);
    fat.iter().for_each(|entry| file.extend(entry.to_le_bytes()));
    for (name, kind, child, start, size) in
        [("Root Entry", 5u8, 1, END, 0), ("Workbook", 2, FREE, number(first), length)]
    {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let bytes = u16::try_from(entry.len() + 2).expect("a short name");
        entry.resize(64, 0);
        entry.extend(bytes.to_le_bytes());
        entry.extend([kind, 1]);
        for word in [FREE, FREE, child] {
            entry.extend(word.to_le_bytes());
        }
        entry.resize(116, 0);
        entry.extend(start.to_le_bytes());
        entry.extend(number(size).to_le_bytes());
        entry.resize(128, 0);
        file.extend(entry);
    }
    file.resize(file.len() + 256, 0);
    file.extend(stream);
    file.resize(SECTOR * (1 + first + sectors), 0);
    file
}
