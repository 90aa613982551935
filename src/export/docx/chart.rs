//! Charts as DrawingML: drawn by Word, WPS and LibreOffice themselves with the fonts at hand, sharp at every size
//! and on every printer, legible without colour.

use crate::charts::{Chart, Kind};
use crate::export::FILLS;
use crate::export::markup::Markup;
use crate::export::pie::labelled;
use crate::money::{Decimals, NumberFormat};

const C: &str = "http://schemas.openxmlformats.org/drawingml/2006/chart";
const A: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const WP: &str = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing";

/// Width on the page, in English metric units (12700 to the point).
const WIDTH: &str = "5040000";
/// Usual height in points, and the least in which it can be read.
pub const HEIGHT: f64 = 198.0;
pub const LEAST_HEIGHT: f64 = 130.0;

/// The picture in the text.
pub fn drawing(m: &mut Markup, relation: &str, number: usize, caption: &str, height: f64) {
    let id = (1000 + number).to_string();
    m.el("w:drawing", &[], |m| {
        let inline = [("xmlns:wp", WP), ("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")];
        m.el("wp:inline", &inline, |m| {
            m.empty("wp:extent", &[("cx", WIDTH), ("cy", &format!("{:.0}", height * 12700.0))]);
            m.empty("wp:effectExtent", &[("l", "0"), ("t", "0"), ("r", "0"), ("b", "0")]);
            let name = format!("图{number}");
            m.empty("wp:docPr", &[("id", &id), ("name", &name), ("descr", caption)]);
            m.empty("wp:cNvGraphicFramePr", &[]);
            m.el("a:graphic", &[("xmlns:a", A)], |m| {
                m.el("a:graphicData", &[("uri", C)], |m| {
                    m.empty("c:chart", &[("xmlns:c", C), ("r:id", relation)]);
                });
            });
        });
    });
}

/// `word/charts/chartN.xml`
pub fn part(chart: &Chart, font: &str) -> String {
    let mut m = Markup::xml();
    let namespaces = [("xmlns:c", C), ("xmlns:a", A), ("xmlns:r", super::parts::R)];
    m.el("c:chartSpace", &namespaces, |m| {
        m.empty("c:roundedCorners", &[("val", "0")]);
        m.el("c:chart", &[], |m| {
            m.empty("c:autoTitleDeleted", &[("val", "1")]);
            m.el("c:plotArea", &[], |m| {
                m.empty("c:layout", &[]);
                match chart.kind {
                    Kind::Columns => columns(m, chart),
                    Kind::Pie => pie(m, chart),
                }
            });
            if chart.kind == Kind::Pie {
                m.el("c:legend", &[], |m| {
                    m.empty("c:legendPos", &[("val", "b")]);
                    m.empty("c:overlay", &[("val", "0")]);
                });
            }
            m.empty("c:plotVisOnly", &[("val", "1")]);
        });
        m.el("c:spPr", &[], |m| {
            m.empty("a:noFill", &[]);
            m.el("a:ln", &[], |m| m.empty("a:noFill", &[]));
        });
        m.el("c:txPr", &[], |m| {
            m.empty("a:bodyPr", &[]);
            m.empty("a:lstStyle", &[]);
            m.el("a:p", &[], |m| {
                m.el("a:pPr", &[], |m| {
                    m.el("a:defRPr", &[("sz", "1050")], |m| {
                        m.empty("a:latin", &[("typeface", font)]);
                        m.empty("a:ea", &[("typeface", font)]);
                    });
                });
                m.empty("a:endParaRPr", &[("lang", "zh-CN")]);
            });
        });
    });
    m.finish()
}

fn columns(m: &mut Markup, chart: &Chart) {
    m.el("c:barChart", &[], |m| {
        m.empty("c:barDir", &[("val", "col")]);
        m.empty("c:grouping", &[("val", "clustered")]);
        m.empty("c:varyColors", &[("val", "0")]);
        series(m, chart, &[2, 0], "outEnd");
        m.empty("c:gapWidth", &[("val", "120")]);
        m.empty("c:axId", &[("val", "1")]);
        m.empty("c:axId", &[("val", "2")]);
    });
    m.el("c:catAx", &[], |m| {
        m.empty("c:axId", &[("val", "1")]);
        axis(m, "b");
        m.empty("c:crossAx", &[("val", "2")]);
    });
    m.el("c:valAx", &[], |m| {
        m.empty("c:axId", &[("val", "2")]);
        // Columns that do not begin at zero would exaggerate a change.
        m.el("c:scaling", &[], |m| {
            m.empty("c:orientation", &[("val", "minMax")]);
            if chart.points.iter().all(|p| !p.value.0.is_sign_negative()) {
                m.empty("c:min", &[("val", "0")]);
            }
        });
        m.empty("c:delete", &[("val", "0")]);
        m.empty("c:axPos", &[("val", "l")]);
        m.empty("c:numFmt", &[("formatCode", "#,##0"), ("sourceLinked", "0")]);
        m.empty("c:majorTickMark", &[("val", "out")]);
        m.empty("c:minorTickMark", &[("val", "none")]);
        m.empty("c:tickLblPos", &[("val", "nextTo")]);
        m.empty("c:crossAx", &[("val", "1")]);
    });
}

