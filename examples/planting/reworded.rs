//! A report in the words of other offices: the same statements, as other provinces' forms and other hands put them.

use juesuan::published::content::Block;
use juesuan::published::{self, Report};

use super::random::Random;

/// Words of the built-in styles, and what others write instead.
const WORDINGS: &[(&str, &[&str])] = &[
    ("与2022年度相比，", &["较上年，", "同比", "与上年相比，", "与2022年相比，"]),
    ("比2022年度", &["较上年", "比上年", "较2022年"]),
    ("，增长", &["，增幅", "，上升", "，增幅为"]),
    ("，下降", &["，降低", "，降幅", "，降幅为"]),
    ("支出决算为", &["支出决算数为", "决算数为", "决算数", "决算支出"]),
    ("年初预算为", &["年初预算数为", "年初预算数", "年初预算安排"]),
    ("完成年初预算的", &["完成年初预算数的", "年初预算完成率为", "完成预算的", "完成了年初预算的"]),
    ("完成预算的", &["预算完成率为", "完成了预算的"]),
    ("决算数大于", &["决算数高于"]),
    ("决算数小于", &["决算数低于"]),
    ("主要原因是", &["主要是由于", "主要是因为", "主要原因为：", "主要系"]),
    ("万元，占", &["万元，占比", "万元，所占比例为"]),
    ("收、支总计均为", &["收入、支出总计均为", "收支总计为", "收、支总计"]),
    ("主要包括：", &["主要包括", "包括：", "主要有："]),
    ("与上年持平", &["与上年相同", "与上年一致", "较上年无变化"]),
    ("政府采购支出总额", &["政府采购支出总金额", "政府采购总额"]),
];

/// The report with about half of these words replaced.
pub fn reworded(report: &Report, random: &mut Random) -> Report {
    let told: Vec<u32> = report
        .sections
        .iter()
        .flat_map(|s| s.paragraphs.iter().filter(|p| !p.heading).map(|p| p.index))
        .collect();
    let mut content = report.content.clone();
    for block in &mut content.blocks {
        let Block::Paragraph(paragraph) = block else { continue };
        if !told.contains(&paragraph.index) {
            continue;
        }
        let mut text = paragraph.text();
        for (from, others) in WORDINGS {
            // Behind 占 a name says of what: 占本年支出合计的.
            let pieces: Vec<&str> = text.split(from).collect();
            let mut made = pieces[0].to_owned();
            for piece in &pieces[1..] {
                let figure = piece.starts_with(|c: char| c.is_ascii_digit());
                let fits = *from != "万元，占" || figure;
                let change = fits && random.below(2) == 0;
                made.push_str(if change { others[random.below(others.len())] } else { from });
                made.push_str(piece);
            }
            text = made;
        }
        paragraph.runs.clear();
        paragraph.push(&text, false, None);
    }
    published::from_content(&report.file, content)
}
