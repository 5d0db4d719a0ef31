//! Who holds the duties of a grid now.

use super::answer::Answer;
use super::grids::grid;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::Path;
use super::people::{MemberBrief, MemberNames};
use super::permission::{Permit, SignedIn};
use super::requests::{UnitView, unit_view};
use crate::domain::atlas::Atlas;
use crate::domain::authority::may_know_why_absent;
use crate::domain::duty::{AbsenceKind, Capacity, Duty};
use crate::domain::id::{DutyId, GridId};
use crate::domain::period::Instant;
use crate::domain::routing::answering;
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::Result;
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// Somebody who holds a duty now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HolderView {
    /// The duty.
    #[schema(value_type = Uuid)]
    pub duty: DutyId,
    /// The unit, with the title of whoever leads it.
    pub unit: UnitView,
    /// In what capacity.
    pub capacity: Capacity,
    /// The order among deputies, smaller first.
    pub rank: i32,
    /// Who.
    pub member: MemberBrief,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Until when, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
    /// Whether what comes in now goes to them.
    pub answers: bool,
    /// Whether they can act now.
    pub available: bool,
    /// Why they are absent: for themselves and the secretary alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub absence: Option<AbsenceKind>,
}

/// Who holds the duties of a grid now: its leader, its deputies by rank, its workers. When none of
/// them answers, the level above does.
#[utoipa::path(
    get, path = "/api/v1/grids/{id}/holders", params(("id" = Uuid, Path)),
    responses((status = 200, body = Listed<HolderView>))
)]
pub async fn list_holders(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
    Path(id): Path<GridId>,
) -> Result<Answer<Listed<HolderView>>> {
    let (atlas, now) = (db.atlas(), db.now());
    let unit = Unit::Grid(grid(&atlas, id)?.id);
    let chain: Vec<Duty> = atlas.people().chain(unit, now).copied().collect();
    let listed = page.cut(chain, |duty| (duty.capacity, duty.rank, duty.period.from, duty.id))?;
    let named = MemberNames::read(
        &db,
        &atlas,
        &permit.bearer.scope,
        listed.items.iter().map(|duty| duty.member),
    )
    .await?;
    let around = HolderContext {
        atlas: &atlas,
        scope: &permit.bearer.scope,
        named: &named,
        unit: unit_view(&atlas, unit, language.0),
        answering: answering(&atlas, unit, now).map(|duty| duty.id),
        now,
    };
    Ok(Answer::ok(listed.map(|duty| around.view(&duty))))
}

/// What the holders of one answer have in common.
struct HolderContext<'a> {
    atlas: &'a Atlas,
    scope: &'a Scope,
    named: &'a MemberNames,
    unit: UnitView,
    answering: Option<DutyId>,
    now: Instant,
}

impl HolderContext<'_> {
    fn view(&self, duty: &Duty) -> HolderView {
        let people = self.atlas.people();
        let absence =
            people.absences(duty.member).iter().find(|absence| absence.period.contains(self.now));
        let with_kind = may_know_why_absent(self.atlas, self.scope, duty.member, self.now);
        HolderView {
            duty: duty.id,
            unit: self.unit.clone(),
            capacity: duty.capacity,
            rank: duty.rank,
            member: self.named.brief(duty.member),
            since: duty.period.from,
            until: duty.period.to,
            answers: self.answering == Some(duty.id),
            available: absence.is_none() && people.is_active(duty.member),
            absence: absence.filter(|_| with_kind).map(|absence| absence.kind),
        }
    }
}
