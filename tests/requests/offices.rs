//! 主办: departments and station offices have requests by people of their own, and the grid of the
//! place assists; nobody else is ever a main office.

use crate::support::desk::{Desk, Person, noise, secret, with};
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::check::check;
use wangge::domain::duty::Capacity;
use wangge::domain::id::OrganizationId;
use wangge::domain::role::Role;
use wangge::domain::unit::Unit;

/// A building without a licence in G1, for which its neighbourhood N1 answers.
fn unlicensed() -> Value {
    with(
        noise(),
        json!({
            "category": "housing.unlicensed", "description": "楼顶在搭建彩钢房",
            "answers": { "stage": "building" }, "confidential": false,
        }),
    )
}

fn accept() -> Value {
    json!({ "action": "accept" })
}

fn dispatch(office: &str) -> Value {
    json!({ "action": "dispatch", "to": { "kind": "office", "id": office } })
}

/// The town with its enforcement team, 综合行政执法队.
struct Enforcement {
    desk: Desk,
    office: String,
}

impl Enforcement {
    /// Founds it with members for its head and deputy, who have no duties yet.
    async fn founded() -> Self {
        let desk = Desk::new().await;
        let people = ["head", "second", "clerk"].map(|code| desk.town.member(code));
        desk.town.apply(people.map(AtlasEdit::AddMember).to_vec()).await.unwrap();
        desk.appointed("super", Role::Supervisor, "T").await;
        let office = organization(&desk, "ZF-01", "综合行政执法队", "station_office").await;
        Self { desk, office }
    }

    /// The same with a head and a deputy.
    async fn staffed() -> Self {
        let founded = Self::founded().await;
        founded.gives("head", "leader").await;
        founded.gives("second", "deputy").await;
        founded
    }

    async fn gives(&self, member: &str, capacity: &str) -> Value {
        let duty = json!({
            "unit": { "kind": "office", "id": self.office }, "member": member_id(member),
            "capacity": capacity,
        });
        let supervisor = self.desk.member("super").await;
        supervisor.post("/api/v1/duties", &duty).keyed().expect(201).await.json()
    }

    async fn ends(&self) {
        let uri = format!("/api/v1/organizations/{}/retire", self.office);
        let supervisor = self.desk.member("super").await;
        supervisor.post(&uri, &json!({ "version": 1 })).keyed().expect(200).await;
    }
}

async fn organization(desk: &Desk, code: &str, name: &str, kind: &str) -> String {
    let body = json!({
        "code": code, "name": name, "kind": kind, "grid": grid_id("T"),
        "office_phone": "15400002001",
    });
    let supervisor = desk.member("super").await;
    let made = supervisor.post("/api/v1/organizations", &body).keyed().expect(201).await.json();
    made["id"].as_str().unwrap().to_owned()
}

async fn inbox(person: &Person<'_>) -> Vec<String> {
    person.listed("/api/v1/inbox").await
}

fn parts(read: &Value) -> Vec<(&str, &str)> {
    let shared = read["shared"].as_array().map_or(&[][..], Vec::as_slice);
    shared
        .iter()
        .map(|one| (one["part"].as_str().unwrap(), one["code"].as_str().unwrap()))
        .collect()
}

