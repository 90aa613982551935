//! Titles that are longer than a line: smaller type before a name is broken, and never a last line of a character or two.

use super::layout::Page;
use super::lines::{ems, on_one_line};
use super::picture;
use crate::document::model::{Block, CoverRole, Section};

/// The smallest type size of the cover's title, in points, before a name is broken.
const SMALLEST_COVER: f64 = 22.0;
/// The same for the title of a part.
const SMALLEST_PART: f64 = 16.0;
/// Space above the title of the cover, and what of it stands between a picture and the title.
const ABOVE: f64 = 180.0;
const BELOW_PICTURE: f64 = 30.0;
/// Space around each line of it.
const AROUND: f64 = 24.0;
/// Height of a line of the cover's title, and of the date's, to its type size; substitutes of the fonts are taller.
const TITLE_LINE: f64 = 1.5 * 1.35;
const FOOT_LINE: f64 = 18.0 * 1.5;

/// Measures of a cover: the size of its title, and the space above picture, title and the first line of its foot.
pub struct Cover {
    pub size: f64,
    pub above_picture: f64,
    pub above_title: f64,
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
    let fitting = |text: &str| {
        let one = on_one_line(text, sizes, width);
        // What needs two lines all the same may as well be large.
        let half = cover_lines(text, one, width);
        half.iter().map(|line| on_one_line(line, sizes, width)).fold(sizes.0, f64::min)
    };
    let size = of(CoverRole::Title).map(fitting).fold(sizes.0, f64::min);
    let title: f64 = of(CoverRole::Title)
        .map(|text| cover_lines(text, size, width).len() as f64 * size * TITLE_LINE + AROUND)
        .sum();
    let picture: f64 = section
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::CoverPicture { picture, height } => Some(picture::size(picture, *height, page).1),
            _ => None,
        })
        .sum();
    let (above_picture, above_title) = match picture {
        0.0 => (0.0, ABOVE),
        height => ((ABOVE - BELOW_PICTURE - height).max(0.0), BELOW_PICTURE),
    };
    let head = of(CoverRole::Head).count() as f64 * 28.0;
    let foot = of(CoverRole::Foot).count() as f64 * FOOT_LINE;
    let above = above_picture + picture + above_title;
    let room = f64::from(page.inner_height()) / 20.0 - above - head - title - foot;
    Cover { size, above_picture, above_title, above_foot: (room - 40.0).clamp(12.0, 280.0) }
}

/// A title of the cover in as few lines as its width allows: broken behind the name of a place or of an office, or
/// before a bracket, where one stands near the middle, else in the middle, and never inside a bracket.
pub fn cover_lines(text: &str, size: f64, width: f64) -> Vec<String> {
    let per_line = (width / size).floor().max(1.0);
    let chars: Vec<char> = text.chars().collect();
    let mut left = ems(text);
    let mut from = 0;
    let mut broken = Vec::new();
    loop {
        let rest = &chars[from..];
        let count = (left / per_line).ceil();
        let at = if count < 2.0 { None } else { best_break(rest, left, per_line, count) };
        let Some((at, x)) = at else {
            broken.push(rest.iter().collect());
            return broken;
        };
        broken.push(rest[..at].iter().collect());
        from += at;
        left -= x;
    }
}

/// Where the first of so many lines ends best, and how wide it is then.
fn best_break(chars: &[char], whole: f64, per_line: f64, count: f64) -> Option<(usize, f64)> {
    let middle = whole / count;
    let (mut depth, mut x) = (0u32, 0.0);
    let mut best: Option<(f64, usize, f64)> = None;
    for (i, c) in chars.iter().enumerate() {
        if x > per_line {
            break;
        }
        let behind = |words: &str| i > 0 && words.contains(chars[i - 1]);
        let opens = "（(“《".contains(*c);
        let joined = i > 0 && chars[i - 1].is_ascii_alphanumeric() && c.is_ascii_alphanumeric();
        if i > 0 && depth == 0 && !joined && !"）)”》，。、".contains(*c) {
            let poor = match () {
                () if opens || behind("省市县区旗州盟局院校委，、") => 0.0,
                () if behind("和与及") => 3.0,
                () => 6.0,
            };
            let cost = (x - middle).abs() + poor;
            let rest_fits = whole - x <= per_line * (count - 1.0);
            if rest_fits && best.is_none_or(|(least, ..)| cost < least) {
                best = Some((cost, i, x));
            }
        }
        depth = if opens { depth + 1 } else { depth.saturating_sub(u32::from("）)”》".contains(*c))) };
        x += ems(c.encode_utf8(&mut [0; 4]));
    }
    best.map(|(_, at, x)| (at, x))
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
            let lines = cover_lines(name, cover.size, width);
            assert!(lines.iter().all(|line| ems(line) * cover.size <= width), "{lines:?} at {}", cover.size);
            assert_eq!(lines.len(), if ems(name) * SMALLEST_COVER <= width { 1 } else { 2 }, "{lines:?}");
        }
        assert!((cover_of(&["某局"]).size - 32.0).abs() < 0.01);
    }

    #[test]
    fn names_too_long_for_a_line_are_broken_where_they_read_best() {
        let width = f64::from(Page::sheet(&LOOK, false).inner_width()) / 20.0;
        for (name, broken) in [
            ("某某市某某区规划和自然资源局", vec!["某某市某某区规划和自然资源局"]),
            (
                "某某省某某市某某经济技术开发区规划和自然资源局",
                vec!["某某省某某市某某经济技术开发区", "规划和自然资源局"],
            ),
            (
                "某某省某某市某某区人力资源和社会保障局劳动监察大队（本级汇总）",
                vec!["某某省某某市某某区人力资源和社会保障局", "劳动监察大队（本级汇总）"],
            ),
        ] {
            let cover = cover_of(&[name, "2024年度部门决算"]);
            let lines = cover_lines(name, cover.size, width);
            assert_eq!(lines, broken, "at {}", cover.size);
            assert!(cover.size >= SMALLEST_COVER && lines.iter().all(|l| ems(l) * cover.size <= width));
        }
        let many = "某".repeat(61);
        let lines = cover_lines(&many, SMALLEST_COVER, width);
        assert!(lines.len() == 4 && lines.iter().all(|l| ems(l) * SMALLEST_COVER <= width), "{lines:?}");
    }

    #[test]
    fn a_picture_pushes_neither_title_nor_date_off_the_page() {
        let bytes: std::sync::Arc<[u8]> = [].into();
        let kind = crate::style::PictureKind::Png;
        for (height, width) in [(20, 100), (60, 100), (120, 5)] {
            let picture = crate::style::Picture { kind, width, height: 100, bytes: bytes.clone() };
            let blocks = vec![
                Block::CoverPicture { picture, height },
                Block::CoverLine { role: CoverRole::Title, text: "某局".to_owned() },
                Block::CoverLine { role: CoverRole::Foot, text: "2025年8月".to_owned() },
            ];
            let kind = crate::document::model::SectionKind::Cover;
            let page = Page::sheet(&LOOK, false);
            let cover = cover(&Section { kind, landscape: false, blocks }, page, 32);
            let high = f64::from(height) * 72.0 / 25.4;
            let title = cover.size * TITLE_LINE + AROUND;
            let used = cover.above_picture + high + cover.above_title + title + cover.above_foot + FOOT_LINE;
            assert!(used <= f64::from(page.inner_height()) / 20.0, "{height} mm: {used}");
        }
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
