//! Words inside charts: amounts along an axis, labels of bars and slices. They are drawn in small type between the lines
//! of the text and are no sentences.

use std::collections::BTreeMap;

use super::lines::TextLine;
use super::table::Ruled;
use crate::published::line::{is_caption, is_number};

/// Type of a chart is at most so large, in the type of the text.
const SMALL: f64 = 0.8;
/// So many lines of numbers alone are an axis.
const AXIS: usize = 3;
/// A table nearer than this, in points, may have these lines as its notes.
const NEAR: f64 = 60.0;

/// The size of type, in half points, in which most of the text is set.
pub fn usual_size<'a>(lines: impl Iterator<Item = &'a TextLine>) -> f64 {
    let mut sizes: BTreeMap<u64, usize> = BTreeMap::new();
    for line in lines {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size in points")]
        let size = (line.size * 2.0).round().clamp(0.0, 2000.0) as u64;
        *sizes.entry(size).or_default() += line.text.chars().count();
    }
    sizes.into_iter().max_by_key(|(_, count)| *count).map_or(0.0, |(size, _)| size as f64 / 2.0)
}

/// Takes the words of charts out of a page's lines: small lines above or below the caption of a chart, or with an axis
/// among them. Lines with a sentence stay, whatever stands around them.
pub fn take(lines: &mut Vec<TextLine>, tables: &[Ruled], usual: f64) {
    let small = |line: &TextLine| line.size <= SMALL * usual && !is_caption(&line.text);
    let mut drawn = vec![false; lines.len()];
    let mut from = 0;
    while from < lines.len() {
        let to = from + lines[from..].iter().take_while(|line| small(line)).count();
        if to == from {
            from += 1;
            continue;
        }
        let run = &lines[from..to];
        let (top, bottom) = (run[0].y - NEAR, run[run.len() - 1].y + NEAR);
        let beside_table = tables.iter().any(|t| t.top < bottom && t.bottom > top);
        let axis = run.iter().filter(|line| line.text.split('\t').all(is_number)).count() >= AXIS;
        let before = from.checked_sub(1).map(|i| &lines[i]);
        let captioned = before.into_iter().chain(lines.get(to)).any(|line| is_caption(&line.text));
        let speaks = run.iter().any(|line| line.text.contains('。'));
        if !beside_table && !speaks && (axis || captioned) {
            drawn[from..to].fill(true);
        }
        from = to;
    }
    let mut at = drawn.iter();
    lines.retain(|_| !at.next().copied().unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(lines: &[(&str, f64)]) -> Vec<TextLine> {
        let line = |(n, (text, size)): (usize, &(&str, f64))| TextLine {
            x0: 80.0,
            x1: 300.0,
            y: 100.0 + 20.0 * n as f64,
            size: *size,
            text: (*text).to_owned(),
        };
        lines.iter().enumerate().map(line).collect()
    }

    fn left(lines: &[(&str, f64)], tables: &[Ruled]) -> Vec<String> {
        let mut lines = page(lines);
        let usual = usual_size(lines.iter());
        take(&mut lines, tables, usual);
        lines.into_iter().map(|line| line.text).collect()
    }

    const SENTENCE: (&str, f64) = ("2023年度收入总计120.50万元，与上年相比增加3.20万元。", 16.0);

    #[test]
    fn axes_and_labels_beside_a_caption_go() {
        let chart = [SENTENCE, ("300", 9.0), ("200\t241.60", 9.0), ("100", 9.0), ("2023年度", 9.0), SENTENCE];
        assert_eq!(left(&chart, &[]), [SENTENCE.0, SENTENCE.0]);
        let pie = [SENTENCE, ("基本支出 60.00，40%", 9.0), ("图1：支出结构", 12.0), SENTENCE];
        assert_eq!(left(&pie, &[]), [SENTENCE.0, pie[2].0, SENTENCE.0]);
    }

    #[test]
    fn small_type_that_is_no_chart_stays() {
        let note = [SENTENCE, ("注：本表金额可能有尾差。", 9.0), SENTENCE];
        assert_eq!(left(&note, &[]).len(), 3);
        let said = [SENTENCE, ("本单位没有车辆。", 9.0), ("图1：支出结构", 12.0)];
        assert_eq!(left(&said, &[]).len(), 3);
        let rows = [SENTENCE, ("12.30", 9.0), ("4.50", 9.0), ("16.80", 9.0)];
        let table = Ruled { top: 60.0, bottom: 118.0, left: 80.0, right: 300.0, ..Ruled::default() };
        assert_eq!(left(&rows, &[table]).len(), 4);
        // Where all is set alike, size tells nothing.
        assert_eq!(left(&[("300", 9.0), ("200", 9.0), ("100", 9.0)], &[]).len(), 3);
    }
}
