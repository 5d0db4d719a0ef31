//! Real boundaries, points and datums. The data lies beside the project; without it these tests say
//! so and pass.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::error::Error;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::PathBuf;
use std::sync::Arc;
use wangge::domain::atlas::areas::{Area, Areas};
use wangge::domain::datum::{Datum, from_wgs84, to_wgs84};
use wangge::domain::geometry::geojson::Geometry;
use wangge::domain::geometry::{Effort, Point, Shape, distance_m, tiling};
use wangge::error::{Code, Language, Problem};

type Tested = Result<(), Box<dyn Error>>;

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    properties: Properties,
    geometry: Geometry,
}

#[derive(Deserialize)]
struct Properties {
    code: Arc<str>,
}

/// A file of the shared data, unpacked, or nothing (said aloud) when it is not there.
fn shared(name: &str) -> Result<Option<Box<dyn Read>>, std::io::Error> {
    let folder = std::env::var_os("WANGGE_SHARED_DATA")
        .map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let path = folder.join(name);
    if !path.exists() {
        println!("skipped: there is no {}", path.display());
        return Ok(None);
    }
    let file = BufReader::new(File::open(path)?);
    let packed = name.ends_with(".gz");
    Ok(Some(if packed { Box::new(flate2::bufread::GzDecoder::new(file)) } else { Box::new(file) }))
}

fn parsed<T: DeserializeOwned>(name: &str) -> Result<Option<T>, Box<dyn Error>> {
    let Some(mut file) = shared(name)? else { return Ok(None) };
    let mut text = Vec::new();
    file.read_to_end(&mut text)?;
    Ok(Some(serde_json::from_slice(&text)?))
}

/// The valid boundaries of a collection by code, and what is wrong with the others.
type Boundaries = (Vec<(Arc<str>, Shape)>, Vec<(Arc<str>, Problem)>);

fn boundaries(collection: Collection) -> Boundaries {
    let (mut valid, mut refused) = (Vec::new(), Vec::new());
    for Feature { properties, geometry } in collection.features {
        match geometry.shape(Datum::Wgs84, &Effort::unbounded()) {
            Ok(shape) => valid.push((properties.code, shape)),
            Err(problem) => refused.push((properties.code, problem)),
        }
    }
    (valid, refused)
}

fn shapes(boundaries: &[(Arc<str>, Shape)]) -> Vec<&Shape> {
    boundaries.iter().map(|(_, shape)| shape).collect()
}

#[test]
fn fengxian_is_valid_and_does_not_overlap() -> Tested {
    let Some(collection) = parsed("fengxian_towns.geojson")? else { return Ok(()) };
    let (valid, refused) = boundaries(collection);
    assert_eq!((valid.len(), refused), (8, Vec::new()));
    assert_eq!(tiling::overlaps(&shapes(&valid), 1.0, &Effort::unbounded()), Ok(Vec::new()));
    Ok(())
}

#[test]
fn chicago_has_three_known_holes() -> Tested {
    let Some(collection) = parsed("chicago_community_areas.geojson")? else { return Ok(()) };
    let (valid, refused) = boundaries(collection);
    assert_eq!((valid.len(), refused), (77, Vec::new()));
    assert_eq!(tiling::overlaps(&shapes(&valid), 1.0, &Effort::unbounded()), Ok(Vec::new()));
    let gaps = tiling::gaps(None, &shapes(&valid), 1.0, &Effort::unbounded()).unwrap();
    let km2: Vec<String> = gaps.iter().map(|gap| format!("{:.1}", gap.area_m2 / 1e6)).collect();
    assert_eq!(km2, ["8.0", "0.5", "0.3"]);
    Ok(())
}

