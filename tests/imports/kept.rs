//! What is kept of a file, for whom and how long.

use super::{Form, problems, read, uri};
use crate::support::hall::Hall;
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::json;
use wangge::jobs::{run_due, schedule};
use wangge::store::schema::file_import_contents as kept;
use wangge::store::vault::Sealed;

const MEMBERS: &str = "code,name,phone\nM-01,张敏敏,13812345678\nM-02,,13812345679\n";

#[actix_web::test]
async fn only_the_sender_reads_what_was_in_it() {
    let hall = Hall::open().await;
    let refused = Form::of("members", MEMBERS).imported(&hall, "N1-leader").await;
    assert_eq!((&refused["file_name"], problems(&refused).len()), (&json!("members.csv"), 1));
    for who in ["supervisor", "supervisor-N1", "N2-leader", "desk"] {
        for rest in ["", "/problems", "/problem-sheet"] {
            hall.get(who, &uri(&refused, rest)).expect(404).await.code("not_found");
        }
        assert_eq!(
            hall.get(who, "/imports").expect(200).await.items(),
            Vec::<serde_json::Value>::new()
        );
    }
    let listed = hall.get("N1-leader", "/imports").expect(200).await.items();
    assert_eq!((listed.len(), &listed[0]["id"]), (1, &refused["id"]));
    assert_eq!(listed[0].get("file_name"), None);
}

#[actix_web::test]
async fn it_is_sealed_and_gone_after_a_day() {
    let hall = Hall::open().await;
    let refused = Form::of("members", MEMBERS).imported(&hall, "N1-leader").await;
    let stored: Vec<Sealed> = hall
        .town
        .db
        .read(|connection| Ok(kept::table.select(kept::file).load(connection)?))
        .await
        .unwrap();
    let holds = |text: &str| stored[0].0.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(stored.len() == 1 && !holds("张敏敏") && !holds("13812345679") && !holds("phone"));
    let sheet = uri(&refused, "/problem-sheet");
    hall.get("N1-leader", &sheet).bytes(200).await;
    hall.town.clock.advance(TimeDelta::hours(24));
    hall.get("N1-leader", &sheet).expect(404).await.code("not_found");
    hall.get("N1-leader", &uri(&refused, "/problems")).expect(404).await.code("not_found");
    let left = read(&hall, "N1-leader", &refused).await.json();
    assert_eq!((left.get("file_name"), &left["problem_count"]), (None, &json!(1)));
    schedule(&hall.town.db).await.unwrap();
    run_due(&hall.town.db, &hall.town.rulebook).await.unwrap();
    let rows =
        hall.town.db.read(|connection| Ok(kept::table.count().get_result::<i64>(connection)?));
    assert_eq!(rows.await.unwrap(), 0, "the row itself is deleted, its key with it");
}
