//! Where something stands in the user's files: a cell of a workbook, or a sentence or table cell of a document.

use std::fmt::Display;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// Where something stands in the user's files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    /// File name as the user gave it, without folders.
    pub file: String,
    spot: Spot,
}

/// The place inside the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Spot {
    /// In a workbook; a whole sheet without a cell, the whole file without both.
    Workbook { sheet: String, cell: String },
    /// In a document.
    Document(Box<DocumentSpot>),
}

impl Default for Spot {
    fn default() -> Spot {
        Spot::Workbook { sheet: String::new(), cell: String::new() }
    }
}

/// A place in a document (决算公开 as .docx, .pdf, .html, .txt, .md); what is not known is empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct DocumentSpot {
    /// Part as printed (`第三部分 2023年度部门决算情况说明`).
    pub part: String,
    /// Section heading as printed (`五、一般公共预算财政拨款支出决算情况说明`).
    pub section: String,
    /// Page, one-based, where the format has pages.
    pub page: Option<u32>,
    /// Line of the file or page, one-based.
    pub line: Option<u32>,
    /// The sentence, whole as printed.
    pub sentence: String,
    /// The part of the sentence that is meant.
    pub quote: String,
    /// Which of equal parts of the sentence it is, zero-based.
    #[serde(skip)]
    pub nth: usize,
    /// Number of the table (`03`).
    pub table: String,
    /// Code or label of the row.
    pub row: String,
    /// Head of the column.
    pub column: String,
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Place {
        Place { file: file.into(), spot: Spot::default() }
    }

    /// A sheet of a workbook.
    pub fn sheet(file: impl Into<String>, sheet: impl Into<String>) -> Place {
        Place { file: file.into(), spot: Spot::Workbook { sheet: sheet.into(), cell: String::new() } }
    }

    /// A cell of a workbook; `cell` as Excel shows it (`E9`).
    ///
    /// ```
    /// use juesuan::accounts::Address;
    /// use juesuan::finding::Place;
    /// let place = Place::cell("决算.xlsx", "Z04", Address { row: 8, col: 4 });
    /// assert_eq!(place.to_string(), "决算.xlsx › Z04 › E9");
    /// ```
    pub fn cell(file: impl Into<String>, sheet: impl Into<String>, cell: impl Display) -> Place {
        Place { file: file.into(), spot: Spot::Workbook { sheet: sheet.into(), cell: cell.to_string() } }
    }

    /// A place in a document.
    pub fn in_document(file: impl Into<String>, spot: DocumentSpot) -> Place {
        Place { file: file.into(), spot: Spot::Document(Box::new(spot)) }
    }

    /// The sheet's name; empty if the whole file or a document is meant.
    pub fn sheet_name(&self) -> &str {
        match &self.spot {
            Spot::Workbook { sheet, .. } => sheet,
            Spot::Document(_) => "",
        }
    }

    /// The cell's address; empty if the place is no cell of a workbook.
    pub fn address(&self) -> &str {
        match &self.spot {
            Spot::Workbook { cell, .. } => cell,
            Spot::Document(_) => "",
        }
    }

    /// Sheet and cell as columns of a list show them: for a table in a document its number with the page, and the names
    /// of row and column.
    pub fn sheet_and_cell(&self) -> (String, String) {
        let Spot::Document(spot) = &self.spot else {
            return (self.sheet_name().to_owned(), self.address().to_owned());
        };
        let page = spot.page.map_or_else(String::new, |page| format!("（第{page}页）"));
        let names: Vec<&str> =
            [&spot.row, &spot.column].into_iter().map(String::as_str).filter(|t| !t.is_empty()).collect();
        (format!("{}表{page}", spot.table), names.join(" › "))
    }

    /// The place in a document, if it is one.
    pub fn document_spot(&self) -> Option<&DocumentSpot> {
        match &self.spot {
            Spot::Workbook { .. } => None,
            Spot::Document(spot) => Some(spot),
        }
    }
}

