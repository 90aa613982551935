//! What stands on a page: characters and ruling lines with their positions, in points from the upper left corner.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream};
use hayro_syntax::page::{Page, Resources};

use super::font::Font;
use super::measure;

/// A character or a group of them that one code stands for.
#[derive(Debug, Clone)]
pub struct Glyph {
    pub x0: f64,
    pub x1: f64,
    /// Base line.
    pub y: f64,
    /// Size of the font as printed.
    pub size: f64,
    pub text: String,
}

/// A ruling line.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub horizontal: bool,
    /// Its y if horizontal, else its x.
    pub at: f64,
    pub from: f64,
    pub to: f64,
}

/// A page's marks.
#[derive(Debug, Default)]
pub struct Marks {
    pub width: f64,
    pub height: f64,
    pub glyphs: Vec<Glyph>,
    pub rules: Vec<Rule>,
    /// Pictures drawn.
    pub pictures: u32,
    /// Codes whose font does not say what they stand for.
    pub unknown: usize,
}

/// Forms within forms: deeper ones are no document's.
const MOST_NESTED: u32 = 12;
/// Marks of a report. A thousand pages full of text have as many.
const MOST_MARKS: usize = 1_500_000;
/// Instructions of a report, those of forms as often as they are drawn.
const MOST_OPERATIONS: usize = 8_000_000;
/// Bytes of the contents of all pages and forms, as often as they are drawn.
const MOST_CONTENT: usize = 96 << 20;
/// Fonts that are read.
const MOST_FONTS: usize = 2_000;

/// Why no further page is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// More than any report.
    TooLarge,
    /// A page's content cannot be unpacked.
    Broken,
    /// A page's content is packed in a way that is not read.
    Packing,
}

type Result<T> = std::result::Result<T, Stopped>;
/// Entries of the width tables of all fonts.
const MOST_WIDTHS: usize = 1_000_000;
/// A filled rectangle thinner than this is a line.
const THIN: f64 = 3.0;

type Matrix = [f64; 6];
const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

fn multiply(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

fn apply(m: Matrix, x: f64, y: f64) -> (f64, f64) {
    (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])
}

#[derive(Clone)]
struct State {
    to_page: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    spacing: f64,
    word_spacing: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

/// What the pages of a file share: fonts, and how much may still be read.
#[derive(Debug, Default)]
pub struct Shared {
    /// By the object they are.
    fonts: HashMap<String, Rc<Font>>,
    fonts_read: usize,
    widths: usize,
    marks: usize,
    operations: usize,
    content: usize,
}

impl Shared {
    fn font(&mut self, dict: &Dict<'_>) -> Result<Rc<Font>> {
        self.fonts_read += 1;
        let font = Font::read(dict, MOST_WIDTHS - self.widths).ok_or(Stopped::TooLarge)?;
        self.widths += font.widths();
        if self.fonts_read > MOST_FONTS { Err(Stopped::TooLarge) } else { Ok(Rc::new(font)) }
    }

    /// The instructions in a stream.
    fn unpacked<'s>(&mut self, stream: &Stream<'s>) -> Result<Cow<'s, [u8]>> {
        use hayro_syntax::Filter;
        let filters = stream.filters();
        let deflated = filters.iter().filter(|f| matches!(f, Filter::FlateDecode)).count();
        let other = |f: &Filter| {
            !matches!(f, Filter::FlateDecode | Filter::AsciiHexDecode | Filter::Ascii85Decode | Filter::Crypt)
        };
        if deflated > 1 || filters.iter().any(other) {
            return Err(Stopped::Packing);
        }
        if deflated == 1 {
            let data = stream.raw_data();
            if measure::is_blanked(&data) {
                return Err(Stopped::Broken);
            }
            if !measure::fits(&data) {
                return Err(Stopped::TooLarge);
            }
        }
        let content = stream.decoded().map_err(|_| Stopped::Broken)?;
        self.content += content.len();
        if self.content > MOST_CONTENT { Err(Stopped::TooLarge) } else { Ok(content) }
    }
}

/// The instructions of a page: one stream or several.
fn content(page: &Page<'_>, shared: &mut Shared) -> Result<Vec<u8>> {
    let mut all = Vec::new();
    if let Some(stream) = page.raw().get::<Stream<'_>>("Contents") {
        all.extend_from_slice(&shared.unpacked(&stream)?);
    } else if let Some(streams) = page.raw().get::<Array<'_>>("Contents") {
        for stream in streams.iter::<Stream<'_>>() {
            all.extend_from_slice(&shared.unpacked(&stream)?);
            all.push(b' ');
        }
    }
    Ok(all)
}

