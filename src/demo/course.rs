//! Courses of requests, step by step, and the length of each step.

use crate::domain::calendar::{Calendar, zone};
use crate::domain::period::Instant;
use crate::domain::request::{ContactOutcome, ResolutionOutcome, Satisfaction};
use chrono::{TimeDelta, Timelike};
use std::ops::RangeInclusive;

/// Course of a request up to the present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Course {
    /// Nobody has accepted it yet.
    Waiting,
    Accepted,
    Contacted,
    /// Three calls without an answer.
    Unreached,
    UnderWay,
    /// As [`Self::UnderWay`], and overdue.
    Late,
    /// Answered; no verdict of the reporter yet.
    Resolved,
    /// Closed by the reporter's own verdict.
    Judged(Satisfaction),
    /// Closed by the verdict that the desk asked for in a callback.
    CalledBack(Satisfaction),
    /// Reported back to the city; no verdict yet.
    ReportedBack,
    /// Reported back to the city and judged by it.
    JudgedByCity(Satisfaction),
    /// Closed because no verdict came.
    Silent,
    Withdrawn,
    /// Offered to another unit that has not accepted it.
    HandedOn(DemoReceiver),
    /// Transferred, handled there and closed.
    HandledElsewhere(DemoReceiver),
    /// Brought to the level above by a bad verdict, and waiting there.
    Reopened,
    SecondUnderWay,
    /// The second handling was good.
    SecondSolved,
    /// The second handling was bad too.
    HardCase,
}

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
}

/// One step: an action, and the wait after the step before.
#[derive(Debug, Clone, Copy)]
pub(super) struct CourseStep {
    wait: Wait,
    pub act: Act,
}

#[derive(Debug, Clone, Copy)]
enum Wait {
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

const fn at_work(least: i64, most: i64, act: Act) -> CourseStep {
    CourseStep { wait: Wait::Working(least, most), act }
}

const fn at_home(least: i64, most: i64, act: Act) -> CourseStep {
    CourseStep { wait: Wait::Waking(least, most), act }
}

/// Steps of the desk with a confidential request, before anybody handles it.
pub(super) const AT_THE_DESK: [CourseStep; 2] =
    [at_work(2, 10, Act::Redact), at_work(1, 5, Act::Dispatch)];

const ACCEPT: CourseStep = at_work(8, 105, Act::Accept);
const CALL: CourseStep = at_work(15, 150, Act::Call(ContactOutcome::Reached));
const START: CourseStep = at_work(10, 120, Act::Start);
const RESOLVE: CourseStep = at_work(200, 1100, Act::Resolve);
const REPORT_BACK: CourseStep = at_work(20, 120, Act::ReportBack);
const DISSATISFIED: CourseStep = at_home(5, 40, Act::Judge(Satisfaction::Dissatisfied));

const HANDLED: [CourseStep; 4] = [ACCEPT, CALL, START, RESOLVE];
/// Three calls on two half-days: 240 minutes of working time are more than either half.
const UNANSWERED: [CourseStep; 4] = [
    ACCEPT,
    at_work(15, 60, Act::Call(ContactOutcome::NoAnswer)),
    at_work(120, 200, Act::Call(ContactOutcome::NoAnswer)),
    at_work(245, 300, Act::Call(ContactOutcome::NoAnswer)),
];

impl Course {
    /// Returns the steps that lead there.
    pub fn steps(self) -> Vec<CourseStep> {
        match self {
            Self::Waiting => Vec::new(),
            Self::Accepted => vec![ACCEPT],
            Self::Contacted => vec![ACCEPT, CALL],
            Self::Unreached => UNANSWERED.to_vec(),
            Self::UnderWay | Self::Late => vec![ACCEPT, CALL, START],
            Self::Resolved => HANDLED.to_vec(),
            Self::Judged(satisfaction) => {
                [&HANDLED[..], &[at_home(2, 60, Act::Judge(satisfaction))]].concat()
            }
            Self::CalledBack(satisfaction) => {
                [&HANDLED[..], &[at_work(400, 900, Act::CallBack(satisfaction))]].concat()
            }
            Self::ReportedBack => [&HANDLED[..], &[REPORT_BACK]].concat(),
            Self::JudgedByCity(satisfaction) => {
                [&HANDLED[..], &[REPORT_BACK, at_work(400, 900, Act::CityJudges(satisfaction))]]
                    .concat()
            }
            Self::Silent => {
                [&HANDLED[..], &[CourseStep { wait: Wait::Silence, act: Act::Close }]].concat()
            }
            Self::Withdrawn => vec![ACCEPT, at_home(1, 20, Act::Withdraw)],
            Self::HandedOn(receiver) => vec![ACCEPT, at_work(20, 90, Act::HandOn(receiver))],
            Self::HandledElsewhere(receiver) => {
                let elsewhere = [at_work(10, 90, Act::HandOn(receiver))];
                [&elsewhere, &HANDLED[..], &[at_home(2, 60, Act::Judge(Satisfaction::Mostly))]]
                    .concat()
            }
            Self::Reopened => handled_and_judged(),
            Self::SecondUnderWay => [&handled_and_judged()[..], &[ACCEPT, START]].concat(),
            Self::SecondSolved => [
                &handled_and_judged()[..],
                &HANDLED,
                &[at_home(2, 60, Act::Judge(Satisfaction::Mostly))],
            ]
            .concat(),
            Self::HardCase => [&handled_and_judged()[..], &HANDLED, &[DISSATISFIED]].concat(),
        }
    }

    /// Returns true if an outcome of the handling fits the course.
    pub fn ends_in(self, outcome: ResolutionOutcome) -> bool {
        match self {
            Self::HardCase => outcome == ResolutionOutcome::Unresolvable,
            Self::Judged(_)
            | Self::CalledBack(_)
            | Self::ReportedBack
            | Self::JudgedByCity(_)
            | Self::HandledElsewhere(_)
            | Self::Silent
            | Self::Reopened
            | Self::SecondUnderWay
            | Self::SecondSolved => outcome != ResolutionOutcome::Unresolvable,
            _ => true,
        }
    }

    /// Returns how many hours ago the request was sent, roughly.
    pub const fn age_hours(self) -> RangeInclusive<i64> {
        match self {
            Self::Waiting => 0..=6,
            Self::Accepted => 2..=20,
            Self::Contacted | Self::HandedOn(_) => 4..=30,
            Self::Unreached => 10..=40,
            Self::UnderWay => 14..=70,
            Self::Late => 240..=330,
            Self::Resolved => 40..=110,
            Self::Reopened => 130..=220,
            Self::SecondUnderWay => 180..=300,
            Self::Silent | Self::HardCase | Self::SecondSolved => 400..=700,
            Self::Judged(_)
            | Self::CalledBack(_)
            | Self::ReportedBack
            | Self::JudgedByCity(_)
            | Self::HandledElsewhere(_)
            | Self::Withdrawn => 70..=700,
        }
    }
}

fn handled_and_judged() -> Vec<CourseStep> {
    [&HANDLED[..], &[DISSATISFIED]].concat()
}

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
