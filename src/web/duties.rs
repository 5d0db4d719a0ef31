//! Duties over HTTP: who answers for what, who did, and who will.

use super::answer::Answer;
use super::body::Body;
use super::changed::ChangedBoundaries;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::origins::ChangeSetBrief;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::people::{MemberBrief, MemberNames};
use super::permission::{People, Permit, Staffing};
use super::requests::{UnitView, unit_view};
use super::version::IfMatch;
use crate::domain::atlas::Atlas;
use crate::domain::authority::may_see_duties;
use crate::domain::duty::{Capacity, Duty};
use crate::domain::id::{BuildingGroupId, DutyId, GridId, MemberId};
use crate::domain::period::Instant;
use crate::domain::scope::Scope;
use crate::domain::unit::{Unit, UnitKind};
use crate::error::{Code, Language, Problem, Result};
use crate::service::duties::{self, DutyOwner, NewDuty};
use crate::service::responsibility::{SourcedPeriod, sourced};
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// A duty.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DutyView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: DutyId,
    /// Where.
    pub unit: UnitView,
    /// Who.
    pub member: MemberBrief,
    /// As what.
    pub capacity: Capacity,
    /// The order among deputies, smaller first.
    pub rank: i32,
    /// From when on.
    pub from: DateTime<Utc>,
    /// Until when; missing: without end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

/// A duty, and how it came and went.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SourcedDutyView {
    /// What every answer shows of a duty.
    #[serde(flatten)]
    pub duty: DutyView,
    /// The change set that gave it; missing for what is older than change sets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_by: Option<ChangeSetBrief>,
    /// The change set that said when it ends, if it has an end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<ChangeSetBrief>,
}

/// Shows duties, in the order they come.
pub(super) async fn shown(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    duties: &[Duty],
) -> Result<Vec<DutyView>> {
    let atlas = db.atlas();
    let named = MemberNames::read(db, &atlas, scope, duties.iter().map(|duty| duty.member)).await?;
    Ok(duties.iter().map(|duty| view(&atlas, &named, duty, language.0)).collect())
}

fn view(atlas: &Atlas, named: &MemberNames, duty: &Duty, language: Language) -> DutyView {
    DutyView {
        id: duty.id,
        unit: unit_view(atlas, duty.unit, language),
        member: named.brief(duty.member),
        capacity: duty.capacity,
        rank: duty.rank,
        from: duty.period.from,
        to: duty.period.to,
        version: duty.version,
    }
}

/// Whose duties, and when.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DutyQuery {
    /// Of this grid, building group or desk; this or `member` is required, not both.
    pub unit: Option<Uuid>,
    /// Of this member.
    #[param(value_type = Option<Uuid>)]
    pub member: Option<MemberId>,
    /// In force at this instant; missing: all there were and will be.
    pub at: Option<DateTime<Utc>>,
}

/// The duties of a unit or of a member, past and future ones included, by when they begin, with the
/// change sets that gave and ended them.
#[utoipa::path(get, path = "/api/v1/duties", params(DutyQuery), responses((status = 200, body = Listed<SourcedDutyView>)))]
pub async fn list_duties(
    permit: Permit<People>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
    Query(query): Query<DutyQuery>,
) -> Result<Answer<Listed<SourcedDutyView>>> {
    let whose = match (query.unit, query.member) {
        (Some(unit), None) => DutyOwner::Unit(unit_of(&db.atlas(), unit).ok_or(Code::NotFound)?),
        (None, Some(member)) => DutyOwner::Member(member),
        _ => {
            return Err(Problem::new(Code::OneParameter)
                .at("unit")
                .with("names", "unit, member")
                .into());
        }
    };
    listed(&db, &permit.bearer.scope, language, &page, whose, query.at).await
}

/// When.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AtQuery {
    /// In force at this instant; missing: all there were and will be.
    pub at: Option<DateTime<Utc>>,
}

/// The duties of a member in units that the caller may see, past and future ones included, by when
/// they begin, with the change sets that gave and ended them.
#[utoipa::path(
    get, path = "/api/v1/members/{id}/duties", params(("id" = Uuid, Path), AtQuery),
    responses((status = 200, body = Listed<SourcedDutyView>))
)]
pub async fn list_duties_of_member(
    permit: Permit<People>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
    Path(id): Path<MemberId>,
    Query(query): Query<AtQuery>,
) -> Result<Answer<Listed<SourcedDutyView>>> {
    listed(&db, &permit.bearer.scope, language, &page, DutyOwner::Member(id), query.at).await
}

async fn listed(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    page: &Page,
    whose: DutyOwner,
    at: Option<Instant>,
) -> Result<Answer<Listed<SourcedDutyView>>> {
    let duties = duties::list_duties(&db.atlas(), scope, whose, at, db.now())?;
    let Listed { items, next_cursor } = page.cut(duties, |duty| (duty.period.from, duty.id))?;
    let views = shown(db, scope, language, &items).await?;
    let sourced = views.into_iter().zip(sourced(db, items).await?);
    let items = sourced.map(|(duty, SourcedPeriod { begun_by, ended_by, .. })| SourcedDutyView {
        duty,
        given_by: begun_by.map(Into::into),
        ended_by: ended_by.map(Into::into),
    });
    Ok(Answer::ok(Listed { items: items.collect(), next_cursor }))
}

