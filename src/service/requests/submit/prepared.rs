//! Preparing a submission without writing anything.

use super::RequestSubmission;
use crate::domain::atlas::Atlas;
use crate::domain::category::Category;
use crate::domain::id::GridId;
use crate::domain::period::Instant;
use crate::domain::request::{self, Answers, Channel, ClockAllowances};
use crate::domain::routing::{Conflicts, PlacedBy, Routed, TraceStep, find_or_leave, route};
use crate::domain::scope::Scope;
use crate::error::{Code, Problem, Result};
use crate::service::rulebook::Rulebook;
use crate::store::requests::StoredPlace;

/// Context of routing a submission.
pub(in crate::service) struct RoutingContext<'a> {
    /// Scope of the sender.
    pub scope: &'a Scope,
    /// The neighbourhood that the sender is registered with.
    pub home: Option<GridId>,
    /// People who must not handle it.
    pub conflicts: Conflicts,
    /// The instant.
    pub now: Instant,
}

/// A submission with its place and responsible person.
pub(in crate::service) struct PreparedSubmission<'a> {
    /// Category.
    pub category: &'a Category,
    /// Place.
    pub place: StoredPlace,
    /// Routing. The trace includes how the place was found.
    pub routed: Routed,
    /// Initial state and events.
    pub step: request::MoveOutcome,
    /// Answers to be stored.
    pub answers: Answers,
}

/// Returns true if a submission is the sender's own, in their own name.
pub(super) fn is_own(submission: &RequestSubmission) -> bool {
    submission.channel == Channel::Resident && !submission.anonymous
}

/// Returns true if the sender of a submission is its reporter: what staff find themselves they may
/// report in confidence like anybody else.
pub(super) fn is_reported_by_sender(submission: &RequestSubmission, confidential: bool) -> bool {
    is_own(submission)
        || confidential && submission.channel == Channel::SelfFound && !submission.anonymous
}

/// Finds the place, the holder and the deadlines.
///
/// # Errors
/// Every problem of the submission at its pointer; [`Code::UrgencyForStaff`] also when it is sent
/// in confidence.
pub(in crate::service) fn prepare<'a>(
    atlas: &'a Atlas,
    rulebook: &Rulebook,
    submission: &RequestSubmission,
    around: RoutingContext<'_>,
) -> Result<PreparedSubmission<'a>> {
    let category = atlas.settings().category(&submission.category)?;
    let given = submission.place.read_or_leave(atlas, around.home).map_err(of_place)?;
    let found = find_or_leave(atlas, &given).map_err(of_place)?;
    let mut sent = request::SubmissionFacts {
        kind: submission.kind.unwrap_or(category.kind),
        category,
        urgency: submission.urgency,
        channel: submission.channel,
        anonymous: submission.anonymous,
        confidential: submission.confidential,
        // A resident's login is a phone; a member's is not.
        phone_given: submission.contact_phone.is_some()
            || is_own(submission) && around.scope.member.is_none(),
        answers: &submission.answers,
        external: submission.external.as_ref(),
        clocks: ClockAllowances::default(),
        about_staff: submission.about_staff || submission.about_member.is_some(),
        unplaced: false,
    };
    // In a category open to everybody the category sets the urgency: choosing another one would
    // reveal that the sender is staff.
    if submission.urgency.is_some()
        && sent.is_confidential()
        && is_reported_by_sender(submission, true)
    {
        return Err(Problem::new(Code::UrgencyForStaff).at("/urgency").into());
    }
    let mut routed = route(atlas, &found.place, &sent.matter(), &around.conflicts, around.now)?;
    sent.clocks = routed.clocks;
    sent.unplaced = routed.trace.is_unplaced();
    routed.trace.0 = found.steps.into_iter().chain(routed.trace.0).collect::<Vec<TraceStep>>();
    let (step, answers) = request::submit(&sent, routed.holding, around.now, &rulebook.calendar)?;
    let step = match &submission.at_once {
        Some(at_once) => {
            at_once.check(&sent)?;
            at_once.resolve(step)
        }
        None => step,
    };
    let building_group = found.place.building_group();
    let by = if sent.unplaced { PlacedBy::Unplaced } else { found.by };
    let place = StoredPlace { point: given.point, grid: routed.place, building_group, by };
    Ok(PreparedSubmission { category, place, routed, step, answers })
}

/// Moves a problem of the place to its field of the submission.
fn of_place(problem: Problem) -> Problem {
    problem.below("/place")
}
