//! Nobody learns who complained about them.

use crate::support::desk::{Desk, Person, noise, resolved, verdict, with};
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::{Absence, AbsenceKind, Capacity};
use wangge::domain::id::AbsenceId;
use wangge::domain::period::Period;
use wangge::domain::phone::Phone;
use wangge::domain::role::Role;
use wangge::domain::unit::Unit;
use wangge::store::Tx;
use wangge::store::member_identities::{self, MemberIdentity};

const NOTHING: ([u16; 4], bool) = ([404; 4], false);

/// Everything that a person can get out of the service about a request.
async fn everything(person: &Person<'_>, id: &str) -> String {
    let mut all = String::new();
    for part in ["", "/transitions", "/timeline", "/routing"] {
        all += &person.get(&format!("/api/v1/requests/{id}{part}")).send().await.body;
    }
    for uri in ["/api/v1/requests?whose=my_grids", "/api/v1/inbox"] {
        all += &person.get(uri).send().await.body;
    }
    let unmask =
        person.post(&format!("/api/v1/requests/{id}/unmask"), &json!({ "reason": "想知道是谁" }));
    all + &unmask.keyed().send().await.body
}

#[actix_web::test]
async fn those_on_duty_never_see_a_complaint_about_them() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let id = resident.sent(with(noise(), json!({ "about_staff": true }))).await;
    for code in ["G1-leader", "G1-deputy"] {
        let concerned = desk.member(code).await;
        assert_eq!(concerned.learns(&id).await, NOTHING, "{code}");
        assert!(!everything(&concerned, &id).await.contains(&id));
        concerned.moves(&id, json!({ "action": "accept" })).await.code("not_found");
    }
    let secretary = desk.member("N1-leader").await;
    assert_eq!(secretary.learns(&id).await, ([200; 4], true));
}

#[actix_web::test]
async fn whoever_is_named_never_sees_it_wherever_they_serve() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let about = json!({ "about_member": member_id("N1-leader"), "place": { "grid_code": "G2" } });
    let id = resident.sent(with(noise(), about)).await;
    let named = desk.member("N1-leader").await;
    assert_eq!(named.learns(&id).await, NOTHING);
    assert_eq!(
        desk.member("G2-leader").await.learns(&id).await,
        ([200; 4], true),
        "who is not concerned handles it"
    );
}

#[actix_web::test]
async fn what_is_about_the_head_of_the_root_is_held_for_the_deputy_who_is_away() {
    let desk = Desk::new().await;
    let away = AtlasEdit::AddAbsence(Absence {
        id: AbsenceId(Uuid::now_v7()),
        member: member_id("T-deputy"),
        kind: AbsenceKind::Leave,
        period: Period::since(desk.town.now()),
        version: 1,
    });
    desk.town.apply(vec![away]).await.unwrap();
    let resident = desk.resident("13812341234").await;
    let about = json!({ "about_member": member_id("T-leader"), "place": { "grid_code": "T" } });
    let id = resident.sent(with(noise(), about)).await;
    assert_eq!(desk.member("T-leader").await.learns(&id).await, NOTHING);
    let held = desk.member("T-deputy").await.read(&id).await.json();
    assert_eq!(held["holder"], json!(member_id("T-deputy")));
}

#[actix_web::test]
async fn a_second_handling_never_comes_back_to_the_one_it_is_about() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let about = json!({ "about_member": member_id("N1-leader") });
    let id = resident.sent(with(noise(), about)).await;
    let leader = desk.member("G1-leader").await;
    leader.act(&id, json!({ "action": "accept" })).await;
    leader.act(&id, json!({ "action": "start" })).await;
    leader.act(&id, resolved()).await;
    assert_eq!(resident.act(&id, verdict(false, "dissatisfied")).await, "reopened");
    assert_eq!(resident.read(&id).await.json()["unit"]["code"], "T");
    assert_eq!(desk.member("N1-leader").await.learns(&id).await, NOTHING);
}

