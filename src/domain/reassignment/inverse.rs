//! Inverse of a change set: computed when it is applied, from the atlas before it, and checked
//! again when somebody wants to undo it, since things may have changed meanwhile.

mod rows;

use super::operation::{MoveBoundary, OperationSpec};
use crate::domain::atlas::Atlas;
use crate::domain::change::Change;
use crate::domain::duty::{Capacity, Duty};
use crate::domain::geometry::{Bounds, Shape};
use crate::domain::id::{DutyId, GridId, MemberId};
use crate::domain::period::Instant;
use crate::domain::unit::Unit;
use crate::domain::vocabulary::vocabulary;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

vocabulary! {
    /// Kind of a part that cannot be restored.
    LostKind {
        Boundary = "boundary" "边界" "a polygon",
        BuildingGroup = "building_group" "楼组" "a building group",
        Address = "address" "门址" "an address",
        Alias = "alias" "别名" "an alias",
        Member = "member" "人员" "a member",
        Duty = "duty" "责任" "a duty",
        Absence = "absence" "离岗" "an absence",
        Appointment = "appointment" "任命" "an appointment",
        Organization = "organization" "单位" "an organisation",
        RoutingRule = "routing_rule" "派单规则" "a routing rule",
        PioneerPost = "pioneer_post" "党员先锋岗" "a pioneer post",
        Grid = "grid" "网格" "a grid",
        Request = "request" "诉求的承办人" "the holder of a request",
    }
}

vocabulary! {
    /// Reason for which it cannot be restored.
    LostBecause {
        NotReversible = "not_reversible" "撤销不能恢复" "undoing cannot bring it back; do it by hand",
        ChangedSince = "changed_since" "此后又有变动" "it was changed since",
        MemberInactive = "member_inactive" "人员已停用" "the member may act no more",
    }
}

/// A part that cannot be restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnrestorablePart {
    /// Kind.
    pub kind: LostKind,
    /// Identifier.
    pub id: Uuid,
    /// Reason.
    pub because: LostBecause,
}

/// An operation that undoes a part of a change set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Restoration {
    /// Operation.
    pub action: OperationSpec,
    /// Change that the change set made, which must still be in effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<ChangeMade>,
}

/// A change that a change set made, described by its content and not by its row: what was undone
/// and put into force again counts as the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeMade {
    /// A polygon, except for vertices added by its neighbours.
    Land {
        /// Area in square metres.
        area_m2: f64,
        /// West, south, east and north ends in 1e-7 degrees.
        ends: [i32; 4],
    },
    /// Grid of a building group.
    Grid(GridId),
    /// Row of a rule.
    Rule(Uuid),
    /// Name of a grid.
    Name(String),
    /// Parent of a grid.
    Parent(GridId),
    /// Retirement of a grid.
    Ended,
    /// A duty.
    Duty {
        /// Unit.
        unit: Unit,
        /// Member.
        member: MemberId,
        /// Capacity.
        capacity: Capacity,
    },
}

impl ChangeMade {
    /// Returns the land of a polygon.
    fn land(shape: &Shape) -> Self {
        let Bounds { min, max } = shape.bounds();
        Self::Land {
            area_m2: shape.area_m2(),
            ends: [min.lon_e7, min.lat_e7, max.lon_e7, max.lat_e7],
        }
    }

    /// Returns true if it is the land of a polygon. A vertex added by a neighbour moves an edge by
    /// a unit at most.
    fn is_land_of(&self, shape: &Shape) -> bool {
        let Self::Land { area_m2, ends } = self else { return false };
        let Self::Land { area_m2: present, ends: now } = Self::land(shape) else { return false };
        let near = ends.iter().zip(now).all(|(a, b)| a.abs_diff(b) <= 1);
        near && (area_m2 - present).abs() <= 10.0_f64.max(area_m2 * 1e-6)
    }
}

/// Inverse of a change set.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct InverseOperations {
    /// Operations to carry out, in order.
    pub restoring: Vec<Restoration>,
    /// Parts that cannot be restored.
    pub lost: Vec<UnrestorablePart>,
}

impl InverseOperations {
    /// Computes the inverse of changes of an atlas at an instant.
    pub fn of(before: &Atlas, changes: &[Change], now: Instant) -> Self {
        rows::inverse(before, changes, now)
    }

    /// Returns the operations that are still to be carried out on a later atlas, and the parts that
    /// can no longer be restored.
    pub fn on(self, atlas: &Atlas, now: Instant) -> (Vec<OperationSpec>, Vec<UnrestorablePart>) {
        let mut actions = Vec::new();
        let mut drawn = Vec::new();
        let mut lost = self.lost;
        let restoring: Vec<Restoration> =
            self.restoring.into_iter().map(|one| one.renewed(atlas, now)).collect();
        let restoring = keeping_successors(restoring, atlas, &mut lost);
        let ended: Vec<DutyId> = restoring.iter().filter_map(ends).collect();
        for Restoration { action, made } in restoring {
            match obstacle(atlas, &action, made.as_ref(), &ended, now) {
                Some(UndoObstacle::Done) => {}
                Some(UndoObstacle::Lost(gone)) => lost.push(gone),
                None => match action {
                    OperationSpec::MoveBoundary(MoveBoundary { boundaries }) => {
                        drawn.extend(boundaries)
                    }
                    action => actions.push(action),
                },
            }
        }
        if !drawn.is_empty() {
            // Grids are restored before they get their polygons, and end after others took over
            // their land.
            let at =
                actions.iter().position(|action| !matches!(action, OperationSpec::PlaceGrid(_)));
            let all = OperationSpec::MoveBoundary(MoveBoundary { boundaries: drawn });
            actions.insert(at.unwrap_or(actions.len()), all);
        }
        (actions, lost)
    }
}

