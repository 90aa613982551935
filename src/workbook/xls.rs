//! `.xls` (MS-XLS, BIFF8 and BIFF5): the records that carry names, texts and values, each checked before use. Cells
//! stay sparse; declared dimensions and counts are not read at all.

use std::collections::HashMap;

use encoding_rs::Encoding;

use super::cell::Value;
use super::compound::{Compound, f64_at, u16_at, u32_at};
use super::formats::{Format, Formats};
use super::sheet::{Budget, Rows, boolean, text};
use super::{Grid, in_sheet};
use crate::package::{Damage, Result};

/// Columns of this format, A to IV; its rows are all that two bytes can count.
const MAX_COLUMNS: u16 = 256;

mod record {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const EOF: u16 = 0x000a;
    pub(super) const DATE_MODE: u16 = 0x0022;
    pub(super) const FILE_PASS: u16 = 0x002f;
    pub(super) const CONTINUE: u16 = 0x003c;
    pub(super) const CODE_PAGE: u16 = 0x0042;
    pub(super) const BOUND_SHEET: u16 = 0x0085;
    pub(super) const MUL_RK: u16 = 0x00bd;
    pub(super) const RICH_STRING: u16 = 0x00d6;
    pub(super) const XF: u16 = 0x00e0;
    pub(super) const SST: u16 = 0x00fc;
    pub(super) const LABEL_SST: u16 = 0x00fd;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const BOOL_ERR: u16 = 0x0205;
    pub(super) const STRING: u16 = 0x0207;
    pub(super) const RK: u16 = 0x027e;
    pub(super) const FORMAT: u16 = 0x041e;
    pub(super) const BOF: u16 = 0x0809;
    /// The beginnings of BIFF2 to BIFF4, which have no sheets in a workbook.
    pub(super) const OLD_BOF: [u16; 3] = [0x0009, 0x0209, 0x0409];
}

/// The sheets of a workbook, charts and macro sheets left out.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Grid>> {
    let compound = Compound::open(bytes)?;
    if compound.has("EncryptedPackage") {
        return Err(Damage::Encrypted);
    }
    let stream = compound.stream(&["Workbook", "Book"])?.ok_or_else(|| Damage::broken("里面没有工作簿"))?;
    sheets(&stream)
}

/// The sheets in the stream that holds them.
pub(super) fn sheets(stream: &[u8]) -> Result<Vec<Grid>> {
    let mut budget = Budget::new();
    let globals = Globals::read(stream, &mut budget)?;
    let mut grids = Vec::new();
    for sheet in &globals.sheets {
        let grid = globals
            .rows(stream, sheet.at, Rows::new(&mut budget))
            .and_then(|rows| rows.finish(&sheet.name, sheet.visible));
        grids.push(grid.map_err(|e| in_sheet(&sheet.name, e))?);
    }
    Ok(grids)
}

/// Records from a place of the stream.
struct Records<'a> {
    rest: &'a [u8],
}

struct Record<'a> {
    kind: u16,
    data: &'a [u8],
}

impl<'a> Records<'a> {
    fn from(stream: &'a [u8], at: usize) -> Result<Records<'a>> {
        let rest = stream.get(at..).filter(|r| !r.is_empty()).ok_or_else(cut)?;
        let mut records = Records { rest };
        let first = records.next()?;
        match first.kind {
            record::BOF => Ok(Records { rest }),
            kind if record::OLD_BOF.contains(&kind) => Err(Damage::broken("这是 Excel 4.0 或更早的格式")),
            _ => Err(Damage::broken("工作表不在目录所说的位置")),
        }
    }

    fn next(&mut self) -> Result<Record<'a>> {
        let (kind, length) = u16_at(self.rest, 0).zip(u16_at(self.rest, 2)).ok_or_else(cut)?;
        let end = 4 + usize::from(length);
        let data = self.rest.get(4..end).ok_or_else(cut)?;
        // A block of zeros, as a failing disk leaves it, reads as empty records of this kind: no whole sheet has it.
        if kind == 0 {
            return Err(Damage::broken("数据中断，有一段是空的"));
        }
        self.rest = &self.rest[end..];
        Ok(Record { kind, data })
    }

