//! Steps of a course: an action of somebody, and how long it takes until it is done.

use super::demo_move::DemoMove;
use crate::domain::calendar::{Calendar, zone};
use crate::domain::period::Instant;
use crate::domain::request::{ContactOutcome, Satisfaction};
use chrono::{TimeDelta, Timelike};

/// Receiver of a transferred request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DemoReceiver {
    /// A building group of the same grid.
    BuildingGroup,
    /// Another grid of the same neighbourhood.
    Neighbour,
    /// The level above.
    Parent,
}

/// An action on a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// The desk writes what the handlers of a confidential request may read.
    Redact,
    /// The desk dispatches it to the unit that handles it.
    Dispatch,
    Accept,
    Call(ContactOutcome),
    Start,
    Resolve,
    HandOn(DemoReceiver),
    Withdraw,
    /// The sender judges.
    Judge(Satisfaction),
    /// The desk asks the sender for a verdict.
    CallBack(Satisfaction),
    /// The desk reports back to the city.
    ReportBack,
    /// The city judges.
    CityJudges(Satisfaction),
    /// The service closes it.
    Close,
    Move(DemoMove),
}

/// One step: an action, and the wait after the step before.
#[derive(Debug, Clone, Copy)]
pub(super) struct CourseStep {
    pub wait: Wait,
    pub act: Act,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Wait {
    /// Minimum and maximum minutes of working time.
    Working(i64, i64),
    /// Minimum and maximum hours, and longer by night.
    Waking(i64, i64),
    /// As long as silence lasts.
    Silence,
}

/// Speed of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WorkPace {
    /// Day and night, within minutes.
    Critical,
    /// A question with a quick answer.
    Brief,
    Usual,
}

pub(super) const fn at_work(least: i64, most: i64, act: Act) -> CourseStep {
    CourseStep { wait: Wait::Working(least, most), act }
}

pub(super) const fn at_home(least: i64, most: i64, act: Act) -> CourseStep {
    CourseStep { wait: Wait::Waking(least, most), act }
}

pub(super) const ACCEPT: CourseStep = at_work(8, 105, Act::Accept);
pub(super) const CALL: CourseStep = at_work(15, 150, Act::Call(ContactOutcome::Reached));
pub(super) const START: CourseStep = at_work(10, 120, Act::Start);

/// Returns when each step is done after a request was sent. `share` is where each wait lies between
/// its least and its most, from 0 to 1.
pub(super) fn schedule(
    steps: &[CourseStep],
    share: &[f64],
    sent: Instant,
    pace: WorkPace,
    calendar: &Calendar,
    silence: TimeDelta,
) -> Vec<Instant> {
    let mut at = sent;
    let mut schedule = Vec::with_capacity(steps.len());
    for (step, &share) in steps.iter().zip(share) {
        at = match step.wait {
            Wait::Working(least, most) => working(at, between(least, most, share), pace, calendar),
            Wait::Waking(least, most) => awake(at + seconds(3600.0 * between(least, most, share))),
            Wait::Silence => at + silence,
        };
        schedule.push(at);
    }
    schedule
}

fn between(least: i64, most: i64, share: f64) -> f64 {
    least as f64 + (most - least) as f64 * share
}

/// Returns the instant after so many minutes of work.
fn working(at: Instant, minutes: f64, pace: WorkPace, calendar: &Calendar) -> Instant {
    match pace {
        WorkPace::Critical => at + seconds(60.0 * minutes / 15.0),
        WorkPace::Brief => calendar.add_working_time(at, seconds(60.0 * minutes / 3.0)).value,
        WorkPace::Usual => calendar.add_working_time(at, seconds(60.0 * minutes)).value,
    }
}

fn seconds(seconds: f64) -> TimeDelta {
    TimeDelta::seconds(seconds as i64)
}

/// Returns the same instant by day, and nine hours later by night, which lasts from 22:00 to 07:00.
pub(super) fn awake(at: Instant) -> Instant {
    let by_day = (7..22).contains(&at.with_timezone(&zone()).hour());
    if by_day { at } else { at + TimeDelta::hours(9) }
}
