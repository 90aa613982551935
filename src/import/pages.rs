//! Which sheets make one statement. Converters write one sheet per printed page: the pages of a statement are joined,
//! while two copies of it are not.

use std::collections::BTreeSet;

use super::codes::{CodeColumns, is_code};
use super::forms::{Layout, layout};
use super::head::{self, Head, is_total};
use super::recognise::Preamble;
use super::titles;
use crate::accounts::{ScheduleId, SourceForm};
use crate::catalogue::functional;
use crate::finding::{Finding, Place};
use crate::text::{squash, strip_numbering};
use crate::workbook::cell::{AmountCell, read_amount};
use crate::workbook::{Grid, GridRow};

/// A sheet with what its title says.
pub struct Candidate<'a> {
    /// The sheet.
    pub grid: &'a Grid,
    /// What the rows above its head say.
    pub preamble: Preamble,
}

/// A statement and the sheets it is read from, in order.
pub struct Group {
    /// Which statement.
    pub id: ScheduleId,
    /// Which kind of form.
    pub form: SourceForm,
    /// Indices of its sheets.
    pub pages: Vec<usize>,
}

/// What became of the sheets of a workbook.
#[derive(Default)]
pub struct Sorting {
    /// Statements and their pages.
    pub groups: Vec<Group>,
    /// Sheets of a statement that is read elsewhere: `(sheet, the sheet that is read)`.
    pub doubles: Vec<(usize, usize)>,
    /// What was found on the way.
    pub findings: Vec<Finding>,
}

/// Sorts the sheets: for each statement the first visible one and the pages that continue it.
pub fn sort(file: &str, candidates: &[Candidate]) -> Sorting {
    let mut sorting = Sorting::default();
    for id in ScheduleId::ALL {
        let claims: Vec<usize> = (0..candidates.len())
            .filter(|i| candidates[*i].preamble.form.is_some_and(|(claimed, _)| claimed == id))
            .filter(|i| !candidates[*i].grid.rows.is_empty())
            .collect();
        // A list of the tables (目录) names them all and has the head of none.
        let holds = |i: &usize| head::find(candidates[*i].grid, candidates[*i].preamble.end).is_some();
        let choice = claims.len() > 1 && claims.iter().any(holds);
        let claims: Vec<usize> = if choice { claims.into_iter().filter(holds).collect() } else { claims };
        let visible: Vec<usize> = claims.iter().copied().filter(|i| candidates[*i].grid.visible).collect();
        let of_title = best_titled(id, &visible, candidates);
        let Some(first) = of_title.first().or(claims.first()).copied() else { continue };
        let mut pages = vec![first];
        let mut copies = Vec::new();
        for other in of_title.iter().copied().filter(|i| *i != first) {
            let seen: BTreeSet<String> = pages.iter().flat_map(|i| lines(candidates[*i].grid)).collect();
            let own = lines(candidates[other].grid);
            let shared = own.iter().filter(|line| seen.contains(*line)).count();
            if !own.is_empty() && !seen.is_empty() && shared * 5 <= own.len() {
                pages.push(other);
            } else {
                copies.push(other);
            }
        }
        let others: Vec<usize> =
            visible.iter().copied().filter(|i| *i != first && !pages.contains(i)).collect();
        // Most statements stand on one sheet and nowhere else.
        let compared = if others.is_empty() { &[][..] } else { &pages };
        let read: BTreeSet<String> = compared.iter().flat_map(|i| lines(candidates[*i].grid)).collect();
        for other in &others {
            sorting.doubles.push((*other, first));
            // The same statement under another title repeats it; lines of its own would be lost.
            let own = lines(candidates[*other].grid);
            let shared = own.iter().filter(|line| read.contains(*line)).count();
            if !copies.contains(other) && shared * 2 < own.len() {
                copies.push(*other);
            }
        }
        if !copies.is_empty() {
            sorting.findings.push(two_copies(file, id, first, &copies, candidates));
        }
        let form = candidates[first].preamble.form.map_or(SourceForm::Caijue, |f| f.1);
        sorting.groups.push(Group { id, form, pages });
    }
    join_untitled(file, candidates, &mut sorting);
    sorting
}

/// Of sheets under several titles of one statement those that show more: with income and expenditure.
fn best_titled(id: ScheduleId, visible: &[usize], candidates: &[Candidate]) -> Vec<usize> {
    // Without the department's name and numbers of pages and attachments, where the title is known.
    let title = |i: &usize| {
        let normal = titles::normal(&candidates[*i].preamble.title);
        titles::known(&normal).map_or(normal, |(known, _)| known.to_owned())
    };
    let fuller = visible.iter().find(|i| title(i).contains("收入支出"));
    let wanted = match id {
        ScheduleId::Fund | ScheduleId::State => fuller.or(visible.first()),
        _ => visible.first(),
    };
    let Some(wanted) = wanted.map(title) else { return Vec::new() };
    visible.iter().copied().filter(|i| title(i) == wanted).collect()
}

fn two_copies(
    file: &str,
    id: ScheduleId,
    first: usize,
    copies: &[usize],
    candidates: &[Candidate],
) -> Finding {
    let place = |i: usize| Place::sheet(file, &candidates[i].grid.name);
    let title = id.title(candidates[first].preamble.form.map_or(SourceForm::Caijue, |f| f.1));
    let count = copies.len() + 1;
    let name = &candidates[first].grid.name;
    let mut finding = Finding::new("R006", format!("有{count}个工作表都是“{title}”，只读取第一个“{name}”"))
        .at(place(first))
        .hint("请删去或隐藏多余的工作表");
    for other in copies {
        finding = finding.with("没有读取", place(*other), candidates[*other].preamble.title.clone());
    }
    finding
}

