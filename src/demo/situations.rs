//! Situations of requests that go on to somebody else, or that end otherwise than by being handled,
//! step by step.

use super::course_step::{ACCEPT, Act, CALL, CourseStep, START, at_home, at_work};
use super::demo_move::{DemoAssignee, DemoMove};
use std::ops::RangeInclusive;

/// DemoSituation in which a request is at the present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DemoSituation {
    /// Nobody knows where it is: it lies with the desk.
    Unplaced,
    /// The desk offers it to an office that has not accepted it.
    Dispatched,
    /// An office accepted it and works on it; the grid assists.
    AtOffice,
    /// The level above has not accepted it.
    Escalated,
    /// The level above sent it down again with advice.
    SentDown,
    /// The offer was declined, and it stays where it was.
    Declined,
    /// The desk has to review the return.
    Returned,
    /// The desk maintained the dispatch, and a supervisor has to review the second return.
    ReturnedAgain,
    /// The desk agreed to the return.
    ReturnAgreed,
    /// Somebody has a task.
    Tasked(DemoAssignee),
    /// An office leads, a property company and another grid have their parts.
    Joint,
    /// The holder proposes another place to the desk.
    CorrectionProposed,
    /// The holder mended the category.
    Corrected,
    /// The reporter mended the place, and it went to another grid.
    CorrectedByReporter,
    /// The reporter was told where to go.
    Redirected,
    /// The reporter objects.
    Objected,
    Voided,
    /// Another one about the same is linked to it.
    Leading,
    Linked,
    AnsweredAtOnce,
    OnTheSpot,
    Reminded,
    /// The reporter is asked something.
    Asked,
}

const fn by(least: i64, most: i64, step: DemoMove) -> CourseStep {
    at_work(least, most, Act::Move(step))
}

const DISPATCH: CourseStep = by(8, 25, DemoMove::Dispatch);
const TAKEN_TASK: CourseStep = by(10, 40, DemoMove::TakeTask);
const FINISHED_TASK: [CourseStep; 2] = [TAKEN_TASK, by(30, 90, DemoMove::FinishTask)];
const RETURN: CourseStep = by(15, 60, DemoMove::Return);

impl DemoSituation {
    /// Returns the steps that lead there.
    pub fn steps(self) -> Vec<CourseStep> {
        match self {
            Self::Unplaced | Self::AnsweredAtOnce | Self::OnTheSpot => Vec::new(),
            Self::Dispatched => vec![DISPATCH],
            Self::AtOffice => vec![DISPATCH, ACCEPT, CALL, START, by(5, 40, DemoMove::Progress)],
            Self::Escalated => {
                vec![ACCEPT, CALL, by(10, 60, DemoMove::Note), by(10, 90, DemoMove::Escalate)]
            }
            Self::SentDown => {
                let sent = [by(10, 60, DemoMove::Escalate), by(20, 90, DemoMove::Decline)];
                [&[ACCEPT, CALL][..], &sent].concat()
            }
            Self::Declined => {
                vec![ACCEPT, by(15, 60, DemoMove::Transfer), by(20, 90, DemoMove::Decline)]
            }
            Self::Returned => vec![ACCEPT, RETURN],
            Self::ReturnedAgain => vec![ACCEPT, RETURN, by(10, 40, DemoMove::Maintain), RETURN],
            Self::ReturnAgreed => vec![ACCEPT, RETURN, by(10, 40, DemoMove::Agree)],
            Self::Tasked(assignee) => {
                let given = by(10, 60, DemoMove::Assign(assignee));
                [&[ACCEPT, CALL, given][..], assignee.answers()].concat()
            }
            Self::Joint => {
                let joint = [by(15, 60, DemoMove::CoHandle), by(10, 60, DemoMove::TakeTask)];
                [&[ACCEPT, CALL, START][..], &joint].concat()
            }
            Self::CorrectionProposed => vec![ACCEPT, by(15, 60, DemoMove::CorrectPlace)],
            Self::Corrected => vec![ACCEPT, by(10, 40, DemoMove::CorrectCategory), CALL],
            Self::CorrectedByReporter => {
                vec![at_home(1, 2, Act::Move(DemoMove::CorrectOwnPlace)), ACCEPT]
            }
            Self::Redirected => vec![by(15, 60, DemoMove::Redirect)],
            Self::Objected => {
                let objects = at_home(1, 6, Act::Move(DemoMove::Object));
                vec![by(15, 60, DemoMove::Redirect), objects]
            }
            Self::Voided => vec![by(15, 60, DemoMove::Void)],
            // At least a working day: it is there before the other one is linked to it.
            Self::Leading => vec![ACCEPT, CALL, START, by(480, 520, DemoMove::Progress)],
            Self::Linked => vec![by(10, 30, DemoMove::Link)],
            Self::Reminded => vec![ACCEPT, at_home(8, 20, Act::Move(DemoMove::Remind))],
            Self::Asked => vec![ACCEPT, by(10, 60, DemoMove::Ask)],
        }
    }

    /// Returns how many hours ago the request was sent, roughly.
    pub const fn age_hours(self) -> RangeInclusive<i64> {
        match self {
            Self::Unplaced | Self::Dispatched | Self::Linked => 0..=4,
            Self::Redirected | Self::Objected | Self::Voided | Self::AnsweredAtOnce => 30..=200,
            Self::Leading => 50..=70,
            _ => 6..=48,
        }
    }
}

impl DemoAssignee {
    /// Returns what the assignee has done so far.
    const fn answers(self) -> &'static [CourseStep] {
        match self {
            Self::Worker => &FINISHED_TASK,
            Self::Liaison => &[TAKEN_TASK],
            Self::Post | Self::Volunteer => &[],
        }
    }
}
