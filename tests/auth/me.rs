//! Who the caller is.

use crate::support::office::Office;
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::Appointment;
use wangge::domain::id::AppointmentId;
use wangge::domain::period::Period;
use wangge::domain::role::Role;
use wangge::store::member_identities::{self, MemberIdentity};

#[actix_web::test]
async fn staff_see_their_name_their_duties_and_their_roles() {
    let office = Office::new().await;
    let tokens = office.settle("leader", "G1-leader").await;
    let member = member_id("G1-leader");
    let identity = MemberIdentity { name: "张伟".to_owned(), phone: None };
    office.town.db.write(move |tx| member_identities::put(tx, member, &identity)).await.unwrap();
    let appointment = Appointment {
        id: AppointmentId(Uuid::now_v7()),
        member,
        role: Role::TownDesk,
        grid: grid_id("T"),
        organization: None,
        period: Period::since(office.town.now()),
        version: 1,
    };
    office.town.apply(vec![AtlasEdit::Appoint(appointment)]).await.unwrap();
    let app = office.app().await;
    let me = app.get("/api/v1/me").token(tokens.access.expose()).expect(200).await.json();
    assert_eq!(me["login_name"], "leader");
    assert_eq!(me["member"]["name"], "张伟");
    assert_eq!(me["member"]["code"], "G1-leader");
    assert_eq!(me["member"]["duties"][0]["unit"]["code"], "G1");
    assert_eq!(me["member"]["duties"][0]["capacity"], "leader");
    assert_eq!(me["member"]["appointments"][0]["role"], "town_desk");
    assert_eq!(me["roles"], json!(["resident", "member", "grid_leader", "town_desk"]));
    assert_eq!((&me["totp"], &me["demo"]), (&json!(false), &json!(false)));
    app.get("/api/v1/me").expect(401).await.code("sign_in_required");
}

#[actix_web::test]
async fn a_member_who_is_no_longer_active_is_a_resident() {
    let office = Office::new().await;
    let tokens = office.settle("deputy", "G1-deputy").await;
    let member = member_id("G1-deputy");
    office.town.clock.advance(TimeDelta::minutes(1));
    office.town.apply(vec![AtlasEdit::SetMemberActive { member, active: false }]).await.unwrap();
    let me =
        office.app().await.get("/api/v1/me").token(tokens.access.expose()).expect(200).await.json();
    assert_eq!(me["roles"], json!(["resident"]));
    assert_eq!(me["member"]["duties"], json!([]));
}
