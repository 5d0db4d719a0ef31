//! Coordinate systems that GeoJSON files name. RFC 7946 knows WGS 84 alone; older files (GeoJSON
//! 2008, section 3) and those of other programs name theirs in many ways.

use crate::domain::datum::from_web_mercator;
use crate::domain::geometry::Polygons;
use crate::domain::geometry::Position;
use crate::error::{Bilingual, Code, Problem, both};
use serde_json::Value;
use serde_json::value::RawValue;

/// Maximum number of characters of a name that a problem repeats.
const NAME_SHOWN: usize = 100;
/// Maximum bytes of what names a system: the longest are in WKT.
const TEXT_MAX: usize = 16 << 10;
/// Longitude and latitude on WGS 84 or CGCS2000, flat and with heights.
const DEGREES: [u32; 4] = [4326, 4979, 4490, 4480];
/// The projection of web maps, under its present number and those it had before.
const WEB_MERCATOR: [u32; 6] = [3857, 900_913, 3785, 3587, 102_100, 102_113];
/// Names without a number, letters and digits alone.
const DEGREES_NAMED: [&str; 15] = [
    "crs84",
    "crs84h",
    "wgs84",
    "wgs1984",
    "gcswgs1984",
    "worldgeodeticsystem1984",
    "cgcs2000",
    "gcscgcs2000",
    "gcschinageodeticcoordinatesystem2000",
    "chinageodeticcoordinatesystem2000",
    "2000国家大地坐标系",
    "国家大地坐标系2000",
    "projlonglatdatumwgs84nodefs",
    "projlonglatellpswgs84datumwgs84nodefs",
    "projlonglatellpsgrs80nodefs",
];
const WEB_MERCATOR_NAMED: [&str; 5] = [
    "wgs84pseudomercator",
    "wgs1984webmercatorauxiliarysphere",
    "wgs1984webmercator",
    "webmercator",
    "googlemercator",
];

/// A coordinate system that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CoordinateSystem {
    /// Longitude and latitude in degrees, whatever their datum.
    Degrees,
    /// Metres of the projection of web maps.
    WebMercator,
}

impl CoordinateSystem {
    /// Returns the system that a member `crs` names; `None` when it names none.
    ///
    /// # Errors
    /// [`Code::GeojsonCrs`] for a system that is not read, with how to convert it.
    pub(super) fn of(crs: &RawValue) -> Result<Option<Self>, Problem> {
        if crs.get().len() > TEXT_MAX {
            return Err(refused(crs.get(), OTHER));
        }
        let value: Value = serde_json::from_str(crs.get()).unwrap_or_default();
        match named(&value) {
            None if value.is_null() => Ok(None),
            None => Err(refused(crs.get(), OTHER)),
            Some(name) => Self::of_name(&name).map(Some),
        }
    }

    fn of_name(name: &str) -> Result<Self, Problem> {
        let squashed: String =
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let number = number(name);
        if number.is_some_and(|number| DEGREES.contains(&number)) {
            return Ok(Self::Degrees);
        }
        if number.is_some_and(|number| WEB_MERCATOR.contains(&number)) {
            return Ok(Self::WebMercator);
        }
        let is_crs84 = words(name).any(|word| word == "crs84" || word == "crs84h");
        if number.is_none() && (is_crs84 || DEGREES_NAMED.contains(&squashed.as_str())) {
            return Ok(Self::Degrees);
        }
        if number.is_none() && WEB_MERCATOR_NAMED.contains(&squashed.as_str()) {
            return Ok(Self::WebMercator);
        }
        Err(refused(name, advice(number, &squashed)))
    }

    /// Converts positions to degrees.
    pub(super) fn to_degrees(self, polygons: &mut Polygons) {
        if self == Self::Degrees {
            return;
        }
        for position in polygons.iter_mut().flatten().flatten() {
            let [lon, lat] = from_web_mercator(position.lon, position.lat);
            *position = Position { lon, lat };
        }
    }
}

