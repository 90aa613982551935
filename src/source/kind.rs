//! What a file is, told by its first bytes and never by its extension.

use std::fmt;

/// What a file is, as far as people are told what to do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// .xlsx, .xlsm
    Xlsx,
    /// .xlsb
    Xlsb,
    /// .ods
    Ods,
    /// .xls, .et
    Xls,
    /// .docx
    Docx,
    /// .odt
    Odt,
    /// .pptx
    Pptx,
    /// .doc, .wps
    Doc,
    /// A compound file that is neither a workbook nor a Word document.
    Compound,
    /// An office file with a password (.xlsx or .docx).
    Protected,
    /// .pdf
    Pdf,
    /// .ofd, the national standard's fixed-layout document.
    Ofd,
    /// .html, .mht; also what systems export as “.xls”.
    Html,
    /// .rtf
    Rtf,
    /// Other XML.
    Xml,
    /// Comma- or tab-separated text.
    Csv,
    /// Other text.
    Text,
    /// .zip
    Zip,
    /// .rar, .7z, .gz
    Archive,
    /// .jpg, .png, .gif, .bmp, .tif, .webp
    Picture,
    /// Nothing in it.
    Empty,
    /// Only zeros: a download or copy that was cut off.
    Zeros,
    /// Anything else.
    Unknown,
}

/// First bytes of formats that have them.
const MAGIC: &[(&[u8], FileKind)] = &[
    (b"%PDF", FileKind::Pdf),
    (b"{\\rtf", FileKind::Rtf),
    (b"Rar!", FileKind::Archive),
    (b"7z\xbc\xaf\x27\x1c", FileKind::Archive),
    (b"\x1f\x8b", FileKind::Archive),
    (b"\x89PNG", FileKind::Picture),
    (b"\xff\xd8\xff", FileKind::Picture),
    (b"GIF8", FileKind::Picture),
    (b"BM", FileKind::Picture),
    (b"II*\0", FileKind::Picture),
    (b"MM\0*", FileKind::Picture),
];

/// Names of parts inside a zip that tell what it is, the surest first.
const PARTS: &[(&str, FileKind)] = &[
    ("xl/workbook.bin", FileKind::Xlsb),
    ("xl/workbook.xml", FileKind::Xlsx),
    ("xl/worksheets/", FileKind::Xlsx),
    ("word/document.xml", FileKind::Docx),
    ("ppt/presentation.xml", FileKind::Pptx),
    ("OFD.xml", FileKind::Ofd),
    ("application/vnd.oasis.opendocument.spreadsheet", FileKind::Ods),
    ("application/vnd.oasis.opendocument.text", FileKind::Odt),
];

/// Names of streams inside a compound file, in its UTF-16 directory.
const STREAMS: &[(&str, FileKind)] = &[
    ("EncryptedPackage", FileKind::Protected),
    ("WordDocument", FileKind::Doc),
    ("Workbook", FileKind::Xls),
    ("Book", FileKind::Xls),
];

const COMPOUND_FILE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|w| w == needle)
}

impl FileKind {
    /// Tells what a file is.
    pub fn of(bytes: &[u8]) -> FileKind {
        if bytes.is_empty() {
            return FileKind::Empty;
        }
        if bytes.iter().all(|b| *b == 0) {
            return FileKind::Zeros;
        }
        if bytes.starts_with(COMPOUND_FILE) {
            let utf16 = |name: &str| name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
            let found = STREAMS.iter().find(|(name, _)| contains(bytes, &utf16(name)));
            return found.map_or(FileKind::Compound, |(_, kind)| *kind);
        }
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            let found = PARTS.iter().find(|(name, _)| contains(bytes, name.as_bytes()));
            return found.map_or(FileKind::Zip, |(_, kind)| *kind);
        }
        if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
            return *kind;
        }
        if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            return FileKind::Picture;
        }
        FileKind::of_text(bytes)
    }

    fn of_text(bytes: &[u8]) -> FileKind {
        let head = &bytes[..bytes.len().min(4096)];
        let lower = String::from_utf8_lossy(head).to_ascii_lowercase();
        let text = lower.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']);
        let tags = ["<html", "<!doctype html", "<table", "<head", "<body", "mime-version:"];
        if tags.iter().any(|tag| text.contains(tag)) {
            return FileKind::Html;
        }
        if text.starts_with("<?xml") {
            return FileKind::Xml;
        }
        // Text of any Chinese encoding has no control characters other than these; UTF-16 text says so by its mark.
        let utf16 = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
        if !utf16 && head.iter().any(|b| *b < 0x20 && !matches!(b, b'\t' | b'\r' | b'\n' | 0x0c)) {
            return FileKind::Unknown;
        }
        let separated = |by: u8| {
            let mut lines = head.split(|b| *b == b'\n').filter(|l| l.len() > 1).take(20).peekable();
            lines.peek().is_some() && lines.all(|l| l.contains(&by))
        };
        if separated(b',') || separated(b'\t') { FileKind::Csv } else { FileKind::Text }
    }

    /// Whether a workbook reader can be asked.
    pub fn is_workbook(self) -> bool {
        matches!(self, FileKind::Xlsx | FileKind::Xlsb | FileKind::Ods | FileKind::Xls)
    }

    /// What it is and what to do, where a workbook is wanted.
    pub fn instead_of_workbook(self) -> String {
        let resave = "请用 Excel 或 WPS 打开，另存为 .xlsx 后重试";
        let advice = match self {
            FileKind::Docx | FileKind::Odt | FileKind::Doc | FileKind::Rtf | FileKind::Pptx => {
                "需要的是系统导出的工作簿（.xlsx、.xls）。请从财务系统导出决算报表"
            }
            FileKind::Pdf | FileKind::Ofd | FileKind::Picture => {
                "其中的数字不能作为工作簿读取。请从财务系统导出 Excel 格式的报表"
            }
            FileKind::Zip | FileKind::Archive => "请先解压，再给出其中的工作簿",
            FileKind::Csv => "它只有一张表，没有各表的名称。请从系统导出全部报表（.xlsx、.xls）",
            FileKind::Text | FileKind::Xml | FileKind::Unknown | FileKind::Compound => {
                "请从财务系统导出 Excel 格式的报表；确是工作簿的，请用 Excel 或 WPS 打开，另存为 .xlsx 后重试"
            }
            FileKind::Html => resave,
            FileKind::Protected => "请在 Excel 或 WPS 中去掉密码，另存后重试",
            FileKind::Empty => "请重新从系统导出",
            FileKind::Zeros => "请重新复制或下载，或重新从系统导出",
            FileKind::Xlsx | FileKind::Xlsb | FileKind::Ods | FileKind::Xls => resave,
        };
        format!("{self}。{advice}")
    }
}

