//! What nobody gets by a change set that they could not have otherwise.

use super::{Draft, clean, duty, holder, send};
use crate::support::hall::{Hall, group_id};
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::change_size::ChangeSize;
use wangge::domain::duty::{Appointment, Capacity};
use wangge::domain::id::AppointmentId;
use wangge::domain::period::Period;
use wangge::domain::unit::Unit;
use wangge::jobs::run_due;

fn leader(hall: &Hall, grid: &str) -> wangge::domain::id::DutyId {
    duty(hall, Unit::Grid(grid_id(grid)), &format!("{grid}-leader")).id
}

#[actix_web::test]
async fn what_one_may_not_do_oneself_one_may_neither_schedule_nor_approve() {
    let hall = Hall::open().await;
    let at = hall.town.now() + TimeDelta::days(1);
    let draft = Draft::begun_by(&hall, "supervisor", &json!({ "effective_at": at })).await;
    let group = group_id("B1");
    draft.add(json!({ "rename_grid": { "grid": grid_id("G1"), "name": "甲" } })).await;
    draft
        .add(json!({ "move_building_group": { "building_group": group, "grid": grid_id("G3") } }))
        .await;
    let digest = json!({ "digest": draft.preview().await["digest"] });
    hall.get("supervisor-N1", &draft.uri("")).expect(404).await;
    draft.post_as("supervisor-N1", "/apply", digest.clone()).await.expect(404).await;
    draft.post_as("supervisor-N1", "/approve", digest).await.expect(404).await;
}

#[actix_web::test]
async fn nobody_ends_the_access_of_those_who_are_not_theirs() {
    let hall = Hall::open().await;
    let draft = Draft::begun_by(&hall, "supervisor-N1", &json!({})).await;
    let leaves = |member: &str| json!({ "hand_over_all": { "member": member_id(member), "to": member_id("G1-deputy"), "deactivate": true } });
    assert_eq!(draft.refuses(leaves("G3-leader")).await["code"], "not_found");
    for member in ["desk", "supervisor", "auditor"] {
        let refused = draft.refuses(leaves(member)).await;
        assert_eq!(refused["code"], "member_has_roles", "{member}");
    }
}

#[actix_web::test]
async fn a_cover_gives_no_duty_where_the_caller_gives_none() {
    let hall = Hall::open().await;
    let both = json!({ "assign_duty": { "unit": Unit::Grid(grid_id("G3")), "member": member_id("G1-leader"), "capacity": "deputy", "rank": 1 } });
    Draft::begin(&hall).await.carry_out(both).await;
    hall.town.clock.advance(TimeDelta::minutes(1));
    let to = hall.town.now() + TimeDelta::days(3);
    let cover = json!({ "cover_absence": { "member": member_id("G1-leader"), "absence": "leave", "to": to, "by": member_id("G2-deputy") } });
    let near = Draft::begun_by(&hall, "supervisor-N1", &json!({})).await;
    assert_eq!(near.refuses(cover.clone()).await["code"], "not_found");
    Draft::begin(&hall).await.add(cover).await;
}

#[actix_web::test]
async fn whoever_had_a_hand_in_it_does_not_agree_to_it() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let theirs = draft.add(json!({ "rename_grid": { "grid": grid_id("G1"), "name": "甲" } })).await
        ["operations"][0]["id"]
        .clone();
    let own = json!({ "operation": { "rename_grid": { "grid": grid_id("G1"), "name": "乙" } } });
    draft.post_as("supervisor-N1", "/operations", own).await.expect(201).await;
    draft
        .post_as("supervisor-N1", "/operations/remove", json!({ "operation": theirs }))
        .await
        .expect(200)
        .await;
    let digest = json!({ "digest": draft.preview().await["digest"] });
    draft
        .post_as("supervisor-N1", "/approve", digest)
        .await
        .expect(403)
        .await
        .code("approver_is_author");
}

#[actix_web::test]
async fn what_moves_a_moment_later_counts_too() {
    let hall = Hall::with_approval(ChangeSize { requests: 1, units: 0, households: 0 }).await;
    send(&hall, json!({ "grid_code": "G1" })).await;
    let soon = hall.town.now() + TimeDelta::seconds(4);
    let end = json!({ "version": 1, "at": soon });
    let uri = format!("/duties/{}/end", leader(&hall, "G1"));
    hall.post("supervisor", &uri, &end).expect(409).await.code("approval_required");
    let draft = Draft::begin(&hall).await;
    draft.add(json!({ "end_duty": { "duty": leader(&hall, "G1"), "at": soon } })).await;
    let preview = draft.preview().await["preview"].clone();
    assert_eq!(
        (&preview["needs_approval"], &preview["size"]["requests"]),
        (&json!(true), &json!(1))
    );
}

#[actix_web::test]
async fn a_neighbourhood_counts_with_all_its_households() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    draft
        .add(json!({ "replace_holder": { "duty": leader(&hall, "N1"), "by": member_id("idle") } }))
        .await;
    assert_eq!(draft.preview().await["preview"]["size"]["households"], 48);
}

