//! What is kept of the time of a confidential request. Whoever knows when people spoke to whom could guess from the
//! minute who sent it (the product rules, principle 8), so handlers meet whole hours, and of what is critical ten minutes.

use super::{Clocks, Urgency};
use chrono::{DateTime, DurationRound, TimeDelta, Utc};

/// How coarse times are.
const fn grain(urgency: Urgency) -> TimeDelta {
    match urgency {
        Urgency::Critical => TimeDelta::minutes(10),
        Urgency::Normal | Urgency::Urgent => TimeDelta::hours(1),
    }
}

/// The instant at which it counts as received, or as said: the last whole hour, or ten minutes.
pub fn coarse(at: DateTime<Utc>, urgency: Urgency) -> DateTime<Utc> {
    at.duration_trunc(grain(urgency)).unwrap_or(at)
}

/// The clocks with whole hours: none runs out earlier for it.
#[must_use]
pub fn coarse_clocks(clocks: Clocks, urgency: Urgency) -> Clocks {
    let later = |due: DateTime<Utc>| due.duration_round_up(grain(urgency)).unwrap_or(due);
    Clocks {
        accept_due: later(clocks.accept_due),
        contact_due: clocks.contact_due.map(later),
        resolve_due: later(clocks.resolve_due),
        provisional: clocks.provisional,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::request::test_support::{at, shown};

    #[test]
    fn an_hour_tells_nothing_of_its_minutes() {
        for minute in ["10:00", "10:01", "10:59"] {
            let received = at(&format!("2026-03-06 {minute}"));
            assert_eq!(shown(coarse(received, Urgency::Normal)), "2026-03-06 10:00");
        }
        assert_eq!(shown(coarse(at("2026-03-06 10:19"), Urgency::Critical)), "2026-03-06 10:10");
    }

    #[test]
    fn no_clock_runs_out_earlier() {
        let clocks = |accept: &str| Clocks {
            accept_due: at(accept),
            contact_due: Some(at("2026-03-09 10:00")),
            resolve_due: at("2026-03-13 10:01"),
            provisional: false,
        };
        let coarse = coarse_clocks(clocks("2026-03-06 12:03"), Urgency::Normal);
        let dues = [Some(coarse.accept_due), coarse.contact_due, Some(coarse.resolve_due)];
        assert_eq!(
            dues.map(|due| due.map(shown)),
            ["2026-03-06 13:00", "2026-03-09 10:00", "2026-03-13 11:00"].map(|due| Some(due.to_owned()))
        );
    }
}
