//! Shapes as GeoJSON geometries (RFC 7946), in and out.

use super::build::{Polygons, Position};
use super::{Effort, Point, Shape};
use crate::domain::datum::Datum;
use crate::error::{Bilingual, Problem, both};
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::{Value, json};

/// A `Polygon` or `MultiPolygon` as it was given, in degrees of any datum. Further members are
/// ignored.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(try_from = "TypedCoordinates")]
pub struct Geometry {
    /// Coordinates; a `Polygon` is the only one in its list.
    pub polygons: Polygons,
    /// True if the type is `Polygon`, whose coordinates are one level less deep.
    pub single: bool,
}

impl Geometry {
    /// Returns the shape that the geometry describes.
    ///
    /// # Errors
    /// Those of [`Shape::from_degrees`], with a JSON pointer from the geometry on.
    pub fn shape(&self, datum: Datum, effort: &Effort) -> Result<Shape, Problem> {
        Shape::from_degrees(&self.polygons, datum, effort).map_err(|problem| {
            let pointer = match problem.pointer.strip_prefix("/0") {
                Some(rest) if self.single => format!("/coordinates{rest}"),
                _ => format!("/coordinates{}", problem.pointer),
            };
            problem.at(pointer)
        })
    }
}

impl Geometry {
    /// Returns the geometry in WGS 84, in the form in which it is stored.
    ///
    /// # Errors
    /// Those of [`Geometry::shape`].
    pub fn in_wgs84(&self, datum: Datum, effort: &Effort) -> Result<Self, Problem> {
        self.shape(datum, effort).map(|shape| Self::from(&shape))
    }
}

impl From<&Shape> for Geometry {
    fn from(shape: &Shape) -> Self {
        let position = |point: &Point| {
            let [lon, lat] = point.to_degrees();
            Position { lon, lat }
        };
        let ring = |ring: &[Point]| ring.iter().chain(ring.first()).map(position).collect();
        let polygons: Polygons = shape.polygons().map(|rings| rings.map(ring).collect()).collect();
        Self { single: polygons.len() == 1, polygons }
    }
}

impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        [self.lon, self.lat].serialize(serializer)
    }
}

impl Serialize for Geometry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut geometry = serializer.serialize_struct("Geometry", 2)?;
        match self.polygons.first().filter(|_| self.single) {
            Some(only) => {
                geometry.serialize_field("type", "Polygon")?;
                geometry.serialize_field("coordinates", only)?;
            }
            None => {
                geometry.serialize_field("type", "MultiPolygon")?;
                geometry.serialize_field("coordinates", &self.polygons)?;
            }
        }
        geometry.end()
    }
}

/// A reason for which coordinates are refused: how its words begin, where below the geometry it
/// is, and what people read.
pub(crate) type GeometryReason = (&'static str, &'static str, Bilingual<'static>);

/// Every reason for which [`Geometry`] refuses what is JSON.
pub(crate) const GEOMETRY_REASONS: [GeometryReason; 6] = [
    (
        "a position is a list",
        "",
        both("每个点应写作 [经度, 纬度]", "every position is written [longitude, latitude]"),
    ),
    ("a position has no latitude", "", both("有的点缺少纬度", "a position has no latitude")),
    (
        "a list in the coordinates is empty",
        "",
        both("坐标中有空的列表", "a list in the coordinates is empty"),
    ),
    (
        "the coordinates are nested too deep",
        "",
        both("坐标的层数过多", "the coordinates are nested too deep"),
    ),
    (
        "the coordinates of a ",
        "/coordinates",
        both("坐标的层数与 type 不符", "the depth is not the one of the type"),
    ),
    (
        "a boundary is a Polygon",
        "/type",
        both("应为 Polygon 或 MultiPolygon", "it is Polygon or MultiPolygon"),
    ),
];

/// Maximum vertices of a faulty part of the map that an answer draws whole.
const SKETCHED_MAX: usize = 2000;

/// Maximum characters of a type that are repeated in its problem.
const KIND_SHOWN: usize = 40;

impl Shape {
    /// Returns the shape as a faulty part of the map, as GeoJSON: whole, or the box around it if it
    /// has too many vertices.
    pub fn sketch(&self) -> Value {
        if self.vertices() <= SKETCHED_MAX {
            return serde_json::to_value(self).unwrap_or_default();
        }
        let [west, south] = self.bounds().min.to_degrees();
        let [east, north] = self.bounds().max.to_degrees();
        let ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
        json!({ "type": "Polygon", "coordinates": [ring] })
    }
}

/// Writes the shortest form that RFC 7946 allows: `Polygon` if there is one, else `MultiPolygon`;
/// rings closed, exteriors counter-clockwise, longitude first, 7 decimals.
impl Serialize for Shape {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut geometry = serializer.serialize_struct("Geometry", 2)?;
        let polygons = self.polygons();
        match polygons.clone().next() {
            Some(only) if polygons.len() == 1 => {
                geometry.serialize_field("type", "Polygon")?;
                geometry.serialize_field("coordinates", &List(only.map(closed)))?;
            }
            _ => {
                geometry.serialize_field("type", "MultiPolygon")?;
                geometry.serialize_field(
                    "coordinates",
                    &List(polygons.map(|rings| List(rings.map(closed)))),
                )?;
            }
        }
        geometry.end()
    }
}

