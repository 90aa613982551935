//! Packages (zip files: .xlsx, .ods, .docx, .odt) and their XML, read within limits; written the same everywhere. Whoever reads a file from outside
//! reads it through here: sizes are checked before anything is allocated for them, so that no file, damaged or made
//! to do harm, takes more memory or time than its limits allow.
//!
//! What is declared inside a package is never believed: the directory is measured before it is read, and parts are
//! counted while they inflate.

use std::collections::HashMap;
use std::io::{self, Cursor, Read};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::{Error, Result as FileResult};
use crate::platform;

mod contain;
pub mod write;
pub mod xml;

pub use contain::{beside, contain};
pub use xml::Xml;

/// Why a file from outside is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// The content contradicts its format.
    #[error("{0}")]
    Broken(String),
    /// Protected by a password.
    #[error("文件有打开密码")]
    Encrypted,
    /// Within the format, but beyond every real file of its kind.
    #[error("{0}")]
    TooLarge(String),
}

impl Damage {
    /// Content that contradicts its format; says what was seen.
    pub fn broken(what: impl Into<String>) -> Damage {
        Damage::Broken(what.into())
    }

    /// The whole reason for a message, with what to do next.
    pub fn reason(&self) -> String {
        match self {
            Damage::Broken(what) => {
                format!("文件已损坏（{what}）。请重新从系统导出，或用办公软件打开并另存后重试")
            }
            Damage::Encrypted => "文件有打开密码。请在 Excel 或 WPS 中去掉密码，另存后重试".to_owned(),
            Damage::TooLarge(what) => {
                format!(
                    "{what}，超出了可以处理的范围。请确认这是要读的文件；如果是，请用办公软件打开，删去多余的内容后另存"
                )
            }
        }
    }
}

/// The result of reading something from outside.
pub type Result<T> = std::result::Result<T, Damage>;

/// How much of a file is read at most.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of the file.
    pub file: u64,
    /// Bytes of all its parts together, as they inflate.
    pub inflated: u64,
    /// XML events of all its parts together.
    pub events: u64,
}

/// Large enough for a million cells (five million events), or a document full of photographs; small enough for two
/// seconds and a quarter of a gigabyte.
pub const LIMITS: Limits = Limits { file: 64 * MIB, inflated: 256 * MIB, events: 6_000_000 };

const MIB: u64 = 1024 * 1024;

/// Bytes of a package's directory, names and extra fields together. A workbook of hundreds of sheets needs 100 KB.
const MAX_DIRECTORY: usize = 4 * 1024 * 1024;
/// Parts of a package.
const MAX_PARTS: usize = 20_000;

/// The bytes of an ordinary file.
///
/// # Errors
/// There is no such file, it cannot be read, it is a folder, pipe or device, or larger than the limit.
pub fn read_file(path: &Path, limit: u64) -> FileResult<Vec<u8>> {
    let too_large = || Error::Read {
        path: path.to_owned(),
        reason: Damage::TooLarge(format!("文件超过{}MB", limit / MIB)).reason(),
    };
    let fail = |e: io::Error| Error::read(path, &e);
    // Asked before opening: opening a pipe waits for its other end.
    let meta = std::fs::metadata(path).map_err(|e| match platform::leads_nowhere(path) {
        Some(reason) => Error::Read { path: path.to_owned(), reason: reason.to_owned() },
        None => fail(e),
    })?;
    if meta.is_dir() {
        // Windows would call this a lack of permission.
        let reason = "要给出的是文件，不是文件夹。请写出工作簿的完整文件名".to_owned();
        return Err(Error::Read { path: path.to_owned(), reason });
    }
    if !meta.is_file() {
        return Err(Error::Read {
            path: path.to_owned(),
            reason: "这是管道或设备，不是普通文件。请给出文件本身".to_owned(),
        });
    }
    if meta.len() > limit {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path).map_err(fail)?.take(limit + 1).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() as u64 > limit {
        return Err(too_large());
    }
    Ok(bytes)
}

/// What may still be read of a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allowance {
    inflated: u64,
    events: u64,
}

impl From<Limits> for Allowance {
    fn from(limits: Limits) -> Allowance {
        Allowance { inflated: limits.inflated, events: limits.events }
    }
}

/// An opened package. Names of parts are found whatever their case and slashes, as office programs do.
#[derive(Debug)]
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    index: HashMap<String, usize>,
    left: Allowance,
    /// Where the part that is read lies.
    room: Vec<u8>,
}

impl<'a> Package<'a> {
    /// Opens a package after measuring its directory.
    ///
    /// # Errors
    /// The bytes are no whole zip file, name a part twice, or their directory is beyond any real one.
    pub fn open(bytes: &'a [u8], limits: Limits) -> Result<Package<'a>> {
        measure_directory(bytes)?;
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| explain_zip(&e))?;
        if archive.has_duplicate_names() {
            return Err(Damage::broken("包里有两个同名的部分"));
        }
        let mut index = HashMap::new();
        for at in 0..archive.len() {
            let name = match archive.name_for_index(at) {
                Some(Ok(name)) => plain_name(&name),
                _ => continue,
            };
            if index.insert(name, at).is_some() {
                return Err(Damage::broken("包里有两个同名的部分"));
            }
        }
        Ok(Package { archive, index, left: limits.into(), room: Vec::new() })
    }

