//! Checking labelled points against boundaries.

use super::{faults, refused};
use crate::support::town::Town;
use wangge::domain::accuracy::Accuracy;
use wangge::domain::datum::Datum;
use wangge::error::{Code, Result};
use wangge::service::locate::{PointColumns, check_points};

fn check(town: &Town, file: &str, level: Option<&str>) -> Result<Accuracy> {
    let columns = PointColumns {
        lon: "x".to_owned(),
        lat: "y".to_owned(),
        expected: Some("grid".to_owned()),
        datum: Datum::Wgs84,
    };
    check_points(&town.db.atlas(), file.as_bytes(), &columns, level)
}

/// 0.000 005° of longitude are 0.48 m here, 0.000 05° are 4.8 m.
const POINTS: &str = "x,y,grid\n\
    121.405,30.905,G1\n\
    121.410005,30.905,G1\n\
    121.41005,30.905,G1\n\
    121.415,30.905,G1\n\
    121.405,30.915,G1\n\
    ,,G1\n\
    121.405,30.905,\n\
    121.405,30.905,G9\n\
    130.0,40.0,G1\n";

#[tokio::test]
async fn agreement_is_counted_at_one_level() {
    let town = Town::new().await;
    let accuracy = check(&town, POINTS, Some("grid")).unwrap();
    assert_eq!(
        (accuracy.rows, accuracy.without_point, accuracy.located, accuracy.outside),
        (9, 1, 6, 2)
    );
    assert_eq!((accuracy.exact, accuracy.within_1m, accuracy.within_10m), (1, 2, 3));
    assert_eq!((accuracy.exact_pct, accuracy.within_10m_pct), (Some(14.28), Some(42.85)));
    let worst: Vec<_> =
        accuracy.worst.iter().map(|miss| (miss.row, miss.found.as_deref())).collect();
    assert_eq!(
        worst,
        [(9, Some("G1")), (10, None), (6, None), (5, Some("G2")), (4, Some("G2")), (3, Some("G2"))]
    );
    assert!(accuracy.worst[0].distance_m.is_none());
}

#[tokio::test]
async fn without_a_level_a_label_of_any_level_counts() {
    let town = Town::new().await;
    let accuracy =
        check(&town, "x,y,grid\n121.405,30.905,N1\n121.405,30.905,T\n121.405,30.905,G2\n", None)
            .unwrap();
    assert_eq!((accuracy.located, accuracy.exact), (3, 2));
}

#[tokio::test]
async fn rows_that_are_no_points_are_all_named() {
    let town = Town::new().await;
    let problems =
        refused(check(&town, "x,y,grid\nwest,30.9,G1\n30.9,121.4,G1\n121.4,,G1\nNaN,1,G1\n", None));
    let expected = [
        (Code::SheetValue, Some(2)),
        (Code::CoordinatesSwapped, Some(3)),
        (Code::SheetValue, Some(4)),
        (Code::CoordinateNotFinite, Some(5)),
    ];
    assert_eq!(faults(&problems, "row"), expected);
    assert_eq!(refused(check(&town, "a,y,grid\n1,1,1\n", None))[0].code, Code::SheetColumnMissing);
    assert_eq!(refused(check(&town, POINTS, Some("planet")))[0].code, Code::UnknownLevel);
}
