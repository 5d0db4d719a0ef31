//! The place of a ticket: a point, an address or a grid, in the order of the mapping.

use super::rule::{ColumnPlaces, FieldRule, MappedColumn};
use crate::domain::atlas::Atlas;
use crate::domain::datum::Datum;
use crate::domain::routing::find;
use crate::domain::rule_file::{Item, Section};
use crate::error::{Code, Problem};
use crate::service::import::reader::sheet::DEGREES;
use crate::service::import::reader::table::TableRow;
use crate::service::place::PlaceInput;

/// How a place is read, in the order of the attempts.
#[derive(Debug, Clone)]
pub(super) struct PlaceRules(Vec<PlaceRule>);

#[derive(Debug, Clone)]
enum PlaceRule {
    Point { lon: MappedColumn, lat: MappedColumn, datum: Datum },
    Address(FieldRule<String>),
    Grid(FieldRule<String>),
}

const TEXT: super::rule::Reading<String> = (|text| Some(text.to_owned()), "\"…\"");

impl PlaceRules {
    /// Reads the section `[place]`.
    pub(super) fn read(section: &mut Section<'_>) -> Option<Self> {
        let [order, point, address, grid] =
            ["order", "point", "address", "grid"].map(|key| section.optional(key));
        let names: Vec<String> =
            order.map(Item::list).unwrap_or_default().iter().filter_map(Item::text).collect();
        let rule = |item: Option<Item<'_>>, kind: fn(FieldRule<String>) -> PlaceRule| {
            item.and_then(|item| FieldRule::read(item, TEXT)).map(kind)
        };
        let mut given = [
            ("point", point.is_some(), point.and_then(|item| item.section(of_point))),
            ("address", address.is_some(), rule(address, PlaceRule::Address)),
            ("grid", grid.is_some(), rule(grid, PlaceRule::Grid)),
        ];
        let whole = !names.is_empty()
            && given.iter().all(|(name, there, _)| {
                (names.iter().filter(|other| *other == name).count()) == usize::from(*there)
            })
            && names.len() == given.iter().filter(|(_, there, _)| *there).count();
        if !whole {
            section.refuse(Code::MappingPlace.into());
            return None;
        }
        let mut take = |name: &String| {
            given.iter_mut().find(|(kind, ..)| kind == name).and_then(|(.., rule)| rule.take())
        };
        names.iter().map(&mut take).collect::<Option<Vec<_>>>().map(Self)
    }

    /// Returns the columns.
    pub(super) fn columns(&self) -> impl Iterator<Item = &MappedColumn> {
        self.0.iter().flat_map(PlaceRule::columns)
    }

    /// Returns the first place in a row. If no address of the town is like the one in the row, the
    /// next rule is tried.
    ///
    /// [`Code::PlaceBlank`]; [`Code::SheetValue`] for an invalid coordinate; those of finding the
    /// place, when no rule is left.
    pub(super) fn of(
        &self,
        atlas: &Atlas,
        row: &TableRow,
        places: &ColumnPlaces,
    ) -> Result<PlaceInput, Problem> {
        let mut last = None;
        for rule in &self.0 {
            let Some(given) = rule.given(row, places)? else { continue };
            match given.read(atlas, None).and_then(|read| find(atlas, &read)) {
                Ok(_) => return Ok(given),
                Err(problem)
                    if matches!(problem.code, Code::AddressNotFound | Code::AddressSaysNothing) =>
                {
                    last = Some(rule.blame(problem));
                }
                Err(problem) => return Err(rule.blame(problem)),
            }
        }
        Err(last.unwrap_or_else(|| {
            let columns: Vec<&str> = self.columns().map(|column| column.name.as_str()).collect();
            Problem::new(Code::PlaceBlank).with("columns", columns)
        }))
    }
}

fn of_point(section: &mut Section<'_>) -> Option<PlaceRule> {
    let lon = section.required("lon");
    let lat = section.required("lat");
    let datum = section.optional("datum").map_or(Some(Datum::Wgs84), |item| item.word());
    let lon = column(lon);
    let lat = column(lat);
    Some(PlaceRule::Point { lon: lon?, lat: lat?, datum: datum? })
}

fn column(item: Option<Item<'_>>) -> Option<MappedColumn> {
    item.as_ref().and_then(MappedColumn::read)
}

impl PlaceRule {
    fn columns(&self) -> Vec<&MappedColumn> {
        match self {
            Self::Point { lon, lat, .. } => vec![lon, lat],
            Self::Address(rule) | Self::Grid(rule) => rule.column().into_iter().collect(),
        }
    }

    fn blame(&self, problem: Problem) -> Problem {
        match self.columns().first() {
            Some(column) => problem.with("in_column", column.name.as_str()),
            None => problem,
        }
    }

    fn given(&self, row: &TableRow, places: &ColumnPlaces) -> Result<Option<PlaceInput>, Problem> {
        match self {
            Self::Point { lon, lat, datum } => match (places.cell(row, lon), places.cell(row, lat))
            {
                (None, None) => Ok(None),
                (Some(x), Some(y)) => {
                    Ok(Some(PlaceInput::at(degrees(lon, x)?, degrees(lat, y)?, *datum)))
                }
                _ => Err(self.blame(Code::OneCoordinate.into())),
            },
            Self::Address(rule) => {
                let text = rule.value(row, places, TEXT)?;
                Ok(text.map(|text| PlaceInput { text: Some(text), ..PlaceInput::default() }))
            }
            Self::Grid(rule) => Ok(rule.value(row, places, TEXT)?.map(PlaceInput::in_grid)),
        }
    }
}

fn degrees(column: &MappedColumn, text: &str) -> Result<f64, Problem> {
    text.parse().map_err(|_| {
        Problem::new(Code::SheetValue)
            .with("column", column.name.as_str())
            .with("value", text)
            .with("expected", DEGREES)
    })
}
