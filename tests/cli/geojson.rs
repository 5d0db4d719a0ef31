//! GeoJSON as programs write it: encodings, codes, coordinate systems, and what is none.

use super::features::{collection, feature, gzipped, rectangle};
use super::{faults, refused};
use encoding_rs::GB18030;
use serde_json::{Value, json};
use std::f64::consts::PI;
use wangge::domain::datum::Datum;
use wangge::error::{Code, Language, Problem, Result};
use wangge::service::import::grids::{FeatureFields, GridFile};

fn read_with(file: &[u8], code: &str) -> Result<GridFile> {
    let fields = FeatureFields { code: code.to_owned(), name: "name".to_owned(), parent: None };
    GridFile::read(file, &fields, Datum::Wgs84)
}

fn read(file: &[u8]) -> GridFile {
    read_with(file, "code").unwrap()
}

fn square() -> Value {
    rectangle([0.0, 0.0], [10.0, 10.0])
}

/// A file of one feature, with a member beside its features.
fn file_with(member: &str, value: &Value, feature: Value) -> String {
    let mut file = json!({ "type": "FeatureCollection", "features": [feature] });
    file[member] = value.clone();
    file.to_string()
}

/// The codes of a file, and what its only problem says in English.
fn codes(file: &GridFile) -> Vec<&str> {
    file.grids.iter().map(|grid| grid.code.as_str()).collect()
}

fn told(problem: &Problem) -> (String, String) {
    crate::support::wording::check(std::slice::from_ref(problem));
    (problem.message(Language::Chinese), problem.message(Language::English))
}

#[test]
fn marks_and_encodings_are_read_as_those_of_sheets() {
    let text = collection(&[feature("G1", square())]);
    let marked = [&b"\xef\xbb\xbf"[..], text.as_bytes()].concat();
    let wide: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let chinese = GB18030.encode(&text).0.into_owned();
    // The first character that is not ASCII comes late.
    let late = format!("{}{}", " ".repeat(200_000), text);
    let late = GB18030.encode(&late).0.into_owned();
    for bytes in [marked.clone(), wide, chinese, late, gzipped(&String::from_utf8(marked).unwrap())]
    {
        let file = read(&bytes);
        assert_eq!(file.grids[0].name, "G1 网格");
    }
    let broken = [text.as_bytes(), b"\n\n\xff\xff"].concat();
    let problem = refused(read_with(&broken, "code")).remove(0);
    assert_eq!(problem.code, Code::GeojsonEncoding);
}

#[test]
fn codes_that_programs_wrote_as_numbers_are_their_digits() {
    for written in [
        "310120001003",
        "310120001003.0",
        "3.10120001003e11",
        "3.10120001003E+11",
        "310120001003.000",
    ] {
        let text = collection(&[feature("CODE", square())]).replace("\"CODE\"", written);
        assert_eq!(codes(&read(text.as_bytes())), ["310120001003"], "{written}");
    }
    // Of more than 15 digits the last ones are lost: what is left is no code.
    let long = collection(&[feature("CODE", square())]).replace("\"CODE\"", "3101200010030012.0");
    assert_eq!(codes(&read(long.as_bytes())), ["3101200010030012.0"]);
    for (written, code) in
        [("310120001003.0", "310120001003"), ("0107.0", "0107"), ("G1", "G1"), ("3e5", "3e5")]
    {
        let text = collection(&[feature(written, square())]);
        assert_eq!(codes(&read(text.as_bytes())), [code]);
    }
}

#[test]
fn an_identifier_beside_the_properties_is_a_code_where_no_feature_has_another() {
    let with_id = |id: Value| {
        let mut feature = feature("", square());
        feature["id"] = id;
        feature["properties"].as_object_mut().unwrap().remove("code");
        feature
    };
    for (id, code) in [
        (json!("G1"), "G1"),
        (json!(310120001003_u64), "310120001003"),
        (json!(310120001003.0), "310120001003"),
    ] {
        let file = read(collection(&[with_id(id)]).as_bytes());
        assert_eq!(codes(&file), [code]);
    }
    // A number of few digits is the row of a program, unless somebody asks for it.
    let row = collection(&[with_id(json!(7))]);
    assert_eq!(
        faults(&read(row.as_bytes()).unusable, "feature"),
        [(Code::FeatureProperty, Some(0))]
    );
    assert_eq!(codes(&read_with(row.as_bytes(), "id").unwrap()), ["7"]);
    let mixed = collection(&[feature("G1", square()), with_id(json!("G2"))]);
    let mixed = read(mixed.as_bytes());
    assert_eq!(codes(&mixed), ["G1"]);
    assert_eq!(faults(&mixed.unusable, "feature"), [(Code::FeatureProperty, Some(1))]);
}

