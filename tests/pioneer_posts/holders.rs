//! Who holds a post, for how long, and who may know.

use super::{founded, given, id, mediators, of, term, with};
use crate::support::hall::Hall;
use crate::support::town::member_id;
use chrono::TimeDelta;
use serde_json::{Value, json};

fn from_to(member: &str, from: &str, to: &str) -> Value {
    json!({ "member": member_id(member), "from": format!("2026-{from}T00:00:00Z"), "to": format!("2026-{to}T00:00:00Z") })
}

async fn held(hall: &Hall, who: &str, post: &Value) -> Vec<Value> {
    let list = hall.get(who, &of(post, "holders")).expect(200).await.json();
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|holding| holding["member"]["id"].clone())
        .collect()
}

#[actix_web::test]
async fn a_term_is_given_once_and_ends_by_the_clock() {
    let hall = Hall::open().await;
    let post = founded(&hall, &mediators("X-1")).await;
    let to = json!({ "member": member_id("idle"), "to": "2027-03-02T02:00:00Z" });
    let reply = hall.twice("N1-leader", &of(&post, "holders"), &to, 201).await;
    let made = reply.json();
    assert_eq!(reply.header("location"), format!("/api/v1/post-holdings/{}", id(&made)));
    assert_eq!((&made["member"]["name"], &made["name_shown"]), (&"张*".into(), &false.into()));
    let count =
        async || hall.get("resident", &super::one(&post)).expect(200).await.json()["held"].clone();
    assert_eq!(count().await, json!(1));
    hall.town.clock.advance(TimeDelta::days(365));
    assert_eq!(count().await, json!(0));
    let past = format!("{}?at=2026-03-02T02:00:00Z", of(&post, "holders"));
    assert_eq!(
        hall.get("idle", &past).expect(200).await.json()["items"].as_array().unwrap().len(),
        1
    );
}

#[actix_web::test]
async fn places_bind_at_every_instant() {
    let hall = Hall::open().await;
    let post = founded(&hall, &with(mediators("X-1"), "places", json!(2))).await;
    let give = async |body: Value, status: u16| {
        hall.post("N1-leader", &of(&post, "holders"), &body).expect(status).await
    };
    give(from_to("idle", "04-01", "06-01"), 201).await;
    give(from_to("G1-leader", "07-01", "09-01"), 201).await;
    // Each instant of it has one other holder, though it overlaps two.
    give(from_to("G2-leader", "05-01", "08-01"), 201).await;
    let full =
        give(from_to("G1-deputy", "04-15", "12-01"), 409).await.code("post_full").at("/from");
    let params = &full.json()["errors"][0]["params"];
    assert_eq!(
        (&params["places"], &params["at"]),
        (&2.into(), &"2026-05-01T00:00:00+00:00".into())
    );
    give(from_to("G1-deputy", "06-01", "07-01"), 201).await;
    let twice = give(from_to("idle", "05-15", "10-01"), 409).await;
    twice.code("post_held_twice").at("/member");
    give(from_to("idle", "10-01", "12-01"), 201).await;
    let fewer = json!({ "name": "岗", "places": 1, "zone": mediators("X")["zone"], "version": 1 });
    let refused = hall
        .post("N1-leader", &of(&post, "profile"), &fewer)
        .expect(409)
        .await
        .code("post_places_held");
    let told = refused.at("/places").json()["errors"][0]["params"].clone();
    assert_eq!(told, json!({ "at": "2026-05-01T00:00:00+00:00", "held": 2 }));
}

#[actix_web::test]
async fn everything_wrong_about_a_term_has_its_code_and_place() {
    let hall = Hall::open().await;
    let post = founded(&hall, &mediators("X-1")).await;
    let good = json!({ "member": member_id("idle"), "to": "2026-12-31T00:00:00Z" });
    for (field, value, code, place) in [
        ("to", json!("2029-03-02T02:00:01Z"), "post_term_too_long", "/to"),
        ("to", json!("2026-03-02T02:00:00Z"), "ends_before_it_begins", "/to"),
        ("to", Value::Null, "wrong_type", "/to"),
        ("from", json!("2026-03-02T01:59:59Z"), "begins_in_the_past", "/from"),
        ("member", json!(id(&post)), "unknown_member", "/member"),
        ("name_shown", json!(true), "unknown_field", "/name_shown"),
    ] {
        let body = with(good.clone(), field, value);
        hall.post("N1-leader", &of(&post, "holders"), &body).expect(422).await.code(code).at(place);
    }
    let three_years = with(good.clone(), "to", json!("2029-03-02T02:00:00Z"));
    hall.post("N1-leader", &of(&post, "holders"), &three_years).expect(201).await;
    let unknown = format!("/pioneer-posts/{}/holders", member_id("idle"));
    hall.post("N1-leader", &unknown, &good).expect(404).await.code("not_found");
    hall.get("N1-leader", &unknown).expect(404).await.code("not_found");
}

