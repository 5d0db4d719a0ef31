//! Rules decide where a request goes; the most specific wins.

use super::{neighbourhood, of, one, rule, ruled, supervisor, unit, until};
use crate::support::desk::{Desk, gas, noise, with};
use crate::support::hall::group_id;
use crate::support::quarter::settle;
use crate::support::town::{grid_id, member_id, square};
use serde_json::{Value, json};
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::Capacity;
use wangge::domain::role::Role;
use wangge::domain::unit::Unit;

#[actix_web::test]
async fn a_supervisor_makes_a_rule_and_requests_follow_it() {
    let desk = Desk::new().await;
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    assert_eq!(unit(&resident.submit(noise()).await), "G1");
    let noisy = rule("NOISE", "T", json!({ "category": "environment.noise" }), neighbourhood());
    let reply = supervisor.post("/api/v1/routing-rules", &noisy).keyed().expect(201).await;
    let made = reply.json();
    assert_eq!(reply.header("location"), one(&made));
    assert_eq!(
        (&made["moved_requests"], &made["version"]),
        (&json!(1), &json!(1)),
        "the open one moves with it"
    );
    let sent = resident.submit(noise()).await;
    assert_eq!((unit(&sent), sent["unit"]["title"].as_str()), ("N1", Some("书记")));
    let other = resident.submit(with(noise(), json!({ "category": "environment.garbage" }))).await;
    assert_eq!(unit(&other), "G1");
    let id = sent["id"].as_str().unwrap();
    let seen = resident.get(&format!("/api/v1/requests/{id}/routing")).expect(200).await.json();
    let seen = &seen["items"][0];
    assert_eq!(
        (&seen["rule"]["name"], seen.get("trace")),
        (&json!("规则NOISE"), None),
        "a resident reads its name"
    );
}

#[actix_web::test]
async fn the_deepest_grid_wins_then_the_deepest_category_then_what_says_more() {
    let desk = Desk::new().await;
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    let town = json!({ "level": "town" });
    let rules = [
        rule(
            "A",
            "T",
            json!({ "category": "environment.noise", "kind": "complaint" }),
            town.clone(),
        ),
        rule("B", "N1", json!({ "category": "environment" }), neighbourhood()),
        rule("C", "N1", json!({ "category": "environment.noise" }), json!({ "level": "grid" })),
        rule("D", "N1", json!({ "category": "environment.noise", "kind": "help" }), town.clone()),
        rule(
            "E",
            "N1",
            json!({ "category": "environment.noise", "urgency": "urgent" }),
            neighbourhood(),
        ),
        rule(
            "F",
            "N1",
            json!({ "category": "environment.noise", "time": "working_hours" }),
            neighbourhood(),
        ),
    ];
    for rule in rules {
        ruled(&supervisor, rule).await;
    }
    let holds = async |fields: Value| {
        let sent = resident.submit(with(noise(), fields)).await;
        let routing =
            resident.get(&format!("/api/v1/requests/{}/routing", sent["id"].as_str().unwrap()));
        routing.expect(200).await.json()["items"][0]["rule"]["code"].clone()
    };
    let east = json!({ "grid_code": "G3" });
    assert_eq!(holds(json!({ "category": "environment.garbage" })).await, "B");
    assert_eq!(holds(json!({ "kind": "help" })).await, "D", "a kind goes before a time");
    assert_eq!(
        holds(json!({ "kind": "complaint" })).await,
        "F",
        "a rule of a deeper grid goes before all above it"
    );
    assert_eq!(holds(json!({ "place": east, "kind": "complaint" })).await, "A");
    assert_eq!(holds(json!({ "place": east, "kind": "help" })).await, Value::Null);
    until(&desk, "2026-03-02T20:00:00+08:00").await;
    assert_eq!(holds(json!({ "kind": "complaint" })).await, "C", "the time of F is over");
}

#[actix_web::test]
async fn the_leader_of_the_building_group_may_answer_first_or_a_deputy() {
    let desk = Desk::new().await;
    settle(&desk.town).await;
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    let home = json!({ "place": { "address": "金水苑3号楼502" }, "category": "housing.repair" });
    let group = json!({ "level": "building_group" });
    let made =
        ruled(&supervisor, rule("STAIRS", "T", json!({ "category": "housing.repair" }), group))
            .await;
    let leaderless = resident.submit(with(noise(), home.clone())).await;
    assert_eq!(unit(&leaderless), "G1", "the building group has no leader");
    let first = json!({ "name": "先找副职", "grid": made["grid"]["id"], "condition": made["condition"],
        "effect": { "first": "deputy" }, "version": 1 });
    let changed = supervisor.post(&of(&made, "profile"), &first).keyed().expect(200).await.json();
    assert_eq!((&changed["version"], &changed["effect"]), (&json!(2), &first["effect"]));
    until(&desk, "2026-03-02T09:01:00+08:00").await;
    let sent = resident.submit(with(noise(), home)).await;
    assert_eq!(unit(&sent), "G1");
    let deputy = desk.member("G1-deputy").await;
    let read = deputy.read(sent["id"].as_str().unwrap()).await.json();
    assert_eq!(read["holder"], member_id("G1-deputy").to_string());
}

