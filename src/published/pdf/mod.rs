//! PDF files with a text layer → blocks: tables by their ruling lines, paragraphs from lines.
//!
//! A PDF holds characters at positions, nothing else. What cannot be told from positions and lines is said, not
//! guessed.

mod drawn;
mod flow;
mod font;
mod lines;
mod measure;
mod page;
mod table;

use hayro_syntax::{LoadPdfError, Pdf};

use super::content::{Content, Format};
use crate::package::contain;

const BROKEN: &str = "PDF文件已损坏。请重新从原文件导出为PDF，或改用 .docx";
const PROTECTED: &str = "PDF文件有打开密码。请去掉密码，另存后重试";
const SCAN: &str = "这是扫描件（只有图片，没有文字层），不能读取。请改用原来的 .docx 或由办公软件导出的PDF";

const TOO_LARGE: &str = "PDF文件的内容超出了可以处理的范围，不像一份决算公开报告。请确认文件无误；如果是，请改用 .docx，或重新导出PDF";
const PACKING: &str = "PDF文件用了早已停用的压缩方式。请用办公软件重新导出为PDF，或改用 .docx";
/// More pages than any report has.
const MOST_PAGES: usize = 3_000;
/// Fewer characters on all pages together are stamps on a scan.
const FEWEST_CHARACTERS: usize = 40;

/// Reads a PDF.
///
/// # Errors
/// Why it cannot be read, in Chinese, with what to do next.
pub fn read(bytes: &[u8]) -> Result<Content, String> {
    contain(|| read_contained(bytes)).unwrap_or_else(|| Err(BROKEN.to_owned()))
}

impl From<page::Stopped> for String {
    fn from(stopped: page::Stopped) -> String {
        match stopped {
            page::Stopped::TooLarge => TOO_LARGE,
            page::Stopped::Broken => BROKEN,
            page::Stopped::Packing => PACKING,
        }
        .to_owned()
    }
}

/// The lines of each page as they are printed, running heads and page numbers among them.
///
/// # Errors
/// See [`read`].
pub fn pages(bytes: &[u8]) -> Result<Vec<Vec<String>>, String> {
    let read = || {
        let marks = marks(bytes)?;
        let lines = |page: page::Marks| lines::of(page.glyphs).into_iter().map(|line| line.text).collect();
        Ok(marks.into_iter().map(lines).collect())
    };
    contain(read).unwrap_or_else(|| Err(BROKEN.to_owned()))
}

/// What stands on each page.
fn marks(bytes: &[u8]) -> Result<Vec<page::Marks>, String> {
    let measured = measure::measured(bytes).map_err(|refused| match refused {
        measure::Refused::TooLarge => TOO_LARGE,
        measure::Refused::Packing => PACKING,
    })?;
    let pdf = Pdf::new(measured).map_err(|e| match e {
        LoadPdfError::Decryption(_) => PROTECTED.to_owned(),
        LoadPdfError::Invalid => BROKEN.to_owned(),
    })?;
    let pages = pdf.pages();
    if pages.len() > MOST_PAGES {
        return Err(format!("PDF文件有{}页，不像一份决算公开报告。请确认文件无误", pages.len()));
    }
    let mut shared = page::Shared::default();
    let mut marks = Vec::new();
    for page in pages.iter() {
        marks.push(page::read(page, &mut shared)?);
    }
    let characters: usize = marks.iter().map(|m| m.glyphs.len()).sum();
    let unknown: usize = marks.iter().map(|m| m.unknown).sum();
    if characters < FEWEST_CHARACTERS {
        return Err(if unknown > FEWEST_CHARACTERS {
            "PDF里的字体没有注明是哪些文字，不能读取。请改用原来的 .docx，或由办公软件重新导出PDF".to_owned()
        } else {
            SCAN.to_owned()
        });
    }
    Ok(marks)
}

fn read_contained(bytes: &[u8]) -> Result<Content, String> {
    let marks = marks(bytes)?;
    let mut content = Content::new(Format::Pdf);
    for (number, page) in (1u32..).zip(&marks) {
        if page.glyphs.is_empty() && page.pictures > 0 {
            content.remark(Some(number), "这一页只有图片，没有文字，没有读取");
        }
        if page.unknown > 0 {
            let count = page.unknown;
            content.remark(Some(number), format!("有{count}个字的字体没有注明是什么字，没有读取"));
        }
    }
    flow::flow(marks, &mut content);
    Ok(content)
}
