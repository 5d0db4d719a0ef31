//! Why somebody would answer for a matter at a place and an instant, past or future. Nothing is stored.

use super::place::PlaceGiven;
use crate::domain::atlas::Atlas;
use crate::domain::id::BuildingGroupId;
use crate::domain::period::Instant;
use crate::domain::request::{Clocks, RequestKind, Urgency};
use crate::domain::routing::{Conflicts, PlacedBy, Routed, Trace, find, route};
use crate::domain::routing_rule::Matter;
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Problem, Result};
use crate::store::{Db, past};
use chrono::{TimeDelta, TimeZone, Utc};
use std::sync::Arc;

/// How far ahead may be asked, in days.
const DAYS_AHEAD: i64 = 5 * 366;

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// Where it is.
    pub place: PlaceGiven,
    /// The code of the category; none: any.
    pub category: Option<String>,
    /// What the reporter wants; none: what the category says.
    pub kind: Option<RequestKind>,
    /// How soon somebody must act; none: what the category says.
    pub urgency: Option<Urgency>,
    /// The town desk alone may know the reporter.
    pub confidential: bool,
    /// It is about a person on duty there.
    pub about_staff: bool,
    /// When; none: now.
    pub at: Option<Instant>,
}

/// The answer.
#[derive(Debug)]
pub struct Explained {
    /// The picture of that instant.
    pub atlas: Arc<Atlas>,
    /// The instant.
    pub at: Instant,
    /// What decided the place.
    pub by: PlacedBy,
    /// The building group, when the address is that of one.
    pub building_group: Option<BuildingGroupId>,
    /// Who answers.
    pub routed: Routed,
    /// When it would be due, if the category or the kind is known.
    pub clocks: Option<Clocks>,
    /// Why, from the first step on.
    pub trace: Trace,
}

/// Explains who would answer.
///
/// # Errors
/// Those of [`PlaceGiven::read`] and [`find`] at `/place`; [`Code::UnknownCategory`]; [`Code::OutOfRange`] at `/at`;
/// [`Code::NotFound`] when nobody was there yet, or when the place was outside the caller's grids.
pub async fn explain(db: &Db, scope: &Scope, question: &Question) -> Result<Explained> {
    let now = db.now();
    let at = question.at.unwrap_or(now);
    check(at, now)?;
    let atlas = if at < now { atlas_at(db, at).await? } else { db.atlas() };
    let of_place = |problem: Problem| problem.below("/place");
    let given = question.place.read(&atlas, None).map_err(of_place)?;
    let found = find(&atlas, &given).map_err(of_place)?;
    let category = question.category.as_deref().map(|code| atlas.settings().category(code)).transpose()?;
    let kind = question.kind.or_else(|| category.map(|category| category.kind));
    let urgency = question.urgency.or_else(|| category.map(|category| category.urgency));
    let forced = category.is_some_and(|category| category.confidential) || kind == Some(RequestKind::Report);
    let confidential = question.confidential || forced;
    let matter = Matter { category: question.category.as_deref(), kind, urgency, confidential };
    let conflicts = Conflicts { about_staff: question.about_staff, ..Conflicts::default() };
    let routed = match route(&atlas, &found.place, &matter, &conflicts, at) {
        Err(problem) if problem.code == Code::NotInitialized => {
            return Err(Problem::new(Code::NotFound).at("/at").into());
        }
        routed => routed?,
    };
    // What a caller may see is decided by the present: a scope is not of the past.
    if !scope.covers(&db.atlas(), Unit::Grid(routed.place)) {
        return Err(Problem::new(Code::NotFound).at("/place").into());
    }
    let allowed = routed.clocks.or(category.map(|category| category.clocks).unwrap_or_default());
    let urgency = urgency.unwrap_or(Urgency::Normal);
    let clocks = kind.map(|kind| Clocks::start(at, kind, urgency, true, allowed, &atlas.settings().calendar));
    let (by, building_group) = (found.by, found.place.building_group());
    let trace = Trace(found.steps.into_iter().chain(routed.trace.0.iter().cloned()).collect());
    Ok(Explained { at, by, building_group, clocks, trace, routed, atlas: Arc::clone(&atlas) })
}

fn check(at: Instant, now: Instant) -> Result<(), Problem> {
    let earliest = Utc.timestamp_opt(0, 0).single().unwrap_or(now);
    let latest = now + TimeDelta::days(DAYS_AHEAD);
    let range =
        || Problem::new(Code::OutOfRange).at("/at").with("min", earliest.to_rfc3339()).with("max", latest.to_rfc3339());
    if (earliest..=latest).contains(&at) { Ok(()) } else { Err(range()) }
}

/// The atlas as it was at an instant that is over.
async fn atlas_at(db: &Db, at: Instant) -> Result<Arc<Atlas>> {
    let present = db.atlas();
    db.read(move |connection| past::atlas_at(connection, &present, at)).await
}