#[actix_web::test]
async fn the_name_is_its_bearers_to_show() {
    let hall = Hall::open().await;
    let post = founded(&hall, &mediators("X-1")).await;
    let holding = given(&hall, &post, "idle").await;
    let yes = json!({ "name_shown": true, "version": 1 });
    for who in ["N1-leader", "supervisor"] {
        hall.post(who, &term(&holding, "consent"), &yes)
            .expect(403)
            .await
            .code("consent_not_yours");
    }
    for who in ["resident", "N2-leader"] {
        hall.post(who, &term(&holding, "consent"), &yes).expect(404).await.code("not_found");
    }
    let shown = hall.twice("idle", &term(&holding, "consent"), &yes, 200).await;
    assert_eq!((shown.header("etag"), &shown.json()["name_shown"]), ("\"2\"", &true.into()));
    hall.post("idle", &term(&holding, "consent"), &yes).expect(412).await.code("stale_version");
    let no = json!({ "name_shown": false, "version": 2 });
    assert_eq!(
        hall.post("idle", &term(&holding, "consent"), &no).expect(200).await.json()["name_shown"],
        false
    );
    hall.town.clock.advance(TimeDelta::days(365));
    let late = json!({ "name_shown": true, "version": 3 });
    hall.post("idle", &term(&holding, "consent"), &late).expect(409).await.code("already_ends");
}

#[actix_web::test]
async fn a_term_ends_early_by_those_who_care_and_by_its_holder() {
    let hall = Hall::open().await;
    let post = founded(&hall, &mediators("X-1")).await;
    let (mine, other) = (given(&hall, &post, "idle").await, given(&hall, &post, "G1-leader").await);
    hall.town.clock.advance(TimeDelta::days(1));
    hall.post("N2-leader", &term(&mine, "end"), &json!({ "version": 1 }))
        .expect(404)
        .await
        .code("not_found");
    hall.post("G1-deputy", &term(&mine, "end"), &json!({ "version": 1 }))
        .expect(404)
        .await
        .code("not_found");
    hall.twice("idle", &term(&mine, "end"), &json!({ "version": 1 }), 200).await;
    hall.post("idle", &term(&mine, "end"), &json!({ "version": 2 }))
        .expect(409)
        .await
        .code("already_ends")
        .at("/at");
    let later = json!({ "version": 1, "at": "2026-06-01T00:00:00Z" });
    let ended = hall.post("N1-leader", &term(&other, "end"), &later).expect(200).await.json();
    assert_eq!(ended["to"], "2026-06-01T00:00:00Z");
    let again = json!({ "member": member_id("idle"), "to": "2026-12-31T16:00:00Z" });
    hall.post("N1-leader", &of(&post, "holders"), &again).expect(201).await;
}

#[actix_web::test]
async fn who_may_act_no_more_holds_no_post() {
    let hall = Hall::open().await;
    let post = founded(&hall, &mediators("X-1")).await;
    let holding = given(&hall, &post, "idle").await;
    let later = from_to("idle", "12-31", "12-31").as_object().unwrap().clone();
    let later = with(json!(later), "to", json!("2027-12-31T16:00:00Z"));
    let later = with(later, "from", json!("2026-12-31T16:00:00Z"));
    let next = hall.post("N1-leader", &of(&post, "holders"), &later).expect(201).await.json();
    hall.town.clock.advance(TimeDelta::days(1));
    let stop = format!("/members/{}/deactivate", member_id("idle"));
    hall.post("supervisor", &stop, &json!({ "version": 1 })).expect(200).await;
    for (holding, to) in
        [(&holding, "2026-03-03T02:00:00Z"), (&next, "2026-12-31T16:00:00.000001Z")]
    {
        let over = hall
            .get("N1-leader", &format!("/post-holdings/{}", id(holding)))
            .expect(200)
            .await
            .json();
        assert_eq!(over["to"], to);
    }
    let again = json!({ "member": member_id("idle"), "to": "2026-12-31T16:00:00Z" });
    let refused = hall.post("N1-leader", &of(&post, "holders"), &again).expect(409).await;
    refused.code("member_inactive").at("/member");
}

#[actix_web::test]
async fn holders_are_known_to_staff_of_the_grid_and_to_themselves() {
    let hall = Hall::open().await;
    let post = founded(&hall, &mediators("X-1")).await;
    let mine = given(&hall, &post, "idle").await;
    hall.town.clock.advance(TimeDelta::minutes(1));
    given(&hall, &post, "G1-leader").await;
    let (idle, leader) = (json!(member_id("idle")), json!(member_id("G1-leader")));
    for who in ["N1-leader", "N1-deputy", "supervisor", "desk", "auditor"] {
        assert_eq!(held(&hall, who, &post).await, [idle.clone(), leader.clone()], "{who}");
    }
    assert_eq!(held(&hall, "idle", &post).await, [idle]);
    assert_eq!(held(&hall, "G1-leader", &post).await, [leader]);
    for who in ["resident", "N2-leader", "G1-deputy"] {
        assert!(held(&hall, who, &post).await.is_empty(), "{who}");
        hall.get(who, &format!("/post-holdings/{}", id(&mine))).expect(404).await.code("not_found");
    }
    let read = hall.get("idle", &format!("/post-holdings/{}", id(&mine))).expect(200).await;
    assert_eq!((read.header("etag"), &read.json()["post"]), ("\"1\"", &post["id"]));
}
