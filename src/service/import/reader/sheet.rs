//! Tables whose columns have names in English and in Chinese.

mod columns;
mod row;

pub use row::SheetRow;

use super::heading::HeaderFit;
use super::source::TableSource;
use super::table::Table;
use crate::error::{Bilingual, Code, Problem, Result, both};
use columns::FoundColumns;
use serde_json::{Value, json};

/// A coordinate.
pub(crate) const DEGREES: Bilingual<'static> = both("以度为单位的数", "a number of degrees");

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// A code, a name, an address: a day or a time is none.
    Text,
    /// A number, whatever the sheet shows.
    Number,
    /// A day, perhaps with a time.
    Moment,
}

/// A column of a sheet.
#[derive(Debug, Clone, Copy)]
pub struct SheetColumn {
    /// Accepted names, the English name first, the Chinese one second.
    pub names: &'static [&'static str],
    /// True if every row needs a value.
    pub required: bool,
    /// What its cells hold.
    pub kind: ColumnKind,
}

impl SheetColumn {
    /// Returns a column of texts.
    pub const fn text(names: &'static [&'static str]) -> Self {
        Self { names, required: false, kind: ColumnKind::Text }
    }

    /// Returns a column of numbers.
    pub const fn number(names: &'static [&'static str]) -> Self {
        Self { names, required: false, kind: ColumnKind::Number }
    }

    /// Returns a column of days.
    pub const fn moment(names: &'static [&'static str]) -> Self {
        Self { names, required: false, kind: ColumnKind::Moment }
    }

    /// Returns the column as one in which every row needs a value.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// Returns the English name and the Chinese one.
    pub fn label(&self) -> (&'static str, &'static str) {
        let english = self.names.first().copied().unwrap_or_default();
        (english, self.names.get(1).copied().unwrap_or(english))
    }

    /// Returns the names for people: a column that a file lacks has none that somebody wrote.
    fn shown(&self) -> Value {
        let (english, chinese) = self.label();
        json!({ "value": english, "zh": chinese, "en": english })
    }
}

/// A sheet: rows whose cells are found by the columns it was read with, and what is wrong with them
/// so far.
#[derive(Debug)]
pub struct Sheet {
    table: Table,
    columns: &'static [SheetColumn],
    /// Position of each column in the file.
    places: Vec<Option<usize>>,
    /// Problems of the header, of merged cells, and of the values that were read.
    pub problems: Vec<Problem>,
}

impl Sheet {
    /// Reads a sheet of these columns. What is wrong with its cells is kept, so that everything is
    /// told at once.
    ///
    /// # Errors
    /// Those of [`Table::find`]; [`Code::SheetHeaderMissing`].
    pub fn read<'a>(
        input: impl Into<TableSource<'a>>,
        columns: &'static [SheetColumn],
    ) -> Result<Self> {
        let search = |cells: &[String]| columns::fit(cells, columns);
        let mut table = Table::find(input, &search)?;
        if search(&table.header).known == 0 {
            return Err(no_header(&table, columns).into());
        }
        let FoundColumns { places, mut problems, notices } = columns::find(&table, columns);
        table.notices.extend(notices);
        problems.extend(table.problems.iter().cloned());
        problems.extend(merged(&table, &places));
        Ok(Self { table, columns, places, problems })
    }

    /// Returns the rows.
    pub fn rows(&self) -> impl Iterator<Item = SheetRow<'_>> {
        self.table.rows.iter().map(|row| SheetRow::new(self, row))
    }

    /// Reads a value of each row and keeps the problems of all.
    pub fn read_rows<T>(&mut self, mut read: impl FnMut(&mut SheetRow<'_>) -> T) -> Vec<T> {
        let mut problems = Vec::new();
        let values = self.rows().map(|mut row| {
            let value = read(&mut row);
            problems.append(&mut row.problems);
            value
        });
        let values = values.collect();
        self.problems.append(&mut problems);
        values
    }

    /// Returns the table, as the file has it.
    pub const fn table(&self) -> &Table {
        &self.table
    }

    /// Attributes a problem to a row, and to one of its cells where the file has the column.
    pub fn blame(&self, row: u64, column: Option<usize>, problem: Problem) -> Problem {
        let place = column.and_then(|column| self.place(column));
        match place.zip(self.table.row(row)) {
            Some((place, row)) => self.table.blame_cell(row, place, problem),
            None => self.table.blame_row(row, problem),
        }
    }

    /// Returns what stands in a cell, as written.
    pub fn written(&self, row: u64, column: usize) -> &str {
        let cell = self.place(column).zip(self.table.row(row));
        cell.and_then(|(place, row)| row.cell(place)).unwrap_or_default()
    }

    /// Returns the position of a column in the file.
    fn place(&self, column: usize) -> Option<usize> {
        self.places.get(column).copied().flatten()
    }
}

/// Returns the problem of a file in which no row names a column that is needed.
fn no_header(table: &Table, columns: &[SheetColumn]) -> Problem {
    let needed = columns.iter().filter(|column| column.required).map(SheetColumn::shown);
    let problem = Problem::new(Code::SheetHeaderMissing)
        .with("rows", super::gathering::HEADER_ROWS)
        .with("columns", needed.collect::<Vec<_>>());
    table.blame_row(table.header_row, problem)
}

/// Returns the problem of each region of merged cells in the columns that are read.
fn merged(table: &Table, places: &[Option<usize>]) -> Vec<Problem> {
    let touched = table
        .merged
        .all()
        .iter()
        .filter(|region| places.iter().flatten().any(|place| region.columns.contains(place)));
    touched.map(|region| table.blame_row(*region.rows.start(), region.problem())).collect()
}

impl HeaderFit {
    /// Returns how well a row names the columns that were found in it.
    fn of(places: &[Option<usize>], columns: &[SheetColumn]) -> Self {
        let mut needed = columns.iter().zip(places).filter(|(column, _)| column.required);
        let is_whole = needed.all(|(_, place)| place.is_some());
        Self { is_whole, known: places.iter().flatten().count() }
    }
}
