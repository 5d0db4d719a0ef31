//! History of a grid, derived from its rows.

use super::duty::Capacity;
use super::id::{BoundaryId, BuildingGroupId, DutyId, GridId, MemberId, RoutingRuleId};
use super::period::Instant;
use super::unit::Grid;
use super::vocabulary::vocabulary;
use uuid::Uuid;

vocabulary! {
    /// Kind of an event in the history of a grid.
    GridFactKind {
        Created = "created" "设立" "it was founded",
        Placed = "placed" "改变隶属" "it was placed under another grid",
        Retired = "retired" "撤销" "it was retired",
        Restored = "restored" "恢复" "it was there again",
        BorderDrawn = "border_drawn" "划定边界" "its border was drawn",
        DutyBegan = "duty_began" "责任开始" "a leader or deputy began",
        DutyEnded = "duty_ended" "责任结束" "a leader or deputy ended",
        BuildingGroupCame = "building_group_came" "楼组划入" "a building group came",
        BuildingGroupWent = "building_group_went" "楼组划出" "a building group went",
        RuleBegan = "rule_began" "规则生效" "a routing rule began to hold",
        RuleEnded = "rule_ended" "规则失效" "a routing rule ceased to hold",
    }
}

/// An event in the history of a grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GridFact {
    /// Time of the event.
    pub at: Instant,
    /// Kind of event.
    pub kind: GridFactKind,
    /// Subject of the event.
    pub about: FactSubject,
    /// Row from which the event is derived.
    pub row: Uuid,
    /// Change set that caused the event.
    pub source: FactSource,
}

/// Subject of an event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FactSubject {
    /// The grid's place under a parent; none for the root.
    Parent(Option<GridId>),
    /// A version of the boundary, with its end if it has one.
    Border(BoundaryId, Option<Instant>),
    /// A duty of the grid's leader or of a deputy.
    Duty(DutyId, MemberId, Capacity),
    /// A building group.
    BuildingGroup(BuildingGroupId),
    /// A routing rule for the grid.
    Rule(RoutingRuleId),
}

/// Reference to the change set that caused an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactSource {
    /// The revision that the change set made; 0 for what is older than change sets.
    Revision(i64),
    /// The instant at which the change set was applied: that of the event.
    Instant,
}

impl Grid {
    /// Returns the events in which the grid was created, placed under another grid, retired or
    /// restored. `made_in` is the revision that created it.
    pub fn moves(&self, made_in: i64) -> Vec<GridFact> {
        let fact = |at, kind, parent, source| GridFact {
            at,
            kind,
            about: FactSubject::Parent(parent),
            row: self.id.0,
            source,
        };
        let first = self.stays.first().map_or(self.parent, |stay| stay.parent);
        let mut facts =
            vec![fact(self.life.from, GridFactKind::Created, first, FactSource::Revision(made_in))];
        for (before, stay) in self.stays.iter().zip(self.stays.iter().skip(1)) {
            let left = before.period.to.filter(|&to| to < stay.period.from);
            facts.extend(
                left.map(|to| fact(to, GridFactKind::Retired, before.parent, FactSource::Instant)),
            );
            let kind = if left.is_some() { GridFactKind::Restored } else { GridFactKind::Placed };
            facts.push(fact(stay.period.from, kind, stay.parent, FactSource::Instant));
        }
        facts.extend(
            self.life
                .to
                .map(|to| fact(to, GridFactKind::Retired, self.parent, FactSource::Instant)),
        );
        facts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::period::Period;
    use crate::domain::unit::{GridKind, Setting};
    use chrono::{TimeDelta, TimeZone, Utc};

    fn day(day: i64) -> Instant {
        Utc.timestamp_opt(0, 0).single().unwrap_or_default() + TimeDelta::days(day)
    }

    fn grid(parent: u128) -> Grid {
        Grid {
            id: GridId(Uuid::from_u128(9)),
            code: "G".to_owned(),
            name: "G".to_owned(),
            level: "grid".to_owned(),
            kind: GridKind::General,
            setting: Setting::Street,
            parent: Some(GridId(Uuid::from_u128(parent))),
            office_phone: None,
            life: Period::since(day(0)),
            stays: Vec::new(),
            version: 1,
        }
    }

    fn kinds(grid: &Grid) -> Vec<(GridFactKind, i64, u128)> {
        let parent = |about| match about {
            FactSubject::Parent(Some(parent)) => parent.0.as_u128(),
            _ => 0,
        };
        let days = |fact: &GridFact| (fact.kind, (fact.at - day(0)).num_days(), parent(fact.about));
        grid.moves(7).iter().map(days).collect()
    }

    #[test]
    fn a_grid_that_never_moved_was_founded_and_perhaps_retired() {
        use GridFactKind::{Created, Retired};
        assert_eq!(kinds(&grid(1)), [(Created, 0, 1)]);
        assert_eq!(kinds(&grid(1).ended(day(3))), [(Created, 0, 1), (Retired, 3, 1)]);
        assert_eq!(grid(1).moves(7)[0].source, FactSource::Revision(7));
    }

    #[test]
    fn a_grid_that_moved_ended_and_came_back_tells_all_of_it() {
        use GridFactKind::{Created, Placed, Restored, Retired};
        let two = |parent| Some(GridId(Uuid::from_u128(parent)));
        let grid =
            grid(1).placed(two(2), day(2)).ended(day(4)).placed(two(3), day(6)).ended(day(8));
        let expected =
            [(Created, 0, 1), (Placed, 2, 2), (Retired, 4, 2), (Restored, 6, 3), (Retired, 8, 3)];
        assert_eq!(kinds(&grid), expected);
    }
}
