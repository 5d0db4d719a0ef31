//! Lists and the inbox.

use crate::support::desk::{Desk, noise, with};
use chrono::TimeDelta;
use serde_json::json;

#[actix_web::test]
async fn pages_hold_every_request_once_the_newest_first() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let mut sent = Vec::new();
    for round in 0..5 {
        sent.push(resident.sent(noise()).await);
        desk.town.clock.advance(TimeDelta::minutes(round % 2));
    }
    let (mut seen, mut uri) = (Vec::new(), "/api/v1/requests?limit=2".to_owned());
    loop {
        let page = resident.get(&uri).expect(200).await.json();
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        uri = format!("/api/v1/requests?limit=2&cursor={cursor}");
    }
    assert_eq!(seen.len(), 5);
    seen.reverse();
    assert_eq!((&seen[4], seen.iter().all(|id| sent.contains(id))), (&sent[4], true));
    seen.dedup();
    assert_eq!(seen.len(), 5);
}

#[actix_web::test]
async fn each_filter_leaves_out_what_it_says() {
    let desk = Desk::new().await;
    let (resident, supervisor) = (desk.resident("13812341234").await, desk.member("T-leader").await);
    let old = resident.sent(noise()).await;
    desk.town.clock.advance(TimeDelta::hours(1));
    let elsewhere = json!({ "category": "housing.repair", "kind": "help", "place": { "grid_code": "G3" } });
    let new = resident.sent(with(noise(), elsewhere)).await;
    desk.member("G3-leader").await.act(&new, json!({ "action": "accept" })).await;
    let cases = [
        ("state=assigned", [true, false]),
        ("state=accepted,resolved", [false, true]),
        ("kind=help", [false, true]),
        ("category=environment", [true, false]),
        ("category=housing.repair", [false, true]),
        ("category=hous", [false, false]),
        ("category=%25", [false, false]),
        ("category=environmen_", [false, false]),
        ("grid=N1", [true, false]),
        ("grid=G3", [false, true]),
        ("grid=T", [true, true]),
        ("since=2026-03-02T02:00:00Z", [false, true]),
        ("due_before=2026-03-02T03:00:01Z", [true, false]),
    ];
    for (filter, expected) in cases {
        let listed = supervisor.listed(&format!("/api/v1/requests?whose=my_grids&{filter}")).await;
        assert_eq!([listed.contains(&old), listed.contains(&new)], expected, "{filter}");
    }
}

#[actix_web::test]
async fn wrong_filters_are_named() {
    let desk = Desk::new().await;
    let leader = desk.member("G1-leader").await;
    let cases = [
        ("state=open", "invalid_parameter", "state"),
        ("kind=grumble", "invalid_parameter", "kind"),
        ("whose=all", "invalid_parameter", "whose"),
        ("since=yesterday", "invalid_parameter", "since"),
        ("limit=201", "out_of_range", "limit"),
        ("cursor=e30", "invalid_cursor", "cursor"),
        ("grid=G9", "unknown_grid", "grid"),
        ("phone=138", "unknown_parameter", "phone"),
    ];
    for (query, code, pointer) in cases {
        leader.get(&format!("/api/v1/requests?{query}")).send().await.code(code).at(pointer);
    }
}

#[actix_web::test]
async fn everybody_lists_their_own_reach() {
    let desk = Desk::new().await;
    let (resident, other) = (desk.resident("13812341234").await, desk.resident("13812340000").await);
    let id = resident.sent(noise()).await;
    assert_eq!(resident.listed("/api/v1/requests").await, [id.as_str()]);
    assert!(other.listed("/api/v1/requests").await.is_empty());
    assert!(resident.listed("/api/v1/requests?whose=my_grids").await.is_empty());
    for (code, sees) in [("G1-leader", true), ("G1-deputy", true), ("N1-leader", true), ("G2-leader", false)] {
        let listed = desk.member(code).await.listed("/api/v1/requests?whose=my_grids").await;
        assert_eq!(listed.contains(&id), sees, "{code}");
    }
}

#[actix_web::test]
async fn the_inbox_begins_with_what_is_most_urgent() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let waiting = resident.sent(noise()).await;
    leader.act(&waiting, json!({ "action": "accept" })).await;
    desk.town.clock.advance(TimeDelta::minutes(10));
    let plain = resident.sent(noise()).await;
    let urgent = resident.sent(with(noise(), json!({ "category": "safety" }))).await;
    let critical = resident.sent(with(noise(), json!({ "category": "safety.gas" }))).await;
    assert_eq!(leader.listed("/api/v1/inbox").await, [critical.clone(), urgent, plain, waiting]);
    assert_eq!(leader.listed("/api/v1/inbox?limit=1").await, [critical]);
    assert!(desk.member("N1-leader").await.listed("/api/v1/inbox").await.is_empty(), "what others hold is theirs");
    resident.get("/api/v1/inbox").expect(403).await.code("role_required");
}
