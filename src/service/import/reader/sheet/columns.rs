//! The columns of a header: which are known, which are left out, and which look misspelt.

use super::SheetColumn;
use crate::error::{Code, Problem};
use crate::service::import::reader::heading::{HeaderFit, normal_names};
use crate::service::import::reader::place::{cell_name, column_letters};
use crate::service::import::reader::table::{Table, is_problem_column};
use strsim::levenshtein;

/// Columns that many sheets have and none of ours means, however alike a name of ours may be.
const USUAL: [&str; 24] = [
    "序号",
    "备注",
    "说明",
    "性别",
    "年龄",
    "民族",
    "职务",
    "职称",
    "学历",
    "户主",
    "地区",
    "区域",
    "街道",
    "社区",
    "居委",
    "村居",
    "填表人",
    "填报人",
    "日期",
    "no",
    "no.",
    "id",
    "note",
    "notes",
];

/// What became of the columns of a file.
pub(super) struct FoundColumns {
    /// Position of each known column in the file.
    pub places: Vec<Option<usize>>,
    pub problems: Vec<Problem>,
    pub notices: Vec<Problem>,
}

/// Returns how well a row names the columns.
pub(super) fn fit(cells: &[String], columns: &[SheetColumn]) -> HeaderFit {
    let mut places = vec![None; columns.len()];
    for (place, name) in cells.iter().enumerate() {
        if let Some(found) = position(name, columns).and_then(|column| places.get_mut(column)) {
            *found = Some(place);
        }
    }
    HeaderFit::of(&places, columns)
}

/// Finds the position of each column, with every problem of the header and a notice of what is left
/// out.
pub(super) fn find(table: &Table, columns: &[SheetColumn]) -> FoundColumns {
    let mut places = vec![None; columns.len()];
    let mut problems = Vec::new();
    let mut unknown = Vec::new();
    for (place, name) in named(table) {
        match position(name, columns).and_then(|column| places.get_mut(column)) {
            Some(found) if found.is_none() => *found = Some(place),
            Some(_) => problems.push(Problem::new(Code::SheetColumnTwice).with("column", name)),
            None => unknown.push(name),
        }
    }
    let absent: Vec<&SheetColumn> = columns
        .iter()
        .zip(&places)
        .filter(|(_, place)| place.is_none())
        .map(|(column, _)| column)
        .collect();
    let (alike, left_out): (Vec<_>, Vec<_>) = unknown
        .into_iter()
        .map(|name| (name, meant(name, &absent)))
        .partition(|(_, meant)| meant.is_some());
    problems.extend(alike.into_iter().filter_map(|(name, meant)| {
        Some(
            Problem::new(Code::SheetColumnUnknown)
                .with("column", name)
                .with("meant", meant?.shown()),
        )
    }));
    let missing: Vec<Problem> = absent
        .iter()
        .filter(|column| column.required)
        .map(|column| Problem::new(Code::SheetColumnMissing).with("column", column.shown()))
        .collect();
    if !missing.is_empty() {
        problems.extend(table.header_formulas.iter().map(|&column| formula(table, column)));
    }
    problems.extend(missing);
    let problems = problems.into_iter().map(|problem| table.blame_row(table.header_row, problem));
    let left_out: Vec<String> =
        left_out.into_iter().map(|(name, _)| name.to_owned()).chain(nameless(table)).collect();
    FoundColumns { places, problems: problems.collect(), notices: notice(left_out) }
}

fn named(table: &Table) -> impl Iterator<Item = (usize, &str)> {
    let names = table.header.iter().map(|name| name.trim()).enumerate();
    names.filter(|(_, name)| !name.is_empty() && !is_problem_column(name))
}

/// Returns the column that a written name means; a closer form of the name goes before another.
fn position(name: &str, columns: &[SheetColumn]) -> Option<usize> {
    normal_names(name).iter().find_map(|name| {
        columns.iter().position(|column| {
            column.names.iter().any(|known| normal_names(known).first() == Some(name))
        })
    })
}

/// Returns the column that a misspelt name probably means, of those that the file does not have.
fn meant<'c>(name: &str, absent: &[&'c SheetColumn]) -> Option<&'c SheetColumn> {
    let [_, name] = normal_names(name);
    let length = name.chars().count();
    if length < 2 || USUAL.contains(&name.as_str()) {
        return None;
    }
    let edits = if length > 4 { 2 } else { 1 };
    let distance = |column: &SheetColumn| {
        let names = column.names.iter().map(|known| {
            let [known, _] = normal_names(known);
            levenshtein(&known, &name)
        });
        names.min().unwrap_or(usize::MAX)
    };
    absent
        .iter()
        .copied()
        .filter(|column| distance(column) <= edits)
        .min_by_key(|column| distance(column))
}

/// Returns the letters of the columns without a name in which something stands.
fn nameless(table: &Table) -> impl Iterator<Item = String> {
    let blank = table.header.iter().enumerate().filter(|(_, name)| name.trim().is_empty());
    let used = blank.filter(|(place, _)| table.rows.iter().any(|row| row.cell(*place).is_some()));
    used.map(|(place, _)| column_letters(place))
}

fn formula(table: &Table, column: usize) -> Problem {
    let cell = cell_name(table.header_row, column);
    Problem::new(Code::SheetFormula).with("cell", cell)
}

fn notice(left_out: Vec<String>) -> Vec<Problem> {
    let problem = |columns: Vec<String>| Problem::new(Code::SheetLeftOut).with("columns", columns);
    Some(left_out).filter(|names| !names.is_empty()).map(problem).into_iter().collect()
}
