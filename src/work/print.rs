//! 决算公开.pdf: the Word file printed by an office program, and the page numbers of its contents held against the pages.

use std::path::Path;

use crate::document::Document;
use crate::error::{Error, Result};
use crate::export::docx::{self, Listed};
use crate::platform::{self, Office};
use crate::published::line::is_page_number;
use crate::published::pdf;
use crate::text::squash;

/// The printed document's name.
pub const PRINTED: &str = "决算公开.pdf";
/// How often numbers are corrected: other numbers may move a line of the contents, hardly ever a page.
const TRIES: usize = 3;
/// What can be done without.
const INSTEAD: &str = "。PDF 可以在 Word 或 WPS 里打开 决算公开.docx 另存";

/// A document as it was printed.
#[derive(Debug)]
pub struct Printed {
    /// The Word file that was printed, with the right numbers in its contents.
    pub docx: Vec<u8>,
    /// The PDF file.
    pub pdf: Vec<u8>,
    /// By what it was printed, and what was found about the numbers.
    pub said: String,
}

/// That there is an office program to print with.
///
/// # Errors
/// There is none, with what was looked for.
pub fn can_print() -> Result<Vec<Office>> {
    let offices = platform::offices();
    if !offices.is_empty() {
        return Ok(offices);
    }
    let wps = if platform::has_wps_for_people_only() {
        "。这台电脑上的 WPS 不接受别的程序的打印"
    } else {
        ""
    };
    let looked = if cfg!(windows) { "Word、WPS、LibreOffice" } else { "LibreOffice" };
    Err(failed(format!("没有找到可以打印 PDF 的办公软件（找过 {looked}）{wps}{INSTEAD}")))
}

/// Whether an error says that the document could not be printed, which is no reason against the other outputs.
pub fn is_of_print(error: &Error) -> bool {
    matches!(error, Error::Write { path, .. } if path == Path::new(PRINTED))
}

fn failed(reason: String) -> Error {
    Error::Write { path: Path::new(PRINTED).to_owned(), reason }
}

/// Prints a document, by the first program that can.
///
/// # Errors
/// No program prints it, with the reason of each.
pub fn print(document: &Document) -> Result<Printed> {
    let listed = docx::contents(document);
    let mut reasons = Vec::new();
    let abandoned = platform::prints_abandoned();
    let goes_on = || platform::prints_abandoned() == abandoned;
    for office in can_print()? {
        match by(&office, document, &listed, &goes_on) {
            Ok(printed) => return Ok(printed),
            Err(_) if !goes_on() => return Err(failed("已取消打印，没有写 PDF".to_owned())),
            Err(Stop::Error(error)) => return Err(error),
            Err(Stop::Office(reason)) => reasons.push(format!("{}：{reason}", office.name)),
        }
    }
    Err(failed(format!("{}{INSTEAD}", reasons.join("；"))))
}

/// Why a program did not print.
enum Stop {
    /// Another may.
    Office(String),
    /// No other will, either.
    Error(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Error(error)
    }
}

fn by(
    office: &Office,
    document: &Document,
    listed: &[Listed],
    goes_on: &dyn Fn() -> bool,
) -> std::result::Result<Printed, Stop> {
    let mut numbers: Vec<u32> = listed.iter().map(|entry| entry.page).collect();
    let mut corrected = 0;
    let mut tries = 1;
    loop {
        let word = docx::document_numbered(document, &numbers)?;
        let printed = office.print(&word).map_err(Stop::Office)?;
        if !goes_on() {
            return Err(Stop::Office(String::new()));
        }
        let pages = pdf::pages(&printed).map_err(|why| Stop::Office(format!("写出的PDF不能用：{why}")))?;
        let places = places(listed, &pages);
        let wrong: Vec<(usize, u32)> = (0..listed.len())
            .filter_map(|i| places[i].filter(|page| *page != numbers[i]).map(|page| (i, page)))
            .collect();
        if wrong.is_empty() || tries == TRIES {
            let said = said(office.name, pages.len(), listed, &places, corrected, &wrong);
            return Ok(Printed { docx: word, pdf: printed, said });
        }
        corrected = corrected.max(wrong.len());
        for (i, page) in wrong {
            numbers[i] = page;
        }
        tries += 1;
    }
}

/// What people are told.
fn said(
    office: &str,
    pages: usize,
    listed: &[Listed],
    places: &[Option<u32>],
    corrected: usize,
    wrong: &[(usize, u32)],
) -> String {
    let mut said = format!("{PRINTED} 由 {office} 打印，共{pages}页");
    if listed.is_empty() {
        return said + "；这个样式的目录不印页码";
    }
    let found = places.iter().flatten().count();
    said.push_str(&match corrected {
        0 => format!("；目录的{found}个页码与正文逐一核对，全部相符"),
        _ if wrong.is_empty() => {
            format!("；目录有{corrected}个页码与打印的不同，已在文档里改正，{found}个页码全部相符")
        }
        _ => format!("；目录的页码没有全部改对，请核对：{}", of(listed, wrong.iter().map(|(i, _)| *i))),
    });
    let missed = (0..listed.len()).filter(|i| places[*i].is_none());
    if found < listed.len() {
        said.push_str(&format!("；在打印的页上没有找到、页码没有核对的标题：{}", of(listed, missed)));
    }
    said
}

