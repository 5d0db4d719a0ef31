//! What is sent: requests of every sort, and for each move what the table says that it takes.

use super::super::holders::units;
use super::game::Sent;
use super::people::FIRST_HANDLERS;
use crate::support::desk::{gas, noise, with};
use crate::support::town::{Town, member_id};
use crate::worlds::chance::Chance;
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::domain::id::SecondIdentityId;
use wangge::domain::request::{
    ContactOutcome, EscalationReason, MoveField, MoveRule, NoContactReason, RedirectReason,
    ReleasedField, RequestAction, ResolutionOutcome, ReturnReason, ReviewDecision, Satisfaction,
    TaskAssigneeKind, TransferReason, UpstreamReason, Urgency,
};
use wangge::domain::unit::Unit;

/// Marks of what is only for those who may read a request.
pub const MARKS: [&str; 3] = ["夜里施工噪声", "王小明", "13911112222"];
const CATEGORIES: [&str; 4] =
    ["environment.noise", "environment.garbage", "housing.renewal", "safety.gas"];
/// Whom a complaint may be about.
const SUBJECTS: [&str; 6] =
    ["G1-leader", "G1-worker", "N1-leader", "B1-leader", "T-leader", "office-head"];

/// What is known where something is sent.
pub struct Ground<'a> {
    pub town: &'a Town,
    pub sent: &'a [Sent],
    pub volunteer: SecondIdentityId,
    /// Tasks of the request that are open.
    pub tasks: Vec<Uuid>,
}

/// Who sends a request, none without a login, and the request.
pub fn submission(chance: &mut Chance, number: usize) -> (Option<&'static str>, Value) {
    let named = json!({ "contact_name": MARKS[1], "contact_phone": MARKS[2] });
    let place = match chance.below(8) {
        0 => json!({ "grid_code": "G2" }),
        1 => json!({ "address": "荷风里西门旁边的小铺子" }),
        2 => json!({ "grid_code": "N1" }),
        _ => at_point(chance),
    };
    let open = with(noise(), json!({ "place": place }));
    let subject = member_id(chance.one(&SUBJECTS).unwrap());
    match chance.below(14) {
        0..3 => (Some("resident"), with(open, named)),
        3 => (Some("villager"), open),
        4 => (None, with(open, json!({ "anonymous": true }))),
        5 => (Some("resident"), with(with(open, named), json!({ "confidential": true }))),
        6 => (Some("G2-leader"), with(open, json!({ "confidential": true }))),
        7 => (
            Some("resident"),
            with(open, json!({ "about_member": subject, "confidential": false })),
        ),
        8 => (Some("resident"), with(open, json!({ "about_member": subject }))),
        9 => (Some("villager"), with(open, json!({ "about_staff": true, "confidential": false }))),
        10 => {
            let number = json!({ "system": "sh12345", "number": format!("2026-{number}") });
            let ticket = json!({ "channel": "city_platform", "external_ref": number });
            (Some("platform"), with(with(open, named), ticket))
        }
        11 => (Some("G1-worker"), with(open, json!({ "channel": "self_found" }))),
        12 => (Some("N1-leader"), with(with(open, named), json!({ "channel": "proxy" }))),
        _ => (Some("resident"), with(gas(), named)),
    }
}

fn at_point(chance: &mut Chance) -> Value {
    json!({ "lon": 121.405 + 0.01 * chance.below(4) as f64, "lat": 30.905 })
}

/// The body of a move by the row that admits it.
pub fn body(ground: &Ground<'_>, chance: &mut Chance, row: &MoveRule) -> Value {
    let mut body = json!({ "action": row.action });
    let further: Vec<_> = row.allows.iter().filter(|_| chance.percent(40)).collect();
    for &field in row.requires.iter().chain(further) {
        if let Some(value) = value(ground, chance, field) {
            body[field.as_str()] = value;
        }
    }
    let fields = body.as_object_mut().unwrap();
    match row.action {
        RequestAction::Redirect if fields["redirect_reason"] != "settled_before" => {
            fields.remove("earlier");
            fields.remove("new_fact");
        }
        // Who names a person as well names their unit.
        RequestAction::Dispatch if chance.percent(70) => {
            fields.remove("person");
        }
        RequestAction::Review if fields["decision"] == "maintain" => {
            fields.remove("to");
        }
        _ => {}
    }
    body
}

