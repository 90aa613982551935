//! Titles that are longer than a line: smaller type before a name is broken, and never a last line of a character or two.

use unicode_width::UnicodeWidthStr;

use super::layout::Page;
use crate::document::model::{Block, CoverRole, Section};

/// The smallest type size of the cover's title, in points, before a name is broken.
const SMALLEST_COVER: f64 = 22.0;
/// The same for the title of a part.
const SMALLEST_PART: f64 = 16.0;
/// Space above the title of the cover.
const ABOVE: f64 = 180.0;
/// Space around each line of it.
const AROUND: f64 = 24.0;
/// Height of a line of the cover's title, and of the date's, to its type size; substitutes of the fonts are taller.
const TITLE_LINE: f64 = 1.5 * 1.35;
const FOOT_LINE: f64 = 18.0 * 1.5;

/// Width of a text in ems of a Chinese font.
fn ems(text: &str) -> f64 {
    UnicodeWidthStr::width(text) as f64 / 2.0
}

fn lines(text: &str, size: f64, width: f64) -> f64 {
    let per_line = (width / size).floor().max(1.0);
    (ems(text) / per_line).ceil().max(1.0)
}

/// The largest size in which a text takes one line, else the smallest.
fn on_one_line(text: &str, (usual, smallest): (f64, f64), width: f64) -> f64 {
    let fits = width / ems(text).max(1.0);
    // Half points, as Word counts.
    (fits * 2.0).floor().clamp(smallest * 2.0, usual * 2.0) / 2.0
}

/// Measures of a cover: the size of its title, and the space above the first line of its foot.
pub struct Cover {
    pub size: f64,
    pub above_foot: f64,
}

/// Sets a cover so that names stay whole and the date stays on the page.
pub fn cover(section: &Section, page: Page, usual: u16) -> Cover {
    let sizes = (f64::from(usual), SMALLEST_COVER);
    let width = f64::from(page.inner_width()) / 20.0;
    let of = |wanted: CoverRole| {
        section.blocks.iter().filter_map(move |block| match block {
            Block::CoverLine { role, text } if *role == wanted => Some(text.as_str()),
            _ => None,
        })
    };
    let size = of(CoverRole::Title).map(|text| on_one_line(text, sizes, width)).fold(sizes.0, f64::min);
    let title: f64 =
        of(CoverRole::Title).map(|text| lines(text, size, width) * size * TITLE_LINE + AROUND).sum();
    let head = of(CoverRole::Head).count() as f64 * 28.0;
    let foot = of(CoverRole::Foot).count() as f64 * FOOT_LINE;
    let room = f64::from(page.inner_height()) / 20.0 - ABOVE - head - title - foot;
    Cover { size, above_foot: (room - 40.0).clamp(12.0, 280.0) }
}

/// A smaller size for the title of a part whose last line would hold a character or two; `None` if the usual one does.
pub fn part(text: &str, page: Page, usual: f64) -> Option<f64> {
    let width = f64::from(page.inner_width()) / 20.0;
    let per_line = (width / usual).floor();
    let last = ems(text) % per_line;
    let widow = ems(text) > per_line && last > 0.0 && last < 4.0;
    let size = on_one_line(text, (usual, usual.min(SMALLEST_PART)), width);
    (widow && ems(text) * size <= width).then_some(size)
}

/// A text in as few lines as its width allows, the lines of like length.
pub fn balanced(text: &str, size: f64, width: f64) -> Vec<String> {
    let per_line = (width / size).floor().max(1.0);
    let count = (ems(text) / per_line).ceil();
    let ascii = text.contains(|c: char| c.is_ascii_alphanumeric());
    if count <= 1.0 || ascii {
        return vec![text.to_owned()];
    }
    let each = (ems(text) / count).ceil();
    let mut lines = vec![String::new()];
    for c in text.chars() {
        let last = lines.last().map(String::as_str).unwrap_or_default();
        // What closes a bracket does not begin a line; what opens one does not end it.
        let closes = "）”》，。、".contains(c);
        let full = ems(last) >= each && !closes || ems(last) + 1.0 >= each && "（“《".contains(c);
        if full && (lines.len() as f64) < count {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push(c);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOK: crate::style::PageOptions = crate::style::PageOptions {
        wide: None,
        width: 210,
        height: 297,
        top: 37,
        bottom: 35,
        left: 28,
        right: 26,
        cover_size: 32,
    };

    fn cover_of(title: &[&str]) -> Cover {
        let line = |text: &&str| Block::CoverLine { role: CoverRole::Title, text: (*text).to_owned() };
        let blocks = title.iter().map(line).collect();
        let kind = crate::document::model::SectionKind::Cover;
        cover(&Section { kind, landscape: false, blocks }, Page::sheet(&LOOK, false), 32)
    }

    #[test]
    fn long_names_stay_on_one_line() {
        let width = f64::from(Page::sheet(&LOOK, false).inner_width()) / 20.0;
        for name in ["某市某区规划和自然资源局", "某某省某某市某某区规划和自然资源局（汇总）"]
        {
            let cover = cover_of(&[name, "2024年度部门决算"]);
            let one_line = ems(name) * cover.size <= width;
            assert!(one_line || (cover.size - SMALLEST_COVER).abs() < 0.01, "{name}: {}", cover.size);
        }
        assert!((cover_of(&["某局"]).size - 32.0).abs() < 0.01);
    }

    #[test]
    fn no_line_of_a_part_holds_a_character_alone() {
        let page = Page::sheet(&LOOK, false);
        assert_eq!(part("第一部分 部门概况", page, 22.0), None);
        let size = part("第一部分 某某市某某区规划和自然资源局概况", page, 22.0).expect("a smaller size");
        assert!((16.0..22.0).contains(&size));
    }

    #[test]
    fn heads_are_broken_in_the_middle() {
        assert_eq!(balanced("一般公共预算财政拨款", 10.0, 95.0), ["一般公共预", "算财政拨款"]);
        assert_eq!(balanced("因公出国（境）费", 10.0, 60.0), ["因公出国", "（境）费"]);
        assert_eq!(balanced("合计", 10.0, 95.0), ["合计"]);
    }
}