/// A sequence written item by item, without a list of them in memory.
struct List<I>(I);

impl<I: Iterator<Item: Serialize> + Clone> Serialize for List<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone())
    }
}

fn closed(ring: &[Point]) -> List<impl Iterator<Item = [f64; 2]> + Clone> {
    List(ring.iter().chain(ring.first()).map(|point| point.to_degrees()))
}

#[derive(serde::Deserialize)]
struct TypedCoordinates {
    #[serde(rename = "type")]
    kind: String,
    coordinates: Nested,
}

impl TryFrom<TypedCoordinates> for Geometry {
    type Error = String;

    fn try_from(given: TypedCoordinates) -> Result<Self, String> {
        match (given.kind.as_str(), given.coordinates) {
            ("Polygon" | "MultiPolygon", Nested::Empty) => {
                Ok(Self { polygons: Vec::new(), single: false })
            }
            ("Polygon", Nested::Rings(rings)) => Ok(Self { polygons: vec![rings], single: true }),
            ("MultiPolygon", Nested::Polygons(polygons)) => Ok(Self { polygons, single: false }),
            ("Polygon" | "MultiPolygon", _) => {
                Err(format!("the coordinates of a {} have another depth", given.kind))
            }
            (other, _) => {
                let other: String = other.chars().take(KIND_SHOWN).collect();
                Err(format!("a boundary is a Polygon or a MultiPolygon, not a {other}"))
            }
        }
    }
}

/// Coordinates of a depth that is known only once they are read, since `type` may follow them.
enum Nested {
    Empty,
    Number(f64),
    Position(Position),
    Ring(Vec<Position>),
    Rings(Vec<Vec<Position>>),
    Polygons(Polygons),
}

impl<'de> Deserialize<'de> for Nested {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NestedVisitor)
    }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Nested::deserialize(deserializer)? {
            Nested::Position(position) => Ok(position),
            _ => Err(D::Error::custom("a position is a list of longitude and latitude")),
        }
    }
}

struct NestedVisitor;