    /// The data of the CONTINUE records that follow.
    fn continued(&mut self, first: &'a [u8]) -> Result<Vec<&'a [u8]>> {
        let mut parts = vec![first];
        while u16_at(self.rest, 0) == Some(record::CONTINUE) {
            parts.push(self.next()?.data);
        }
        Ok(parts)
    }
}

fn cut() -> Damage {
    Damage::broken("数据被截断")
}

struct Sheet {
    name: String,
    visible: bool,
    at: usize,
}

/// What stands before the sheets.
struct Globals {
    sheets: Vec<Sheet>,
    strings: Vec<String>,
    formats: Formats,
    /// BIFF8: texts in UTF-16. Before, in the code page.
    unicode: bool,
    encoding: &'static Encoding,
}

impl Globals {
    fn read(stream: &[u8], budget: &mut Budget) -> Result<Globals> {
        let mut globals = Globals {
            sheets: Vec::new(),
            strings: Vec::new(),
            formats: Formats::default(),
            unicode: true,
            encoding: encoding_rs::GBK,
        };
        let mut own_formats: HashMap<u16, Format> = HashMap::new();
        let mut records = Records::from(stream, 0)?;
        let mut bounds = Vec::new();
        loop {
            let Record { kind, data } = records.next()?;
            match kind {
                record::BOF => globals.unicode = u16_at(data, 0) != Some(0x0500),
                record::FILE_PASS => return Err(Damage::Encrypted),
                record::CODE_PAGE => globals.encoding = code_page(u16_at(data, 0).ok_or_else(cut)?),
                record::BOUND_SHEET => bounds.push(data),
                record::DATE_MODE => globals.formats.from_1904 = u16_at(data, 0) == Some(1),
                // There are as many numbers of formats as two bytes count, and of cell formats as a file has.
                record::FORMAT => {
                    if let Some(id) = u16_at(data, 0) {
                        let code = globals.format_code(data.get(2..).unwrap_or_default());
                        own_formats.insert(id, code.map_or(Format::Plain, |c| Format::of(&c)));
                    }
                }
                record::XF if globals.formats.len() <= usize::from(u16::MAX) => {
                    let id = u16_at(data, 2).unwrap_or(0);
                    let own = own_formats.get(&id).copied();
                    globals.formats.push(own.unwrap_or_else(|| Format::built_in(u32::from(id))));
                }
                record::SST => {
                    let parts = records.continued(data)?;
                    globals.strings = shared_strings(parts, budget)?;
                }
                record::EOF => break,
                _ => {}
            }
        }
        for data in bounds {
            let (state, kind) = data.get(4).zip(data.get(5)).ok_or_else(cut)?;
            if *kind != 0 {
                continue;
            }
            let at = u32_at(data, 0).and_then(|at| usize::try_from(at).ok()).ok_or_else(cut)?;
            let length = usize::from(*data.get(6).ok_or_else(cut)?);
            let mut name = globals.string(data.get(7..).ok_or_else(cut)?, length)?;
            name.retain(|c| c != '\0');
            globals.sheets.push(Sheet { name, visible: state & 0b11 == 0, at });
        }
        Ok(globals)
    }

    /// The code of a number format: its length in two bytes, before BIFF8 in one. One that cannot be read is no date.
    fn format_code(&self, data: &[u8]) -> Option<String> {
        if self.unicode {
            return self.string(data.get(2..)?, usize::from(u16_at(data, 0)?)).ok();
        }
        self.string(data.get(1..)?, usize::from(*data.first()?)).ok()
    }

    /// A text of `length` characters that stands in one record.
    fn string(&self, data: &[u8], length: usize) -> Result<String> {
        if !self.unicode {
            return Ok(self
                .encoding
                .decode_without_bom_handling(data.get(..length).ok_or_else(cut)?)
                .0
                .into_owned());
        }
        let mut reader = Pieces { parts: vec![data], at: 0 };
        let flags = reader.byte()?;
        reader.characters(length, flags & 1 != 0)
    }

