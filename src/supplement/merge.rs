//! A plan and the file people filled, brought together. What people have stays where it stands, rows, columns and sheets
//! of their own included; the program's words are refreshed; nothing that was typed is dropped.

use std::collections::{BTreeMap, BTreeSet};

use super::edit::{AddedRow, SheetEdit};
use super::form::{self, Kind, MARK_HEAD, MARK_NEW, MARK_RETIRED, SHEETS, SheetSpec};
use super::page::{Content, Page};
use super::plan::{Plan, PlannedRow};
use super::write;
use crate::text::squash;
use crate::workbook::{Grid, GridRow, Workbook};

/// What a merge changed, by key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Rows that are new.
    pub added: Vec<String>,
    /// Rows that are needed again.
    pub restored: Vec<String>,
    /// Rows that are needed no more; they stay, marked and out of sight.
    pub retired: Vec<String>,
}

/// What must be done to a supplement so that it asks for what a report needs.
#[derive(Debug, Clone)]
pub struct Merged {
    /// Changes to the declared sheets that are there; one each, perhaps empty.
    pub edits: Vec<SheetEdit>,
    /// Sheets that are not there.
    pub pages: Vec<Page>,
    /// What changed.
    pub changes: Changes,
}

impl Merged {
    /// Whether anything is to be changed.
    pub fn differs(&self) -> bool {
        !self.pages.is_empty() || self.edits.iter().any(|e| !e.is_empty())
    }

    /// The whole workbook as it will read, for files whose cells cannot be changed in place (.xls, .ods).
    pub fn all_pages(&self, present: &Workbook) -> Vec<Page> {
        let there = present.sheets.iter().map(|grid| {
            let edit = self.edits.iter().find(|e| e.sheet == grid.name);
            edit.map_or_else(|| Page::foreign(grid), |e| e.page(grid))
        });
        there.chain(self.pages.iter().cloned()).collect()
    }
}

/// Brings a plan together with the supplement there is, if any.
pub fn merge(plan: &Plan, present: Option<&Workbook>) -> Merged {
    let mut merger = Merger { plan, changes: Changes::default() };
    let mut edits = Vec::new();
    let mut pages = Vec::new();
    for spec in SHEETS {
        let grid = present.and_then(|book| form::find(book, spec));
        match grid.and_then(|grid| Some((grid, form::head_row(grid, spec)?))) {
            Some((grid, head)) => edits.push(merger.refresh(spec, grid, head)),
            // Only what stands in them needs these sheets.
            None if spec.on_demand && plan.of(spec.id).next().is_none() => {}
            // A sheet whose heads are gone stays as it is beside a new one.
            None => pages.push(merger.fresh(spec, free_name(present, spec.name))),
        }
    }
    if present.is_none() {
        pages.push(help_page(plan));
    }
    Merged { edits, pages, changes: merger.changes }
}

/// A name that no sheet of the file has yet.
fn free_name(present: Option<&Workbook>, name: &str) -> String {
    let taken = |n: &str| present.is_some_and(|b| b.sheets.iter().any(|g| g.name.eq_ignore_ascii_case(n)));
    let names = std::iter::once(name.to_owned()).chain((2..).map(|n| format!("{name}{n}")));
    names.into_iter().find(|n| !taken(n)).unwrap_or_else(|| name.to_owned())
}

/// Where the declared columns of a sheet stand.
pub(super) struct Layout {
    spec: &'static SheetSpec,
    head: BTreeMap<u32, String>,
}