#[actix_web::test]
async fn a_grid_leader_who_is_curious_learns_nothing_of_a_confidential_reporter() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let said = json!({ "confidential": true, "contact_name": "张三丰", "description": "我住三号楼五零二" });
    let id = resident.sent(with(noise(), said)).await;
    desk.appointed("reception", Role::TownDesk, "T").await.offer(&id, "G1").await;
    leader.act(&id, json!({ "action": "accept" })).await;
    leader.act(&id, json!({ "action": "start" })).await;
    leader.act(&id, resolved()).await;
    resident
        .act(&id, with(verdict(false, "neutral"), json!({ "words": "我家五零二还是吵" })))
        .await;
    let account = resident.account.unwrap().to_string();
    for code in ["G1-deputy", "N1-leader", "T-leader"] {
        let all = everything(&desk.member(code).await, &id).await;
        for secret in ["张", "13812341234", "138****1234", "五零二", account.as_str()] {
            assert!(!all.contains(secret), "{code} learns {secret}");
        }
    }
    let all = everything(&leader, &id).await;
    assert!(!all.contains(&account) && !all.contains("五零二"), "{all}");
}

#[actix_web::test]
async fn a_report_is_confidential_whether_or_not_it_is_asked_for() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    for said in [json!({ "kind": "report" }), json!({ "category": "mediation", "kind": "help" })] {
        let id = resident.sent(with(noise(), said)).await;
        let own: Value = resident.read(&id).await.json();
        assert_eq!(own["confidential"], true);
        assert!(!everything(&leader, &id).await.contains(&resident.account.unwrap().to_string()));
    }
}

#[actix_web::test]
async fn a_member_who_complains_in_their_own_grid_has_no_part_in_it() {
    let desk = Desk::new().await;
    let leader = desk.member("G1-leader").await;
    let id = leader.sent(noise()).await;
    assert_eq!(desk.member("N1-leader").await.read(&id).await.status, 200);
    let own = leader.read(&id).await.json();
    assert_eq!((&own["unit"]["code"], own.get("holder")), (&json!("N1"), None));
    leader.moves(&id, json!({ "action": "accept" })).await.code("move_not_possible");
    assert!(leader.listed("/api/v1/inbox").await.is_empty());
}

#[actix_web::test]
async fn a_member_who_stays_unnamed_is_not_told_by_where_it_went() {
    let desk = Desk::new().await;
    let id = desk.member("G1-leader").await.sent(with(noise(), json!({ "anonymous": true }))).await;
    let secretary = desk.member("N1-leader").await;
    assert_eq!(
        secretary.read(&id).await.json()["unit"]["code"],
        "G1",
        "a skipped chain would name one of few"
    );
}

#[actix_web::test]
async fn of_a_confidential_request_the_desk_alone_reads_why_it_went_where_it_did() {
    let desk = Desk::new().await;
    let id =
        desk.member("G1-leader").await.sent(with(noise(), json!({ "confidential": true }))).await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let routing = format!("/api/v1/requests/{id}/routing");
    let told = |body: String| body.contains("trace");
    assert!(told(reception.get(&routing).expect(200).await.body));
    assert!(!told(desk.member("N1-leader").await.get(&routing).expect(200).await.body));
}

#[actix_web::test]
async fn where_a_category_begins_higher_it_may_still_be_about_those_below() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let said = json!({ "about_staff": true, "category": "housing.renewal", "kind": "complaint" });
    let id = resident.sent(with(noise(), said)).await;
    for code in ["G1-leader", "G1-deputy", "N1-leader", "N1-deputy"] {
        let concerned = desk.member(code).await;
        assert_eq!(concerned.learns(&id).await, NOTHING, "{code}");
        assert!(!everything(&concerned, &id).await.contains(&id), "{code}");
    }
    assert_eq!(resident.read(&id).await.json()["unit"]["code"], "T");
}

