//! Tables of a page: ruling lines that cross make a grid, text belongs to the cell it stands in.

use super::lines::{self, TextLine};
use super::page::{Glyph, Rule};

/// Lines nearer than this are one; drawn twice, or once for each of two neighbours.
const SAME: f64 = 3.2;
/// How far a line may stop short of the one it meets.
const REACH: f64 = 3.5;

/// Ruling lines of a page; more are a drawing.
const MOST_RULES: usize = 4_000;
/// Places of one grid.
const MOST_PLACES: usize = 20_000;

/// A cell in points and in its grid.
#[derive(Debug, Clone)]
pub struct GridCell {
    pub row: usize,
    pub rows: usize,
    pub x0: f64,
    pub x1: f64,
    pub text: String,
}

/// A ruled table on one page.
#[derive(Debug, Clone, Default)]
pub struct Ruled {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    pub rows: usize,
    /// Positions of its vertical lines.
    pub columns: Vec<f64>,
    pub cells: Vec<GridCell>,
}

/// Finds the tables of a page and takes the characters that stand in them out of `glyphs`; `None` where so many lines
/// are drawn that they are no tables.
pub fn take(rules: &[Rule], glyphs: &mut Vec<Glyph>) -> Option<Vec<Ruled>> {
    let rules = merged(rules);
    if rules.len() > MOST_RULES {
        return None;
    }
    let mut tables = Vec::new();
    for group in connected(&rules) {
        let (horizontal, vertical): (Vec<Rule>, Vec<Rule>) = group.into_iter().partition(|r| r.horizontal);
        let ys = positions(&horizontal);
        let xs = positions(&vertical);
        if ys.len() < 2 || xs.len() < 2 {
            continue;
        }
        if (xs.len() - 1) * (ys.len() - 1) > MOST_PLACES {
            return None;
        }
        tables.push(Grid { xs, ys, horizontal, vertical });
    }
    // Frames around tables or text hold no cells of their own: the innermost grid takes a character.
    tables.sort_by(|a, b| a.area().total_cmp(&b.area()));
    let mut inside: Vec<Vec<Glyph>> = vec![Vec::new(); tables.len()];
    glyphs.retain(|g| {
        let (x, y) = ((g.x0 + g.x1) / 2.0, g.y - g.size * 0.35);
        match tables.iter().position(|t| t.holds(x, y)) {
            Some(t) => {
                inside[t].push(g.clone());
                false
            }
            None => true,
        }
    });
    let mut found = Vec::new();
    for (grid, inside) in tables.into_iter().zip(inside) {
        let framed = grid.cells().len() < 2;
        if framed || inside.iter().all(|g| g.text.trim().is_empty()) {
            glyphs.extend(inside);
            continue;
        }
        found.push(grid.fill(inside));
    }
    found.sort_by(|a, b| a.top.total_cmp(&b.top));
    Some(found)
}

/// Collinear pieces as one line each.
fn merged(rules: &[Rule]) -> Vec<Rule> {
    let mut sorted = rules.to_vec();
    sorted.sort_by(|a, b| {
        a.horizontal.cmp(&b.horizontal).then(a.at.total_cmp(&b.at)).then(a.from.total_cmp(&b.from))
    });
    let mut out: Vec<Rule> = Vec::new();
    // Cluster by position first, then join pieces that touch.
    let mut start = 0;
    while start < sorted.len() {
        let mut end = start + 1;
        while end < sorted.len()
            && sorted[end].horizontal == sorted[start].horizontal
            && sorted[end].at - sorted[end - 1].at < 0.8
        {
            end += 1;
        }
        let cluster = &mut sorted[start..end];
        cluster.sort_by(|a, b| a.from.total_cmp(&b.from));
        let mut current = cluster[0];
        for rule in &cluster[1..] {
            if rule.from <= current.to + 2.0 {
                current.to = current.to.max(rule.to);
            } else {
                out.push(current);
                current = *rule;
            }
        }
        out.push(current);
        start = end;
    }
    out
}

fn meet(h: &Rule, v: &Rule) -> bool {
    v.at >= h.from - REACH && v.at <= h.to + REACH && h.at >= v.from - REACH && h.at <= v.to + REACH
}

/// Groups of lines that meet, directly or through others.
fn connected(rules: &[Rule]) -> Vec<Vec<Rule>> {
    let mut group: Vec<usize> = (0..rules.len()).collect();
    fn root(group: &mut [usize], mut i: usize) -> usize {
        while group[i] != i {
            group[i] = group[group[i]];
            i = group[i];
        }
        i
    }
    let first_vertical: Vec<usize> = (0..rules.len()).filter(|i| !rules[*i].horizontal).collect();
    for h in (0..rules.len()).filter(|i| rules[*i].horizontal) {
        for v in &first_vertical {
            if meet(&rules[h], &rules[*v]) {
                let (a, b) = (root(&mut group, h), root(&mut group, *v));
                group[a] = b;
            }
        }
    }
    let mut groups: std::collections::BTreeMap<usize, Vec<Rule>> = std::collections::BTreeMap::new();
    for (i, rule) in rules.iter().enumerate() {
        let of = root(&mut group, i);
        groups.entry(of).or_default().push(*rule);
    }
    groups.into_values().filter(|g| g.len() >= 4).collect()
}