#[actix_web::test]
async fn that_somebody_is_away_needs_nobodys_consent_but_whoever_stands_in_does() {
    let hall = Hall::with_approval(ChangeSize { requests: 0, units: 1, households: 1 }).await;
    let sick = json!({ "member": member_id("N1-leader"), "kind": "sick" });
    let entered = hall.post("supervisor", "/absences", &sick).expect(201).await.json();
    let end = format!("/absences/{}/end", entered["id"].as_str().unwrap());
    hall.post("supervisor", &end, &json!({})).expect(200).await;
    hall.town.clock.advance(TimeDelta::minutes(1));
    let until = hall.town.now() + TimeDelta::days(3);
    let draft = Draft::begin(&hall).await;
    draft
        .add(json!({ "cover_absence": {
        "member": member_id("N1-leader"), "absence": "leave", "to": until, "by": member_id("idle"),
    } }))
        .await;
    let preview = draft.preview().await["preview"].clone();
    assert_eq!((&preview["needs_approval"], &preview["size"]["units"]), (&json!(true), &json!(1)));
}

#[actix_web::test]
async fn many_units_or_households_need_a_second_person_too() {
    let rename = |grid: &str| json!({ "rename_grid": { "grid": grid_id(grid), "name": "甲" } });
    let two = Hall::with_approval(ChangeSize { requests: 0, units: 2, households: 0 }).await;
    let draft = Draft::begin(&two).await;
    draft.add(rename("G1")).await;
    assert_eq!(draft.preview().await["preview"]["needs_approval"], false);
    draft.add(rename("G2")).await;
    let digest = json!({ "digest": draft.preview().await["digest"] });
    draft.post_as("supervisor", "/apply", digest).await.expect(409).await.code("approval_required");
    let homes = Hall::with_approval(ChangeSize { requests: 0, units: 0, households: 48 }).await;
    let draft = Draft::begin(&homes).await;
    draft.add(rename("G2")).await;
    assert_eq!(draft.preview().await["preview"]["needs_approval"], false, "nobody lives there");
    draft.add(rename("N1")).await;
    let digest = json!({ "digest": draft.preview().await["digest"] });
    draft.post_as("supervisor", "/apply", digest).await.expect(409).await.code("approval_required");
}

#[actix_web::test]
async fn who_gets_what_a_change_gives_away_is_a_part_of_it() {
    let hall = Hall::open().await;
    let rule = json!({ "code": "N", "profile": {
        "name": "居村直办", "grid": grid_id("G1"), "condition": {}, "effect": { "level": "neighborhood" },
    } });
    let cases = [
        (
            "G2",
            json!({ "move_building_group": { "building_group": group_id("B1"), "grid": grid_id("G2") } }),
        ),
        ("N1", json!({ "set_rule": rule })),
    ];
    for (heir, operation) in cases {
        let draft = Draft::begin(&hall).await;
        draft.add(operation).await;
        let digest = json!({ "digest": draft.preview().await["digest"] });
        let replaced =
            json!({ "replace_holder": { "duty": leader(&hall, heir), "by": member_id("idle") } });
        Draft::begin(&hall).await.carry_out(replaced).await;
        draft
            .post_as("supervisor", "/apply", digest)
            .await
            .expect(409)
            .await
            .code("digest_differs");
        draft.preview().await;
        assert_eq!(draft.apply().await["state"], "applied", "{heir}");
    }
    clean(&hall).await;
}

#[actix_web::test]
async fn what_somebody_led_once_is_not_concerned() {
    let hall = Hall::open().await;
    let elsewhere = json!({ "unit": Unit::Grid(grid_id("G3")), "member": member_id("G1-leader"), "capacity": "deputy", "rank": 1 });
    Draft::begin(&hall).await.carry_out(json!({ "assign_duty": elsewhere })).await;
    hall.town.clock.advance(TimeDelta::minutes(1));
    let over = duty(&hall, Unit::Grid(grid_id("G3")), "G1-leader").id;
    Draft::begin(&hall).await.carry_out(json!({ "end_duty": { "duty": over } })).await;
    hall.town.clock.advance(TimeDelta::minutes(1));
    let draft = Draft::begin(&hall).await;
    draft
        .carry_out(
            json!({ "cover_absence": { "member": member_id("G1-leader"), "absence": "sick" } }),
        )
        .await;
    let applied = draft.read().await;
    assert_eq!(applied["grid"], json!(grid_id("G1")));
    assert!(
        !applied["told"].as_array().unwrap().contains(&json!(member_id("G3-leader"))),
        "{applied}"
    );
}

