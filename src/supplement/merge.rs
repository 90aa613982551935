//! A plan and the file people filled, brought together. People's columns, order, extra columns and extra sheets stay;
//! the program's words are refreshed; nothing that was typed is dropped.

use std::collections::BTreeSet;

use super::form::{self, Kind, MARK_HEAD, MARK_NEW, RETIRED_HEADS, RETIRED_SHEET, SHEETS, SheetSpec};
use super::page::{Content, Page, rows_of, same_contents};
use super::plan::{Plan, PlannedRow};
use crate::text::squash;
use crate::workbook::{Grid, Workbook};

/// What a merge changed, by key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Rows that are new.
    pub added: Vec<String>,
    /// Rows that came back from 不再需要.
    pub restored: Vec<String>,
    /// Rows that went to 不再需要 with their text.
    pub retired: Vec<String>,
}

/// The pages of a supplement after a merge.
#[derive(Debug, Clone)]
pub struct Merged {
    /// Every sheet.
    pub pages: Vec<Page>,
    /// What changed.
    pub changes: Changes,
    /// Whether the file on disk differs from the pages.
    pub differs: bool,
}

type Row = Vec<Content>;

/// Brings a plan together with the supplement there is, if any.
pub fn merge(plan: &Plan, present: Option<&Workbook>) -> Merged {
    let mut merger = Merger {
        plan,
        retired: present.and_then(retired_grid).map(retired_rows).unwrap_or_default(),
        changes: Changes::default(),
    };
    let mut pages: Vec<Page> = Vec::new();
    for spec in SHEETS {
        let grid = present.and_then(|book| form::find(book, spec));
        let page = match grid {
            Some(grid) if form::head_row(grid, spec).is_some() => merger.refresh(spec, grid),
            Some(grid) if !grid.rows.is_empty() => {
                // Its heads are gone: nothing can be matched, so it stays as it is beside a new one.
                pages.push(Page { name: kept_name(present, &grid.name), ..Page::foreign(grid) });
                merger.fresh(spec)
            }
            _ => merger.fresh(spec),
        };
        pages.push(page);
    }
    let ours: BTreeSet<&str> =
        SHEETS.iter().filter_map(|s| Some(form::find(present?, s)?.name.as_str())).collect();
    for grid in present.into_iter().flat_map(|b| &b.sheets) {
        let is_ours = ours.contains(grid.name.as_str()) || squash(&grid.name) == RETIRED_SHEET;
        if !is_ours && grid.name != form::HELP_SHEET {
            pages.push(Page::foreign(grid));
        }
    }
    if !merger.retired.is_empty() {
        pages.push(Page {
            name: RETIRED_SHEET.to_owned(),
            id: None,
            visible: true,
            preface: Vec::new(),
            head: RETIRED_HEADS.map(str::to_owned).to_vec(),
            rows: merger.retired,
        });
    }
    let help = present.and_then(|b| b.sheets.iter().find(|g| g.name == form::HELP_SHEET));
    pages.push(help.map_or_else(|| help_page(plan), Page::foreign));
    let differs = present.is_none_or(|book| !same_contents(&pages, book));
    Merged { pages, changes: merger.changes, differs }
}

fn retired_grid(book: &Workbook) -> Option<&Grid> {
    book.sheets.iter().find(|g| squash(&g.name) == RETIRED_SHEET)
}

fn retired_rows(grid: &Grid) -> Vec<Row> {
    rows_of(grid, 0).into_iter().filter(|row| cell(row, 1).display() != RETIRED_HEADS[1]).collect()
}

/// A name that no sheet of the file has yet.
fn kept_name(present: Option<&Workbook>, name: &str) -> String {
    let taken = |n: &str| present.is_some_and(|b| b.sheets.iter().any(|g| g.name == n));
    (1..).map(|n| format!("原表{n}")).find(|n| !taken(n)).unwrap_or_else(|| name.to_owned())
}

fn cell(row: &[Content], col: usize) -> &Content {
    row.get(col).unwrap_or(&Content::Empty)
}

fn set(row: &mut Row, col: usize, content: Content) {
    if row.len() <= col {
        row.resize(col + 1, Content::Empty);
    }
    row[col] = content;
}

/// Where the declared columns of a sheet stand.
struct Layout {
    spec: &'static SheetSpec,
    head: Vec<String>,
}