    /// The cells of the sheet that begins here.
    fn rows<'b>(&self, stream: &[u8], at: usize, mut rows: Rows<'b>) -> Result<Rows<'b>> {
        let mut records = Records::from(stream, at)?;
        // Charts on the sheet are sheets inside it.
        let mut depth = 0;
        // A formula whose text follows.
        let mut waiting = None;
        loop {
            let Record { kind, data } = records.next()?;
            match kind {
                record::BOF => depth += 1,
                record::EOF if depth == 1 => return Ok(rows),
                record::EOF => depth -= 1,
                _ if depth > 1 => {}
                record::STRING => {
                    let length = usize::from(u16_at(data, 0).ok_or_else(cut)?);
                    let value = if self.unicode {
                        let mut reader = Pieces { parts: records.continued(&data[2..])?, at: 0 };
                        let flags = reader.byte()?;
                        reader.characters(length, flags & 1 != 0)?
                    } else {
                        self.string(&data[2..], length)?
                    };
                    if let Some((row, col)) = waiting.take() {
                        push(&mut rows, row, col, text(&value))?;
                    }
                }
                _ => waiting = self.cell(kind, data, &mut rows)?,
            }
        }
    }

    /// Adds what a record of cells holds; the place of a formula whose text comes later.
    fn cell(&self, kind: u16, data: &[u8], rows: &mut Rows<'_>) -> Result<Option<(u16, u16)>> {
        let known = [
            record::FORMULA,
            record::MUL_RK,
            record::RICH_STRING,
            record::LABEL_SST,
            record::NUMBER,
            record::LABEL,
            record::BOOL_ERR,
            record::RK,
        ];
        if !known.contains(&kind) {
            return Ok(None);
        }
        let (row, col) = u16_at(data, 0).zip(u16_at(data, 2)).ok_or_else(cut)?;
        let number = |format: u16, double: f64| self.formats.value(usize::from(format), double);
        let format = u16_at(data, 4).unwrap_or(0);
        let value = match kind {
            record::NUMBER | record::RK => {
                let stored = match kind {
                    record::NUMBER => f64_at(data, 6).ok_or_else(cut)?,
                    _ => rk(u32_at(data, 6).ok_or_else(cut)?),
                };
                push_shown(rows, row, col, number(format, stored))?;
                None
            }
            record::LABEL_SST => {
                let index = u32_at(data, 6).and_then(|i| usize::try_from(i).ok()).ok_or_else(cut)?;
                text(self.strings.get(index).ok_or_else(|| Damage::broken("引用的文字不存在"))?)
            }
            record::LABEL | record::RICH_STRING => {
                let length = usize::from(u16_at(data, 6).ok_or_else(cut)?);
                text(&self.string(data.get(8..).ok_or_else(cut)?, length)?)
            }
            record::BOOL_ERR => {
                let (value, is_error) = data.get(6).zip(data.get(7)).ok_or_else(cut)?;
                Some(if *is_error == 0 { boolean(*value != 0) } else { error(*value) })
            }
            record::MUL_RK => {
                let count = data.len().checked_sub(6).ok_or_else(cut)? / 6;
                for at in 0..count {
                    let format = u16_at(data, 4 + at * 6).ok_or_else(cut)?;
                    let value = number(format, rk(u32_at(data, 4 + at * 6 + 2).ok_or_else(cut)?));
                    let col = u16::try_from(at).ok().and_then(|at| col.checked_add(at)).ok_or_else(cut)?;
                    push_shown(rows, row, col, value)?;
                }
                None
            }
            _ => match formula_result(data.get(6..14).ok_or_else(cut)?) {
                Formula::Number(double) => {
                    push_shown(rows, row, col, number(format, double))?;
                    None
                }
                Formula::Value(value) => value,
                Formula::TextFollows => return Ok(Some((row, col))),
            },
        };
        push(rows, row, col, value)?;
        Ok(None)
    }
}

fn push(rows: &mut Rows<'_>, row: u16, col: u16, value: Option<Value>) -> Result<()> {
    if col >= MAX_COLUMNS && value.is_some() {
        return Err(super::sheet::outside(u64::from(row), u64::from(col)));
    }
    rows.push(u64::from(row), u64::from(col), value)
}

fn push_shown(rows: &mut Rows<'_>, row: u16, col: u16, shown: (Value, u8)) -> Result<()> {
    if col >= MAX_COLUMNS {
        return Err(super::sheet::outside(u64::from(row), u64::from(col)));
    }
    rows.push_shown(u64::from(row), u64::from(col), shown)
}

/// Encodings by Windows' numbers. What says nothing useful is read as Chinese.
fn code_page(number: u16) -> &'static Encoding {
    match number {
        950 | 951 => encoding_rs::BIG5,
        54936 => encoding_rs::GB18030,
        65001 => encoding_rs::UTF_8,
        1252 | 32769 => encoding_rs::WINDOWS_1252,
        932 => encoding_rs::SHIFT_JIS,
        949 => encoding_rs::EUC_KR,
        _ => encoding_rs::GBK,
    }
}

/// A number in 30 bits: an integer or the upper half of a double, perhaps in hundredths (MS-XLS 2.5.217).
fn rk(stored: u32) -> f64 {
    let value = if stored & 2 != 0 {
        f64::from(stored.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(stored & !3) << 32)
    };
    // The nearest double to the decimal that is meant.
    if stored & 1 != 0 { value / 100.0 } else { value }
}

fn error(code: u8) -> Value {
    let name = match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        _ => "#ERROR!",
    };
    Value::Error(name.to_owned())
}

enum Formula {
    Number(f64),
    Value(Option<Value>),
    TextFollows,
}

/// The stored result of a formula: a double, or one of four other kinds (MS-XLS 2.5.133).
fn formula_result(result: &[u8]) -> Formula {
    if result.get(6..8) != Some(&[0xff, 0xff]) {
        return f64_at(result, 0).map_or(Formula::Value(None), Formula::Number);
    }
    match (result[0], result[2]) {
        (0, _) => Formula::TextFollows,
        (1, value) => Formula::Value(Some(boolean(value != 0))),
        (2, code) => Formula::Value(Some(error(code))),
        _ => Formula::Value(None),
    }
}

