//! Members over HTTP.

use super::answer::{Answer, Changed, Created, Current, Resource, resources};
use super::body::Body;
use super::change::{VersionBody, VersionedChange};
use super::effects::WithEffects;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::people::MemberNames;
use super::permission::{People, Permit, Staffing, Suspending};
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

/// A member as a list shows them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MemberSummary {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: MemberId,
    /// Code, as people use it (工号).
    pub code: String,
    /// Name, masked; missing once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "张*")]
    pub name: Option<String>,
    /// True while the member may act.
    pub active: bool,
    /// Creation time.
    pub created_at: DateTime<Utc>,
    /// Row version.
    pub version: i64,
}

resources!(MemberSummary: "/api/v1/members");

impl MemberSummary {
    fn new(member: &Member, name: Option<String>) -> Self {
        let Member { id, active, created_at, version, .. } = *member;
        Self { id, code: member.code.clone(), name, active, created_at, version }
    }
}

/// A member as the caller may know them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MemberView {
    /// What a list shows of the member. Here the name is in full unless `masked` is true.
    #[serde(flatten)]
    pub summary: MemberSummary,
    /// Phone, in full unless `masked` is true.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "138****1234")]
    pub phone: Option<String>,
    /// True when name and phone are masked.
    pub masked: bool,
}

impl Resource for MemberView {
    fn version(&self) -> Option<i64> {
        self.summary.version()
    }
}

/// A member to be created.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMemberBody {
    /// Code, as people use it (工号); unique: 1–32 letters, digits, `-` or `_`.
    #[validate(length(min = 1, max = 32))]
    #[schema(min_length = 1, max_length = 32, example = "W0107")]
    pub code: String,
    /// Name; kept sealed.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64)]
    pub name: String,
    /// Phone; kept sealed.
    #[validate(length(max = 32))]
    #[schema(max_length = 32)]
    pub phone: Option<String>,
}

/// Filter of the list of members.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MemberQuery {
    /// Members with a present or future duty in this grid, below it, or in building groups there.
    #[param(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
    /// True: members who may act; false: members who may not.
    pub active: Option<bool>,
}

/// Lists the members whom the caller may know.
///
/// In the order of their codes, with masked names.
#[utoipa::path(get, path = "/api/v1/members")]
pub async fn list_members(
    permit: Permit<People>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<MemberQuery>,
) -> Result<Answer<Listed<MemberSummary>>> {
    let atlas = db.atlas();
    let scope = &permit.bearer.scope;
    let filter = MemberFilter { grid: query.grid, active: query.active };
    let listed = page.cut(list(&atlas, scope, &filter, db.now()), |member| member.code.clone())?;
    let members = listed.items.iter().map(|member| member.id);
    let named = MemberNames::read(&db, &atlas, scope, members).await?;
    Ok(Answer(listed.map(|member| MemberSummary::new(member, named.name(member.id)))))
}

/// Reads a member.
///
/// Name and phone are in full for the member and for those who lead a unit of theirs or one above;
/// the latter leaves an access record. They are masked for everybody else.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/members/{id}")]
pub async fn read_member(
    permit: Permit<People>,
    db: Data<Db>,
    Path(id): Path<MemberId>,
) -> Result<Current<MemberView>> {
    let known = members::read_member(&db, &permit.bearer.scope, id).await?;
    Ok(Current(MemberView {
        summary: MemberSummary::new(&known.member, known.name),
        phone: known.phone,
        masked: known.masked,
    }))
}

/// Creates a member, without a login.
///
/// Name and phone are sealed under a key of their own.
///
/// # Errors
/// `not_found`, `malformed_code`, `code_in_use`, `phone_invalid`, `required`, `too_long`
#[utoipa::path(post, path = "/api/v1/members")]
pub async fn create_member(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewMemberBody>,
) -> Result<Created<WithEffects<MemberSummary>>> {
    let scope = &permit.bearer.scope;
    let NewMemberBody { code, name, phone } = body;
    let phone = phone.as_deref().map(Phone::parse).transpose();
    let phone = phone.map_err(|problem| problem.at("/phone"))?;
    let new = NewMember::new(code, name.trim().to_owned(), phone, None, db.now());
    let done = create(&db, scope, key, new).await?;
    let resource = effects(&db, scope, language, &done).await?;
    Ok(Created { resource, replayed: done.replayed })
}

/// Activates a member: they may act again.
///
/// What ended when they were deactivated stays ended.
///
/// # Errors
/// `not_found`, `stale_version`, `out_of_range`, `version_required`
#[utoipa::path(post, path = "/api/v1/members/{id}/activate")]
pub async fn activate_member(
    permit: Permit<Suspending>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<MemberId, VersionBody>,
) -> Result<Changed<WithEffects<MemberSummary>>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, .. } = change;
    let done = set_member_active(&db, scope, key, id, version, true).await?;
    let resource = effects(&db, scope, language, &done).await?;
    Ok(Changed { resource, replayed: done.replayed })
}

/// Deactivates a member: they may not act until they are activated.
///
/// Their duties, terms at posts, registrations and second identities end now. Their open requests
/// get new holders.
///
/// # Errors
/// `not_found`, `stale_version`, `member_has_roles`, `root_without_leader`, `approval_required`,
/// `out_of_range`, `version_required`
#[utoipa::path(post, path = "/api/v1/members/{id}/deactivate")]
pub async fn deactivate_member(
    permit: Permit<Suspending>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<MemberId, VersionBody>,
) -> Result<Changed<WithEffects<MemberSummary>>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, .. } = change;
    let done = set_member_active(&db, scope, key, id, version, false).await?;
    let resource = effects(&db, scope, language, &done).await?;
    Ok(Changed { resource, replayed: done.replayed })
}

async fn effects(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    done: &CommandDone<MemberId>,
) -> Result<WithEffects<MemberSummary>> {
    let summary = masked(db, scope, done.made).await?;
    WithEffects::new(db, scope, language.0, &done.effects, summary).await
}

async fn masked(db: &Db, scope: &Scope, id: MemberId) -> Result<MemberSummary> {
    let atlas = db.atlas();
    let named = MemberNames::read(db, &atlas, scope, [id]).await?;
    let member = atlas.people().member(id).ok_or(Code::NotFound)?;
    Ok(MemberSummary::new(member, named.name(id)))
}
