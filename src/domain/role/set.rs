//! A set of roles in one machine word.

use super::Role;

/// Set of roles that somebody has, or of which one is required.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct RoleSet(u16);

impl RoleSet {
    /// The empty set.
    pub const EMPTY: Self = Self(0);

    /// Creates a set from roles; usable in constants.
    pub const fn of(roles: &[Role]) -> Self {
        let mut set = Self::EMPTY;
        let mut rest = roles;
        while let [first, others @ ..] = rest {
            set = set.with(*first);
            rest = others;
        }
        set
    }

    /// Returns the set with one more role.
    #[must_use]
    pub const fn with(self, role: Role) -> Self {
        Self(self.0 | 1 << role as u16)
    }

    /// Returns the union of two sets.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns true if the set contains a role.
    pub const fn contains(self, role: Role) -> bool {
        self.0 & (1 << role as u16) != 0
    }

    /// Returns true if the sets share a role.
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns true if the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the roles, in the order of the vocabulary.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.iter().copied().filter(move |role| self.contains(*role))
    }

    /// Returns two roles of the set that exclude each other, if there are any.
    pub fn conflict(self) -> Option<(Role, Role)> {
        self.iter().find_map(|role| {
            self.iter().find(|other| role.excludes(*other)).map(|other| (role, other))
        })
    }
}

impl FromIterator<Role> for RoleSet {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl std::fmt::Debug for RoleSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAFF: RoleSet = RoleSet::of(&[Role::GridLeader, Role::Supervisor]);

    #[test]
    fn holds_what_was_put_in() {
        assert!(STAFF.contains(Role::GridLeader) && !STAFF.contains(Role::Resident));
        assert!(RoleSet::EMPTY.is_empty() && !STAFF.is_empty());
        assert!(STAFF.intersects(RoleSet::of(&[Role::Supervisor, Role::Auditor])));
        assert!(!STAFF.intersects(RoleSet::of(&[Role::Auditor])));
        assert_eq!(STAFF.iter().collect::<RoleSet>(), STAFF);
        assert_eq!(Role::ALL.iter().copied().collect::<RoleSet>().iter().count(), Role::ALL.len());
    }

    #[test]
    fn names_the_roles_that_cannot_meet() {
        assert_eq!(STAFF.with(Role::Auditor).conflict(), None);
        let two = RoleSet::of(&[Role::Auditor, Role::SystemAdministrator]);
        assert_eq!(two.conflict(), Some((Role::SystemAdministrator, Role::Auditor)));
    }
}
