//! What is said in a circle: offers, needs, topics and what came of them.

use super::{hall, id, made, of};
use crate::support::hall::Hall;
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};
use wangge::store::column::{AggregateKey, StoredJson};
use wangge::store::schema::{circle_texts, events, idempotency_keys};

fn lessons() -> Value {
    json!({ "kind": "offer", "title": "周末教老人用手机", "text": "每周六上午在活动室，带上手机就行。" })
}

fn clutter() -> Value {
    json!({ "title": "楼道堆物怎么清", "text": "三楼到五楼堆得过不去人，大家商量个办法。" })
}

fn settle(exchange: &Value) -> String {
    format!("/circle-exchanges/{}/settle", id(exchange))
}

fn conclude(topic: &Value) -> String {
    format!("/circle-topics/{}/conclude", id(topic))
}

async fn items(hall: &Hall, who: &str, uri: &str) -> Vec<Value> {
    hall.get(who, uri).expect(200).await.json()["items"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn whoever_belongs_offers_and_needs_and_settles_their_own() {
    let hall = hall().await;
    let circle = made(&hall, &["Q1", "Q2"]).await;
    let reply = hall.twice("G3-leader", &of(&circle, "/exchanges"), &lessons(), 201).await;
    let offer = reply.json();
    assert_eq!(reply.header("location"), format!("/api/v1/circle-exchanges/{}", id(&offer)));
    assert_eq!(
        (&offer["title"], &offer["state"], &offer["member"]["name"]),
        (&lessons()["title"], &"open".into(), &"张*".into())
    );
    hall.town.clock.advance(TimeDelta::minutes(1));
    let mut need = lessons();
    (need["kind"], need["title"]) = (json!("need"), json!("想借一把梯子"));
    let need = hall.post("G1-worker", &of(&circle, "/exchanges"), &need).expect(201).await.json();
    for (query, expected) in
        [("", vec![&need, &offer]), ("?kind=offer", vec![&offer]), ("?state=met", vec![])]
    {
        assert_eq!(
            items(&hall, "idle", &of(&circle, &format!("/exchanges{query}"))).await,
            json!(expected).as_array().unwrap().clone()
        );
    }
    let met = json!({ "met": true, "version": 1 });
    hall.post("G1-worker", &settle(&offer), &met).expect(403).await.code("circle_not_yours");
    hall.post("N2-leader", &settle(&offer), &met).expect(404).await.code("not_found");
    let settled = hall.twice("G3-leader", &settle(&offer), &met, 200).await;
    assert_eq!((settled.header("etag"), &settled.json()["state"]), ("\"2\"", &"met".into()));
    let again = json!({ "met": false, "version": 2 });
    let late =
        hall.post("G3-leader", &settle(&offer), &again).expect(409).await.code("exchange_settled");
    assert_eq!(late.json()["errors"][0]["params"]["state"]["value"], "met");
    hall.post("idle", &settle(&need), &json!({ "met": false, "version": 2 }))
        .expect(412)
        .await
        .code("stale_version");
    let down = hall
        .post("idle", &settle(&need), &json!({ "met": false, "version": 1 }))
        .expect(200)
        .await
        .json();
    assert_eq!(down["state"], "closed", "the convenor takes it down");
    let read = hall.get("G1-leader", &format!("/circle-exchanges/{}", id(&need))).expect(200).await;
    assert_eq!((read.header("etag"), &read.json()["title"]), ("\"2\"", &"想借一把梯子".into()));
}

#[actix_web::test]
async fn a_topic_is_concluded_by_those_who_lead_the_circle() {
    let hall = hall().await;
    let circle = made(&hall, &["Q1", "Q2"]).await;
    let topic = hall.twice("G3-leader", &of(&circle, "/topics"), &clutter(), 201).await.json();
    assert_eq!((&topic["state"], topic.get("outcome")), (&"open".into(), None));
    let agreed = json!({ "outcome": "agreed", "words": "本周日一起清，居委出车。", "version": 1 });
    hall.post("G3-leader", &conclude(&topic), &agreed).expect(403).await.code("circle_not_yours");
    let concluded = hall.twice("idle", &conclude(&topic), &agreed, 200).await.json();
    assert_eq!((&concluded["outcome"], &concluded["words"]), (&"agreed".into(), &agreed["words"]));
    assert_eq!(concluded["concluded_by"]["id"], json!(member_id("idle")));
    let more = json!({ "outcome": "deferred", "words": "再议", "version": 2 });
    hall.post("N1-leader", &conclude(&topic), &more).expect(409).await.code("topic_concluded");
    let second = hall.post("idle", &of(&circle, "/topics"), &clutter()).expect(201).await.json();
    for (query, expected) in [("", 2), ("?state=open", 1), ("?state=concluded", 1)] {
        assert_eq!(
            items(&hall, "B1-leader", &of(&circle, &format!("/topics{query}"))).await.len(),
            expected,
            "{query}"
        );
    }
    let handed =
        json!({ "outcome": "handed_to_neighbourhood", "words": "请居委牵头", "version": 1 });
    hall.post("N1-leader", &conclude(&second), &handed).expect(200).await;
    let read =
        hall.get("G3-leader", &format!("/circle-topics/{}", id(&second))).expect(200).await.json();
    assert_eq!(
        (&read["outcome"], &read["title"]),
        (&"handed_to_neighbourhood".into(), &clutter()["title"])
    );
}

#[actix_web::test]
async fn everything_wrong_about_what_is_said_has_its_code_and_place() {
    let hall = hall().await;
    let circle = made(&hall, &["Q1", "Q2"]).await;
    for (field, value, code) in [
        ("title", json!(" "), "required"),
        ("title", json!("一\n二"), "control_character"),
        ("title", json!("长".repeat(61)), "too_long"),
        ("text", json!("　"), "required"),
        ("text", json!("长".repeat(1001)), "too_long"),
        ("kind", json!("sale"), "unknown_value"),
        ("phone", json!("13812341234"), "unknown_field"),
    ] {
        let mut body = lessons();
        body[field] = value;
        let refused = hall.post("idle", &of(&circle, "/exchanges"), &body).expect(422).await;
        refused.code(code).at(&format!("/{field}"));
    }
    let topic = hall.post("idle", &of(&circle, "/topics"), &clutter()).expect(201).await.json();
    let blank = json!({ "outcome": "agreed", "words": " ", "version": 1 });
    hall.post("idle", &conclude(&topic), &blank).expect(422).await.code("required").at("/words");
    hall.post("N2-leader", &of(&circle, "/topics"), &clutter()).expect(404).await.code("not_found");
    hall.post("idle", &of(&circle, "/retire"), &json!({ "version": 1 })).expect(200).await;
    for (part, body) in [("/exchanges", lessons()), ("/topics", clutter())] {
        hall.post("idle", &of(&circle, part), &body).expect(409).await.code("circle_retired");
    }
    assert_eq!(
        items(&hall, "idle", &of(&circle, "/topics")).await.len(),
        1,
        "what was said stays to be read"
    );
}

#[actix_web::test]
async fn what_is_said_is_sealed_and_gone_with_its_key() {
    let hall = hall().await;
    let circle = made(&hall, &["Q1", "Q2"]).await;
    let topic = hall.post("idle", &of(&circle, "/topics"), &clutter()).expect(201).await.json();
    let subject = AggregateKey(id(&topic).parse().unwrap());
    let stored = hall.town.db.read(move |connection| {
        let sealed: Vec<u8> =
            circle_texts::table.find(subject).select(circle_texts::body).first(connection)?;
        let events: Vec<StoredJson> = events::table.select(events::payload).load(connection)?;
        let keys: Vec<StoredJson> =
            idempotency_keys::table.select(idempotency_keys::result).load(connection)?;
        let logged =
            events.into_iter().chain(keys).map(|json| json.0.to_string()).collect::<String>();
        Ok(String::from_utf8_lossy(&sealed).into_owned() + &logged)
    });
    let stored = stored.await.unwrap();
    assert!(!stored.contains("堆") && !stored.contains("商量"), "{stored}");
    let destroy = diesel::sql_query("UPDATE circle_texts SET wrapped_key = NULL");
    let mut connection = hall.town.location().open_writer(false).unwrap();
    assert_eq!(destroy.execute(&mut connection).unwrap(), 1);
    let read = hall.get("idle", &format!("/circle-topics/{}", id(&topic))).expect(200).await.json();
    assert_eq!((read.get("title"), read.get("text"), &read["state"]), (None, None, &"open".into()));
    let late = json!({ "outcome": "agreed", "words": "一起清", "version": 1 });
    hall.post("idle", &conclude(&topic), &late).expect(410).await.code("erased");
    assert_eq!(read["circle"], circle["id"]);
    assert!(
        hall.get("idle", &format!("/building-circles?grid={}", grid_id("N1")))
            .expect(200)
            .await
            .body
            .contains(id(&circle))
    );
}
