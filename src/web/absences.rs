//! Absences over HTTP. To others than the member and their secretary, an absent member is
//! unavailable.

use super::answer::{Answer, Changed, Created, Current, resources};
use super::body::Body;
use super::duties::EndingBody;
use super::effects::WithEffects;
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
use crate::service::command::CommandDone;
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// An absence: a period in which a member is unavailable.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AbsenceView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: AbsenceId,
    /// The member.
    pub member: MemberBrief,
    /// Kind; shown to the member and their secretary only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<AbsenceKind>,
    /// Start.
    pub from: DateTime<Utc>,
    /// End; missing: not known yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

resources!(AbsenceView: "/api/v1/absences");

impl AbsenceView {
    fn new(named: &MemberNames, seen: VisibleAbsence) -> Self {
        let absence = seen.absence;
        Self {
            id: absence.id,
            member: named.brief(absence.member),
            kind: Some(absence.kind).filter(|_| seen.with_kind),
            from: absence.period.from,
            to: absence.period.to,
            version: absence.version,
        }
    }
}

/// An absence to be created.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAbsenceBody {
    /// The member: the caller, or somebody in the caller's care.
    #[schema(value_type = Uuid)]
    pub member: MemberId,
    /// Kind.
    pub kind: AbsenceKind,
    /// Start, not before now; missing: now.
    pub from: Option<DateTime<Utc>>,
    /// End; missing: until the absence is ended.
    pub to: Option<DateTime<Utc>>,
}

/// Filter of the list of absences.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AbsenceQuery {
    /// Absences of this member; missing: of everybody whom the caller may know.
    #[param(value_type = Option<Uuid>)]
    pub member: Option<MemberId>,
}

/// Lists the absences that are not over.
///
/// In the order they begin.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/absences")]
pub async fn list_absences(
    permit: Permit<People>,
    db: Data<Db>,
    page: Page,
    Query(query): Query<AbsenceQuery>,
) -> Result<Answer<Listed<AbsenceView>>> {
    let atlas = db.atlas();
    let scope = &permit.bearer.scope;
    let seen = absences::list_absences(&atlas, scope, query.member, db.now())?;
    let listed = page.cut(seen, |seen| (seen.absence.period.from, seen.absence.id))?;
    let members = listed.items.iter().map(|seen| seen.absence.member);
    let named = MemberNames::read(&db, &atlas, scope, members).await?;
    Ok(Answer(listed.map(|seen| AbsenceView::new(&named, seen))))
}

/// Reads an absence; one that is over too.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/absences/{id}")]
pub async fn read_absence(
    permit: Permit<People>,
    db: Data<Db>,
    Path(id): Path<AbsenceId>,
) -> Result<Current<AbsenceView>> {
    Ok(Current(read(&db, &permit.bearer.scope, id).await?))
}

/// Creates an absence of a member.
///
/// New requests go to the deputies meanwhile. Open requests stay with the member.
///
/// # Errors
/// `not_found`, `member_inactive`, `begins_in_the_past`, `ends_before_it_begins`, `required`
#[utoipa::path(post, path = "/api/v1/absences")]
pub async fn add_absence(
    permit: Permit<Staff>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewAbsenceBody>,
) -> Result<Created<WithEffects<AbsenceView>>> {
    let scope = &permit.bearer.scope;
    let NewAbsenceBody { member, kind, from, to } = body;
    let new = NewAbsence { member, kind, from, to };
    let done = absences::add_absence(&db, scope, key, new).await?;
    let resource = effects(&db, scope, language, &done).await?;
    Ok(Created { resource, replayed: done.replayed })
}

/// Ends an absence.
///
/// The version is compared if the call names one.
///
/// # Errors
/// `not_found`, `stale_version`, `ends_in_the_past`, `already_ends`, `out_of_range`
#[utoipa::path(post, path = "/api/v1/absences/{id}/end")]
pub async fn end_absence(
    permit: Permit<Staff>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<AbsenceId>,
    Body(body): Body<EndingBody>,
) -> Result<Changed<WithEffects<AbsenceView>>> {
    let scope = &permit.bearer.scope;
    let version = seen.given(body.version)?;
    let done = absences::end_absence(&db, scope, key, id, version, body.at).await?;
    let resource = effects(&db, scope, language, &done).await?;
    Ok(Changed { resource, replayed: done.replayed })
}

async fn effects(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    done: &CommandDone<AbsenceId>,
) -> Result<WithEffects<AbsenceView>> {
    let view = read(db, scope, done.made).await?;
    WithEffects::new(db, scope, language.0, &done.effects, view).await
}

async fn read(db: &Db, scope: &Scope, id: AbsenceId) -> Result<AbsenceView> {
    let atlas = db.atlas();
    let seen = absences::read_absence(&atlas, scope, id, db.now())?;
    let named = MemberNames::read(db, &atlas, scope, [seen.absence.member]).await?;
    Ok(AbsenceView::new(&named, seen))
}
