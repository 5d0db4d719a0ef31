//! Who held a request.

use super::{DAYS, encoded, morning};
use crate::support::desk::{Desk, Person, noise, with};
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::role::Role;
use wangge::domain::unit::Unit;

async fn held(person: &Person<'_>, id: &str, at: &str) -> Value {
    person
        .get(&format!("/api/v1/responsibility?request={id}&at={}", encoded(at)))
        .expect(200)
        .await
        .json()
}

/// On the first day a resident complains; on the second somebody else gets it when the leader's
/// duty ends.
async fn story(desk: &Desk, fields: Value) -> (Person<'_>, String) {
    let resident = desk.resident("13812341234").await;
    let id = resident.sent(with(noise(), fields)).await;
    if resident.read(&id).await.json()["confidential"] == true {
        desk.appointed("reception", Role::TownDesk, "T").await.dispatch(&id, "G1").await;
    }
    morning(desk, 1).await;
    let duty = desk.town.db.atlas().people().duties(Unit::Grid(grid_id("G1")))[0].id;
    desk.town.apply(vec![AtlasEdit::EndDuty { duty, at: desk.town.now() }]).await.unwrap();
    morning(desk, 2).await;
    (resident, id)
}

#[actix_web::test]
async fn a_request_tells_who_held_it_then_and_which_change_set_moved_it() {
    let desk = Desk::new().await;
    let (resident, id) = story(&desk, json!({})).await;
    let leader = desk.member("N1-leader").await;
    let first = held(&leader, &id, DAYS[0]).await;
    assert_eq!(
        (&first["holder"], &first["cause"]),
        (&json!(member_id("G1-leader")), &json!("routing"))
    );
    assert_eq!(
        (&first["sequence"], &first["until"], first.get("moved_by")),
        (&json!(1), &json!("2026-03-03T01:00:00Z"), None)
    );
    assert_eq!(first["duty"]["ended_by"]["applied_at"], "2026-03-03T01:00:00Z");
    let second = held(&leader, &id, DAYS[1]).await;
    assert_eq!(
        (&second["holder"], &second["cause"]),
        (&json!(member_id("G1-deputy")), &json!("duty_ended"))
    );
    assert_eq!(second["moved_by"]["id"], first["duty"]["ended_by"]["id"]);
    assert_eq!((&second["duty"]["capacity"], second.get("until")), (&json!("deputy"), None));
    let own = held(&resident, &id, DAYS[0]).await;
    assert_eq!(own["unit"]["code"], "G1");
    assert_eq!(
        (own.get("holder"), own.get("duty"), own.get("moved_by")),
        (None, None, None),
        "as in its routing"
    );
}

#[actix_web::test]
async fn a_duty_that_ended_as_planned_names_the_change_set_that_planned_it() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let id = resident.sent(noise()).await;
    let duty = desk.town.db.atlas().people().duties(Unit::Grid(grid_id("G1")))[0].id;
    let at = desk.town.now() + chrono::TimeDelta::hours(7);
    let planned = desk.town.apply(vec![AtlasEdit::EndDuty { duty, at }]).await.unwrap();
    morning(&desk, 1).await;
    let moved = held(&desk.member("N1-leader").await, &id, "2026-03-03T08:00:00+08:00").await;
    assert_eq!(
        (&moved["since"], &moved["holder"]),
        (&json!("2026-03-02T08:00:00Z"), &json!(member_id("G1-deputy")))
    );
    assert_eq!(moved["moved_by"]["id"], json!(planned.change_set));
}

#[actix_web::test]
async fn of_a_confidential_request_nothing_more_exact_is_told_than_elsewhere() {
    let desk = Desk::new().await;
    let reception = desk.appointed("DESK", Role::TownDesk, "T").await;
    desk.pass(chrono::TimeDelta::minutes(37)).await;
    let (_, id) = story(&desk, json!({ "confidential": true })).await;
    let leader = desk.member("N1-leader").await;
    let first = held(&leader, &id, "2026-03-02T09:00:00+08:00").await;
    assert_eq!(
        (&first["since"], &first["sequence"]),
        (&json!("2026-03-02T01:00:00Z"), &json!(2)),
        "dispatched at once"
    );
    assert_eq!((first.get("duty"), first.get("moved_by")), (None, None));
    let early =
        format!("/api/v1/responsibility?request={id}&at={}", encoded("2026-03-02T08:59:59+08:00"));
    let refused = leader.get(&early).expect(422).await.code("before_it_existed").at("at").json();
    assert_eq!(refused["errors"][0]["params"]["since"], "2026-03-02T01:00:00+00:00");
    let routing = leader.get(&format!("/api/v1/requests/{id}/routing")).expect(200).await.json();
    for day in 0..2 {
        let answer = held(&leader, &id, DAYS[day]).await;
        let told = &routing["items"][day + 1];
        assert_eq!((&answer["since"], answer.get("until")), (&told["since"], told.get("until")));
        assert_eq!(answer["holder"], told["holder"]);
    }
    assert!(
        held(&reception, &id, DAYS[1]).await["moved_by"].is_object(),
        "the desk knows the reporter"
    );
}

#[actix_web::test]
async fn a_request_is_for_those_who_may_read_it() {
    let desk = Desk::new().await;
    let (_, id) = story(&desk, json!({})).await;
    let uri = format!("/api/v1/responsibility?request={id}");
    desk.anonymous().get(&uri).expect(401).await.code("sign_in_required");
    desk.resident("13900005678").await.get(&uri).expect(404).await.code("not_found");
    desk.member("G3-leader").await.get(&uri).expect(404).await.code("not_found");
    desk.member("G1-leader").await.get(&uri).expect(200).await;
}