/// Returns the name in a member `crs`: by name, by number, by link, or bare.
fn named(crs: &Value) -> Option<String> {
    const MEMBERS: [&str; 9] =
        ["name", "code", "href", "urn", "url", "latestWkid", "wkid", "wkt", "id"];
    match crs {
        Value::String(name) => Some(name.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(members) => {
            let inner = members.get("properties").and_then(named);
            inner.or_else(|| MEMBERS.iter().find_map(|name| members.get(*name).and_then(named)))
        }
        _ => None,
    }
}

/// Returns the words of a name in small letters.
fn words(name: &str) -> impl Iterator<Item = String> {
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
}

/// Returns the number of a system in a name: the last one after the name of a register, else the
/// name itself.
fn number(name: &str) -> Option<u32> {
    let bare = name.trim().trim_end_matches(".0");
    if let Ok(number) = bare.parse() {
        return Some(number);
    }
    let mut number = None;
    let mut registered = false;
    for word in words(name) {
        let rest = ["epsg", "esri"].iter().find_map(|register| word.strip_prefix(register));
        registered |= rest.is_some();
        let digits = rest.unwrap_or(&word);
        if registered && let Ok(found) = digits.parse() {
            number = Some(found);
        }
    }
    number
}

const OTHER: Bilingual<'static> = both(
    "请先转换为 WGS 84（EPSG:4326）或 CGCS2000（EPSG:4490）的经纬度",
    "convert it to longitude and latitude on WGS 84 (EPSG:4326) or CGCS2000 (EPSG:4490) first",
);

/// Returns what to do about a system that is not read.
fn advice(number: Option<u32>, squashed: &str) -> Bilingual<'static> {
    let is = |names: &[&str]| names.iter().any(|name| squashed.contains(name));
    let beijing = matches!(
        number,
        Some(
            4214
            | 2401..=2442
            | 21413..=21423
            | 21453..=21463
            | 21473..=21483
            | 4555
            | 4568..=4589
            | 4652..=4800,
        )
    );
    let xian = matches!(number, Some(4610 | 2327..=2390));
    let projected = matches!(number, Some(4491..=4554));
    if beijing || number.is_none() && is(&["beijing", "北京"]) {
        return both(
            "这是北京坐标系，请由测绘单位转换为 CGCS2000（EPSG:4490）后再导入",
            "it is Beijing 1954 or a successor: have a surveying office convert it to CGCS2000 \
             (EPSG:4490)",
        );
    }
    if xian || number.is_none() && is(&["xian", "西安"]) {
        return both(
            "这是 1980 西安坐标系，请由测绘单位转换为 CGCS2000（EPSG:4490）后再导入",
            "it is Xi'an 1980: have a surveying office convert it to CGCS2000 (EPSG:4490)",
        );
    }
    if projected || number.is_none() && is(&["gausskruger", "gausskrueger", "高斯"]) {
        return both(
            "这是高斯—克吕格投影的平面坐标，请在 QGIS 等软件中另存为 CGCS2000 经纬度（EPSG:4490）",
            "these are metres of a Gauss-Krüger zone: save the file with longitude and latitude on \
             CGCS2000 (EPSG:4490), for instance in QGIS",
        );
    }
    if is(&["gcj02", "bd09"]) {
        return both(
            "请删去 crs，并用 --datum 说明坐标系",
            "leave out crs and name the datum with --datum",
        );
    }
    OTHER
}

