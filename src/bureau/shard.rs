//! A part of all units, for a run that is spread over several computers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Part `index` of `of` parts, counted from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shard {
    /// Which part.
    pub index: u32,
    /// How many there are.
    pub of: u32,
}

impl Shard {
    /// Whether a unit belongs to this part. It depends on the unit's name alone: a unit more or less, on one of the
    /// computers only, moves no other from part to part.
    pub fn holds(self, unit: &str) -> bool {
        // FNV-1a over the UTF-8 bytes; the same on every computer, unlike the hash of the standard library.
        let hash = unit.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
        });
        // The low bits of FNV are weak; the high ones take part.
        (hash ^ (hash >> 32)) % u64::from(self.of) == u64::from(self.index - 1)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.index, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Shard, String> {
        let parts =
            text.split_once('/').and_then(|(i, n)| Some((i.trim().parse().ok()?, n.trim().parse().ok()?)));
        match parts {
            Some((index, of)) if index >= 1 && index <= of => Ok(Shard { index, of }),
            _ => Err("应写成 第几份/共几份，如 1/4".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_belongs_to_one_part() {
        let mut sizes = [0; 4];
        for n in 0..400 {
            let unit = format!("{n:03}示例县水务局");
            let of: Vec<u32> = (1..=4).filter(|i| Shard { index: *i, of: 4 }.holds(&unit)).collect();
            assert_eq!(of.len(), 1, "{unit}: {of:?}");
            sizes[of[0] as usize - 1] += 1;
        }
        assert!(sizes.iter().all(|size| (60..140).contains(size)), "{sizes:?}");
    }

    #[test]
    fn it_is_written_as_a_fraction() {
        assert_eq!("2/4".parse(), Ok(Shard { index: 2, of: 4 }));
        for wrong in ["0/4", "5/4", "4", "a/b", "1/0", "-1/4"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