/// One sentence saying what it is.
impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FileKind::Xlsx | FileKind::Xlsb | FileKind::Ods | FileKind::Xls => "这是工作簿",
            FileKind::Docx => "这是Word文档（.docx），不是工作簿",
            FileKind::Odt => "这是文字文档（.odt），不是工作簿",
            FileKind::Doc => "这是Word文档（.doc），不是工作簿",
            FileKind::Rtf => "这是文字文档（.rtf），不是工作簿",
            FileKind::Pptx => "这是演示文稿（.pptx），不是工作簿",
            FileKind::Compound => "这是旧版办公软件的文件，里面没有工作簿",
            FileKind::Protected => "文件有打开密码",
            FileKind::Pdf => "这是一个PDF文件",
            FileKind::Ofd => "这是一个OFD版式文件",
            FileKind::Html => "这是一个网页文件，只是改了扩展名",
            FileKind::Xml => "这是一个XML文件，不是工作簿",
            FileKind::Csv => "这是用逗号或制表符分隔的文本（csv、txt），不是工作簿",
            FileKind::Text => "这是一个文本文件，不是工作簿",
            FileKind::Zip => "这是一个压缩包（.zip），里面没有直接的工作簿内容",
            FileKind::Archive => "这是一个压缩包（.rar、.7z、.gz）",
            FileKind::Picture => "这是一张图片",
            FileKind::Empty => "文件是空的（0字节）",
            FileKind::Zeros => "文件里全是零，没有内容，多半是下载或复制没有完成",
            FileKind::Unknown => "这不是Excel工作簿",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides() {
        let utf16 = |text: &str| {
            let mut bytes = COMPOUND_FILE.to_vec();
            bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
            bytes
        };
        let zip = |part: &str| [b"PK\x03\x04....", part.as_bytes()].concat();
        let cases: Vec<(Vec<u8>, FileKind)> = vec![
            (Vec::new(), FileKind::Empty),
            (vec![0; 600], FileKind::Zeros),
            (b"%PDF-1.7 ...".to_vec(), FileKind::Pdf),
            (utf16("WordDocument"), FileKind::Doc),
            (utf16("Workbook"), FileKind::Xls),
            (utf16("EncryptedPackage"), FileKind::Protected),
            (utf16("PowerPoint"), FileKind::Compound),
            (zip("xl/workbook.xml"), FileKind::Xlsx),
            (zip("word/document.xml"), FileKind::Docx),
            (zip("OFD.xml"), FileKind::Ofd),
            (zip("a.xlsx"), FileKind::Zip),
            (b"\xef\xbb\xbf<html><table>".to_vec(), FileKind::Html),
            (b"<?xml version='1.0'?><a/>".to_vec(), FileKind::Xml),
            ("科目编码,金额\n2080505,1.00\n".as_bytes().to_vec(), FileKind::Csv),
            ("科目编码\t金额\n2080505\t1.00\n".as_bytes().to_vec(), FileKind::Csv),
            ("情况说明\n一、收入，支出\n".as_bytes().to_vec(), FileKind::Text),
            (b"\xff\xd8\xff\xe0".to_vec(), FileKind::Picture),
            (b"Rar!\x1a\x07".to_vec(), FileKind::Archive),
            (b"\x01\x02\x03\x04 binary".to_vec(), FileKind::Unknown),
        ];
        for (bytes, kind) in cases {
            assert_eq!(FileKind::of(&bytes), kind, "{}", String::from_utf8_lossy(&bytes));
            assert!(!kind.instead_of_workbook().contains("。。"));
        }
    }
}
