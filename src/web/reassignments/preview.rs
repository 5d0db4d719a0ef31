//! What a change set would do, shown.

use super::{ReassignmentView, shown};
use crate::domain::atlas::Atlas;
use crate::domain::change_size::ChangeSize;
use crate::domain::duty::Holding;
use crate::domain::id::{
    AbsenceId, MemberId, PioneerPostId, ReassignmentId, RequestId, RoutingRuleId,
};
use crate::domain::reassignment::{HolderBurden, HolderLoad, ResponsibilityChain};
use crate::domain::unit::Unit;
use crate::error::{Code, Language, Problem, Result};
use crate::service::reassignments::{self, Forecast};
use crate::store::Db;
use crate::store::requests::MovingRequest;
use crate::web::answer::{Changed, Resource};
use crate::web::change::{VersionBody, VersionedChange};
use crate::web::language::Preferred;
use crate::web::people::{MemberBrief, MemberNames};
use crate::web::permission::{Permit, Reassigning};
use crate::web::problem::{ProblemItem, item};
use crate::web::units::UnitView;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// A change set and its preview.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewedView {
    /// The change set, with the digest of this preview.
    #[serde(flatten)]
    pub reassignment: ReassignmentView,
    /// What the change set would do.
    pub preview: PreviewView,
}

impl Resource for PreviewedView {
    fn version(&self) -> Option<i64> {
        self.reassignment.version()
    }
}

/// What a change set would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewView {
    /// The instant at which the change set is assumed to take effect.
    pub at: DateTime<Utc>,
    /// Problems that must be solved before it can be applied. Gaps, overlaps and overhangs come
    /// with `area_m2` and `geometry`.
    pub problems: Vec<ProblemItem>,
    /// Notices: worth knowing, and no reason to refuse. A polygon that was repaired comes with
    /// `before_m2`, `after_m2`, `changed_m2` and, as `geometry`, the places that changed.
    pub notices: Vec<ProblemItem>,
    /// Size of the change.
    pub size: ChangeSize,
    /// True when a second supervisor must approve it.
    pub needs_approval: bool,
    /// True when confidential requests are counted and listed: for the desk only.
    pub confidential_counted: bool,
    /// Who answers for the units that change, before and after the change, and at later instants
    /// from which nobody of the unit itself does.
    pub chains: Vec<ChainView>,
    /// Open requests that would get another holder; at most 1000, `size.requests` counts all.
    pub requests: Vec<MovedView>,
    /// Workload of the members concerned, before and after the change.
    pub loads: Vec<LoadView>,
    /// Open requests that absent members keep, and would hand over with `move_open`.
    pub offers: Vec<OfferView>,
    /// Absences of the members concerned.
    #[schema(value_type = Vec<Uuid>)]
    pub absences: Vec<AbsenceId>,
    /// Routing rules of the units that change, and those that name such a unit.
    #[schema(value_type = Vec<Uuid>)]
    pub rules: Vec<RoutingRuleId>,
    /// Pioneer posts in the grids that change.
    #[schema(value_type = Vec<Uuid>)]
    pub pioneer_posts: Vec<PioneerPostId>,
    /// Members who will be told when it is applied.
    pub told: Vec<MemberBrief>,
}

/// Who answers for a unit at an instant.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChainView {
    /// The unit.
    pub unit: UnitView,
    /// The instant.
    pub at: DateTime<Utc>,
    /// Who answers before the change; missing when the unit did not exist.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<PlannedHolderView>,
    /// Who answers after the change; missing when the unit no longer exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<PlannedHolderView>,
    /// True when nobody of the unit itself answers then, but somebody above it.
    pub falls_back: bool,
}

/// A member and the unit they answer for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HolderBrief)]
pub struct PlannedHolderView {
    /// Member.
    pub member: MemberBrief,
    /// Unit.
    pub unit: UnitView,
}

/// An open request that would get another holder.
#[derive(Debug, Serialize, ToSchema)]
pub struct MovedView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: RequestId,
    /// Request number.
    pub number: String,
    /// Present holder.
    pub before: PlannedHolderView,
    /// Holder after the change.
    pub after: PlannedHolderView,
    /// Next deadline; the change does not extend it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_due: Option<DateTime<Utc>>,
    /// Minutes left until the next deadline; negative when it is overdue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes_left: Option<i64>,
}

/// Open requests that an absent member keeps.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferView {
    /// Member.
    pub member: MemberBrief,
    /// Number of open requests.
    pub open_requests: usize,
}

