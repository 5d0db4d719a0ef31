//! Checking labelled points against boundaries.

use super::{faults, refused};
use crate::support::town::Town;
use encoding_rs::GB18030;
use wangge::domain::accuracy::Accuracy;
use wangge::domain::datum::Datum;
use wangge::error::{Code, Result};
use wangge::service::locate::{PointColumns, check_points};

fn check(town: &Town, file: &str, level: Option<&str>) -> Result<Accuracy> {
    check_bytes(town, file.as_bytes(), level)
}

fn check_bytes(town: &Town, file: &[u8], level: Option<&str>) -> Result<Accuracy> {
    let columns = PointColumns {
        lon: "x".to_owned(),
        lat: "y".to_owned(),
        expected: Some("grid".to_owned()),
        datum: Datum::Wgs84,
    };
    check_points(&town.db.atlas(), file, &columns, level)
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
    assert_eq!((accuracy.exact_pct, accuracy.within_10m_pct), (Some(14.29), Some(42.86)));
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

/// More rows than any import takes, in a file that is read piece by piece: most have no point.
fn long(remark: &str) -> String {
    let mut file = "x,y,grid,备注\n".to_owned();
    for _ in 0..300_000 {
        file += ",,G1,\"a note of two\nlines, rather long\"\n";
    }
    file + &format!("121.405,30.905,G1,{remark}\n\n121.415,30.905,G1,\n")
}

#[tokio::test]
async fn a_file_has_any_number_of_rows_in_any_encoding() {
    let town = Town::new().await;
    let file = long("老人家里漏水");
    assert!(file.len() > 8 << 20);
    let expected = check(&town, &file, Some("grid")).unwrap();
    assert_eq!((expected.rows, expected.without_point, expected.exact), (300_002, 300_000, 1));
    let worst: Vec<_> = expected.worst.iter().map(|miss| miss.row).collect();
    assert_eq!(worst, [600_004], "rows are those of the file");
    let utf16 = |text: &str| -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let ascii = file.replacen("备注", "note", 1);
    let files = [
        GB18030.encode(&file).0.into_owned(),
        GB18030.encode(&ascii).0.into_owned(),
        utf16(&file),
        file.replace('\n', "\r\n").into_bytes(),
        file.replace('\n', "\r").into_bytes(),
    ];
    for (index, file) in files.iter().enumerate() {
        assert_eq!(check_bytes(&town, file, Some("grid")).unwrap(), expected, "{index}");
    }
}

#[tokio::test]
async fn what_is_wrong_at_the_end_of_a_long_file_is_named() {
    let town = Town::new().await;
    let mut broken = long("").into_bytes();
    broken.extend(b"121.4,30.9,G1,\xff\xff\n");
    let problems = refused(check_bytes(&town, &broken, None));
    assert_eq!(
        (problems[0].code, &problems[0].params["line"]),
        (Code::SheetEncoding, &600_005.into())
    );
    let wide = long("") + "1,2,3,4,5\nwest,30.9,G1,\n";
    assert_eq!(
        faults(&refused(check(&town, &wide, None)), "row"),
        [(Code::SheetRowLength, Some(600_005))]
    );
    let wrong = long("") + "west,30.9,G1,\n121.4,,G1,\n";
    let expected = [(Code::SheetValue, Some(600_005)), (Code::SheetValue, Some(600_006))];
    assert_eq!(faults(&refused(check(&town, &wrong, None)), "row"), expected);
    let cell = long(&"x".repeat(1 << 20));
    assert_eq!(refused(check(&town, &cell, None))[0].code, Code::FileOverLimit);
    let columns = long("") + &",".repeat(2_000);
    assert_eq!(refused(check(&town, &columns, None))[0].code, Code::FileOverLimit);
}

#[tokio::test]
async fn a_file_without_rows_is_empty() {
    let town = Town::new().await;
    for empty in ["", "x,y,grid\n", "x,y,grid\n,,\n\n"] {
        assert_eq!(refused(check(&town, empty, None))[0].code, Code::SheetEmpty, "{empty:?}");
    }
}

#[tokio::test]
async fn percentages_are_rounded_half_up() {
    let town = Town::new().await;
    let file = |right: usize, wrong: usize| {
        let rows = ["121.405,30.905,G1\n".repeat(right), "121.405,30.905,G9\n".repeat(wrong)];
        format!("x,y,grid\n{}", rows.concat())
    };
    let cases = [(2, 1, 66.67), (1, 2, 33.33), (1, 799, 0.13), (1, 0, 100.0), (0, 1, 0.0)];
    for (right, wrong, percent) in cases {
        let accuracy = check(&town, &file(right, wrong), None).unwrap();
        assert_eq!(accuracy.exact_pct, Some(percent), "{right} of {}", right + wrong);
    }
}
