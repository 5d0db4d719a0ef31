//! The source of a field of a ticket: a column, optionally with a table of values, or a constant.

use crate::domain::rule_file::{Item, Section};
use crate::error::{Code, Problem};
use crate::service::import::reader::table::TableRow;
use std::collections::HashMap;

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

/// Positions of the columns of a table, by their trimmed names.
pub(super) struct ColumnPlaces(HashMap<String, usize>);

impl ColumnPlaces {
    /// Returns the positions of the columns of a header.
    ///
    /// # Errors
    /// [`Code::SheetColumnTwice`] for every duplicate name.
    pub(super) fn of(header: &[String]) -> Result<Self, Vec<Problem>> {
        let mut places = HashMap::new();
        let mut problems = Vec::new();
        for (place, name) in
            header.iter().map(|name| name.trim()).enumerate().filter(|(_, name)| !name.is_empty())
        {
            if places.insert(name.to_owned(), place).is_some() {
                problems.push(Problem::new(Code::SheetColumnTwice).with("column", name));
            }
        }
        if problems.is_empty() { Ok(Self(places)) } else { Err(problems) }
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

    /// Returns the text of a cell, if it is not blank.
    pub(super) fn cell<'r>(&self, row: &'r TableRow, column: &MappedColumn) -> Option<&'r str> {
        self.0.get(&column.name).and_then(|&place| row.cell(place))
    }

    /// Returns the position of a column.
    pub(super) fn place(&self, column: &MappedColumn) -> Option<usize> {
        self.0.get(&column.name).copied()
    }
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
        let Some(text) = places.cell(row, column) else { return Ok(default.clone()) };
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
