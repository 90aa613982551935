//! Compound files (MS-CFB): the container of `.xls` and of everything that carries a password. Chains of sectors are
//! followed as far as the file is long, never in circles.

use crate::package::{Damage, Result};

/// First bytes of a compound file.
pub(super) const SIGNATURE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

const HEADER: usize = 512;
/// Sector numbers from here on are marks, not sectors.
const MARKS: u32 = 0xffff_fffa;
const MINI_SECTOR: usize = 64;
/// Streams below this size stand in the mini stream.
const MINI_STREAM_BELOW: u64 = 4096;
const DIRECTORY_ENTRY: usize = 128;

const STORAGE_OR_STREAM: [u8; 2] = [1, 2];
const ROOT: u8 = 5;

/// A compound file.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini_stream: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    kind: u8,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: u64,
}

impl<'a> Compound<'a> {
    /// Reads the tables of a compound file.
    ///
    /// # Errors
    /// They point outside the file or in circles.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Compound<'a>> {
        let cut = || Damage::broken("文件头不完整");
        let header = bytes.get(..HEADER).ok_or_else(cut)?;
        let sector = match u16_at(header, 30) {
            Some(9) => 512,
            Some(12) => 4096,
            _ => return Err(Damage::broken("文件头不对")),
        };
        let at = |offset| u32_at(header, offset).ok_or_else(cut);
        let mut file = Compound {
            bytes,
            sector,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini_stream: Vec::new(),
            entries: Vec::new(),
        };
        file.fat = file.read_fat(header, at(68)?)?;
        let directory = file.chain(at(48)?, u64::MAX)?;
        file.entries = directory.chunks_exact(DIRECTORY_ENTRY).filter_map(|e| Entry::of(e, sector)).collect();
        let root =
            file.entries.first().filter(|e| e.kind == ROOT).ok_or_else(|| Damage::broken("没有目录"))?;
        let (start, size) = (root.start, root.size);
        if start < MARKS && size > 0 && at(60)? < MARKS {
            let mini_fat = file.chain(at(60)?, u64::MAX)?;
            file.mini_fat = numbers(&mini_fat).collect();
            file.mini_stream = file.chain(start, size)?;
        }
        Ok(file)
    }

    /// The sectors of the file allocation table: 109 in the header, the others in a chain of their own.
    fn read_fat(&self, header: &[u8], mut next: u32) -> Result<Vec<u32>> {
        let mut tables: Vec<u32> = numbers(&header[76..HEADER]).collect();
        let mut left = self.bytes.len() / self.sector;
        while next < MARKS {
            left = left.checked_sub(1).ok_or_else(circle)?;
            let table = self.sector(next).filter(|s| s.len() == self.sector).ok_or_else(outside)?;
            tables.extend(numbers(table));
            // Its last number leads on.
            next = tables.pop().unwrap_or(MARKS);
        }
        let mut fat = Vec::new();
        for table in tables.into_iter().filter(|t| *t < MARKS) {
            fat.extend(numbers(self.sector(table).ok_or_else(outside)?));
            if fat.len() > self.bytes.len() {
                return Err(circle());
            }
        }
        Ok(fat)
    }

    /// A sector; the last one may be short.
    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let from = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(self.sector)?;
        let to = from.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(from..to).filter(|s| !s.is_empty())
    }

    fn chain(&self, start: u32, size: u64) -> Result<Vec<u8>> {
        follow(start, size, &self.fat, self.bytes.len(), |n| self.sector(n))
    }

    /// The stream of one of these names that stands in the root, not in an embedded object.
    ///
    /// # Errors
    /// Its sectors are not there.
    pub(super) fn stream(&self, names: &[&str]) -> Result<Option<Vec<u8>>> {
        let top = self.top_level();
        let named = |name: &str| top.iter().find(|e| e.kind == 2 && e.name.eq_ignore_ascii_case(name));
        let Some(entry) = names.iter().find_map(|name| named(name)) else { return Ok(None) };
        let bytes = if entry.size < MINI_STREAM_BELOW {
            let mini = |n: u32| {
                let from = usize::try_from(n).ok()?.checked_mul(MINI_SECTOR)?;
                let to = from.checked_add(MINI_SECTOR)?.min(self.mini_stream.len());
                self.mini_stream.get(from..to).filter(|s| !s.is_empty())
            };
            follow(entry.start, entry.size, &self.mini_fat, self.mini_stream.len(), mini)?
        } else {
            self.chain(entry.start, entry.size)?
        };
        if (bytes.len() as u64) < entry.size {
            return Err(Damage::broken("文件被截断"));
        }
        Ok(Some(bytes))
    }

    /// Whether there is a stream of this name in the root.
    pub(super) fn has(&self, name: &str) -> bool {
        self.top_level().iter().any(|e| e.name.eq_ignore_ascii_case(name))
    }

    /// The entries of the root: a tree of siblings.
    fn top_level(&self) -> Vec<&Entry> {
        let mut found = Vec::new();
        let mut seen = vec![false; self.entries.len()];
        let mut open: Vec<u32> = self.entries.first().map(|r| r.child).into_iter().collect();
        while let Some(at) = open.pop() {
            let Ok(at) = usize::try_from(at) else { continue };
            let Some(entry) = self.entries.get(at) else { continue };
            if !std::mem::replace(&mut seen[at], true) && STORAGE_OR_STREAM.contains(&entry.kind) {
                found.push(entry);
                open.extend([entry.left, entry.right]);
            }
        }
        found
    }
}

impl Entry {
    fn of(entry: &[u8], sector: usize) -> Option<Entry> {
        let length = usize::from(u16_at(entry, 64)?).clamp(2, 64) - 2;
        let units = entry[..length].chunks_exact(2).map(|u| u16::from_le_bytes([u[0], u[1]]));
        let size = u64::from(u32_at(entry, 120)?);
        // The upper half is undefined in version 3.
        let upper = if sector == 512 { 0 } else { u64::from(u32_at(entry, 124)?) };
        Some(Entry {
            name: char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect(),
            kind: entry[66],
            left: u32_at(entry, 68)?,
            right: u32_at(entry, 72)?,
            child: u32_at(entry, 76)?,
            start: u32_at(entry, 116)?,
            size: (upper << 32) | size,
        })
    }
}

/// The bytes of a chain of sectors, at most `size`. It is shorter than the file or goes in a circle.
fn follow<'s>(
    start: u32,
    size: u64,
    fat: &[u32],
    file: usize,
    sector: impl Fn(u32) -> Option<&'s [u8]>,
) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut next = start;
    while next < MARKS && (bytes.len() as u64) < size {
        bytes.extend_from_slice(sector(next).ok_or_else(outside)?);
        if bytes.len() > file {
            return Err(circle());
        }
        if bytes.len() as u64 >= size {
            break;
        }
        next = usize::try_from(next).ok().and_then(|n| fat.get(n)).copied().ok_or_else(outside)?;
    }
    if let Ok(size) = usize::try_from(size) {
        bytes.truncate(size);
    }
    Ok(bytes)
}

fn outside() -> Damage {
    Damage::broken("文件被截断，或其中的索引指向文件之外")
}

fn circle() -> Damage {
    Damage::broken("文件中的索引绕成了圈")
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|n| u32::from_le_bytes([n[0], n[1], n[2], n[3]]))
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes([two[0], two[1]]))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

pub(super) fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    let eight = bytes.get(at..at.checked_add(8)?)?;
    Some(f64::from_le_bytes(eight.try_into().ok()?))
}
