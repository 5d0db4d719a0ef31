//! Initialising a town: its root grid, and the two people who answer for it and run the service.

use super::atlas_edits::AppliedEdits;
use super::credentials::PasswordWorkers;
use super::members::{Enrolment, FirstLogin, NewMember, enroll};
use crate::domain::atlas_edit::{AtlasEdit, NewBoundary};
use crate::domain::duty::{Appointment, Capacity, Duty};
use crate::domain::geometry::Shape;
use crate::domain::id::{AppointmentId, BoundaryId, DutyId, GridId, MemberId};
use crate::domain::login_name::LoginName;
use crate::domain::period::{Instant, Period};
use crate::domain::role::Role;
use crate::domain::unit::{Grid, GridKind, Setting, Unit};
use crate::error::{Code, Result};
use crate::store::{Actor, Db, new_id};
use std::sync::Arc;

/// Roles of the leader of the root. Whoever grants access neither runs the machine nor audits.
const LEADERS_ROLES: [Role; 2] = [Role::Supervisor, Role::SecurityAdministrator];
/// Roles of the deputy. The auditor must be a third person, who is appointed later.
const DEPUTYS_ROLES: [Role; 2] = [Role::Supervisor, Role::SystemAdministrator];

/// Input of the initialisation.
#[derive(Debug)]
pub struct TownBeginning {
    /// Code of the root grid.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Code of its level.
    pub level: String,
    /// Its polygon, if known.
    pub boundary: Option<Arc<Shape>>,
    /// Its leader; the login name is also the member's code.
    pub leader: FoundingMember,
    /// Its deputy.
    pub deputy: FoundingMember,
}

/// One of the first two people.
#[derive(Debug, Clone)]
pub struct FoundingMember {
    /// Login name, also used as the code.
    pub login: LoginName,
    /// Name.
    pub name: String,
}

/// Initialises a town in an empty database.
///
/// # Errors
/// [`Code::AlreadyInitialized`]; every problem of the plan.
pub async fn init(
    db: &Db,
    workers: &PasswordWorkers,
    actor: Actor,
    beginning: TownBeginning,
) -> Result<(AppliedEdits, Vec<FirstLogin>)> {
    db.refresh().await?;
    if db.atlas().tree().root().is_some() {
        return Err(Code::AlreadyInitialized.into());
    }
    enroll(db, workers, actor, beginning.enrolment(db.now())).await
}

impl TownBeginning {
    fn enrolment(self, now: Instant) -> Enrolment {
        let member = |founder: FoundingMember| {
            let code = founder.login.as_str().replace('.', "_");
            NewMember::new(code, founder.name, None, Some(founder.login), now)
        };
        let leader = member(self.leader);
        let deputy = member(self.deputy);
        let root = GridId(new_id(now));
        let grid = Grid {
            id: root,
            code: self.code,
            name: self.name,
            level: self.level,
            kind: GridKind::General,
            setting: Setting::Residential,
            parent: None,
            office_phone: None,
            life: Period::since(now),
            stays: Vec::new(),
            version: 1,
        };
        let boundary = self.boundary.map(|shape| NewBoundary {
            id: BoundaryId(new_id(now)),
            grid: root,
            shape,
        });
        let mut edits = vec![
            AtlasEdit::CreateGrid { grid, boundary },
            duty(root, leader.id, Capacity::Leader, now),
            duty(root, deputy.id, Capacity::Deputy, now),
        ];
        edits.extend(LEADERS_ROLES.map(|role| appointment(root, leader.id, role, now)));
        edits.extend(DEPUTYS_ROLES.map(|role| appointment(root, deputy.id, role, now)));
        Enrolment { prepared_at: now, members: vec![leader, deputy], edits }
    }
}

fn duty(root: GridId, member: MemberId, capacity: Capacity, now: Instant) -> AtlasEdit {
    let id = DutyId(new_id(now));
    let unit = Unit::Grid(root);
    let period = Period::since(now);
    AtlasEdit::GiveDuty(Duty { id, unit, member, capacity, rank: 0, period, version: 1 })
}

/// Returns the edit that gives a member a role over a grid from now on.
pub fn appointment(grid: GridId, member: MemberId, role: Role, now: Instant) -> AtlasEdit {
    let id = AppointmentId(new_id(now));
    let period = Period::since(now);
    AtlasEdit::Appoint(Appointment {
        id,
        member,
        role,
        grid,
        organization: None,
        period,
        version: 1,
    })
}
