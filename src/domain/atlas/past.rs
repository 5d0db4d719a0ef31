//! The atlas as it was at an instant.

use super::Atlas;
use crate::domain::change::Change;
use crate::domain::duty::Member;
use crate::domain::period::{Instant, Period};

impl Atlas {
    /// The picture at an instant that is over, made of every row there ever was. Levels, categories and tolerances are
    /// those of the present.
    #[must_use]
    pub fn as_it_was(&self, rows: Vec<Change>, at: Instant) -> Self {
        let empty = Self { revision: self.revision, ..Self::empty((*self.settings).clone()) };
        let rows: Vec<Change> = rows.into_iter().filter_map(|row| as_it_was(row, at)).collect();
        empty.with(&rows, self.revision)
    }
}

/// A row as it was; none when it was not there. What holds periods of its own is kept whole.
fn as_it_was(mut row: Change, at: Instant) -> Option<Change> {
    let period = match &mut row {
        Change::Grid(grid) => &mut grid.life,
        Change::Boundary(boundary) => &mut boundary.period,
        Change::BuildingGroup(group) => &mut group.life,
        Change::GroupMembership(membership) => &mut membership.period,
        Change::Address(address) => &mut address.period,
        Change::Organization(organization) => &mut organization.life,
        Change::PioneerPost(post) => &mut post.life,
        Change::AcceptedGap(gap) => return (gap.accepted_at <= at).then_some(row),
        // Who may act no more lost their duties with it, so those say who could act then.
        Change::Member(member) => return Some(Change::Member(Member { active: true, ..member.clone() })),
        Change::Duty(_)
        | Change::Absence(_)
        | Change::Appointment(_)
        | Change::PostHolding(_)
        | Change::RoutingRule(_) => return Some(row),
    };
    let there = period.contains(at);
    *period = Period::since(period.from);
    there.then_some(row)
}