#[actix_web::test]
async fn whoever_drafted_it_and_supervises_elsewhere_now_does_not_look_ahead() {
    let hall = Hall::open().await;
    let draft = Draft::begun_by(&hall, "supervisor-N1", &json!({})).await;
    draft.add(json!({ "replace_holder": { "duty": leader(&hall, "G1"), "by": member_id("G1-deputy") } })).await;
    draft.preview().await;
    let (now, member) = (hall.town.now(), member_id("supervisor-N1"));
    let held: Vec<Appointment> =
        hall.town.db.atlas().people().appointments_of(member, now).copied().collect();
    let end = AtlasEdit::EndAppointment { appointment: held[0].id, at: now };
    let id = AppointmentId(Uuid::now_v7());
    let next =
        Appointment { id, grid: grid_id("N2"), period: Period::since(now), version: 1, ..held[0] };
    hall.town.apply(vec![end, AtlasEdit::Appoint(next)]).await.unwrap();
    draft.post_as("supervisor-N1", "/preview", json!({})).await.expect(404).await.code("not_found");
    hall.get("supervisor-N1", &draft.uri("/report")).expect(404).await.code("not_found");
    draft.post_as("supervisor", "/preview", json!({})).await.expect(200).await;
}

#[actix_web::test]
async fn a_rule_that_came_since_the_preview_is_a_change() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    draft
        .add(json!({ "replace_holder": { "duty": leader(&hall, "G1"), "by": member_id("idle") } }))
        .await;
    let digest = draft.preview().await["digest"].clone();
    let rule = json!({ "code": "R1", "name": "上收", "grid": grid_id("N1"), "effect": { "level": "town" } });
    hall.post("supervisor", "/routing-rules", &rule).expect(201).await;
    draft
        .post_as("supervisor", "/apply", json!({ "digest": digest }))
        .await
        .expect(409)
        .await
        .code("digest_differs");
}

#[actix_web::test]
async fn why_somebody_is_away_is_masked_in_a_change_set_too() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    draft
        .carry_out(
            json!({ "cover_absence": { "member": member_id("G1-leader"), "absence": "sick" } }),
        )
        .await;
    let shown = |who: &'static str| hall.get(who, &draft.uri(""));
    let seen =
        |shown: Value| shown["operations"][0]["operation"]["cover_absence"].get("absence").cloned();
    assert_eq!(seen(shown("supervisor").expect(200).await.json()), None);
    assert_eq!(seen(shown("G1-deputy").expect(200).await.json()), None);
    assert_eq!(seen(shown("G1-leader").expect(200).await.json()), Some(json!("sick")));
}

#[actix_web::test]
async fn what_begins_just_when_it_takes_effect_begins_then() {
    let hall = Hall::open().await;
    let at = hall.town.now() + TimeDelta::days(1);
    let draft = Draft::begun_by(&hall, "supervisor", &json!({ "effective_at": at })).await;
    draft.add(json!({ "replace_holder": { "duty": leader(&hall, "G1"), "by": member_id("idle"), "at": at } })).await;
    draft.preview().await;
    draft.apply().await;
    hall.town.clock.advance(TimeDelta::days(1) + TimeDelta::seconds(3));
    run_due(&hall.town.db, &hall.town.rulebook).await.unwrap();
    assert_eq!(draft.read().await["state"], "applied");
    let next = duty(&hall, Unit::Grid(grid_id("G1")), "idle");
    assert_eq!((next.capacity, next.period.from), (Capacity::Leader, hall.town.now()));
    clean(&hall).await;
}

#[actix_web::test]
async fn looking_at_a_scheduled_one_again_leaves_it_scheduled() {
    let hall = Hall::open().await;
    let at = hall.town.now() + TimeDelta::days(1);
    let draft = Draft::begun_by(&hall, "supervisor", &json!({ "effective_at": at })).await;
    draft.add(json!({ "rename_grid": { "grid": grid_id("G1"), "name": "甲" } })).await;
    draft.preview().await;
    draft.apply().await;
    assert_eq!(draft.preview().await["state"], "scheduled");
    let far = json!({ "effective_at": "9999-12-31T00:00:00Z" });
    hall.post("supervisor", "/reassignments", &far).expect(422).await.code("out_of_range");
}

#[actix_web::test]
async fn a_stand_in_who_works_there_is_refused_aloud_and_a_deputy_stands_in_for_the_rest() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let (soon, to) = (hall.town.now() + TimeDelta::days(1), hall.town.now() + TimeDelta::days(5));
    let cover = |by: &str| json!({ "cover_absence": { "member": member_id("G1-leader"), "absence": "leave", "to": to, "by": member_id(by) } });
    assert_eq!(draft.refuses(cover("G1-worker")).await["code"], "duty_twice");
    draft
        .add(json!({ "end_duty": { "duty": duty(&hall, Unit::Grid(grid_id("G1")), "G1-deputy").id, "at": soon } }))
        .await;
    draft.carry_out(cover("G1-deputy")).await;
    hall.town.clock.advance(TimeDelta::days(3));
    run_due(&hall.town.db, &hall.town.rulebook).await.unwrap();
    let request = send(&hall, json!({ "grid_code": "G1" })).await;
    assert_eq!(holder(&hall, &request).await, "G1-deputy");
    clean(&hall).await;
}
