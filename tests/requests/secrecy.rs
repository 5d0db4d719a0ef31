//! Nobody learns who complained about them.

use crate::support::desk::{Desk, Person, noise, resolved, verdict, with};
use crate::support::town::member_id;
use serde_json::{Value, json};

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
    let unmask = person.post(&format!("/api/v1/requests/{id}/unmask"), &json!({ "reason": "想知道是谁" }));
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
    assert_eq!(desk.member("G2-leader").await.learns(&id).await, ([200; 4], true), "who is not concerned handles it");
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
    leader.act(&id, json!({ "action": "accept" })).await;
    leader.act(&id, json!({ "action": "start" })).await;
    leader.act(&id, resolved()).await;
    resident.act(&id, with(verdict(false, "neutral"), json!({ "words": "我家五零二还是吵" }))).await;
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
