//! Which page a heading falls on. The document has a fixed line grid, so that the table of contents can carry page
//! numbers before Word has laid anything out; Word replaces them when the field is updated (更新域).

use super::chart;
use super::layout::{Fit, Page};
use crate::document::model::{Block, Run};
use crate::export::docx::styles::part_line;
use crate::style::Sizes;

/// Heights in points, as the styles have them.
const AROUND_PART: f64 = 56.0;
/// What a chart takes beside its picture: the space above it and its caption.
const CHART: f64 = 42.0;

/// Follows the content down the pages.
#[derive(Debug)]
pub struct Pages {
    sizes: Sizes,
    page: u32,
    y: f64,
    fresh: bool,
    /// Only the title of a part stands on the page.
    titled: bool,
}

impl Pages {
    /// Behind so many pages that are numbered.
    pub fn new(sizes: Sizes, before: u32) -> Pages {
        Pages { sizes, page: before, y: 0.0, fresh: false, titled: false }
    }

    /// A new page begins, by a break or a new section.
    pub fn turn(&mut self) {
        if !self.fresh {
            self.page += 1;
        }
        self.y = 0.0;
        self.fresh = true;
    }

    /// Height in points of the title of a part that stands alone on the page so far.
    pub fn title_above(&self) -> f64 {
        if self.titled { self.y } else { 0.0 }
    }

    /// The height of the picture of a chart that comes next: lower where the rest of the page has room for a lower one,
    /// so that the page is not left half empty.
    pub fn chart_height(&self, page: Page) -> f64 {
        let left = f64::from(page.inner_height()) / 20.0 - self.y - CHART;
        if (chart::LEAST_HEIGHT..chart::HEIGHT).contains(&left) { left } else { chart::HEIGHT }
    }

    /// Puts a block down; the page it begins on. `after` is what follows it.
    pub fn put(&mut self, block: &Block, fit: Option<&Fit>, page: Page, after: &[Block]) -> u32 {
        self.titled = matches!(block, Block::Heading { level: 1, .. });
        let room = f64::from(page.inner_height()) / 20.0;
        let Sizes { line, body, part, .. } = self.sizes;
        match block {
            Block::Heading { level: 1, .. } => self.lines(room, 1, AROUND_PART + part_line(part)),
            Block::Heading { runs, .. } => {
                let count = lines(runs, page, body);
                let together = count as f64 * line + self.under_heading(after, page);
                // What is higher than a page is not kept together.
                if self.y + together > room + 0.5 && together <= room {
                    self.next();
                }
                self.lines(room, count, line)
            }
            Block::Paragraph(runs) => self.paragraph(room, lines(runs, page, body)),
            Block::Chart { .. } => {
                let height = self.chart_height(page) + CHART;
                self.lines(room, 1, height)
            }
            Block::Table(_) => fit.map_or(self.page, |fit| self.table(fit, room)),
            Block::PageBreak => {
                self.turn();
                self.page
            }
            Block::CoverLine { .. } | Block::CoverPicture { .. } | Block::Contents => self.page,
        }
    }

    /// Height of what must stand on the page of a heading: headings that follow at once, and the first lines under them.
    fn under_heading(&self, after: &[Block], page: Page) -> f64 {
        let Sizes { line, body, .. } = self.sizes;
        match after.split_first() {
            Some((Block::Heading { runs, .. }, rest)) => {
                lines(runs, page, body) as f64 * line + self.under_heading(rest, page)
            }
            // Three lines cannot be parted: one would stand alone here or on the next page.
            Some((Block::Paragraph(runs), _)) => match lines(runs, page, body) {
                3 => 3.0 * line,
                count => count.min(2) as f64 * line,
            },
            Some((Block::Chart { .. }, _)) => chart::LEAST_HEIGHT + CHART,
            Some((Block::Table(_), _)) => 3.0 * line,
            _ => 0.0,
        }
    }

    fn next(&mut self) {
        self.page += 1;
        self.y = 0.0;
    }

    fn lines(&mut self, room: f64, count: usize, height: f64) -> u32 {
        self.fresh = false;
        let mut first = None;
        for _ in 0..count {
            if self.y + height > room + 0.5 {
                self.next();
            }
            first.get_or_insert(self.page);
            self.y += height;
        }
        first.unwrap_or(self.page)
    }

    /// A paragraph leaves no line alone at the foot of a page, and takes none alone to the next.
    fn paragraph(&mut self, room: f64, count: usize) -> u32 {
        let line = self.sizes.line;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few dozen lines")]
        let fits = |y: f64| ((room + 0.5 - y) / line).floor().max(0.0) as usize;
        let here = fits(self.y);
        if count > here {
            let kept = if count - here == 1 { here.saturating_sub(1) } else { here };
            if kept < 2 {
                self.next();
            } else if kept < here {
                let first = self.page;
                self.next();
                self.lines(room, count - kept, line);
                return first;
            }
        }
        self.lines(room, count, line)
    }

    fn table(&mut self, fit: &Fit, room: f64) -> u32 {
        self.fresh = false;
        let height = |twips: u32| f64::from(twips) / 20.0;
        let head: f64 = fit.head.iter().map(|t| height(*t)).sum();
        let first = self.page;
        self.y += height(fit.around) + head;
        for row in &fit.rows {
            if self.y + height(*row) > room {
                self.next();
                self.y = head;
            }
            self.y += height(*row);
        }
        first
    }
}

/// Lines of a paragraph: full-width characters fill the grid, digits take half and stay together, and Word leaves a
/// quarter of a character between the two.
fn lines(runs: &[Run], page: Page, size: f64) -> usize {
    let room = f64::from(page.inner_width()) / 20.0;
    let text: Vec<char> = runs.iter().flat_map(|r| r.text().chars()).collect();
    let narrow = |c: &char| c.is_ascii_graphic();
    let mut count = 1;
    let mut x = 2.0 * size;
    let mut at = 0;
    while at < text.len() {
        let word = text[at..].iter().take_while(|c| narrow(c)).count();
        let (length, width) = match word {
            0 => (1, size),
            n => (n, n as f64 * size / 2.0),
        };
        let space = if at > 0 && narrow(&text[at]) != narrow(&text[at - 1]) { size / 4.0 } else { 0.0 };
        // A full stop or comma is squeezed in at the edge rather than begin a line.
        let squeezed = word == 0 && "，。、；：）”？！》〕".contains(text[at]);
        if x + space + width > room && !squeezed {
            count += 1;
            x = width;
        } else {
            x += space + width;
        }
        at += length;
    }
    count
}