    /// Whether there is a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.index.contains_key(&plain_name(name))
    }

    /// Names of all parts, in small letters, in no order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.index.keys().map(String::as_str)
    }

    /// A part as bytes; `None` if there is no such part.
    ///
    /// # Errors
    /// The part is damaged or encrypted, larger than `limit`, or the package has inflated to more than allowed.
    pub fn read(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>> {
        let Some(&at) = self.index.get(&plain_name(name)) else { return Ok(None) };
        let part = self.archive.by_index(at).map_err(|e| explain_zip(&e))?;
        let allowed = limit.min(self.left.inflated);
        let mut bytes = Vec::new();
        // Grows as bytes arrive; the declared size is not believed.
        part.take(allowed + 1).read_to_end(&mut bytes).map_err(|e| broken_part(name, &e))?;
        let length = bytes.len() as u64;
        if length > allowed {
            return Err(too_large_part(name));
        }
        self.left.inflated -= length;
        Ok(Some(bytes))
    }

    /// A part as XML, one beyond the usual size read while it inflates; `None` if there is no such part.
    ///
    /// # Errors
    /// The part is encrypted or its header damaged.
    pub fn xml(&mut self, name: &str) -> Result<Option<Xml<'_, impl Read>>> {
        let Some(&at) = self.index.get(&plain_name(name)) else { return Ok(None) };
        let part = self.archive.by_index(at).map_err(|e| explain_zip(&e))?;
        Ok(Some(Xml::new(part, name, &mut self.left, &mut self.room)))
    }
}

impl Allowance {
    /// `false` when used up.
    fn take_bytes(&mut self, count: u64) -> bool {
        let enough = count <= self.inflated;
        self.inflated = self.inflated.saturating_sub(count);
        enough
    }

    fn bytes(&self) -> u64 {
        self.inflated
    }

    /// `false` when used up.
    fn take_event(&mut self) -> bool {
        let enough = self.events > 0;
        self.events = self.events.saturating_sub(1);
        enough
    }
}

fn plain_name(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

fn too_large_part(name: &str) -> Damage {
    Damage::TooLarge(format!("“{name}”部分解压后过大"))
}

fn broken_part(name: &str, error: &io::Error) -> Damage {
    match error.kind() {
        io::ErrorKind::OutOfMemory => too_large_part(name),
        _ => Damage::broken(format!("“{name}”部分不完整")),
    }
}

fn explain_zip(error: &ZipError) -> Damage {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Damage::Encrypted
        }
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            Damage::broken("压缩方式不认识")
        }
        _ => Damage::broken("压缩包不完整"),
    }
}

