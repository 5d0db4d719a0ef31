//! What changes while requests are handled: who answers where, who is there, and the rules.

use super::super::holders::units;
use super::people::{FIRST_HANDLERS, SPARE, code_of};
use crate::support::town::{Town, grid_id, member_id};
use crate::worlds::chance::Chance;
use chrono::TimeDelta;
use uuid::Uuid;
use wangge::domain::atlas_edit::{AtlasEdit, NewMembership};
use wangge::domain::duty::{Absence, AbsenceKind, Capacity, Duty};
use wangge::domain::id::{AbsenceId, DeskId, DutyId, MemberId, RoutingRuleId};
use wangge::domain::period::Period;
use wangge::domain::routing_rule::{RoutingRule, RuleCondition, RuleEffect, RuleProfile};
use wangge::domain::unit::Unit;

/// Those who come, go and are given duties.
const MOVED: [&str; 9] = [
    "G1-leader",
    "G1-deputy",
    "G2-leader",
    "G1-worker",
    "N1-leader",
    "N1-deputy",
    "N2-leader",
    "B1-leader",
    "office-head",
];
const ENDING: [&str; 3] = ["G2", "G4", "N2"];

/// A change of the town that is perhaps possible.
pub fn change(town: &Town, chance: &mut Chance) -> Option<AtlasEdit> {
    let atlas = town.db.atlas();
    let now = town.now();
    Some(match chance.below(20) {
        0..5 => give(town, chance, Capacity::Leader),
        5..7 => give(town, chance, Capacity::Deputy),
        7 => give(town, chance, Capacity::Worker),
        8 => give(town, chance, Capacity::OnCall),
        9..12 => {
            let open = atlas.people().all_duties().filter(|duty| !duty.period.ended(now));
            let mut open: Vec<&Duty> = open.collect();
            open.sort_unstable_by_key(|duty| (duty.member, duty.unit, duty.capacity));
            let at = now + TimeDelta::hours([0, 0, 3][chance.below(3)]);
            AtlasEdit::EndDuty { duty: chance.one(&open)?.id, at }
        }
        12 | 13 => AtlasEdit::AddAbsence(Absence {
            id: AbsenceId(Uuid::now_v7()),
            member: somebody(chance),
            kind: AbsenceKind::Leave,
            period: period(town, chance),
            version: 1,
        }),
        14 => AtlasEdit::SetMemberActive { member: somebody(chance), active: chance.percent(50) },
        15 => match chance.below(5) {
            0 => {
                let group = atlas.groups().all().next()?.id;
                AtlasEdit::RetireBuildingGroup { building_group: group }
            }
            1 => {
                let organization = atlas.organizations().by_code("CJK")?.id;
                AtlasEdit::RetireOrganization { organization }
            }
            _ => AtlasEdit::RetireGrid { grid: grid_id(chance.one(&ENDING)?) },
        },
        16 | 17 => rule(town, chance),
        18 => AtlasEdit::RetireRoutingRule { rule: atlas.rules().all().next()?.id },
        _ => match chance.below(3) {
            0 => {
                let group = atlas.groups().all().next()?;
                AtlasEdit::ChangeBuildingGroup {
                    building_group: group.id,
                    name: group.name.clone(),
                    household_count: group.household_count,
                    moved: Some(NewMembership { id: Uuid::now_v7(), grid: grid_id("G3") }),
                }
            }
            1 => {
                let mut held = atlas.pioneer_posts().holdings_of(member_id("post-holder"));
                AtlasEdit::EndPostHolding { holding: held.next()?.id, at: now }
            }
            _ => {
                let mut held = atlas.people().appointments_of(member_id("liaison"), now);
                AtlasEdit::EndAppointment { appointment: held.next()?.id, at: now }
            }
        },
    })
}

fn somebody(chance: &mut Chance) -> MemberId {
    let all: Vec<&str> = MOVED.into_iter().chain(SPARE).collect();
    member_id(chance.one(&all).unwrap())
}

/// From now or soon on, for ever or for some hours.
fn period(town: &Town, chance: &mut Chance) -> Period {
    let hours = |hours: usize| TimeDelta::hours(i64::try_from(hours).unwrap());
    let from = town.now() + hours([0, 0, 0, 5][chance.below(4)]);
    let to = chance.percent(60).then(|| from + hours(1 + chance.below(40)));
    Period { from, to }
}

fn give(town: &Town, chance: &mut Chance, capacity: Capacity) -> AtlasEdit {
    let mut all = units(&town.db.atlas());
    all.sort_unstable();
    let unit = match capacity {
        Capacity::OnCall if chance.percent(50) => Unit::Desk(DeskId::of(grid_id("T"))),
        _ => *chance.one(&all).unwrap(),
    };
    let period = period(town, chance);
    let ends = period.to.or_else(|| Some(period.from + TimeDelta::hours(8)));
    let period = match capacity {
        Capacity::OnCall => Period { to: ends, ..period },
        _ => period,
    };
    let id = DutyId(Uuid::now_v7());
    let member = somebody(chance);
    AtlasEdit::GiveDuty(Duty { id, unit, member, capacity, rank: 0, period, version: 1 })
}

fn rule(town: &Town, chance: &mut Chance) -> AtlasEdit {
    let id = Uuid::now_v7();
    let atlas = town.db.atlas();
    let post = atlas.pioneer_posts().by_code(FIRST_HANDLERS).map(|post| post.id);
    let level = ["building_group", "grid", "neighborhood", "town"][chance.below(4)];
    let copied = grid_id(["G3", "N2"][chance.below(2)]);
    let effect = match chance.below(3) {
        0 => RuleEffect { first_handler: post, ..RuleEffect::default() },
        1 => RuleEffect { copies: vec![Unit::Grid(copied)], ..RuleEffect::default() },
        _ => RuleEffect { level: Some(level.to_owned()), ..RuleEffect::default() },
    };
    let profile = RuleProfile {
        name: "规则".to_owned(),
        grid: grid_id(["T", "N1", "G1"][chance.below(3)]),
        condition: RuleCondition::default(),
        effect,
    };
    AtlasEdit::CreateRoutingRule(RoutingRule {
        row: id,
        id: RoutingRuleId(id),
        code: format!("R{}", id.simple()).chars().take(32).collect(),
        profile,
        period: Period::since(town.now()),
        version: 1,
    })
}

/// An edit in few words.
pub fn told(town: &Town, edit: &AtlasEdit) -> String {
    match edit {
        AtlasEdit::GiveDuty(duty) => format!(
            "{} becomes {} of {:?} {:?}",
            code_of(town, duty.member),
            duty.capacity,
            duty.unit,
            duty.period
        ),
        AtlasEdit::EndDuty { duty, at } => {
            let atlas = town.db.atlas();
            let duty = atlas.people().duty(*duty).unwrap();
            let member = code_of(town, duty.member);
            format!("{member} is no longer {} of {:?} from {at}", duty.capacity, duty.unit)
        }
        AtlasEdit::AddAbsence(absence) => {
            format!("{} is away {:?}", code_of(town, absence.member), absence.period)
        }
        other => format!("{other:?}"),
    }
}
