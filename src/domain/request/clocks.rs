//! Due times of a request (the product rules, "Clocks").

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;

use super::{ClockAllowance, ClockAllowances, RequestKind, Urgency};
use crate::domain::calendar::{Calendar, Reckoned};

/// Due times of the three clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RequestClocks {
    /// 签收
    pub accept_due: DateTime<Utc>,
    /// 先行联系; none if there is nobody to contact.
    pub contact_due: Option<DateTime<Utc>>,
    /// 办结
    pub resolve_due: DateTime<Utc>,
    /// True if a year without data in the calendar was counted Monday to Friday for one of them.
    pub provisional: bool,
}

impl RequestClocks {
    /// Starts the clocks of a request at its submission: accept 2 working hours, contact 1 working
    /// day, resolve 1 working day for a consultation, a suggestion or praise and 5 for the others;
    /// `category` takes precedence over these.
    ///
    /// A critical request has 30 minutes for the contact and 2 hours to be resolved, in clock time
    /// and whatever its category says. It must be accepted within the same 30 minutes, because
    /// contact comes after acceptance.
    pub fn start(
        received: DateTime<Utc>,
        kind: RequestKind,
        urgency: Urgency,
        has_contact: bool,
        category: ClockAllowances,
        calendar: &Calendar,
    ) -> Self {
        let (accept, contact, resolve) = allowed(kind, urgency, category);
        let [accept, contact, resolve] =
            [accept, contact, resolve].map(|clock| clock.due(received, calendar));
        let contact = has_contact.then_some(contact);
        Self {
            accept_due: accept.value,
            contact_due: contact.map(|contact| contact.value),
            resolve_due: resolve.value,
            provisional: accept.provisional
                || resolve.provisional
                || contact.is_some_and(|due| due.provisional),
        }
    }
}

impl RequestClocks {
    /// Returns the clocks of a request that the desk has to place and dispatch first, which takes
    /// the place of the acceptance.
    #[must_use]
    pub fn dispatched_first(
        self,
        received: DateTime<Utc>,
        urgency: Urgency,
        calendar: &Calendar,
    ) -> Self {
        let due = dispatch_due(received, urgency, calendar);
        let provisional = self.provisional || due.provisional;
        Self { accept_due: self.accept_due.min(due.value), provisional, ..self }
    }

    /// Returns the clocks for whoever takes a request over before its reporter was contacted: the
    /// contact clock runs from then on, the others stay. Nothing is due later than `latest`, unless
    /// that has passed already.
    #[must_use]
    pub fn contact_again(
        self,
        taken_over: DateTime<Utc>,
        urgency: Urgency,
        category: ClockAllowances,
        latest: Option<DateTime<Utc>>,
        calendar: &Calendar,
    ) -> Self {
        if self.contact_due.is_none() {
            return self;
        }
        let due = category.to_contact(urgency).due(taken_over, calendar);
        let latest = latest.filter(|&latest| latest > taken_over);
        Self {
            contact_due: Some(latest.map_or(due.value, |latest| latest.min(due.value))),
            provisional: self.provisional || due.provisional,
            ..self
        }
    }

    /// Returns the clocks of a ticket that the platform above wants resolved at an instant: it
    /// takes precedence over all clocks of the town, and nothing may be due later. A due time that
    /// has passed on arrival shortens no other clock: nobody can accept a ticket before it arrives.
    #[must_use]
    pub fn due_by(self, due_at: DateTime<Utc>, received: DateTime<Utc>) -> Self {
        let sooner = |due: DateTime<Utc>| if due_at > received { due.min(due_at) } else { due };
        Self {
            accept_due: sooner(self.accept_due),
            contact_due: self.contact_due.map(sooner),
            resolve_due: due_at,
            provisional: self.provisional,
        }
    }
}

/// Returns the time by which the desk dispatches what came to it at an instant: 30 minutes of working
/// time, and of clock time for what is urgent.
pub fn dispatch_due(
    came: DateTime<Utc>,
    urgency: Urgency,
    calendar: &Calendar,
) -> Reckoned<DateTime<Utc>> {
    let half_an_hour = Duration::minutes(30);
    match urgency {
        Urgency::Normal => calendar.add_working_time(came, half_an_hour),
        Urgency::Urgent | Urgency::Critical => {
            Reckoned { value: came + half_an_hour, provisional: false }
        }
    }
}

/// Returns the allowances to accept, contact and resolve.
fn allowed(
    kind: RequestKind,
    urgency: Urgency,
    category: ClockAllowances,
) -> (ClockAllowance, ClockAllowance, ClockAllowance) {
    use ClockAllowance::{Minutes, WorkingDays};
    let resolve = match kind {
        _ if urgency == Urgency::Critical => Minutes(120),
        RequestKind::Consultation | RequestKind::Suggestion | RequestKind::Praise => {
            category.resolve.unwrap_or(WorkingDays(1))
        }
        RequestKind::Help | RequestKind::Complaint | RequestKind::Report => {
            category.resolve.unwrap_or(WorkingDays(5))
        }
    };
    (category.to_accept(urgency), category.to_contact(urgency), resolve)
}