#[actix_web::test]
async fn the_deputy_accepts_while_the_head_is_away_and_the_grid_leader_assists() {
    let team = Enforcement::staffed().await;
    let desk = &team.desk;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let (head, deputy) = (desk.member("head").await, desk.member("second").await);
    let (secretary, supervisor) = (desk.member("N1-leader").await, desk.member("super").await);
    let id = resident.sent(unlicensed()).await;
    secretary.act(&id, accept()).await;
    let away =
        json!({ "member": member_id("head"), "kind": "leave", "to": "2026-03-09T01:00:00Z" });
    supervisor.post("/api/v1/absences", &away).keyed().expect(201).await;

    let due = leader.read(&id).await.json()["clocks"]["resolve_due"].clone();
    let offered = reception.moves(&id, dispatch(&team.office)).await.json();
    assert_eq!(
        (&offered["unit"]["code"], &offered["offer"]["unit"], &offered["next_owner"]["party"]),
        (
            &json!("N1"),
            &json!({
                "kind": "office", "id": team.office, "code": "ZF-01", "name": "综合行政执法队",
                "title": "负责人", "office_phone": "15400002001",
            }),
            &json!("offered")
        ),
        "it is an offer: {offered}"
    );
    assert_eq!(parts(&offered), [], "nobody assists yet");
    for person in [&head, &deputy] {
        assert_eq!(inbox(person).await, [id.as_str()]);
    }
    assert_eq!(deputy.act(&id, accept()).await, "accepted");
    let read = deputy.read(&id).await.json();
    assert_eq!(
        (&read["unit"]["code"], &read["holder"], &read["clocks"]["resolve_due"]),
        (&json!("ZF-01"), &json!(member_id("second")), &due),
        "the clocks run on"
    );
    assert_eq!(parts(&read), [("assistant", "G1")]);
    assert_eq!(read["contact_phone"], "13812341234", "who holds it sees the reporter");

    assert!(inbox(&leader).await.is_empty(), "who assists has no clock");
    assert_eq!(leader.listed("/api/v1/requests?whose=shared").await, [id.as_str()]);
    leader.act(&id, json!({ "action": "note", "words": "已到现场拍照" })).await;
    let reached = json!({ "action": "contact", "contact_outcome": "reached" });
    assert_eq!(leader.act(&id, reached).await, "contacted");
    leader.moves(&id, json!({ "action": "start" })).await.code("move_not_possible");
    deputy.act(&id, json!({ "action": "start" })).await;
    let seen = resident.read(&id).await.json();
    assert_eq!(seen["unit"]["name"], "综合行政执法队");

    team.ends().await;
    let read = supervisor.read(&id).await.json();
    assert_eq!(
        (&read["unit"]["code"], &read["holder"], &read["state"]),
        (&json!("T"), &json!(member_id("T-leader")), &json!("in_progress")),
        "what an office had goes to the grid it worked in"
    );
    assert_eq!(parts(&read), [], "nobody assists the grid");
    deputy.moves(&id, json!({ "action": "note", "words": "交接" })).await.code("move_not_possible");
    assert!(check(&desk.town.db.atlas(), desk.town.now()).is_empty());
}

#[actix_web::test]
async fn what_is_offered_to_an_office_that_ends_is_offered_to_the_grid_above() {
    let team = Enforcement::staffed().await;
    let desk = &team.desk;
    let resident = desk.resident("13812341234").await;
    let supervisor = desk.member("super").await;
    let id = resident.sent(unlicensed()).await;
    supervisor.act(&id, dispatch(&team.office)).await;
    team.ends().await;
    let read = supervisor.read(&id).await.json();
    assert_eq!(
        (&read["unit"]["code"], &read["offer"]["unit"]["code"]),
        (&json!("N1"), &json!("T"))
    );
    desk.member("head").await.moves(&id, accept()).await.code("not_found");
    assert_eq!(desk.member("T-leader").await.act(&id, accept()).await, "accepted");
}

#[actix_web::test]
async fn an_office_of_which_everybody_leaves_gives_to_the_grid_above_what_it_has() {
    let team = Enforcement::founded().await;
    let desk = &team.desk;
    let duty = team.gives("head", "leader").await;
    let (resident, head) = (desk.resident("13812341234").await, desk.member("head").await);
    let supervisor = desk.member("super").await;
    let id = resident.sent(unlicensed()).await;
    supervisor.act(&id, dispatch(&team.office)).await;
    head.act(&id, accept()).await;
    let uri = format!("/api/v1/duties/{}/end", duty["id"].as_str().unwrap());
    let ending = json!({ "at": "2026-03-02T03:00:00Z", "version": 1 });
    supervisor.post(&uri, &ending).keyed().expect(200).await;
    desk.pass(TimeDelta::hours(3)).await;
    let read = supervisor.read(&id).await.json();
    assert_eq!(
        (&read["unit"]["code"], &read["holder"]),
        (&json!("T"), &json!(member_id("T-leader")))
    );
    supervisor.moves(&id, dispatch(&team.office)).await.code("office_without_head").at("/to");
}