#[actix_web::test]
async fn a_chain_that_is_skipped_later_is_kept_out_like_one_that_was_skipped_at_once() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let id = resident.sent(with(noise(), json!({ "about_member": member_id("N1-deputy") }))).await;
    let (leader, secretary) = (desk.member("G1-leader").await, desk.member("N1-leader").await);
    leader.act(&id, json!({ "action": "accept" })).await;
    leader.act(&id, json!({ "action": "start" })).await;
    leader.act(&id, resolved()).await;
    assert_eq!(resident.act(&id, verdict(false, "dissatisfied")).await, "reopened");
    assert_eq!(resident.read(&id).await.json()["unit"]["code"], "T");
    assert_eq!(secretary.learns(&id).await, NOTHING, "it is about the deputy beside them");
}

#[actix_web::test]
async fn whoever_joins_a_skipped_chain_is_kept_out_too() {
    let desk = Desk::new().await;
    let id = desk
        .resident("13812341234")
        .await
        .sent(with(noise(), json!({ "about_staff": true })))
        .await;
    desk.town.apply(worker(&desk, "newcomer", "G1")).await.unwrap();
    let newcomer = desk.member("newcomer").await;
    assert_eq!(newcomer.learns(&id).await, NOTHING);
    assert!(!everything(&newcomer, &id).await.contains(&id));
}

#[actix_web::test]
async fn to_name_a_worker_protects_as_much_as_not_to_name_them() {
    let desk = Desk::new().await;
    desk.town.apply(worker(&desk, "patrol", "G1")).await.unwrap();
    let resident = desk.resident("13812341234").await;
    let id = resident.sent(with(noise(), json!({ "about_member": member_id("patrol") }))).await;
    assert_eq!(resident.read(&id).await.json()["unit"]["code"], "N1");
    assert_eq!(desk.member("G1-leader").await.learns(&id).await, NOTHING);
}

#[actix_web::test]
async fn a_member_who_signs_in_by_phone_has_no_part_in_their_own_complaint() {
    let desk = Desk::new().await;
    let phone = Phone::parse("13812341234").unwrap();
    let identity = MemberIdentity { name: "张三丰".to_owned(), phone: Some(phone) };
    let known =
        move |tx: &mut Tx<'_>| member_identities::put(tx, member_id("G1-leader"), &identity);
    desk.town.db.write(known).await.unwrap();
    let sent = desk.resident("13812341234").await.submit(noise()).await;
    assert_eq!(sent["unit"]["code"], "N1");
    let elsewhere = desk.resident("13812345678").await.submit(noise()).await;
    assert_eq!(elsewhere["unit"]["code"], "G1");
}

/// A new member who works in a grid.
fn worker(desk: &Desk, code: &str, grid: &str) -> Vec<AtlasEdit> {
    let given = desk.town.give(Unit::Grid(grid_id(grid)), member_id(code), Capacity::Worker);
    vec![AtlasEdit::AddMember(desk.town.member(code)), given]
}

#[actix_web::test]
async fn that_somebody_of_the_staff_sent_it_shows_nowhere() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (member, leader) = (desk.member("G2-leader").await, desk.member("G1-leader").await);
    let said = json!({ "confidential": true, "urgency": "urgent" });
    member.refused(422, with(noise(), said)).await.code("urgency_for_staff").at("/urgency");
    let id = member.sent(with(noise(), json!({ "confidential": true }))).await;
    reception.offer(&id, "G1").await;
    leader.act(&id, json!({ "action": "accept" })).await;
    reception.act(&id, json!({ "action": "contact", "contact_outcome": "none_given" })).await;
    let tried = async |person: &Person<'_>| {
        let timeline =
            person.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await.items();
        timeline.into_iter().find(|event| event["kind"] == "contact_attempted").unwrap()["payload"]
            .clone()
    };
    assert_eq!(
        tried(&leader).await.get("outcome"),
        None,
        "every resident leaves a number by signing in"
    );
    assert_eq!(tried(&reception).await["outcome"], "none_given");
}
