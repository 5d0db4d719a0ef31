//! Who tries to learn secrets.

use wangge::domain::duty::Capacity;
use wangge::domain::role::Role;

/// Somebody who has not signed in.
pub const NOBODY: &str = "nobody";

/// The logins that try in a role. A new role does not compile before it has one.
pub const fn in_role(role: Role) -> &'static [&'static str] {
    match role {
        Role::Resident => &["resident-3"],
        Role::Member => &["idle", "post-holder"],
        Role::BuildingGroupLeader => &["B2-leader", "B1-leader"],
        Role::GridLeader => &["G1-leader", "G2-leader", "T-leader"],
        Role::NeighbourhoodSecretary => &["N1-leader", "N1-deputy"],
        Role::TownDesk => &["desk-2"],
        Role::Supervisor => &["supervisor", "supervisor-N1"],
        Role::SystemAdministrator => &["system"],
        Role::SecurityAdministrator => &["security"],
        Role::Auditor => &["auditor"],
        Role::Integrator => &["platform"],
        Role::Liaison => &["liaison"],
    }
}

/// The logins that try in a capacity. A new capacity does not compile before it has one.
pub const fn in_capacity(capacity: Capacity) -> &'static [&'static str] {
    match capacity {
        Capacity::Leader => &["G1-leader"],
        Capacity::Deputy => &["G1-deputy"],
        Capacity::Worker => &["G1-worker"],
        Capacity::OnCall => &["on-call"],
    }
}

/// Everybody who tries, each once.
pub fn adversaries() -> Vec<&'static str> {
    let by_role = Role::ALL.iter().flat_map(|&role| in_role(role));
    let by_capacity = Capacity::ALL.iter().flat_map(|&capacity| in_capacity(capacity));
    let mut all: Vec<&str> = Vec::new();
    for login in by_role.chain(by_capacity).chain([&NOBODY]) {
        if !all.contains(login) {
            all.push(login);
        }
    }
    all
}
