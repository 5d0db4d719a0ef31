//! What would take a change set back: worked out when it is applied, from the atlas before it, and looked at again when
//! somebody wants it, since things may have changed meanwhile.

mod rows;

use super::action::{Action, MoveBoundary};
use crate::domain::atlas::Atlas;
use crate::domain::change::Change;
use crate::domain::duty::Capacity;
use crate::domain::period::Instant;
use crate::domain::vocabulary::vocabulary;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

vocabulary! {
    /// What cannot be restored.
    LostKind {
        Boundary = "boundary" "边界" "a polygon",
        BuildingGroup = "building_group" "楼组" "a building group",
        Address = "address" "门址" "an address",
        Member = "member" "人员" "a member",
        Duty = "duty" "责任" "a duty",
        Absence = "absence" "离岗" "an absence",
        Appointment = "appointment" "任命" "an appointment",
        Organization = "organization" "单位" "an organisation",
        RoutingRule = "routing_rule" "派单规则" "a routing rule",
        PioneerPost = "pioneer_post" "党员先锋岗" "a pioneer post",
        Grid = "grid" "网格" "a grid",
    }
}

vocabulary! {
    /// Why it cannot be restored.
    LostBecause {
        NotReversible = "not_reversible" "不能由撤销恢复，请另行办理" "undoing cannot bring it back; do it by hand",
        ChangedSince = "changed_since" "此后又有变动" "it was changed since",
        MemberInactive = "member_inactive" "人员已停用" "the member may act no more",
    }
}

/// Something that cannot be restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Lost {
    /// What sort it is.
    pub kind: LostKind,
    /// Its identifier.
    pub id: Uuid,
    /// Why.
    pub because: LostBecause,
}

/// One thing that takes a part of a change set back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Restoring {
    /// What is to be done.
    pub action: Action,
    /// The row that the change set made, which must still be in force.
    pub made: Option<Uuid>,
}

/// What takes a change set back.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Inverse {
    /// What is to be done, in order.
    pub restoring: Vec<Restoring>,
    /// What cannot be done.
    pub lost: Vec<Lost>,
}

impl Inverse {
    /// What would take rows back that change an atlas at an instant.
    pub fn of(before: &Atlas, changes: &[Change], now: Instant) -> Self {
        rows::inverse(before, changes, now)
    }

    /// What of it is still to be done on a later atlas, as actions, and what cannot be done any more.
    pub fn on(self, atlas: &Atlas, now: Instant) -> (Vec<Action>, Vec<Lost>) {
        let (mut actions, mut drawn, mut lost) = (Vec::new(), Vec::new(), self.lost);
        let ended: Vec<Uuid> = self.restoring.iter().filter_map(ends).collect();
        for Restoring { action, made } in self.restoring {
            match obstacle(atlas, &action, made, &ended, now) {
                Some(Obstacle::Done) => {}
                Some(Obstacle::Lost(gone)) => lost.push(gone),
                None => match action {
                    Action::MoveBoundary(MoveBoundary { boundaries }) => drawn.extend(boundaries),
                    action => actions.push(action),
                },
            }
        }
        if !drawn.is_empty() {
            // Grids come back before they get their polygons, and end after others took their land over.
            let at = actions.iter().position(|action| !matches!(action, Action::PlaceGrid(_)));
            let all = Action::MoveBoundary(MoveBoundary { boundaries: drawn });
            actions.insert(at.unwrap_or(actions.len()), all);
        }
        (actions, lost)
    }
}

/// Why something is not to be done.
enum Obstacle {
    /// It is so already.
    Done,
    /// It cannot be done any more.
    Lost(Lost),
}

/// The duty that an action ends.
fn ends(restoring: &Restoring) -> Option<Uuid> {
    match &restoring.action {
        Action::EndDuty(action) => Some(action.duty.0),
        _ => None,
    }
}

fn obstacle(atlas: &Atlas, action: &Action, made: Option<Uuid>, ended: &[Uuid], now: Instant) -> Option<Obstacle> {
    let lost = |kind, id, because| Some(Obstacle::Lost(Lost { kind, id, because }));
    let people = atlas.people();
    match action {
        Action::EndDuty(action) => {
            let open = people.duty(action.duty).is_some_and(|duty| !duty.period.ended(now));
            (!open).then_some(Obstacle::Done)
        }
        Action::AssignDuty(action) => {
            if people.is_inactive(action.member) {
                return lost(LostKind::Duty, action.member.0, LostBecause::MemberInactive);
            }
            let open = |at: &&crate::domain::duty::Duty| !at.period.ended(now) && !ended.contains(&at.id.0);
            let rival = people.duties(action.unit).iter().filter(open).any(|duty| {
                duty.member == action.member || action.capacity == Capacity::Leader && duty.capacity == Capacity::Leader
            });
            let over = action.to.is_some_and(|to| to <= now);
            if over {
                return Some(Obstacle::Done);
            }
            rival.then_some(()).and_then(|()| lost(LostKind::Duty, action.unit.id(), LostBecause::ChangedSince))
        }
        Action::MoveBoundary(action) => {
            let drawn = action.boundaries.first()?;
            let present = atlas.tree().boundary(drawn.grid).map(|boundary| boundary.id.0);
            (present != made)
                .then_some(())
                .and_then(|()| lost(LostKind::Boundary, drawn.grid.0, LostBecause::ChangedSince))
        }
        Action::MoveBuildingGroup(action) => {
            let present = atlas.groups().membership(action.building_group).map(|membership| membership.id);
            (present != made)
                .then_some(())
                .and_then(|()| lost(LostKind::BuildingGroup, action.building_group.0, LostBecause::ChangedSince))
        }
        Action::RetireGrid(action) => atlas.tree().active(action.grid).is_none().then_some(Obstacle::Done),
        Action::EndAbsence(action) => {
            let open = people.absence(action.absence).is_some_and(|absence| !absence.period.ended(now));
            (!open).then_some(Obstacle::Done)
        }
        Action::SetRule(action) => {
            let rule = action.rule?;
            let present = atlas.rules().get(rule).map(|rule| rule.row);
            (present != made)
                .then_some(())
                .and_then(|()| lost(LostKind::RoutingRule, rule.0, LostBecause::ChangedSince))
        }
        _ => None,
    }
}
