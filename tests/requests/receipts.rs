//! Requests without a login: a secret follows them, the number opens nothing.

use crate::support::desk::{Desk, Person, noise, resolved, with};
use serde_json::{Value, json};

fn unnamed() -> Value {
    with(noise(), json!({ "anonymous": true }))
}

async fn follow(person: &Person<'_>, id: &str, secret: &Value, status: u16) -> Value {
    let uri = format!("/api/v1/requests/{id}/receipt");
    person.post(&uri, &json!({ "secret": secret })).expect(status).await.json()
}

#[actix_web::test]
async fn an_anonymous_reporter_follows_and_judges_by_the_receipt() {
    let desk = Desk::new().await;
    let (nobody, leader) = (desk.anonymous(), desk.member("G1-leader").await);
    let sent = nobody.submit(unnamed()).await;
    let (id, secret) = (sent["id"].as_str().unwrap(), &sent["receipt_secret"]);
    assert!(sent.get("request").is_none());
    assert_eq!(follow(&nobody, id, secret, 200).await["state"], "assigned");
    leader.act(id, json!({ "action": "accept" })).await;
    leader.act(id, json!({ "action": "start" })).await;
    leader.act(id, resolved()).await;
    let standing = follow(&nobody, id, secret, 200).await;
    assert_eq!((&standing["state"], standing.get("notes")), (&json!("resolved"), None), "its state only");
    let judged = json!({ "action": "verdict", "solved": true, "satisfaction": "mostly", "receipt_secret": secret });
    assert_eq!(nobody.act(id, judged).await, "closed");
}

#[actix_web::test]
async fn without_the_secret_it_does_not_exist() {
    let desk = Desk::new().await;
    let nobody = desk.anonymous();
    let sent = nobody.submit(unnamed()).await;
    let (id, secret) = (sent["id"].as_str().unwrap(), sent["receipt_secret"].as_str().unwrap());
    let other = nobody.submit(unnamed()).await["receipt_secret"].clone();
    for wrong in [other, json!(format!("{secret}0")), json!(secret[1..]), sent["number"].clone()] {
        let problem = follow(&nobody, id, &wrong, 404).await;
        assert_eq!(problem["code"], "not_found");
        let judged = json!({ "action": "verdict", "solved": true, "satisfaction": "mostly", "receipt_secret": wrong });
        nobody.moves(id, judged).await.code("not_found");
    }
    let unknown = uuid::Uuid::now_v7().to_string();
    assert_eq!(follow(&nobody, &unknown, &json!(secret), 404).await["code"], "not_found");
}

#[actix_web::test]
async fn the_receipt_takes_nothing_back() {
    let desk = Desk::new().await;
    let nobody = desk.anonymous();
    let sent = nobody.submit(unnamed()).await;
    let withdraw = json!({ "action": "withdraw", "receipt_secret": sent["receipt_secret"] });
    nobody.moves(sent["id"].as_str().unwrap(), withdraw).await.code("move_not_possible");
}

#[actix_web::test]
async fn a_login_that_stays_unnamed_leaves_no_name_with_the_request() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let sent = resident.submit(unnamed()).await;
    let id = sent["id"].as_str().unwrap();
    assert!(sent["receipt_secret"].is_string() && resident.listed("/api/v1/requests").await.is_empty());
    assert_eq!(resident.read(id).await.status, 404);
    let timeline = leader.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await;
    assert_eq!(timeline.json()[0]["actor"], "anonymous");
    assert!(!timeline.body.contains(&resident.account.unwrap().to_string()));
}