fn refused(name: &str, advice: Bilingual<'static>) -> Problem {
    let name: String = name.chars().take(NAME_SHOWN).collect();
    Problem::new(Code::GeojsonCrs).with("crs", name).with("advice", advice)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;
    use crate::error::Language;

    fn system(crs: &str) -> Result<Option<CoordinateSystem>, Problem> {
        CoordinateSystem::of(&RawValue::from_string(crs.to_owned()).unwrap())
    }

    #[test]
    fn every_spelling_of_longitude_and_latitude_is_read() {
        for name in [
            "urn:ogc:def:crs:OGC:1.3:CRS84",
            "urn:ogc:def:crs:OGC::CRS84",
            "OGC:CRS84",
            "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            "https://www.opengis.net/def/crs/OGC/0/CRS84h",
            "EPSG:4326",
            "epsg:4326",
            "EPSG 4326",
            "epsg4326",
            "4326",
            "urn:ogc:def:crs:EPSG::4326",
            "urn:ogc:def:crs:EPSG:6.9:4326",
            "urn:x-ogc:def:crs:EPSG:4326",
            "http://www.opengis.net/def/crs/EPSG/0/4326",
            "http://www.opengis.net/gml/srs/epsg.xml#4326",
            "http://spatialreference.org/ref/epsg/4326/proj4/",
            "https://epsg.io/4490.wkt",
            "WGS84",
            "WGS 84",
            "GCS_WGS_1984",
            "+init=epsg:4326",
            "+proj=longlat +datum=WGS84 +no_defs",
            "epsg:4490",
            "urn:ogc:def:crs:EPSG::4490",
            "CGCS2000",
            "GCS_China_Geodetic_Coordinate_System_2000",
            "China Geodetic Coordinate System 2000",
            "GEOGCS[\"CGCS2000\",UNIT[\"degree\",0.01,AUTHORITY[\"EPSG\",\"9122\"]],AUTHORITY[\"EPSG\",\"4490\"]]",
        ] {
            let crs = serde_json::json!({ "type": "name", "properties": { "name": name } });
            assert_eq!(system(&crs.to_string()), Ok(Some(CoordinateSystem::Degrees)), "{name}");
        }
    }

    #[test]
    fn every_form_of_naming_is_seen() {
        for (crs, expected) in [
            (r#"{"type":"name","properties":{"name":"EPSG:3857"}}"#, "mercator"),
            (r#"{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::900913"}}"#, "mercator"),
            (r#"{"type":"name","properties":{"name":"WGS 84 / Pseudo-Mercator"}}"#, "mercator"),
            (r#"{"type":"name","properties":{"name":"ESRI:102100"}}"#, "mercator"),
            (r#"{"type":"EPSG","properties":{"code":3857}}"#, "mercator"),
            (r#"{"type":"EPSG","properties":{"code":"4490"}}"#, "degrees"),
            (r#"{"type":"EPSG","properties":{"code":4326.0}}"#, "degrees"),
            (
                r#"{"type":"link","properties":{"href":"https://epsg.io/4490","type":"ogcwkt"}}"#,
                "degrees",
            ),
            (r#"{"type":"OGC","properties":{"urn":"urn:ogc:def:crs:OGC:1.3:CRS84"}}"#, "degrees"),
            (r#"{"wkid":102100,"latestWkid":3857}"#, "mercator"),
            (r#""EPSG:4490""#, "degrees"),
            ("4326", "degrees"),
        ] {
            let expected = match expected {
                "degrees" => CoordinateSystem::Degrees,
                _ => CoordinateSystem::WebMercator,
            };
            assert_eq!(system(crs), Ok(Some(expected)), "{crs}");
        }
        assert_eq!(system("null"), Ok(None));
    }

    #[test]
    fn others_are_refused_with_what_to_do() {
        for (crs, advice) in [
            (r#"{"type":"EPSG","properties":{"code":4214}}"#, "Beijing 1954"),
            (r#"{"type":"name","properties":{"name":"EPSG:4214"}}"#, "Beijing 1954"),
            (r#"{"type":"name","properties":{"name":"GCS_Beijing_1954"}}"#, "Beijing 1954"),
            (r#"{"type":"name","properties":{"name":"EPSG:4610"}}"#, "Xi'an 1980"),
            (r#"{"type":"name","properties":{"name":"EPSG:2363"}}"#, "Xi'an 1980"),
            (r#"{"type":"name","properties":{"name":"Xian 1980"}}"#, "Xi'an 1980"),
            (
                r#"{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4528"}}"#,
                "Gauss-Krüger",
            ),
            (
                r#"{"type":"name","properties":{"name":"CGCS2000 / 3-degree Gauss-Kruger zone 40"}}"#,
                "Gauss-Krüger",
            ),
            (r#"{"type":"name","properties":{"name":"GCJ02"}}"#, "--datum"),
            (r#"{"type":"name","properties":{"name":"WGS 84 / UTM zone 51N"}}"#, "convert it"),
            (r#"{"type":"name","properties":{"name":"EPSG:32651"}}"#, "convert it"),
            (r#"{"type":"link","properties":{"href":"crs.prj"}}"#, "convert it"),
            (r#"{"type":"name","properties":{}}"#, "convert it"),
            (r#"[1]"#, "convert it"),
        ] {
            let refused = system(crs).unwrap_err();
            let message = refused.message(Language::English);
            assert!(
                refused.code == Code::GeojsonCrs && message.contains(advice),
                "{crs}: {message}"
            );
        }
    }
}
