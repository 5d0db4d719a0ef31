//! The place of a ticket: a point, an address or a grid, in the order of the mapping.

use super::rule::{ColumnPlaces, FieldRule, MappedColumn, check_no_moment};
use crate::domain::atlas::Atlas;
use crate::domain::datum::Datum;
use crate::domain::routing::{RequestPlace, find};
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
    /// next rule is tried; so it is if the coordinates are no point, or one that lies in no grid.
    ///
    /// [`Code::PlaceBlank`]; [`Code::SheetValue`] for an invalid coordinate; those of finding the
    /// place, when no rule is left.
    pub(super) fn of(
        &self,
        atlas: &Atlas,
        row: &TableRow,
        places: &ColumnPlaces,
    ) -> Result<FoundPlace, Problem> {
        let mut notices = Vec::new();
        let mut far: Option<PlaceInput> = None;
        let mut unknown: Option<(PlaceInput, Problem)> = None;
        for rule in &self.0 {
            let given = match rule.given(row, places) {
                Ok(Given::Place(given)) => given,
                Ok(Given::Nothing) => continue,
                Ok(Given::NoPoint(notice)) => {
                    notices.push(rule.blame(notice));
                    continue;
                }
                Err(_) if far.is_some() => continue,
                Err(problem) => return Err(problem),
            };
            match given.read(atlas, None).and_then(|read| find(atlas, &read)) {
                Ok(found) if lies_nowhere(atlas, &found.place) => far = Some(given),
                Ok(_) => {
                    notices.extend(
                        far.map(|far| notice_of_point(&self.0, &far, Code::TicketPointFar)),
                    );
                    return Ok(FoundPlace { input: given, notices });
                }
                Err(problem)
                    if matches!(problem.code, Code::AddressNotFound | Code::AddressSaysNothing) =>
                {
                    let text = given.text.clone().unwrap_or_default();
                    let notice = Problem::new(Code::TicketUnplaced).with("address", text);
                    unknown.get_or_insert((given, rule.blame(notice)));
                }
                Err(_) if far.is_some() => {}
                Err(problem) => return Err(rule.blame(problem)),
            }
        }
        self.left_to_the_desk(far, unknown, notices)
    }

    /// Returns what the desk is told of a place that nobody knows: the address as it is written,
    /// and the point that lies in no grid.
    fn left_to_the_desk(
        &self,
        far: Option<PlaceInput>,
        unknown: Option<(PlaceInput, Problem)>,
        mut notices: Vec<Problem>,
    ) -> Result<FoundPlace, Problem> {
        let (text, notice) = unknown.unzip();
        notices.extend(notice);
        notices
            .extend(far.as_ref().map(|far| notice_of_point(&self.0, far, Code::TicketPointAlone)));
        let input = match (far, text) {
            (Some(far), Some(PlaceInput { text, .. })) => PlaceInput { text, ..far },
            (Some(input), None) | (None, Some(input)) => input,
            (None, None) => {
                let columns: Vec<&str> =
                    self.columns().map(|column| column.name.as_str()).collect();
                return Err(Problem::new(Code::PlaceBlank).with("columns", columns));
            }
        };
        Ok(FoundPlace { input, notices })
    }

    /// Returns the columns of the coordinates.
    pub(super) fn of_points(&self) -> impl Iterator<Item = &MappedColumn> {
        let points = self.0.iter().filter(|rule| matches!(rule, PlaceRule::Point { .. }));
        points.flat_map(PlaceRule::columns)
    }
}

/// The place of a ticket, and what its reporter should know.
pub(super) struct FoundPlace {
    pub input: PlaceInput,
    /// Notices of coordinates that were passed over, or that lie in no grid.
    pub notices: Vec<Problem>,
}

/// What a rule finds in a row.
enum Given {
    Nothing,
    /// Coordinates that stand for none, with the notice that says so.
    NoPoint(Problem),
    Place(PlaceInput),
}

/// Returns true for a point that no grid covers and none is near.
fn lies_nowhere(atlas: &Atlas, place: &RequestPlace) -> bool {
    matches!(place, RequestPlace::Point(point) if atlas.locate(*point).is_none())
}

/// Returns the notice of a point, with the column of its longitude.
fn notice_of_point(rules: &[PlaceRule], given: &PlaceInput, code: Code) -> Problem {
    let (lon, lat) = given.point.map(|point| (point.lon, point.lat)).unwrap_or_default();
    let problem = Problem::new(code).with("lon", lon).with("lat", lat);
    let rule = rules.iter().find(|rule| matches!(rule, PlaceRule::Point { .. }));
    match rule {
        Some(rule) => rule.blame(problem),
        None => problem,
    }
}

/// Words that platforms write where there are no coordinates.
const NOTHING: [&str; 12] =
    ["无", "暂无", "未知", "不详", "空", "-", "--", "—", "/", "null", "none", "n/a"];

fn says_nothing(text: &str) -> bool {
    NOTHING.contains(&text.to_lowercase().as_str())
}

/// Returns true for coordinates that a platform writes where it has none: 0,0 and -1,-1, and any two
/// that are the same, which is no place in the country.
fn stand_for_none(lon: f64, lat: f64) -> bool {
    lon == 0.0 || lat == 0.0 || lon == lat
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

    fn given(&self, row: &TableRow, places: &ColumnPlaces) -> Result<Given, Problem> {
        let text = match self {
            Self::Point { lon, lat, datum } => return point(row, places, lon, lat, *datum),
            Self::Address(rule) | Self::Grid(rule) => rule.value(row, places, TEXT)?,
        };
        let Some(text) = text else { return Ok(Given::Nothing) };
        if let Some(column) = self.columns().first() {
            check_no_moment(places, row, column)?;
        }
        Ok(Given::Place(match self {
            Self::Grid(_) => PlaceInput::in_grid(text),
            _ => PlaceInput { text: Some(text), ..PlaceInput::default() },
        }))
    }
}

fn point(
    row: &TableRow,
    places: &ColumnPlaces,
    lon: &MappedColumn,
    lat: &MappedColumn,
    datum: Datum,
) -> Result<Given, Problem> {
    let (x, y) = match (places.number(row, lon)?, places.number(row, lat)?) {
        (None, None) => return Ok(Given::Nothing),
        (Some(x), Some(y)) => (x, y),
        _ => return Err(in_column(Code::OneCoordinate, lon)),
    };
    let none = || Problem::new(Code::TicketPointNone).with("lon", x).with("lat", y);
    if says_nothing(x) && says_nothing(y) {
        return Ok(Given::NoPoint(none()));
    }
    let (x_degrees, y_degrees) = (degrees(lon, x)?, degrees(lat, y)?);
    if stand_for_none(x_degrees, y_degrees) {
        return Ok(Given::NoPoint(none()));
    }
    Ok(Given::Place(PlaceInput::at(x_degrees, y_degrees, datum)))
}

fn in_column(code: Code, column: &MappedColumn) -> Problem {
    Problem::new(code).with("in_column", column.name.as_str())
}

fn degrees(column: &MappedColumn, text: &str) -> Result<f64, Problem> {
    text.parse().map_err(|_| {
        Problem::new(Code::SheetValue)
            .with("column", column.name.as_str())
            .with("value", text)
            .with("expected", DEGREES)
    })
}
