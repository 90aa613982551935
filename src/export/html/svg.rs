//! Charts as inline SVG, in the page's own font and colours, with every value written out.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::charts::{Chart, Kind, Point};
use crate::export::markup::Markup;
use crate::money::{Decimals, NumberFormat};

/// Drawing area.
const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 280.0;
/// Classes of the page's style sheet, each with a fill of another brightness.
const FILLS: usize = 8;

/// Draws one chart.
pub fn draw(m: &mut Markup, chart: &Chart, caption: &str) {
    let view = format!("0 0 {WIDTH} {HEIGHT}");
    m.el("svg", &[("viewBox", &view), ("role", "img"), ("aria-label", caption)], |m| match chart.kind {
        Kind::Columns => columns(m, chart),
        Kind::Pie => pie(m, chart),
    });
}

fn amount(point: &Point) -> String {
    NumberFormat { thousands: true, decimals: Decimals::Fixed }.write(point.value.0)
}

/// Geometry only; the printed amounts stay exact.
fn length(value: Decimal) -> f64 {
    value.to_f64().unwrap_or_default()
}

fn px(value: f64) -> String {
    format!("{value:.1}")
}

fn text(m: &mut Markup, x: f64, y: f64, anchor: &str, words: &str) {
    m.leaf("text", &[("x", &px(x)), ("y", &px(y)), ("text-anchor", anchor)], words);
}

fn columns(m: &mut Markup, chart: &Chart) {
    let values: Vec<f64> = chart.points.iter().map(|p| length(p.value.0)).collect();
    let top = values.iter().copied().fold(0.0, f64::max);
    let bottom = values.iter().copied().fold(0.0, f64::min);
    let (upper, lower) = (34.0, HEIGHT - 34.0);
    let scale = if top - bottom > 0.0 { (lower - upper) / (top - bottom) } else { 0.0 };
    let zero = upper + top * scale;
    let step = WIDTH / chart.points.len() as f64;
    for (i, (point, value)) in chart.points.iter().zip(&values).enumerate() {
        let middle = step * (i as f64 + 0.5);
        let width = (step * 0.4).min(110.0);
        let (y, height) = (zero - value.max(0.0) * scale, value.abs() * scale);
        let class = format!("s{}", if i + 1 == chart.points.len() { 0 } else { 2 });
        m.empty(
            "rect",
            &[
                ("class", &class),
                ("x", &px(middle - width / 2.0)),
                ("y", &px(y)),
                ("width", &px(width)),
                ("height", &px(height)),
            ],
        );
        text(m, middle, y - 8.0, "middle", &amount(point));
        text(m, middle, HEIGHT - 10.0, "middle", &point.label);
    }
    let line = [("x1", "20"), ("x2", "540"), ("y1", &*px(zero)), ("y2", &*px(zero)), ("class", "axis")];
    m.empty("line", &line);
}

fn pie(m: &mut Markup, chart: &Chart) {
    let total: f64 = chart.points.iter().map(|p| length(p.value.0)).sum();
    let (cx, cy, r) = (130.0, HEIGHT / 2.0, 105.0);
    let mut angle = -std::f64::consts::FRAC_PI_2;
    for (i, point) in chart.points.iter().enumerate() {
        let sweep = length(point.value.0) / total * std::f64::consts::TAU;
        let end = angle + sweep;
        let (x1, y1) = (cx + r * angle.cos(), cy + r * angle.sin());
        let (x2, y2) = (cx + r * end.cos(), cy + r * end.sin());
        let large = u8::from(sweep > std::f64::consts::PI);
        let path = format!("M{cx:.1} {cy:.1}L{x1:.2} {y1:.2}A{r} {r} 0 {large} 1 {x2:.2} {y2:.2}Z");
        let class = format!("s{}", i % FILLS);
        if chart.points.len() == 1 {
            // An arc from a point to itself is nothing.
            let circle = [("class", class.as_str()), ("cx", &px(cx)), ("cy", &px(cy)), ("r", &px(r))];
            m.empty("circle", &circle);
        } else {
            m.empty("path", &[("class", &class), ("d", &path)]);
        }
        angle = end;
    }
    // A legend with every value: small slices have no room for words.
    let height = 24.0f64.min((HEIGHT - 20.0) / chart.points.len() as f64);
    let first = cy - height * (chart.points.len() as f64 - 1.0) / 2.0;
    for (i, point) in chart.points.iter().enumerate() {
        let y = first + height * i as f64;
        let class = format!("s{}", i % FILLS);
        m.empty(
            "rect",
            &[("class", &class), ("x", "262"), ("y", &px(y - 6.0)), ("width", "12"), ("height", "12")],
        );
        let share = point.share_pct.map(|s| format!("  {s:.2}%")).unwrap_or_default();
        text(m, 282.0, y + 4.5, "start", &format!("{} {}{share}", point.label, amount(point)));
    }
}