#[test]
fn one_commune_of_france_is_refused_and_the_others_tile() -> Tested {
    let Some(collection) = parsed("france_communes.geojson.gz")? else { return Ok(()) };
    let (valid, refused) = boundaries(collection);
    assert_eq!(valid.len(), 35_356);
    let [(code, problem)] = refused.as_slice() else {
        return Err(format!("{} refused", refused.len()).into());
    };
    assert_eq!(
        (code.as_ref(), problem.code),
        ("14174", Code::BoundaryCrossesItself),
        "its ring meets itself"
    );
    assert!(problem.message(Language::English).contains("(-0.56932, 48.89639)"));

    assert_eq!(tiling::overlaps(&shapes(&valid), 1.0, &Effort::unbounded()), Ok(Vec::new()));
    assert!(valid.iter().all(|(_, shape)| shape.covers(shape.label_point())));
    let back =
        valid.iter().all(|(_, shape)| Shape::from_twkb(&shape.to_twkb()).as_ref() == Ok(shape));
    assert!(back, "boundaries come back from bytes as they were");
    Ok(())
}

#[derive(Deserialize)]
struct Labelled {
    lon: Option<f64>,
    lat: Option<f64>,
    community_area: String,
}

#[test]
fn chicago_requests_fall_where_their_labels_say() -> Tested {
    let Some(collection) = parsed("chicago_community_areas.geojson")? else { return Ok(()) };
    let Some(requests) = shared("chicago_requests.csv")? else { return Ok(()) };
    let areas: Vec<Area> = boundaries(collection)
        .0
        .into_iter()
        .zip(0..)
        .map(|((code, shape), grid)| area(grid, code, shape))
        .collect();
    let index = Areas::new(areas.clone(), vec![None; areas.len()].into());
    let (mut rows, mut exact, mut within_1m) = (0_u32, 0_u32, 0_u32);
    for row in csv::Reader::from_reader(requests).deserialize() {
        let Labelled { lon: Some(lon), lat: Some(lat), community_area } = row? else { continue };
        let point =
            Point::from_degrees(lon, lat).map_err(|problem| problem.message(Language::English))?;
        rows += 1;
        let Some(labelled) = areas.iter().find(|area| *area.code == *community_area) else {
            continue;
        };
        exact += u32::from(index.locate_grid(point, 0.0) == Some(labelled.grid));
        within_1m += u32::from(labelled.shape.distance_m(point) <= 1.0);
    }
    let percent = |count: u32| 100.0 * f64::from(count) / f64::from(rows);
    println!(
        "{rows} points: {:.2} % exact, {:.2} % within 1 m",
        percent(exact),
        percent(within_1m)
    );
    assert!(percent(exact) >= 98.1 && percent(within_1m) >= 99.8);
    Ok(())
}

fn area(grid: u32, code: Arc<str>, shape: Shape) -> Area {
    Area { grid, level: 0, dedicated: false, code, shape: Arc::new(shape) }
}

#[derive(Deserialize)]
struct Vectors {
    wgs: [f64; 2],
    gcj: [f64; 2],
    bd: [f64; 2],
}

#[test]
fn datums_agree_with_the_vectors_within_a_centimetre() -> Tested {
    let Some(vectors) = parsed::<Vec<Vectors>>("datum_vectors.json")? else { return Ok(()) };
    let apart = |a: [f64; 2], b: [f64; 2]| -> Result<f64, String> {
        let point = |[lon, lat]: [f64; 2]| {
            Point::from_degrees(lon, lat).map_err(|problem| format!("{problem:?}"))
        };
        Ok(distance_m(point(a)?, point(b)?))
    };
    for Vectors { wgs, gcj, bd } in vectors {
        for (datum, expected) in [(Datum::Gcj02, gcj), (Datum::Bd09, bd), (Datum::Cgcs2000, wgs)] {
            let forward = from_wgs84(datum, wgs[0], wgs[1]);
            assert!(
                (0..2).all(|axis| (forward[axis] - expected[axis]).abs() < 1e-10),
                "{datum} {wgs:?} {forward:?}"
            );
            let back = to_wgs84(datum, expected[0], expected[1]);
            assert!(
                apart(back, wgs)? < 0.02
                    && (0..2).all(|axis| (back[axis] - wgs[axis]).abs() < 5e-8),
                "{datum} {wgs:?} {back:?}"
            );
        }
    }
    Ok(())
}