fn axis(m: &mut Markup, position: &str) {
    m.el("c:scaling", &[], |m| m.empty("c:orientation", &[("val", "minMax")]));
    m.empty("c:delete", &[("val", "0")]);
    m.empty("c:axPos", &[("val", position)]);
    m.empty("c:majorTickMark", &[("val", "none")]);
    m.empty("c:minorTickMark", &[("val", "none")]);
    m.empty("c:tickLblPos", &[("val", "nextTo")]);
}

fn pie(m: &mut Markup, chart: &Chart) {
    m.el("c:pieChart", &[], |m| {
        m.empty("c:varyColors", &[("val", "1")]);
        series(m, chart, &[0, 1, 2, 3, 4, 5, 6, 7], "outEnd");
        m.empty("c:firstSliceAng", &[("val", "0")]);
    });
}

fn series(m: &mut Markup, chart: &Chart, fills: &[usize], position: &str) {
    let pie = chart.kind == Kind::Pie;
    m.el("c:ser", &[], |m| {
        m.empty("c:idx", &[("val", "0")]);
        m.empty("c:order", &[("val", "0")]);
        m.el("c:tx", &[], |m| {
            cached(m, "c:strRef", "c:strCache", "Sheet1!$B$1", None, std::slice::from_ref(&chart.measure))
        });
        if !pie {
            m.empty("c:invertIfNegative", &[("val", "0")]);
        }
        for (i, _) in chart.points.iter().enumerate() {
            m.el("c:dPt", &[], |m| {
                m.empty("c:idx", &[("val", &i.to_string())]);
                if !pie {
                    m.empty("c:invertIfNegative", &[("val", "0")]);
                }
                m.empty("c:bubble3D", &[("val", "0")]);
                m.el("c:spPr", &[], |m| {
                    let fill = FILLS[fills[i % fills.len()]];
                    m.el("a:solidFill", &[], |m| m.empty("a:srgbClr", &[("val", fill)]));
                    m.el("a:ln", &[("w", "9525")], |m| {
                        m.el("a:solidFill", &[], |m| m.empty("a:srgbClr", &[("val", "000000")]));
                    });
                });
            });
        }
        m.el("c:dLbls", &[], |m| {
            // Labels that would stand on each other are left to the legend, which has all of them.
            for (i, _) in labelled(chart).into_iter().enumerate().filter(|(_, shown)| !shown) {
                m.el("c:dLbl", &[], |m| {
                    m.empty("c:idx", &[("val", &i.to_string())]);
                    m.empty("c:delete", &[("val", "1")]);
                });
            }
            m.empty("c:numFmt", &[("formatCode", "#,##0.00"), ("sourceLinked", "0")]);
            m.empty("c:dLblPos", &[("val", position)]);
            let flag = |on: bool| if on { "1" } else { "0" };
            m.empty("c:showLegendKey", &[("val", "0")]);
            m.empty("c:showVal", &[("val", flag(!pie))]);
            m.empty("c:showCatName", &[("val", flag(pie))]);
            m.empty("c:showSerName", &[("val", "0")]);
            m.empty("c:showPercent", &[("val", "0")]);
            m.empty("c:showBubbleSize", &[("val", "0")]);
            m.leaf("c:separator", &[], "\n");
            if pie {
                m.empty("c:showLeaderLines", &[("val", "1")]);
            }
        });
        let last = chart.points.len() + 1;
        let labels: Vec<String> = chart.points.iter().map(label).collect();
        let values: Vec<String> = chart.points.iter().map(|p| p.value.0.to_string()).collect();
        m.el("c:cat", &[], |m| {
            cached(m, "c:strRef", "c:strCache", &format!("Sheet1!$A$2:$A${last}"), None, &labels);
        });
        m.el("c:val", &[], |m| {
            let format = Some("#,##0.00");
            cached(m, "c:numRef", "c:numCache", &format!("Sheet1!$B$2:$B${last}"), format, &values);
        });
    });
}

/// A slice's label carries its amount and share, so that they stand beside the slice and in the legend.
fn label(point: &crate::charts::Point) -> String {
    let amount = NumberFormat { thousands: true, decimals: Decimals::Fixed }.write(point.value.0);
    let of_share = |share| format!("{} {amount}，{share:.2}%", point.label);
    point.share_pct.map_or_else(|| point.label.clone(), of_share)
}

fn cached(
    m: &mut Markup,
    reference: &str,
    cache: &str,
    cells: &str,
    format: Option<&str>,
    values: &[String],
) {
    m.el(reference, &[], |m| {
        m.leaf("c:f", &[], cells);
        m.el(cache, &[], |m| {
            if let Some(format) = format {
                m.leaf("c:formatCode", &[], format);
            }
            m.empty("c:ptCount", &[("val", &values.len().to_string())]);
            for (i, value) in values.iter().enumerate() {
                m.el("c:pt", &[("idx", &i.to_string())], |m| m.leaf("c:v", &[], value));
            }
        });
    });
}
