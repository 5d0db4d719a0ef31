//! What a change set would do, shown.

use super::{ReassignmentView, SeenVersion, shown};
use crate::domain::atlas::Atlas;
use crate::domain::duty::Holding;
use crate::domain::id::{
    AbsenceId, MemberId, PioneerPostId, ReassignmentId, RequestId, RoutingRuleId,
};
use crate::domain::reassignment::{ChangeSize, HolderBurden, HolderLoad, ResponsibilityChain};
use crate::domain::unit::Unit;
use crate::error::{Code, Language, Problem, Result};
use crate::service::reassignments::{self, Forecast};
use crate::store::Db;
use crate::store::requests::MovingRequest;
use crate::web::answer::Answer;
use crate::web::body::Body;
use crate::web::idempotency::IdempotencyKey;
use crate::web::language::Preferred;
use crate::web::parameters::Path;
use crate::web::people::{MemberBrief, MemberNames};
use crate::web::permission::{Permit, Reassigning};
use crate::web::problem::{ProblemItem, item};
use crate::web::requests::{UnitView, unit_view};
use crate::web::version::IfMatch;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// A change set and what it would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewedView {
    /// The change set, with the digest.
    #[serde(flatten)]
    pub reassignment: ReassignmentView,
    /// What it would do.
    pub preview: PreviewView,
}

/// What a change set would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewView {
    /// The instant that is looked at.
    pub at: DateTime<Utc>,
    /// What must be mended before it can be applied: gaps, overlaps and overhangs with `area_m2`
    /// and `geometry`.
    pub problems: Vec<ProblemItem>,
    /// Worth knowing.
    pub notices: Vec<ProblemItem>,
    /// How large it is.
    pub size: ChangeSize,
    /// Whether a second person must agree.
    pub needs_approval: bool,
    /// Whether confidential requests are counted and listed: for the desk alone.
    pub confidential_counted: bool,
    /// Who answers for the units that change, before and afterwards, and later on where nobody of
    /// the unit does.
    pub chains: Vec<ChainView>,
    /// Open requests that would get another holder; at most 1000, `size.requests` counts all.
    pub requests: Vec<MovedView>,
    /// What those concerned have on their hands.
    pub loads: Vec<LoadView>,
    /// What those who will be away keep and could give away with `move_open`.
    pub offers: Vec<OfferView>,
    /// Absences of those concerned.
    #[schema(value_type = Vec<Uuid>)]
    pub absences: Vec<AbsenceId>,
    /// Routing rules of the units that change, or that name one.
    #[schema(value_type = Vec<Uuid>)]
    pub rules: Vec<RoutingRuleId>,
    /// Pioneer posts in the grids that change.
    #[schema(value_type = Vec<Uuid>)]
    pub pioneer_posts: Vec<PioneerPostId>,
    /// Who will be told.
    pub told: Vec<MemberBrief>,
}

/// Who answers for a unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChainView {
    /// The unit.
    pub unit: UnitView,
    /// When.
    pub at: DateTime<Utc>,
    /// Who answered before; missing for what was not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<PlannedHolderView>,
    /// Who answers afterwards; missing for what is not there any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<PlannedHolderView>,
    /// Whether nobody of the unit itself answers then, but somebody above.
    pub falls_back: bool,
}

/// Somebody and the unit they answer for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HolderBrief)]
pub struct PlannedHolderView {
    /// Who.
    pub member: MemberBrief,
    /// For which unit.
    pub unit: UnitView,
}

/// An open request that would get another holder.
#[derive(Debug, Serialize, ToSchema)]
pub struct MovedView {
    /// The request.
    #[schema(value_type = Uuid)]
    pub id: RequestId,
    /// The number people use.
    pub number: String,
    /// Who holds it.
    pub before: PlannedHolderView,
    /// Who would.
    pub after: PlannedHolderView,
    /// What is due next; the clocks run on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_due: Option<DateTime<Utc>>,
    /// Minutes left until then, less than 0 when it is overdue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes_left: Option<i64>,
}

/// Open requests that somebody who will be away keeps.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferView {
    /// Who.
    pub member: MemberBrief,
    /// How many.
    pub open_requests: usize,
}

/// What somebody has on their hands.
#[derive(Debug, Serialize, ToSchema)]
pub struct LoadView {
    /// Who.
    pub member: MemberBrief,
    /// Before.
    pub before: HolderBurden,
    /// Afterwards.
    pub after: HolderBurden,
}

/// Looks at what a change set would do, without doing it. The digest in the answer is what is
/// approved and applied. The version rises when it would do something else than when it was looked
/// at before, or responsibility was changed since.
#[utoipa::path(
    post, path = "/api/v1/reassignments/{id}/preview", params(("id" = Uuid, Path)), request_body = SeenVersion,
    responses((status = 200, body = PreviewedView))
)]
pub async fn preview_reassignment(
    permit: Permit<Reassigning>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    seen: IfMatch,
    Path(id): Path<ReassignmentId>,
    Body(body): Body<SeenVersion>,
) -> Result<Answer<PreviewedView>> {
    let (version, scope) = (seen.required(body.version)?, &permit.bearer.scope);
    let (once, forecast) = reassignments::preview(&db, scope, key, id, version).await?;
    let (reassignment, version) = shown(&db, scope, language, id).await?;
    if reassignment.digest.as_ref() != Some(&forecast.preview.digest) {
        // Somebody changed it in between: its digest stands for something that is not shown here.
        return Err(Problem::new(Code::StaleVersion).with("current", version).into());
    }
    let after = Arc::new(forecast.stepped.plan.atlas.clone());
    let named =
        MemberNames::read(&db, &after, scope, forecast.preview.told.iter().copied()).await?;
    let show =
        WorldView { before: &forecast.before, after: &after, named: &named, language: language.0 };
    let preview = show.forecast(&forecast);
    Ok(Answer::ok(PreviewedView { reassignment, preview }).version(version).replayed(once.replayed))
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
        let items =
            |problems: &[_]| problems.iter().map(|problem| item(problem, self.language)).collect();
        PreviewView {
            at,
            problems: items(&preview.problems),
            notices: items(&preview.notices),
            size: preview.size,
            needs_approval: preview.needs_approval,
            confidential_counted: !forecast.uncounted.leaves_out_confidential(),
            chains: preview.chains.iter().map(|chain| self.chain(chain)).collect(),
            requests: forecast.listed().map(|moving| self.moved(moving, at)).collect(),
            loads: preview.loads.iter().map(|load| self.load(load)).collect(),
            offers: preview.offers.iter().map(|&offer| self.offer(offer)).collect(),
            absences: preview.absences.clone(),
            rules: preview.rules.clone(),
            pioneer_posts: preview.posts.clone(),
            told: preview.told.iter().map(|&member| self.named.brief(member)).collect(),
        }
    }

    fn unit(&self, unit: Unit) -> UnitView {
        let known =
            self.after.grid_of(unit).is_some_and(|grid| self.after.tree().get(grid).is_some());
        unit_view(if known { self.after } else { self.before }, unit, self.language)
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

    fn offer(&self, (member, open_requests): (MemberId, usize)) -> OfferView {
        OfferView { member: self.named.brief(member), open_requests }
    }

    fn load(&self, load: &HolderLoad) -> LoadView {
        LoadView { member: self.named.brief(load.member), before: load.before, after: load.after }
    }
}