#[actix_web::test]
async fn a_rule_gives_its_own_clocks_but_not_to_what_is_critical() {
    let desk = Desk::new().await;
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    let clocks =
        json!({ "clocks": { "accept": { "minutes": 30 }, "resolve": { "working_days": 2 } } });
    ruled(&supervisor, rule("FAST", "G1", json!({}), clocks)).await;
    let sent = resident.submit(noise()).await;
    let due = |sent: &Value| {
        [&sent["clocks"]["accept_due"], &sent["clocks"]["resolve_due"]].map(Value::clone)
    };
    assert_eq!(due(&sent), [json!("2026-03-02T01:30:00Z"), json!("2026-03-04T09:30:00Z")]);
    assert_eq!(due(&resident.submit(gas()).await)[1], "2026-03-02T03:00:00Z", "two hours, as ever");
}

#[actix_web::test]
async fn a_rule_for_anything_changes_who_answers_for_a_place() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    let who = async || {
        let place =
            desk.anonymous().get("/api/v1/locate?lon=121.405&lat=30.905").expect(200).await.json();
        place["unit"]["code"].clone()
    };
    assert_eq!(who().await, "G1");
    let made = ruled(&supervisor, rule("PARK", "G1", json!({}), neighbourhood())).await;
    assert_eq!(who().await, "N1");
    supervisor.post(&of(&made, "retire"), &json!({ "version": 1 })).keyed().expect(200).await;
    until(&desk, "2026-03-02T09:01:00+08:00").await;
    assert_eq!(who().await, "G1");
    supervisor
        .post(&of(&made, "retire"), &json!({ "version": 2 }))
        .keyed()
        .expect(409)
        .await
        .code("rule_ended");
}

#[actix_web::test]
async fn a_rule_that_begins_later_holds_for_what_comes_in_then() {
    let desk = Desk::new().await;
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    let mut later = rule("LATER", "T", json!({ "category": "environment.noise" }), neighbourhood());
    later = with(
        later,
        json!({ "from": "2026-03-03T00:00:00+08:00", "to": "2026-03-04T00:00:00+08:00" }),
    );
    ruled(&supervisor, later).await;
    let mut units = Vec::new();
    for day in
        ["2026-03-02T10:00:00+08:00", "2026-03-03T10:00:00+08:00", "2026-03-04T10:00:00+08:00"]
    {
        until(&desk, day).await;
        units.push(unit(&resident.submit(noise()).await).to_owned());
    }
    assert_eq!(units, ["G1", "N1", "G1"]);
    assert!(
        supervisor.listed("/api/v1/routing-rules").await.is_empty(),
        "what is over is not listed"
    );
}

#[actix_web::test]
async fn what_names_something_gone_is_skipped_and_listed() {
    let desk = Desk::new().await;
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    let property =
        json!({ "code": "WY-1", "kind": "property", "name": "物业", "grid": grid_id("N1") });
    let property =
        supervisor.post("/api/v1/organizations", &property).keyed().expect(201).await.json();
    let effect = json!({ "level": "neighborhood", "co_handlers": [property["id"]] });
    let made =
        ruled(&supervisor, rule("NOISE", "T", json!({ "category": "environment.noise" }), effect))
            .await;
    assert!(supervisor.listed("/api/v1/routing-rules/problems").await.is_empty());
    let retire = format!("/api/v1/organizations/{}/retire", property["id"].as_str().unwrap());
    supervisor.post(&retire, &json!({ "version": 1 })).keyed().expect(200).await;
    assert_eq!(
        supervisor.listed("/api/v1/routing-rules/problems").await,
        [made["id"].as_str().unwrap()]
    );
    let shown = supervisor.get(&one(&made)).expect(200).await.json();
    assert_eq!(shown["gone"], json!(["organization"]));
    let sent = resident.submit(noise()).await;
    assert_eq!(unit(&sent), "G1");
    let leader = desk.member("G1-leader").await;
    let routing = leader
        .get(&format!("/api/v1/requests/{}/routing", sent["id"].as_str().unwrap()))
        .expect(200)
        .await;
    let skipped = json!({ "step": "rule_skipped", "rule": made["id"], "gone": "organization" });
    assert!(routing.json()["items"][0]["trace"].as_array().unwrap().contains(&skipped));
}

