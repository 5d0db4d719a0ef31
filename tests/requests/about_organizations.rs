//! Organisations conflict as persons do: what is about one never reaches it, its liaisons or those
//! who come from it. Some matters are for the higher levels alone.

use crate::support::desk::{Desk, noise, with};
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::{Appointment, Capacity};
use wangge::domain::id::{AppointmentId, OrganizationId, RegistrationId, RoutingRuleId};
use wangge::domain::organization::{Organization, OrganizationKind, OrganizationProfile};
use wangge::domain::period::Period;
use wangge::domain::registration::{Registrant, RegistrationState};
use wangge::domain::role::Role;
use wangge::domain::routing_rule::{RoutingRule, RuleCondition, RuleEffect, RuleProfile};
use wangge::domain::unit::Unit;
use wangge::store::Tx;
use wangge::store::registrations::Registration;

/// A property company of `N1` whose liaison signs in, a rule of the town that it handles everything
/// there together with the holder, and the deputy of `G1`, who comes from it.
async fn company(desk: &Desk) -> OrganizationId {
    let id = OrganizationId(Uuid::now_v7());
    let life = Period::since(desk.town.now());
    let profile = OrganizationProfile {
        name: "金水苑物业服务处".to_owned(),
        parent: None,
        grid: grid_id("N1"),
        office_phone: None,
        serves: Vec::new(),
    };
    let kind = OrganizationKind::Property;
    let organization =
        Organization { id, code: "WY-1".to_owned(), kind, profile, life, version: 1 };
    let liaison = Appointment {
        id: AppointmentId(Uuid::now_v7()),
        member: member_id("WY-liaison"),
        role: Role::Liaison,
        grid: grid_id("N1"),
        organization: Some(id),
        period: life,
        version: 1,
    };
    let effect = RuleEffect { co_handlers: vec![id], ..RuleEffect::default() };
    let condition = RuleCondition::default();
    let profile =
        RuleProfile { name: "物业协办".to_owned(), grid: grid_id("T"), condition, effect };
    let rule = RoutingRule {
        row: Uuid::now_v7(),
        id: RoutingRuleId(Uuid::now_v7()),
        code: "WY".to_owned(),
        profile,
        period: life,
        version: 1,
    };
    let deputy = desk.town.give(Unit::Grid(grid_id("G1")), member_id("comes"), Capacity::Deputy);
    let edits = vec![
        AtlasEdit::CreateOrganization(organization),
        AtlasEdit::AddMember(desk.town.member("WY-liaison")),
        AtlasEdit::AddMember(desk.town.member("comes")),
        AtlasEdit::Appoint(liaison),
        AtlasEdit::CreateRoutingRule(rule),
        deputy,
    ];
    desk.town.apply(edits).await.unwrap();
    let now = desk.town.now();
    let register = move |tx: &mut Tx<'_>| {
        let who = Registrant::Member(member_id("comes"));
        let mut row =
            Registration::new(RegistrationId(Uuid::now_v7()), grid_id("N1"), who, Some(id), now);
        row.state = RegistrationState::Accepted;
        row.insert(tx, &wangge::store::Actor::Service, "registered", json!({}))
    };
    desk.town.db.write(register).await.unwrap();
    id
}

fn assign(id: OrganizationId) -> Value {
    let assignee = json!({ "kind": "organization", "id": id });
    let task = json!({ "assignee": assignee, "what": "请查看", "until": "2026-03-12T10:00:00Z" });
    json!({ "action": "assign", "task": task })
}

#[actix_web::test]
async fn what_is_about_a_company_is_not_shared_with_it_nor_seen_by_who_comes_from_it() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let company = company(&desk).await;
    let (liaison, comes) = (desk.member("WY-liaison").await, desk.member("comes").await);
    let other = resident.sent(noise()).await;
    let shared = leader.read(&other).await.json()["shared"].clone();
    assert_eq!(shared[0]["id"], json!(company), "what is not about it, it handles too");
    assert_eq!(comes.read(&other).await.status, 200);
    let by_category = with(noise(), json!({ "category": "housing.property" }));
    let by_name = with(noise(), json!({ "about_organization": company }));
    let secretary = desk.member("N1-leader").await;
    for body in [by_category, by_name] {
        let id = resident.sent(body).await;
        assert_eq!(leader.read(&id).await.status, 404, "a colleague of theirs comes from it");
        let read = secretary.read(&id).await.json();
        assert_eq!(
            (read.get("shared"), &read["about_organizations"]),
            (None, &json!([company])),
            "{read}"
        );
        let reply = secretary.moves(&id, assign(company)).await;
        reply.code("assignee_conflict").at("/task/assignee");
        for kept_out in [&comes, &liaison] {
            assert_eq!(kept_out.learns(&id).await, ([404; 4], false));
        }
        let routing = secretary.get(&format!("/api/v1/requests/{id}/routing")).expect(200).await;
        let trace = routing.items()[0]["trace"].clone();
        let left = trace.as_array().unwrap().iter().any(|step| step["elsewhere"] == "conflict");
        assert!(left, "{trace}");
    }
    let unknown = with(noise(), json!({ "about_organization": Uuid::now_v7() }));
    resident.refused(422, unknown).await.code("unknown_organization").at("/about_organization");
}

