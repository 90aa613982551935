//! Labels beside the slices of a pie, where the format draws it itself.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::charts::{Chart, Kind};

/// A slice under this share in percent is too small to be pointed at.
const LEAST_LABELLED: i64 = 5;
/// Half the width of a label, half its height, and the distance of its middle from the middle of the pie, in radii of
/// the pie: a name with its amount and share on two lines, as large as a chart on paper has them.
const LABEL: (f64, f64, f64) = (0.75, 0.3, 1.3);
/// By how much labels are larger, in radii, for each point more than two: the legend below takes its room from the pie.
const LEGEND_TAKES: f64 = 0.25;

/// Which points carry a label beside them. Of slices that lie side by side only those whose labels cannot stand on
/// each other do, the larger first; the legend has the figures of all.
pub fn labelled(chart: &Chart) -> Vec<bool> {
    let mut shown = vec![true; chart.points.len()];
    if chart.kind != Kind::Pie {
        return shown;
    }
    let larger = 1.0 + LEGEND_TAKES * chart.points.len().saturating_sub(2) as f64;
    let (half_width, half_height, distance) = (LABEL.0 * larger, LABEL.1 * larger, LABEL.2);
    let mut turned = 0.0;
    let places: Vec<(f64, f64)> = chart
        .points
        .iter()
        .map(|point| {
            let share = point.share_pct.and_then(|share| share.to_f64()).unwrap_or_default() / 100.0;
            let angle = (turned + share / 2.0) * std::f64::consts::TAU;
            turned += share;
            (angle.sin() * (distance + half_width * angle.sin().abs()), angle.cos() * distance)
        })
        .collect();
    let mut order: Vec<usize> = (0..chart.points.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(chart.points[*i].share_pct));
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for i in order {
        let (x, y) = places[i];
        let small = chart.points[i].share_pct.is_none_or(|share| share < Decimal::from(LEAST_LABELLED));
        let meets =
            |(a, b): &(f64, f64)| (x - a).abs() < 2.0 * half_width && (y - b).abs() < 2.0 * half_height;
        shown[i] = !small && !taken.iter().any(meets);
        if shown[i] {
            taken.push((x, y));
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::Point;
    use crate::money::Wan;

    fn pie(shares: &[i64]) -> Chart {
        let point = |share: &i64| Point {
            label: "某某支出".to_owned(),
            value: Wan(Decimal::from(*share)),
            share_pct: Some(Decimal::from(*share)),
        };
        let points = shares.iter().map(point).collect();
        Chart { title: String::new(), kind: Kind::Pie, measure: String::new(), points }
    }

    #[test]
    fn labels_that_would_stand_on_each_other_are_left_to_the_legend() {
        for (shares, shown) in [
            (vec![60, 40], vec![true, true]),
            (vec![97, 3], vec![true, false]),
            // Side by side at the foot of the pie, and at its top.
            (vec![42, 8, 8, 42], vec![true, true, false, true]),
            (vec![88, 6, 6], vec![true, true, false]),
            (vec![25, 25, 25, 25], vec![true, true, true, true]),
            // Neighbours at the upper left, the pie small above a legend of four.
            (vec![75, 15, 4, 6], vec![true, true, false, false]),
        ] {
            assert_eq!(labelled(&pie(&shares)), shown, "{shares:?}");
        }
    }
}
