//! Appointed roles over HTTP.

use super::answer::{Answer, Changed, Created, Current, resources};
use super::body::Body;
use super::change::VersionedChange;
use super::duties::EndingBody;
use super::effects::WithEffects;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::people::{MemberBrief, MemberNames};
use super::permission::{Administration, Appointing, Permit};
use crate::domain::atlas::Atlas;
use crate::domain::duty::Appointment;
use crate::domain::id::{AppointmentId, GridId, MemberId, OrganizationId};
use crate::domain::role::Role;
use crate::domain::scope::Scope;
use crate::error::{Code, Result};
use crate::service::appointments::{self, AppointmentFilter, NewAppointment};
use crate::service::command::CommandDone;
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// An appointment: a role over a grid that a member was given.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AppointmentView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: AppointmentId,
    /// The member.
    pub member: MemberBrief,
    /// The role.
    pub role: Role,
    /// The grid where the role holds, with all grids below; of a liaison the grid in which the
    /// organisation works.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// Code of the grid.
    pub grid_code: String,
    /// The organisation that a liaison acts for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub organization: Option<OrganizationId>,
    /// Start.
    pub from: DateTime<Utc>,
    /// End; missing: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

resources!(AppointmentView: "/api/v1/appointments");

impl AppointmentView {
    fn new(atlas: &Atlas, named: &MemberNames, appointment: Appointment) -> Self {
        let grid = atlas.tree().get(appointment.grid);
        Self {
            id: appointment.id,
            member: named.brief(appointment.member),
            role: appointment.role,
            grid: appointment.grid,
            grid_code: grid.map(|grid| grid.code.clone()).unwrap_or_default(),
            organization: appointment.organization,
            from: appointment.period.from,
            to: appointment.period.to,
            version: appointment.version,
        }
    }
}

/// An appointment to be created.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAppointmentBody {
    /// The member; never the caller.
    #[schema(value_type = Uuid)]
    pub member: MemberId,
    /// One of the roles that are appointed. System administrator, security administrator and
    /// auditor exclude each other.
    pub role: Role,
    /// The grid where the role holds, with all grids below; required unless it is a liaison's.
    #[schema(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
    /// The organisation that a liaison acts for; required for a liaison, and for nobody else.
    #[schema(value_type = Option<Uuid>)]
    pub organization: Option<OrganizationId>,
    /// Start, not before now; missing: now.
    pub from: Option<DateTime<Utc>>,
    /// End; missing: none.
    pub to: Option<DateTime<Utc>>,
}

/// Filter of the list of appointments.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AppointmentQuery {
    /// Appointments of this member.
    #[param(value_type = Option<Uuid>)]
    pub member: Option<MemberId>,
    /// Appointments to this role.
    pub role: Option<Role>,
    /// Appointments in force at this instant; missing: past, present and future ones.
    pub at: Option<DateTime<Utc>>,
}

/// Lists appointments, in the order they begin.
///
/// Past and future ones are included.
#[utoipa::path(get, path = "/api/v1/appointments")]
pub async fn list_appointments(
    permit: Permit<Administration>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<AppointmentQuery>,
) -> Result<Answer<Listed<AppointmentView>>> {
    let atlas = db.atlas();
    let scope = &permit.bearer.scope;
    let AppointmentQuery { member, role, at } = query;
    let filter = AppointmentFilter { member, role, at };
    let found = appointments::list_appointments(&atlas, &filter);
    let listed = page.cut(found, |appointment| (appointment.period.from, appointment.id))?;
    let members = listed.items.iter().map(|appointment| appointment.member);
    let named = MemberNames::read(&db, &atlas, scope, members).await?;
    Ok(Answer(listed.map(|appointment| AppointmentView::new(&atlas, &named, appointment))))
}

/// Reads an appointment.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/appointments/{id}")]
pub async fn read_appointment(
    permit: Permit<Administration>,
    db: Data<Db>,
    Path(id): Path<AppointmentId>,
) -> Result<Current<AppointmentView>> {
    Ok(Current(read(&db, &permit.bearer.scope, id).await?))
}

/// Creates an appointment: assigns a role to a member.
///
/// # Errors
/// `own_appointment`, `not_found`, `unknown_member`, `member_inactive`, `unknown_unit`,
/// `begins_in_the_past`, `ends_before_it_begins`, `role_not_appointed`, `roles_exclude`,
/// `appointed_twice`, `required`, `unknown_organization`, `role_without_organization`,
/// `grid_of_organization`
#[utoipa::path(post, path = "/api/v1/appointments")]
pub async fn give_appointment(
    permit: Permit<Appointing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewAppointmentBody>,
) -> Result<Created<WithEffects<AppointmentView>>> {
    let scope = &permit.bearer.scope;
    let NewAppointmentBody { member, role, grid, organization, from, to } = body;
    let new = NewAppointment { member, role, grid, organization, from, to };
    let done = appointments::give_appointment(&db, scope, key, new).await?;
    let resource = effects(&db, scope, language, &done).await?;
    Ok(Created { resource, replayed: done.replayed })
}

/// Ends an appointment.
///
/// # Errors
/// `not_found`, `own_appointment`, `stale_version`, `ends_in_the_past`, `already_ends`,
/// `out_of_range`, `version_required`
#[utoipa::path(post, path = "/api/v1/appointments/{id}/end")]
pub async fn end_appointment(
    permit: Permit<Appointing>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<AppointmentId, EndingBody>,
) -> Result<Changed<WithEffects<AppointmentView>>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let done = appointments::end_appointment(&db, scope, key, id, version, body.at).await?;
    let resource = effects(&db, scope, language, &done).await?;
    Ok(Changed { resource, replayed: done.replayed })
}

async fn effects(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    done: &CommandDone<AppointmentId>,
) -> Result<WithEffects<AppointmentView>> {
    let view = read(db, scope, done.made).await?;
    WithEffects::new(db, scope, language.0, &done.effects, view).await
}

async fn read(db: &Db, scope: &Scope, id: AppointmentId) -> Result<AppointmentView> {
    let atlas = db.atlas();
    let appointment = *atlas.people().appointment(id).ok_or(Code::NotFound)?;
    let named = MemberNames::read(db, &atlas, scope, [appointment.member]).await?;
    Ok(AppointmentView::new(&atlas, &named, appointment))
}
