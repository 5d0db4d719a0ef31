//! Files of tickets from above.

use super::{Form, problems};
use crate::city::files::MAPPING;
use crate::support::hall::Hall;
use serde_json::json;

const HEADER: &str = "工单号,性质,内容,姓名,电话,保密,网格,经度,纬度,办结时限,地址\n";

/// The desk hands over what the hotline sent, a platform what it received itself.
fn of_the_hotline() -> String {
    format!("channel = \"hotline_12345\"\n{MAPPING}")
}

#[actix_web::test]
async fn the_desk_sends_a_file_and_the_rows_that_are_wrong_come_back() {
    let hall = Hall::open().await;
    let file =
        format!("{HEADER}T1,噪声,夜里,,,,G1,,,,\nT2,噪声,夜里,,,,G9,,,,\nT3,垃圾,白天,,,,G2,,,,\n");
    let form = || Form::of("requests", &file).with("mapping", &of_the_hotline());
    let all = form().imported(&hall, "desk").await;
    assert_eq!((&all["state"], problems(&all).len()), (&json!("refused"), 1), "{all}");
    let going = form().with("keep_going", "true").imported(&hall, "desk").await;
    assert_eq!(
        (&going["state"], &going["counts"]["created"], &going["rows_done"]),
        (&json!("stored"), &json!(2), &json!(3))
    );
    assert_eq!((&going["counts"]["skipped"], problems(&going)[0].1), (&json!(1), 3));
    let again = form().with("keep_going", "true").imported(&hall, "desk").await;
    assert_eq!(
        (&again["counts"]["created"], &again["counts"]["unchanged"]),
        (&json!(0), &json!(2))
    );
    let dry =
        form().with("keep_going", "true").with("dry_run", "true").imported(&hall, "desk").await;
    assert_eq!((&dry["state"], &dry["counts"]["unchanged"]), (&json!("checked"), &json!(2)));
}

#[actix_web::test]
async fn a_ticket_with_other_contents_is_told_as_if_it_were_sent_alone() {
    let hall = Hall::open().await;
    let file = |text: &str| format!("{HEADER}T1,噪声,{text},,,,G1,,,,\n");
    let form = |text: &str| Form::of("requests", file(text)).with("mapping", &of_the_hotline());
    assert_eq!(form("夜里").imported(&hall, "desk").await["state"], "stored");
    let other = form("白天").imported(&hall, "desk").await;
    assert_eq!(other["state"], "refused");
    let codes: Vec<String> = problems(&other).into_iter().map(|(code, _)| code).collect();
    assert!(codes.iter().all(|code| code == "external_number_taken"), "{codes:?}");
    Form::of("requests", file("夜里"))
        .by(&hall, "supervisor")
        .expect(403)
        .await
        .code("import_not_yours");
}