/// Reason for not carrying out a restoration.
enum UndoObstacle {
    /// It is already restored.
    Done,
    /// It can no longer be restored.
    Lost(UnrestorablePart),
}

/// Removes the ends of duties whose previous holders cannot have them back: nothing is taken from a
/// successor for nobody.
fn keeping_successors(
    restoring: Vec<Restoration>,
    atlas: &Atlas,
    lost: &mut Vec<UnrestorablePart>,
) -> Vec<Restoration> {
    let gone = |one: &Restoration| match &one.action {
        OperationSpec::AssignDuty(action) if atlas.people().is_inactive(action.member) => {
            Some((action.unit, action.capacity, action.member))
        }
        _ => None,
    };
    let without: Vec<_> = restoring.iter().filter_map(gone).collect();
    let because = LostBecause::MemberInactive;
    lost.extend(without.iter().map(|&(.., member)| UnrestorablePart {
        kind: LostKind::Duty,
        id: member.0,
        because,
    }));
    restoring
        .into_iter()
        .filter(|one| match &one.made {
            Some(ChangeMade::Duty { unit, capacity, .. }) => {
                !without.iter().any(|(of, as_what, _)| (of, as_what) == (unit, capacity))
            }
            _ => gone(one).is_none(),
        })
        .collect()
}

impl Restoration {
    /// Replaces the duty by the one now in force, if the assigned one was ended and assigned again.
    fn renewed(mut self, atlas: &Atlas, now: Instant) -> Self {
        if let (OperationSpec::EndDuty(action), Some(ChangeMade::Duty { unit, member, capacity })) =
            (&mut self.action, &self.made)
        {
            let unit = *unit;
            let member = *member;
            let capacity = *capacity;
            let people = atlas.people();
            let over = people.duty(action.duty).is_none_or(|duty| duty.period.ended(now));
            let same = |duty: &&Duty| {
                duty.member == member && duty.capacity == capacity && !duty.period.ended(now)
            };
            if let Some(again) = people.duties(unit).iter().find(same).filter(|_| over) {
                action.duty = again.id;
            }
        }
        self
    }
}

/// Returns the duty that an operation ends.
const fn ends(restoring: &Restoration) -> Option<DutyId> {
    match &restoring.action {
        OperationSpec::EndDuty(action) => Some(action.duty),
        _ => None,
    }
}

fn obstacle(
    atlas: &Atlas,
    action: &OperationSpec,
    made: Option<&ChangeMade>,
    ended: &[DutyId],
    now: Instant,
) -> Option<UndoObstacle> {
    let lost = |kind, id, because| Some(UndoObstacle::Lost(UnrestorablePart { kind, id, because }));
    let people = atlas.people();
    match action {
        OperationSpec::EndDuty(action) => {
            let open = people.duty(action.duty).is_some_and(|duty| !duty.period.ended(now));
            (!open).then_some(UndoObstacle::Done)
        }
        OperationSpec::AssignDuty(action) => {
            let rival = people
                .duties(action.unit)
                .iter()
                .filter(|at| !at.period.ended(now) && !ended.contains(&at.id))
                .any(|duty| {
                    duty.member == action.member
                        || action.capacity == Capacity::Leader && duty.capacity == Capacity::Leader
                });
            let over = action.to.is_some_and(|to| to <= now);
            if over {
                return Some(UndoObstacle::Done);
            }
            if rival {
                lost(LostKind::Duty, action.unit.id(), LostBecause::ChangedSince)
            } else {
                None
            }
        }
        OperationSpec::MoveBoundary(action) => {
            let drawn = action.boundaries.first()?;
            let same = match (atlas.shape(drawn.grid), made) {
                (Some(shape), Some(made)) => made.is_land_of(shape),
                (present, made) => present.is_none() && made.is_none(),
            };
            if same {
                None
            } else {
                lost(LostKind::Boundary, drawn.grid.0, LostBecause::ChangedSince)
            }
        }
        OperationSpec::MoveBuildingGroup(action) => {
            let present = atlas.groups().grid_of(action.building_group).map(ChangeMade::Grid);
            if present.as_ref() == made {
                return None;
            }
            lost(LostKind::BuildingGroup, action.building_group.0, LostBecause::ChangedSince)
        }
        OperationSpec::RenameGrid(action) => {
            let present =
                atlas.tree().active(action.grid).map(|grid| ChangeMade::Name(grid.name.clone()));
            if present.as_ref() == made {
                None
            } else {
                lost(LostKind::Grid, action.grid.0, LostBecause::ChangedSince)
            }
        }
        OperationSpec::PlaceGrid(action) => {
            let present = match atlas.tree().get(action.grid).filter(|grid| grid.life.to.is_none())
            {
                Some(grid) => grid.parent.map(ChangeMade::Parent),
                None => Some(ChangeMade::Ended),
            };
            if present.as_ref() == made {
                None
            } else {
                lost(LostKind::Grid, action.grid.0, LostBecause::ChangedSince)
            }
        }
        OperationSpec::RetireGrid(action) => {
            atlas.tree().active(action.grid).is_none().then_some(UndoObstacle::Done)
        }
        OperationSpec::EndAbsence(action) => {
            let open =
                people.absence(action.absence).is_some_and(|absence| !absence.period.ended(now));
            (!open).then_some(UndoObstacle::Done)
        }
        OperationSpec::SetRule(action) => {
            let rule = action.rule?;
            let present = atlas.rules().get(rule).map(|rule| ChangeMade::Rule(rule.row));
            if present.as_ref() == made {
                None
            } else {
                lost(LostKind::RoutingRule, rule.0, LostBecause::ChangedSince)
            }
        }
        _ => None,
    }
}