/// Identifiers are unique over both kinds of unit.
fn unit_of(atlas: &Atlas, id: Uuid) -> Option<Unit> {
    let (grid, group) = (GridId(id), BuildingGroupId(id));
    let grid = atlas.tree().get(grid).map(|grid| Unit::Grid(grid.id));
    let group = || atlas.groups().get(group).map(|group| Unit::BuildingGroup(group.id));
    let desk = || atlas.desk_by_id(id).map(Unit::Desk);
    grid.or_else(group).or_else(desk)
}

/// One duty.
#[utoipa::path(
    get, path = "/api/v1/duties/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = DutyView))
)]
pub async fn read_duty(
    permit: Permit<People>,
    db: Data<Db>,
    language: Preferred,
    Path(id): Path<DutyId>,
) -> Result<Answer<DutyView>> {
    let view = read(&db, &permit.bearer.scope, language, id).await?;
    let version = view.version;
    Ok(Answer::ok(view).version(version))
}

async fn read(db: &Db, scope: &Scope, language: Preferred, id: DutyId) -> Result<DutyView> {
    let atlas = db.atlas();
    let seen = |duty: &&Duty| {
        scope.member == Some(duty.member) || may_see_duties(&atlas, scope, duty.unit)
    };
    let duty = *atlas.people().duty(id).filter(seen).ok_or(Code::NotFound)?;
    let named = MemberNames::read(db, &atlas, scope, [duty.member]).await?;
    Ok(view(&atlas, &named, &duty, language.0))
}

/// A unit by its identifier.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitBody {
    /// Grid, building group or desk.
    pub kind: UnitKind,
    /// Identifier.
    pub id: Uuid,
}

impl From<UnitBody> for Unit {
    fn from(body: UnitBody) -> Self {
        Self::new(body.kind, body.id)
    }
}

impl From<Unit> for UnitBody {
    fn from(unit: Unit) -> Self {
        Self { kind: unit.kind(), id: unit.id() }
    }
}

/// A new duty.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDutyBody {
    /// Where.
    #[validate(nested)]
    pub unit: UnitBody,
    /// To whom.
    #[schema(value_type = Uuid)]
    pub member: MemberId,
    /// As what. There is one leader at a time.
    pub capacity: Capacity,
    /// The order among deputies, smaller first.
    #[serde(default)]
    #[validate(range(min = 0, max = 1000))]
    pub rank: i32,
    /// From when on, not before now; missing: from now on.
    pub from: Option<DateTime<Utc>>,
    /// Until when; missing: without end.
    pub to: Option<DateTime<Utc>>,
}

/// Gives somebody a duty.
#[utoipa::path(
    post, path = "/api/v1/duties", request_body = NewDutyBody, responses((status = 201, body = ChangedBoundaries<DutyView>))
)]
pub async fn give_duty(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewDutyBody>,
) -> Result<Answer<ChangedBoundaries<DutyView>>> {
    let NewDutyBody { unit, member, capacity, rank, from, to } = body;
    let new = NewDuty { unit: unit.into(), member, capacity, rank, from, to };
    let scope = &permit.bearer.scope;
    let done = duties::give_duty(&db, scope, key, new).await?;
    let view = read(&db, scope, language, done.made).await?;
    let version = view.version;
    let changed = ChangedBoundaries::new(&db, scope, language.0, &done.effects, view).await?;
    Ok(Answer::created(format!("/api/v1/duties/{}", done.made), changed)
        .version(version)
        .replayed(done.replayed))
}

/// When something ends, and the version that this is based on unless `If-Match` names it.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndingBody {
    /// Not before now; missing: now.
    pub at: Option<DateTime<Utc>>,
    /// The row version that was read.
    #[validate(range(min = 1))]
    pub version: Option<i64>,
}

/// Ends a duty. Its open requests get their new holder at that instant.
#[utoipa::path(
    post, path = "/api/v1/duties/{id}/end", params(("id" = Uuid, Path)), request_body = EndingBody,
    responses((status = 200, body = ChangedBoundaries<DutyView>))
)]
pub async fn end_duty(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<DutyId>,
    Body(body): Body<EndingBody>,
) -> Result<Answer<ChangedBoundaries<DutyView>>> {
    let (scope, version) = (&permit.bearer.scope, seen.required(body.version)?);
    let done = duties::end_duty(&db, scope, key, id, version, body.at).await?;
    let view = read(&db, scope, language, done.made).await?;
    let version = view.version;
    let changed = ChangedBoundaries::new(&db, scope, language.0, &done.effects, view).await?;
    Ok(Answer::ok(changed).version(version).replayed(done.replayed))
}