/// The texts of the whole workbook. They run over several records.
fn shared_strings(parts: Vec<&[u8]>, budget: &mut Budget) -> Result<Vec<String>> {
    let mut reader = Pieces { parts, at: 0 };
    let (_uses, count) = (reader.number(4)?, reader.number(4)?);
    let mut strings = Vec::new();
    while strings.len() < count && !reader.is_at_end() {
        let length = reader.number(2)?;
        let flags = reader.byte()?;
        let runs = if flags & 8 != 0 { reader.number(2)? } else { 0 };
        let phonetic = if flags & 4 != 0 { reader.number(4)? } else { 0 };
        let string = reader.characters(length, flags & 1 != 0)?;
        reader.skip(runs * 4)?;
        reader.skip(phonetic)?;
        budget.charge(2 * size_of::<String>())?;
        budget.charge_text(&string)?;
        strings.push(string);
    }
    Ok(strings)
}

/// The data of a record and those that continue it.
struct Pieces<'a> {
    parts: Vec<&'a [u8]>,
    /// The part being read; parts before it are done.
    at: usize,
}

impl Pieces<'_> {
    fn is_at_end(&self) -> bool {
        self.parts[self.at..].iter().all(|p| p.is_empty())
    }

    /// Moves on to a part with something in it. Whether it had to.
    fn advance(&mut self) -> Result<bool> {
        let mut moved = false;
        while self.parts[self.at].is_empty() {
            if self.at + 1 == self.parts.len() {
                return Err(cut());
            }
            self.at += 1;
            moved = true;
        }
        Ok(moved)
    }

    fn byte(&mut self) -> Result<u8> {
        self.advance()?;
        let part = &mut self.parts[self.at];
        let byte = part[0];
        *part = &part[1..];
        Ok(byte)
    }

    fn number(&mut self, bytes: u32) -> Result<usize> {
        let mut number = 0usize;
        for at in 0..bytes {
            number |= usize::from(self.byte()?) << (8 * at);
        }
        Ok(number)
    }

    fn skip(&mut self, mut count: usize) -> Result<()> {
        while count > 0 {
            self.advance()?;
            let part = &mut self.parts[self.at];
            let here = count.min(part.len());
            *part = &part[here..];
            count -= here;
        }
        Ok(())
    }

    /// Characters of one or two bytes; a part that goes on with them begins by saying which.
    fn characters(&mut self, mut count: usize, mut wide: bool) -> Result<String> {
        let mut units = Vec::new();
        while count > 0 {
            if self.advance()? {
                wide = self.byte()? & 1 != 0;
                continue;
            }
            let part = &mut self.parts[self.at];
            let width = if wide { 2 } else { 1 };
            let here = count.min(part.len() / width);
            if here == 0 {
                return Err(cut());
            }
            let (now, later) = part.split_at(here * width);
            *part = later;
            if wide {
                units.extend(now.chunks_exact(2).map(|u| u16::from_le_bytes([u[0], u[1]])));
            } else {
                units.extend(now.iter().map(|b| u16::from(*b)));
            }
            count -= here;
        }
        if units.contains(&0) {
            return Err(Damage::broken("有一段文字是空的"));
        }
        Ok(char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers() {
        let value = |stored| super::super::sheet::number(rk(stored)).display();
        // 1234.56 as an integer of hundredths, 796, −3, and 1 as the upper half of a double, also in hundredths.
        assert_eq!(value((123_456 << 2) | 3), "1234.56");
        assert_eq!(value((796 << 2) | 2), "796");
        assert_eq!(value(((-3i32) << 2).cast_unsigned() | 2), "-3");
        assert_eq!(value(0x3ff0_0000), "1");
        assert_eq!(value(0x3ff0_0001), "0.01");
    }

    #[test]
    fn texts_run_over_records_and_change_their_width() {
        let first: &[u8] = &[2, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, b'a', b'b'];
        // Two of four characters are left, now wide; then a text with two runs of formatting.
        let second: &[u8] = &[1, 0x08, 0x54, 0xa1, 0x8b, 1, 0, 8, 2, 0, b'c', 0, 0, 0, 0];
        let third: &[u8] = &[0, 0, 0, 0];
        let strings = shared_strings(vec![first, second, third], &mut Budget::new()).unwrap();
        assert_eq!(strings, ["ab合计", "c"]);
        assert!(shared_strings(vec![first, &second[..4]], &mut Budget::new()).is_err());
        // A count that no file could hold allocates nothing.
        let declared: &[u8] = &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        assert_eq!(shared_strings(vec![declared], &mut Budget::new()), Ok(Vec::new()));
    }
}
