//! A sheet that comes back with its faults marked: the faulty cells are coloured, and a last column
//! says what is wrong. Once mended it is imported as it is: that column is never read, and all cells
//! are texts, so that leading zeros and long numbers stay.

use super::reader::heading::is_same_name;
use super::reader::place::CellPlace;
use super::reader::table::{PROBLEM_COLUMN, Table, TableRow, is_problem_column};
use crate::error::{Code, Error, Language, Problem, Result};
use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Maximum number of characters of a cell of a workbook.
const CELL_MAX: usize = 32_767;

/// Name of the sheet of a file that has none.
const SHEET: &str = "数据";

/// Width of the column of problems, in characters.
const PROBLEM_WIDTH: f64 = 60.0;

/// Which rows come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowsBack {
    /// All: the whole file is imported again.
    All,
    /// Those with a problem: the others are stored already.
    Faulty,
}

/// Returns a workbook of the table, with its problems marked.
///
/// # Errors
/// [`Error::Internal`] if it cannot be written.
pub fn problem_sheet(table: &Table, problems: &[Problem], rows: RowsBack) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write(sheet, &MarkedTable::of(table, problems), rows).map_err(Error::internal)?;
    workbook.save_to_buffer().map_err(Error::internal)
}

/// A table with its problems by row.
struct MarkedTable<'a> {
    table: &'a Table,
    faults: BTreeMap<u64, Vec<&'a Problem>>,
    /// Merged cells that are at fault.
    merged: HashSet<&'a str>,
    /// Position of the column of problems.
    last: usize,
}

impl<'a> MarkedTable<'a> {
    fn of(table: &'a Table, problems: &'a [Problem]) -> Self {
        let mut faults: BTreeMap<u64, Vec<&Problem>> = BTreeMap::new();
        for problem in problems {
            // What is wrong with the file as a whole stands beside its header.
            let row = problem.params.get("row").and_then(Value::as_u64);
            faults.entry(row.unwrap_or(table.header_row)).or_default().push(problem);
        }
        let earlier = table.header.iter().position(|name| is_problem_column(name));
        let merged = problems.iter().filter(|problem| problem.code == Code::SheetMerged);
        let merged = merged.filter_map(|problem| problem.params.get("cells")?.as_str()).collect();
        Self { table, faults, merged, last: earlier.unwrap_or(table.header.len()) }
    }

