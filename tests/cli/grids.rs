//! Importing grids.

use super::features::{collection, feature, gzipped, polygon, rectangle};
use super::{faults, refused};
use crate::support::town::{Town, grid_id};
use serde_json::{Value, json};
use wangge::domain::datum::{Datum, from_wgs84};
use wangge::domain::plan::PlanConsent;
use wangge::domain::unit::{GridKind, Setting};
use wangge::error::{Code, Problem, Result};
use wangge::service::check::check_all;
use wangge::service::import::grids::{
    FeatureFields, GridFile, GridImport, GridsImported, ParentRule, import_grids,
};
use wangge::service::import::run::ImportRun;
use wangge::store::RecordedEvent;

/// Blocks below the grid G1, which lies between 0 and 10 in both directions.
fn blocks() -> GridImport {
    GridImport {
        level: "block".to_owned(),
        kind: GridKind::General,
        setting: Setting::Residential,
        parent: ParentRule::Code("G1".to_owned()),
        replace: false,
        repair: false,
        skip_invalid: false,
        allowances: PlanConsent::default(),
    }
}

fn read_in(file: &[u8], import: &GridImport, datum: Datum) -> Result<GridFile> {
    let parent = (import.parent == ParentRule::Field).then(|| "parent".to_owned());
    GridFile::read(
        file,
        &FeatureFields { code: "code".to_owned(), name: "name".to_owned(), parent },
        datum,
    )
}

async fn import(town: &Town, file: &str, import: &GridImport) -> Result<GridsImported> {
    import_in(&town.import_run(false), file, import).await
}

async fn import_in(run: &ImportRun<'_>, file: &str, import: &GridImport) -> Result<GridsImported> {
    import_grids(run, read_in(file.as_bytes(), import, Datum::Wgs84)?, import).await
}

fn west() -> Value {
    feature("B-west", rectangle([0.0, 0.0], [5.0, 10.0]))
}

fn east() -> Value {
    feature("B-east", rectangle([5.0, 0.0], [10.0, 10.0]))
}

fn parent_of(town: &Town, code: &str) -> Option<String> {
    let atlas = town.another().atlas();
    let parent = atlas.tree().by_code(code)?.parent?;
    atlas.tree().get(parent).map(|grid| grid.code.clone())
}

#[tokio::test]
async fn a_tiling_is_imported_whole() {
    let town = Town::new().await;
    let imported = import(&town, &collection(&[west(), east()]), &blocks()).await.unwrap();
    assert_eq!(
        (
            imported.counts.created,
            imported.counts.changed,
            imported.skipped.len(),
            imported.notices.len()
        ),
        (2, 0, 0, 0)
    );
    let events = town.db.read(move |connection| {
        RecordedEvent::of(connection, imported.applied.unwrap().change_set)
    });
    let kinds: Vec<(i32, String)> =
        events.await.unwrap().into_iter().map(|event| (event.sequence, event.kind)).collect();
    assert_eq!(kinds, [(1, "grid_created".to_owned()), (2, "grid_created".to_owned())]);
    assert_eq!(parent_of(&town, "B-east").as_deref(), Some("G1"));
    assert_eq!(check_all(&town.db).await.unwrap(), []);
}

#[tokio::test]
async fn parents_are_named_by_a_field_or_found_by_place() {
    for rule in [ParentRule::Field, ParentRule::Location] {
        let town = Town::new().await;
        let mut features = [
            feature("B1", rectangle([0.0, 0.0], [10.0, 10.0])),
            feature("B2", rectangle([10.0, 0.0], [20.0, 10.0])),
        ];
        features[0]["properties"]["parent"] = json!("G1");
        features[1]["properties"]["parent"] = json!("G2");
        let import_by = GridImport { parent: rule, ..blocks() };
        import(&town, &collection(&features), &import_by).await.unwrap();
        assert_eq!(
            (parent_of(&town, "B1"), parent_of(&town, "B2")),
            (Some("G1".to_owned()), Some("G2".to_owned()))
        );
    }
}

#[tokio::test]
async fn what_has_one_meaning_is_mended() {
    let town = Town::new().await;
    let clockwise = polygon(&[
        [0.0, 0.0],
        [0.0, 10.0],
        [0.0, 10.0],
        [5.0, 10.0],
        [5.0, 0.0],
        [0.0, 0.0],
        [0.0, 0.0],
    ]);
    let open = polygon(&[[5.0, 0.0], [10.0, 0.0], [10.0, 10.0], [5.0, 10.0]]);
    let file = collection(&[feature("B1", clockwise), feature("B2", open)]);
    assert_eq!(import(&town, &file, &blocks()).await.unwrap().counts.created, 2);
}