impl Layout {
    /// People's order of columns; declared columns that are missing follow at the right of everything.
    pub(super) fn of(
        spec: &'static SheetSpec,
        head: &GridRow,
        width: u32,
    ) -> (Layout, Vec<(u32, &'static str)>) {
        let present = head.cells.iter().map(|(col, value)| (*col, value.squashed())).collect();
        let mut layout = Layout { spec, head: present };
        let mut missing = Vec::new();
        for (column, col) in spec.columns.iter().filter(|c| layout.position(c.head).is_none()).zip(width..) {
            missing.push((col, column.head));
        }
        layout.head.extend(missing.iter().map(|(col, head)| (*col, squash(head))));
        (layout, missing)
    }

    pub(super) fn position(&self, head: &str) -> Option<u32> {
        let head = squash(head);
        let exact = self.head.iter().find(|(_, h)| **h == head);
        exact.or_else(|| self.head.iter().find(|(_, h)| form::same_head(h, &head))).map(|(col, _)| *col)
    }

    pub(super) fn key(&self) -> u32 {
        self.position(self.spec.key_head()).unwrap_or(0)
    }

    /// What the plan says of a row that holds these cells: only what is to be set.
    fn apply(&self, planned: &PlannedRow, present: &dyn Fn(u32) -> Content) -> Vec<(u32, Content)> {
        let mut set = Vec::new();
        for column in self.spec.columns {
            let Some(col) = self.position(column.head) else { continue };
            let there = present(col);
            let of = |cells: &'_ [(&'static str, Content)]| {
                cells.iter().find(|(head, _)| *head == column.head).map(|(_, v)| v.clone())
            };
            let value = of(&planned.cells);
            let value = value.as_ref();
            let wants = match column.kind {
                Kind::Key => Content::text(planned.key.as_str()),
                _ if column.head == MARK_HEAD => continue,
                _ if planned.typed.iter().any(|(head, _)| *head == column.head) => {
                    of(&planned.typed).unwrap_or_default()
                }
                Kind::Shown => value.cloned().unwrap_or_default(),
                Kind::Number if !planned.wanted.is_empty() && there.is_empty() => {
                    let wanted = planned.wanted.contains(&column.head);
                    let value = value.cloned().unwrap_or_default();
                    if wanted || !value.is_empty() { value } else { Content::text("—") }
                }
                _ => match value.filter(|_| there.is_empty()) {
                    Some(value) => value.clone(),
                    None => continue,
                },
            };
            let wants = Content::fitted(wants);
            let same = match column.kind {
                // Keys are matched whatever their spaces and width; there is nothing to correct.
                Kind::Key => squash(&wants.display()) == squash(&there.display()),
                _ => wants.display() == there.display(),
            };
            if !same {
                set.push((col, wants));
            }
        }
        set
    }

    pub(super) fn height(&self, cells: &dyn Fn(u32) -> Content) -> f64 {
        let all = self.head.iter().map(|(col, head)| {
            let width = self.spec.column(head).map_or(write::OWN_COLUMN_WIDTH, |c| c.width);
            (cells(*col), width)
        });
        write::height(all, self.spec.room)
    }
}

struct Merger<'a> {
    plan: &'a Plan,
    changes: Changes,
}

