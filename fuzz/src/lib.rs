//! What the targets share: files built around mutated parts, so that mutations reach the readers instead of ending at
//! a checksum, and the readers themselves.

use std::io::{Cursor, Write};

use juesuan::source::Source;
use juesuan::workbook::Workbook;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub mod seeds;

/// Between two parts of one input.
pub const BETWEEN: &[u8] = b"\0==\0";

/// The parts of an input.
pub fn split(input: &[u8]) -> (&[u8], &[u8]) {
    match input.windows(BETWEEN.len()).position(|w| w == BETWEEN) {
        Some(at) => (&input[..at], &input[at + BETWEEN.len()..]),
        None => (input, b""),
    }
}

/// Reads a file of these bytes, then what it says through the readers of accounts, budget, supplement and
/// self-assessment: whichever result, it has to come.
pub fn read_everywhere(bytes: &[u8]) {
    // What cannot be read as sheets is refused by all of them alike.
    let Ok(sheets) = juesuan::workbook::read_sheets(bytes) else { return };
    let book = Workbook { file: "输入.xlsx".to_owned(), sheets };
    let _ = juesuan::import::assemble(&book);
    let _ = juesuan::self_assessment::is_assessment(&book);
    // These read the file anew: one of the two, to keep the pace.
    let source = Source::from_bytes("输入.xlsx", bytes);
    if bytes.len() % 2 == 0 {
        let _ = juesuan::import::read_budget(&source);
    } else {
        let _ = juesuan::supplement::read(&source);
    }
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