fn of(listed: &[Listed], which: impl Iterator<Item = usize>) -> String {
    which.map(|i| format!("“{}”", listed[i].title)).collect::<Vec<_>>().join("、")
}

/// The page number printed on the page where each title stands; `None` where the title, or a number on its page, is not
/// found. Titles are looked for in order, each after the one before.
fn places(listed: &[Listed], pages: &[Vec<String>]) -> Vec<Option<u32>> {
    let pages: Vec<(Vec<String>, Option<u32>)> = pages.iter().map(|lines| numbered(lines)).collect();
    let mut from = (0, 0);
    let find = |entry: &Listed| {
        let title = squash(&entry.title);
        let (page, line, count) = stands(&title, &pages, from)?;
        from = (page, line + count);
        pages[page].1
    };
    listed.iter().map(find).collect()
}

/// The lines of a page as they are compared, and the number printed on it.
fn numbered(lines: &[String]) -> (Vec<String>, Option<u32>) {
    let lines: Vec<String> = lines.iter().map(|line| squash(line)).collect();
    let edges = [lines.last(), lines.first()].into_iter().flatten();
    let number = edges.filter(|line| is_page_number(line)).find_map(|line| {
        // 第3页 共30页: the first number is the page's.
        let digits = |c: &char| c.is_ascii_digit();
        let digits: String = line.chars().skip_while(|c| !digits(c)).take_while(digits).collect();
        digits.parse().ok()
    });
    (lines, number)
}

/// Where a title stands from a line on: page, line and over how many lines. Only whole lines count: the contents themselves
/// have dots and a number behind it, sentences other words.
fn stands(
    title: &str,
    pages: &[(Vec<String>, Option<u32>)],
    from: (usize, usize),
) -> Option<(usize, usize, usize)> {
    for (page, (lines, _)) in pages.iter().enumerate().skip(from.0) {
        let first = if page == from.0 { from.1 } else { 0 };
        for line in first..lines.len() {
            let mut left = title;
            for (count, piece) in (1..).zip(&lines[line..]) {
                match left.strip_prefix(piece.as_str()) {
                    Some("") => return Some((page, line, count)),
                    Some(rest) if !piece.is_empty() => left = rest,
                    _ => break,
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(titles: &[&str]) -> Vec<Listed> {
        titles.iter().map(|title| Listed { title: (*title).to_owned(), page: 1 }).collect()
    }

    fn page(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn titles_are_found_on_their_pages_and_not_in_the_contents() {
        let pages = [
            page(&["部门决算", "2024年1月"]),
            page(&["目录", "第一部分 概况 ........ 1", "一、职责 ......... 1", "收入支出决算总表 ...... 3"]),
            page(&["第一部分", "概况", "一、职责", "见“收入支出决算总表”。", "— 1 —"]),
            page(&["第2页 共9页", "续"]),
            page(&["收入支出决算总表", "12", "12.00", "— 3 —"]),
        ];
        let found = places(&listed(&["第一部分 概况", "一、职责", "收入支出决算总表"]), &pages);
        assert_eq!(found, [Some(1), Some(1), Some(3)]);
        // What is not there is not taken for something else, and what follows is still found.
        let found = places(&listed(&["第一部分 概况", "二、机构", "收入支出决算总表"]), &pages);
        assert_eq!(found, [Some(1), None, Some(3)]);
    }

    #[test]
    fn what_was_found_about_the_numbers_is_said() {
        let two = listed(&["一、职责", "二、机构"]);
        let say = |listed: &[Listed], places: &[Option<u32>], corrected, wrong: &[(usize, u32)]| {
            said("某软件", 9, listed, places, corrected, wrong)
        };
        let begin = "决算公开.pdf 由 某软件 打印，共9页；";
        let of = |rest: &str| format!("{begin}{rest}");
        assert_eq!(say(&[], &[], 0, &[]), of("这个样式的目录不印页码"));
        assert_eq!(say(&two, &[Some(1), Some(2)], 0, &[]), of("目录的2个页码与正文逐一核对，全部相符"));
        assert_eq!(
            say(&two, &[Some(1), Some(2)], 1, &[]),
            of("目录有1个页码与打印的不同，已在文档里改正，2个页码全部相符")
        );
        assert_eq!(
            say(&two, &[Some(1), Some(2)], 1, &[(1, 2)]),
            of("目录的页码没有全部改对，请核对：“二、机构”")
        );
        assert_eq!(
            say(&two, &[Some(1), None], 0, &[]),
            of("目录的1个页码与正文逐一核对，全部相符；在打印的页上没有找到、页码没有核对的标题：“二、机构”")
        );
    }

    #[test]
    fn a_page_without_a_number_tells_none() {
        let pages = [page(&["一、职责", "文字"])];
        assert_eq!(places(&listed(&["一、职责"]), &pages), [None]);
    }
}
