//! 上级工单号: reference to a ticket on the platform above.

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, Utc};

use crate::domain::characters::check_line;
use crate::error::{Code, Problem};

/// Maximum length of a system code, in characters.
const SYSTEM_MAX: usize = 32;
/// Maximum length of a number, in characters.
const NUMBER_MAX: usize = 64;
/// Earliest year of a due date.
const FIRST_YEAR: i32 = 2000;
/// Maximum time to a due date, in months.
const MONTHS_AHEAD: Months = Months::new(24);

/// Reference to a ticket on the platform above. System and number together identify one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalRef {
    /// Code of the platform: 1–32 letters, digits, `-` or `_`.
    pub system: String,
    /// Number on the platform: 1–64 characters.
    pub number: String,
    /// Due time set by the platform; it takes precedence over the clocks of the town.
    pub due_at: Option<DateTime<Utc>>,
    /// True if the platform says that only the town desk may know the reporter.
    pub confidential: bool,
}

impl ExternalRef {
    /// Trims code and number and checks all fields.
    ///
    /// # Errors
    /// Every problem at its field below `/external_ref`: [`Code::MalformedCode`],
    /// [`Code::Required`], [`Code::TooLong`], [`Code::ControlCharacter`], [`Code::OutOfRange`] for
    /// a due date before the year 2000 or more than two years ahead. One that has passed is
    /// accepted: tickets arrive late.
    pub fn checked(self, now: DateTime<Utc>) -> Result<Self, Vec<Problem>> {
        let system = self.system.trim().to_owned();
        let number = self.number.trim().to_owned();
        let found = [
            check_system(&system).map_err(|problem| problem.at("/external_ref/system")),
            check_number(&number).map_err(|problem| problem.at("/external_ref/number")),
            self.due_at
                .map_or(Ok(()), |due| check_due(due, now))
                .map_err(|problem| problem.at("/external_ref/due_at")),
        ];
        let problems: Vec<Problem> = found.into_iter().filter_map(Result::err).collect();
        if problems.is_empty() { Ok(Self { system, number, ..self }) } else { Err(problems) }
    }
}

/// Checks that a text is a system code.
///
/// # Errors
/// [`Code::MalformedCode`]
pub fn check_system(text: &str) -> Result<(), Problem> {
    if (1..=SYSTEM_MAX).contains(&text.len()) && text.bytes().all(is_allowed) {
        return Ok(());
    }
    Err(Problem::new(Code::MalformedCode).with("code", text).with("max", SYSTEM_MAX))
}

fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

fn check_number(text: &str) -> Result<(), Problem> {
    match text.chars().count() {
        0 => Err(Code::Required.into()),
        length if length > NUMBER_MAX => Err(Problem::new(Code::TooLong).with("max", NUMBER_MAX)),
        _ => check_line(text),
    }
}

fn check_due(due: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Problem> {
    let last = now.checked_add_months(MONTHS_AHEAD).unwrap_or(now);
    if due.year() >= FIRST_YEAR && due <= last {
        return Ok(());
    }
    let first =
        NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).map(|day| day.and_time(NaiveTime::MIN).and_utc());
    Err(Problem::new(Code::OutOfRange)
        .with("min", first.map(|at| at.to_rfc3339()))
        .with("max", last.to_rfc3339()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;
    use crate::domain::request::test_support::at;

    fn checked(change: impl FnOnce(&mut ExternalRef)) -> Result<ExternalRef, Vec<(Code, String)>> {
        let number = " 20260302-00017 ".to_owned();
        let mut given =
            ExternalRef { system: "12345".to_owned(), number, due_at: None, confidential: false };
        change(&mut given);
        let problems =
            |problems: Vec<Problem>| problems.into_iter().map(|p| (p.code, p.pointer)).collect();
        given.checked(at("2026-03-06 08:30")).map_err(problems)
    }

    #[test]
    fn blanks_around_a_number_are_no_part_of_it() {
        assert_eq!(checked(|_| ()).unwrap().number, "20260302-00017");
    }

    #[test]
    fn every_field_has_its_limits() {
        let refused = |change: fn(&mut ExternalRef)| checked(change).unwrap_err().remove(0);
        let system = |code| (code, "/external_ref/system".to_owned());
        let number = |code| (code, "/external_ref/number".to_owned());
        assert_eq!(refused(|given| given.system = String::new()), system(Code::MalformedCode));
        assert_eq!(
            refused(|given| given.system = "随申办".to_owned()),
            system(Code::MalformedCode)
        );
        assert_eq!(refused(|given| given.system = "s".repeat(33)), system(Code::MalformedCode));
        assert_eq!(refused(|given| given.number = "  ".to_owned()), number(Code::Required));
        assert_eq!(refused(|given| given.number = "号".repeat(65)), number(Code::TooLong));
        assert_eq!(
            refused(|given| given.number = "1\n2".to_owned()),
            number(Code::ControlCharacter)
        );
    }

    #[test]
    fn what_was_due_in_the_past_is_taken_and_what_is_far_off_is_not() {
        let due = |text: &str| checked(|given| given.due_at = Some(at(text))).map(drop);
        for near in ["2000-01-01 08:00", "2026-03-01 00:00", "2028-03-06 08:30"] {
            assert_eq!(due(near), Ok(()), "{near}");
        }
        for far in ["1999-12-31 12:00", "2028-03-06 08:31"] {
            assert_eq!(
                due(far).unwrap_err()[0],
                (Code::OutOfRange, "/external_ref/due_at".to_owned()),
                "{far}"
            );
        }
    }
}
