//! What the city says of what it was told, beside what the resident says.

use super::{handled, kinds, platform, reception, report_back, ticket};
use crate::support::desk::{Desk, Person, verdict};
use serde_json::{Value, json};
use uuid::Uuid;

fn citys(solved: bool, satisfaction: &str) -> Value {
    json!({ "action": "verdict", "solved": solved, "satisfaction": satisfaction, "words": "市民仍不满意" })
}

/// A ticket that was handled and reported back.
async fn reported(desk: &Desk, city: &Person<'_>, holder: &Person<'_>) -> String {
    let id = city.sent(ticket(&Uuid::now_v7().to_string())).await;
    handled(holder, &id).await;
    desk.town.clock.advance(chrono::TimeDelta::minutes(5));
    city.act(&id, report_back()).await;
    id
}

async fn judged(person: &Person<'_>, id: &str) -> Vec<Value> {
    let events = person.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await.items();
    let judged = events.into_iter().filter(|event| event["kind"] == "judged");
    judged.map(|event| event["payload"]["source"].clone()).collect()
}

#[actix_web::test]
async fn a_good_verdict_of_the_city_is_kept_with_its_source() {
    let desk = Desk::new().await;
    let (city, leader) = (platform(&desk).await, desk.member("G1-leader").await);
    let id = reported(&desk, &city, &leader).await;
    assert_eq!(city.act(&id, citys(true, "mostly")).await, "closed");
    assert_eq!(judged(&leader, &id).await, ["city"]);
    city.moves(&id, citys(false, "neutral")).await.code("move_not_possible");
}

#[actix_web::test]
async fn a_bad_one_opens_it_once_and_then_is_a_hard_case() {
    let desk = Desk::new().await;
    let (city, reception) = (platform(&desk).await, reception(&desk).await);
    let (leader, secretary) = (desk.member("G1-leader").await, desk.member("N1-leader").await);
    let id = reported(&desk, &city, &leader).await;
    assert_eq!(city.act(&id, citys(true, "dissatisfied")).await, "reopened");
    let shown = secretary.read(&id).await.json();
    assert_eq!((&shown["unit"]["code"], shown["clocks"].get("ended_at")), (&json!("N1"), None));
    assert!(secretary.listed("/api/v1/inbox").await.contains(&id));
    handled(&secretary, &id).await;
    reception.act(&id, report_back()).await;
    assert_eq!(
        reception.act(&id, citys(false, "neutral")).await,
        "closed",
        "the desk enters it for the city"
    );
    assert_eq!(secretary.read(&id).await.json()["hard_case"], true);
    assert_eq!(judged(&leader, &id).await, ["city", "city"]);
    assert!(
        kinds(&leader, &id).await.ends_with(&["judged".to_owned(), "marked_hard_case".to_owned()])
    );
}

#[actix_web::test]
async fn the_residents_own_verdict_stays_beside_it() {
    let desk = Desk::new().await;
    let (city, reception) = (platform(&desk).await, reception(&desk).await);
    let leader = desk.member("G1-leader").await;
    let sent = city.submit(ticket("1")).await;
    let (id, secret) = (sent["id"].as_str().unwrap(), sent["receipt_secret"].clone());
    handled(&leader, id).await;
    let mut good = verdict(true, "satisfied");
    good["receipt_secret"] = secret;
    assert_eq!(desk.anonymous().act(id, good.clone()).await, "resolved", "the city still waits");
    desk.anonymous().moves(id, good).await.code("move_not_possible");
    reception.moves(id, verdict(false, "neutral")).await.code("move_not_possible");
    city.act(id, report_back()).await;
    assert_eq!(city.act(id, citys(false, "dissatisfied")).await, "reopened");
    assert_eq!(judged(&leader, id).await, ["resident_page", "city"]);
}

#[actix_web::test]
async fn a_bad_verdict_of_the_resident_opens_it_before_anything_is_reported() {
    let desk = Desk::new().await;
    let (city, reception) = (platform(&desk).await, reception(&desk).await);
    let (leader, secretary) = (desk.member("G1-leader").await, desk.member("N1-leader").await);
    let id = city.sent(ticket("1")).await;
    handled(&leader, &id).await;
    assert_eq!(reception.act(&id, verdict(false, "neutral")).await, "reopened");
    handled(&secretary, &id).await;
    assert_eq!(
        reception.act(&id, verdict(false, "dissatisfied")).await,
        "resolved",
        "not closed before it is reported"
    );
    city.act(&id, report_back()).await;
    assert_eq!(city.act(&id, citys(false, "dissatisfied")).await, "closed");
    let marked =
        kinds(&leader, &id).await.into_iter().filter(|kind| kind == "marked_hard_case").count();
    assert_eq!(marked, 1, "the second handling was the last");
}

#[actix_web::test]
async fn the_city_judges_nothing_that_it_was_not_told() {
    let desk = Desk::new().await;
    let (city, leader) = (platform(&desk).await, desk.member("G1-leader").await);
    let id = city.sent(ticket("1")).await;
    handled(&leader, &id).await;
    city.moves(&id, citys(true, "satisfied")).await.code("move_not_possible");
    city.act(&id, report_back()).await;
    leader.moves(&id, citys(true, "satisfied")).await.code("move_not_possible");
}
