//! Returns (退单) and their review (退单审核): whoever has a request says that it is not theirs, and
//! keeps it for emergencies until that is decided.

use super::{ClockAllowance, RequestState, TransferReason};
use crate::domain::calendar::{Calendar, Reckoned};
use crate::domain::id::MemberId;
use crate::domain::unit::Unit;
use crate::domain::vocabulary::vocabulary;
use chrono::{DateTime, Duration, NaiveDate, Utc};

vocabulary! {
    /// Reason of a return.
    ReturnReason {
        NotOurArea = "not_our_area" "不属本辖区" "not our area",
        NotOurDuty = "not_our_duty" "不属本职责" "not our duty",
    }
}

vocabulary! {
    /// Decision on a return.
    ReviewDecision {
        Agree = "agree" "同意退单" "agree to the return",
        Maintain = "maintain" "维持原派" "maintain the dispatch",
    }
}

/// A return that waits for its review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PendingReview {
    /// Which return of the request it is, from 1 on; those that were taken back do not count.
    pub round: u8,
    /// Unit that the returner proposes.
    pub to: Unit,
    /// Member who returned it.
    pub by: MemberId,
    /// Reason.
    pub reason: ReturnReason,
    /// Time of the return.
    pub returned_at: DateTime<Utc>,
    /// Time by which it is to be decided.
    pub due: DateTime<Utc>,
    /// State before, in which it goes on if the return is not agreed to.
    pub state: RequestState,
}

/// A meeting (会商) on a request that was returned or escalated again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Local date.
    pub held_on: NaiveDate,
    /// Units that took part.
    pub units: Vec<String>,
    /// Who leads what was agreed.
    pub lead: String,
    /// Conclusion.
    pub conclusion: String,
}

impl From<ReturnReason> for TransferReason {
    fn from(reason: ReturnReason) -> Self {
        match reason {
            ReturnReason::NotOurArea => Self::NotOurArea,
            ReturnReason::NotOurDuty => Self::NotOurDuty,
        }
    }
}

impl PendingReview {
    /// Returns the time by which a return is to be decided: 2 working hours by the desk, which
    /// decides the first, and 1 working day for the others.
    pub fn due(round: u8, returned: DateTime<Utc>, calendar: &Calendar) -> Reckoned<DateTime<Utc>> {
        let allowance = match round {
            0 | 1 => ClockAllowance::WorkingHours(2),
            _ => ClockAllowance::WorkingDays(1),
        };
        allowance.due(returned, calendar)
    }
}

impl Meeting {
    /// Returns the words of a move with the meeting below them, if there was one.
    pub(super) fn told_with(words: Option<String>, meeting: Option<&Self>) -> String {
        let lines = [words, meeting.map(Self::in_words)];
        lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
    }

    fn in_words(&self) -> String {
        let Self { held_on, units, lead, conclusion } = self;
        format!("会商 {held_on}；参加：{}；牵头：{lead}；结论：{conclusion}", units.join("、"))
    }
}

/// Returns the time until which a request may be returned: 1 working day after it came to its
/// holder.
pub fn returnable_until(held_since: DateTime<Utc>, calendar: &Calendar) -> DateTime<Utc> {
    calendar.add_working_days(held_since, 1).value
}

/// Returns true if a ticket has less working time left until the platform above wants it than a
/// return may take.
pub fn is_due_too_soon(
    due_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    margin: Duration,
    calendar: &Calendar,
) -> bool {
    due_at.is_some_and(|due| calendar.working_time_between(now, due).value < margin)
}
