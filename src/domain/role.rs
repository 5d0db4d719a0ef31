//! Roles (the product rules, "Who uses it"), and which of them exclude each other.

mod set;

pub use set::RoleSet;

use super::vocabulary::vocabulary;

vocabulary! {
    /// A role. Its permissions are limited to the caller's scope, which follows from duties.
    Role {
        Resident = "resident" "居民" "resident",
        Member = "member" "党员、志愿者、工作人员" "member",
        BuildingGroupLeader = "building_group_leader" "楼组长" "building-group leader",
        GridLeader = "grid_leader" "网格长" "grid leader",
        NeighbourhoodSecretary = "neighbourhood_secretary" "居村书记" "neighbourhood secretary",
        TownDesk = "town_desk" "街镇受理席" "town desk",
        Supervisor = "supervisor" "街镇城运督导" "supervisor",
        SystemAdministrator = "system_administrator" "系统管理员" "system administrator",
        SecurityAdministrator = "security_administrator" "安全保密管理员" "security administrator",
        Auditor = "auditor" "安全审计员" "auditor",
        Integrator = "integrator" "对接平台" "integrator",
        /// Acts for an organisation in what it is asked to do.
        Liaison = "liaison" "联络员" "liaison of an organisation",
    }
}

/// The three powers over the system itself: to run it, to grant access to it, and to check both.
pub const ADMINISTRATORS: RoleSet =
    RoleSet::of(&[Role::SystemAdministrator, Role::SecurityAdministrator, Role::Auditor]);

/// Roles that an administrator must appoint somebody to.
const APPOINTED: RoleSet =
    RoleSet::of(&[Role::TownDesk, Role::Supervisor, Role::Integrator, Role::Liaison])
        .union(ADMINISTRATORS);

impl Role {
    /// Returns true if a role over grids gives access to the requests there. Administrators run the
    /// system, an integrator delivers what another platform received, and a liaison does what an
    /// organisation is asked to do: none of it is a reason to read what others sent.
    pub const fn gives_sight(self) -> bool {
        !ADMINISTRATORS.contains(self) && !matches!(self, Self::Integrator | Self::Liaison)
    }

    /// Returns true if the role is given by an administrator. The others are derived: resident from
    /// the account, member from the registration as one, the leaders from their duties.
    pub const fn is_appointed(self) -> bool {
        APPOINTED.contains(self)
    }

    /// Returns true if nobody may have both roles: system administrator, security administrator and
    /// auditor are three different people (三员分立). A role does not exclude itself.
    pub fn excludes(self, other: Self) -> bool {
        self != other && ADMINISTRATORS.contains(self) && ADMINISTRATORS.contains(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_administrators_exclude_each_other_and_nobody_else() {
        for &a in Role::ALL {
            for &b in Role::ALL {
                let three = [Role::SystemAdministrator, Role::SecurityAdministrator, Role::Auditor];
                assert_eq!(
                    a.excludes(b),
                    a != b && three.contains(&a) && three.contains(&b),
                    "{a} {b}"
                );
            }
        }
    }

    #[test]
    fn the_leaders_follow_from_their_duties() {
        let appointed: Vec<Role> =
            Role::ALL.iter().copied().filter(|role| role.is_appointed()).collect();
        let expected = [
            Role::TownDesk,
            Role::Supervisor,
            Role::SystemAdministrator,
            Role::SecurityAdministrator,
            Role::Auditor,
            Role::Integrator,
            Role::Liaison,
        ];
        assert_eq!(appointed, expected);
    }
}
