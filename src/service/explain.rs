//! Explanation of who would answer for a matter at a place and an instant, past or future. Nothing
//! is stored.

use super::past::picture;
use super::place::PlaceInput;
use super::preconditions::require_visible;
use crate::domain::atlas::Atlas;
use crate::domain::id::BuildingGroupId;
use crate::domain::period::Instant;
use crate::domain::request::Matter;
use crate::domain::request::{RequestClocks, RequestKind, Urgency};
use crate::domain::routing::{Conflicts, PlacedBy, Routed, RoutingTrace, find_or_leave, route};
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Problem, Result};
use crate::store::Db;
use std::sync::Arc;

/// Input of an explanation.
#[derive(Debug, Clone, Default)]
pub struct RoutingQuestion {
    /// The place.
    pub place: PlaceInput,
    /// Code of the category; `None` for any.
    pub category: Option<String>,
    /// Kind; `None` for that of the category.
    pub kind: Option<RequestKind>,
    /// Urgency; `None` for that of the category.
    pub urgency: Option<Urgency>,
    /// True if only the town desk may know the reporter.
    pub confidential: bool,
    /// True if it is about a person on duty there.
    pub about_staff: bool,
    /// The instant; `None` for now.
    pub at: Option<Instant>,
}

/// An explained routing.
#[derive(Debug)]
pub struct ExplainedRouting {
    /// The atlas of that instant.
    pub atlas: Arc<Atlas>,
    /// The instant.
    pub at: Instant,
    /// What decided the place.
    pub by: PlacedBy,
    /// The building group, if the address belongs to one.
    pub building_group: Option<BuildingGroupId>,
    /// The routing.
    pub routed: Routed,
    /// Deadlines, if the category or the kind is known.
    pub clocks: Option<RequestClocks>,
    /// The trace, from the first step on.
    pub trace: RoutingTrace,
}

/// Explains who would answer.
///
/// # Errors
/// Those of [`answer`]; [`Code::NotFound`] at `/place` when it was outside the caller's grids.
pub async fn explain(
    db: &Db,
    scope: &Scope,
    question: &RoutingQuestion,
) -> Result<ExplainedRouting> {
    let explained = answer(db, question).await?;
    // The present scope decides what a caller may see, also of the past.
    require_visible(scope.covers(&db.atlas(), Unit::Grid(explained.routed.place)), "/place")?;
    Ok(explained)
}

/// Explains who would answer, without checking the caller.
///
/// # Errors
/// Those of [`picture`]; those of [`PlaceInput::read`] and [`find`] at `/place`;
/// [`Code::UnknownCategory`]; [`Code::NotFound`] at `/at` when nobody was there.
pub(super) async fn answer(db: &Db, question: &RoutingQuestion) -> Result<ExplainedRouting> {
    let at = question.at.unwrap_or_else(|| db.now());
    let atlas = picture(db, &question.place, at).await?;
    let of_place = |problem: Problem| problem.below("/place");
    let given = question.place.read_or_leave(&atlas, None).map_err(of_place)?;
    let found = find_or_leave(&atlas, &given).map_err(of_place)?;
    let category =
        question.category.as_deref().map(|code| atlas.settings().category(code)).transpose()?;
    let kind = question.kind.or_else(|| category.map(|category| category.kind));
    let urgency = question.urgency.or_else(|| category.map(|category| category.urgency));
    let forced =
        category.is_some_and(|category| category.confidential) || kind == Some(RequestKind::Report);
    let confidential = question.confidential || forced;
    let matter = Matter { category: question.category.as_deref(), kind, urgency, confidential };
    let conflicts = Conflicts { about_staff: question.about_staff, ..Conflicts::default() };
    let routed = match route(&atlas, &found.place, &matter, &conflicts, at) {
        Err(problem) if problem.code == Code::NotInitialized => {
            return Err(Problem::new(Code::NotFound).at("/at").into());
        }
        routed => routed?,
    };
    let allowed = routed.clocks.or(category.map(|category| category.clocks).unwrap_or_default());
    let urgency = urgency.unwrap_or(Urgency::Normal);
    let unplaced = routed.trace.is_unplaced();
    let clocks = kind.map(|kind| {
        let calendar = &atlas.settings().calendar;
        let clocks = RequestClocks::start(at, kind, urgency, true, allowed, calendar);
        if unplaced { clocks.dispatched_first(at, urgency, calendar) } else { clocks }
    });
    let by = if unplaced { PlacedBy::Unplaced } else { found.by };
    let building_group = found.place.building_group();
    let trace =
        RoutingTrace(found.steps.into_iter().chain(routed.trace.0.iter().cloned()).collect());
    Ok(ExplainedRouting {
        at,
        by,
        building_group,
        clocks,
        trace,
        routed,
        atlas: Arc::clone(&atlas),
    })
}
