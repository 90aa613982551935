//! Packages written: the same content gives the same bytes, whatever the system the program runs on and the time.
//!
//! A package says of each part on which system it was made, with that system's file attributes. Every part written
//! here says what Excel and Word say: MS-DOS, no attributes, the oldest time there is.

use std::io::{Cursor, Write as _};

use rust_xlsxwriter::{Workbook, XlsxError};
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipArchive, ZipWriter};

/// Where the record of a part in a package's directory holds the system it was made on (the upper byte of the version).
const MADE_ON: usize = 5;
/// Where it holds the attributes of the file.
const ATTRIBUTES: std::ops::Range<usize> = 38..42;

/// How hard parts are packed, of 9: 6, the usual, takes twice as long for a Word file that is an eighth smaller.
const LEVEL: i64 = 3;

/// How a part is written.
pub fn part_options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(DateTime::default())
        .system(System::Dos)
        .external_attributes(0)
}

/// A part that is packed while it is written: of many megabytes of markup only what is packed is held.
pub struct Packing {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    begun: ZipResult<()>,
}

impl Packing {
    /// The part of this name.
    pub fn new(name: &str) -> Packing {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let begun = zip.start_file(name, part_options());
        Packing { zip, begun }
    }

    /// More of its content. What fails is told by [`finish`](Packing::finish).
    pub fn push(&mut self, bytes: &[u8]) {
        if self.begun.is_ok() {
            self.begun = self.zip.write_all(bytes).map_err(Into::into);
        }
    }

    /// The part, whole.
    ///
    /// # Errors
    /// It could not be packed, which no data can cause.
    pub fn finish(self) -> ZipResult<Packed> {
        self.begun?;
        Ok(Packed(self.zip.finish()?.into_inner()))
    }
}

/// A part as it will lie in a package: the same bytes as if it were packed there.
pub struct Packed(Vec<u8>);

impl Packed {
    /// Puts it into a package that is being written.
    ///
    /// # Errors
    /// It is there already.
    pub fn add_to(&self, zip: &mut ZipWriter<Cursor<Vec<u8>>>) -> ZipResult<()> {
        zip.merge_archive(ZipArchive::new(Cursor::new(self.0.as_slice()))?)
    }
}

/// The bytes of a workbook that was made anew.
///
/// # Errors
/// The workbook holds what Excel would not open.
pub fn workbook(mut book: Workbook) -> Result<Vec<u8>, XlsxError> {
    #[allow(clippy::disallowed_methods, reason = "the system it says is mended here")]
    let mut bytes = book.save_to_buffer()?;
    made_on_no_system(&mut bytes)?;
    Ok(bytes)
}

/// The workbook library lets each part name the system the program runs on.
fn made_on_no_system(bytes: &mut [u8]) -> ZipResult<()> {
    let mut records = Vec::new();
    let mut archive = ZipArchive::new(Cursor::new(&*bytes))?;
    for n in 0..archive.len() {
        records.push(archive.by_index_raw(n)?.central_header_start());
    }
    for record in records {
        let record =
            usize::try_from(record).map_or(&mut [][..], |at| bytes.get_mut(at..).unwrap_or_default());
        if let Some(system) = record.get_mut(MADE_ON) {
            *system = System::Dos as u8;
        }
        if let Some(attributes) = record.get_mut(ATTRIBUTES) {
            attributes.fill(0);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Large enough to be packed in several blocks, in pieces of every size.
    #[test]
    fn a_part_packed_while_it_is_written_is_the_same() {
        let words: String = (0..60_000u64).map(|n| format!("<c n=\"{}\"/>", n * n % 7919)).collect();
        let whole = |packed: bool| {
            let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
            zip.start_file("a.xml", part_options()).unwrap();
            zip.write_all(b"<a/>").unwrap();
            if packed {
                let mut part = Packing::new("word/document.xml");
                let (mut rest, mut size) = (words.as_bytes(), 1);
                while !rest.is_empty() {
                    let (now, later) = rest.split_at(size.min(rest.len()));
                    part.push(now);
                    (rest, size) = (later, size * 3);
                }
                part.finish().unwrap().add_to(&mut zip).unwrap();
            } else {
                zip.start_file("word/document.xml", part_options()).unwrap();
                zip.write_all(words.as_bytes()).unwrap();
            }
            zip.start_file("z.xml", part_options()).unwrap();
            zip.write_all(b"<z/>").unwrap();
            zip.finish().unwrap().into_inner()
        };
        assert!(whole(true) == whole(false));
    }

    #[test]
    fn parts_say_nothing_of_this_system() {
        let mut book = Workbook::new();
        book.add_worksheet().write(0, 0, "决算").unwrap();
        let workbook = workbook(book).unwrap();
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("word/document.xml", part_options()).unwrap();
        zip.write_all(b"<a/>").unwrap();
        let document = zip.finish().unwrap().into_inner();
        for bytes in [workbook, document] {
            let mut archive = ZipArchive::new(Cursor::new(bytes.as_slice())).unwrap();
            assert!(!archive.is_empty());
            for n in 0..archive.len() {
                let part = archive.by_index_raw(n).unwrap();
                let record = usize::try_from(part.central_header_start()).unwrap();
                // Neither Linux nor Windows would say so by itself: this fails wherever it is forgotten.
                assert_eq!((part.system(), part.external_attributes()), (System::Dos, 0));
                assert_eq!(part.last_modified(), Some(DateTime::default()));
                assert_eq!(&bytes[record..record + 4], b"PK\x01\x02");
            }
        }
    }
}