fn value(ground: &Ground<'_>, chance: &mut Chance, field: MoveField) -> Option<Value> {
    Some(match field {
        MoveField::ContactOutcome => some(chance, ContactOutcome::ALL),
        MoveField::Outcome => some(chance, ResolutionOutcome::ALL),
        MoveField::Reply | MoveField::Words | MoveField::Redacted => json!("已上门看过"),
        MoveField::To => {
            let unit = a_unit(ground, chance);
            json!({ "kind": unit.kind(), "id": unit.id() })
        }
        MoveField::Person => {
            let atlas = ground.town.db.atlas();
            let mut leading: Vec<_> = atlas
                .people()
                .all_duties()
                .filter(|duty| duty.capacity.leads() && duty.period.contains(ground.town.now()))
                .map(|duty| duty.member)
                .collect();
            leading.sort_unstable();
            json!(chance.one(&leading)?)
        }
        MoveField::Reason => some(chance, TransferReason::ALL),
        MoveField::EscalationReason => some(chance, EscalationReason::ALL),
        MoveField::NoContact => some(chance, NoContactReason::ALL),
        MoveField::ReturnReason => some(chance, ReturnReason::ALL),
        MoveField::NewFact | MoveField::Contacted | MoveField::Solved => {
            json!(chance.percent(50))
        }
        MoveField::Decision => some(chance, ReviewDecision::ALL),
        MoveField::Meeting => json!({
            "held_on": ground.town.now().format("%Y-%m-%d").to_string(), "units": ["城建科", "N1"],
            "lead": "城建科", "conclusion": "由网格牵头处理",
        }),
        MoveField::Satisfaction => some(chance, Satisfaction::ALL),
        MoveField::UpstreamReason => some(chance, UpstreamReason::ALL),
        MoveField::RedirectReason => some(chance, RedirectReason::ALL),
        MoveField::Earlier | MoveField::Leading => json!(chance.one(ground.sent)?.id),
        MoveField::Task => task(ground, chance, false),
        MoveField::Parts => {
            let leads = chance.percent(50);
            (0..1 + chance.below(2)).map(|part| task(ground, chance, leads && part == 0)).collect()
        }
        MoveField::TaskId => json!(chance.one(&ground.tasks)?),
        MoveField::Releases => {
            ReleasedField::ALL.iter().filter(|_| chance.percent(50)).map(|one| json!(one)).collect()
        }
        MoveField::Place => at_point(chance),
        MoveField::Category => json!(chance.one(&CATEGORIES)?),
        MoveField::Urgency => some(chance, Urgency::ALL),
    })
}

fn some<T: serde::Serialize>(chance: &mut Chance, of: &[T]) -> Value {
    json!(chance.one(of).unwrap())
}

fn a_unit(ground: &Ground<'_>, chance: &mut Chance) -> Unit {
    let mut units = units(&ground.town.db.atlas());
    units.sort_unstable();
    *chance.one(&units).unwrap()
}

fn task(ground: &Ground<'_>, chance: &mut Chance, leads: bool) -> Value {
    let until = ground.town.now() + TimeDelta::days(3);
    let (kind, id) = assignee(ground, chance);
    json!({
        "assignee": { "kind": kind, "id": id }, "what": "请到门前看看积水退了没有",
        "until": until, "leads": leads,
    })
}

/// Somebody to whom a task may perhaps be given.
fn assignee(ground: &Ground<'_>, chance: &mut Chance) -> (TaskAssigneeKind, Uuid) {
    let atlas = ground.town.db.atlas();
    match chance.below(8) {
        0..2 => {
            let now = ground.town.now();
            let duties = atlas.people().all_duties();
            let mut duties: Vec<_> = duties.filter(|duty| duty.period.contains(now)).collect();
            duties.sort_unstable_by_key(|duty| (duty.member, duty.unit, duty.capacity));
            (TaskAssigneeKind::Duty, chance.one(&duties).unwrap().id.0)
        }
        2 => (TaskAssigneeKind::SecondIdentity, ground.volunteer.0),
        3 => {
            let code = ["XFG", FIRST_HANDLERS][chance.below(2)];
            (TaskAssigneeKind::PioneerPost, atlas.pioneer_posts().by_code(code).unwrap().id.0)
        }
        4 | 5 => {
            let company = atlas.organizations().by_code("WY").unwrap();
            (TaskAssigneeKind::Organization, company.id.0)
        }
        _ => match a_unit(ground, chance) {
            Unit::BuildingGroup(group) => (TaskAssigneeKind::BuildingGroup, group.0),
            Unit::Office(office) => (TaskAssigneeKind::Office, office.0),
            Unit::Grid(grid) => (TaskAssigneeKind::Grid, grid.0),
            Unit::Desk(desk) => (TaskAssigneeKind::Grid, desk.0),
        },
    }
}
