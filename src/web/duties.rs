//! Duties over HTTP: who answers for what, who did, and who will.

use super::answer::{Answer, Changed, Created, Current, resources};
use super::body::Body;
use super::change::{VersionedChange, versioned};
use super::effects::WithEffects;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::origins::ChangeSetBrief;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::people::{MemberBrief, MemberNames};
use super::permission::{People, Permit, Staffing};
use super::units::UnitView;
use crate::domain::atlas::Atlas;
use crate::domain::authority::may_see_duties;
use crate::domain::duty::{Capacity, Duty};
use crate::domain::id::{BuildingGroupId, DutyId, GridId, MemberId, OrganizationId};
use crate::domain::period::Instant;
use crate::domain::scope::Scope;
use crate::domain::unit::{Unit, UnitKind};
use crate::error::{Code, Language, Problem, Result};
use crate::service::command::CommandDone;
use crate::service::duties::{self, DutyOwner, NewDuty};
use crate::service::responsibility::then::{SourcedPeriod, sourced};
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
    /// Unit in which the duty is held.
    pub unit: UnitView,
    /// Member who holds the duty.
    pub member: MemberBrief,
    /// Capacity.
    pub capacity: Capacity,
    /// Order among deputies, smaller first.
    pub rank: i32,
    /// Start of the duty.
    pub from: DateTime<Utc>,
    /// End of the duty; missing while no end is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
    /// Row version.
    pub version: i64,
}

resources!(DutyView: "/api/v1/duties");

impl DutyView {
    fn new(atlas: &Atlas, named: &MemberNames, duty: &Duty, language: Language) -> Self {
        Self {
            id: duty.id,
            unit: UnitView::of(atlas, duty.unit, language),
            member: named.brief(duty.member),
            capacity: duty.capacity,
            rank: duty.rank,
            from: duty.period.from,
            to: duty.period.to,
            version: duty.version,
        }
    }
}

/// A duty, with the change sets that assigned and ended it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SourcedDutyView {
    /// What every answer shows of a duty.
    #[serde(flatten)]
    pub duty: DutyView,
    /// Change set that assigned the duty; missing for duties older than change sets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_by: Option<ChangeSetBrief>,
    /// Change set that set the end of the duty; missing while no end is set.
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
    Ok(duties.iter().map(|duty| DutyView::new(&atlas, &named, duty, language.0)).collect())
}

/// Filter of the list of duties.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DutyQuery {
    /// Grid, building group, desk or office; this or `member` is required, not both.
    pub unit: Option<Uuid>,
    /// Member; this or `unit` is required, not both.
    #[param(value_type = Option<Uuid>)]
    pub member: Option<MemberId>,
    /// Instant at which the duties are in force; missing: any.
    pub at: Option<DateTime<Utc>>,
}

impl DutyQuery {
    fn whose(&self, atlas: &Atlas) -> Result<DutyOwner, Problem> {
        match (self.unit, self.member) {
            (Some(unit), None) => Ok(DutyOwner::Unit(unit_of(atlas, unit).ok_or(Code::NotFound)?)),
            (None, Some(member)) => Ok(DutyOwner::Member(member)),
            _ => Err(Problem::new(Code::OneParameter)
                .at("unit")
                .with("names", vec!["unit", "member"])),
        }
    }
}

/// Lists the duties of a unit or member.
///
/// By when they begin, past and future ones included, each with the change sets that assigned and
/// ended it.
///
/// # Errors
/// `one_parameter`, `not_found`
#[utoipa::path(get, path = "/api/v1/duties")]
pub async fn list_duties(
    permit: Permit<People>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
    Query(query): Query<DutyQuery>,
) -> Result<Answer<Listed<SourcedDutyView>>> {
    let whose = query.whose(&db.atlas())?;
    listed(&db, &permit.bearer.scope, language, &page, whose, query.at).await
}

/// An instant.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AtQuery {
    /// Instant at which the items are in force; missing: any.
    pub at: Option<DateTime<Utc>>,
}

/// Lists the duties of a member in the units the caller sees.
///
/// By when they begin, past and future ones included, each with the change sets that assigned and
/// ended it.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/members/{id}/duties")]
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
    Ok(Answer(Listed { items: items.collect(), next_cursor }))
}

