//! Users of the service: logins and appointed roles, as managed on the command line.

use super::accounts::create_staff_account;
use super::atlas_edits::{AppliedEdits, ChangeSet, apply_edits};
use super::credentials::PasswordWorkers;
use super::init::appointment;
use super::members::{Enrolment, FirstLogin, NewMember, enroll};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::id::{AppointmentId, GridId, MemberId};
use crate::domain::login_name::LoginName;
use crate::domain::plan::PlanConsent;
use crate::domain::role::Role;
use crate::error::{Code, Problem, Result};
use crate::store::{Actor, Db};

/// A role over a grid, by default the root.
#[derive(Debug, Clone)]
pub struct RoleAt {
    /// The role.
    pub role: Role,
    /// Code of the grid.
    pub grid: Option<String>,
}

/// Adds a member with a login, and optionally a role.
///
/// # Errors
/// Every problem of the plan; a login name that is taken.
pub async fn add_user(
    db: &Db,
    workers: &PasswordWorkers,
    actor: Actor,
    member: NewMember,
    role: Option<RoleAt>,
) -> Result<Vec<FirstLogin>> {
    db.refresh().await?;
    let atlas = db.atlas();
    let now = db.now();
    let edits = role
        .map(|at| {
            Ok::<_, Problem>(appointment(
                grid(&atlas, at.grid.as_deref())?,
                member.id,
                at.role,
                now,
            ))
        })
        .transpose()?
        .into_iter()
        .collect();
    let enrolment = Enrolment { prepared_at: now, members: vec![member], edits };
    Ok(enroll(db, workers, actor, enrolment).await?.1)
}

/// Gives an existing member a login.
///
/// # Errors
/// [`Code::UnknownMember`]; those of [`create_staff_account`].
pub async fn give_login(
    db: &Db,
    workers: &PasswordWorkers,
    actor: Actor,
    code: &str,
    name: LoginName,
) -> Result<FirstLogin> {
    db.refresh().await?;
    let member = member(&db.atlas(), code)?;
    let (_, password) = create_staff_account(db, workers, actor, name.clone(), member).await?;
    Ok(FirstLogin { name, password })
}

/// Appoints a member to a role from now on.
///
/// # Errors
/// [`Code::UnknownMember`], [`Code::UnknownGrid`]; every problem of the plan.
pub async fn appoint(db: &Db, actor: Actor, code: &str, role: RoleAt) -> Result<AppliedEdits> {
    db.refresh().await?;
    let atlas = db.atlas();
    let now = db.now();
    let edit =
        appointment(grid(&atlas, role.grid.as_deref())?, member(&atlas, code)?, role.role, now);
    let set = ChangeSet { prepared_at: now, edits: vec![edit], allowances: PlanConsent::default() };
    apply_edits(db, actor, set).await
}

/// Ends an appointment of a member now.
///
/// # Errors
/// [`Code::UnknownMember`], [`Code::UnknownGrid`], [`Code::NotAppointed`]; every problem of the
/// plan.
pub async fn dismiss(db: &Db, actor: Actor, code: &str, role: RoleAt) -> Result<AppliedEdits> {
    db.refresh().await?;
    let atlas = db.atlas();
    let now = db.now();
    let member = member(&atlas, code)?;
    let grid = grid(&atlas, role.grid.as_deref())?;
    let held: Option<AppointmentId> = atlas
        .people()
        .appointments_of(member, now)
        .find(|held| held.role == role.role && held.grid == grid)
        .map(|held| held.id);
    let edit = AtlasEdit::EndAppointment {
        appointment: held.ok_or_else(|| {
            Problem::new(Code::NotAppointed).with("member", code).with("role", role.role)
        })?,
        at: now,
    };
    let set = ChangeSet { prepared_at: now, edits: vec![edit], allowances: PlanConsent::default() };
    apply_edits(db, actor, set).await
}

fn member(atlas: &Atlas, code: &str) -> Result<MemberId, Problem> {
    atlas
        .people()
        .by_code(code)
        .map(|member| member.id)
        .ok_or_else(|| Problem::new(Code::UnknownMember).with("member", code))
}

fn grid(atlas: &Atlas, code: Option<&str>) -> Result<GridId, Problem> {
    let tree = atlas.tree();
    let Some(code) = code else {
        return tree.root().map(|root| root.id).ok_or_else(|| Problem::new(Code::NotInitialized));
    };
    tree.by_code(code)
        .map(|grid| grid.id)
        .ok_or_else(|| Problem::new(Code::UnknownGrid).with("grid", code))
}