#[actix_web::test]
async fn only_departments_and_station_offices_are_ever_main_offices() {
    let team = Enforcement::founded().await;
    let desk = &team.desk;
    let resident = desk.resident("13812341234").await;
    let (supervisor, leader) = (desk.member("super").await, desk.member("N1-leader").await);
    let id = resident.sent(unlicensed()).await;
    let property = organization(desk, "WY-01", "金水苑物业", "property").await;
    let refused = supervisor.moves(&id, dispatch(&property)).await;
    refused.code("never_main_office").at("/to");
    let refused = supervisor.moves(&id, dispatch(&team.office)).await;
    refused.code("office_without_head").at("/to");
    let catalogued = json!({
        "code": "ZB-0", "name": "垃圾由执法队主办", "grid": grid_id("T"),
        "condition": { "category": "environment.garbage" },
        "effect": { "main_office": { "office": team.office, "basis": "权责清单" } },
    });
    let rule = supervisor.post("/api/v1/routing-rules", &catalogued).keyed().expect(201).await;
    assert_eq!(rule.json()["notices"][0]["code"], "rule_office_without_head");
    let nowhere = Uuid::now_v7().to_string();
    supervisor.moves(&id, dispatch(&nowhere)).await.code("unknown_organization").at("/to");
    team.gives("head", "leader").await;
    let over = json!({
        "action": "transfer", "to": { "kind": "office", "id": team.office }, "reason": "not_our_duty",
    });
    leader.moves(&id, over).await.code("transfer_outside_scope").at("/to");
    let duty = json!({
        "unit": { "kind": "office", "id": property }, "member": member_id("second"),
        "capacity": "leader",
    });
    supervisor.post("/api/v1/duties", &duty).keyed().expect(404).await.code("not_found");
    let shift = json!({
        "unit": { "kind": "office", "id": team.office }, "member": member_id("second"),
        "capacity": "on_call", "to": "2026-03-03T01:00:00Z",
    });
    supervisor.post("/api/v1/duties", &shift).keyed().expect(422).await.code("shift_at_grids");
    let rule = json!({
        "code": "ZB-1", "name": "违建由物业主办", "grid": grid_id("T"),
        "condition": { "category": "housing.unlicensed" },
        "effect": { "main_office": { "office": property, "basis": "物业合同" } },
    });
    let refused = supervisor.post("/api/v1/routing-rules", &rule).keyed().expect(422).await;
    refused.code("never_main_office").at("/effect/main_office/office");
}

#[actix_web::test]
async fn a_returner_may_propose_an_office_and_an_office_returns_what_is_not_its_own() {
    let team = Enforcement::staffed().await;
    let desk = &team.desk;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("N1-leader").await);
    let head = desk.member("head").await;
    let id = resident.sent(unlicensed()).await;
    let back = json!({
        "action": "return", "return_reason": "not_our_duty", "words": "违建查处属执法队",
        "to": { "kind": "office", "id": team.office },
    });
    leader.act(&id, back).await;
    let agreed = json!({ "action": "review", "decision": "agree", "words": "按权责清单" });
    let agreed = reception.moves(&id, agreed).await.json();
    assert_eq!(agreed["offer"]["unit"]["code"], "ZF-01", "{agreed}");
    head.act(&id, accept()).await;
    let again = json!({
        "action": "return", "return_reason": "not_our_duty", "words": "属规划资源所",
        "to": { "kind": "grid", "id": grid_id("T") },
    });
    assert_eq!(head.act(&id, again).await, "returned");
}

