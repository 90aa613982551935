//! What turned a right figure into the one that is printed, told from the two figures alone or from another cell.

use super::ledger::{FigureId, Ledger, PER_YUAN, Units, Whose};

/// The likely origin of a wrong figure, in the order in which they are tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The right figures stand at other codes: rows swapped or a table shifted by rows.
    Rows {
        /// Grid whose codes show the right place.
        reference: usize,
        /// Per line of the faulty table: line whose figures it should carry.
        moves: Vec<(usize, usize)>,
    },
    /// Two cells hold each other's figure.
    Swapped,
    /// A figure was typed into another cell.
    Moved,
    /// Two neighbouring digits are exchanged.
    Transposed,
    /// One digit differs.
    Digit,
    /// A digit is missing or too many.
    DigitCount,
    /// The sign is wrong.
    Sign,
    /// 元 for 万元 or 元 for 千元.
    Factor(u32),
    /// The cell is empty or zero.
    Blank,
    /// An item was left out of the total, or taken in twice.
    Item {
        /// The item.
        item: FigureId,
        /// Taken in twice rather than left out.
        twice: bool,
    },
    /// A whole line is missing; the figures stand in another table.
    Line {
        /// Its code.
        code: String,
        /// The line in the other table.
        evidence: Vec<FigureId>,
    },
    /// Last year's figure was left standing.
    LastYear(FigureId),
    /// No explanation is proved.
    Unknown,
}

impl Cause {
    /// Rank: what is tried first wins among hypotheses that explain as much.
    pub fn rank(&self) -> u8 {
        match self {
            Cause::Rows { .. } | Cause::Swapped | Cause::Moved => 0,
            Cause::Transposed => 1,
            Cause::Digit | Cause::DigitCount => 2,
            Cause::Sign => 3,
            Cause::Factor(_) => 4,
            Cause::Blank | Cause::Item { .. } | Cause::Line { .. } => 5,
            Cause::LastYear(_) => 6,
            Cause::Unknown => 7,
        }
    }
}

/// How the printed figure of a cell came out of the right one. `parts` are the other figures of the relations that
/// the right figure would mend, `relations` how many these are.
pub fn classify(
    ledger: &Ledger,
    id: FigureId,
    old: Units,
    new: Units,
    parts: &[FigureId],
    relations: usize,
) -> Cause {
    // Hundredths of the printed unit: what a person types.
    let figure = ledger.figure(id);
    let step = if figure.slack > 0 { figure.slack * 2 } else { PER_YUAN / 100 };
    if old != 0 && new != 0 {
        if old % step == 0 && new % step == 0 && (old > 0) == (new > 0) {
            let digits = |v: Units| (v.abs() / step).to_string().into_bytes();
            if let Some(cause) = compare_digits(&digits(old), &digits(new)) {
                return cause;
            }
        }
        if old == -new {
            return Cause::Sign;
        }
        for factor in [10_000u32, 1_000] {
            let near = |a: Units, b: Units| (a * Units::from(factor) - b).abs() <= 50 * PER_YUAN;
            if near(old, new) || near(new, old) {
                return Cause::Factor(factor);
            }
        }
    }
    if old == 0 {
        // Any empty cell could fill the gap of one sum; two sums that miss the same amount prove it.
        return if relations >= 2 { Cause::Blank } else { Cause::Unknown };
    }
    let missing = new - old;
    let item =
        |wanted: Units| parts.iter().copied().find(|p| *p != id && ledger.value(*p) == wanted && wanted != 0);
    if let Some(found) = item(missing) {
        return Cause::Item { item: found, twice: false };
    }
    if let Some(found) = item(-missing) {
        return Cause::Item { item: found, twice: true };
    }
    match last_year(ledger, id) {
        Some(prior) if ledger.value(prior) == old => Cause::LastYear(prior),
        _ => Cause::Unknown,
    }
}

/// The same cell of last year's statement.
pub fn last_year(ledger: &Ledger, id: FigureId) -> Option<FigureId> {
    let f = ledger.figure(id);
    let grid = ledger.grid_of(id);
    let prior = ledger.grid(Whose::Prior, grid.id)?;
    let head = grid.heads[usize::from(f.column)];
    let column = ledger.grids[prior].heads.iter().position(|h| *h == head)?;
    let line = ledger.earlier_line(prior, ledger.key_of(id))?;
    ledger.at(prior, line, column)
}

/// Digits without sign and point; amounts under three digits prove nothing.
fn compare_digits(old: &[u8], new: &[u8]) -> Option<Cause> {
    if old.len().min(new.len()) < 3 {
        return None;
    }
    if old.len() == new.len() {
        let differing: Vec<usize> = (0..old.len()).filter(|i| old[*i] != new[*i]).collect();
        return match differing.as_slice() {
            [_] => Some(Cause::Digit),
            [a, b] if a + 1 == *b && old[*a] == new[*b] && old[*b] == new[*a] => Some(Cause::Transposed),
            _ => None,
        };
    }
    let (long, short) = if old.len() > new.len() { (old, new) } else { (new, old) };
    let one_more = long.len() == short.len() + 1
        && (0..long.len()).any(|skip| long[..skip] == short[..skip] && long[skip + 1..] == short[skip..]);
    one_more.then_some(Cause::DigitCount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_tell_how_a_figure_was_mistyped() {
        let compare = |a: &str, b: &str| compare_digits(a.as_bytes(), b.as_bytes());
        assert_eq!(compare("430084", "430048"), Some(Cause::Transposed));
        assert_eq!(compare("430048", "430040"), Some(Cause::Digit));
        assert_eq!(compare("43048", "430048"), Some(Cause::DigitCount));
        assert_eq!(compare("4300480", "430048"), Some(Cause::DigitCount));
        assert_eq!(compare("430048", "430408"), Some(Cause::Transposed));
        assert_eq!(compare("430048", "403048"), Some(Cause::Transposed));
        assert_eq!(compare("430048", "830040"), None);
        assert_eq!(compare("12", "21"), None);
    }
}
