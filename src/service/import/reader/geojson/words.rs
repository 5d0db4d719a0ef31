//! What is wrong with a file or a feature, in words for people.

use crate::domain::geometry::geojson::GEOMETRY_REASONS;
use crate::domain::geometry::{Point, Position};
use crate::error::{Bilingual, Code, Problem, both};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::error::Category;
use serde_json::value::RawValue;

/// Maximum number of characters of a type that a problem repeats.
const TYPE_SHOWN: usize = 40;

const ESRI: Bilingual<'static> = both(
    "这是 Esri JSON，请在 ArcGIS 中导出为 GeoJSON（f=geojson）",
    "it is Esri JSON: export it as GeoJSON (f=geojson)",
);
const TOPOJSON: Bilingual<'static> = both(
    "这是 TopoJSON，请在 mapshaper 等工具中另存为 GeoJSON",
    "it is TopoJSON: save it as GeoJSON, for instance with mapshaper",
);

/// Returns the problem of a file whose type is not that of a collection.
pub(super) fn other_type(kind: &str) -> Problem {
    let shown: String = kind.chars().take(TYPE_SHOWN).collect();
    let zh = format!("type 应为 FeatureCollection，而不是 {shown}");
    let en = format!("its type is FeatureCollection, not {shown}");
    unusable_file(match kind {
        "Topology" => TOPOJSON,
        "Feature" => both(
            "这里是单个要素，请放入 FeatureCollection 的 features 中",
            "it is a feature by itself: put it into the features of a FeatureCollection",
        ),
        "Point" | "MultiPoint" | "LineString" | "MultiLineString" | "Polygon" | "MultiPolygon"
        | "GeometryCollection" => both(
            "这里只有图形，请写成带代码和名称的要素，放入 FeatureCollection 的 features 中",
            "it is a bare geometry: write it as a feature with code and name, in the features of a \
             FeatureCollection",
        ),
        _ => both(&zh, &en),
    })
}

/// Returns the problem of a file of ArcGIS.
pub(super) fn esri_file() -> Problem {
    unusable_file(ESRI)
}

/// Returns the problem of a file that is a list.
pub(super) fn list_file() -> Problem {
    unusable_file(both(
        "这里是列表，请把要素放入 FeatureCollection 的 features 中",
        "it is a list: put the features into the features of a FeatureCollection",
    ))
}

/// Returns the problem of a file without features.
pub(super) fn no_features() -> Problem {
    unusable_file(both("缺少 features", "it has no features"))
}

fn unusable_file(reason: Bilingual<'_>) -> Problem {
    Problem::new(Code::GeojsonSyntax).with("reason", reason)
}

/// Returns in Chinese what serde says in English.
pub(super) fn in_chinese(fault: &serde_json::Error) -> String {
    let words = fault.to_string();
    let what = match fault.classify() {
        Category::Eof => "内容到此中断".to_owned(),
        Category::Syntax => "此处写法有误".to_owned(),
        _ if words.starts_with("missing field") => {
            format!("缺少 {}", words.split('`').nth(1).unwrap_or_default())
        }
        _ => {
            let known = GEOMETRY_REASONS.iter().find(|(begins, ..)| words.starts_with(begins));
            known.map_or("类型与 GeoJSON 所写的不符", |(.., reason)| reason.zh).to_owned()
        }
    };
    match fault.line() {
        0 => what,
        line => format!("第 {line} 行第 {} 列：{what}", fault.column()),
    }
}

/// Returns the problem of a feature that cannot be read.
pub(super) fn unusable_feature(text: &RawValue, fault: &serde_json::Error) -> Problem {
    let zh = in_chinese(fault);
    let en = fault.to_string();
    placed(text.get(), both(&zh, &en))
}

/// Returns the problem of a feature without a geometry.
pub(super) fn no_geometry(is_esri: bool) -> Problem {
    let reason = if is_esri { ESRI } else { both("没有 geometry", "it has no geometry") };
    Problem::new(Code::FeatureGeometry).with("reason", reason)
}

/// Members that tell what a geometry is.
#[derive(Deserialize)]
struct GeometryHead {
    #[serde(rename = "type")]
    kind: Option<String>,
    coordinates: Option<IgnoredAny>,
    arcs: Option<IgnoredAny>,
    rings: Option<IgnoredAny>,
    #[serde(rename = "curveRings")]
    curve_rings: Option<IgnoredAny>,
    paths: Option<IgnoredAny>,
    points: Option<IgnoredAny>,
    x: Option<IgnoredAny>,
    xmin: Option<IgnoredAny>,
}

/// Returns the problem of a geometry that was refused with a fault, with a place of it.
pub(super) fn unusable_geometry(text: &RawValue, fault: &serde_json::Error) -> Problem {
    let zh = in_chinese(fault);
    let en = fault.to_string();
    let shown = |kind: &str| kind.chars().take(TYPE_SHOWN).collect::<String>();
    let Ok(head) = serde_json::from_str::<GeometryHead>(text.get()) else {
        return placed(text.get(), both(&zh, &en));
    };
    let esri = [&head.rings, &head.curve_rings, &head.paths, &head.points, &head.x, &head.xmin];
    let is_esri = esri.iter().any(|member| member.is_some());
    let reason = match head.kind.as_deref() {
        None if is_esri => ESRI,
        _ if head.arcs.is_some() => TOPOJSON,
        None => both("图形没有 type", "the geometry has no type"),
        Some("GeometryCollection") => both(
            "GeometryCollection 不能作为边界，请拆开，只保留一个 Polygon 或 MultiPolygon",
            "a GeometryCollection is no boundary: take it apart, and keep one Polygon or \
             MultiPolygon",
        ),
        Some("Polygon" | "MultiPolygon") if head.coordinates.is_none() => {
            both("图形没有 coordinates", "the geometry has no coordinates")
        }
        Some("Polygon" | "MultiPolygon") => both(&zh, &en),
        Some(kind) => {
            let kind = shown(kind);
            let zh = format!("图形是 {kind}，边界应为 Polygon 或 MultiPolygon");
            let en = format!("it is a {kind}; a boundary is a Polygon or a MultiPolygon");
            return placed(text.get(), both(&zh, &en));
        }
    };
    placed(text.get(), reason)
}

/// Returns the problem of a geometry with a reason, near its first position if it has one.
fn placed(text: &str, reason: Bilingual<'_>) -> Problem {
    let problem = Problem::new(Code::FeatureGeometry);
    let Some([lon, lat]) = first_position(text) else { return problem.with("reason", reason) };
    let zh = format!("{}，在 ({lon}, {lat}) 附近", reason.zh);
    let en = format!("{}, near ({lon}, {lat})", reason.en);
    problem.with("reason", both(&zh, &en)).with("lon", lon).with("lat", lat)
}

/// Returns the first list that begins with two numbers, if they are a place.
fn first_position(text: &str) -> Option<[f64; 2]> {
    let position = text.split('[').find_map(|list| {
        let list = list.split(']').next()?;
        let mut numbers = list.split(',').map(|number| number.trim().parse::<f64>());
        Some(Position { lon: numbers.next()?.ok()?, lat: numbers.next()?.ok()? })
    })?;
    Point::from_degrees(position.lon, position.lat).ok().map(Point::to_degrees)
}