#[actix_web::test]
async fn a_dispatch_names_a_person_who_leads_there() {
    let team = Enforcement::staffed().await;
    let desk = &team.desk;
    let resident = desk.resident("13812341234").await;
    let supervisor = desk.member("super").await;
    let (head, deputy) = (desk.member("head").await, desk.member("second").await);
    let named = |code: &str| json!({ "action": "dispatch", "person": member_id(code) });
    let id = resident.sent(unlicensed()).await;
    let refused = supervisor.moves(&id, named("clerk")).await;
    refused.code("leads_no_unit").at("/person");
    let nobody = json!({ "action": "dispatch", "person": Uuid::now_v7() });
    supervisor.moves(&id, nobody).await.code("unknown_member").at("/person");
    let elsewhere = with(dispatch(&team.office), json!({ "person": member_id("G3-leader") }));
    supervisor.moves(&id, elsewhere).await.code("leads_another_unit").at("/person");
    let asked = json!({ "action": "note", "person": member_id("head"), "words": "请办" });
    supervisor.moves(&id, asked).await.code("unknown_field").at("/person");
    supervisor.moves(&id, json!({ "action": "dispatch" })).await.code("required").at("/to");

    let offered = supervisor.moves(&id, named("second")).await.json();
    assert_eq!(offered["offer"]["unit"]["code"], "ZF-01");
    deputy.act(&id, accept()).await;
    let read = head.read(&id).await.json();
    assert_eq!(read["holder"], json!(member_id("second")), "whom it named holds it in person");
    let timeline = head.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await.items();
    let offer = timeline.iter().find(|entry| entry["kind"] == "offered").unwrap();
    assert_eq!(offer["payload"]["person"], json!(member_id("second")));

    let other = resident.sent(unlicensed()).await;
    supervisor.act(&other, named("second")).await;
    head.act(&other, accept()).await;
    assert_eq!(head.read(&other).await.json()["holder"], json!(member_id("head")));

    let inactive = AtlasEdit::SetMemberActive { member: member_id("clerk"), active: false };
    desk.town.apply(vec![inactive]).await.unwrap();
    supervisor.moves(&other, named("clerk")).await.code("member_inactive").at("/person");
}

#[actix_web::test]
async fn whoever_leads_several_units_gets_it_in_the_nearest() {
    let team = Enforcement::staffed().await;
    let desk = &team.desk;
    let leads = |unit| desk.town.give(unit, member_id("clerk"), Capacity::Deputy);
    let office = Unit::Office(OrganizationId(team.office.parse().unwrap()));
    let edits =
        vec![leads(office), leads(Unit::Grid(grid_id("G3"))), leads(Unit::Grid(grid_id("G2")))];
    desk.town.apply(edits).await.unwrap();
    let (resident, supervisor) = (desk.resident("13812341234").await, desk.member("super").await);
    let id = resident.sent(unlicensed()).await;
    let named = json!({ "action": "dispatch", "person": member_id("clerk") });
    let offered = supervisor.moves(&id, named).await.json();
    assert_eq!(offered["offer"]["unit"]["code"], "G2", "of the same neighbourhood as G1");
}

#[actix_web::test]
async fn nobody_dispatches_to_whom_it_is_about() {
    let team = Enforcement::staffed().await;
    let desk = &team.desk;
    let resident = desk.resident("13812341234").await;
    let supervisor = desk.member("super").await;
    let about = with(noise(), json!({ "about_staff": true, "confidential": false }));
    let id = resident.sent(about).await;
    let named = json!({ "action": "dispatch", "person": member_id("G1-leader") });
    let refused = supervisor.moves(&id, named).await;
    refused.code("dispatch_conflict").at("/person");
}

#[actix_web::test]
async fn nobody_assists_with_what_is_confidential() {
    let team = Enforcement::staffed().await;
    let desk = &team.desk;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let head = desk.member("head").await;
    let id = resident.sent(secret()).await;
    reception.act(&id, json!({ "action": "redact", "redacted": "某处夜间施工噪声" })).await;
    reception.act(&id, dispatch(&team.office)).await;
    head.act(&id, accept()).await;
    let read = head.read(&id).await.json();
    assert_eq!(
        (&read["description"], &read["contact_phone"], parts(&read)),
        (&json!("某处夜间施工噪声"), &Value::Null, Vec::new())
    );
    assert!(leader.listed("/api/v1/requests?whose=shared").await.is_empty());
    leader
        .moves(&id, json!({ "action": "note", "words": "去看过" }))
        .await
        .code("move_not_possible");
    team.ends().await;
    let read = reception.read(&id).await.json();
    assert_eq!(read["unit"]["code"], "T-desk", "where its unit ends, the desk has it");
}

