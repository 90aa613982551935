//! An .xlsx as its parts, to damage one of them behind an intact container.

use std::io::{Cursor, Read, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Name and content of every part.
pub type Parts = Vec<(String, Vec<u8>)>;

/// Unpacks a workbook; empty parts are left out.
pub fn read(path: &Path) -> Parts {
    unpack(&std::fs::read(path).expect("a workbook"))
}

/// The same for a workbook in memory.
pub fn unpack(bytes: &[u8]) -> Parts {
    let mut source = ZipArchive::new(Cursor::new(bytes)).expect("a container");
    let mut parts = Parts::new();
    for n in 0..source.len() {
        let mut part = source.by_index(n).expect("a part");
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("a part");
        let name = part.name().expect("a part name").into_owned();
        if !content.is_empty() {
            parts.push((name, content));
        }
    }
    parts
}

/// Packs parts into a workbook.
pub fn write(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut target = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in parts {
        target.start_file(name.as_str(), options).expect("a part");
        target.write_all(content).expect("a part");
    }
    target.finish().expect("a container").into_inner()
}
