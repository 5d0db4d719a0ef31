//! Who holds the duties of a grid now.

use super::answer::Answer;
use super::grids::grid;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::Path;
use super::people::{MemberBrief, MemberNames};
use super::permission::{Permit, SignedIn};
use super::units::UnitView;
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

/// A duty that is held now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HolderView {
    /// Duty.
    #[schema(value_type = Uuid)]
    pub duty: DutyId,
    /// Unit, with the title of its leader.
    pub unit: UnitView,
    /// Capacity.
    pub capacity: Capacity,
    /// Order among deputies, smaller first.
    pub rank: i32,
    /// Member who holds the duty.
    pub member: MemberBrief,
    /// Start of the duty.
    pub since: DateTime<Utc>,
    /// End of the duty; missing while no end is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
    /// True when requests that come in now go to the member.
    pub answers: bool,
    /// True when the member can act now: active and not absent.
    pub available: bool,
    /// Kind of the absence; shown to the member and to the secretary of their neighbourhood alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub absence: Option<AbsenceKind>,
}

/// Lists who holds the duties of a grid now.
///
/// The leader, the deputies by rank, then the workers. When none of them answers, the level above
/// does.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/grids/{id}/holders")]
pub async fn list_holders(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
    Path(id): Path<GridId>,
) -> Result<Answer<Listed<HolderView>>> {
    let atlas = db.atlas();
    let now = db.now();
    let scope = &permit.bearer.scope;
    let unit = Unit::Grid(grid(&atlas, id)?.id);
    let chain: Vec<Duty> = atlas.people().chain(unit, now).copied().collect();
    let listed = page.cut(chain, |duty| (duty.capacity, duty.rank, duty.period.from, duty.id))?;
    let members = listed.items.iter().map(|duty| duty.member);
    let named = MemberNames::read(&db, &atlas, scope, members).await?;
    let context = HolderContext {
        atlas: &atlas,
        scope,
        named: &named,
        unit: UnitView::of(&atlas, unit, language.0),
        answering: answering(&atlas, unit, now).map(|duty| duty.id),
        now,
    };
    Ok(Answer(listed.map(|duty| context.view(&duty))))
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
