//! 第二身份: a community role of a neighbourhood that a registered member claims.

use super::atlas::Atlas;
use super::duty::Capacity;
use super::id::GridId;
use super::unit::Unit;
use super::vocabulary::vocabulary;
use crate::error::{Code, Problem};

vocabulary! {
    /// State of a claim of a community role.
    IdentityState {
        Claimed = "claimed" "待审核" "to be decided",
        Waiting = "waiting" "排队中" "waiting for a place",
        Active = "active" "任职中" "active",
        Declined = "declined" "未通过" "declined",
        Ended = "ended" "已结束" "ended",
    }
}

vocabulary! {
    /// Reason why a claim was declined. A word, not a text: nothing personal is written down.
    IdentityDecline {
        NotSuited = "not_suited" "条件与岗位要求不符" "what the role needs is not there",
        NotNeeded = "not_needed" "暂不需要" "not needed at present",
        OtherArrangement = "other_arrangement" "另有安排" "something else was arranged",
    }
}

vocabulary! {
    /// Reason why a second identity ended.
    IdentityEnd {
        Expired = "expired" "任期届满" "its term is over",
        Resigned = "resigned" "本人退出" "given up",
        Revoked = "revoked" "予以撤销" "taken back",
        /// The member moved away or left.
        RegistrationEnded = "registration_ended" "报到已结束" "no longer registered here",
        RoleRetired = "role_retired" "角色已撤销" "the role is no more",
    }
}

/// The duty that comes with a role: the member with the role has it for its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleDuty {
    /// Unit of the duty, in the neighbourhood that offers the role.
    pub unit: Unit,
    /// Capacity: deputy or worker. Leaders of one unit follow each other, so several places would
    /// collide; shifts have a roster of their own.
    pub capacity: Capacity,
}

impl RoleDuty {
    /// Checks that a role of the neighbourhood may come with the duty.
    ///
    /// # Errors
    /// [`Code::UnknownUnit`] and [`Code::DutyOutsideNeighbourhood`] at `/duty/unit`,
    /// [`Code::RoleCapacity`] at `/duty/capacity`.
    pub fn check(self, atlas: &Atlas, neighbourhood: GridId) -> Result<(), Problem> {
        let comes_with_a_role = matches!(self.unit, Unit::Grid(_) | Unit::BuildingGroup(_));
        let grid = atlas.grid_of(self.unit).filter(|_| atlas.has(self.unit) && comes_with_a_role);
        let problem = match grid {
            None => Problem::new(Code::UnknownUnit)
                .at("/duty/unit")
                .with("unit", self.unit.id().to_string()),
            Some(grid) if !atlas.tree().is_within(grid, neighbourhood) => {
                Problem::new(Code::DutyOutsideNeighbourhood).at("/duty/unit")
            }
            Some(_) if matches!(self.capacity, Capacity::Deputy | Capacity::Worker) => {
                return Ok(());
            }
            Some(_) => Problem::new(Code::RoleCapacity).at("/duty/capacity"),
        };
        Err(problem)
    }
}

impl IdentityState {
    /// Returns true if the state is final.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Declined | Self::Ended)
    }
}
