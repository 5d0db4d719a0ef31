//! Members over HTTP.

use super::answer::Answer;
use super::body::Body;
use super::changed::ChangedBoundaries;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::people::MemberNames;
use super::permission::{People, Permit, Staffing, Suspending};
use super::version::IfMatch;
use crate::domain::duty::Member;
use crate::domain::id::{GridId, MemberId};
use crate::domain::phone::Phone;
use crate::domain::scope::Scope;
use crate::error::{Code, Result};
use crate::service::command::CommandDone;
use crate::service::members::{
    self, MemberFilter, NewMember, create_member as create, list_members as list, set_member_active,
};
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// A member in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MemberSummary {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: MemberId,
    /// The code people use (工号).
    pub code: String,
    /// The name, masked; missing once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "张*")]
    pub name: Option<String>,
    /// Whether they may act at all.
    pub active: bool,
    /// When they were entered.
    pub created_at: DateTime<Utc>,
    /// Row version.
    pub version: i64,
}

/// A member as the caller knows them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MemberView {
    /// What a list shows too; here the name is in full for those who lead the member.
    #[serde(flatten)]
    pub summary: MemberSummary,
    /// The phone, masked or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "138****1234")]
    pub phone: Option<String>,
    /// Whether name and phone are masked.
    pub masked: bool,
}

fn summary(member: &Member, name: Option<String>) -> MemberSummary {
    let Member { id, active, created_at, version, .. } = *member;
    MemberSummary { id, code: member.code.clone(), name, active, created_at, version }
}

/// Which members.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MemberQuery {
    /// With a duty, now or later, in this grid, below it, or in building groups there.
    #[param(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
    /// Who may act, or who may not.
    pub active: Option<bool>,
}

/// The members whom the caller may know, in the order of their codes, names masked.
#[utoipa::path(get, path = "/api/v1/members", params(MemberQuery), responses((status = 200, body = Listed<MemberSummary>)))]
pub async fn list_members(
    permit: Permit<People>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<MemberQuery>,
) -> Result<Answer<Listed<MemberSummary>>> {
    let (atlas, scope) = (db.atlas(), &permit.bearer.scope);
    let filter = MemberFilter { grid: query.grid, active: query.active };
    let listed = page.cut(list(&atlas, scope, &filter, db.now()), |member| member.code.clone())?;
    let named =
        MemberNames::read(&db, &atlas, scope, listed.items.iter().map(|member| member.id)).await?;
    Ok(Answer::ok(listed.map(|member| summary(member, named.name(member.id)))))
}

/// One member. Those who lead them read name and phone in full, which leaves an access record;
/// others see masks.
#[utoipa::path(
    get, path = "/api/v1/members/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = MemberView))
)]
pub async fn read_member(
    permit: Permit<People>,
    db: Data<Db>,
    Path(id): Path<MemberId>,
) -> Result<Answer<MemberView>> {
    let known = members::read_member(&db, &permit.bearer.scope, id).await?;
    let version = known.member.version;
    let view = MemberView {
        summary: summary(&known.member, known.name),
        phone: known.phone,
        masked: known.masked,
    };
    Ok(Answer::ok(view).version(version))
}

/// Somebody who becomes a member.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMemberBody {
    /// The code people use (工号), unique: 1–32 letters, digits, `-` or `_`.
    #[validate(length(min = 1, max = 32))]
    #[schema(example = "W0107")]
    pub code: String,
    /// The name; kept sealed.
    #[validate(length(min = 1, max = 64))]
    pub name: String,
    /// Where they are called; kept sealed.
    #[validate(length(max = 32))]
    pub phone: Option<String>,
}

/// Takes somebody in as a member. Name and phone are sealed under a key of their own.
#[utoipa::path(
    post, path = "/api/v1/members", request_body = NewMemberBody, responses((status = 201, body = ChangedBoundaries<MemberSummary>))
)]
pub async fn create_member(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewMemberBody>,
) -> Result<Answer<ChangedBoundaries<MemberSummary>>> {
    let phone = body
        .phone
        .as_deref()
        .map(Phone::parse)
        .transpose()
        .map_err(|problem| problem.at("/phone"))?;
    let new = NewMember::new(body.code, body.name.trim().to_owned(), phone, None, db.now());
    let scope = &permit.bearer.scope;
    let done = create(&db, scope, key, new).await?;
    let summary = masked(&db, scope, done.made).await?;
    let version = summary.version;
    let changed = ChangedBoundaries::new(&db, scope, language.0, &done.effects, summary).await?;
    let answer = Answer::created(format!("/api/v1/members/{}", done.made), changed);
    Ok(answer.version(version).replayed(done.replayed))
}

/// The version that a change is based on, unless `If-Match` names it.
#[derive(Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VersionBody {
    /// The row version that was read.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
}

/// Says that a member may act again.
#[utoipa::path(
    post, path = "/api/v1/members/{id}/activate", params(("id" = Uuid, Path)), request_body = VersionBody,
    responses((status = 200, body = ChangedBoundaries<MemberSummary>))
)]
pub async fn activate_member(
    permit: Permit<Suspending>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<MemberId>,
    Body(body): Body<VersionBody>,
) -> Result<Answer<ChangedBoundaries<MemberSummary>>> {
    let (scope, version) = (&permit.bearer.scope, seen.required(body.version)?);
    let done = set_member_active(&db, scope, key, id, version, true).await?;
    changed(&db, scope, language, &done).await
}

/// Says that a member may act no more: their duties end now, and their open requests get new
/// holders.
#[utoipa::path(
    post, path = "/api/v1/members/{id}/deactivate", params(("id" = Uuid, Path)), request_body = VersionBody,
    responses((status = 200, body = ChangedBoundaries<MemberSummary>))
)]
pub async fn deactivate_member(
    permit: Permit<Suspending>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<MemberId>,
    Body(body): Body<VersionBody>,
) -> Result<Answer<ChangedBoundaries<MemberSummary>>> {
    let (scope, version) = (&permit.bearer.scope, seen.required(body.version)?);
    let done = set_member_active(&db, scope, key, id, version, false).await?;
    changed(&db, scope, language, &done).await
}

async fn changed(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    done: &CommandDone<MemberId>,
) -> Result<Answer<ChangedBoundaries<MemberSummary>>> {
    let summary = masked(db, scope, done.made).await?;
    let version = summary.version;
    let changed = ChangedBoundaries::new(db, scope, language.0, &done.effects, summary).await?;
    Ok(Answer::ok(changed).version(version).replayed(done.replayed))
}

async fn masked(db: &Db, scope: &Scope, id: MemberId) -> Result<MemberSummary> {
    let atlas = db.atlas();
    let named = MemberNames::read(db, &atlas, scope, [id]).await?;
    Ok(summary(atlas.people().member(id).ok_or(Code::NotFound)?, named.name(id)))
}
