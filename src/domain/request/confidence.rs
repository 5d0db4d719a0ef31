//! Confidence: **a decision that depends on a hidden fact is made by, and shown to, only those who
//! may know the fact; automation never acts on it in sight of others** (the product rules,
//! principle 8).
//!
//! Hidden of a confidential request are its reporter, its exact place within the 100 m that are
//! shown, and its exact time. Open are its grid, category, kind, urgency and state, its holder, the
//! redacted text and coarse times. The existence of a request about somebody is hidden from those
//! who are excluded from it. Therefore
//!
//! - routing and re-holding take no hidden fact as input: a confidential request lies with the
//!   desk, which dispatches it ([`super::RequestFacts::at_desk`], [`crate::domain::rehold`]), and
//!   stays with its unit from then on;
//! - handlers propose to the desk what they cannot do with it themselves (`moves.rs`);
//! - previews, sizes and counts leave out what their reader may not know
//!   (`store::requests::Uncounted`);
//! - times are coarse: whoever knows when people spoke to whom could guess from the minute who sent
//!   it. Handlers see whole hours, and for critical requests ten minutes.
//!
//! A harness plays pairs of worlds that differ in one hidden fact, and compares everything visible
//! to those who must not learn it (`tests/worlds`).

use super::Urgency;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};

/// Returns the granularity of coarse times.
const fn grain(urgency: Urgency) -> TimeDelta {
    match urgency {
        Urgency::Critical => TimeDelta::minutes(10),
        Urgency::Normal | Urgency::Urgent => TimeDelta::hours(1),
    }
}

/// Rounds an instant of receipt or of a message down to the whole hour, or to ten minutes.
pub fn coarse(at: DateTime<Utc>, urgency: Urgency) -> DateTime<Utc> {
    at.duration_trunc(grain(urgency)).unwrap_or(at)
}

/// Rounds the instant from which the clocks run up to the whole hour, or to ten minutes: it is the
/// same for all of the hour, and no clock runs out earlier for it.
pub fn clocks_from(at: DateTime<Utc>, urgency: Urgency) -> DateTime<Utc> {
    at.duration_round_up(grain(urgency)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::request::test_support::{at, shown};

    #[test]
    fn an_hour_tells_nothing_of_its_minutes() {
        for minute in ["10:01", "10:30", "10:59"] {
            let received = at(&format!("2026-03-06 {minute}"));
            assert_eq!(shown(coarse(received, Urgency::Normal)), "2026-03-06 10:00");
            assert_eq!(shown(clocks_from(received, Urgency::Urgent)), "2026-03-06 11:00");
        }
        let received = at("2026-03-06 10:19");
        let critical =
            [coarse, clocks_from].map(|rounded| shown(rounded(received, Urgency::Critical)));
        assert_eq!(critical, ["2026-03-06 10:10", "2026-03-06 10:20"]);
    }
}
