//! Open requests when responsibility changes.

use crate::support::desk::{Desk, noise, with};
use crate::support::town::{at, grid_id, member_id};
use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::{Absence, AbsenceKind, Capacity};
use wangge::domain::id::{AbsenceId, DutyId};
use wangge::domain::period::Period;
use wangge::domain::unit::Unit;

fn leaders_duty(desk: &Desk, grid: &str) -> DutyId {
    let atlas = desk.town.db.atlas();
    let mut chain = atlas.people().chain(Unit::Grid(grid_id(grid)), desk.town.now());
    chain.find(|duty| duty.capacity == Capacity::Leader).unwrap().id
}

#[actix_web::test]
async fn a_duty_that_ends_by_the_clock_moves_its_requests_as_of_that_instant() {
    let desk = Desk::new().await;
    let (resident, deputy) = (desk.resident("13812341234").await, desk.member("G1-deputy").await);
    let id = resident.sent(noise()).await;
    let end = at("2026-03-02T12:00:00+08:00");
    desk.town
        .apply(vec![AtlasEdit::EndDuty { duty: leaders_duty(&desk, "G1"), at: end }])
        .await
        .unwrap();
    assert_eq!(deputy.read(&id).await.json()["holder"], member_id("G1-leader").to_string());
    desk.pass(TimeDelta::hours(3) + TimeDelta::minutes(7)).await;
    assert_eq!(deputy.read(&id).await.json()["holder"], member_id("G1-deputy").to_string());
    let routing = deputy.get(&format!("/api/v1/requests/{id}/routing")).expect(200).await.items();
    assert_eq!(
        (&routing[1]["cause"], &routing[1]["since"]),
        (&json!("duty_ended"), &json!("2026-03-02T04:00:00Z"))
    );
    assert_eq!(
        routing[0]["until"], "2026-03-02T04:00:00Z",
        "not seven minutes later, when the job ran"
    );
}

#[actix_web::test]
async fn during_an_absence_new_ones_go_to_the_deputy_and_open_ones_stay() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let (leader, deputy) = (desk.member("G1-leader").await, desk.member("G1-deputy").await);
    let before = resident.sent(noise()).await;
    desk.town.clock.advance(TimeDelta::minutes(1));
    let now = desk.town.now();
    let absence = Absence {
        id: AbsenceId(Uuid::now_v7()),
        member: member_id("G1-leader"),
        kind: AbsenceKind::ALL[0],
        period: Period { from: now, to: Some(now + TimeDelta::days(1)) },
        version: 1,
    };
    let applied = desk.town.apply(vec![AtlasEdit::AddAbsence(absence)]).await.unwrap();
    assert!(applied.moved.is_empty());
    let during = resident.sent(noise()).await;
    assert_eq!(leader.read(&before).await.json()["holder"], member_id("G1-leader").to_string());
    assert_eq!(deputy.read(&during).await.json()["holder"], member_id("G1-deputy").to_string());
    let routing = resident.get(&format!("/api/v1/requests/{during}/routing")).expect(200).await;
    assert_eq!(routing.items()[0]["somebody_unavailable"], true);
    assert!(!routing.body.contains("absen"), "why is nobody's business: {}", routing.body);
    desk.pass(TimeDelta::days(2)).await;
    assert_eq!(
        deputy.read(&during).await.json()["holder"],
        member_id("G1-deputy").to_string(),
        "it stays there"
    );
}

#[actix_web::test]
async fn with_a_vacant_grid_its_requests_go_up_and_come_back() {
    let desk = Desk::new().await;
    let (resident, secretary) =
        (desk.resident("13812341234").await, desk.member("N1-leader").await);
    let id = resident.sent(noise()).await;
    let gone = ["G1-leader", "G1-deputy"]
        .map(|code| AtlasEdit::SetMemberActive { member: member_id(code), active: false });
    desk.town.clock.advance(TimeDelta::minutes(1));
    desk.town.apply(gone.to_vec()).await.unwrap();
    assert_eq!(resident.read(&id).await.json()["unit"]["code"], "N1");
    assert!(secretary.listed("/api/v1/inbox").await.contains(&id));
    desk.town.clock.advance(TimeDelta::minutes(1));
    let (unit, next) = (Unit::Grid(grid_id("G1")), desk.town.member("next"));
    let given =
        vec![AtlasEdit::AddMember(next.clone()), desk.town.give(unit, next.id, Capacity::Leader)];
    assert_eq!(desk.town.apply(given).await.unwrap().moved.len(), 1);
    let holder = desk.member("next").await;
    assert_eq!(holder.act(&id, json!({ "action": "accept" })).await, "accepted");
}

#[actix_web::test]
async fn what_somebody_handed_on_stays_until_its_holder_goes() {
    let desk = Desk::new().await;
    let (resident, secretary) =
        (desk.resident("13812341234").await, desk.member("N1-leader").await);
    let id = resident.sent(noise()).await;
    let to = json!({ "kind": "grid", "id": grid_id("G2") });
    secretary.act(&id, json!({ "action": "transfer", "to": to, "reason": "nearer_unit" })).await;
    desk.takes_over(&id, "G2").await;
    desk.town.clock.advance(TimeDelta::minutes(1));
    let end = |grid: &str| {
        vec![AtlasEdit::EndDuty { duty: leaders_duty(&desk, grid), at: desk.town.now() }]
    };
    assert!(desk.town.apply(end("G1")).await.unwrap().moved.is_empty());
    desk.town.clock.advance(TimeDelta::minutes(1));
    assert_eq!(desk.town.apply(end("G2")).await.unwrap().moved.len(), 1);
    assert_eq!(secretary.read(&id).await.json()["holder"], member_id("G2-deputy").to_string());
}

#[actix_web::test]
async fn the_skipped_stay_out_when_the_holder_changes() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let id = resident.sent(with(noise(), json!({ "about_staff": true }))).await;
    desk.town.clock.advance(TimeDelta::minutes(1));
    let end = AtlasEdit::EndDuty { duty: leaders_duty(&desk, "N1"), at: desk.town.now() };
    assert_eq!(desk.town.apply(vec![end]).await.unwrap().moved.len(), 1);
    assert_eq!(desk.member("N1-deputy").await.read(&id).await.json()["unit"]["code"], "N1");
    assert_eq!(desk.member("G1-leader").await.learns(&id).await, ([404; 4], false));
}
