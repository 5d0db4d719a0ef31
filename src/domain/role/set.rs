//! A set of roles in one machine word.

use super::Role;

/// The roles somebody has, or may have one of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct RoleSet(u16);

impl RoleSet {
    /// No role.
    pub const EMPTY: Self = Self(0);

    /// The set of some roles; usable in constants.
    pub const fn of(roles: &[Role]) -> Self {
        let (mut set, mut rest) = (Self::EMPTY, roles);
        while let [first, others @ ..] = rest {
            set = set.with(*first);
            rest = others;
        }
        set
    }

    /// The set and one role more.
    #[must_use]
    pub const fn with(self, role: Role) -> Self {
        Self(self.0 | 1 << role as u16)
    }

    /// What is in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a role is in the set.
    pub const fn contains(self, role: Role) -> bool {
        self.0 & (1 << role as u16) != 0
    }

    /// Whether the sets share a role.
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is no role in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The roles, in the order of the vocabulary.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.iter().copied().filter(move |role| self.contains(*role))
    }

    /// Two roles of the set that exclude each other, if there are any.
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
