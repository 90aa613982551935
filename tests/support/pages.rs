//! Printed pages: PDF files as text, words with their boxes, and pixels (poppler-utils).

use std::path::Path;
use std::process::Command;

use super::book::bare;

/// Runs a program that a build server must have; `None` where it is missing.
pub fn tool(program: &str, arguments: &[&std::ffi::OsStr]) -> Option<Vec<u8>> {
    match Command::new(program).args(arguments).output() {
        Ok(output) if output.status.success() => Some(output.stdout),
        Ok(output) => panic!("{program} failed: {}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => {
            super::not_run("printed pages", &format!("no {program} (Debian: poppler-utils): {error}"));
            None
        }
    }
}

/// A page with its words and where they stand, in points.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub width: f64,
    pub height: f64,
    pub words: Vec<(String, [f64; 4])>,
}

impl Page {
    /// All words without spaces.
    pub fn text(&self) -> String {
        bare(&self.words.iter().map(|w| w.0.as_str()).collect::<String>())
    }

    /// The number printed at the foot (— 3 —).
    pub fn number(&self) -> Option<u32> {
        let foot = self.words.iter().filter(|(_, b)| b[1] > self.height * 0.88);
        let text: String = foot.map(|w| w.0.as_str()).collect();
        text.trim_matches('—').parse().ok()
    }
}

/// The pages of a PDF.
pub fn read(pdf: &Path) -> Option<Vec<Page>> {
    let bytes = tool("pdftotext", &["-bbox".as_ref(), pdf.as_os_str(), "-".as_ref()])?;
    let text = String::from_utf8_lossy(&bytes);
    let mut pages: Vec<Page> = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with("<page ") {
            let [width, height] = ["width", "height"].map(|a| attribute(line, a));
            pages.push(Page { width, height, words: Vec::new() });
        } else if let Some(rest) = line.strip_prefix("<word ")
            && let Some(page) = pages.last_mut()
        {
            let word = rest.split_once('>').and_then(|(_, r)| r.strip_suffix("</word>")).unwrap_or_default();
            let word =
                word.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
            page.words.push((word, ["xMin", "yMin", "xMax", "yMax"].map(|a| attribute(line, a))));
        }
    }
    Some(pages)
}

fn attribute(line: &str, name: &str) -> f64 {
    let value = line.split_once(&format!("{name}=\"")).and_then(|(_, r)| r.split_once('"'));
    value.and_then(|(v, _)| v.parse().ok()).unwrap_or_default()
}

/// Columns of pixels with any ink, left to right, of every page at 36 dots an inch (2 points a dot).
pub fn ink(pdf: &Path, folder: &Path) -> Option<Vec<Vec<bool>>> {
    let prefix = folder.join("ink");
    let arguments = ["-r", "36", "-gray"].map(std::ffi::OsStr::new);
    tool("pdftoppm", &[&arguments[..], &[pdf.as_os_str(), prefix.as_os_str()]].concat())?;
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").flatten().map(|e| e.path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "pgm"));
    files.sort();
    Some(files.iter().map(|file| columns(&std::fs::read(file).expect("a picture"))).collect())
}

/// A binary PGM picture.
fn columns(picture: &[u8]) -> Vec<bool> {
    let mut fields = picture.split(|b| b.is_ascii_whitespace()).take(4);
    let mut number = || {
        let field = fields.next().unwrap_or_default();
        String::from_utf8_lossy(field).parse::<usize>().unwrap_or_default()
    };
    let (_, width, height, _) = (number(), number(), number(), number());
    let pixels = &picture[picture.len() - width * height..];
    (0..width).map(|x| (0..height).any(|y| pixels[y * width + x] < 200)).collect()
}