impl DocumentSpot {
    /// The ways down to the place, as messages show them.
    fn steps(&self) -> Vec<String> {
        let plain = |text: &String| Some(text.clone()).filter(|t| !t.is_empty());
        let steps = [
            plain(&self.part),
            plain(&self.section),
            self.page.map(|n| format!("第{n}页")),
            self.line.map(|n| format!("第{n}行")),
            plain(&self.table).map(|t| format!("{t}表")),
            plain(&self.row),
            plain(&self.column),
            plain(&self.quote).or_else(|| plain(&self.sentence)).map(|q| format!("“{q}”")),
        ];
        steps.into_iter().flatten().collect()
    }
}

/// `file › sheet › cell`, or the way down a document, leaving out what is not known.
impl Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let inside;
        let steps: Vec<&str> = match &self.spot {
            Spot::Workbook { sheet, cell } => vec![sheet, cell],
            Spot::Document(spot) => {
                inside = spot.steps();
                inside.iter().map(String::as_str).collect()
            }
        };
        let mut first = true;
        for step in std::iter::once(self.file.as_str()).chain(steps).filter(|s| !s.is_empty()) {
            if !first {
                f.write_str(" › ")?;
            }
            f.write_str(step)?;
            first = false;
        }
        Ok(())
    }
}

/// A place in a document as it is written: the file, then the spot.
#[derive(Serialize)]
struct InDocument<'a> {
    file: &'a str,
    #[serde(flatten)]
    spot: &'a DocumentSpot,
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.spot {
            Spot::Document(spot) => InDocument { file: &self.file, spot }.serialize(serializer),
            Spot::Workbook { sheet, cell } => {
                let mut map = serializer.serialize_map(Some(3))?;
                map.serialize_entry("file", &self.file)?;
                map.serialize_entry("sheet", sheet)?;
                map.serialize_entry("cell", cell)?;
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Finding, Related};

    #[test]
    fn a_place_shows_what_is_known() {
        assert_eq!(Place::file("a.xlsx").to_string(), "a.xlsx");
        assert_eq!(Place::sheet("a.xlsx", "Z01").to_string(), "a.xlsx › Z01");
        let spot =
            DocumentSpot { page: Some(7), table: "03".into(), row: "208".into(), ..DocumentSpot::default() };
        assert_eq!(Place::in_document("a.pdf", spot).to_string(), "a.pdf › 第7页 › 03表 › 208");
        let sentence = || "共计3.50万元。".to_owned();
        let spot = DocumentSpot {
            section: "九、“三公”经费".into(),
            sentence: sentence(),
            ..DocumentSpot::default()
        };
        assert_eq!(
            Place::in_document("a.docx", spot).to_string(),
            "a.docx › 九、“三公”经费 › “共计3.50万元。”"
        );
    }

    #[test]
    fn places_are_written_as_documented() {
        let json = |place: &Place| serde_json::to_value(place).expect("json").to_string();
        assert_eq!(
            json(&Place::cell("a.xlsx", "Z01", "E9")),
            r#"{"file":"a.xlsx","sheet":"Z01","cell":"E9"}"#
        );
        let spot = DocumentSpot { page: Some(7), quote: "3.5".into(), ..DocumentSpot::default() };
        let place = Place::in_document("a.pdf", spot);
        assert_eq!(
            json(&place),
            r#"{"file":"a.pdf","part":"","section":"","page":7,"line":null,"sentence":"","quote":"3.5","table":"","row":"","column":""}"#
        );
        let finding = Finding::new("K001", "甲").at(place.clone()).with("乙", place.clone(), "1");
        let value = serde_json::to_value(&finding).expect("json");
        assert_eq!(value["place"]["page"], 7);
        assert_eq!(value["related"][0]["quote"], "3.5", "a related place lies flat beside label and value");
        let related = Related { label: "行".into(), place: Place::cell("a", "b", "C1"), value: "2".into() };
        assert_eq!(
            serde_json::to_value(&related).expect("json").to_string(),
            r#"{"label":"行","file":"a","sheet":"b","cell":"C1","value":"2"}"#
        );
    }
}
