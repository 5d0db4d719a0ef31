//! Absences over HTTP. To others than the member and their secretary, an absent member is
//! unavailable.

use super::answer::Answer;
use super::body::Body;
use super::changed::ChangedBoundaries;
use super::duties::EndingBody;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::people::{MemberBrief, MemberNames};
use super::permission::{People, Permit, Staff};
use super::version::IfMatch;
use crate::domain::duty::AbsenceKind;
use crate::domain::id::{AbsenceId, MemberId};
use crate::domain::scope::Scope;
use crate::error::Result;
use crate::service::absences::{self, NewAbsence, VisibleAbsence};
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// A period in which a member is unavailable.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AbsenceView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: AbsenceId,
    /// Who.
    pub member: MemberBrief,
    /// Why: for the member and the secretary alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<AbsenceKind>,
    /// From when on.
    pub from: DateTime<Utc>,
    /// Until when; missing: not known yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

fn view(named: &MemberNames, seen: VisibleAbsence) -> AbsenceView {
    let absence = seen.absence;
    AbsenceView {
        id: absence.id,
        member: named.brief(absence.member),
        kind: Some(absence.kind).filter(|_| seen.with_kind),
        from: absence.period.from,
        to: absence.period.to,
        version: absence.version,
    }
}

/// Whose absences.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AbsenceQuery {
    /// Of this member; missing: of everybody whom the caller may know.
    #[param(value_type = Option<Uuid>)]
    pub member: Option<MemberId>,
}

/// The absences that are not over, by when they begin.
#[utoipa::path(get, path = "/api/v1/absences", params(AbsenceQuery), responses((status = 200, body = Listed<AbsenceView>)))]
pub async fn list_absences(
    permit: Permit<People>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<AbsenceQuery>,
) -> Result<Answer<Listed<AbsenceView>>> {
    let (atlas, scope) = (db.atlas(), &permit.bearer.scope);
    let seen = absences::list_absences(&atlas, scope, query.member, db.now())?;
    let listed = page.cut(seen, |seen| (seen.absence.period.from, seen.absence.id))?;
    let named =
        MemberNames::read(&db, &atlas, scope, listed.items.iter().map(|seen| seen.absence.member))
            .await?;
    Ok(Answer::ok(listed.map(|seen| view(&named, seen))))
}

/// One absence.
#[utoipa::path(
    get, path = "/api/v1/absences/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = AbsenceView))
)]
pub async fn read_absence(
    permit: Permit<People>,
    db: Data<Db>,
    Path(id): Path<AbsenceId>,
) -> Result<Answer<AbsenceView>> {
    let view = read(&db, &permit.bearer.scope, id).await?;
    let version = view.version;
    Ok(Answer::ok(view).version(version))
}

async fn read(db: &Db, scope: &Scope, id: AbsenceId) -> Result<AbsenceView> {
    let atlas = db.atlas();
    let seen = absences::read_absence(&atlas, scope, id, db.now())?;
    let named = MemberNames::read(db, &atlas, scope, [seen.absence.member]).await?;
    Ok(view(&named, seen))
}

/// A new absence.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAbsenceBody {
    /// Who: the caller, or a member in the caller's care.
    #[schema(value_type = Uuid)]
    pub member: MemberId,
    /// Why.
    pub kind: AbsenceKind,
    /// From when on, not before now; missing: from now on.
    pub from: Option<DateTime<Utc>>,
    /// Until when; missing: until it is ended.
    pub to: Option<DateTime<Utc>>,
}

/// Enters an absence: what comes in meanwhile goes to the deputies. Open requests stay with the
/// member.
#[utoipa::path(
    post, path = "/api/v1/absences", request_body = NewAbsenceBody, responses((status = 201, body = ChangedBoundaries<AbsenceView>))
)]
pub async fn add_absence(
    permit: Permit<Staff>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewAbsenceBody>,
) -> Result<Answer<ChangedBoundaries<AbsenceView>>> {
    let NewAbsenceBody { member, kind, from, to } = body;
    let scope = &permit.bearer.scope;
    let done =
        absences::add_absence(&db, scope, key, NewAbsence { member, kind, from, to }).await?;
    let view = read(&db, scope, done.made).await?;
    let version = view.version;
    let changed = ChangedBoundaries::new(&db, scope, language.0, &done.effects, view).await?;
    Ok(Answer::created(format!("/api/v1/absences/{}", done.made), changed)
        .version(version)
        .replayed(done.replayed))
}

/// Ends an absence.
#[utoipa::path(
    post, path = "/api/v1/absences/{id}/end", params(("id" = Uuid, Path)), request_body = EndingBody,
    responses((status = 200, body = ChangedBoundaries<AbsenceView>))
)]
pub async fn end_absence(
    permit: Permit<Staff>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<AbsenceId>,
    Body(body): Body<EndingBody>,
) -> Result<Answer<ChangedBoundaries<AbsenceView>>> {
    let (scope, version) = (&permit.bearer.scope, seen.given(body.version)?);
    let done = absences::end_absence(&db, scope, key, id, version, body.at).await?;
    let view = read(&db, scope, done.made).await?;
    let version = view.version;
    let changed = ChangedBoundaries::new(&db, scope, language.0, &done.effects, view).await?;
    Ok(Answer::ok(changed).version(version).replayed(done.replayed))
}
