//! Responsibility at any instant, and the change sets that led to it.

use crate::domain::authority::may_see_duties;
use crate::domain::duty::Duty;
use crate::domain::id::{DutyId, RequestId};
use crate::domain::period::Instant;
use crate::domain::request::AssignmentCause;
use crate::domain::scope::Scope;
use crate::domain::unit::{Boundary, Unit};
use crate::error::{Code, Result};
use crate::service::explain::{ExplainedRouting, RoutingQuestion, answer};
use crate::service::past::{before_it_existed, within};
use crate::service::place::PlaceInput;
use crate::service::preconditions::require_visible;
use crate::service::requests::read::{RequestDetail, routing};
use crate::store::Db;
use crate::store::connection::AnyConnection;
use crate::store::origins::{ChangeOrigin, Origins, border_at};
use crate::store::requests::Assignment;
use crate::store::row_revisions::RowRevisions;

/// Something with a period, and the change sets that began and ended it; `None` for what is older
/// than change sets.
#[derive(Debug, Clone)]
pub struct SourcedPeriod<T> {
    /// The thing itself.
    pub thing: T,
    /// Change set that began it.
    pub begun_by: Option<ChangeOrigin>,
    /// Change set that set its end, if it has an end.
    pub ended_by: Option<ChangeOrigin>,
}

/// Responsibility for a place at an instant.
#[derive(Debug)]
pub struct Responsibility {
    /// Routing with its explanation.
    pub explained: ExplainedRouting,
    /// Border of the grid of the place on that day, if it had one.
    pub border: Option<SourcedPeriod<Boundary>>,
    /// Duty of whoever answers.
    pub duty: SourcedPeriod<Duty>,
}

/// Returns who was, is or will be responsible for a place at an instant, by default now.
///
/// # Errors
/// Those of [`super::explain::answer`]; [`Code::NotFound`] at `/place` when the caller may not know
/// the duties of its grid.
pub async fn responsibility(
    db: &Db,
    scope: &Scope,
    place: PlaceInput,
    at: Option<Instant>,
) -> Result<Responsibility> {
    let explained =
        answer(db, &RoutingQuestion { place, at, ..RoutingQuestion::default() }).await?;
    let grid = explained.routed.place;
    let at = explained.at;
    require_visible(may_see_duties(&db.atlas(), scope, Unit::Grid(grid)), "/place")?;
    let duty =
        *explained.atlas.people().duty(explained.routed.holding.duty).ok_or(Code::NotFound)?;
    let (border, duty) = db
        .read(move |connection| {
            let border = border_at(connection, grid, at)?;
            let given = made(connection, duty.id)?;
            let origins =
                Origins::read(connection, border.iter().map(|(_, made)| *made).chain(given))?;
            let border =
                border.map(|(boundary, made)| SourcedPeriod::of(boundary, Some(made), &origins));
            Ok((border, SourcedPeriod::of(duty, given, &origins)))
        })
        .await?;
    Ok(Responsibility { explained, border, duty })
}

/// The holder of a request at an instant.
#[derive(Debug)]
pub struct PastHolder {
    /// The request as the caller sees it.
    pub detail: RequestDetail,
    /// The instant.
    pub at: Instant,
    /// Assignment to the holder.
    pub assignment: Assignment,
    /// Duty of the holder; for staff who learn exact times.
    pub duty: Option<SourcedPeriod<Duty>>,
    /// Change set that moved the request to the holder, if any; for the same readers.
    pub moved_by: Option<ChangeOrigin>,
}

/// Returns the holder of a request at a past instant, by default now. For a confidential one,
/// callers who otherwise learn only rounded times learn no more here.
///
/// # Errors
/// Those of [`routing`]; [`Code::BeforeItExisted`] at `/at` before the request existed,
/// [`Code::OutOfRange`] at `/at` for the future: nobody knows who will hold it.
pub async fn held(
    db: &Db,
    scope: &Scope,
    request: RequestId,
    at: Option<Instant>,
) -> Result<PastHolder> {
    let now = db.now();
    let at = at.unwrap_or(now);
    let (detail, mut assignments) = routing(db, scope.clone(), request).await?;
    let begun = |assignment: &Assignment| detail.shown_instant(assignment.started_at.0);
    let first = assignments.first().map(begun).ok_or(Code::NotFound)?;
    if at < first {
        return Err(before_it_existed(first).into());
    }
    within(at, first..=now)?;
    assignments.retain(|assignment| begun(assignment) <= at);
    let assignment = assignments.pop().ok_or(Code::NotFound)?;
    if !(detail.visibility.inside && detail.is_shown_exactly()) {
        return Ok(PastHolder { detail, at, assignment, duty: None, moved_by: None });
    }
    let duty = *db.atlas().people().duty(assignment.duty_id).ok_or(Code::NotFound)?;
    let held = assignment.clone();
    let before = assignments.pop();
    let (duty, moved_by) = db
        .read(move |connection| {
            let given = made(connection, duty.id)?;
            let origins = Origins::read(connection, given)?;
            Ok((
                SourcedPeriod::of(duty, given, &origins),
                moved_by(connection, &held, before.as_ref())?,
            ))
        })
        .await?;
    Ok(PastHolder { detail, at, assignment, duty: Some(duty), moved_by })
}

/// Returns the change set by which a request went from one holder to the next: the one applied at
/// that instant, or the one that had set the end of the earlier duty.
fn moved_by(
    connection: &mut AnyConnection,
    held: &Assignment,
    before: Option<&Assignment>,
) -> Result<Option<ChangeOrigin>> {
    if held.cause != AssignmentCause::DutyEnded {
        return Ok(None);
    }
    let since = held.started_at.0;
    if let Some(origin) = ChangeOrigin::at(connection, &[since])?.remove(&since) {
        return Ok(Some(origin));
    }
    let Some(made) = before.map(|before| made(connection, before.duty_id)).transpose()?.flatten()
    else {
        return Ok(None);
    };
    Ok(Origins::read(connection, [made])?.ended(made).cloned())
}

fn made(connection: &mut AnyConnection, duty: DutyId) -> Result<Option<RowRevisions>> {
    Ok(RowRevisions::of_duties(connection, &[duty])?.remove(&duty))
}

/// Reads the change sets behind some duties, in the same order.
///
/// # Errors
/// Those of the database.
pub async fn sourced(db: &Db, duties: Vec<Duty>) -> Result<Vec<SourcedPeriod<Duty>>> {
    db.read(move |connection| {
        let ids: Vec<DutyId> = duties.iter().map(|duty| duty.id).collect();
        let made = RowRevisions::of_duties(connection, &ids)?;
        let origins = Origins::read(connection, made.values().copied())?;
        Ok(duties
            .into_iter()
            .map(|duty| SourcedPeriod::of(duty, made.get(&duty.id).copied(), &origins))
            .collect())
    })
    .await
}

impl<T> SourcedPeriod<T> {
    fn of(thing: T, made: Option<RowRevisions>, origins: &Origins) -> Self {
        let begun_by = made.and_then(|made| origins.begun(made)).cloned();
        Self { thing, begun_by, ended_by: made.and_then(|made| origins.ended(made)).cloned() }
    }
}