fn mercator(geometry: &Value) -> Value {
    let ring = geometry["coordinates"][0].as_array().unwrap().iter().map(|position| {
        let (lon, lat) = (position[0].as_f64().unwrap(), position[1].as_f64().unwrap());
        let north = ((PI / 4.0 + lat.to_radians() / 2.0).tan()).ln();
        [lon.to_radians() * 6_378_137.0, north * 6_378_137.0]
    });
    json!({ "type": "Polygon", "coordinates": [ring.collect::<Vec<_>>()] })
}

#[test]
fn a_coordinate_system_is_seen_wherever_it_is_named() {
    let plain = read(collection(&[feature("G1", square())]).as_bytes());
    let named = json!({ "type": "name", "properties": { "name": "urn:ogc:def:crs:EPSG::3857" } });
    let metres = mercator(&square());
    let mut in_feature = feature("G1", metres.clone());
    in_feature["crs"] = json!({ "type": "EPSG", "properties": { "code": 900913 } });
    let mut in_geometry = feature("G1", metres.clone());
    in_geometry["geometry"]["crs"] =
        json!({ "type": "link", "properties": { "href": "https://epsg.io/3857" } });
    let before = file_with("crs", &named, feature("G1", metres.clone()));
    let behind = format!(
        r#"{{"type":"FeatureCollection","features":[{}],"crs":{named}}}"#,
        feature("G1", metres.clone())
    );
    for text in [before, behind, collection(&[in_feature]), collection(&[in_geometry])] {
        let file = read(text.as_bytes());
        assert_eq!(file.grids[0].shape, plain.grids[0].shape, "{text}");
    }
    // Metres that nobody named are none.
    let unnamed = read(collection(&[feature("G1", metres)]).as_bytes());
    assert_eq!(unnamed.invalid[0].problem.code, Code::CoordinateOutOfRange);
}

#[test]
fn systems_that_are_not_read_are_refused_with_what_to_do() {
    let beijing = json!({ "type": "EPSG", "properties": { "code": 4214 } });
    let zone = json!({ "type": "name", "properties": { "name": "EPSG:4528" } });
    let xian = json!({ "type": "link", "properties": { "href": "http://spatialreference.org/ref/epsg/4610/" } });
    for (crs, advice) in [(&beijing, "Beijing 1954"), (&zone, "QGIS"), (&xian, "Xi'an 1980")] {
        let at_top = file_with("crs", crs, feature("G1", square()));
        let problem = refused(read_with(at_top.as_bytes(), "code")).remove(0);
        assert!(problem.code == Code::GeojsonCrs && told(&problem).1.contains(advice));
        for place in ["", "/geometry"] {
            let mut inside = feature("G1", square());
            inside.pointer_mut(place).unwrap()["crs"] = crs.clone();
            let file = read(collection(&[feature("G0", square()), inside]).as_bytes());
            let problem = &file.invalid[0].problem;
            assert_eq!(
                faults(std::slice::from_ref(problem), "feature"),
                [(Code::GeojsonCrs, Some(1))]
            );
            assert!(told(problem).1.contains(advice) && problem.params["feature_code"] == "G1");
        }
    }
    let nothing = file_with("crs", &Value::Null, feature("G1", square()));
    assert_eq!(codes(&read(nothing.as_bytes())), ["G1"]);
}

