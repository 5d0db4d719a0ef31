//! The source of a field of a ticket: a column, optionally with a table of values, or a constant.

use crate::domain::rule_file::{Item, Section};
use crate::error::{Code, Problem};
use crate::service::import::reader::cell::{CellMark, looks_like_moment};
use crate::service::import::reader::heading::is_same_name;
use crate::service::import::reader::table::{TableRow, is_problem_column};
use std::collections::{HashMap, HashSet};

/// A column that a mapping names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MappedColumn {
    /// Name.
    pub name: String,
    /// Line of the mapping on which it stands.
    pub line: usize,
}

impl MappedColumn {
    pub(super) fn read(item: &Item<'_>) -> Option<Self> {
        Some(Self { name: item.text()?, line: item.line() })
    }
}

/// Positions of the columns of a table that a mapping names, by the names of the mapping.
#[derive(Debug)]
pub(super) struct ColumnPlaces(HashMap<String, usize>);

impl ColumnPlaces {
    /// Finds the columns in a header: by their very names, else by names that are the same but for
    /// blanks, width, marks and remarks.
    pub(super) fn find<'m>(
        header: &[String],
        columns: impl Iterator<Item = &'m MappedColumn>,
    ) -> Self {
        let place = |name: &str| {
            let exact = header.iter().position(|written| written.trim() == name);
            exact.or_else(|| header.iter().position(|written| is_same_name(written, name)))
        };
        Self(
            columns
                .filter_map(|column| Some((column.name.clone(), place(&column.name)?)))
                .collect(),
        )
    }

    /// Returns the number of columns that were found.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Checks that a table has a column.
    ///
    /// # Errors
    /// [`Code::MappingColumn`] with the existing ones.
    pub(super) fn check(&self, column: &MappedColumn, header: &[String]) -> Result<(), Problem> {
        if self.0.contains_key(&column.name) {
            return Ok(());
        }
        let known: Vec<&str> =
            header.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
        let problem = Problem::new(Code::MappingColumn)
            .with("line", column.line)
            .with("column", column.name.as_str());
        Err(problem.with("known", known))
    }

    /// Returns what is meant as a text of its own, such as a number or a name, if the cell is not
    /// blank.
    ///
    /// # Errors
    /// [`Code::SheetCellDate`], [`Code::SheetCellError`], [`Code::SheetCellDigits`],
    /// [`Code::SheetFormula`].
    pub(super) fn text<'r>(
        &self,
        row: &'r TableRow,
        column: &MappedColumn,
    ) -> Result<Option<&'r str>, Problem> {
        self.unless(row, column, CellMark::refused_as_text)
    }

    /// Returns the words of a cell, if it is not blank; a day is shown as one.
    ///
    /// # Errors
    /// Those of [`Self::text`] but for a day.
    pub(super) fn words<'r>(
        &self,
        row: &'r TableRow,
        column: &MappedColumn,
    ) -> Result<Option<&'r str>, Problem> {
        self.unless(row, column, CellMark::refused)
    }

    /// Returns a number, whatever the sheet shows.
    ///
    /// # Errors
    /// Those of [`Self::text`].
    pub(super) fn number<'r>(
        &self,
        row: &'r TableRow,
        column: &MappedColumn,
    ) -> Result<Option<&'r str>, Problem> {
        self.text(row, column)?;
        Ok(self.place(column).and_then(|place| row.number(place)))
    }

    /// Returns true if a cell holds a day, perhaps with a time.
    pub(super) fn is_moment(&self, row: &TableRow, column: &MappedColumn) -> bool {
        self.place(column).and_then(|place| row.mark(place)) == Some(&CellMark::Moment)
    }

    fn unless<'r>(
        &self,
        row: &'r TableRow,
        column: &MappedColumn,
        refused: fn(&CellMark) -> Option<Code>,
    ) -> Result<Option<&'r str>, Problem> {
        let Some(place) = self.place(column) else { return Ok(None) };
        match row.mark(place).and_then(refused) {
            Some(code) => Err(row.unreadable(place, code).with("in_column", column.name.as_str())),
            None => Ok(row.cell(place)),
        }
    }

    /// Returns the position of a column.
    pub(super) fn place(&self, column: &MappedColumn) -> Option<usize> {
        self.0.get(&column.name).copied()
    }
}