/// Identifiers are unique over all kinds of unit.
fn unit_of(atlas: &Atlas, id: Uuid) -> Option<Unit> {
    if let Some(grid) = atlas.tree().get(GridId(id)) {
        return Some(Unit::Grid(grid.id));
    }
    if let Some(group) = atlas.groups().get(BuildingGroupId(id)) {
        return Some(Unit::BuildingGroup(group.id));
    }
    if let Some(office) = atlas.organizations().office(OrganizationId(id)) {
        return Some(Unit::Office(office.id));
    }
    atlas.desk_by_id(id).map(Unit::Desk)
}

/// Reads a duty.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/duties/{id}")]
pub async fn read_duty(
    permit: Permit<People>,
    db: Data<Db>,
    language: Preferred,
    Path(id): Path<DutyId>,
) -> Result<Current<DutyView>> {
    Ok(Current(read(&db, &permit.bearer.scope, language, id).await?))
}

async fn read(db: &Db, scope: &Scope, language: Preferred, id: DutyId) -> Result<DutyView> {
    let atlas = db.atlas();
    let duty = *atlas.people().duty(id).ok_or(Code::NotFound)?;
    if scope.member != Some(duty.member) && !may_see_duties(&atlas, scope, duty.unit) {
        return Err(Code::NotFound.into());
    }
    let named = MemberNames::read(db, &atlas, scope, [duty.member]).await?;
    Ok(DutyView::new(&atlas, &named, &duty, language.0))
}

/// A unit by its identifier.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitBody {
    /// Grid, building group, desk or office.
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

/// A duty to be assigned.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDutyBody {
    /// Unit in which the duty is held.
    #[validate(nested)]
    pub unit: UnitBody,
    /// Member who is to hold the duty.
    #[schema(value_type = Uuid)]
    pub member: MemberId,
    /// Capacity. A unit has one leader at a time.
    pub capacity: Capacity,
    /// Order among deputies, smaller first.
    #[serde(default)]
    #[validate(range(min = 0, max = 1000))]
    #[schema(minimum = 0, maximum = 1000)]
    pub rank: i32,
    /// Start of the duty, not before now; missing: now.
    pub from: Option<DateTime<Utc>>,
    /// End of the duty; missing: no end. Required for a duty on call.
    pub to: Option<DateTime<Utc>>,
}

/// Assigns a duty in a unit to a member.
///
/// Open requests that get another holder by it move.
///
/// # Errors
/// `required`, `out_of_range`, `not_found`, `unknown_member`, `member_inactive`, `unknown_unit`,
/// `begins_in_the_past`, `ends_before_it_begins`, `shift_at_grids`, `shift_without_end`,
/// `desk_capacity`, `leader_periods_overlap`, `duty_twice`, `approval_required`
#[utoipa::path(post, path = "/api/v1/duties")]
pub async fn give_duty(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewDutyBody>,
) -> Result<Created<WithEffects<DutyView>>> {
    let scope = &permit.bearer.scope;
    let NewDutyBody { unit, member, capacity, rank, from, to } = body;
    let new = NewDuty { unit: unit.into(), member, capacity, rank, from, to };
    let done = duties::give_duty(&db, scope, key, new).await?;
    let resource = changed(&db, scope, language, &done).await?;
    Ok(Created { resource, replayed: done.replayed })
}

/// End of something, and the version that the change is based on.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndingBody {
    /// Instant of the end, not before now; missing: now.
    pub at: Option<DateTime<Utc>>,
    /// The row version that was read, unless `If-Match` names it.
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    pub version: Option<i64>,
}

versioned!(EndingBody);

/// Ends a duty.
///
/// Its open requests get their new holder at the instant of the end. A duty that came with a
/// second identity ends with that identity alone.
///
/// # Errors
/// `out_of_range`, `version_required`, `not_found`, `stale_version`, `ends_in_the_past`,
/// `already_ends`, `root_without_leader`, `duty_of_identity`, `approval_required`
#[utoipa::path(post, path = "/api/v1/duties/{id}/end")]
pub async fn end_duty(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<DutyId, EndingBody>,
) -> Result<Changed<WithEffects<DutyView>>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, body } = change;
    let done = duties::end_duty(&db, scope, key, id, version, body.at).await?;
    let resource = changed(&db, scope, language, &done).await?;
    Ok(Changed { resource, replayed: done.replayed })
}

async fn changed(
    db: &Db,
    scope: &Scope,
    language: Preferred,
    done: &CommandDone<DutyId>,
) -> Result<WithEffects<DutyView>> {
    let view = read(db, scope, language, done.made).await?;
    WithEffects::new(db, scope, language.0, &done.effects, view).await
}