#[test]
fn geometries_that_are_no_boundary_are_told_with_index_code_and_place() {
    let positions = json!([[121.4, 30.9], [121.41, 30.9]]);
    for (geometry, words) in [
        (json!({ "type": "GeometryCollection", "geometries": [square()] }), "GeometryCollection"),
        (json!({ "type": "LineString", "coordinates": positions }), "LineString"),
        (json!({ "type": "Point", "coordinates": [121.4, 30.9] }), "Point"),
        (json!({ "type": "polygon", "coordinates": [positions] }), "polygon"),
        (json!({ "rings": [positions] }), "Esri JSON"),
        (json!({ "type": "Polygon", "arcs": [[0, 1]] }), "TopoJSON"),
        (json!({ "type": "Polygon" }), "coordinates"),
        (json!({ "coordinates": [positions] }), "no type"),
        (json!({ "type": "MultiPolygon", "coordinates": [positions] }), "another depth"),
    ] {
        let has_place = geometry.to_string().contains("121.4");
        let file = read(collection(&[feature("G0", square()), feature("G1", geometry)]).as_bytes());
        let problem = &file.invalid[0].problem;
        assert_eq!(problem.code, Code::FeatureGeometry);
        let (zh, en) = told(problem);
        assert!(en.contains(words), "{words}: {en}");
        assert_eq!(
            zh.contains("(121.4, 30.9)") && en.contains("(121.4, 30.9)"),
            has_place,
            "{zh} {en}"
        );
        assert_eq!(
            (&problem.params["feature"], &problem.params["feature_code"]),
            (&json!(1), &json!("G1"))
        );
        assert!(problem.pointer.starts_with("/features/1/geometry"));
    }
}

#[test]
fn rings_that_vanish_and_holes_that_cut_are_told_with_their_place() {
    let speck = json!([[
        [121.43, 30.9],
        [121.430_000_01, 30.9],
        [121.430_000_01, 30.900_000_01],
        [121.43, 30.9]
    ]]);
    let line = json!([[[121.43, 30.9], [121.44, 30.9], [121.43, 30.9]]]);
    let whole = square()["coordinates"].clone();
    let hole = json!([
        [121.4, 30.905],
        [121.405, 30.9],
        [121.41, 30.905],
        [121.405, 30.91],
        [121.4, 30.905]
    ]);
    let triangle = json!([
        [121.4, 30.902],
        [121.405, 30.908],
        [121.41, 30.902],
        [121.405, 30.903],
        [121.4, 30.902]
    ]);
    for (geometry, code, pointer) in [
        (
            json!({ "type": "MultiPolygon", "coordinates": [whole, speck] }),
            Code::BoundaryPartTooSmall,
            "/coordinates/1/0",
        ),
        (
            json!({ "type": "MultiPolygon", "coordinates": [whole, line] }),
            Code::BoundaryRingTooShort,
            "/coordinates/1/0",
        ),
        (
            json!({ "type": "Polygon", "coordinates": [whole[0], hole] }),
            Code::BoundaryCutApart,
            "/coordinates",
        ),
        (
            json!({ "type": "Polygon", "coordinates": [whole[0], triangle] }),
            Code::BoundaryCutApart,
            "/coordinates",
        ),
    ] {
        let file = read(collection(&[feature("G1", geometry)]).as_bytes());
        let problem = &file.invalid[0].problem;
        assert_eq!(
            (problem.code, problem.pointer.as_str()),
            (code, format!("/features/0/geometry{pointer}").as_str())
        );
        let (_, en) = told(problem);
        assert!(en.contains("(121.4"), "{en}");
    }
    // A hole that touches once, and two that touch each other, cut nothing.
    let once = json!([[121.4, 30.905], [121.405, 30.903], [121.405, 30.907]]);
    let other = json!([[121.405, 30.903], [121.408, 30.902], [121.408, 30.904]]);
    let touching = json!({ "type": "Polygon", "coordinates": [whole[0], once, other] });
    assert_eq!(codes(&read(collection(&[feature("G1", touching)]).as_bytes())), ["G1"]);
}

#[test]
fn other_files_are_named_for_what_they_are() {
    for (text, words) in [
        (json!({ "type": "Topology", "objects": {}, "arcs": [] }), "TopoJSON"),
        (json!({ "geometryType": "esriGeometryPolygon", "features": [] }), "Esri JSON"),
        (feature("G1", square()), "by itself"),
        (square(), "bare geometry"),
        (json!([feature("G1", square())]), "list"),
        (json!({ "type": "FeatureCollection" }), "no features"),
        (json!({ "type": "Bundle", "features": [] }), "Bundle"),
    ] {
        let problem = refused(read_with(text.to_string().as_bytes(), "code")).remove(0);
        assert_eq!(problem.code, Code::GeojsonSyntax);
        assert!(told(&problem).1.contains(words), "{}", told(&problem).1);
    }
    let attributes = json!({ "attributes": { "code": "G1" }, "geometry": { "rings": [] } });
    let file = read(collection(&[attributes]).as_bytes());
    assert_eq!(faults(&file.unusable, "feature"), [(Code::FeatureProperty, Some(0))]);
}
