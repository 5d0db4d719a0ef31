//! Courses of requests, step by step.

use super::course_step::{
    ACCEPT, Act, CALL, CourseStep, DemoReceiver, START, Wait, at_home, at_work,
};
use super::situations::DemoSituation;
use crate::domain::request::{ContactOutcome, ResolutionOutcome, Satisfaction};
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
    In(DemoSituation),
}

/// Steps of the desk with a confidential request, before anybody handles it.
pub(super) const AT_THE_DESK: [CourseStep; 2] =
    [at_work(2, 10, Act::Redact), at_work(1, 5, Act::Dispatch)];

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
            Self::In(situation) => situation.steps(),
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
            Self::In(situation) => situation.age_hours(),
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
