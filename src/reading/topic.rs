//! What a section speaks of, found by its title: titles and their numbers differ from province to province.

use super::normal;

/// The subject of a section (情况说明的一节).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// 收入支出决算总体情况
    Total,
    /// 收入决算情况
    Income,
    /// 支出决算情况
    Expenditure,
    /// 财政拨款收入支出决算总体情况
    Fiscal,
    /// 一般公共预算财政拨款支出决算情况
    General,
    /// 一般公共预算财政拨款基本支出决算情况
    Basic,
    /// 政府性基金预算
    Fund,
    /// 国有资本经营预算
    State,
    /// “三公”经费
    ThreePublic,
    /// 机关运行经费
    Agency,
    /// 一般性支出（会议费、培训费）
    Ordinary,
    /// 政府采购
    Procurement,
    /// 国有资产占用
    Assets,
    /// 预算绩效
    Performance,
    /// 其他重要事项: its sub-sections say what they speak of
    Other,
}

/// Words of titles, the first that a title contains decides: the more special stand first.
const TITLES: &[(&str, Topic)] = &[
    ("三公经费", Topic::ThreePublic),
    ("政府性基金", Topic::Fund),
    ("国有资本经营", Topic::State),
    ("机关运行经费", Topic::Agency),
    ("机构运行经费", Topic::Agency),
    ("一般性支出", Topic::Ordinary),
    ("会议费", Topic::Ordinary),
    ("政府采购", Topic::Procurement),
    ("国有资产", Topic::Assets),
    ("绩效", Topic::Performance),
    ("重要事项", Topic::Other),
    ("其他情况", Topic::Other),
    ("基本支出", Topic::Basic),
    ("一般公共预算", Topic::General),
    ("财政拨款收入支出", Topic::Fiscal),
    ("财政拨款收支", Topic::Fiscal),
    ("财政拨款收、支", Topic::Fiscal),
    ("财政拨款支出", Topic::General),
    ("收入支出", Topic::Total),
    ("收支", Topic::Total),
    ("收、支", Topic::Total),
    ("总体情况", Topic::Total),
    ("收入决算", Topic::Income),
    ("收入情况", Topic::Income),
    ("支出决算", Topic::Expenditure),
    ("支出情况", Topic::Expenditure),
];

/// Sub-sections that change the subject wherever they stand; 总体情况, 结构情况 and 具体情况 don't.
const OWN: [Topic; 5] =
    [Topic::Agency, Topic::Ordinary, Topic::Procurement, Topic::Assets, Topic::Performance];

/// Sub-sections of a section that tells several subjects: 收入支出决算总体情况 with one on income and one on expenditure.
const WITHIN: &[(Topic, Topic)] = &[
    (Topic::Total, Topic::Income),
    (Topic::Total, Topic::Expenditure),
    (Topic::Fiscal, Topic::General),
    (Topic::Fiscal, Topic::Basic),
    (Topic::Fiscal, Topic::Fund),
    (Topic::Fiscal, Topic::State),
];

impl Topic {
    /// The topic of a section's title.
    pub fn of_title(title: &str) -> Option<Topic> {
        let regular: String = normal::phrase(title).into_iter().collect();
        TITLES.iter().find(|(word, _)| regular.contains(word)).map(|(_, topic)| *topic)
    }

    /// The topics of a narrative's sections. 财政拨款支出 means the general public budget, unless a section of its own tells
    /// that (江苏): then it is all of 财政拨款.
    pub fn of_sections<'a>(titles: impl IntoIterator<Item = &'a str>) -> Vec<Option<Topic>> {
        let titles: Vec<(&str, Option<Topic>)> =
            titles.into_iter().map(|title| (title, Topic::of_title(title))).collect();
        let names_it = |title: &str| title.contains("一般公共预算");
        let apart = titles.iter().any(|(title, topic)| *topic == Some(Topic::General) && names_it(title));
        let of = |(title, topic): (&str, Option<Topic>)| match topic {
            Some(Topic::General) if apart && !names_it(title) => Some(Topic::Fiscal),
            topic => topic,
        };
        titles.into_iter().map(of).collect()
    }

    /// Whether a section of this topic tells expenditure by 类.
    pub fn has_classes(self) -> bool {
        matches!(
            self,
            Topic::Total | Topic::Expenditure | Topic::Fiscal | Topic::General | Topic::Fund | Topic::State
        )
    }

    /// The topic after a sub-heading of a section; where the section's title says nothing, the sub-headings do.
    pub fn after_heading(section: Option<Topic>, heading: &str) -> Option<Topic> {
        if section.is_none() {
            return Topic::of_title(heading);
        }
        let said = Topic::of_title(heading);
        if WITHIN.iter().any(|(whole, part)| section == Some(*whole) && said == Some(*part)) {
            return said;
        }
        let own = said.filter(|t| OWN.contains(t));
        own.filter(|_| section.is_some_and(|s| s == Topic::Other || OWN.contains(&s))).or(section)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_every_style() {
        for (title, topic) in [
            ("收入支出决算总体情况说明", Topic::Total),
            ("2024年度收入支出总体情况", Topic::Total),
            ("收入决算情况说明", Topic::Income),
            ("支出决算情况说明", Topic::Expenditure),
            ("财政拨款收入支出决算总体情况说明", Topic::Fiscal),
            ("一般公共预算财政拨款支出决算情况说明", Topic::General),
            ("一般公共预算财政拨款基本支出决算情况说明", Topic::Basic),
            ("政府性基金预算财政拨款收入支出决算情况说明", Topic::Fund),
            ("国有资本经营预算财政拨款支出决算情况说明", Topic::State),
            ("财政拨款“三公”经费支出决算情况说明", Topic::ThreePublic),
            ("一般公共预算财政拨款“三公”经费支出决算情况", Topic::ThreePublic),
            ("关于机关运行经费支出说明", Topic::Agency),
            ("一般性支出情况说明", Topic::Ordinary),
            ("关于政府采购支出说明", Topic::Procurement),
            ("国有资产占用情况说明", Topic::Assets),
            ("关于2023年度预算绩效情况的说明", Topic::Performance),
            ("其他重要事项的情况说明", Topic::Other),
        ] {
            assert_eq!(Topic::of_title(title), Some(topic), "{title}");
        }
        assert_eq!(Topic::of_title("名词解释"), None);
    }

    #[test]
    fn sub_headings_of_other_matters_say_what_they_speak_of() {
        let other = Some(Topic::Other);
        assert_eq!(Topic::after_heading(other, "（二）政府采购支出情况"), Some(Topic::Procurement));
        let general = Some(Topic::General);
        assert_eq!(Topic::after_heading(general, "（三）具体情况"), general);
        assert_eq!(
            Topic::after_heading(Some(Topic::ThreePublic), "（一）“三公”经费…总体情况"),
            Some(Topic::ThreePublic)
        );
    }
}