impl Merger<'_> {
    /// A sheet that was not there.
    fn fresh(&mut self, spec: &'static SheetSpec, name: String) -> Page {
        let head = GridRow { row: 0, cells: Vec::new() };
        let (layout, _) = Layout::of(spec, &head, 0);
        let added = self.missing_rows(&layout, &BTreeSet::new(), false);
        let width = layout.head.len();
        let rows = added.into_iter().map(|row| {
            let mut cells = vec![Content::Empty; width];
            for (col, content) in row.cells {
                cells[col as usize] = content;
            }
            cells
        });
        Page {
            name,
            id: Some(spec.id),
            visible: true,
            preface: Vec::new(),
            head: spec.columns.iter().map(|c| c.head.to_owned()).collect(),
            rows: rows.collect(),
        }
    }

    /// A sheet people have.
    fn refresh(&mut self, spec: &'static SheetSpec, grid: &Grid, head_index: usize) -> SheetEdit {
        let head = &grid.rows[head_index];
        let width = grid.rows.iter().filter_map(|r| r.cells.last()).map(|c| c.0 + 1).max().unwrap_or(0);
        let (layout, missing) = Layout::of(spec, head, width);
        let mut edit = SheetEdit::new(&grid.name, spec, head.row);
        let positions = spec.columns.iter().filter_map(|c| Some((layout.position(c.head)?, c.kind)));
        edit.kinds = positions.collect();
        for (col, head_text) in missing {
            edit.cells.insert((head.row, col), Content::text(head_text));
        }
        let mark = layout.position(MARK_HEAD);
        let mut seen = BTreeSet::new();
        let mut new_marks = Vec::new();
        // Of rows with one key the first counts.
        let mut planned: BTreeMap<String, &PlannedRow> = BTreeMap::new();
        for row in self.plan.of(spec.id) {
            planned.entry(squash(&row.key)).or_insert(row);
        }
        let of_sheet = self.plan.retired.iter().filter(|(id, _)| *id == spec.id);
        let retired: BTreeMap<String, &str> = of_sheet.map(|(_, key)| (squash(key), key.as_str())).collect();
        for row in &grid.rows[head_index + 1..] {
            let cell = |col: u32| row.get(col).map(Content::from).unwrap_or_default();
            let key = squash(&cell(layout.key()).display());
            if key.is_empty() || form::same_head(&key, spec.key_head()) || !seen.insert(key.clone()) {
                continue; // a remark, a head people repeated, a second row of a key: the reader reports it
            }
            edit.last = row.row;
            let marked = mark.map(|m| cell(m).display()).unwrap_or_default();
            if marked == MARK_NEW {
                new_marks.push(row.row);
            }
            if let Some(planned) = planned.get(&key) {
                let set = layout.apply(planned, &cell);
                if !set.is_empty() {
                    let now = |col: u32| {
                        set.iter()
                            .find(|(c, _)| *c == col)
                            .map_or_else(|| cell(col), |(_, content)| content.clone())
                    };
                    edit.heights.insert(row.row, layout.height(&now));
                }
                edit.cells.extend(set.into_iter().map(|(col, content)| ((row.row, col), content)));
                if let Some(mark) = mark.filter(|_| marked == MARK_RETIRED) {
                    edit.cells.insert((row.row, mark), Content::Empty);
                    edit.hidden.insert(row.row, false);
                    self.changes.restored.push(planned.key.clone());
                }
            } else if let Some(key) = retired.get(&key)
                && let Some(mark) = mark.filter(|_| marked != MARK_RETIRED)
            {
                edit.cells.insert((row.row, mark), Content::text(MARK_RETIRED));
                edit.hidden.insert(row.row, true);
                self.changes.retired.push((*key).to_owned());
            }
        }
        let had_rows = !seen.is_empty();
        let mut added = self.missing_rows(&layout, &seen, true);
        if let Some(mark) = mark.filter(|_| had_rows && !added.is_empty()) {
            for row in new_marks {
                edit.cells.entry((row, mark)).or_insert(Content::Empty);
            }
            for row in &mut added {
                row.cells.insert(mark, Content::text(MARK_NEW));
            }
        }
        edit.added = added;
        edit
    }

    /// Planned rows that are not there yet.
    fn missing_rows(&mut self, layout: &Layout, seen: &BTreeSet<String>, dressed: bool) -> Vec<AddedRow> {
        let mut rows = Vec::new();
        for planned in self.plan.of(layout.spec.id).filter(|r| !seen.contains(&squash(&r.key))) {
            let mut cells: BTreeMap<u32, Content> = BTreeMap::new();
            if dressed {
                // Every declared cell gets its place and look, also those that people will fill.
                let declared = layout.spec.columns.iter().filter_map(|c| layout.position(c.head));
                cells.extend(declared.map(|col| (col, Content::Empty)));
            }
            cells.extend(layout.apply(planned, &|_| Content::Empty));
            let height = layout.height(&|col| cells.get(&col).cloned().unwrap_or_default());
            self.changes.added.push(planned.key.clone());
            rows.push(AddedRow { cells, height });
        }
        rows
    }
}

/// The instructions on the last sheet.
fn help_page(plan: &Plan) -> Page {
    let lines = [
        plan.title.as_str(),
        "1.只需填写黄色单元格，填写后黄色自动消失；其他内容由程序生成。填写后保存，再运行一次程序即可。",
        "2.“原因说明”：不必写“主要原因是”，句末不加句号；“事项”是情况说明中已写好的半句话，数字由程序更新。",
        "3.“补充数据”：单位见“单位”一栏，也可以连单位一起填（47.5万元）；“—”表示这一格不需要填写。",
        "4.“文字材料”：可以分段，一段一行。标题后注明“选填”的可以不填。",
        "5.“绩效自评”：一个项目一行，金额单位为万元；放入绩效自评表文件夹的自评表会自动填入。",
        "6.请不要改动“键”一栏。可以排序、筛选、标颜色、加批注、写公式、增加自己的栏和工作表，程序更新时都保留。",
        "7.更新时，新增的行在最下面并在“标记”栏注明“新增”；不再需要的行留在原处，注明“不再需要”并隐藏，以后又需要时自动显示。更新前的文件另存为“补充资料.上一版.xlsx”，再早的在后面加数字。",
    ];
    Page {
        name: form::HELP_SHEET.to_owned(),
        id: None,
        visible: true,
        preface: Vec::new(),
        head: Vec::new(),
        rows: lines.iter().map(|l| vec![Content::text(*l)]).collect(),
    }
}
