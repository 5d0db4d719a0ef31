//! Appointed roles over HTTP.

use super::answer::Answer;
use super::body::Body;
use super::changed::ChangedBoundaries;
use super::duties::EndingBody;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::people::{MemberBrief, MemberNames};
use super::permission::{Administration, Appointing, Permit};
use super::version::IfMatch;
use crate::domain::atlas::Atlas;
use crate::domain::duty::Appointment;
use crate::domain::id::{AppointmentId, GridId, MemberId};
use crate::domain::role::Role;
use crate::domain::scope::Scope;
use crate::error::{Code, Result};
use crate::service::appointments::{self, AppointmentFilter, NewAppointment};
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// A role that a member was given.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AppointmentView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: AppointmentId,
    /// Who.
    pub member: MemberBrief,
    /// The role.
    pub role: Role,
    /// The grid that it reaches over, with everything below it.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// The code of that grid.
    pub grid_code: String,
    /// From when on.
    pub from: DateTime<Utc>,
    /// Until when; missing: without end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

fn view(atlas: &Atlas, named: &MemberNames, appointment: Appointment) -> AppointmentView {
    let grid = atlas.tree().get(appointment.grid);
    AppointmentView {
        id: appointment.id,
        member: named.brief(appointment.member),
        role: appointment.role,
        grid: appointment.grid,
        grid_code: grid.map(|grid| grid.code.clone()).unwrap_or_default(),
        from: appointment.period.from,
        to: appointment.period.to,
        version: appointment.version,
    }
}

/// Which appointments.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AppointmentQuery {
    /// Of this member.
    #[param(value_type = Option<Uuid>)]
    pub member: Option<MemberId>,
    /// To this role.
    pub role: Option<Role>,
    /// In force at this instant; missing: all there were and will be.
    pub at: Option<DateTime<Utc>>,
}

/// Who was given which role, past and future ones included, by when it begins.
#[utoipa::path(
    get, path = "/api/v1/appointments", params(AppointmentQuery),
    responses((status = 200, body = Listed<AppointmentView>))
)]
pub async fn list_appointments(
    permit: Permit<Administration>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<AppointmentQuery>,
) -> Result<Answer<Listed<AppointmentView>>> {
    let (atlas, scope) = (db.atlas(), &permit.bearer.scope);
    let filter = AppointmentFilter { member: query.member, role: query.role, at: query.at };
    let found = appointments::list_appointments(&atlas, &filter);
    let listed = page.cut(found, |appointment| (appointment.period.from, appointment.id))?;
    let named = MemberNames::read(
        &db,
        &atlas,
        scope,
        listed.items.iter().map(|appointment| appointment.member),
    )
    .await?;
    Ok(Answer::ok(listed.map(|appointment| view(&atlas, &named, appointment))))
}

/// One appointment.
#[utoipa::path(
    get, path = "/api/v1/appointments/{id}", params(("id" = Uuid, Path)),
    responses((status = 200, body = AppointmentView))
)]
pub async fn read_appointment(
    permit: Permit<Administration>,
    db: Data<Db>,
    Path(id): Path<AppointmentId>,
) -> Result<Answer<AppointmentView>> {
    let view = read(&db, &permit.bearer.scope, id).await?;
    let version = view.version;
    Ok(Answer::ok(view).version(version))
}

async fn read(db: &Db, scope: &Scope, id: AppointmentId) -> Result<AppointmentView> {
    let atlas = db.atlas();
    let appointment = *atlas.people().appointment(id).ok_or(Code::NotFound)?;
    let named = MemberNames::read(db, &atlas, scope, [appointment.member]).await?;
    Ok(view(&atlas, &named, appointment))
}

/// A new appointment.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAppointmentBody {
    /// To whom; never to the caller.
    #[schema(value_type = Uuid)]
    pub member: MemberId,
    /// One of the roles that are appointed. System administrator, security administrator and
    /// auditor exclude each other.
    pub role: Role,
    /// The grid that it reaches over, with everything below it.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// From when on, not before now; missing: from now on.
    pub from: Option<DateTime<Utc>>,
    /// Until when; missing: without end.
    pub to: Option<DateTime<Utc>>,
}

/// Gives a member a role.
#[utoipa::path(
    post, path = "/api/v1/appointments", request_body = NewAppointmentBody,
    responses((status = 201, body = ChangedBoundaries<AppointmentView>))
)]
pub async fn give_appointment(
    permit: Permit<Appointing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewAppointmentBody>,
) -> Result<Answer<ChangedBoundaries<AppointmentView>>> {
    let NewAppointmentBody { member, role, grid, from, to } = body;
    let scope = &permit.bearer.scope;
    let new = NewAppointment { member, role, grid, from, to };
    let done = appointments::give_appointment(&db, scope, key, new).await?;
    let view = read(&db, scope, done.made).await?;
    let version = view.version;
    let changed = ChangedBoundaries::new(&db, scope, language.0, &done.effects, view).await?;
    let answer = Answer::created(format!("/api/v1/appointments/{}", done.made), changed);
    Ok(answer.version(version).replayed(done.replayed))
}

/// Takes a role away.
#[utoipa::path(
    post, path = "/api/v1/appointments/{id}/end", params(("id" = Uuid, Path)), request_body = EndingBody,
    responses((status = 200, body = ChangedBoundaries<AppointmentView>))
)]
pub async fn end_appointment(
    permit: Permit<Appointing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<AppointmentId>,
    Body(body): Body<EndingBody>,
) -> Result<Answer<ChangedBoundaries<AppointmentView>>> {
    let (scope, version) = (&permit.bearer.scope, seen.required(body.version)?);
    let done = appointments::end_appointment(&db, scope, key, id, version, body.at).await?;
    let view = read(&db, scope, done.made).await?;
    let version = view.version;
    let changed = ChangedBoundaries::new(&db, scope, language.0, &done.effects, view).await?;
    Ok(Answer::ok(changed).version(version).replayed(done.replayed))
}
