//! 楼组圈: neighbouring building groups of one neighbourhood that help and consult each other. It
//! decides no responsibility.

use super::atlas::Atlas;
use super::authority::serves_in;
use super::id::{BuildingGroupId, GridId, MemberId};
use super::period::Instant;
use super::vocabulary::vocabulary;
use crate::error::{Code, Problem};

vocabulary! {
    /// Kind of an exchange: something is offered or needed.
    ExchangeKind {
        Offer = "offer" "我能帮" "offer",
        Need = "need" "需要帮忙" "need",
    }
}

vocabulary! {
    /// State of an offer or a need.
    ExchangeState {
        Open = "open" "进行中" "open",
        Met = "met" "已对接" "met",
        Closed = "closed" "已撤下" "closed",
    }
}

vocabulary! {
    /// State of a topic.
    TopicState {
        Open = "open" "议事中" "being discussed",
        Concluded = "concluded" "已有结论" "concluded",
    }
}

vocabulary! {
    /// Outcome of a topic.
    TopicOutcome {
        Agreed = "agreed" "达成一致" "agreed",
        NotAgreed = "not_agreed" "未达成一致" "not agreed",
        HandedToNeighbourhood = "handed_to_neighbourhood" "转交居村" "handed to the neighbourhood",
        Deferred = "deferred" "暂缓" "deferred",
    }
}

/// Checks that building groups exist, are named once each and lie in the neighbourhood.
///
/// # Errors
/// [`Code::UnknownBuildingGroup`], [`Code::BuildingGroupTwice`] and [`Code::CircleOutside`], each
/// at its place in `/building_groups`.
pub fn check_groups(
    atlas: &Atlas,
    neighbourhood: GridId,
    groups: &[BuildingGroupId],
) -> Vec<Problem> {
    let known = atlas.groups();
    let mut problems = Vec::new();
    for (index, id) in groups.iter().enumerate() {
        let place = format!("/building_groups/{index}");
        let Some(group) = known.get(*id).filter(|group| group.life.to.is_none()) else {
            let unknown =
                Problem::new(Code::UnknownBuildingGroup).with("building_group", id.to_string());
            problems.push(unknown.at(place));
            continue;
        };
        let grid = known.grid_of(*id);
        let code = if groups.iter().take(index).any(|earlier| earlier == id) {
            Code::BuildingGroupTwice
        } else if grid.is_some_and(|grid| atlas.tree().is_within(grid, neighbourhood)) {
            continue;
        } else {
            Code::CircleOutside
        };
        problems.push(Problem::new(code).at(place).with("code", group.code.as_str()));
    }
    problems
}

/// Checks that a member may be the convenor: registered with the neighbourhood, given by `home`, or
/// with a duty there.
///
/// # Errors
/// [`Code::UnknownMember`] and [`Code::ConvenorNotHere`] at `/convenor`.
pub fn check_convenor(
    atlas: &Atlas,
    neighbourhood: GridId,
    convenor: MemberId,
    home: Option<GridId>,
    now: Instant,
) -> Result<(), Problem> {
    if !atlas.people().is_active(convenor) {
        return Err(Problem::new(Code::UnknownMember)
            .at("/convenor")
            .with("member", convenor.to_string()));
    }
    if home == Some(neighbourhood) || serves_in(atlas, convenor, neighbourhood, now) {
        return Ok(());
    }
    Err(Problem::new(Code::ConvenorNotHere).at("/convenor"))
}
