//! The town in which it is played: everybody of the hall, an office, the desk's head, and those who
//! get tasks alone.

use crate::support::hall::Hall;
use crate::support::town::{Town, grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::domain::atlas_edit::{AtlasEdit, NewPioneerPost};
use wangge::domain::duty::{Appointment, Capacity};
use wangge::domain::id::{
    AppointmentId, DeskId, GridId, MemberId, OrganizationId, PioneerPostId, PostHoldingId,
    SecondIdentityId,
};
use wangge::domain::organization::{Organization, OrganizationKind, OrganizationProfile};
use wangge::domain::period::Period;
use wangge::domain::pioneer_post::{PioneerPostProfile, PostHolding, PostZone};
use wangge::domain::role::Role;
use wangge::domain::unit::Unit;

/// Members who serve nowhere at first; chance gives them duties, and they report something.
pub const SPARE: [&str; 3] = ["spare-1", "spare-2", "villager"];
/// Members who get tasks without a duty, and so never a request.
pub const ALONE: [&str; 4] = ["liaison", "post-holder", "volunteer", "idle"];
/// The post that rules name, whose holders read what they begin with.
pub const FIRST_HANDLERS: &str = "XFG-2";
/// Who holds that post.
pub const FIRST_HANDLER: &str = "spare-2";
/// Those at the desk beside the clerk of the hall.
const RECEPTION: [&str; 2] = ["desk-2", "desk-head"];
const OFFICE: [&str; 2] = ["office-head", "office-deputy"];

/// The hall, and the second identity of the volunteer.
pub async fn found() -> (Hall, SecondIdentityId) {
    let town = Town::new().await;
    let codes = SPARE.into_iter().chain(ALONE).chain(RECEPTION).chain(OFFICE);
    // The hall knows who is idle.
    let codes = codes.filter(|code| *code != "idle");
    let mut edits: Vec<AtlasEdit> =
        codes.map(|code| AtlasEdit::AddMember(town.member(code))).collect();
    edits.extend(reception(&town));
    edits.extend(office(&town));
    edits.extend(property(&town));
    edits.extend(post(&town, "XFG", "post-holder"));
    edits.extend(post(&town, FIRST_HANDLERS, FIRST_HANDLER));
    town.apply(edits).await.unwrap();
    let hall = Hall::on(town).await;
    let volunteer = volunteer(&hall).await;
    (hall, volunteer)
}

/// The code of a member.
pub fn code_of(town: &Town, member: MemberId) -> String {
    town.db.atlas().people().member(member).unwrap().code.clone()
}

fn reception(town: &Town) -> Vec<AtlasEdit> {
    let desk = Unit::Desk(DeskId::of(grid_id("T")));
    vec![
        appoint(town, "desk-2", Role::TownDesk, "T", None),
        town.give(desk, member_id("desk-head"), Capacity::Leader),
    ]
}

fn office(town: &Town) -> Vec<AtlasEdit> {
    let office = organization(town, "CJK", OrganizationKind::Department, grid_id("T"));
    let unit = Unit::Office(office.id);
    let [head, deputy] = OFFICE.map(member_id);
    vec![
        AtlasEdit::CreateOrganization(office),
        town.give(unit, head, Capacity::Leader),
        town.give(unit, deputy, Capacity::Deputy),
    ]
}

fn property(town: &Town) -> Vec<AtlasEdit> {
    let company = organization(town, "WY", OrganizationKind::Property, grid_id("N1"));
    let liaison = appoint(town, "liaison", Role::Liaison, "N1", Some(company.id));
    vec![AtlasEdit::CreateOrganization(company), liaison]
}

fn post(town: &Town, code: &str, holder: &str) -> Vec<AtlasEdit> {
    let id = PioneerPostId(Uuid::now_v7());
    let profile = PioneerPostProfile {
        name: "环境整治先锋岗".to_owned(),
        duties: vec!["清理积水".to_owned()],
        zone: PostZone::Grid(grid_id("N1")),
        skills: Vec::new(),
        places: 2,
    };
    let holding = PostHolding {
        id: PostHoldingId(Uuid::now_v7()),
        post: id,
        member: member_id(holder),
        name_shown: false,
        period: Period { from: town.now(), to: Some(town.now() + TimeDelta::days(365)) },
        version: 1,
    };
    let post = NewPioneerPost { id, code: code.to_owned(), profile };
    vec![AtlasEdit::CreatePioneerPost(post), AtlasEdit::GivePost(holding)]
}

fn organization(town: &Town, code: &str, kind: OrganizationKind, grid: GridId) -> Organization {
    let profile = OrganizationProfile {
        name: format!("{code} 单位"),
        parent: None,
        grid,
        office_phone: None,
        serves: Vec::new(),
    };
    let id = OrganizationId(Uuid::now_v7());
    Organization {
        id,
        code: code.to_owned(),
        kind,
        profile,
        life: Period::since(town.now()),
        version: 1,
    }
}

fn appoint(
    town: &Town,
    code: &str,
    role: Role,
    grid: &str,
    organization: Option<OrganizationId>,
) -> AtlasEdit {
    AtlasEdit::Appoint(Appointment {
        id: AppointmentId(Uuid::now_v7()),
        member: member_id(code),
        role,
        grid: grid_id(grid),
        organization,
        period: Period::since(town.now()),
        version: 1,
    })
}

/// Somebody of the neighbourhood takes a community role there.
async fn volunteer(hall: &Hall) -> SecondIdentityId {
    let id = |of: &Value| of["id"].as_str().unwrap().to_owned();
    let role = json!({
        "grid": grid_id("N1"), "name": "邻里调解员", "tasks": "邻里有纠纷时上门劝和",
        "places": 1, "waiting_places": 1, "term_days": 90, "reviewed": false,
    });
    let role = hall.post("N1-leader", "/community-roles", &role).expect(201).await.json();
    let registration = json!({ "grid": grid_id("N1") });
    let made = hall.post("volunteer", "/registrations", &registration).expect(201).await.json();
    let accept = format!("/registrations/{}/accept", id(&made));
    hall.post("supervisor", &accept, &json!({ "version": 1 })).expect(200).await;
    let claims = format!("/community-roles/{}/claims", id(&role));
    let claimed = hall.post("volunteer", &claims, &json!({})).expect(201).await.json();
    assert_eq!(claimed["state"], "active");
    SecondIdentityId(id(&claimed).parse().unwrap())
}
