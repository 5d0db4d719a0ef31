//! The atlas as of a past instant.
//!
//! The present atlas has grids, duties, absences, rules and posts with all their periods. It lacks
//! borders, memberships of building groups and addresses that ended: those are loaded, as far as a
//! question needs them, and all the rest is shared.

use super::{Atlas, BorderHistory, BorderVersion};
use crate::domain::address::GroupAddress;
use crate::domain::alias::Alias;
use crate::domain::change::Change;
use crate::domain::geometry::{Bounds, Point};
use crate::domain::organization::Organization;
use crate::domain::period::{Instant, Period};
use crate::domain::pioneer_post::PioneerPost;
use crate::domain::unit::{Boundary, BuildingGroup, Grid, GroupMembership};
use std::sync::Arc;

/// Extent of the past that a question needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// Borders that it needs.
    pub borders: Borders,
    /// True if it needs addresses, and the grids that building groups belonged to.
    pub addresses: bool,
}

/// Borders of an instant that a question needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Borders {
    /// None: the place is named.
    None,
    /// Those that decide about a point.
    Around(Point),
    /// All: an address is looked for among those near a point.
    All,
}

impl Atlas {
    /// Returns the versions of borders that a question about an instant needs. Those around a point
    /// come with those of the grids above them then: the parent of a grid decides where a point
    /// goes that no child covers.
    pub fn borders_then(
        &self,
        history: &BorderHistory,
        borders: Borders,
        at: Instant,
    ) -> Vec<BorderVersion> {
        let point = match borders {
            Borders::None => return Vec::new(),
            Borders::All => return history.all(at).collect(),
            Borders::Around(point) => point,
        };
        let around = Bounds::around(point, self.settings.nearest_tolerance_m);
        let mut found: Vec<BorderVersion> = history.meeting(&around, at).collect();
        let mut next = 0;
        while let Some(version) = found.get(next).copied() {
            for above in
                self.above_then(version, at).filter_map(|grid| history.of_grid(grid.id, at))
            {
                if !found.iter().any(|known| known.id == above.id) {
                    found.push(above);
                }
            }
            next += 1;
        }
        found
    }

    /// Returns the grids that the grid of a version belonged to at an instant, the nearest first.
    fn above_then(&self, version: BorderVersion, at: Instant) -> impl Iterator<Item = &Grid> {
        std::iter::successors(self.tree.get(version.grid), move |grid| {
            self.tree.get(grid.stay_at(at)?.parent?)
        })
        .skip(1)
    }

    /// Returns the atlas at a past instant. Levels, categories and tolerances are those of the
    /// present.
    ///
    /// `drawn` are the borders of that instant that the question needs, and the only ones by which
    /// points are located. `ended` are the memberships of building groups and the addresses that
    /// were in force then and have ended since; without it, those of the present are used. All
    /// members are active: whoever was deactivated lost their duties, so the duties tell who could
    /// act then.
    #[must_use]
    pub fn as_it_was(&self, at: Instant, drawn: &[Boundary], ended: Option<&[Change]>) -> Self {
        let mut then = self.clone();
        for row in &self.rows_then(at) {
            then.edit(row);
        }
        if let Some(ended) = ended {
            for row in self.begun_since(at).into_iter().chain(ended.iter().map(reopened)) {
                then.edit(&row);
            }
        }
        then.draw(drawn, at);
        if let Some(people) = self.people.all_active() {
            then.people = Arc::new(people);
        }
        then
    }

    /// Returns the grids, building groups, organisations and posts that differed, as they were.
    fn rows_then(&self, at: Instant) -> Vec<Change> {
        let grids = self.tree.every().filter_map(|grid| grid_then(grid, at)).map(Change::Grid);
        let groups = self.groups.every().filter_map(|group| {
            Some(Change::BuildingGroup(BuildingGroup {
                life: life_then(group.life, at)?,
                ..group.clone()
            }))
        });
        let organizations = self.organizations.every().filter_map(|organization| {
            let life = life_then(organization.life, at)?;
            Some(Change::Organization(Organization { life, ..organization.clone() }))
        });
        let posts = self.pioneer_posts.every().filter_map(|post| {
            Some(Change::PioneerPost(PioneerPost {
                life: life_then(post.life, at)?,
                ..post.clone()
            }))
        });
        grids.chain(groups).chain(organizations).chain(posts).collect()
    }

    /// Returns the memberships, addresses and aliases that did not exist yet, as ended ones.
    fn begun_since(&self, at: Instant) -> Vec<Change> {
        let later = |period: Period| (period.from > at).then(|| never(period));
        let memberships = self.groups.memberships().filter_map(|row| {
            Some(Change::GroupMembership(GroupMembership { period: later(row.period)?, ..*row }))
        });
        let aliases = self.place_names.aliases().filter_map(|row| {
            Some(Change::Alias(Alias { period: later(row.period)?, ..Alias::clone(row) }))
        });
        memberships
            .chain(aliases)
            .chain(self.addresses.every().filter_map(|row| {
                Some(Change::Address(GroupAddress { period: later(row.period)?, ..row.clone() }))
            }))
            .collect()
    }

    /// Replaces the borders of the present by those of an instant.
    fn draw(&mut self, drawn: &[Boundary], at: Instant) {
        let tree = Arc::make_mut(&mut self.tree);
        tree.undraw(at);
        for boundary in drawn {
            tree.bound(&Boundary {
                period: Period::since(boundary.period.from),
                ..boundary.clone()
            });
        }
        let areas =
            drawn.iter().filter_map(|boundary| tree.area(tree.number(boundary.grid)?)).collect();
        self.areas =
            Arc::new(super::areas::Areas::default().with(&[], areas, tree.parents().into()));
    }
}

/// Returns a grid as it was placed at an instant, if that differs from the present.
fn grid_then(grid: &Grid, at: Instant) -> Option<Grid> {
    let then = grid.stay_at(at);
    let now = grid.life.to.is_none().then_some(grid.parent);
    if then.map(|stay| stay.parent) == now {
        return None;
    }
    let (parent, life) = match then {
        Some(stay) => (stay.parent, Period::since(stay.period.from)),
        None => (grid.parent, never(grid.life)),
    };
    Some(Grid { parent, life, ..grid.clone() })
}

/// Returns the life of a row whose existence at an instant differs from the present.
fn life_then(life: Period, at: Instant) -> Option<Period> {
    let there = life.contains(at);
    let changed = there != life.to.is_none();
    changed.then(|| if there { Period::since(life.from) } else { never(life) })
}

/// Returns the period of a row that does not exist.
fn never(period: Period) -> Period {
    period.closed(period.from)
}

/// Returns an ended membership, address or alias as if it had not ended.
fn reopened(row: &Change) -> Change {
    let open = |period: Period| Period::since(period.from);
    match row {
        Change::GroupMembership(row) => {
            Change::GroupMembership(GroupMembership { period: open(row.period), ..*row })
        }
        Change::Address(row) => {
            Change::Address(GroupAddress { period: open(row.period), ..row.clone() })
        }
        Change::Alias(row) => Change::Alias(Alias { period: open(row.period), ..row.clone() }),
        other => other.clone(),
    }
}
