//! Duties assigned, taken over, covered and handed on.

use super::{Draft, clean, duty, holder, send};
use crate::support::hall::{Hall, group_id};
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use wangge::domain::duty::Capacity;
use wangge::domain::unit::Unit;
use wangge::jobs::run_due;

fn g1() -> Unit {
    Unit::Grid(grid_id("G1"))
}

async fn in_g1(hall: &Hall) -> String {
    send(hall, json!({ "grid_code": "G1" })).await
}

/// Now, as it stands in a URL.
fn instant(hall: &Hall) -> String {
    hall.town.now().to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
}

#[actix_web::test]
async fn a_leader_is_replaced_and_what_is_open_moves_with_reason_and_change_set() {
    let hall = Hall::open().await;
    let request = in_g1(&hall).await;
    let due = |timeline: &Value| timeline.clone();
    let before =
        hall.get("supervisor", &format!("/requests/{request}")).expect(200).await.json()["clocks"]
            .clone();
    let draft = Draft::begun_by(&hall, "supervisor", &json!({ "reason": "person_leaves" })).await;
    let replaced = duty(&hall, g1(), "G1-leader");
    let applied = draft
        .carry_out(json!({ "replace_holder": { "duty": replaced.id, "by": member_id("idle") } }))
        .await;
    assert_eq!(applied["moved_requests"], 1);
    assert_eq!(holder(&hall, &request).await, "idle");
    let after =
        hall.get("supervisor", &format!("/requests/{request}")).expect(200).await.json()["clocks"]
            .clone();
    assert_eq!(due(&before), due(&after), "the clocks run on");
    let held = hall
        .get("supervisor", &format!("/responsibility?request={request}&at={}", instant(&hall)))
        .expect(200);
    let moved = held.await.json()["moved_by"].clone();
    assert_eq!((&moved["id"], &moved["reason"]), (&json!(draft.id), &json!("person_leaves")));
    let place = format!("/responsibility?lon=121.405&lat=30.905&at={}", instant(&hall));
    let given = hall.get("supervisor", &place).expect(200).await.json()["duty"]["given_by"].clone();
    assert_eq!((&given["id"], &given["origin"]), (&json!(draft.id), &json!("drafted")));
    let events =
        hall.get("supervisor", &format!("/requests/{request}/timeline")).expect(200).await.json();
    assert!(events.to_string().contains(&draft.id), "{events}");
    let shown = hall.get("G1-leader", &draft.uri("")).expect(200).await.json();
    assert!(shown["told"].as_array().unwrap().contains(&json!(member_id("G1-leader"))), "{shown}");
    assert_eq!(shown["possible"], json!([]));
    let mine = hall.get("idle", "/reassignments").expect(200).await.json();
    assert_eq!(mine["items"][0]["id"], json!(draft.id));
    hall.get("G3-leader", &draft.uri("")).expect(404).await.code("not_found");
    clean(&hall).await;
}

#[actix_web::test]
async fn the_deputy_who_becomes_leader_is_no_deputy_any_more() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let leader = duty(&hall, g1(), "G1-leader").id;
    draft
        .carry_out(json!({ "replace_holder": { "duty": leader, "by": member_id("G1-deputy") } }))
        .await;
    let chain = hall.get(
        "supervisor",
        &format!("/duties?unit={}&at=2026-03-02T10:00:01%2B08:00", grid_id("G1")),
    );
    let chain = chain.expect(200).await.json();
    let held: Vec<(&str, &str)> = chain["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|duty| (duty["member"]["code"].as_str().unwrap(), duty["capacity"].as_str().unwrap()))
        .collect();
    assert!(
        held.contains(&("G1-deputy", "leader")) && !held.contains(&("G1-deputy", "deputy")),
        "{held:?}"
    );
}