impl Layout {
    /// People's order of columns; declared columns that are missing follow at the right.
    fn of(spec: &'static SheetSpec, head: &[Content], width: usize) -> Layout {
        let mut layout = Layout { spec, head: head.iter().map(Content::display).collect() };
        layout.head.resize(width.max(head.len()), String::new());
        for column in spec.columns {
            if layout.position(column.head).is_none() {
                layout.head.push(column.head.to_owned());
            }
        }
        layout
    }

    fn position(&self, head: &str) -> Option<usize> {
        let head = squash(head);
        let exact = self.head.iter().position(|h| squash(h) == head);
        exact.or_else(|| self.head.iter().position(|h| form::same_head(&squash(h), &head)))
    }

    fn key(&self) -> usize {
        self.position(self.spec.key_head()).unwrap_or(0)
    }

    /// The kind of a column: people's own columns are typed text.
    fn kind(&self, col: usize) -> Kind {
        let declared = self.spec.columns.iter().find(|c| self.position(c.head) == Some(col));
        declared.map_or(Kind::Text, |c| c.kind)
    }

    fn has_typed(&self, row: &[Content]) -> bool {
        row.iter().enumerate().any(|(col, content)| {
            // A unit is chosen by the program; alone it says nothing.
            let counts = self.kind(col).is_typed() && !matches!(self.kind(col), Kind::Choice(_));
            counts && !content.is_empty()
        })
    }

    /// Writes what the plan says into a row without touching what was typed.
    fn apply(&self, planned: &PlannedRow, row: &mut Row) {
        set(row, self.key(), Content::text(planned.key.as_str()));
        for column in self.spec.columns {
            let Some(col) = self.position(column.head) else { continue };
            let value = planned.cells.iter().find(|(head, _)| *head == column.head).map(|(_, v)| v);
            match column.kind {
                Kind::Key => {}
                _ if column.head == MARK_HEAD => {}
                Kind::Shown => set(row, col, value.cloned().unwrap_or_default()),
                _ => {
                    if let Some(value) = value.filter(|_| cell(row, col).is_empty()) {
                        set(row, col, value.clone());
                    }
                }
            }
            if column.kind == Kind::Number && !planned.wanted.is_empty() && cell(row, col).is_empty() {
                let wanted = planned.wanted.contains(&column.head);
                set(row, col, if wanted { Content::Empty } else { Content::text("—") });
            }
        }
    }
}

struct Merger<'a> {
    plan: &'a Plan,
    retired: Vec<Row>,
    changes: Changes,
}

