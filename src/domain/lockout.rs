//! Lock of a login after wrong passwords or codes.
//!
//! While a login is locked, attempts are refused without being counted: nobody can keep another
//! person out for longer than [`LOCK`] by one burst of guesses.

use chrono::{DateTime, TimeDelta, Utc};

/// Number of failures in a row that lock the login.
pub const LIMIT: u32 = 5;

/// Length of the lock after the failure that caused it.
pub const LOCK: TimeDelta = TimeDelta::minutes(15);

/// Longest time between two failures that count together.
pub const WINDOW: TimeDelta = TimeDelta::minutes(15);

/// The failures of one login since it last succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoginFailures {
    /// Number of failures, at least one.
    pub count: u32,
    /// Instant of the latest one.
    pub last: DateTime<Utc>,
}

/// Returns until when the login is locked, or `None` if it may be tried at `now`.
pub fn locked_until(failures: Option<LoginFailures>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let failures = failures.filter(|failures| failures.count >= LIMIT)?;
    let until = failures.last + LOCK;
    (now < until).then_some(until)
}

/// Returns the failures to keep after one more at `now`. Those of a lock that is over, or older
/// than [`WINDOW`], are forgotten.
pub fn after_failure(earlier: Option<LoginFailures>, now: DateTime<Utc>) -> LoginFailures {
    let counted = earlier.filter(|earlier| earlier.count < LIMIT && now - earlier.last <= WINDOW);
    LoginFailures { count: 1 + counted.map_or(0, |earlier| earlier.count), last: now }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + seconds)
    }

    fn failing_at(seconds: &[i64]) -> Option<LoginFailures> {
        seconds.iter().fold(None, |failures, second| Some(after_failure(failures, at(*second))))
    }

    #[test]
    fn the_fifth_failure_locks_for_a_quarter_of_an_hour() {
        assert_eq!(locked_until(None, at(0)), None);
        assert_eq!(locked_until(failing_at(&[0, 1, 2, 3]), at(3)), None);
        let failures = failing_at(&[0, 1, 2, 3, 4]);
        assert_eq!(locked_until(failures, at(4)), Some(at(904)));
        assert_eq!(locked_until(failures, at(903)), Some(at(904)));
        assert_eq!(locked_until(failures, at(904)), None);
    }

    #[test]
    fn counting_starts_again_after_a_lock_and_after_a_quiet_quarter() {
        assert_eq!(
            failing_at(&[0, 1, 2, 3, 4, 905]),
            Some(LoginFailures { count: 1, last: at(905) })
        );
        assert_eq!(failing_at(&[0, 1, 2, 3, 904]), Some(LoginFailures { count: 1, last: at(904) }));
        assert_eq!(failing_at(&[0, 1, 2, 3, 903]), Some(LoginFailures { count: 5, last: at(903) }));
    }

    #[test]
    fn a_clock_that_went_back_still_counts() {
        assert_eq!(failing_at(&[100, 0]), Some(LoginFailures { count: 2, last: at(0) }));
    }

    proptest! {
        #[test]
        fn no_more_than_five_tries_in_any_fifteen_minutes(gaps in proptest::collection::vec(0_i64..400, 1..200)) {
            let mut now = 0;
            let mut failures = None;
            let mut tries = Vec::new();
            for gap in gaps {
                now += gap;
                if locked_until(failures, at(now)).is_none() {
                    failures = Some(after_failure(failures, at(now)));
                    tries.push(now);
                }
            }
            for five in tries.windows(6) {
                prop_assert!(five[5] - five[0] >= LOCK.num_seconds(), "{five:?}");
            }
        }
    }
}