/// The zip library keeps a record of several hundred bytes for each entry, and each name twice: what the directory
/// would take is summed up first, whatever the end record says it is.
fn measure_directory(bytes: &[u8]) -> Result<()> {
    const HEADER: &[u8] = b"PK\x01\x02";
    const HEADER_LENGTH: usize = 46;
    let (mut entries, mut names, mut from) = (0usize, 0usize, 0usize);
    while let Some(at) = memchr::memmem::find(&bytes[from..], HEADER).map(|at| at + from) {
        from = at + HEADER.len();
        let Some(header) = bytes.get(at..at + HEADER_LENGTH) else { break };
        entries += 1;
        // Lengths of name, extra field and comment.
        names += [28, 30, 32]
            .map(|field| usize::from(u16::from_le_bytes([header[field], header[field + 1]])))
            .iter()
            .sum::<usize>();
        if entries > MAX_PARTS || names > MAX_DIRECTORY {
            return Err(Damage::TooLarge("压缩包的目录过大".to_owned()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use quick_xml::events::Event;
    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    /// Reads a part to its end.
    fn drain(bytes: &[u8], limits: Limits) -> Result<usize> {
        let mut package = Package::open(bytes, limits)?;
        let mut xml = package.xml("A.xml")?.expect("the part");
        let mut events = 0;
        while !matches!(xml.event()?, Event::Eof) {
            events += 1;
        }
        Ok(events)
    }

    const SMALL: Limits = Limits { file: MIB, inflated: 4 * MIB, events: 100_000 };

    #[test]
    fn parts_are_found_whatever_their_case_and_slashes() {
        let bytes = zip_of(&[("XL\\Workbook.xml", b"<a/>")]);
        let mut package = Package::open(&bytes, LIMITS).unwrap();
        assert!(package.has("xl/workbook.xml") && !package.has("workbook.xml"));
        assert_eq!(package.read("/xl/workbook.xml", 9).unwrap().unwrap(), b"<a/>");
        assert_eq!(package.read("missing", 9), Ok(None));
    }

    #[test]
    fn bombs_are_refused_while_they_inflate() {
        let white = vec![b' '; 16 * 1024 * 1024];
        let bomb = [b"<a>".as_slice(), &white, b"</a>"].concat();
        let bytes = zip_of(&[("a.xml", &bomb)]);
        assert!(bytes.len() < 64 * 1024);
        assert!(matches!(drain(&bytes, SMALL), Err(Damage::TooLarge(_))));
        assert!(matches!(drain(&bytes, LIMITS), Err(Damage::TooLarge(_))), "one event of 16 MB");
        assert!(matches!(
            Package::open(&bytes, SMALL).unwrap().read("a.xml", u64::MAX),
            Err(Damage::TooLarge(_))
        ));
        // The same with tags: neither the bytes nor one event is too much, only their number.
        let tags = [b"<a>".as_slice(), &b"<b/>".repeat(100_000), b"</a>"].concat();
        assert!(matches!(drain(&zip_of(&[("a.xml", &tags)]), SMALL), Err(Damage::TooLarge(_))));
        assert_eq!(drain(&zip_of(&[("a.xml", &tags)]), LIMITS), Ok(200_002));
    }

    #[test]
    fn a_large_part_reads_as_a_small_one_does() {
        // Tags of 1,013 bytes: one lies across the end of what is inflated at once.
        let tag = format!("<b a=\"{}\"/>", "x".repeat(1_003));
        for tags in [3usize, 5_000] {
            let whole = ["<a>", &tag.repeat(tags), "</a>"].concat();
            let bytes = zip_of(&[("a.xml", whole.as_bytes())]);
            assert_eq!(drain(&bytes, LIMITS), Ok(2 * tags + 2));
            let cut = zip_of(&[("a.xml", &whole.as_bytes()[..whole.len() - 5])]);
            assert!(drain(&cut, LIMITS).is_err_and(|damage| damage.reason().contains("完整")));
            let few = Limits { events: 2 * tags as u64, ..LIMITS };
            assert!(matches!(drain(&bytes, few), Err(Damage::TooLarge(_))));
            let narrow = Limits { inflated: whole.len() as u64 - 1, ..LIMITS };
            assert!(matches!(drain(&bytes, narrow), Err(Damage::TooLarge(_))));
        }
    }

    #[test]
    fn several_reads_share_one_allowance() {
        let bytes = zip_of(&[("a.xml", &vec![b'x'; 3 * 1024 * 1024])]);
        let mut package = Package::open(&bytes, SMALL).unwrap();
        assert!(package.read("a.xml", u64::MAX).is_ok());
        assert!(matches!(package.read("a.xml", u64::MAX), Err(Damage::TooLarge(_))));
    }

    #[test]
    fn damaged_xml_is_no_short_xml() {
        for (xml, message) in [
            ("<a><b>1</b>", "不完整"),
            ("<a></b></a>", "不是完整的XML"),
            ("<a", "不是完整的XML"),
            ("<a>&bomb;</a>", ""),
        ] {
            let drained = drain(&zip_of(&[("a.xml", xml.as_bytes())]), LIMITS);
            match message {
                "" => assert!(drained.is_ok(), "an entity is an event of its own, judged by push_entity"),
                _ => assert!(drained.unwrap_err().reason().contains(message), "{xml}"),
            }
        }
        let deep = ["<a>".repeat(300), "</a>".repeat(300)].concat();
        assert!(
            drain(&zip_of(&[("a.xml", deep.as_bytes())]), LIMITS).unwrap_err().reason().contains("层次过深")
        );
    }

    #[test]
    fn a_directory_is_measured_before_it_is_read() {
        let many: Vec<u8> =
            b"PK\x01\x02".iter().chain(&[0; 42]).copied().collect::<Vec<u8>>().repeat(MAX_PARTS + 1);
        assert!(matches!(Package::open(&many, LIMITS), Err(Damage::TooLarge(_))));
        let mut long = b"PK\x01\x02".to_vec();
        long.extend([0xff; 42]);
        assert!(matches!(Package::open(&long.repeat(100), LIMITS), Err(Damage::TooLarge(_))));
        assert!(matches!(Package::open(b"PK\x03\x04 and no more", LIMITS), Err(Damage::Broken(_))));
    }

    #[test]
    fn two_parts_of_one_name_are_not_chosen_from() {
        // The library writes no doubled name: make one of two of the same length.
        let mut bytes = zip_of(&[("a.xml", b"<a/>"), ("b.xml", b"<b/>")]);
        while let Some(at) = memchr::memmem::find(&bytes, b"b.xml") {
            bytes[at] = b'a';
        }
        assert!(matches!(Package::open(&bytes, LIMITS), Err(Damage::Broken(_))));
        let differing_in_case = zip_of(&[("a.xml", b"<a/>"), ("A.xml", b"<b/>")]);
        assert!(matches!(Package::open(&differing_in_case, LIMITS), Err(Damage::Broken(_))));
    }

    #[test]
    fn a_cut_part_is_damage() {
        let whole = zip_of(&[("a.xml", format!("<a>{}</a>", "0123456789".repeat(40)).as_bytes())]);
        let at = memchr::memmem::find(&whole, b"a.xml").unwrap() + 9;
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        assert!(drain(&whole, LIMITS).is_ok());
        assert!(drain(&damaged, LIMITS).is_err());
    }
}