/// The lines of a sheet by what names them: code and name, or label.
fn lines(grid: &Grid) -> BTreeSet<String> {
    let named = |row: &GridRow| {
        let first = *amounts(row).first()?;
        let before = row.cells.iter().take_while(|c| c.0 < first);
        let label: String = before.map(|(_, v)| v.squashed()).collect();
        (!label.is_empty() && !is_total(&label)).then_some(label)
    };
    grid.rows.iter().filter(|row| !head::is_column_number_row(row)).filter_map(named).collect()
}

/// The columns of a row that hold amounts: numbers behind a name, or with decimals; before the name stand codes.
fn amounts(row: &GridRow) -> Vec<u32> {
    let mut named = false;
    let mut found = Vec::new();
    for (col, value) in &row.cells {
        match read_amount(Some(value)) {
            AmountCell::Number(_) if named || value.squashed().contains('.') => found.push(*col),
            AmountCell::NotANumber(_) => named = true,
            _ => {}
        }
    }
    found
}

/// Pages without any title continue the statement before them if their lines belong to it; others are said.
fn join_untitled(file: &str, candidates: &[Candidate], sorting: &mut Sorting) {
    for (i, candidate) in candidates.iter().enumerate() {
        let p = &candidate.preamble;
        let open = !p.titled && p.form.is_none() && p.extra.is_none() && !p.cover;
        if !open || i == 0 || !candidate.grid.visible || !begins_like_a_page(candidate.grid) {
            continue;
        }
        let before = sorting.groups.iter().position(|g| g.pages.contains(&(i - 1)));
        let fits = before.is_some_and(|g| {
            let group = &sorting.groups[g];
            let page = &candidates[group.pages[0]];
            head::find(page.grid, page.preamble.end).is_some_and(|h| continues(group.id, &h, candidate.grid))
        });
        match before {
            Some(g) if fits => sorting.groups[g].pages.push(i),
            _ => sorting.findings.extend(unplaced(file, candidate.grid)),
        }
    }
}

/// A page goes on at once with a head or with lines; other sheets begin with some text of their own.
fn begins_like_a_page(grid: &Grid) -> bool {
    let first = grid.rows.iter().find(|row| row.cells.len() > 1);
    let at = first.and_then(|f| grid.rows.iter().position(|r| r.row == f.row)).unwrap_or(0);
    at <= 1
        && first
            .is_some_and(|row| head::is_data_row(row) || head::find(grid, at).is_some_and(|h| h.first == at))
}

/// Whether most lines of a page without title are lines of the statement whose head is given.
fn continues(id: ScheduleId, head: &Head, grid: &Grid) -> bool {
    let own = head::find(grid, 0).filter(|h| h.columns.len() > 1);
    let start = own.as_ref().map_or(0, |h| h.end);
    let head = own.as_ref().unwrap_or(head);
    let rows: Vec<&GridRow> = grid.rows[start..].iter().filter(|row| !amounts(row).is_empty()).collect();
    if rows.is_empty() {
        return false;
    }
    let headed = |col: u32| head.columns.iter().any(|(c, _)| *c == col);
    let belongs = |row: &GridRow| match layout(id) {
        Layout::Coded(_) => {
            let codes = CodeColumns::find(head, first_amount(head));
            let code = codes.read(row, "2080101");
            (is_code(&code) && code.starts_with('2')) || is_total(&squash(&codes.name(row)))
        }
        Layout::Economic => row.cells.iter().any(|(_, v)| {
            let text = v.squashed();
            is_code(&text) && text.starts_with('3') && text.len() <= 5
        }),
        Layout::Labelled(blocks) => row.cells.iter().any(|(_, v)| {
            let text = v.squashed();
            let label = strip_numbering(&text);
            let declared = blocks.iter().flat_map(|b| b.labels).any(|l| l.names.contains(&label));
            declared
                || functional::classes()
                    .iter()
                    .any(|c| c.name == label || functional::is_alias(c.code, label))
        }),
    };
    let good = rows.iter().filter(|row| belongs(row) && row.cells.iter().all(|c| headed(c.0))).count();
    good * 5 >= rows.len() * 4
}

/// The first column that is neither code nor name.
fn first_amount(head: &Head) -> u32 {
    use super::codes::{is_code_head, is_name_head};
    let label = |path: &[String]| {
        path.iter().any(|t| is_code_head(t) || is_name_head(t)) || path.last().is_some_and(|t| t == "项目")
    };
    head.columns.iter().find(|(_, p)| !label(p)).map_or(u32::MAX, |c| c.0)
}

/// A page nobody knows the table of, with its rows.
pub fn unplaced(file: &str, grid: &Grid) -> Option<Finding> {
    let with = |row: &&GridRow| !amounts(row).is_empty();
    let rows: Vec<u32> = grid.rows.iter().filter(with).map(|r| r.row + 1).collect();
    let (first, last) = (rows.first()?, rows.last()?);
    let text = format!(
        "工作表“{}”没有标题，内容也接不上前一张表，第{first}行至第{last}行（{}行有金额）没有读取",
        grid.name,
        rows.len()
    );
    let place = Place::sheet(file, &grid.name);
    Some(Finding::new("R022", text).at(place).hint("如果是某张表的续页，请把这些行接到那张表的下面"))
}
