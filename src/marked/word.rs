//! 校对.docx: a copy of the report's Word file with a comment at each finding's place.

use super::comments::{self, Anchor, Author, Comment, Line};
use super::{Placed, Spot, paragraph, said, widened};
use crate::package::{LIMITS, Package};
use crate::published::Report;
use crate::published::content::Block;

/// Who the comments are from; people find and delete them by this name.
const AUTHOR: Author = Author { name: "决算校对", initials: "校" };

/// The copy as bytes. What cannot be placed is in a comment on the document's first paragraph, never lost.
///
/// # Errors
/// Why it cannot be made, in Chinese.
pub fn copy(bytes: &[u8], report: &Report, placed: &[Placed<'_>]) -> Result<Vec<u8>, String> {
    if report.content.origins.is_empty() {
        return Err("文档里没有段落，不能加批注".to_owned());
    }
    let mut all = Vec::new();
    let mut homeless: Vec<Line> = Vec::new();
    for one in placed {
        let lines = lines(one, &report.file);
        match one.at.as_ref().and_then(|spot| anchor(report, spot)) {
            Some(at) => all.push(Comment { at, lines }),
            None => homeless.extend(lines),
        }
    }
    if !homeless.is_empty() {
        let note = Line {
            text: "以下问题不在正文的某一处，或没有找到所在的位置：".to_owned(), bold: true
        };
        let lines = std::iter::once(note).chain(homeless).collect();
        all.insert(0, Comment { at: Anchor::Paragraph(0), lines });
    }
    comments::add(bytes, &report.content.origins, AUTHOR, &all)
}

/// The extension a copy has, by what the file's content is: Word opens no file whose name says another kind.
pub fn extension(bytes: &[u8]) -> &'static str {
    let types = Package::open(bytes, LIMITS)
        .and_then(|mut package| package.read("[Content_Types].xml", LIMITS.inflated))
        .ok()
        .flatten();
    let types = types.map(|t| String::from_utf8_lossy(&t).into_owned()).unwrap_or_default();
    let kinds = [
        ("ms-word.document.macroEnabled.main+xml", "docm"),
        ("ms-word.template.macroEnabledTemplate.main+xml", "dotm"),
        ("wordprocessingml.template.main+xml", "dotx"),
    ];
    kinds.iter().find(|(kind, _)| types.contains(kind)).map_or("docx", |(_, extension)| extension)
}

fn lines(placed: &Placed<'_>, file: &str) -> Vec<Line> {
    let said = said(placed.finding, file);
    let plain = |text: String| Line { text, bold: false };
    let mut lines = vec![Line { text: format!("{}：{}", said.level, said.title), bold: true }];
    lines.push(plain(said.message));
    if placed.at.is_none()
        && let Some(place) = &placed.finding.place
    {
        lines.push(plain(format!("位置：{place}")));
    }
    if !said.proof.is_empty() {
        lines.push(plain("依据：".to_owned()));
        lines.extend(said.proof.into_iter().map(|p| plain(format!("· {p}"))));
    }
    if !said.hint.is_empty() {
        lines.push(plain(format!("怎么办：{}", said.hint)));
    }
    lines
}

/// What of the document part a place is.
fn anchor(report: &Report, spot: &Spot) -> Option<Anchor> {
    let origins = &report.content.origins;
    match spot {
        Spot::Words(block, bytes) => {
            let p = paragraph(report, *block)?;
            let bytes = widened(&p.text(), bytes);
            // List numbers are not written in the file.
            let own = |at: usize| at.saturating_sub(p.number.len());
            let (from, to) = (own(bytes.start), own(bytes.end));
            Some(if from < to { Anchor::Words(p.index, from..to) } else { Anchor::Paragraph(p.index) })
        }
        Spot::Paragraph(block) => Some(Anchor::Paragraph(paragraph(report, *block)?.index)),
        Spot::Cell(block, cell) => {
            let Some(Block::Table(table)) = report.content.blocks.get(*block) else { return None };
            let cell = table.cells.get(*cell)?;
            // The first of the cell's paragraphs that prints something.
            let printing = origins.iter().skip(cell.index as usize).position(|o| !o.pieces.is_empty());
            let skipped = printing.filter(|_| !cell.text.is_empty()).unwrap_or(0);
            Some(Anchor::Paragraph(cell.index + u32::try_from(skipped).ok()?))
        }
    }
}