/// Workload of a member.
#[derive(Debug, Serialize, ToSchema)]
pub struct LoadView {
    /// Member.
    pub member: MemberBrief,
    /// Workload before the change.
    pub before: HolderBurden,
    /// Workload after the change.
    pub after: HolderBurden,
}

/// Previews what a change set would do, without doing it.
///
/// The digest in the answer is sent to approve and to apply the change set. The row version rises
/// when the outcome differs from that of the last preview, or when responsibility has changed
/// since.
///
/// # Errors
/// `not_found`, `version_required`, `stale_version`, `reassignment_state`, `reassignment_empty`,
/// `successor_out_of_scope`, `member_has_roles`, `out_of_range`
#[utoipa::path(post, path = "/api/v1/reassignments/{id}/preview")]
pub async fn preview_reassignment(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    change: VersionedChange<ReassignmentId, VersionBody>,
) -> Result<Changed<PreviewedView>> {
    let scope = &permit.bearer.scope;
    let VersionedChange { key, id, version, .. } = change;
    let (once, forecast) = reassignments::preview(&db, scope, key, id, version).await?;
    let reassignment = shown(&db, scope, language, id).await?;
    if reassignment.digest.as_ref() != Some(&forecast.preview.digest) {
        // Somebody changed it in between: its digest stands for something that is not shown here.
        let current = reassignment.summary.version;
        return Err(Problem::new(Code::StaleVersion).with("current", current).into());
    }
    let after = Arc::new(forecast.planned.plan.atlas.clone());
    let notified = forecast.preview.told.iter().copied();
    let named = MemberNames::read(&db, &after, scope, notified).await?;
    let show =
        WorldView { before: &forecast.before, after: &after, named: &named, language: language.0 };
    let preview = show.forecast(&forecast);
    Ok(Changed { resource: PreviewedView { reassignment, preview }, replayed: once.replayed })
}

/// What is needed to show units and people of a world that is only planned.
struct WorldView<'a> {
    before: &'a Atlas,
    after: &'a Atlas,
    named: &'a MemberNames,
    language: Language,
}

impl WorldView<'_> {
    fn forecast(&self, forecast: &Forecast) -> PreviewView {
        let preview = &forecast.preview;
        let at = preview.at;
        PreviewView {
            at,
            problems: self.items(&preview.problems),
            notices: self.items(&preview.notices),
            size: preview.size,
            needs_approval: preview.needs_approval,
            confidential_counted: !forecast.uncounted.leaves_out_confidential(),
            chains: preview.chains.iter().map(|chain| self.chain(chain)).collect(),
            requests: forecast.listed().map(|moving| self.moved(moving, at)).collect(),
            loads: preview.loads.iter().map(|load| self.load(load)).collect(),
            offers: preview.offers.iter().map(|&(member, held)| self.offer(member, held)).collect(),
            absences: preview.absences.clone(),
            rules: preview.rules.clone(),
            pioneer_posts: preview.posts.clone(),
            told: preview.told.iter().map(|&member| self.named.brief(member)).collect(),
        }
    }

    fn items(&self, problems: &[Problem]) -> Vec<ProblemItem> {
        problems.iter().map(|problem| item(problem, self.language)).collect()
    }

    fn unit(&self, unit: Unit) -> UnitView {
        let known =
            self.after.grid_of(unit).is_some_and(|grid| self.after.tree().get(grid).is_some());
        UnitView::of(if known { self.after } else { self.before }, unit, self.language)
    }

    fn holder(&self, holding: Holding) -> PlannedHolderView {
        PlannedHolderView {
            member: self.named.brief(holding.member),
            unit: self.unit(holding.unit),
        }
    }

    fn chain(&self, chain: &ResponsibilityChain) -> ChainView {
        ChainView {
            unit: self.unit(chain.unit),
            at: chain.at,
            before: chain.before.map(|holding| self.holder(holding)),
            after: chain.after.map(|holding| self.holder(holding)),
            falls_back: chain.falls_back,
        }
    }

    fn moved(&self, moving: &MovingRequest, at: DateTime<Utc>) -> MovedView {
        let next_due = moving.request.next_due.map(|due| due.0);
        MovedView {
            id: moving.to.request,
            number: moving.request.number.clone(),
            before: self.holder(moving.to.from),
            after: self.holder(moving.to.routed.holding),
            next_due,
            minutes_left: next_due.map(|due| (due - at).num_minutes()),
        }
    }

    fn offer(&self, member: MemberId, open_requests: usize) -> OfferView {
        OfferView { member: self.named.brief(member), open_requests }
    }

    fn load(&self, load: &HolderLoad) -> LoadView {
        LoadView { member: self.named.brief(load.member), before: load.before, after: load.after }
    }
}