#[tokio::test]
async fn every_fault_is_named_with_its_feature_and_nothing_is_imported() {
    let whole = || rectangle([0.0, 0.0], [10.0, 10.0]);
    let fault = |code, geometry| vec![west(), east(), feature(code, geometry)];
    let (mut nameless, mut numbered) = (feature("B3", whole()), feature("B3", whole()));
    nameless["properties"] = json!({ "name": "无代码" });
    numbered["properties"]["code"] = json!([1]);
    let bow_tie = polygon(&[[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]);
    let sliver = polygon(&[[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [0.0, 0.0]]);
    let swapped = json!({ "type": "Polygon", "coordinates": [[[30.9, 121.4], [30.9, 121.5], [31.0, 121.4]]] });
    let far = json!({ "type": "Polygon", "coordinates": [[[13_514_000.0, 3_621_000.0], [13_515_000.0, 3_621_000.0], [13_515_000.0, 3_622_000.0]]] });
    let line = json!({ "type": "LineString", "coordinates": [[121.4, 30.9], [121.5, 30.9]] });
    let cases = [
        (fault("B3", bow_tie), Code::BoundaryCrossesItself),
        (fault("B3", sliver), Code::BoundaryZeroArea),
        (fault("B3", swapped), Code::CoordinatesSwapped),
        (fault("B3", far), Code::CoordinateOutOfRange),
        (fault("B3", line), Code::FeatureGeometry),
        (fault("B3", Value::Null), Code::FeatureGeometry),
        (fault("B-west", whole()), Code::FeatureTwice),
        (fault("G4", whole()), Code::CodeToReplace),
        (fault("网格", rectangle([20.0, 0.0], [21.0, 1.0])), Code::MalformedCode),
        (vec![west(), east(), nameless], Code::FeatureProperty),
        (vec![west(), east(), numbered], Code::FeatureProperty),
    ];
    let town = Town::new().await;
    let before = town.db.atlas().revision();
    for (features, code) in cases {
        let problems = refused(import(&town, &collection(&features), &blocks()).await);
        assert!(faults(&problems, "feature").contains(&(code, Some(2))), "{code:?} {problems:?}");
    }
    assert_eq!(town.another().atlas().revision(), before);
}

#[tokio::test]
async fn parents_that_are_not_there_are_named() {
    let town = Town::new().await;
    let nowhere = feature("B9", rectangle([90.0, 0.0], [91.0, 1.0]));
    let by = |parent| GridImport { parent, ..blocks() };
    let file = collection(&[west(), nowhere]);
    let problems = refused(import(&town, &file, &by(ParentRule::Location)).await);
    assert_eq!(faults(&problems, "feature"), [(Code::ParentNotLocated, Some(1))]);
    let problems = refused(import(&town, &file, &by(ParentRule::Code("X".to_owned()))).await);
    assert_eq!(faults(&problems, "feature"), [(Code::ParentMissing, None)]);
    let mut orphan = west();
    orphan["properties"]["parent"] = json!("X");
    let problems = refused(import(&town, &collection(&[orphan]), &by(ParentRule::Field)).await);
    assert_eq!(faults(&problems, "feature"), [(Code::ParentMissing, Some(0))]);
    let unknown = GridImport { level: "planet".to_owned(), ..blocks() };
    assert_eq!(refused(import(&town, &file, &unknown).await)[0].code, Code::UnknownLevel);
    let wider = GridImport { level: "town".to_owned(), ..blocks() };
    assert_eq!(refused(import(&town, &file, &wider).await)[0].code, Code::LevelNotBelowParent);
}

#[tokio::test]
async fn a_name_with_a_control_character_is_refused() {
    let town = Town::new().await;
    let mut unseen = east();
    unseen["properties"]["name"] = json!("东\0片");
    let problems = refused(import(&town, &collection(&[west(), unseen]), &blocks()).await);
    assert_eq!(faults(&problems, "feature")[0], (Code::ControlCharacter, Some(1)));
}

#[tokio::test]
async fn all_faults_are_told_in_the_order_of_the_file() {
    let town = Town::new().await;
    let swapped = json!({ "type": "Polygon", "coordinates": [[[30.9, 121.4], [30.9, 121.5], [31.0, 121.4]]] });
    let features = [
        feature("G1", rectangle([0.0, 0.0], [1.0, 1.0])),
        feature("B1", Value::Null),
        feature("B2", swapped),
        feature("B1", Value::Null),
    ];
    let problems = refused(import(&town, &collection(&features), &blocks()).await);
    let expected = [
        (Code::CodeToReplace, Some(0)),
        (Code::FeatureGeometry, Some(1)),
        (Code::CoordinatesSwapped, Some(2)),
        (Code::FeatureTwice, Some(3)),
    ];
    assert_eq!(faults(&problems, "feature"), expected);
    assert_eq!(problems[2].params["feature_code"], "B2");
}

#[tokio::test]
async fn overlaps_gaps_and_overhangs_count_above_the_tolerance() {
    let town = Town::new().await;
    let code_of = |problems: Vec<Problem>| faults(&problems, "feature");
    let wide = feature("B-east", rectangle([4.9, 0.0], [10.0, 10.0]));
    let overlap = refused(import(&town, &collection(&[west(), wide.clone()]), &blocks()).await);
    assert_eq!(code_of(overlap), [(Code::GridsOverlap, Some(1))]);
    let gap = refused(import(&town, &collection(&[west()]), &blocks()).await);
    assert_eq!(code_of(gap), [(Code::GridsLeaveGap, None)]);
    let out = feature("B-east", rectangle([5.0, 0.0], [10.1, 10.0]));
    let overhang = refused(import(&town, &collection(&[west(), out]), &blocks()).await);
    assert_eq!(code_of(overhang), [(Code::GridOverhangs, Some(1))]);
    // 0.000 004° by 0.01° are half a square metre.
    let hair = feature("B-east", rectangle([4.999_996, 0.0], [10.000_004, 10.0]));
    import(&town, &collection(&[west(), hair]), &blocks()).await.unwrap();
}

#[tokio::test]
async fn what_is_accepted_knowingly_is_recorded() {
    let town = Town::new().await;
    let gaps = GridImport { allowances: PlanConsent { gaps: true, overlaps: false }, ..blocks() };
    let before = town.db.atlas().accepted_gaps().len();
    import(&town, &collection(&[west()]), &gaps).await.unwrap();
    assert_eq!(town.another().atlas().accepted_gaps().len(), before + 1);
    assert_eq!(check_all(&town.db).await.unwrap(), []);
    let twice = GridImport { allowances: PlanConsent { gaps: false, overlaps: true }, ..blocks() };
    let over = feature("B-over", rectangle([4.0, 0.0], [10.0, 10.0]));
    import(&town, &collection(&[over]), &twice).await.unwrap();
    let breaches = check_all(&town.db).await.unwrap();
    assert_eq!(
        breaches.iter().map(|breach| breach.problem.code).collect::<Vec<_>>(),
        [Code::GridsOverlap]
    );
}

#[tokio::test]
async fn dedicated_grids_are_compared_with_each_other_alone() {
    let town = Town::new().await;
    let dedicated = GridImport { kind: GridKind::Dedicated, ..blocks() };
    import(&town, &collection(&[west(), east()]), &blocks()).await.unwrap();
    let park = feature("D1", rectangle([4.0, 4.0], [6.0, 6.0]));
    import(&town, &collection(&[park]), &dedicated).await.unwrap();
    let mall = feature("D2", rectangle([5.0, 5.0], [7.0, 7.0]));
    let problems = refused(import(&town, &collection(&[mall]), &dedicated).await);
    assert_eq!(faults(&problems, "feature"), [(Code::GridsOverlap, Some(0))]);
}

#[tokio::test]
async fn an_invalid_feature_may_be_left_out() {
    let town = Town::new().await;
    let bow_tie = polygon(&[[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]);
    let file = collection(&[west(), feature("B-bad", bow_tie), east()]);
    let skipping = GridImport { skip_invalid: true, ..blocks() };
    let imported = import(&town, &file, &skipping).await.unwrap();
    assert_eq!(faults(&imported.skipped, "feature"), [(Code::BoundaryCrossesItself, Some(1))]);
    assert_eq!(
        (imported.counts.created, imported.skipped[0].params["feature_code"].as_str()),
        (2, Some("B-bad"))
    );
}

#[tokio::test]
async fn replacing_changes_border_and_name_and_leaves_the_rest() {
    let town = Town::new().await;
    let third = feature("B-3", rectangle([0.0, 0.0], [10.0, 2.0]));
    let [low_west, low_east] =
        [[0.0, 5.0], [5.0, 10.0]].map(|[from, to]| rectangle([from, 2.0], [to, 10.0]));
    import(
        &town,
        &collection(&[feature("B-west", low_west), feature("B-east", low_east), third.clone()]),
        &blocks(),
    )
    .await
    .unwrap();
    let mut renamed = feature("B-east", rectangle([6.0, 2.0], [10.0, 10.0]));
    renamed["properties"]["name"] = json!("东块");
    let wider = feature("B-west", rectangle([0.0, 2.0], [6.0, 10.0]));
    let file = collection(&[wider, renamed, third]);
    assert_eq!(refused(import(&town, &file, &blocks()).await)[0].code, Code::CodeToReplace);
    let replacing = GridImport { replace: true, ..blocks() };
    let imported = import(&town, &file, &replacing).await.unwrap();
    assert_eq!(
        (imported.counts.created, imported.counts.changed, imported.counts.unchanged),
        (0, 2, 1)
    );
    let atlas = town.another().atlas();
    assert_eq!(atlas.tree().by_code("B-east").unwrap().name, "东块");
    let point = wangge::domain::geometry::Point::from_degrees(121.4055, 30.905).unwrap();
    assert_eq!(atlas.grid_at(point).unwrap().code, "B-west");
    let other_level = GridImport {
        level: "grid".to_owned(),
        parent: ParentRule::Code("N1".to_owned()),
        ..replacing
    };
    assert_eq!(refused(import(&town, &file, &other_level).await)[0].code, Code::ReplacesOther);
}

#[tokio::test]
async fn a_dry_run_checks_and_writes_nothing() {
    let town = Town::new().await;
    let trying = town.import_run(true);
    let imported = import_in(&trying, &collection(&[west(), east()]), &blocks()).await.unwrap();
    assert!(imported.counts.created == 2 && imported.applied.is_none());
    assert!(town.another().atlas().tree().by_code("B-west").is_none());
    assert_eq!(
        refused(import_in(&trying, &collection(&[west()]), &blocks()).await)[0].code,
        Code::GridsLeaveGap
    );
}

#[test]
fn files_that_are_no_feature_collections_are_refused() {
    let code = |file: &[u8]| refused(read_in(file, &blocks(), Datum::Wgs84))[0].code;
    let whole = collection(&[west(), east()]);
    let packed = gzipped(&whole);
    assert_eq!(code(b""), Code::GeojsonSyntax);
    assert_eq!(code(&whole.as_bytes()[..whole.len() - 9]), Code::GeojsonSyntax);
    assert_eq!(code(west().to_string().as_bytes()), Code::GeojsonSyntax);
    assert_eq!(code(b"{\"type\":\"FeatureCollection\"}"), Code::GeojsonSyntax);
    assert_eq!(code(b"[]"), Code::GeojsonSyntax);
    assert_eq!(code(&packed[..packed.len() / 2]), Code::FileUnreadable);
    let mercator = whole.replacen(
        '{',
        r#"{"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}},"#,
        1,
    );
    let beijing = mercator.replace("3857", "4214");
    assert_eq!(code(beijing.as_bytes()), Code::GeojsonCrs);
    assert!(read_in(mercator.replace("3857", "4490").as_bytes(), &blocks(), Datum::Wgs84).is_ok());
    assert_eq!(read_in(&packed, &blocks(), Datum::Wgs84).unwrap().grids.len(), 2);
}

#[tokio::test]
async fn coordinates_of_another_datum_are_stored_as_wgs84() {
    let town = Town::new().await;
    let shifted = |[x, y]: [f64; 2]| {
        let [lon, lat] = from_wgs84(Datum::Gcj02, 121.4 + x / 1000.0, 30.9 + y / 1000.0);
        [(lon - 121.4) * 1000.0, (lat - 30.9) * 1000.0]
    };
    let corners = [[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]].map(shifted);
    let file = collection(&[feature("B1", polygon(&corners))]);
    let file = read_in(file.as_bytes(), &blocks(), Datum::Gcj02).unwrap();
    import_grids(&town.import_run(false), file, &blocks()).await.unwrap();
    let atlas = town.db.atlas();
    let (block, grid) = (atlas.tree().by_code("B1").unwrap().id, grid_id("G1"));
    let areas = [block, grid].map(|id| atlas.shape(id).unwrap().area_m2());
    assert!((areas[0] - areas[1]).abs() < 1.0, "{areas:?}");
}
