//! The lines of a statement, each found by its key at once: a department may have thousands of 项.

use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use foldhash::{HashMap, HashMapExt};

use super::Line;

/// Lines in the order of the form. Of two with one key the first is found.
///
/// ```
/// use juesuan::accounts::{Line, Lines};
/// let line = |key: &str| Line { key: key.into(), name: String::new(), cells: Vec::new() };
/// let mut lines = Lines::from(vec![line(""), line("2080505")]);
/// assert_eq!(lines.position("2080505"), Some(1));
/// lines.push(line("2210201"));
/// lines[1].key = "2080506".into();
/// assert_eq!([lines.position("2210201"), lines.position("2080505"), lines.position("2080506")], [Some(2), None, Some(1)]);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Lines {
    list: Vec<Line>,
    /// Positions by key, made on the first search; forgotten whenever lines may have been changed.
    index: OnceLock<HashMap<Box<str>, usize>>,
}

impl Lines {
    /// Position of the line of a key.
    pub fn position(&self, key: &str) -> Option<usize> {
        let index = self.index.get_or_init(|| {
            let mut index = HashMap::with_capacity(self.list.len());
            for (at, line) in self.list.iter().enumerate() {
                index.entry(line.key.as_str().into()).or_insert(at);
            }
            index
        });
        index.get(key).copied()
    }

    /// The line of a key.
    pub fn find(&self, key: &str) -> Option<&Line> {
        self.position(key).map(|at| &self.list[at])
    }

    /// Adds a line below the others.
    pub fn push(&mut self, line: Line) {
        if let Some(index) = self.index.get_mut() {
            index.entry(line.key.as_str().into()).or_insert(self.list.len());
        }
        self.list.push(line);
    }

    /// Names the last line: a name may go on in the row below.
    pub fn rename_last(&mut self, name: String) {
        if let Some(line) = self.list.last_mut() {
            line.name = name;
        }
    }

    /// Puts a line above the one at a position.
    pub fn insert(&mut self, at: usize, line: Line) {
        self.index.take();
        self.list.insert(at, line);
    }
}

impl From<Vec<Line>> for Lines {
    fn from(list: Vec<Line>) -> Self {
        Self { list, index: OnceLock::new() }
    }
}

impl FromIterator<Line> for Lines {
    fn from_iter<T: IntoIterator<Item = Line>>(lines: T) -> Self {
        Self::from(lines.into_iter().collect::<Vec<_>>())
    }
}

impl Deref for Lines {
    type Target = [Line];

    fn deref(&self) -> &[Line] {
        &self.list
    }
}

impl DerefMut for Lines {
    fn deref_mut(&mut self) -> &mut [Line] {
        self.index.take();
        &mut self.list
    }
}

impl IntoIterator for Lines {
    type Item = Line;
    type IntoIter = std::vec::IntoIter<Line>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'a> IntoIterator for &'a Lines {
    type Item = &'a Line;
    type IntoIter = std::slice::Iter<'a, Line>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl<'a> IntoIterator for &'a mut Lines {
    type Item = &'a mut Line;
    type IntoIter = std::slice::IterMut<'a, Line>;

    fn into_iter(self) -> Self::IntoIter {
        self.deref_mut().iter_mut()
    }
}
