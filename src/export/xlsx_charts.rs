//! The sheet 图表 of 公开表.xlsx: native Excel charts over their figures, so that an office can restyle them.

use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    Chart as ExcelChart, ChartDataLabel, ChartDataLabelPosition, ChartFormat, ChartLine, ChartPoint,
    ChartSolidFill, ChartType, Format, FormatBorder, Workbook, XlsxError,
};

use super::FILLS;
use super::pie::labelled;
use super::xlsx_cell::{AMOUNT_FORMAT, fitting};
use crate::charts::{Chart, Kind};

const SHEET: &str = "图表";
/// Sheet rows a chart takes.
const CHART_ROWS: u32 = 18;
/// Sheet rows of a printed page, with the columns fitted to its width.
const PAGE_ROWS: u32 = 60;

/// Adds the sheet.
pub fn write(book: &mut Workbook, charts: &[Chart]) -> Result<(), XlsxError> {
    let cell = Format::new().set_font_name("宋体").set_font_size(10.0).set_border(FormatBorder::Thin);
    let head = cell.clone().set_bold();
    let amount = cell.clone().set_num_format(AMOUNT_FORMAT);
    let sheet = book.add_worksheet();
    sheet.set_name(SHEET)?;
    sheet.set_column_width(0, 34)?;
    sheet.set_column_width(1, 16)?;
    sheet.set_column_width(2, 10)?;
    let mut row = 0;
    // A page ends between charts, never in one.
    let (mut breaks, mut page_begins) = (Vec::new(), 0);
    for (i, chart) in charts.iter().enumerate() {
        sheet.write_with_format(row, 0, format!("图{}：{}", i + 1, chart.title), &head)?;
        sheet.write_with_format(row, 1, "金额（万元）", &head)?;
        if chart.kind == Kind::Pie {
            sheet.write_with_format(row, 2, "占比（%）", &head)?;
        }
        let height = CHART_ROWS.max(u32::try_from(chart.points.len()).unwrap_or(0) + 3);
        if row > page_begins && row + height - page_begins > PAGE_ROWS {
            breaks.push(row);
            page_begins = row;
        }
        let first = row + 1;
        for (n, point) in (first..).zip(&chart.points) {
            sheet.write_string_with_format(n, 0, fitting(&point.label), &cell)?;
            sheet.write_number_with_format(n, 1, point.value.0.to_f64().unwrap_or_default(), &amount)?;
            if let Some(share) = point.share_pct {
                sheet.write_number_with_format(n, 2, share.to_f64().unwrap_or_default(), &amount)?;
            }
        }
        let last = row + u32::try_from(chart.points.len()).unwrap_or(u32::MAX - row);
        sheet.insert_chart(row, 4, &drawn(chart, row, first, last))?;
        row += CHART_ROWS.max(last - row + 3);
    }
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    if !breaks.is_empty() {
        sheet.set_page_breaks(&breaks)?;
    }
    Ok(())
}

fn drawn(chart: &Chart, head: u32, first: u32, last: u32) -> ExcelChart {
    let pie = chart.kind == Kind::Pie;
    let mut excel = ExcelChart::new(if pie { ChartType::Pie } else { ChartType::Column });
    let fills: &[usize] = if pie { &[0, 1, 2, 3, 4, 5, 6, 7] } else { &[2, 0] };
    let points: Vec<ChartPoint> = (0..chart.points.len())
        .map(|i| {
            let fill = ChartSolidFill::new()
                .set_color(format!("#{}", FILLS[fills[i % fills.len()]]).as_str())
                .clone();
            let line = ChartLine::new().set_color("#000000").clone();
            let mut format = ChartFormat::new().set_solid_fill(&fill).set_border(&line).clone();
            ChartPoint::new().set_format(&mut format).clone()
        })
        .collect();
    let mut label = ChartDataLabel::new();
    label.show_value().set_position(ChartDataLabelPosition::OutsideEnd);
    if pie {
        label.show_percentage().show_leader_lines();
    }
    // Labels that would stand on each other are left out; the figures stand beside the chart.
    let labels: Vec<ChartDataLabel> = labelled(chart)
        .into_iter()
        .map(|shown| match shown {
            true => ChartDataLabel::default(),
            false => ChartDataLabel::new().set_hidden().clone(),
        })
        .collect();
    excel
        .add_series()
        .set_name((SHEET, head, 0))
        .set_categories((SHEET, first, 0, last, 0))
        .set_values((SHEET, first, 1, last, 1))
        .set_points(&points)
        .set_data_label(&label)
        .set_custom_data_labels(&labels);
    excel.title().set_name(&chart.title);
    if pie {
        excel.legend().set_position(rust_xlsxwriter::ChartLegendPosition::Bottom);
    } else {
        excel.legend().set_hidden();
        excel.y_axis().set_min(0).set_num_format("#,##0");
    }
    excel.set_width(560).set_height(320);
    excel
}
