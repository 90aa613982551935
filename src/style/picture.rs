//! The picture on a cover (徽标): a file beside the style's own files, a PNG or a JPEG.

use std::path::{Component, Path};
use std::sync::Arc;

use super::packs::{Library, stays_inside};
use crate::error::{Error, Result};
use crate::package::read_file;

/// What a picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureKind {
    /// `.png`
    Png,
    /// `.jpg`
    Jpeg,
}

impl PictureKind {
    /// Ending of its file name.
    pub fn extension(self) -> &'static str {
        match self {
            PictureKind::Png => "png",
            PictureKind::Jpeg => "jpeg",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            PictureKind::Png => "image/png",
            PictureKind::Jpeg => "image/jpeg",
        }
    }
}

/// A picture with its measures in pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it is, by its content.
    pub kind: PictureKind,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The file as it is.
    pub bytes: Arc<[u8]>,
}

/// Bytes of a picture: a document that carries a larger one is slow to open and to upload.
const MAX_BYTES: u64 = 4 * 1024 * 1024;
/// Pixels of a side.
const MAX_SIDE: u32 = 10_000;

impl Picture {
    /// Reads the picture a style names: in the folder of one of its packs, else in the templates folder itself. Nothing
    /// outside is touched.
    ///
    /// # Errors
    /// A name that is more than the name of a picture, no such file, a link that leads out, or something that is no
    /// whole PNG or JPEG.
    pub fn find(library: &Library, packs: &[String], name: &str) -> Result<Picture> {
        let mut components = Path::new(name).components();
        let plain = matches!((components.next(), components.next()), (Some(Component::Normal(_)), None))
            && !name.contains(['/', '\\', ':']);
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        if !plain || !ending.is_some_and(|e| matches!(e.as_str(), "png" | "jpg" | "jpeg")) {
            return Err(Error::Usage(format!(
                "cover.picture 应是模板文件夹里一个 .png 或 .jpg 文件的名称，不带文件夹，实际是“{name}”"
            )));
        }
        let Some(folder) = &library.folder else {
            return Err(Error::Usage(format!(
                "封面的图“{name}”要从模板文件夹读取，这里没有模板文件夹。请用 --templates 给出，或放进项目的 templates 文件夹"
            )));
        };
        let places: Vec<_> = packs
            .iter()
            .map(|pack| folder.join(pack))
            .chain([folder.clone()])
            .map(|f| f.join(name))
            .collect();
        // A link that leads nowhere is a file too, and said below.
        let Some(path) = places.iter().find(|path| path.symlink_metadata().is_ok()) else {
            let looked: Vec<String> = places.iter().map(|p| p.display().to_string()).collect();
            return Err(Error::Usage(format!("没有找到封面的图“{name}”。找过：{}", looked.join("、"))));
        };
        stays_inside(path, folder.canonicalize().ok().as_deref())?;
        let bytes = read_file(path, MAX_BYTES)?;
        Picture::read(&bytes).map_err(|reason| Error::Read { path: path.clone(), reason })
    }

    /// A picture from the content of its file.
    ///
    /// # Errors
    /// In Chinese: no whole PNG or JPEG, or larger than a cover can use.
    pub fn read(bytes: &[u8]) -> std::result::Result<Picture, String> {
        let (kind, size) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            (PictureKind::Png, png(bytes))
        } else if bytes.starts_with(&[0xff, 0xd8]) {
            (PictureKind::Jpeg, jpeg(bytes))
        } else {
            return Err("不是PNG或JPEG图片。请用画图打开，另存为PNG".to_owned());
        };
        let (width, height) = size.ok_or("图片不完整或已损坏。请用画图打开，另存为PNG")?;
        if !(1..=MAX_SIDE).contains(&width) || !(1..=MAX_SIDE).contains(&height) {
            return Err(format!("图片是{width}×{height}像素，每边应在1到{MAX_SIDE}像素之间"));
        }
        Ok(Picture { kind, width, height, bytes: bytes.into() })
    }

    /// Width at a height, in the same unit.
    pub fn width_at(&self, height: f64) -> f64 {
        height * f64::from(self.width) / f64::from(self.height)
    }
}

/// Width and height of a whole PNG (ISO/IEC 15948: IHDR comes first, IEND last).
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let mut at = 8;
    let mut size = None;
    loop {
        let length = usize::try_from(number(at)?).ok()?;
        let kind = bytes.get(at + 4..at + 8)?;
        if at == 8 {
            size = (kind == b"IHDR" && length == 13).then_some((number(16)?, number(20)?));
        }
        // Content and check sum.
        let next = at.checked_add(12)?.checked_add(length)?;
        if next > bytes.len() {
            return None;
        }
        if kind == b"IEND" {
            return size;
        }
        at = next;
    }
}

/// Width and height of a JPEG (ISO/IEC 10918-1: SOF0 to SOF15 state them, EOI ends it).
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let mut at = 2;
    loop {
        let [0xff, kind] = *bytes.get(at..at + 2)? else { return None };
        match kind {
            // Fill bytes, and marks without content.
            0xff => at += 1,
            0x01 | 0xd0..=0xd7 => at += 2,
            // SOF, but for DHT, JPG and DAC, which lie among them.
            0xc0..=0xcf if !matches!(kind, 0xc4 | 0xc8 | 0xcc) => {
                let size = (u32::from(number(at + 7)?), u32::from(number(at + 5)?));
                let whole = bytes.get(at..)?.windows(2).any(|pair| pair == [0xff, 0xd9]);
                return whole.then_some(size);
            }
            // The picture itself, or its end, before its measures.
            0xd9 | 0xda => return None,
            _ => at = at.checked_add(2)?.checked_add(usize::from(number(at + 2)?))?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small_png() -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
        let header: [u8; 13] = [0, 0, 0, 40, 0, 0, 0, 20, 8, 2, 0, 0, 0];
        for (kind, content) in [(b"IHDR", &header[..]), (b"IDAT", &[1, 2, 3]), (b"IEND", &[])] {
            bytes.extend(u32::try_from(content.len()).expect("small").to_be_bytes());
            bytes.extend(kind);
            bytes.extend(content);
            bytes.extend([0; 4]);
        }
        bytes
    }

    fn small_jpeg() -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2];
        bytes.extend([0xff, 0xc4, 0, 3, 0]);
        bytes.extend([0xff, 0xc2, 0, 11, 8, 0, 30, 0, 60, 1, 1, 0x11, 0]);
        bytes.extend([0xff, 0xda, 0, 2, 7, 7, 0xff, 0xd9]);
        bytes
    }

    #[test]
    fn measures_are_those_of_the_content() {
        let png = Picture::read(&small_png()).expect("a picture");
        assert_eq!((png.kind, png.width, png.height), (PictureKind::Png, 40, 20));
        let jpeg = Picture::read(&small_jpeg()).expect("a picture");
        assert_eq!((jpeg.kind, jpeg.width, jpeg.height), (PictureKind::Jpeg, 60, 30));
        assert!((jpeg.width_at(10.0) - 20.0).abs() < 0.001);
    }

    #[test]
    fn what_is_cut_or_something_else_is_no_picture() {
        for whole in [small_png(), small_jpeg()] {
            for length in 0..whole.len() {
                assert!(Picture::read(&whole[..length]).is_err(), "{length} bytes");
            }
        }
        assert!(Picture::read(b"GIF89a").is_err());
    }
}