#[actix_web::test]
async fn what_turns_out_to_be_about_the_company_is_taken_from_it_when_that_is_corrected() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let clerk = desk.appointed("desk", Role::TownDesk, "T").await;
    company(&desk).await;
    let comes = desk.member("comes").await;
    let id = resident.sent(noise()).await;
    assert_eq!(comes.read(&id).await.status, 200);
    clerk.act(&id, json!({ "action": "correct", "category": "housing.property" })).await;
    let read = clerk.read(&id).await.json();
    assert_eq!((read.get("shared"), &read["unit"]["code"]), (None, &json!("N1")));
    assert_eq!(comes.read(&id).await.status, 404);
}

#[actix_web::test]
async fn a_company_whose_task_turns_out_to_be_about_it_reads_that_it_ended_as_anybody_would() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let clerk = desk.appointed("desk", Role::TownDesk, "T").await;
    let company = company(&desk).await;
    let liaison = desk.member("WY-liaison").await;
    let id = resident.sent(noise()).await;
    leader.act(&id, assign(company)).await;
    let task = liaison.get("/api/v1/tasks").expect(200).await.items()[0]["id"].clone();
    let uri = format!("/api/v1/tasks/{}", task.as_str().unwrap());
    assert_eq!(liaison.get(&uri).expect(200).await.json()["state"], "given");
    clerk.act(&id, json!({ "action": "correct", "category": "housing.property" })).await;
    assert_eq!(liaison.get(&uri).expect(200).await.json()["state"], "ended");
    assert_eq!(liaison.get("/api/v1/tasks").expect(200).await.items()[0]["id"], task);
}

#[actix_web::test]
async fn violence_in_a_family_is_held_by_the_neighbourhood_or_above() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let clerk = desk.appointed("desk", Role::TownDesk, "T").await;
    let secretary = desk.member("N1-leader").await;
    let violence = json!({ "category": "mediation.violence", "answers": { "danger": "no" } });
    let id = resident.sent(with(noise(), violence)).await;
    let to = |grid: &str| json!({ "kind": "grid", "id": grid_id(grid) });
    let dispatch = |grid: &str| json!({ "action": "dispatch", "to": to(grid) });
    let candidates = format!("/api/v1/requests/{id}/dispatch-candidates");
    let offered = clerk.get(&candidates).expect(200).await.json();
    let units = offered["items"].as_array().unwrap().iter().map(|one| &one["unit"]["code"]);
    assert_eq!(units.collect::<Vec<_>>(), ["N1", "T"], "nothing that is refused");
    let refused = clerk.moves(&id, dispatch("G1")).await;
    let detail = refused.code("held_from_level").at("/to").detail();
    assert!(detail.contains("居村"), "{detail}");
    clerk.dispatch(&id, "N1").await;
    let task = json!({
        "assignee": { "kind": "grid", "id": grid_id("G1") }, "what": "请上门", "until": "2026-03-12T10:00:00Z",
    });
    let joint = json!({ "action": "co_handle", "parts": [task] });
    clerk.moves(&id, joint).await.code("held_from_level").at("/parts/0/assignee");
    assert_eq!(secretary.read(&id).await.json()["unit"]["code"], "N1");
}

#[actix_web::test]
async fn what_is_against_neighbours_has_it_ticked_beforehand_that_they_are_not_told() {
    let desk = Desk::new().await;
    let categories = desk.anonymous().get("/api/v1/categories").expect(200).await.items();
    let ticked = |code: &str| {
        let found = categories.iter().find(|category| category["code"] == code).unwrap();
        found["against_neighbour"] == json!(true)
    };
    for code in
        ["environment.noise", "environment.pets", "housing.unlicensed", "housing.group_rental"]
    {
        assert!(ticked(code), "{code}");
    }
    assert!(!ticked("environment.noise.construction") && !ticked("housing.property"));
}

#[actix_web::test]
async fn an_office_handles_nothing_about_itself() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let clerk = desk.appointed("desk", Role::TownDesk, "T").await;
    let id = OrganizationId(Uuid::now_v7());
    let life = Period::since(desk.town.now());
    let profile = OrganizationProfile {
        name: "综合行政执法队".to_owned(),
        parent: None,
        grid: grid_id("T"),
        office_phone: None,
        serves: Vec::new(),
    };
    let kind = OrganizationKind::StationOffice;
    let office = Organization { id, code: "ZF".to_owned(), kind, profile, life, version: 1 };
    let head = desk.town.give(Unit::Office(id), member_id("head"), Capacity::Leader);
    let edits = vec![
        AtlasEdit::CreateOrganization(office),
        AtlasEdit::AddMember(desk.town.member("head")),
        head,
    ];
    desk.town.apply(edits).await.unwrap();
    let head = desk.member("head").await;
    let to = json!({ "kind": "office", "id": id });
    let dispatch = json!({ "action": "dispatch", "to": to });
    for confidential in [false, true] {
        let fields = json!({ "about_organization": id, "confidential": confidential });
        let request = resident.sent(with(noise(), fields)).await;
        clerk.moves(&request, dispatch.clone()).await.code("dispatch_conflict").at("/to");
        let task = json!({
            "assignee": to, "what": "请查看", "until": "2026-03-12T10:00:00Z",
        });
        let joint = json!({ "action": "co_handle", "parts": [task] });
        let reply = clerk.moves(&request, joint).await;
        reply.code("assignee_conflict").at("/parts/0/assignee");
        assert_eq!(head.read(&request).await.status, 404);
    }
    let other = resident.sent(noise()).await;
    clerk.moves(&other, dispatch).await;
    assert_eq!(head.act(&other, json!({ "action": "accept" })).await, "accepted");
}
