//! 处理中: the clerks of the desk see what a colleague has open, for five minutes; nobody else does,
//! and nothing is kept.

use crate::support::desk::{Desk, WAITING, noise, secret};
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::Value;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::Appointment;
use wangge::domain::id::AppointmentId;
use wangge::domain::period::Period;
use wangge::domain::role::Role;

#[actix_web::test]
async fn colleagues_see_what_is_in_hand_for_five_minutes() {
    let desk = Desk::new().await;
    let first = desk.appointed("clerk-1", Role::TownDesk, "T").await;
    let second = desk.appointed("clerk-2", Role::TownDesk, "T").await;
    let supervisor = desk.appointed("super-1", Role::Supervisor, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(secret()).await;
    let (take, release) =
        (format!("/api/v1/requests/{id}/lease"), format!("/api/v1/requests/{id}/lease/release"));
    let version = first.read(&id).await.json()["version"].clone();
    let records = || resident.get("/api/v1/me/access-records").expect(200);
    let before = records().await.items().len();
    let taken = first.bare(&take).keyed().expect(200).await.json();
    assert_eq!(taken["in_hand_until"], "2026-03-02T01:05:00Z");
    let listed = second.get(WAITING).expect(200).await.items();
    assert_eq!(listed[0]["in_hand_until"], "2026-03-02T01:05:00Z");
    assert_eq!(first.get(WAITING).expect(200).await.items()[0].get("in_hand_until"), None);
    for other in [&supervisor, &leader, &resident] {
        let whose = if std::ptr::eq(other, &resident) { "mine" } else { "my_grids" };
        let list = other.get(&format!("/api/v1/requests?whose={whose}")).expect(200).await;
        assert!(!list.body.contains("in_hand"), "{}", list.body);
    }
    second.bare(&take).keyed().expect(409).await.code("in_hand_elsewhere");
    supervisor.bare(&take).keyed().expect(403).await.code("role_required");
    assert_eq!(records().await.items().len(), before, "it is nobody's record");
    assert_eq!(first.read(&id).await.json()["version"], version);
    second.offer(&id, "G1").await;
    first.bare(&release).keyed().expect(200).await;
    assert_eq!(second.bare(&take).keyed().expect(200).await.status, 200);
    desk.pass(TimeDelta::minutes(6)).await;
    let list = first.get("/api/v1/requests?whose=my_grids").expect(200).await.items();
    assert_eq!(list[0].get("in_hand_until"), None::<&Value>);
    let timeline = first.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await;
    assert!(!timeline.body.contains("lease"));
}

#[actix_web::test]
async fn only_the_desk_of_a_request_takes_it_in_hand() {
    let desk = Desk::new().await;
    let elsewhere = desk.appointed("clerk-3", Role::TownDesk, "N2").await;
    let resident = desk.resident("13812341234").await;
    let id = resident.sent(secret()).await;
    let uri = format!("/api/v1/requests/{id}/lease");
    elsewhere.bare(&uri).keyed().expect(404).await.code("not_found");
    let appointment = Appointment {
        id: AppointmentId(uuid::Uuid::now_v7()),
        member: member_id("G1-leader"),
        role: Role::TownDesk,
        grid: grid_id("T"),
        organization: None,
        period: Period::since(desk.town.now()),
        version: 1,
    };
    desk.town.apply(vec![AtlasEdit::Appoint(appointment)]).await.unwrap();
    let leader = desk.member("G1-leader").await;
    let handled = resident.sent(noise()).await;
    let uri = format!("/api/v1/requests/{handled}/lease");
    leader.bare(&uri).keyed().expect(409).await.code("only_the_desk");
}
