//! The logins that are shown when the demo starts.

use super::names;
use crate::domain::role::Role;

/// Password of all of them.
pub const PASSWORD: &str = "weipu-demo";

/// Login of one role in the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoLogin {
    /// Role that it shows the service as; [`Role::label`] names it in two languages.
    pub role: Role,
    /// Login name; of the resident the phone.
    pub name: &'static str,
    /// Password; a resident gets a one-time code instead, which the demo writes to its log.
    pub password: Option<&'static str>,
}

const fn staff(role: Role, name: &'static str) -> DemoLogin {
    DemoLogin { role, name, password: Some(PASSWORD) }
}

/// One login for every role.
pub const LOGINS: [DemoLogin; Role::ALL.len()] = [
    DemoLogin { role: Role::Resident, name: names::FIRST_RESIDENT, password: None },
    staff(Role::Member, "worker"),
    staff(Role::BuildingGroupLeader, "building-leader"),
    staff(Role::GridLeader, "grid-leader"),
    staff(Role::NeighbourhoodSecretary, "secretary"),
    staff(Role::TownDesk, "town-desk"),
    staff(Role::Supervisor, "supervisor"),
    staff(Role::SystemAdministrator, "system-admin"),
    staff(Role::SecurityAdministrator, "security-admin"),
    staff(Role::Auditor, "auditor"),
    staff(Role::Integrator, "city-platform"),
    staff(Role::Liaison, "liaison"),
];

/// Returns the login name under which a role is shown.
pub(super) fn of_role(role: Role) -> Option<&'static str> {
    LOGINS.iter().find(|login| login.role == role).map(|login| login.name)
}
