//! Scope of a caller: computed per request from duties and appointments, never kept in a token.

use super::atlas::Atlas;
use super::duty::{Capacity, Duty};
use super::id::{AccountId, BuildingGroupId, GridId, MemberId, OrganizationId};
use super::period::Instant;
use super::role::{ADMINISTRATORS, Role, RoleSet};
use super::routing::{Conflicts, route_from_the_desk};
use super::unit::Unit;

/// Identity of a caller at one instant, and the units within their scope.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Account; none for anonymous callers.
    pub account: Option<AccountId>,
    /// Member that the account belongs to.
    pub member: Option<MemberId>,
    /// All roles of the caller at this instant.
    pub roles: RoleSet,
    /// Grids of the caller's duties and appointments, each including all grids below it.
    grids: Vec<(Role, GridId)>,
    /// Building groups in which the caller has duties.
    groups: Vec<BuildingGroupId>,
    /// Departments and station offices in which the caller has duties.
    offices: Vec<OrganizationId>,
}

impl Scope {
    /// Returns the empty scope of a caller who is not signed in.
    pub const fn anonymous() -> Self {
        Self {
            account: None,
            member: None,
            roles: RoleSet::EMPTY,
            grids: Vec::new(),
            groups: Vec::new(),
            offices: Vec::new(),
        }
    }

    /// Computes the scope of an account at an instant. Every account is also a resident. An
    /// inactive member has no other role; absence does not reduce the scope.
    pub fn of(atlas: &Atlas, account: AccountId, member: Option<MemberId>, at: Instant) -> Self {
        let roles = RoleSet::of(&[Role::Resident]);
        let mut scope = Self { account: Some(account), member, roles, ..Self::anonymous() };
        let people = atlas.people();
        let Some(member) = member.filter(|&member| people.is_active(member)) else { return scope };
        scope.roles = scope.roles.with(Role::Member);
        people.duties_of(member, at).for_each(|duty| scope.add_duty(atlas, duty));
        people.appointments_of(member, at).for_each(|held| scope.add_grid(held.role, held.grid));
        if let Some(root) =
            atlas.tree().root().filter(|root| stands_in_for_the_desk(atlas, member, root.id, at))
        {
            scope.add_grid(Role::TownDesk, root.id);
        }
        scope
    }

    /// Recomputes the scope of the same account for another atlas and instant.
    #[must_use]
    pub fn renewed(&self, atlas: &Atlas, at: Instant) -> Self {
        self.account
            .map_or_else(Self::anonymous, |account| Self::of(atlas, account, self.member, at))
    }

    fn add_duty(&mut self, atlas: &Atlas, duty: &Duty) {
        match duty.unit {
            // People on call see the requests they hold, and nothing else of the grid.
            _ if duty.capacity == Capacity::OnCall => {}
            // People at the desk see its requests; to act for it needs the appointment, if anybody
            // has it.
            Unit::Desk(_) => {}
            // People of an office see the requests that it holds, and nothing of the grid it works
            // in.
            Unit::Office(office) => self.offices.push(office),
            Unit::Grid(grid) => {
                let leads = duty.capacity.leads();
                let level =
                    atlas.tree().level(grid).and_then(|level| atlas.settings().levels.get(level));
                let role = level.filter(|_| leads).map_or(Role::Member, |level| level.role);
                self.add_grid(role, grid);
            }
            Unit::BuildingGroup(group) => {
                self.roles = self.roles.with(Role::BuildingGroupLeader);
                self.groups.push(group);
            }
        }
    }

    fn add_grid(&mut self, role: Role, grid: GridId) {
        self.roles = self.roles.with(role);
        if !ADMINISTRATORS.contains(role) {
            self.grids.push((role, grid));
        }
    }

    /// Returns true if the caller has any of the roles.
    pub const fn has(&self, roles: RoleSet) -> bool {
        self.roles.intersects(roles)
    }

    /// Returns true if the caller's duties or appointments reach the unit, in any role.
    pub fn covers(&self, atlas: &Atlas, unit: Unit) -> bool {
        let grid = match unit {
            Unit::BuildingGroup(group) if self.groups.contains(&group) => return true,
            Unit::Office(office) if self.offices.contains(&office) => return true,
            _ => atlas.grid_of(unit),
        };
        self.grids.iter().any(|&(role, top)| {
            role.gives_sight() && grid.is_some_and(|grid| atlas.tree().is_within(grid, top))
        })
    }

    /// Returns true if the caller's scope in one role includes the grid.
    pub fn covers_as(&self, atlas: &Atlas, role: Role, grid: GridId) -> bool {
        self.grids.iter().any(|&(held, top)| held == role && atlas.tree().is_within(grid, top))
    }

    /// Finds the caller's own unit nearest to a unit in their scope, and their role there; for one
    /// role only if it is specified.
    pub fn nearest(&self, atlas: &Atlas, role: Option<Role>, unit: Unit) -> Option<(Role, Unit)> {
        let asked = |held: Role| role.map_or(held.gives_sight(), |role| role == held);
        if let Unit::BuildingGroup(group) = unit
            && self.groups.contains(&group)
            && asked(Role::BuildingGroupLeader)
        {
            return Some((Role::BuildingGroupLeader, unit));
        }
        if let Unit::Office(office) = unit
            && self.offices.contains(&office)
            && asked(Role::Member)
        {
            return Some((Role::Member, unit));
        }
        let held_at =
            |top: GridId| self.grids.iter().find(|&&(held, grid)| grid == top && asked(held));
        let found = atlas.tree().upward(atlas.grid_of(unit)?).find_map(|grid| held_at(grid.id));
        found.map(|&(held, grid)| (held, Unit::Grid(grid)))
    }

    /// Returns the grids whose requests the caller may see as staff; `None` means all of them (the
    /// root is among them).
    pub fn visible_grids(&self, atlas: &Atlas) -> Option<Vec<GridId>> {
        self.grids_as(atlas, Role::ALL.iter().copied().filter(|role| role.gives_sight()).collect())
    }

    /// Returns the grids in the caller's scope in any of the roles; `None` means all of them (the
    /// root is among them).
    pub fn grids_as(&self, atlas: &Atlas, roles: RoleSet) -> Option<Vec<GridId>> {
        let tree = atlas.tree();
        let tops =
            self.grids.iter().filter(|&&(role, _)| roles.contains(role)).map(|&(_, top)| top);
        if tops.clone().any(|top| tree.is_root(top)) {
            return None;
        }
        let mut visible: Vec<GridId> = tops.flat_map(|top| tree.downward(top)).collect();
        visible.sort_unstable();
        visible.dedup();
        Some(visible)
    }

    /// Returns the building groups in which the caller has duties.
    pub fn building_groups(&self) -> &[BuildingGroupId] {
        &self.groups
    }

    /// Returns the departments and station offices in which the caller has duties.
    pub fn offices(&self) -> &[OrganizationId] {
        &self.offices
    }
}
/// Returns true if a member answers for the desk of a town that has appointed nobody to it, so that
/// its requests have somebody who sees them.
fn stands_in_for_the_desk(atlas: &Atlas, member: MemberId, root: GridId, at: Instant) -> bool {
    atlas
        .people()
        .duties_of(member, at)
        .any(|duty| duty.unit.is_desk() || duty.unit == Unit::Grid(root) && duty.capacity.leads())
        && !atlas.people().is_appointed(Role::TownDesk, root, at)
        && route_from_the_desk(atlas, &Conflicts::default(), at)
            .is_ok_and(|routed| routed.holding.member == member)
}