impl Merger<'_> {
    /// A sheet that was not there.
    fn fresh(&mut self, spec: &'static SheetSpec) -> Page {
        let head: Vec<Content> = spec.columns.iter().map(|c| Content::text(c.head)).collect();
        let layout = Layout::of(spec, &head, 0);
        let rows = self.missing_rows(&layout, &BTreeSet::new());
        page(spec, spec.name.to_owned(), true, Vec::new(), layout, rows)
    }

    /// A sheet people have.
    fn refresh(&mut self, spec: &'static SheetSpec, grid: &Grid) -> Page {
        let head_index = form::head_row(grid, spec).unwrap_or(0);
        let all = rows_of(grid, 0);
        let width = all.iter().map(Vec::len).max().unwrap_or(0);
        let layout = Layout::of(spec, &all[head_index], width);
        let mut seen = BTreeSet::new();
        let mut rows: Vec<Row> = Vec::new();
        for mut row in all[head_index + 1..].iter().cloned() {
            let key = cell(&row, layout.key()).display();
            if form::same_head(&squash(&key), spec.key_head()) {
                continue; // a head people repeated
            }
            if key.is_empty() {
                if row.iter().any(|c| !c.is_empty()) {
                    rows.push(row);
                }
                continue;
            }
            let planned = self.plan.of(spec.id).find(|r| r.key == key);
            let first = seen.insert(key.clone());
            match planned {
                Some(planned) if first => layout.apply(planned, &mut row),
                // A second row of a key: kept while it says anything; the reader reports it.
                _ if !first && !layout.has_typed(&row) => continue,
                Some(_) => {}
                None if self.plan.retired.contains(&(spec.id, key.clone())) => {
                    if layout.has_typed(&row) {
                        self.retire(&layout, &row, key);
                    }
                    continue;
                }
                None => {}
            }
            rows.push(row);
        }
        let had_rows = !seen.is_empty();
        let new = self.missing_rows(&layout, &seen);
        if had_rows && !new.is_empty() {
            let mark = layout.position(MARK_HEAD);
            for row in &mut rows {
                if let Some(col) = mark.filter(|c| cell(row, *c).display() == MARK_NEW) {
                    set(row, col, Content::Empty);
                }
            }
            let marked = new.into_iter().map(|mut row| {
                if let Some(col) = mark {
                    set(&mut row, col, Content::text(MARK_NEW));
                }
                row
            });
            rows.splice(0..0, marked);
        } else {
            rows.extend(new);
        }
        page(spec, grid.name.clone(), grid.visible, all[..head_index].to_vec(), layout, rows)
    }

    /// Planned rows that are not there yet, with what 不再需要 kept of them.
    fn missing_rows(&mut self, layout: &Layout, seen: &BTreeSet<String>) -> Vec<Row> {
        let mut rows = Vec::new();
        for planned in self.plan.of(layout.spec.id).filter(|r| !seen.contains(&r.key)) {
            let mut row = vec![Content::Empty; layout.head.len()];
            if self.restore(layout, &planned.key, &mut row) {
                self.changes.restored.push(planned.key.clone());
            } else {
                self.changes.added.push(planned.key.clone());
            }
            layout.apply(planned, &mut row);
            rows.push(row);
        }
        rows
    }

    /// Moves a row to 不再需要: everything typed in it, one line per column.
    fn retire(&mut self, layout: &Layout, row: &[Content], key: String) {
        let shown = ["事项", "项目", "标题"];
        let about = shown.iter().filter_map(|h| layout.position(h)).map(|col| cell(row, col).display());
        let typed: Vec<String> = (0..row.len())
            .filter(|col| layout.kind(*col).is_typed() && !cell(row, *col).is_empty())
            .map(|col| format!("【{}】{}", layout.head[col], cell(row, col).display()))
            .collect();
        let text = about.collect::<String>();
        self.retired.push(vec![
            Content::text(layout.spec.name),
            Content::text(key.as_str()),
            Content::text(text),
            Content::text(typed.join("\n")),
        ]);
        self.changes.retired.push(key);
    }

    /// Takes a row back out of 不再需要; whether there was one. A key that retired twice gives its latest text.
    fn restore(&mut self, layout: &Layout, key: &str, row: &mut Row) -> bool {
        let is_it = |r: &Row| cell(r, 0).display() == layout.spec.name && cell(r, 1).display() == key;
        let Some(at) = self.retired.iter().rposition(is_it) else { return false };
        let kept = self.retired.remove(at);
        for (head, text) in form::retired_fields(&cell(&kept, 3).display()) {
            let col = layout.head.iter().position(|h| *h == head).or_else(|| layout.position(&head));
            let Some(col) = col else { continue };
            let number = matches!(layout.kind(col), Kind::Number | Kind::Score)
                .then(|| text.parse().ok().map(Content::Number))
                .flatten();
            set(row, col, number.unwrap_or_else(|| Content::text(text)));
        }
        true
    }
}

fn page(
    spec: &SheetSpec,
    name: String,
    visible: bool,
    preface: Vec<Row>,
    layout: Layout,
    rows: Vec<Row>,
) -> Page {
    Page { name, id: Some(spec.id), visible, preface, head: layout.head, rows }
}

/// The instructions on the last sheet.
fn help_page(plan: &Plan) -> Page {
    let lines = [
        plan.title.as_str(),
        "1.只需填写黄色单元格，其他内容由程序生成。填写后保存，再运行一次程序即可。",
        "2.“原因说明”：不必写“主要原因是”，句末不加句号；“事项”是情况说明中已写好的半句话，数字由程序更新。",
        "3.“补充数据”：只填数字，单位见“单位”一栏；“—”表示这一格不需要填写。",
        "4.“文字材料”：可以分段，一段一行。标题后注明“选填”的可以不填。",
        "5.“绩效自评”：一个项目一行，金额单位为万元；放入绩效自评表文件夹的自评表会自动填入。",
        "6.请不要改动“键”一栏。可以排序、筛选、标颜色、增加自己的栏和工作表，程序都会保留其内容。",
        "7.更新时，新增的行在最上面并注明“新增”；不再需要的行连同所填内容移到“不再需要”；更新前的文件保留为“补充资料.上一版.xlsx”。",
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