#[actix_web::test]
async fn the_catalogue_names_the_main_office_with_its_basis_and_sends_nothing_there() {
    let team = Enforcement::staffed().await;
    let desk = &team.desk;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("N1-leader").await);
    let supervisor = desk.member("super").await;
    let basis = "街道权责清单第12项：违法建设查处";
    let rule = json!({
        "code": "ZB-1", "name": "违建由执法队主办", "grid": grid_id("T"),
        "condition": { "category": "housing.unlicensed" },
        "effect": { "main_office": { "office": team.office, "basis": basis } },
    });
    let blank = with(
        rule.clone(),
        json!({ "effect": { "main_office": { "office": team.office, "basis": " " } } }),
    );
    let refused = supervisor.post("/api/v1/routing-rules", &blank).keyed().expect(422).await;
    refused.code("required").at("/effect/main_office/basis");
    supervisor.post("/api/v1/routing-rules", &rule).keyed().expect(201).await;
    let listed = leader.get("/api/v1/dispatch-catalogue?grid=G1").expect(200).await.items();
    let entry = &listed[0];
    assert_eq!(
        (&entry["condition"]["category"], &entry["office"]["code"], &entry["basis"]),
        (&json!("housing.unlicensed"), &json!("ZF-01"), &json!(basis))
    );
    assert_eq!((&entry["rule"]["code"], &entry["grid"]["code"]), (&json!("ZB-1"), &json!("T")));
    leader
        .get("/api/v1/dispatch-catalogue?grid=X9")
        .expect(422)
        .await
        .code("unknown_grid")
        .at("grid");

    let id = resident.sent(unlicensed()).await;
    let read = leader.read(&id).await.json();
    assert_eq!(read["unit"]["code"], "N1", "it goes past nobody");
    let routing = leader.get(&format!("/api/v1/requests/{id}/routing")).expect(200).await.body;
    assert!(routing.contains("main_office"), "{routing}");
    let back = json!({
        "action": "return", "return_reason": "not_our_duty", "words": "违建查处属执法队",
        "to": { "kind": "grid", "id": grid_id("T") },
    });
    leader.act(&id, back).await;
    let uri = format!("/api/v1/requests/{id}/dispatch-candidates");
    let candidates = reception.get(&uri).expect(200).await.json();
    let first = &candidates["items"][0];
    assert_eq!(
        (&first["unit"]["code"], &first["because"], &first["basis"]),
        (&json!("ZF-01"), &json!("catalogue"), &json!(basis))
    );

    team.ends().await;
    let candidates = reception.get(&uri).expect(200).await.json();
    assert_eq!(candidates["items"][0]["because"], "routing", "{candidates}");
    assert!(leader.get("/api/v1/dispatch-catalogue").expect(200).await.items().is_empty());
    let broken = supervisor.get("/api/v1/routing-rules/problems").expect(200).await.items();
    assert_eq!(broken[0]["gone"], json!(["main_office"]));
}

#[actix_web::test]
async fn an_office_of_which_somebody_sent_it_is_not_given_it() {
    let team = Enforcement::staffed().await;
    let desk = &team.desk;
    let (deputy, supervisor) = (desk.member("second").await, desk.member("super").await);
    let id = deputy.sent(unlicensed()).await;
    let refused = supervisor.moves(&id, dispatch(&team.office)).await;
    refused.code("dispatch_conflict").at("/to");
    let head = desk.member("head").await;
    assert_eq!(head.read(&id).await.status.as_u16(), 404);
    let named = json!({ "action": "dispatch", "person": member_id("second") });
    supervisor.moves(&id, named).await.code("dispatch_conflict").at("/person");
}
