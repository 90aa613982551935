//! Titles of published reports as data: which part, section or attachment a heading announces. A new wording is a
//! line here.

/// What a part of the document is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// 部门概况
    Overview,
    /// 部门决算表
    Tables,
    /// 情况说明
    Narrative,
    /// 名词解释
    Glossary,
    /// 附件
    Attachment,
    /// Anything else.
    Other,
}

/// Words in a part's title, squashed; the first that fits tells what it is. 情况说明 stands before 决算表 because
/// offices write 决算表情况说明, too.
const PARTS: &[(&str, PartKind)] = &[
    ("名词解释", PartKind::Glossary),
    ("术语解释", PartKind::Glossary),
    ("名词注释", PartKind::Glossary),
    ("专业名词", PartKind::Glossary),
    ("情况说明", PartKind::Narrative),
    ("决算说明", PartKind::Narrative),
    ("情况的说明", PartKind::Narrative),
    ("情况分析", PartKind::Narrative),
    ("数据分析", PartKind::Narrative),
    ("需要说明", PartKind::Narrative),
    ("重要事项", PartKind::Narrative),
    ("附件", PartKind::Attachment),
    ("附录", PartKind::Attachment),
    ("附表", PartKind::Attachment),
    ("绩效", PartKind::Attachment),
    ("概况", PartKind::Overview),
    ("基本情况", PartKind::Overview),
    ("简介", PartKind::Overview),
    ("职责", PartKind::Overview),
    ("决算表", PartKind::Tables),
    ("决算报表", PartKind::Tables),
    ("决算公开表", PartKind::Tables),
    ("公开表", PartKind::Tables),
    ("报表", PartKind::Tables),
];

/// What a part is, by its squashed title.
pub fn part_kind(title: &str) -> PartKind {
    PARTS.iter().find(|(word, _)| title.contains(word)).map_or(PartKind::Other, |(_, kind)| *kind)
}

/// Words in the title of the whole narrative; those of its sections speak of income, expenditure and the like.
const WHOLE: &[&str] = &["部门决算", "单位决算", "年度决算", "年决算", "决算公开说明", "决算公开情况"];

/// Whether a squashed title without number is the narrative's own (2023年度部门决算情况说明), not a section's.
pub fn is_whole_narrative(title: &str) -> bool {
    part_kind(title) == PartKind::Narrative && WHOLE.iter().any(|w| title.contains(w))
}

/// Text keys of the sections of 部门概况, by words of their squashed titles.
const TEXTS: &[(&str, &str)] = &[
    ("机构", "text.institutions"),
    ("单位构成", "text.institutions"),
    ("构成", "text.institutions"),
    ("职责", "text.duties"),
    ("职能", "text.duties"),
];

/// The text key of a section of 部门概况.
pub fn text_key(title: &str) -> Option<&'static str> {
    TEXTS.iter().find(|(word, _)| title.contains(word)).map(|(_, key)| *key)
}

/// What an attached table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachedKind {
    /// 绩效自评结果汇总表
    Summary,
    /// 项目支出绩效自评表
    Assessment,
    /// Something else.
    Other,
}

impl AttachedKind {
    /// The word used in JSON.
    pub fn word(self) -> &'static str {
        match self {
            AttachedKind::Summary => "summary",
            AttachedKind::Assessment => "assessment",
            AttachedKind::Other => "other",
        }
    }
}

/// What a table is by the squashed words of its title and first rows: forms of single projects list indicators, the
/// summary lists projects with their scores.
pub fn attached_kind(words: &str) -> AttachedKind {
    let has = |all: &[&str]| all.iter().all(|w| words.contains(w));
    if has(&["一级指标"]) || has(&["三级指标"]) || has(&["年度总体目标", "得分"]) {
        AttachedKind::Assessment
    } else if (words.contains("自评得分") || words.contains("自评等级") || words.contains("自评结果"))
        && words.contains("项目")
    {
        AttachedKind::Summary
    } else {
        AttachedKind::Other
    }
}

/// Beginnings of lines under a table, squashed.
const NOTES: &[&str] = &["注:", "注.", "备注", "说明:", "附注", "注1", "注、", "*"];

/// Whether a squashed line begins like a note.
pub fn begins_note(text: &str) -> bool {
    NOTES.iter().any(|n| text.starts_with(n))
}

/// Whether a squashed line under a table is a note to it.
pub fn is_note(text: &str) -> bool {
    begins_note(text)
        || text.contains("无数据")
        || (text.ends_with('.')
            && (text.contains("本表") || text.contains("尾数误差") || text.contains("四舍五入")))
}
