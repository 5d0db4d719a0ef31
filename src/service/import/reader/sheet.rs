//! Tables whose columns have names in English and in Chinese.

use super::source::TableSource;
use super::table::{Table, TableRow, blame};
use crate::error::{Bilingual, Code, Problem, Result, both};
use serde_json::{Value, json};

/// A coordinate.
pub(crate) const DEGREES: Bilingual<'static> = both("以度为单位的数", "a number of degrees");

/// A column of a sheet.
#[derive(Debug, Clone, Copy)]
pub struct SheetColumn {
    /// Accepted names, the English name first, the Chinese one second.
    pub names: &'static [&'static str],
    /// True if every row needs a value.
    pub required: bool,
}

impl SheetColumn {
    fn is_called(&self, name: &str) -> bool {
        let name = name.to_lowercase().replace([' ', '-'], "_");
        self.names.contains(&name.as_str())
    }

    /// Returns the names for people: a column that a file lacks has none that somebody wrote.
    fn label(&self) -> Value {
        let english = self.names.first().copied().unwrap_or_default();
        let chinese = self.names.get(1).copied().unwrap_or(english);
        json!({ "value": english, "zh": chinese, "en": english })
    }
}

/// A sheet: rows whose cells are found by the columns it was read with.
#[derive(Debug)]
pub struct Sheet {
    /// Position of each column in the file.
    places: Vec<Option<usize>>,
    header: Vec<String>,
    rows: Vec<TableRow>,
}

impl Sheet {
    /// Reads a sheet of these columns. All required values are present afterwards.
    ///
    /// # Errors
    /// Those of [`Table::read`]; every unknown, duplicate or missing column; every missing required
    /// value.
    pub fn read<'a>(
        input: impl Into<TableSource<'a>>,
        columns: &'static [SheetColumn],
    ) -> Result<Self> {
        let table = Table::read(input)?;
        let places = places(&table.header, columns)?;
        let sheet = Self { places, header: table.header, rows: table.rows };
        let blanks = sheet.cells().flat_map(|row| {
            columns
                .iter()
                .enumerate()
                .filter(|(_, column)| column.required)
                .map(move |(index, column)| (row, index, column))
        });
        let missing = blanks.filter(|(row, index, _)| row.get(*index).is_none());
        let problems: Vec<Problem> =
            missing.map(|(row, index, _)| row.blame(sheet.missing_value(index))).collect();
        if problems.is_empty() { Ok(sheet) } else { Err(problems.into()) }
    }

    /// Returns the name of a column as the file has it.
    fn written(&self, column: usize) -> Option<&str> {
        let place = self.places.get(column).copied().flatten()?;
        self.header.get(place).map(|name| name.trim())
    }

    fn missing_value(&self, column: usize) -> Problem {
        Problem::new(Code::Required).with("in_column", self.written(column))
    }

    /// Returns the rows.
    pub fn cells(&self) -> impl Iterator<Item = SheetRow<'_>> {
        self.rows.iter().map(|row| SheetRow { sheet: self, row })
    }
}

/// Finds the position of each column.
fn places(header: &[String], columns: &[SheetColumn]) -> Result<Vec<Option<usize>>> {
    let mut problems = Vec::new();
    let mut places = vec![None; columns.len()];
    for (place, name) in
        header.iter().map(|name| name.trim()).enumerate().filter(|(_, name)| !name.is_empty())
    {
        let mut known = columns.iter().zip(&mut places);
        let Some((_, found)) = known.find(|(column, _)| column.is_called(name)) else {
            let known = columns.iter().map(SheetColumn::label).collect::<Vec<_>>();
            problems.push(
                Problem::new(Code::SheetColumnUnknown).with("column", name).with("known", known),
            );
            continue;
        };
        if found.replace(place).is_some() {
            problems.push(Problem::new(Code::SheetColumnTwice).with("column", name));
        }
    }
    let missing =
        columns.iter().zip(&places).filter(|(column, place)| column.required && place.is_none());
    problems.extend(
        missing.map(|(column, _)| {
            Problem::new(Code::SheetColumnMissing).with("column", column.label())
        }),
    );
    if problems.is_empty() { Ok(places) } else { Err(problems.into()) }
}

/// One row of a sheet.
#[derive(Debug, Clone, Copy)]
pub struct SheetRow<'s> {
    sheet: &'s Sheet,
    row: &'s TableRow,
}

impl<'s> SheetRow<'s> {
    /// Returns the line of the file on which the row begins.
    pub fn number(&self) -> u64 {
        self.row.number
    }

    /// Returns the value of a column by its index, if it is not blank.
    pub fn get(&self, column: usize) -> Option<&'s str> {
        self.sheet.places.get(column).copied().flatten().and_then(|place| self.row.cell(place))
    }

    /// Returns the value of a required column.
    pub fn text(&self, column: usize) -> &'s str {
        self.get(column).unwrap_or_default()
    }

    /// Parses the value of a column.
    ///
    /// # Errors
    /// [`Code::SheetValue`] with what was expected.
    pub fn read<T>(
        &self,
        column: usize,
        expected: impl Into<Value>,
        read: impl FnOnce(&'s str) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        let Some(text) = self.get(column) else { return Ok(None) };
        read(text).map(Some).ok_or_else(|| {
            let problem = Problem::new(Code::SheetValue)
                .with("column", self.sheet.written(column))
                .with("value", text);
            self.blame(problem.with("expected", expected))
        })
    }

    /// Attributes a problem to the row.
    pub fn blame(&self, problem: Problem) -> Problem {
        blame(problem, self.row.number)
    }
}