/// Reads a page.
pub fn read(page: &Page<'_>, shared: &mut Shared) -> Result<Marks> {
    let content = content(page, shared)?;
    let (width, height) = page.render_dimensions();
    let mut interpreter = Interpreter {
        marks: Marks { width: f64::from(width), height: f64::from(height), ..Marks::default() },
        shared,
        depth: 0,
    };
    let state = State {
        to_page: page.initial_transform(true).as_coeffs(),
        font: None,
        size: 0.0,
        spacing: 0.0,
        word_spacing: 0.0,
        stretch: 1.0,
        leading: 0.0,
        rise: 0.0,
    };
    interpreter.run(TypedIter::new(&content), page.resources(), state)?;
    Ok(interpreter.marks)
}

struct Interpreter<'f> {
    marks: Marks,
    shared: &'f mut Shared,
    depth: u32,
}

impl Interpreter<'_> {
    fn run(
        &mut self,
        mut operations: TypedIter<'_>,
        resources: &Resources<'_>,
        mut state: State,
    ) -> Result<()> {
        let mut stack: Vec<State> = Vec::new();
        let (mut line, mut text) = (IDENTITY, IDENTITY);
        let mut path = Path::default();
        // The same name is the same font throughout one content stream.
        let mut named: HashMap<Vec<u8>, Rc<Font>> = HashMap::new();
        while let Some(operation) = operations.next() {
            self.shared.operations += 1;
            if self.shared.operations > MOST_OPERATIONS || self.shared.marks > MOST_MARKS {
                return Err(Stopped::TooLarge);
            }
            match operation {
                Op::SaveState(_) if stack.len() < 256 => stack.push(state.clone()),
                Op::RestoreState(_) => {
                    if let Some(saved) = stack.pop() {
                        state = saved;
                    }
                }
                Op::Transform(t) => {
                    let m = [t.0, t.1, t.2, t.3, t.4, t.5].map(|n| n.as_f64());
                    state.to_page = multiply(m, state.to_page);
                }
                // Text
                Op::BeginText(_) => (line, text) = (IDENTITY, IDENTITY),
                Op::TextFont(f) => {
                    state.size = f.1.as_f64();
                    let key = f.0.as_str().as_bytes().to_vec();
                    let found = match named.get(&key) {
                        Some(font) => Some(Rc::clone(font)),
                        None => self.font(resources, f.0)?,
                    };
                    if let Some(font) = &found {
                        named.insert(key, Rc::clone(font));
                    }
                    state.font = found;
                }
                Op::CharacterSpacing(n) => state.spacing = n.0.as_f64(),
                Op::WordSpacing(n) => state.word_spacing = n.0.as_f64(),
                Op::HorizontalScaling(n) => state.stretch = n.0.as_f64() / 100.0,
                Op::TextLeading(n) => state.leading = n.0.as_f64(),
                Op::TextRise(n) => state.rise = n.0.as_f64(),
                Op::NextLine(n) => {
                    line = multiply([1.0, 0.0, 0.0, 1.0, n.0.as_f64(), n.1.as_f64()], line);
                    text = line;
                }
                Op::NextLineAndSetLeading(n) => {
                    state.leading = -n.1.as_f64();
                    line = multiply([1.0, 0.0, 0.0, 1.0, n.0.as_f64(), n.1.as_f64()], line);
                    text = line;
                }
                Op::SetTextMatrix(t) => {
                    line = [t.0, t.1, t.2, t.3, t.4, t.5].map(|n| n.as_f64());
                    text = line;
                }
                Op::NextLineUsingLeading(_) => {
                    line = multiply([1.0, 0.0, 0.0, 1.0, 0.0, -state.leading], line);
                    text = line;
                }
                Op::ShowText(s) => self.show(s.0.as_bytes(), &state, &mut text),
                Op::NextLineAndShowText(s) => {
                    line = multiply([1.0, 0.0, 0.0, 1.0, 0.0, -state.leading], line);
                    text = line;
                    self.show(s.0.as_bytes(), &state, &mut text);
                }
                Op::ShowTextWithParameters(s) => {
                    state.word_spacing = s.0.as_f64();
                    state.spacing = s.1.as_f64();
                    line = multiply([1.0, 0.0, 0.0, 1.0, 0.0, -state.leading], line);
                    text = line;
                    self.show(s.2.as_bytes(), &state, &mut text);
                }
                Op::ShowTexts(list) => {
                    for object in list.0.iter::<Object<'_>>() {
                        match object {
                            Object::String(s) => self.show(s.as_bytes(), &state, &mut text),
                            Object::Number(n) => {
                                let shift = -n.as_f64() / 1000.0 * state.size * state.stretch;
                                text = multiply([1.0, 0.0, 0.0, 1.0, shift, 0.0], text);
                            }
                            _ => {}
                        }
                    }
                }
                // Lines
                Op::MoveTo(p) => path.move_to(apply(state.to_page, p.0.as_f64(), p.1.as_f64())),
                Op::LineTo(p) => path.line_to(apply(state.to_page, p.0.as_f64(), p.1.as_f64())),
                Op::RectPath(r) => {
                    let [x, y, w, h] = [r.0, r.1, r.2, r.3].map(|n| n.as_f64());
                    path.rectangle(
                        [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
                            .map(|(x, y)| apply(state.to_page, x, y)),
                    );
                }
                Op::CubicTo(_) | Op::CubicStartTo(_) | Op::CubicEndTo(_) => path.curve(),
                Op::ClosePath(_) => path.close(),
                Op::StrokePath(_) => self.stroke(&mut path),
                Op::CloseAndStrokePath(_) => {
                    path.close();
                    self.stroke(&mut path);
                }
                Op::FillPathNonZero(_) | Op::FillPathNonZeroCompatibility(_) | Op::FillPathEvenOdd(_) => {
                    self.fill(&path);
                    path = Path::default();
                }
                Op::FillAndStrokeNonZero(_) | Op::FillAndStrokeEvenOdd(_) => {
                    self.fill(&path);
                    self.stroke(&mut path);
                }
                Op::CloseFillAndStrokeNonZero(_) | Op::CloseFillAndStrokeEvenOdd(_) => {
                    path.close();
                    self.fill(&path);
                    self.stroke(&mut path);
                }
                Op::EndPath(_) => path = Path::default(),
                Op::XObject(name) => self.object(resources, name.0, &state)?,
                Op::InlineImage(_) => self.marks.pictures += 1,
                _ => {}
            }
        }
        Ok(())
    }

    fn font(&mut self, resources: &Resources<'_>, name: &Name<'_>) -> Result<Option<Rc<Font>>> {
        let Some(dict) = resources.get_font(name) else { return Ok(None) };
        let Some(id) = dict.obj_id() else { return self.shared.font(&dict).map(Some) };
        let key = format!("{id:?}");
        if let Some(font) = self.shared.fonts.get(&key) {
            return Ok(Some(Rc::clone(font)));
        }
        let font = self.shared.font(&dict)?;
        self.shared.fonts.insert(key, Rc::clone(&font));
        Ok(Some(font))
    }

    fn object(&mut self, resources: &Resources<'_>, name: &Name<'_>, state: &State) -> Result<()> {
        let Some(stream) = resources.get_x_object(name) else { return Ok(()) };
        let dict = stream.dict();
        if dict.get::<Name<'_>>("Subtype").is_none_or(|n| n.as_str() != "Form") {
            self.marks.pictures += 1;
            return Ok(());
        }
        if self.depth >= MOST_NESTED {
            return Err(Stopped::TooLarge);
        }
        self.depth += 1;
        self.form(&stream, dict, resources, state)?;
        self.depth -= 1;
        Ok(())
    }

    fn form(
        &mut self,
        stream: &Stream<'_>,
        dict: &Dict<'_>,
        outer: &Resources<'_>,
        state: &State,
    ) -> Result<()> {
        let content = self.shared.unpacked(stream)?;
        let mut state = state.clone();
        if let Some(matrix) = dict.get::<Array<'_>>("Matrix") {
            let values: Vec<f64> = matrix.iter::<Number>().map(|n| n.as_f64()).collect();
            if let Ok(m) = Matrix::try_from(values) {
                state.to_page = multiply(m, state.to_page);
            }
        }
        match dict.get::<Dict<'_>>("Resources") {
            Some(own) => self.run(TypedIter::new(&content), &Resources::new(own), state),
            None => self.run(TypedIter::new(&content), outer, state),
        }
    }

    fn show(&mut self, bytes: &[u8], state: &State, text: &mut Matrix) {
        let Some(font) = state.font.clone() else { return };
        font.codes(bytes, |code| {
            let to_page = multiply(*text, state.to_page);
            let advance = code.width / 1000.0 * state.size;
            let (x0, y) = apply(to_page, 0.0, state.rise);
            let (x1, _) = apply(to_page, advance * state.stretch, state.rise);
            // Upright text only: what is turned is a watermark or a stamp.
            let (_, up) = (to_page[1], to_page[3]);
            let upright = to_page[1].abs() < 0.1 * up.abs();
            match code.text {
                Some(said) if upright => {
                    self.shared.marks += 1;
                    let size = (up * state.size).abs();
                    self.marks.glyphs.push(Glyph { x0: x0.min(x1), x1: x0.max(x1), y, size, text: said });
                }
                Some(_) => {}
                None => self.marks.unknown += 1,
            }
            let spaced = state.spacing + if code.is_space { state.word_spacing } else { 0.0 };
            *text = multiply([1.0, 0.0, 0.0, 1.0, (advance + spaced) * state.stretch, 0.0], *text);
        });
    }

    fn stroke(&mut self, path: &mut Path) {
        for (a, b) in std::mem::take(path).segments {
            self.rule(a, b);
        }
    }

    /// A filled area is a line if it is thin; else its colour says nothing.
    fn fill(&mut self, path: &Path) {
        for part in path.parts() {
            if part.curved {
                continue;
            }
            let (w, h) = (part.right - part.left, part.bottom - part.top);
            let (x, y) = ((part.left + part.right) / 2.0, (part.top + part.bottom) / 2.0);
            if h <= THIN && w > THIN {
                self.rule((part.left, y), (part.right, y));
            } else if w <= THIN && h > THIN {
                self.rule((x, part.top), (x, part.bottom));
            }
        }
    }

    fn rule(&mut self, a: (f64, f64), b: (f64, f64)) {
        let (dx, dy) = ((a.0 - b.0).abs(), (a.1 - b.1).abs());
        let horizontal = dy < 0.7 && dx > 1.5;
        let vertical = dx < 0.7 && dy > 1.5;
        if !(horizontal || vertical) {
            return;
        }
        // Along the rule, and across it.
        let (ends, beside) = if horizontal { ((a.0, b.0), (a.1, b.1)) } else { ((a.1, b.1), (a.0, b.0)) };
        self.shared.marks += 1;
        self.marks.rules.push(Rule {
            horizontal,
            at: (beside.0 + beside.1) / 2.0,
            from: ends.0.min(ends.1),
            to: ends.0.max(ends.1),
        });
    }
}