/// Distinct positions of lines.
fn positions(rules: &[Rule]) -> Vec<f64> {
    let mut all: Vec<f64> = rules.iter().map(|r| r.at).collect();
    all.sort_by(f64::total_cmp);
    let mut out: Vec<f64> = Vec::new();
    for at in all {
        match out.last() {
            Some(last) if at - last < SAME => {}
            _ => out.push(at),
        }
    }
    out
}

struct Grid {
    xs: Vec<f64>,
    ys: Vec<f64>,
    horizontal: Vec<Rule>,
    vertical: Vec<Rule>,
}

impl Grid {
    fn bounds(&self) -> (f64, f64, f64, f64) {
        (self.xs[0], self.xs[self.xs.len() - 1], self.ys[0], self.ys[self.ys.len() - 1])
    }

    fn area(&self) -> f64 {
        let (left, right, top, bottom) = self.bounds();
        (right - left) * (bottom - top)
    }

    fn holds(&self, x: f64, y: f64) -> bool {
        let (left, right, top, bottom) = self.bounds();
        x >= left && x <= right && y >= top && y <= bottom
    }

    /// Whether a line parts the elementary cell `(r, c)` from the one on its right.
    fn wall_right(&self, r: usize, c: usize) -> bool {
        let y = (self.ys[r] + self.ys[r + 1]) / 2.0;
        let x = self.xs[c + 1];
        self.vertical.iter().any(|v| (v.at - x).abs() < SAME && v.from <= y && v.to >= y)
    }

    fn wall_below(&self, r: usize, c: usize) -> bool {
        let x = (self.xs[c] + self.xs[c + 1]) / 2.0;
        let y = self.ys[r + 1];
        self.horizontal.iter().any(|h| (h.at - y).abs() < SAME && h.from <= x && h.to >= x)
    }

    /// `(row, rows, column, columns)` of every cell: elementary cells no line parts are one.
    fn cells(&self) -> Vec<(usize, usize, usize, usize)> {
        let (height, width) = (self.ys.len() - 1, self.xs.len() - 1);
        let mut taken = vec![false; height * width];
        let mut cells = Vec::new();
        for r in 0..height {
            for c in 0..width {
                if taken[r * width + c] {
                    continue;
                }
                let mut cols = 1;
                while c + cols < width && !taken[r * width + c + cols] && !self.wall_right(r, c + cols - 1) {
                    cols += 1;
                }
                let mut rows = 1;
                while r + rows < height
                    && (c..c + cols)
                        .all(|k| !self.wall_below(r + rows - 1, k) && !taken[(r + rows) * width + k])
                    && (c..c + cols - 1).all(|k| !self.wall_right(r + rows, k))
                {
                    rows += 1;
                }
                for row in r..r + rows {
                    taken[row * width + c..row * width + c + cols].fill(true);
                }
                cells.push((r, rows, c, cols));
            }
        }
        cells
    }

    fn fill(self, glyphs: Vec<Glyph>) -> Ruled {
        let cells = self.cells();
        let mut texts: Vec<Vec<Glyph>> = vec![Vec::new(); cells.len()];
        let width = self.xs.len() - 1;
        let mut owner = vec![0usize; (self.ys.len() - 1) * width];
        for (i, (r, rows, c, cols)) in cells.iter().enumerate() {
            for row in *r..r + rows {
                owner[row * width + c..row * width + c + cols].fill(i);
            }
        }
        let slot = |edges: &[f64], at: f64| {
            edges.partition_point(|e| *e <= at).saturating_sub(1).min(edges.len() - 2)
        };
        for glyph in glyphs {
            let (x, y) = ((glyph.x0 + glyph.x1) / 2.0, glyph.y - glyph.size * 0.35);
            texts[owner[slot(&self.ys, y) * width + slot(&self.xs, x)]].push(glyph);
        }
        let (left, right, top, bottom) = self.bounds();
        let cells = cells
            .iter()
            .zip(texts)
            .map(|((row, rows, c, cols), glyphs)| GridCell {
                row: *row,
                rows: *rows,
                x0: self.xs[*c],
                x1: self.xs[c + cols],
                text: joined(lines::of(glyphs)),
            })
            .collect();
        Ruled { left, right, top, bottom, rows: self.ys.len() - 1, columns: self.xs, cells }
    }
}

/// Lines of a cell as one text: Chinese goes on without a space.
fn joined(lines: Vec<TextLine>) -> String {
    let mut text = String::new();
    for line in lines {
        let piece = line.text.trim();
        if text.ends_with(|c: char| c.is_ascii_alphabetic())
            && piece.starts_with(|c: char| c.is_ascii_alphabetic())
        {
            text.push(' ');
        }
        text.push_str(piece);
    }
    text
}
