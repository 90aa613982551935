//! The sheets of 补充资料.xlsx as declared: names, columns, and who writes in which. Reader, merger and writer all
//! go by this one description.

use crate::accounts::Address;
use crate::text::squash;
use crate::workbook::{Grid, Workbook};

/// A sheet of the supplement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SheetId {
    /// 原因说明
    Reasons,
    /// 补充数据
    Data,
    /// 文字材料
    Texts,
    /// 绩效自评
    Projects,
    /// 改写: only where a project has sentences of its own
    Own,
    /// 核对记录: only where somebody looked at findings and said so
    Looked,
}

/// Rows below the head that are prepared for what may be added: input checks and the yellow of blank cells reach there.
pub const PREPARED_ROWS: u32 = 1000;

/// The condition under which a cell to fill is yellow: it is blank, and its row asks for something. In sheets where
/// people add rows every blank cell of a prepared row is.
pub fn blank_formula(spec: &SheetSpec, row: u32, col: u32, key: u32) -> String {
    let blank = format!("{BLANK}{}))=0", Address { row, col });
    if spec.spare_rows > 0 { blank } else { format!("AND(LEN(${})>0,{blank})", Address { row, col: key }) }
}

/// How the condition on a blank cell begins, by which it is known again.
pub const BLANK: &str = "LEN(TRIM(";

/// Who writes in a column, and what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What a row is matched by.
    Key,
    /// The program's words, refreshed at every run.
    Shown,
    /// Filled by the program where it is empty, then people's.
    Offered,
    /// People's text.
    Text,
    /// People's number.
    Number,
    /// People's score, 0 to 100.
    Score,
    /// People's choice from a list.
    Choice(&'static [&'static str]),
}

impl Kind {
    /// Whether what stands there was typed by people and must never be lost.
    pub fn is_typed(self) -> bool {
        !matches!(self, Kind::Key | Kind::Shown | Kind::Offered)
    }
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct ColumnSpec {
    /// Its head; columns are found by it.
    pub head: &'static str,
    /// Width in characters.
    pub width: f64,
    /// Who writes in it.
    pub kind: Kind,
}

/// A declared sheet.
#[derive(Debug, Clone, Copy)]
pub struct SheetSpec {
    /// Which.
    pub id: SheetId,
    /// Sheet name.
    pub name: &'static str,
    /// Columns in order; the first [`Kind::Key`] is the key.
    pub columns: &'static [ColumnSpec],
    /// Lines of text a row has room for at least, so that typing is not cramped.
    pub room: usize,
    /// Empty rows prepared below the last one, for rows only people can add.
    pub spare_rows: u32,
    /// Whether the sheet is made only where it has a row.
    pub on_demand: bool,
}

impl SheetSpec {
    /// The head of the key column.
    pub fn key_head(&self) -> &'static str {
        self.columns.iter().find(|c| c.kind == Kind::Key).map_or("键", |c| c.head)
    }

    /// The head of the one column that people fill in a sheet that has no more of them (原因, 内容, 改为).
    pub fn answer_head(&self) -> Option<&'static str> {
        let mut typed = self.columns.iter().filter(|c| c.kind.is_typed());
        typed.next().filter(|_| typed.next().is_none()).map(|c| c.head)
    }

    /// A declared column by a head as it stands in a file: the head itself, or the head with a remark in brackets.
    pub fn column(&self, head: &str) -> Option<&'static ColumnSpec> {
        let head = squash(head);
        self.columns.iter().find(|c| same_head(&head, c.head))
    }
}

/// Whether a squashed head of a file is a declared one, or a declared one with another remark in brackets.
pub fn same_head(found: &str, declared: &str) -> bool {
    let stem = |text: &str| text.split('(').next().unwrap_or_default().to_owned();
    !found.is_empty() && stem(found) == stem(&squash(declared))
}

const fn column(head: &'static str, width: f64, kind: Kind) -> ColumnSpec {
    ColumnSpec { head, width, kind }
}

/// What `build` marks new rows with.
pub const MARK_HEAD: &str = "标记";
/// The mark of rows that the latest refresh added.
pub const MARK_NEW: &str = "新增";
/// The mark of rows that the report needs no more; they stay where they are, out of sight.
pub const MARK_RETIRED: &str = "不再需要";
/// Grades of a self-assessment (自评等级).
pub const GRADES: &[&str] = &["优", "良", "中", "差"];
/// 项目类别: paid by the department's own level of government, or by another.
pub const CATEGORIES: &[&str] = &["本级", super::TRANSFER];
/// Units of 补充数据 that are converted.
const UNITS: &[&str] = &["万元", "元", "千元", "个", "人", "辆", "台（套）"];

