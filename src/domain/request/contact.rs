//! Condition under which the reporter counts as contacted (the product rules, "Life of a request").

use chrono::{DateTime, Utc};

use super::ContactOutcome;
use crate::domain::calendar::{Calendar, HalfDay};

/// One attempt to reach the reporter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContactAttempt {
    /// Time of the attempt.
    pub at: DateTime<Utc>,
    /// Outcome.
    pub outcome: ContactOutcome,
}

/// Result of a series of attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactStanding {
    /// Contact is still required.
    Owed,
    /// The reporter was reached.
    Reached,
    /// Enough was tried. The clock is satisfied, and the request is counted apart from those whose
    /// reporter was reached.
    Tried,
}

impl ContactStanding {
    /// Returns the standing after some attempts.
    ///
    /// `reached` settles it. A reporter who declined is not asked again and one who gave no number
    /// cannot be: either counts as tried at once. Calls without answer and wrong numbers count as
    /// tried after three on at least two half-days.
    pub fn of(attempts: &[ContactAttempt], calendar: &Calendar) -> Self {
        let ended = |outcome| attempts.iter().any(|attempt| attempt.outcome == outcome);
        if ended(ContactOutcome::Reached) {
            return Self::Reached;
        }
        let half_days = || attempts.iter().map(|attempt| calendar.half_day_of(attempt.at));
        let first: Option<HalfDay> = half_days().next();
        let spread = attempts.len() >= 3 && half_days().any(|half_day| Some(half_day) != first);
        if spread || ended(ContactOutcome::Declined) || ended(ContactOutcome::NoneGiven) {
            return Self::Tried;
        }
        Self::Owed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::request::test_support::{at, calendar};
    use ContactOutcome::*;

    #[test]
    fn three_attempts_on_two_half_days_are_enough() {
        let morning = "2026-03-06 09:00";
        let lunch = "2026-03-06 12:30";
        let afternoon = "2026-03-06 15:00";
        let next = "2026-03-07 09:00";
        let rows: [(&[(&str, ContactOutcome)], ContactStanding); 10] = [
            (&[], ContactStanding::Owed),
            (&[(morning, Reached)], ContactStanding::Reached),
            (&[(morning, Declined)], ContactStanding::Tried),
            (&[(morning, NoneGiven)], ContactStanding::Tried),
            (&[(morning, NoAnswer), (afternoon, NoAnswer)], ContactStanding::Owed),
            (&[(morning, NoAnswer), (morning, NoAnswer), (lunch, NoAnswer)], ContactStanding::Owed),
            (
                &[(morning, NoAnswer), (morning, NoAnswer), (afternoon, NoAnswer)],
                ContactStanding::Tried,
            ),
            (
                &[(morning, NoAnswer), (morning, WrongNumber), (next, NoAnswer)],
                ContactStanding::Tried,
            ),
            (
                &[(morning, WrongNumber), (morning, WrongNumber), (morning, WrongNumber)],
                ContactStanding::Owed,
            ),
            (
                &[(morning, NoAnswer), (morning, NoAnswer), (next, NoAnswer), (next, Reached)],
                ContactStanding::Reached,
            ),
        ];
        for (attempts, expected) in rows {
            let made: Vec<_> = attempts
                .iter()
                .map(|&(time, outcome)| ContactAttempt { at: at(time), outcome })
                .collect();
            assert_eq!(ContactStanding::of(&made, calendar()), expected, "{attempts:?}");
        }
    }
}