#[actix_web::test]
async fn somebody_leaves_and_everything_goes_to_one_successor_or_to_one_for_each_unit() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let two = json!({ "assign_duty": { "unit": Unit::BuildingGroup(group_id("B1")), "member": member_id("G1-leader"), "capacity": "deputy" } });
    draft.carry_out(two).await;
    hall.town.clock.advance(TimeDelta::minutes(1));
    let request = in_g1(&hall).await;
    let leaving = Draft::begin(&hall).await;
    let without = leaving
        .refuses(json!({ "hand_over_all": { "member": member_id("G1-leader"),
        "successors": [{ "unit": g1(), "member": member_id("idle") }] } }))
        .await;
    assert_eq!(
        (&without["code"], &without["errors"][0]["params"]["unit"]),
        (&json!("successor_missing"), &json!("B1"))
    );
    let applied = leaving
        .carry_out(json!({ "hand_over_all": {
            "member": member_id("G1-leader"), "to": member_id("B1-leader"), "deactivate": true,
            "successors": [{ "unit": g1(), "member": member_id("idle") }],
        }}))
        .await;
    assert_eq!(applied["moved_requests"], 1);
    assert_eq!(holder(&hall, &request).await, "idle");
    let atlas = hall.town.db.atlas();
    assert!(atlas.people().is_inactive(member_id("G1-leader")));
    let left: Vec<_> = atlas.people().duties_of(member_id("G1-leader"), hall.town.now()).collect();
    assert!(left.is_empty(), "{left:?}");
    clean(&hall).await;
}

#[actix_web::test]
async fn whoever_takes_a_duty_over_keeps_what_they_are_to_lead_later() {
    let hall = Hall::open().await;
    let next = hall.town.now() + TimeDelta::days(30);
    let plan = Draft::begin(&hall).await;
    plan.add(json!({ "end_duty": { "duty": duty(&hall, g1(), "G1-leader").id, "at": next } }))
        .await;
    let leads =
        json!({ "unit": g1(), "member": member_id("idle"), "capacity": "leader", "from": next });
    plan.carry_out(json!({ "assign_duty": leads })).await;
    hall.town.clock.advance(TimeDelta::minutes(1));
    let leaving = json!({ "member": member_id("G1-deputy"), "to": member_id("idle") });
    Draft::begin(&hall).await.carry_out(json!({ "hand_over_all": leaving })).await;
    let atlas = hall.town.db.atlas();
    let serves = |at| -> Vec<Capacity> {
        let of_idle =
            atlas.people().duties_of(member_id("idle"), at).filter(|duty| duty.unit == g1());
        of_idle.map(|duty| duty.capacity).collect()
    };
    assert_eq!(serves(hall.town.now()), [Capacity::Deputy]);
    assert_eq!(serves(next + TimeDelta::days(1)), [Capacity::Leader]);
    clean(&hall).await;
}

#[actix_web::test]
async fn an_absence_is_covered_for_its_days_and_reverts_by_itself() {
    let hall = Hall::open().await;
    let open = in_g1(&hall).await;
    let deputy = duty(&hall, g1(), "G1-deputy").id;
    let draft = Draft::begin(&hall).await;
    draft.add(json!({ "end_duty": { "duty": deputy } })).await;
    let until = hall.town.now() + TimeDelta::days(3);
    let preview = {
        draft.add(json!({ "cover_absence": {
            "member": member_id("G1-leader"), "absence": "leave", "to": until, "by": member_id("idle"), "move_open": true,
        }})).await;
        draft.preview().await["preview"].clone()
    };
    assert_eq!(preview["requests"][0]["after"]["member"]["code"], "idle", "{preview}");
    assert_eq!(preview["absences"].as_array().unwrap().len(), 1);
    draft.apply().await;
    assert_eq!(holder(&hall, &open).await, "idle");
    hall.town.clock.advance(TimeDelta::hours(1));
    let meanwhile = in_g1(&hall).await;
    assert_eq!(holder(&hall, &meanwhile).await, "idle");
    hall.town.clock.advance(TimeDelta::days(3));
    run_due(&hall.town.db, &hall.town.rulebook).await.unwrap();
    let later = in_g1(&hall).await;
    assert_eq!(holder(&hall, &later).await, "G1-leader");
    assert_eq!(
        (holder(&hall, &open).await, holder(&hall, &meanwhile).await),
        ("G1-leader".into(), "G1-leader".into())
    );
    clean(&hall).await;
}

