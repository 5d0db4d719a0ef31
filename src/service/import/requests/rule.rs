//! Where a field of a ticket comes from: a column, by a table of values if there is one, or a
//! constant.

use crate::domain::rule_file::{Item, Section};
use crate::error::{Code, Problem};
use crate::service::import::reader::table::TableRow;
use std::collections::HashMap;

/// A column that a mapping names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MappedColumn {
    /// Its name.
    pub name: String,
    /// The line of the mapping on which it stands.
    pub line: usize,
}

impl MappedColumn {
    pub(super) fn read(item: &Item<'_>) -> Option<Self> {
        Some(Self { name: item.text()?, line: item.line() })
    }
}

/// Where the columns of a table stand, by their names without blanks around them.
pub(super) struct ColumnPlaces(HashMap<String, usize>);

impl ColumnPlaces {
    /// The places in a header.
    ///
    /// # Errors
    /// [`Code::SheetColumnTwice`] for every name that is there twice.
    pub(super) fn of(header: &[String]) -> Result<Self, Vec<Problem>> {
        let (mut places, mut problems) = (HashMap::new(), Vec::new());
        for (place, name) in
            header.iter().map(|name| name.trim()).enumerate().filter(|(_, name)| !name.is_empty())
        {
            if places.insert(name.to_owned(), place).is_some() {
                problems.push(Problem::new(Code::SheetColumnTwice).with("column", name));
            }
        }
        if problems.is_empty() { Ok(Self(places)) } else { Err(problems) }
    }

    /// Whether a table has a column.
    ///
    /// # Errors
    /// [`Code::MappingColumn`] with those it has.
    pub(super) fn check(&self, column: &MappedColumn, header: &[String]) -> Result<(), Problem> {
        if self.0.contains_key(&column.name) {
            return Ok(());
        }
        let known: Vec<&str> =
            header.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
        let problem = Problem::new(Code::MappingColumn)
            .with("line", column.line)
            .with("column", column.name.as_str());
        Err(problem.with("known", known.join(", ")))
    }

    /// The text of a cell, if there is any.
    pub(super) fn cell<'r>(&self, row: &'r TableRow, column: &MappedColumn) -> Option<&'r str> {
        self.0.get(&column.name).and_then(|&place| row.cell(place))
    }

    /// Where a column stands.
    pub(super) fn place(&self, column: &MappedColumn) -> Option<usize> {
        self.0.get(&column.name).copied()
    }
}

/// Reads the text of a value: what it may be, and how it is written.
pub(super) type Reading<T> = (fn(&str) -> Option<T>, &'static str);

/// Where a field comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FieldRule<T> {
    /// The same for every row.
    Constant(T),
    /// A cell of the row.
    Cell {
        /// Its column.
        column: MappedColumn,
        /// What its texts stand for; none: for themselves.
        values: Option<HashMap<String, T>>,
        /// What stands for a blank, and for a text that `values` leaves out.
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
                let value =
                    |(text, item): (String, Item<'_>)| Some((text.trim().to_owned(), read(item)?));
                let values = match table {
                    Some(table) => {
                        Some(table.into_iter().map(value).collect::<Option<HashMap<_, _>>>()?)
                    }
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

    /// The column, if there is one.
    pub(super) fn column(&self) -> Option<&MappedColumn> {
        match self {
            Self::Constant(_) => None,
            Self::Cell { column, .. } => Some(column),
        }
    }

    /// The value for a row; none when its cell is blank.
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
