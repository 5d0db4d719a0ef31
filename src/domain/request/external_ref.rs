//! 上级工单号: what a ticket from above is called there.

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, Utc};

use crate::domain::characters::check_line;
use crate::error::{Code, Problem};

/// Characters of the code of a system, at most.
const SYSTEM_MAX: usize = 32;
/// Characters of a number, at most.
const NUMBER_MAX: usize = 64;
/// Before this year nothing was due.
const FIRST_YEAR: i32 = 2000;
/// Months ahead that something may be due, at most.
const MONTHS_AHEAD: Months = Months::new(24);

/// A ticket as the platform above knows it. System and number together name one request of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalRef {
    /// The code of the platform: 1–32 letters, digits, `-` or `_`.
    pub system: String,
    /// Its number there: 1–64 characters.
    pub number: String,
    /// When the platform wants it resolved; it goes before the clocks of the town.
    pub due_at: Option<DateTime<Utc>>,
    /// The platform says that only the town desk may know the reporter.
    pub confidential: bool,
}

impl ExternalRef {
    /// The same without blanks around code and number.
    ///
    /// # Errors
    /// Every problem at its field below `/external_ref`: [`Code::MalformedCode`],
    /// [`Code::Required`], [`Code::TooLong`], [`Code::ControlCharacter`], [`Code::OutOfRange`] for
    /// a due date before the year 2000 or more than two years ahead. One that has passed is taken:
    /// tickets arrive late.
    pub fn checked(self, now: DateTime<Utc>) -> Result<Self, Vec<Problem>> {
        let (system, number) = (self.system.trim().to_owned(), self.number.trim().to_owned());
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

/// Whether a text is the code of a system.
///
/// # Errors
/// [`Code::MalformedCode`]
pub fn check_system(text: &str) -> Result<(), Problem> {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if (1..=SYSTEM_MAX).contains(&text.len()) && text.bytes().all(known) {
        return Ok(());
    }
    Err(Problem::new(Code::MalformedCode).with("code", text).with("max", SYSTEM_MAX))
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