#[actix_web::test]
async fn open_requests_are_offered_to_move_and_stay_when_the_offer_is_not_taken() {
    let hall = Hall::open().await;
    let open = in_g1(&hall).await;
    let draft = Draft::begin(&hall).await;
    draft
        .add(json!({ "cover_absence": { "member": member_id("G1-leader"), "absence": "sick" } }))
        .await;
    let offers = draft.preview().await["preview"]["offers"].clone();
    assert_eq!(
        (&offers[0]["member"]["code"], &offers[0]["open_requests"]),
        (&json!("G1-leader"), &json!(1))
    );
    draft.apply().await;
    assert_eq!(holder(&hall, &open).await, "G1-leader");
    let next = in_g1(&hall).await;
    assert_eq!(holder(&hall, &next).await, "G1-deputy");
    // The deputy goes too: everybody is away, and the level above answers; the trace says why.
    let both = Draft::begin(&hall).await;
    both.carry_out(json!({ "cover_absence": {
        "member": member_id("G1-deputy"), "absence": "training", "move_open": true } }))
        .await;
    assert_eq!(holder(&hall, &next).await, "N1-leader");
    let routing =
        hall.get("supervisor", &format!("/requests/{next}/routing")).expect(200).await.json();
    assert!(routing.to_string().contains("absent"), "{routing}");
    let absence = hall
        .get("supervisor", &format!("/absences?member={}", member_id("G1-leader")))
        .expect(200)
        .await
        .json();
    hall.town.clock.advance(TimeDelta::hours(2));
    let back = Draft::begin(&hall).await;
    back.carry_out(json!({ "end_absence": { "absence": absence["items"][0]["id"] } })).await;
    let after = in_g1(&hall).await;
    assert_eq!(holder(&hall, &after).await, "G1-leader", "on return new ones go back");
    clean(&hall).await;
}

#[actix_web::test]
async fn overlapping_absences_count_as_one_until_the_last_is_over() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let now = hall.town.now();
    for (from, to) in [(0, 24), (12, 48)] {
        let at = |hours| now + TimeDelta::hours(hours);
        draft.add(json!({ "cover_absence": { "member": member_id("G1-leader"), "absence": "business", "from": at(from), "to": at(to) } })).await;
    }
    draft.preview().await;
    draft.apply().await;
    hall.town.clock.advance(TimeDelta::hours(30));
    let during = in_g1(&hall).await;
    assert_eq!(holder(&hall, &during).await, "G1-deputy");
    hall.town.clock.advance(TimeDelta::hours(20));
    let after = in_g1(&hall).await;
    assert_eq!(holder(&hall, &after).await, "G1-leader");
}

#[actix_web::test]
async fn a_rule_is_part_of_a_change_set() {
    let hall = Hall::open().await;
    let request = in_g1(&hall).await;
    let draft = Draft::begin(&hall).await;
    let profile = json!({ "name": "噪声由居村受理", "grid": grid_id("N1"),
        "condition": { "category": "environment.noise" }, "effect": { "level": "neighborhood" } });
    let applied =
        draft.carry_out(json!({ "set_rule": { "code": "NOISE", "profile": profile } })).await;
    assert_eq!(applied["moved_requests"], 1);
    assert_eq!(holder(&hall, &request).await, "N1-leader");
    let rule =
        hall.get("supervisor", "/routing-rules").expect(200).await.json()["items"][0]["id"].clone();
    hall.town.clock.advance(TimeDelta::minutes(1));
    let ended = Draft::begin(&hall).await;
    ended.carry_out(json!({ "set_rule": { "rule": rule } })).await;
    assert_eq!(holder(&hall, &request).await, "G1-leader");
    let taken_back = ended.undo().await;
    taken_back.preview().await;
    taken_back.apply().await;
    assert_eq!(holder(&hall, &request).await, "N1-leader", "a rule that was over holds again");
}