    fn of_row(&self, row: u64) -> &[&'a Problem] {
        self.faults.get(&row).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the text of a cell. Merged cells are filled in, each with what they show together.
    fn text(&self, row: &'a TableRow, column: usize) -> &'a str {
        let text = row.verbatim(column);
        let merged = self.table.merged.of_cell(row.number, column);
        let merged = merged.filter(|cells| self.merged.contains(cells.name().as_str()));
        let Some(merged) = merged.filter(|_| text.trim().is_empty()) else { return text };
        let first = self.table.row(*merged.rows.start());
        first.map(|first| first.verbatim(*merged.columns.start())).unwrap_or_default()
    }

    /// Returns the columns of a row in which something is wrong.
    fn faulty_columns(&self, row: u64) -> BTreeSet<usize> {
        let merged = self.table.merged.in_row(row);
        let merged = merged.filter(|cells| self.merged.contains(cells.name().as_str()));
        let merged =
            merged.flat_map(|cells| cells.columns.clone()).filter(|&column| column < self.last);
        self.of_row(row).iter().flat_map(|problem| self.columns_of(problem)).chain(merged).collect()
    }

    fn columns_of(&self, problem: &Problem) -> Vec<usize> {
        let cell = problem.params.get("cell").and_then(Value::as_str);
        if let Some(place) = cell.and_then(|cell| CellPlace::read(cell.as_bytes())) {
            return vec![place.column as usize];
        }
        let named = ["in_column", "column"].iter().find_map(|name| problem.params.get(*name));
        let names: Vec<&str> = match named {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let header = self.table.header.iter().enumerate();
        header
            .filter(|(_, written)| names.iter().any(|name| is_same_name(written, name)))
            .map(|(column, _)| column)
            .collect()
    }
}

/// The looks of cells.
struct Looks {
    plain: Format,
    header: Format,
    faulty: Format,
    said: Format,
}

impl Looks {
    fn new() -> Self {
        let plain = Format::new().set_num_format("@");
        let faulty = plain
            .clone()
            .set_background_color(Color::RGB(0xff_c7ce))
            .set_font_color(Color::RGB(0x9c_0006));
        let said = faulty.clone().set_text_wrap().set_align(FormatAlign::Top);
        Self { header: plain.clone().set_bold(), plain, faulty, said }
    }
}

fn write(sheet: &mut Worksheet, marked: &MarkedTable<'_>, rows: RowsBack) -> Result<(), XlsxError> {
    let looks = Looks::new();
    let table = marked.table;
    sheet.set_name(table.sheet.as_deref().unwrap_or(SHEET))?;
    // A workbook keeps the numbers of its rows, as long as all of them come back.
    let keeps_numbers = rows == RowsBack::All && table.sheet.is_some();
    let mut next = 0_u32;
    let mut line = |number: u64| {
        let kept = u32::try_from(number.saturating_sub(1)).ok().filter(|_| keeps_numbers);
        let line = kept.unwrap_or(next);
        next = line + 1;
        line
    };
    for row in &table.above {
        write_row(sheet, marked, row, line(row.number), &looks)?;
    }
    let header = line(table.header_row);
    write_header(sheet, marked, header, &looks)?;
    let mut all: Vec<&TableRow> = table.rows.iter().chain(&table.wide).collect();
    all.sort_by_key(|row| row.number);
    for row in all {
        if rows == RowsBack::All || !marked.of_row(row.number).is_empty() {
            write_row(sheet, marked, row, line(row.number), &looks)?;
        }
    }
    sheet.set_freeze_panes(header + 1, 0)?;
    sheet.set_column_width(column(marked.last), PROBLEM_WIDTH)?;
    Ok(())
}

fn write_header(
    sheet: &mut Worksheet,
    marked: &MarkedTable<'_>,
    line: u32,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let faulty = marked.faulty_columns(marked.table.header_row);
    for (place, name) in marked.table.header.iter().enumerate() {
        let look = if faulty.contains(&place) { &looks.faulty } else { &looks.header };
        sheet.write_string_with_format(line, column(place), cut(name), look)?;
    }
    let said = said(marked.of_row(marked.table.header_row));
    let look = if said.is_empty() { &looks.header } else { &looks.said };
    let title = [PROBLEM_COLUMN, &said].join("\n");
    sheet.write_string_with_format(line, column(marked.last), cut(title.trim_end()), look)?;
    Ok(())
}

fn write_row(
    sheet: &mut Worksheet,
    marked: &MarkedTable<'_>,
    row: &TableRow,
    line: u32,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let faulty = marked.faulty_columns(row.number);
    for place in
        (0..marked.table.header.len().max(row.width())).filter(|&place| place != marked.last)
    {
        let text = marked.text(row, place);
        match (faulty.contains(&place), text.is_empty()) {
            (true, true) => drop(sheet.write_blank(line, column(place), &looks.faulty)?),
            (true, false) => drop(sheet.write_string_with_format(
                line,
                column(place),
                cut(text),
                &looks.faulty,
            )?),
            (false, true) => {}
            (false, false) => drop(sheet.write_string_with_format(
                line,
                column(place),
                cut(text),
                &looks.plain,
            )?),
        }
    }
    let said = said(marked.of_row(row.number));
    if !said.is_empty() {
        sheet.write_string_with_format(line, column(marked.last), cut(&said), &looks.said)?;
    }
    Ok(())
}

/// Returns what is wrong, in Chinese and then in English.
fn said(problems: &[&Problem]) -> String {
    let lines = problems.iter().flat_map(|problem| {
        [Language::Chinese, Language::English].map(|language| problem.message(language))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn column(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}

/// Returns as much of a text as a cell of a workbook holds.
fn cut(text: &str) -> &str {
    let end = text.char_indices().nth(CELL_MAX).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or(text)
}
