//! Repairing invalid polygons while importing.

use super::features::{Corners, collection, feature, polygon, rectangle};
use super::{faults, refused};
use crate::support::town::Town;
use crate::support::wording;
use serde_json::json;
use wangge::domain::datum::Datum;
use wangge::domain::geometry::{Point, Shape};
use wangge::domain::plan::PlanConsent;
use wangge::domain::unit::{GridKind, Setting};
use wangge::error::{Code, Result};
use wangge::service::check::check_all;
use wangge::service::import::grids::{
    FeatureFields, GridFile, GridImport, GridsImported, ParentRule, import_grids,
};

/// Blocks below the grid G1, which lies between 0 and 10 in both directions.
async fn import(town: &Town, file: &str, repair: bool) -> Result<GridsImported> {
    let fields = FeatureFields { code: "code".to_owned(), name: "name".to_owned(), parent: None };
    let file = GridFile::read(file.as_bytes(), &fields, Datum::Wgs84)?;
    let import = GridImport {
        level: "block".to_owned(),
        kind: GridKind::General,
        setting: Setting::Residential,
        parent: ParentRule::Code("G1".to_owned()),
        replace: false,
        repair,
        skip_invalid: false,
        allowances: PlanConsent::default(),
    };
    import_grids(&town.import_run(false), file, &import).await
}

fn vertices(shape: &Shape) -> Vec<Point> {
    shape.rings().flatten().copied().collect()
}

/// The west block, with a border that its east neighbour shares at three vertices.
const NEIGHBOUR: Corners<'_> =
    &[[5.0, 0.0], [10.0, 0.0], [10.0, 10.0], [5.0, 10.0], [5.0, 6.0], [5.0, 3.0], [5.0, 0.0]];

#[tokio::test]
async fn faults_of_little_area_are_repaired_and_the_borders_with_neighbours_stay() {
    let spike: Corners<'_> = &[
        [0.0, 0.0],
        [5.0, 0.0],
        [5.0, 3.0],
        [5.0, 6.0],
        [5.0, 10.0],
        [0.0, 10.0],
        [2.0, 12.0],
        [0.0, 10.0],
        [0.0, 0.0],
    ];
    let doubled: Corners<'_> =
        &[[0.0, 0.0], [5.0, 0.0], [5.0, 10.0], [3.0, 10.0], [5.0, 10.0], [0.0, 10.0], [0.0, 0.0]];
    let small_loop: Corners<'_> = &[
        [0.0, 0.0],
        [5.0, 0.0],
        [5.0, 10.0],
        [2.0, 10.0],
        [2.01, 9.996],
        [2.0, 9.992],
        [2.01, 10.0],
        [0.0, 10.0],
        [0.0, 0.0],
    ];
    for bad in [spike, doubled, small_loop] {
        let town = Town::new().await;
        let file =
            collection(&[feature("B-west", polygon(bad)), feature("B-east", polygon(NEIGHBOUR))]);
        let refused = refused(import(&town, &file, false).await);
        assert_eq!(faults(&refused, "feature"), [(Code::BoundaryCrossesItself, Some(0))]);
        let imported = import(&town, &file, true).await.unwrap();
        assert_eq!((imported.counts.created, imported.repaired.len()), (2, 1));
        let repaired = &imported.repaired[0];
        wording::check(std::slice::from_ref(&repaired.notice));
        assert_eq!((repaired.feature, repaired.code.as_str()), (0, "B-west"));
        assert_eq!(repaired.notice.code, Code::FeatureRepaired);
        assert!((repaired.after_m2 / repaired.before_m2 - 1.0).abs() < 1e-3, "{repaired:?}");
        assert!(repaired.changed_m2 < 100.0);
        assert_eq!(repaired.difference.is_some(), repaired.changed_m2 > 0.0);
        let atlas = town.db.atlas();
        let shape =
            |code: &str| atlas.shape(atlas.tree().by_code(code).unwrap().id).unwrap().clone();
        let shared = vertices(&shape("B-east"));
        let ours = vertices(&shape("B-west"));
        assert_eq!(shared.iter().filter(|point| ours.contains(point)).count(), 4);
        assert_eq!(check_all(&town.db).await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_repair_that_changes_much_is_refused_with_its_figures() {
    let town = Town::new().await;
    let bow_tie = polygon(&[[0.0, 0.0], [5.0, 10.0], [5.0, 0.0], [0.0, 10.0], [0.0, 0.0]]);
    let file = collection(&[feature("B-west", bow_tie), feature("B-east", polygon(NEIGHBOUR))]);
    let problem = refused(import(&town, &file, true).await).remove(0);
    assert_eq!(problem.code, Code::RepairTooLarge);
    assert_eq!(
        (&problem.params["feature"], &problem.params["feature_code"]),
        (&json!(0), &json!("B-west"))
    );
    assert!(problem.params["changed_m2"].as_f64().unwrap() > 100_000.0);
    assert!(problem.params["geometry"]["type"].as_str().unwrap().ends_with("Polygon"));
}

#[tokio::test]
async fn what_has_no_polygon_is_not_repaired() {
    let town = Town::new().await;
    let sliver = polygon(&[[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [0.0, 0.0]]);
    let point = json!({ "type": "Point", "coordinates": [121.4, 30.9] });
    for (bad, code) in [(sliver, Code::BoundaryZeroArea), (point, Code::FeatureGeometry)] {
        let file = collection(&[
            feature("B-bad", bad),
            feature("B1", rectangle([0.0, 0.0], [10.0, 10.0])),
        ]);
        let problems = refused(import(&town, &file, true).await);
        assert_eq!(faults(&problems, "feature"), [(code, Some(0))]);
    }
}
