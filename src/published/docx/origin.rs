//! Where paragraphs and their words stand in the text of the document part, so that a copy of the file can be marked
//! there without touching anything else.

use std::ops::Range;

/// A paragraph in the document part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// Bytes of its element.
    pub element: Range<usize>,
    /// Byte its content begins at, behind its properties.
    pub content: usize,
    /// What prints its text, in order; list numbers are not among it.
    pub pieces: Vec<Piece>,
}

/// A stretch of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Bytes of the run, or of what else stands as a whole in the paragraph.
    pub run: Range<usize>,
    /// Bytes of the element of the run that prints the text; empty if the run cannot be parted.
    pub element: Range<usize>,
    /// Bytes of the text.
    pub length: usize,
}

impl Piece {
    /// Text printed by an element of a run that is still being read.
    pub fn new(element: Range<usize>, length: usize) -> Piece {
        Piece { run: 0..0, element, length }
    }
}

/// Pieces read inside something are its own: a run's, if that is what was read, else those of something that stands
/// as a whole, such as a formula.
pub fn enclose(pieces: &mut [Piece], whole: Range<usize>, is_run: bool) {
    for piece in pieces {
        if !is_run || !piece.run.is_empty() {
            piece.element = 0..0;
        }
        piece.run = whole.clone();
    }
}