impl<'de> Visitor<'de> for NestedVisitor {
    type Value = Nested;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("positions of longitude and latitude in nested lists")
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Nested, E> {
        Ok(Nested::Number(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Nested, E> {
        Ok(Nested::Number(value as f64))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Nested, E> {
        Ok(Nested::Number(value as f64))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Nested, A::Error> {
        Ok(match list.next_element()? {
            None => Nested::Empty,
            Some(Nested::Number(lon)) => {
                let lat = list
                    .next_element()?
                    .ok_or_else(|| A::Error::custom("a position has no latitude"))?;
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Nested::Position(Position { lon, lat })
            }
            Some(Nested::Position(first)) => Nested::Ring(with_rest(first, list)?),
            Some(Nested::Ring(first)) => Nested::Rings(with_rest(first, list)?),
            Some(Nested::Rings(first)) => Nested::Polygons(with_rest(first, list)?),
            Some(Nested::Empty) => {
                return Err(A::Error::custom("a list in the coordinates is empty"));
            }
            Some(Nested::Polygons(_)) => {
                return Err(A::Error::custom("the coordinates are nested too deep"));
            }
        })
    }
}

/// Reads the items of a list whose first has been read.
fn with_rest<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(
    first: T,
    mut list: A,
) -> Result<Vec<T>, A::Error> {
    let mut items = vec![first];
    while let Some(item) = list.next_element()? {
        items.push(item);
    }
    Ok(items)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;
    use crate::error::Code;

    fn read(json: &str) -> Result<Geometry, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn a_polygon_is_read_in_any_order_and_written_right_handed() {
        let json = r#"{"coordinates":[[[121.5,31,4.5],[121.5,31.1,4.5],[121.6,31.1],[121.5,31]]],"bbox":[],"type":"Polygon"}"#;
        let shape = read(json).unwrap().shape(Datum::Wgs84, &Effort::bounded()).unwrap();
        let written = serde_json::to_string(&shape).unwrap();
        let expected = r#"{"type":"Polygon","coordinates":[[[121.6,31.1],[121.5,31.1],[121.5,31.0],[121.6,31.1]]]}"#;
        assert_eq!(written, expected);
        assert_eq!(read(&written).unwrap().shape(Datum::Wgs84, &Effort::bounded()).unwrap(), shape);
    }

    #[test]
    fn a_multipolygon_comes_back_as_it_was() {
        let json = r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[9,0],[9,9],[0,0]],[[4,1],[8,5],[8,1]]],[[[20,0],[21,0],[20,1]]]]}"#;
        let shape = read(json).unwrap().shape(Datum::Wgs84, &Effort::bounded()).unwrap();
        assert_eq!((shape.polygons().len(), shape.rings().count(), shape.vertices()), (2, 3, 9));
        let again = read(&serde_json::to_string(&shape).unwrap())
            .unwrap()
            .shape(Datum::Wgs84, &Effort::bounded())
            .unwrap();
        assert_eq!(again, shape);
    }

    #[test]
    fn what_is_no_boundary_is_refused() {
        assert!(
            read(r#"{"type":"Point","coordinates":[1,2]}"#).unwrap_err().contains("not a Point")
        );
        assert!(
            read(r#"{"type":"Polygon","coordinates":[[1,2],[3,4]]}"#)
                .unwrap_err()
                .contains("depth")
        );
        assert!(
            read(r#"{"type":"Polygon","coordinates":[[[1],[3,4]]]}"#)
                .unwrap_err()
                .contains("no latitude")
        );
        assert!(
            read(r#"{"type":"Polygon","coordinates":[[[1,2],7]]}"#)
                .unwrap_err()
                .contains("position")
        );
        assert!(
            read(r#"{"type":"MultiPolygon","coordinates":[[[[[1,2]]]]]}"#)
                .unwrap_err()
                .contains("too deep")
        );
        let empty = read(r#"{"type":"Polygon","coordinates":[]}"#)
            .unwrap()
            .shape(Datum::Wgs84, &Effort::bounded())
            .unwrap_err();
        assert_eq!((empty.code, empty.pointer.as_str()), (Code::BoundaryEmpty, "/coordinates"));
    }

    #[test]
    fn the_pointer_of_a_fault_names_its_position() {
        let json = r#"{"type":"Polygon","coordinates":[[[121.5,31],[31.1,121.5],[121.6,31.1]]]}"#;
        let problem = read(json).unwrap().shape(Datum::Wgs84, &Effort::bounded()).unwrap_err();
        assert_eq!(
            (problem.code, problem.pointer.as_str()),
            (Code::CoordinatesSwapped, "/coordinates/0/1")
        );
    }
}
