//! Requests without a login: a secret follows them, the number opens nothing.

use crate::support::desk::{Desk, Person, noise, resolved, verdict, with};
use crate::support::request::Call;
use chrono::TimeDelta;
use serde_json::{Value, json};
use wangge::domain::role::Role;

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
    let kinds: Vec<_> = standing["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note["kind"].as_str().unwrap())
        .collect();
    assert_eq!((&standing["state"], kinds), (&json!("resolved"), vec!["public_reply"]));
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
async fn the_bearer_reads_how_it_stands_and_what_they_may_do_and_takes_it_back() {
    let desk = Desk::new().await;
    let (nobody, leader) = (desk.anonymous(), desk.member("G1-leader").await);
    let sent = nobody.submit(unnamed()).await;
    let (id, secret) = (sent["id"].as_str().unwrap(), &sent["receipt_secret"]);
    let standing = follow(&nobody, id, secret, 200).await;
    assert_eq!(standing["in_words"], "已派给G1 网格，3月2日（周一）11:00前签收");
    assert_eq!(standing["actions"], json!(["supplement", "remind", "withdraw"]));
    leader.act(id, json!({ "action": "accept" })).await;
    leader.act(id, json!({ "action": "ask", "words": "是哪一幢？" })).await;
    let standing = follow(&nobody, id, secret, 200).await;
    assert_eq!(
        standing["in_words"],
        "有一个问题等您答复；G1 网格正在办理，3月9日（周一）17:30前答复"
    );
    assert!(standing["actions"].as_array().unwrap().contains(&json!("answer")));
    let withdraw = json!({ "action": "withdraw", "receipt_secret": secret });
    let withdrawn = nobody.moves(id, withdraw).await.json();
    assert_eq!(
        (&withdrawn["state"], &withdrawn["in_words"], &withdrawn["actions"]),
        (&json!("withdrawn"), &json!("已撤回"), &json!([]))
    );
}

#[actix_web::test]
async fn the_bearer_reads_what_came_of_it_and_until_when_they_may_judge() {
    let desk = Desk::new().await;
    let (nobody, leader) = (desk.anonymous(), desk.member("G1-leader").await);
    let sent = nobody.submit(unnamed()).await;
    let (id, secret) = (sent["id"].as_str().unwrap(), &sent["receipt_secret"]);
    for action in [json!({ "action": "accept" }), json!({ "action": "start" }), resolved()] {
        leader.act(id, action).await;
    }
    let standing = follow(&nobody, id, secret, 200).await;
    assert_eq!(
        (&standing["outcome"], &standing["in_words"]),
        (&json!("solved"), &json!("已办结：实际解决；3月9日（周一）09:00前请您评价，逾期自动结案"))
    );
    assert_eq!(standing["notes"][0]["kind"], "public_reply");
}

#[actix_web::test]
async fn a_login_that_stays_unnamed_leaves_no_name_with_the_request() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let send =
        || resident.post("/api/v1/requests", &unnamed()).header("Idempotency-Key", "night-noise");
    let sent = send().expect(201).await.json();
    assert_eq!(send().expect(201).await.json(), sent);
    let id = sent["id"].as_str().unwrap();
    assert!(
        sent["receipt_secret"].is_string() && resident.listed("/api/v1/requests").await.is_empty()
    );
    assert_eq!(resident.read(id).await.status, 404);
    let timeline = leader.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await;
    assert_eq!(timeline.items()[0]["actor"], "anonymous");
    let account = resident.account.unwrap().to_string();
    assert!(!timeline.body.contains(&account));
}

async fn handled(holder: &Person<'_>, id: &str) {
    holder.act(id, json!({ "action": "accept" })).await;
    holder.act(id, json!({ "action": "start" })).await;
    holder.act(id, resolved()).await;
}

#[actix_web::test]
async fn who_entered_or_handles_it_does_not_judge_by_its_receipt() {
    let desk = Desk::new().await;
    let (proxy, leader) = (desk.member("G3-leader").await, desk.member("G1-leader").await);
    let deputy = desk.member("G1-deputy").await;
    for entering in [&proxy, &leader] {
        let sent = entering.submit(with(noise(), json!({ "channel": "proxy" }))).await;
        let id = sent["id"].as_str().unwrap();
        handled(&leader, id).await;
        let judged =
            with(verdict(true, "satisfied"), json!({ "receipt_secret": sent["receipt_secret"] }));
        for staff in [entering, &leader, &deputy] {
            staff.moves(id, judged.clone()).await.code("move_not_possible");
        }
        assert_eq!(desk.anonymous().act(id, judged).await, "closed", "the one it was handed to");
        desk.town.clock.advance(TimeDelta::minutes(1));
    }
}