/// Checks that a text is not what a sheet writes for a day or a time.
///
/// # Errors
/// [`Code::SheetCellDate`]
pub(super) fn check_no_moment(
    places: &ColumnPlaces,
    row: &TableRow,
    column: &MappedColumn,
) -> Result<(), Problem> {
    let Some(place) = places.place(column) else { return Ok(()) };
    if row.cell(place).is_some_and(looks_like_moment) {
        let problem = row.unreadable(place, Code::SheetCellDate);
        return Err(problem.with("in_column", column.name.as_str()));
    }
    Ok(())
}

/// Refuses two columns of one name: what is kept is found by it.
///
/// # Errors
/// [`Code::SheetColumnTwice`] for every duplicate name.
pub(super) fn check_unique(header: &[String]) -> Vec<Problem> {
    let mut known = HashSet::new();
    let names = header.iter().map(|name| name.trim());
    let twice =
        names.filter(|name| !name.is_empty() && !is_problem_column(name) && !known.insert(*name));
    twice.map(|name| Problem::new(Code::SheetColumnTwice).with("column", name)).collect()
}

/// Parser of a value, and a description of what it accepts.
pub(super) type Reading<T> = (fn(&str) -> Option<T>, &'static str);

/// Source of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FieldRule<T> {
    /// The same value for every row.
    Constant(T),
    /// A cell of the row.
    Cell {
        /// Column.
        column: MappedColumn,
        /// Values by text; `None` if the text is parsed itself.
        values: Option<HashMap<String, T>>,
        /// Value of a blank cell, and of a text missing in `values`.
        default: Option<T>,
    },
}

impl<T: Clone> FieldRule<T> {
    /// Reads `{ column = "…", values = { "…" = "…" }, default = "…" }` or `{ constant = "…" }`.
    pub(super) fn read(item: Item<'_>, reading: Reading<T>) -> Option<Self> {
        item.section(|section| Self::of(section, reading))
    }

    fn of(section: &mut Section<'_>, reading: Reading<T>) -> Option<Self> {
        let read = |item: Item<'_>| {
            let text = item.text()?;
            reading.0(&text).or_else(|| item.expected(reading.1))
        };
        let [column, constant, values, default] =
            ["column", "constant", "values", "default"].map(|key| section.optional(key));
        match (column, constant) {
            (Some(column), None) => {
                let table = values.map(Item::entries);
                let values = match table {
                    Some(table) => Some(
                        table
                            .into_iter()
                            .map(|(text, item)| Some((text.trim().to_owned(), read(item)?)))
                            .collect::<Option<HashMap<_, _>>>()?,
                    ),
                    None => None,
                };
                let default = match default {
                    Some(default) => Some(read(default)?),
                    None => None,
                };
                Some(Self::Cell { column: MappedColumn::read(&column)?, values, default })
            }
            (None, Some(constant)) if values.is_none() && default.is_none() => {
                read(constant).map(Self::Constant)
            }
            _ => {
                section.refuse(Problem::new(Code::MappingRule).with("key", section.key()));
                None
            }
        }
    }

    /// Returns the column, if there is one.
    pub(super) fn column(&self) -> Option<&MappedColumn> {
        match self {
            Self::Constant(_) => None,
            Self::Cell { column, .. } => Some(column),
        }
    }

    /// Returns the value for a row; `None` when its cell is blank.
    ///
    /// # Errors
    /// [`Code::MappingValue`] and [`Code::SheetValue`], with the column.
    pub(super) fn value(
        &self,
        row: &TableRow,
        places: &ColumnPlaces,
        reading: Reading<T>,
    ) -> Result<Option<T>, Problem> {
        let (column, values, default) = match self {
            Self::Constant(value) => return Ok(Some(value.clone())),
            Self::Cell { column, values, default } => (column, values, default),
        };
        let Some(text) = places.text(row, column)? else { return Ok(default.clone()) };
        let wrong =
            |code| Problem::new(code).with("column", column.name.as_str()).with("value", text);
        match values {
            Some(values) => {
                let value = values.get(text).or(default.as_ref()).cloned();
                value.map(Some).ok_or_else(|| wrong(Code::MappingValue))
            }
            None => reading.0(text)
                .map(Some)
                .ok_or_else(|| wrong(Code::SheetValue).with("expected", reading.1)),
        }
    }
}