/// Every declared sheet, in order.
pub const SHEETS: &[SheetSpec] = &[
    SheetSpec {
        id: SheetId::Reasons,
        name: "原因说明",
        columns: &[
            column("键", 18.0, Kind::Key),
            column("章节", 16.0, Kind::Shown),
            column("事项", 48.0, Kind::Shown),
            column("上年填写", 28.0, Kind::Offered),
            column("原因（请填写）", 48.0, Kind::Text),
            column(MARK_HEAD, 8.0, Kind::Shown),
        ],
        room: 2,
        spare_rows: 0,
        on_demand: false,
    },
    SheetSpec {
        id: SheetId::Data,
        name: "补充数据",
        columns: &[
            column("键", 26.0, Kind::Key),
            column("项目", 34.0, Kind::Shown),
            column("单位", 10.0, Kind::Choice(UNITS)),
            column("年初预算数", 16.0, Kind::Number),
            column("本年决算数", 16.0, Kind::Number),
            column("上年决算数", 16.0, Kind::Number),
            column(MARK_HEAD, 8.0, Kind::Shown),
        ],
        room: 1,
        spare_rows: 0,
        on_demand: false,
    },
    SheetSpec {
        id: SheetId::Texts,
        name: "文字材料",
        columns: &[
            column("键", 24.0, Kind::Key),
            column("标题", 28.0, Kind::Shown),
            column("内容", 80.0, Kind::Text),
            column(MARK_HEAD, 8.0, Kind::Shown),
        ],
        room: 4,
        spare_rows: 0,
        on_demand: false,
    },
    SheetSpec {
        id: SheetId::Projects,
        name: "绩效自评",
        columns: &[
            column("项目名称", 40.0, Kind::Key),
            column("资金使用单位", 26.0, Kind::Text),
            column("年初预算数", 13.0, Kind::Number),
            column("全年预算数", 13.0, Kind::Number),
            column("全年执行数", 13.0, Kind::Number),
            column("自评得分", 10.0, Kind::Score),
            column("自评等级", 10.0, Kind::Choice(GRADES)),
            column("目标完成情况", 60.0, Kind::Text),
            column("项目类别", 12.0, Kind::Choice(CATEGORIES)),
        ],
        room: 2,
        spare_rows: 20,
        on_demand: false,
    },
    SheetSpec {
        id: SheetId::Own,
        name: "改写",
        columns: &[
            column("键", 18.0, Kind::Key),
            column("章节", 26.0, Kind::Shown),
            column("样式的句子", 60.0, Kind::Shown),
            column("改为", 60.0, Kind::Text),
            column(MARK_HEAD, 8.0, Kind::Shown),
        ],
        room: 2,
        spare_rows: 0,
        on_demand: true,
    },
    SheetSpec {
        id: SheetId::Looked,
        name: "核对记录",
        columns: &[column("问题", 80.0, Kind::Key), column("说明", 60.0, Kind::Text)],
        room: 1,
        spare_rows: 0,
        on_demand: true,
    },
];

/// The program's own page of instructions.
pub const HELP_SHEET: &str = "填写说明";

/// The declared sheet of an id.
pub fn spec(id: SheetId) -> &'static SheetSpec {
    SHEETS.iter().find(|s| s.id == id).unwrap_or(&SHEETS[0])
}

/// The declared sheet of a name.
pub fn named(name: &str) -> Option<&'static SheetSpec> {
    SHEETS.iter().find(|s| s.name == name)
}

/// The declared sheet a name stands for; people rename sheets ("1.原因说明").
pub fn recognise(name: &str) -> Option<&'static SheetSpec> {
    let name = squash(name);
    SHEETS.iter().find(|s| name.contains(s.name))
}

/// The sheet of a workbook that is the declared one: the first that has its heads, else the first of its name.
pub fn find<'a>(book: &'a Workbook, spec: &SheetSpec) -> Option<&'a Grid> {
    let named = || book.sheets.iter().filter(|g| recognise(&g.name).is_some_and(|s| s.id == spec.id));
    named().find(|g| head_row(g, spec).is_some()).or_else(|| named().next())
}

/// Whether a workbook is a supplement at all.
pub fn is_supplement(book: &Workbook) -> bool {
    let has = |id| {
        book.sheets.iter().any(|g| {
            recognise(&g.name).is_some_and(|s| s.id == id)
                && (g.rows.is_empty() || head_row(g, spec(id)).is_some())
        })
    };
    has(SheetId::Reasons) || (has(SheetId::Texts) && has(SheetId::Data))
}

/// The year that a supplement's own title states (`某局2023年度决算补充资料`).
pub fn year(book: &Workbook) -> Option<u16> {
    const TITLE: &str = "年度决算补充资料";
    let help = book.sheets.iter().find(|g| squash(&g.name) == HELP_SHEET)?;
    let title = help.rows.first()?.cells.first()?.1.display();
    let before = title.split(TITLE).next().filter(|before| before.len() < title.len())?;
    let digits: String = before.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
    digits.parse().ok()
}

/// How far down a head is looked for.
const HEAD_WITHIN: usize = 20;

/// Index of the row of a sheet that holds its key column's head.
pub fn head_row(grid: &Grid, spec: &SheetSpec) -> Option<usize> {
    grid.rows
        .iter()
        .take(HEAD_WITHIN)
        .position(|row| row.cells.iter().any(|(_, v)| same_head(&v.squashed(), spec.key_head())))
}