#[actix_web::test]
async fn what_staff_found_has_no_receipt_and_closes_by_silence() {
    let desk = Desk::new().await;
    let leader = desk.member("G1-leader").await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    for anonymous in [false, true] {
        let found = json!({ "channel": "self_found", "anonymous": anonymous });
        let sent = leader.submit(with(noise(), found)).await;
        assert!(sent.get("receipt_secret").is_none(), "{sent}");
        let id = sent["id"].as_str().unwrap();
        handled(&leader, id).await;
        let judged = json!({ "action": "verdict", "solved": true, "satisfaction": "satisfied" });
        reception.moves(id, judged).await.code("move_not_possible");
        desk.pass(TimeDelta::days(7)).await;
        assert_eq!(leader.read(id).await.json()["state"], "closed");
    }
}

#[actix_web::test]
async fn the_desk_calls_nobody_back_who_is_anonymous() {
    let desk = Desk::new().await;
    let leader = desk.member("G1-leader").await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let id = desk.anonymous().sent(unnamed()).await;
    handled(&leader, &id).await;
    let judged = json!({ "action": "verdict", "solved": true, "satisfaction": "satisfied" });
    reception.moves(&id, judged).await.code("move_not_possible");
    let moves = reception.get(&format!("/api/v1/requests/{id}/transitions")).expect(200).await;
    assert!(moves.items().is_empty(), "{}", moves.body);
}

#[actix_web::test]
async fn another_receipt_revokes_those_before() {
    let desk = Desk::new().await;
    let (leader, nobody) = (desk.member("G3-leader").await, desk.anonymous());
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let proxy = with(noise(), json!({ "channel": "proxy" }));
    let send =
        || leader.post("/api/v1/requests", &proxy).header("Idempotency-Key", "for-the-neighbour");
    let sent = send().expect(201).await.json();
    let id = sent["id"].as_str().unwrap();
    let uri = format!("/api/v1/requests/{id}/receipt/renewal");
    let renew = || reception.post(&uri, &json!({})).header("Idempotency-Key", "lost-receipt");
    let renewed = renew().expect(200).await.json();
    let again = renew().expect(200).await;
    assert_eq!((again.header("idempotent-replayed"), &again.json()), ("true", &renewed));
    assert_eq!(follow(&nobody, id, &renewed["receipt_secret"], 200).await["version"], 2);
    follow(&nobody, id, &sent["receipt_secret"], 404).await;
    assert_eq!(
        send().expect(201).await.json()["receipt_secret"],
        sent["receipt_secret"],
        "the old one, which is dead"
    );
    reception.post(&uri, &json!({})).keyed().expect(200).await;
    follow(&nobody, id, &renewed["receipt_secret"], 404).await;
    let timeline = leader.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await.items();
    let kinds: Vec<_> = timeline.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["submitted", "assigned", "receipt_renewed", "receipt_renewed"]);
}

fn renew<'a>(person: &Person<'a>, id: &str) -> Call<'a> {
    person.post(&format!("/api/v1/requests/{id}/receipt/renewal"), &json!({})).keyed()
}

#[actix_web::test]
async fn only_the_desk_renews_a_receipt_and_only_for_somebody_it_can_ask() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let reception = desk.appointed("reception", Role::TownDesk, "N1").await;
    let proxy = desk.member("G3-leader").await;
    let id = proxy.sent(with(noise(), json!({ "channel": "proxy" }))).await;
    for person in [&proxy, &resident] {
        renew(person, &id).expect(403).await.code("role_required");
    }
    for without in [desk.anonymous().sent(unnamed()).await, resident.sent(noise()).await] {
        renew(&reception, &without).expect(409).await.code("receipt_not_renewable");
    }
    let elsewhere = json!({ "channel": "proxy", "place": { "grid_code": "G3" } });
    renew(&reception, &proxy.sent(with(noise(), elsewhere)).await)
        .expect(404)
        .await
        .code("not_found");
    reception.post(&format!("/api/v1/requests/{id}/receipt/renewal"), &json!({})).expect(400).await;
    renew(&reception, &id).expect(200).await;
}

#[actix_web::test]
async fn a_receipt_is_renewed_in_the_version_that_was_read_and_for_nothing_that_is_not_known() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let id =
        desk.member("G3-leader").await.sent(with(noise(), json!({ "channel": "proxy" }))).await;
    let uri = format!("/api/v1/requests/{id}/receipt/renewal");
    reception
        .post(&uri, &json!({ "unexpected": 1 }))
        .keyed()
        .expect(422)
        .await
        .code("unknown_field")
        .at("/unexpected");
    desk.member("G1-leader").await.act(&id, json!({ "action": "accept" })).await;
    let read = reception.read(&id).await.json()["version"].as_i64().unwrap();
    for stale in [read - 1, read + 1] {
        let in_header =
            reception.post(&uri, &json!({})).keyed().header("If-Match", format!("\"{stale}\""));
        in_header.expect(412).await.code("stale_version");
        reception
            .post(&uri, &json!({ "version": stale }))
            .keyed()
            .expect(412)
            .await
            .code("stale_version");
    }
    reception
        .post(&uri, &json!({}))
        .keyed()
        .header("If-Match", format!("\"{read}\""))
        .expect(200)
        .await;
    reception.bare(&uri).keyed().expect(200).await;
}