#[actix_web::test]
async fn a_confidential_request_never_begins_with_its_building_group() {
    let desk = Desk::new().await;
    settle(&desk.town).await;
    let leader = desk.town.give(
        Unit::BuildingGroup(group_id("Q1")),
        member_id("G3-deputy"),
        Capacity::Leader,
    );
    desk.town.apply(vec![leader]).await.unwrap();
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    let group = json!({ "level": "building_group" });
    ruled(&supervisor, rule("STAIRS", "T", json!({ "category": "housing.repair" }), group)).await;
    let home = json!({ "place": { "address": "金水苑3号楼502" }, "category": "housing.repair" });
    assert_eq!(unit(&resident.submit(with(noise(), home.clone())).await), "Q1");
    let secret = with(with(noise(), home), json!({ "confidential": true }));
    let sent = resident.submit(secret).await;
    assert_eq!(unit(&sent), "T-desk", "the desk takes it in, whoever answers there");
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let id = sent["id"].as_str().unwrap();
    let offered = reception
        .get(&format!("/api/v1/requests/{id}/dispatch-candidates"))
        .expect(200)
        .await
        .items();
    let units: Vec<&str> = offered.iter().map(unit).collect();
    assert_eq!(units, ["G1", "N1", "T"], "a neighbour would hold it");
}

#[actix_web::test]
async fn a_block_and_a_point_hold_what_lies_in_them() {
    let desk = Desk::new().await;
    let below = [("B1", "block", "G1", 0.005), ("P1", "point", "B1", 0.002)];
    for (code, level, parent, side) in below {
        let member = desk.town.member(&format!("{code}-leader"));
        let unit = Unit::Grid(grid_id(code));
        let duty = desk.town.give(unit, member.id, Capacity::Leader);
        let grid = desk.town.create(code, level, Some(parent), square(121.40, 30.90, side));
        desk.town.apply(vec![grid, AtlasEdit::AddMember(member), duty]).await.unwrap();
    }
    let resident = desk.resident("13812341234").await;
    for (lon, code, title) in
        [(121.401, "P1", "点位长"), (121.404, "B1", "块组长"), (121.406, "G1", "网格长")]
    {
        let sent =
            resident.submit(with(noise(), json!({ "place": { "lon": lon, "lat": 30.901 } }))).await;
        assert_eq!((unit(&sent), sent["unit"]["title"].as_str()), (code, Some(title)));
    }
    let leader = desk.member("P1-leader").await;
    assert_eq!(leader.listed("/api/v1/inbox").await.len(), 1);
}

#[actix_web::test]
async fn each_effect_comes_from_the_most_specific_rule_that_names_it() {
    let desk = Desk::new().await;
    settle(&desk.town).await;
    let (supervisor, resident) = (supervisor(&desk).await, desk.resident("13812341234").await);
    let property =
        json!({ "code": "WY-1", "kind": "property", "name": "金水物业", "grid": grid_id("T") });
    let property =
        supervisor.post("/api/v1/organizations", &property).keyed().expect(201).await.json();
    let stairs =
        json!({ "level": "building_group", "clocks": { "contact": { "working_hours": 4 } } });
    let housing = json!({
        "level": "town", "co_handlers": [property["id"]],
        "clocks": { "contact": { "working_hours": 2 }, "resolve": { "working_days": 3 } },
    });
    for (code, category, effect) in
        [("STAIRS", "housing.repair", stairs), ("HOUSING", "housing", housing)]
    {
        ruled(&supervisor, rule(code, "T", json!({ "category": category }), effect)).await;
    }
    let home = json!({ "place": { "address": "金水苑3号楼502" }, "category": "housing.repair" });
    let sent = resident.submit(with(noise(), home)).await;
    assert_eq!(unit(&sent), "G1", "the building group has no leader, and the town is not asked");
    let id = sent["id"].as_str().unwrap();
    assert_eq!(resident.read(id).await.json()["shared"][0]["code"], "WY-1");
    let clocks = [&sent["clocks"]["contact_due"], &sent["clocks"]["resolve_due"]];
    assert_eq!(clocks, ["2026-03-02T06:30:00Z", "2026-03-05T09:30:00Z"]);
    let routing = supervisor.get(&format!("/api/v1/requests/{id}/routing")).expect(200).await;
    let trace = routing.items()[0]["trace"].as_array().unwrap().clone();
    let gives: Vec<&Value> =
        trace.iter().filter(|step| step["step"] == "rule").map(|step| &step["gives"]).collect();
    assert_eq!(
        gives,
        [&json!(["level", "contact_clock"]), &json!(["co_handlers", "resolve_clock"])]
    );
}