/// Returns the due time of the second handling of a request: 3 working days after it was reopened,
/// whatever its urgency.
pub fn second_handling_due(
    reopened: DateTime<Utc>,
    calendar: &Calendar,
) -> Reckoned<DateTime<Utc>> {
    ClockAllowance::WorkingDays(3).due(reopened, calendar)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::request::test_support::{at, calendar, shown};

    fn clocks(kind: RequestKind, urgency: Urgency, category: ClockAllowances) -> [String; 3] {
        let clocks =
            RequestClocks::start(at("2026-03-06 16:30"), kind, urgency, true, category, calendar());
        [Some(clocks.accept_due), clocks.contact_due, Some(clocks.resolve_due)]
            .map(|due| due.map_or_else(String::new, shown))
    }

    #[test]
    fn the_clocks_follow_from_kind_and_urgency() {
        let one_day = ["2026-03-09 09:30", "2026-03-09 17:30", "2026-03-09 17:30"];
        let five_days = ["2026-03-09 09:30", "2026-03-09 17:30", "2026-03-13 17:30"];
        let critical = ["2026-03-06 17:00", "2026-03-06 17:00", "2026-03-06 18:30"];
        use RequestKind::*;
        use Urgency::*;
        let rows = [
            (Consultation, Normal, one_day),
            (Suggestion, Normal, one_day),
            (Praise, Urgent, one_day),
            (Help, Normal, five_days),
            (Complaint, Urgent, five_days),
            (Report, Normal, five_days),
            (Help, Critical, critical),
            (Consultation, Critical, critical),
        ];
        for (kind, urgency, expected) in rows {
            assert_eq!(
                clocks(kind, urgency, ClockAllowances::default()),
                expected,
                "{kind} {urgency}"
            );
        }
    }

    #[test]
    fn a_category_may_have_clocks_of_its_own_unless_it_is_critical() {
        let own = ClockAllowances {
            resolve: Some(ClockAllowance::WorkingDays(3)),
            ..ClockAllowances::default()
        };
        assert_eq!(clocks(RequestKind::Help, Urgency::Normal, own)[2], "2026-03-11 17:30");
        assert_eq!(clocks(RequestKind::Help, Urgency::Critical, own)[2], "2026-03-06 18:30");
    }

    #[test]
    fn nobody_to_contact_leaves_no_contact_clock() {
        let start = |has_contact| {
            let received = at("2026-12-31 10:00");
            let none = ClockAllowances::default();
            RequestClocks::start(
                received,
                RequestKind::Help,
                Urgency::Normal,
                has_contact,
                none,
                calendar(),
            )
        };
        assert_eq!(start(false).contact_due, None);
        assert!(start(true).provisional, "2027 is not known yet");
    }

    #[test]
    fn one_clock_that_runs_into_a_year_without_data_is_enough_to_be_provisional() {
        let provisional = |resolve| {
            let own = ClockAllowances { resolve: Some(resolve), ..ClockAllowances::default() };
            let (help, normal) = (RequestKind::Help, Urgency::Normal);
            RequestClocks::start(at("2026-12-28 10:00"), help, normal, true, own, calendar())
                .provisional
        };
        assert!(!provisional(ClockAllowance::WorkingDays(2)));
        assert!(provisional(ClockAllowance::WorkingDays(5)));
    }

    #[test]
    fn what_the_city_wants_goes_before_the_clocks_of_the_town() {
        let received = at("2026-03-06 16:30");
        let due_by = |urgency, due: &str| {
            let none = ClockAllowances::default();
            let clocks =
                RequestClocks::start(received, RequestKind::Help, urgency, true, none, calendar());
            let clocks = clocks.due_by(at(due), received);
            [Some(clocks.accept_due), clocks.contact_due, Some(clocks.resolve_due)]
                .map(|due| due.map_or_else(String::new, shown))
        };
        let later = ["2026-03-09 09:30", "2026-03-09 17:30", "2026-03-20 12:00"];
        assert_eq!(due_by(Urgency::Normal, "2026-03-20 12:00"), later);
        assert_eq!(
            due_by(Urgency::Normal, "2026-03-06 18:00"),
            ["2026-03-06 18:00"; 3],
            "nothing is due later"
        );
        let critical = ["2026-03-06 17:00", "2026-03-06 17:00", "2026-03-20 12:00"];
        assert_eq!(due_by(Urgency::Critical, "2026-03-20 12:00"), critical);
        let late = ["2026-03-09 09:30", "2026-03-09 17:30", "2026-03-01 12:00"];
        assert_eq!(due_by(Urgency::Normal, "2026-03-01 12:00"), late, "it was late when it came");
    }

    #[test]
    fn the_second_handling_has_three_working_days() {
        assert_eq!(
            shown(second_handling_due(at("2026-03-06 16:30"), calendar()).value),
            "2026-03-11 17:30"
        );
    }
}
