//! A picture in the text.

use super::layout::Page;
use crate::export::markup::Markup;
use crate::style::Picture;

const A: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const PIC: &str = "http://schemas.openxmlformats.org/drawingml/2006/picture";
const WP: &str = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing";

/// English metric units of a point.
const EMU: f64 = 12_700.0;
/// Points of a millimetre.
const MM: f64 = 72.0 / 25.4;

/// Width and height in points of a picture that is so many millimetres high, or lower where the page is too narrow.
pub fn size(picture: &Picture, height: u16, page: Page) -> (f64, f64) {
    let room = f64::from(page.inner_width()) / 20.0;
    let height = f64::from(height) * MM;
    let width = picture.width_at(height);
    let scale = (room / width).min(1.0);
    (width * scale, height * scale)
}

/// The picture of a relation, in its line.
pub fn drawing(m: &mut Markup, relation: &str, (width, height): (f64, f64)) {
    let (cx, cy) = (format!("{:.0}", width * EMU), format!("{:.0}", height * EMU));
    m.el("w:drawing", &[], |m| {
        let inline = [("xmlns:wp", WP), ("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")];
        m.el("wp:inline", &inline, |m| {
            m.empty("wp:extent", &[("cx", &cx), ("cy", &cy)]);
            m.empty("wp:docPr", &[("id", "900"), ("name", "徽标"), ("descr", "封面徽标")]);
            m.el("a:graphic", &[("xmlns:a", A)], |m| {
                m.el("a:graphicData", &[("uri", PIC)], |m| {
                    m.el("pic:pic", &[("xmlns:pic", PIC)], |m| {
                        m.el("pic:nvPicPr", &[], |m| {
                            m.empty("pic:cNvPr", &[("id", "900"), ("name", "徽标")]);
                            m.empty("pic:cNvPicPr", &[]);
                        });
                        m.el("pic:blipFill", &[], |m| {
                            m.empty("a:blip", &[("r:embed", relation)]);
                            m.el("a:stretch", &[], |m| m.empty("a:fillRect", &[]));
                        });
                        m.el("pic:spPr", &[], |m| {
                            m.el("a:xfrm", &[], |m| {
                                m.empty("a:off", &[("x", "0"), ("y", "0")]);
                                m.empty("a:ext", &[("cx", &cx), ("cy", &cy)]);
                            });
                            m.el("a:prstGeom", &[("prst", "rect")], |m| m.empty("a:avLst", &[]));
                        });
                    });
                });
            });
        });
    });
}