type Point = (f64, f64);

/// A path under construction.
#[derive(Debug, Default)]
struct Path {
    segments: Vec<(Point, Point)>,
    start: Option<Point>,
    current: Option<Point>,
    areas: Vec<Area>,
}

#[derive(Debug, Clone, Copy)]
struct Area {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    curved: bool,
}

impl Path {
    fn move_to(&mut self, p: Point) {
        (self.start, self.current) = (Some(p), Some(p));
        self.areas.push(Area { left: p.0, right: p.0, top: p.1, bottom: p.1, curved: false });
    }

    fn line_to(&mut self, p: Point) {
        if let Some(from) = self.current.replace(p) {
            self.segments.push((from, p));
        }
        if let Some(area) = self.areas.last_mut() {
            area.left = area.left.min(p.0);
            area.right = area.right.max(p.0);
            area.top = area.top.min(p.1);
            area.bottom = area.bottom.max(p.1);
        }
    }

    fn rectangle(&mut self, corners: [Point; 4]) {
        self.move_to(corners[0]);
        for corner in &corners[1..] {
            self.line_to(*corner);
        }
        self.close();
    }

    fn curve(&mut self) {
        self.current = None;
        if let Some(area) = self.areas.last_mut() {
            area.curved = true;
        }
    }

    fn close(&mut self) {
        if let (Some(start), Some(current)) = (self.start, self.current)
            && start != current
        {
            self.segments.push((current, start));
        }
        self.current = self.start;
    }

    fn parts(&self) -> &[Area] {
        &self.areas
    }
}
