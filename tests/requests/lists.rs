//! Lists and the inbox.

use crate::support::desk::{Desk, gas, noise, with};
use crate::support::town::grid_id;
use chrono::TimeDelta;
use serde_json::{Value, json};

#[actix_web::test]
async fn pages_hold_every_request_once_the_newest_first() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let mut sent = Vec::new();
    for round in 0..5 {
        sent.push(resident.sent(noise()).await);
        desk.town.clock.advance(TimeDelta::minutes(round % 2));
    }
    let mut seen = ids(&resident.paged("/api/v1/requests", 2).await);
    assert_eq!((seen.len(), &seen[0]), (5, &sent[4]));
    seen.sort_unstable();
    sent.sort_unstable();
    assert_eq!(seen, sent);
}

fn ids(items: &[Value]) -> Vec<String> {
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn each_filter_leaves_out_what_it_says() {
    let desk = Desk::new().await;
    let (resident, supervisor) =
        (desk.resident("13812341234").await, desk.member("T-leader").await);
    let old = resident.sent(noise()).await;
    desk.town.clock.advance(TimeDelta::hours(1));
    let elsewhere =
        json!({ "category": "housing.repair", "kind": "help", "place": { "grid_code": "G3" } });
    let new = resident.sent(with(noise(), elsewhere)).await;
    desk.member("G3-leader").await.act(&new, json!({ "action": "accept" })).await;
    let cases = [
        ("state=assigned", [true, false]),
        ("state=accepted,resolved", [false, true]),
        ("kind=help", [false, true]),
        ("category=environment", [true, false]),
        ("category=housing.repair", [false, true]),
        ("category=housing", [false, true]),
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
        ("category=hous", "unknown_category", "category"),
        ("category=environmen_", "unknown_category", "category"),
        ("phone=138", "unknown_parameter", "phone"),
    ];
    for (query, code, pointer) in cases {
        leader.get(&format!("/api/v1/requests?{query}")).send().await.code(code).at(pointer);
    }
}

#[actix_web::test]
async fn everybody_lists_their_own_reach() {
    let desk = Desk::new().await;
    let (resident, other) =
        (desk.resident("13812341234").await, desk.resident("13812340000").await);
    let id = resident.sent(noise()).await;
    assert_eq!(resident.listed("/api/v1/requests").await, [id.as_str()]);
    assert!(other.listed("/api/v1/requests").await.is_empty());
    assert!(resident.listed("/api/v1/requests?whose=my_grids").await.is_empty());
    for (code, sees) in
        [("G1-leader", true), ("G1-deputy", true), ("N1-leader", true), ("G2-leader", false)]
    {
        let listed = desk.member(code).await.listed("/api/v1/requests?whose=my_grids").await;
        assert_eq!(listed.contains(&id), sees, "{code}");
    }
}

#[actix_web::test]
async fn what_was_handed_on_is_listed_where_it_lies_and_where_it_is_held() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let (secretary, town) = (desk.member("N1-leader").await, desk.member("T-leader").await);
    let id = resident.sent(noise()).await;
    let to = json!({ "kind": "grid", "id": grid_id("G3") });
    let on = json!({ "action": "transfer", "to": to, "reason": "not_our_area" });
    town.act(&id, on).await;
    desk.takes_over(&id, "G3").await;
    for code in ["G1-leader", "G3-leader", "G3-deputy"] {
        let listed = desk.member(code).await.listed("/api/v1/requests?whose=my_grids").await;
        assert_eq!(listed, [id.as_str()], "{code}");
    }
    assert!(
        desk.member("G2-leader").await.listed("/api/v1/requests?whose=my_grids").await.is_empty()
    );
    for (grid, listed) in [("G1", true), ("G3", true), ("N2", true), ("T", true), ("G2", false)] {
        let found = town.listed(&format!("/api/v1/requests?whose=my_grids&grid={grid}")).await;
        assert_eq!(found.contains(&id), listed, "{grid}");
    }
    assert_eq!(
        secretary.listed("/api/v1/requests?whose=my_grids&grid=G3").await,
        [id.as_str()],
        "the place is hers"
    );
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
    let critical = resident.sent(gas()).await;
    assert_eq!(leader.listed("/api/v1/inbox").await, [critical, urgent, plain, waiting]);
    assert!(
        desk.member("N1-leader").await.listed("/api/v1/inbox").await.is_empty(),
        "what others hold is theirs"
    );
    resident.get("/api/v1/inbox").expect(403).await.code("role_required");
}

#[actix_web::test]
async fn pages_of_the_inbox_follow_its_order_wherever_they_are_cut() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    // Two of each urgency at the same instant, twice; some of the older ones have been accepted.
    for minutes in [7, 0] {
        for body in [noise(), with(noise(), json!({ "category": "safety" })), gas()] {
            let accepted = resident.sent(body.clone()).await;
            leader.act(&accepted, json!({ "action": "accept" })).await;
            resident.sent(body.clone()).await;
            resident.sent(body).await;
        }
        desk.town.clock.advance(TimeDelta::minutes(minutes));
    }
    let whole = leader.listed("/api/v1/inbox").await;
    assert_eq!(whole.len(), 18);
    for limit in [1, 4, 18] {
        assert_eq!(ids(&leader.paged("/api/v1/inbox", limit).await), whole, "{limit}");
    }
    for (query, code, pointer) in
        [("limit=0", "out_of_range", "limit"), ("cursor=e30", "invalid_cursor", "cursor")]
    {
        leader.get(&format!("/api/v1/inbox?{query}")).send().await.code(code).at(pointer);
    }
}

#[actix_web::test]
async fn the_history_of_a_request_is_read_in_pages_too() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    let to = json!({ "kind": "grid", "id": grid_id("G2") });
    let words =
        json!({ "action": "transfer", "to": to, "reason": "not_our_area", "words": "在二号网格" });
    desk.member("N1-leader").await.act(&id, words).await;
    desk.takes_over(&id, "G2").await;
    for (part, least) in [("timeline", 3), ("routing", 2)] {
        let uri = format!("/api/v1/requests/{id}/{part}");
        let whole = leader.get(&uri).expect(200).await;
        assert!(
            whole.items().len() >= least && whole.json().get("next_cursor").is_none(),
            "{}",
            whole.body
        );
        assert_eq!(leader.paged(&uri, 1).await, whole.items());
        leader.get(&format!("{uri}?cursor=e30")).send().await.code("invalid_cursor").at("cursor");
    }
}
