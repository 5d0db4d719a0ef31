//! Submission of a request: from what the reporter says to what its holder receives.

use chrono::{DateTime, Utc};

use super::confidence::{clocks_from, coarse};
use super::{
    Answers, AssignmentCause, Channel, ClockAllowances, ExternalRef, MoveOutcome, RequestClocks,
    RequestEvent, RequestFacts, RequestKind, RequestState, TicketFacts, Urgency,
};
use crate::domain::calendar::{Calendar, zone};
use crate::domain::category::Category;
use crate::domain::duty::Holding;
use crate::domain::request::Matter;
use crate::error::{Code, Problem, Result};

impl Channel {
    /// Returns true if a request of this channel has a receipt: one sent by an account in its own
    /// name is followed by the account, and one found by staff has nobody to hold a receipt.
    pub const fn leaves_receipt(self, anonymous: bool) -> bool {
        match self {
            Self::Resident => anonymous,
            Self::SelfFound => false,
            _ => true,
        }
    }
}

/// Facts about a request when it is submitted, without its texts and its place.
#[derive(Debug, Clone, Copy)]
pub struct SubmissionFacts<'a> {
    /// Kind.
    pub kind: RequestKind,
    /// Category.
    pub category: &'a Category,
    /// Urgency; none: as the category says.
    pub urgency: Option<Urgency>,
    /// Channel.
    pub channel: Channel,
    /// True if the reporter does not say who they are.
    pub anonymous: bool,
    /// True if the reporter asks that only the town desk knows them.
    pub confidential: bool,
    /// True if there is a number by which to reach the reporter.
    pub phone_given: bool,
    /// Answers to the questions of the category.
    pub answers: &'a Answers,
    /// Reference to a ticket on the platform above.
    pub external: Option<&'a ExternalRef>,
    /// Clocks that a routing rule names; they take precedence over those of the category.
    pub clocks: ClockAllowances,
    /// True if it is about a person on duty.
    pub about_staff: bool,
    /// True if the desk has to find out where it is.
    pub unplaced: bool,
}

impl<'a> SubmissionFacts<'a> {
    /// Returns the urgency: as submitted; critical if 110, 119 or 120 have been called; else as its
    /// category says.
    pub fn urgency(&self) -> Urgency {
        let called = self.answers.tell_of_a_call(&self.category.questions);
        let follows = if called { Urgency::Critical } else { self.category.urgency };
        self.urgency.unwrap_or(follows)
    }

    /// Returns the properties on which routing depends.
    pub fn matter(&self) -> Matter<'a> {
        let category = Some(self.category.code.as_str());
        let confidential = self.is_confidential();
        Matter { category, kind: Some(self.kind), urgency: Some(self.urgency()), confidential }
    }

    /// Returns true if only the town desk may know the reporter: on request, or forced by 举报 or by
    /// the category.
    pub const fn is_confidential(&self) -> bool {
        is_confidential(self.confidential, self.external, self.category, self.kind)
    }

    /// Checks the submission and returns the answers to keep.
    fn check(&self, now: DateTime<Utc>) -> Result<Answers> {
        if let Some(referral) =
            self.category.referral.as_ref().filter(|_| !self.category.submittable)
        {
            return Err(referral.problem(Code::CategoryReferred).at("/category").into());
        }
        let today = now.with_timezone(&zone()).date_naive();
        let (answers, mut problems) =
            match self.answers.checked(&self.category.questions, self.channel, today) {
                Ok(answers) => (answers, Vec::new()),
                Err(problems) => (Answers::default(), problems),
            };
        match (self.channel.is_from_above(), self.external) {
            (true, None) => problems.push(Problem::new(Code::Required).at("/external_ref")),
            (false, Some(_)) => {
                problems.push(Problem::new(Code::ExternalRefNotHere).at("/external_ref"))
            }
            _ => {}
        }
        if self.anonymous && !self.category.anonymous {
            problems.push(Problem::new(Code::AnonymousNotAllowed).at("/anonymous"));
        }
        if self.channel == Channel::Resident && !self.category.public {
            problems.push(Problem::new(Code::CategoryForStaff).at("/category"));
        }
        if problems.is_empty() { Ok(answers) } else { Err(problems.into()) }
    }
}

/// Returns true if only the town desk may know the reporter: if they (`asked`) or the platform
/// above requested it, for 举报, and where the category says so.
pub const fn is_confidential(
    asked: bool,
    external: Option<&ExternalRef>,
    category: &Category,
    kind: RequestKind,
) -> bool {
    let asked_above = matches!(external, Some(external) if external.confidential);
    asked || asked_above || category.confidential || matches!(kind, RequestKind::Report)
}

/// Submits a request to its holder, with the answers to keep. It is `assigned` at once and its
/// clocks run from `now`; there is no contact clock for anonymous reporters and requests found by
/// staff. The times of a confidential one are [`coarse`].
///
/// # Errors
/// [`Code::CategoryReferred`], [`Code::AnonymousNotAllowed`], [`Code::CategoryForStaff`],
/// [`Code::Required`] and [`Code::ExternalRefNotHere`] for a number from above that is missing or
/// out of place, and those of [`Answers::checked`].
pub fn submit(
    submission: &SubmissionFacts<'_>,
    holding: Holding,
    now: DateTime<Utc>,
    calendar: &Calendar,
) -> Result<(MoveOutcome, Answers)> {
    let answers = submission.check(now)?;
    let SubmissionFacts { kind, category, channel, anonymous, phone_given, .. } = *submission;
    let urgency = submission.urgency();
    let has_contact = !anonymous && channel != Channel::SelfFound;
    let confidential = submission.is_confidential();
    let (received, from) = match confidential {
        true => (coarse(now, urgency), clocks_from(now, urgency)),
        false => (now, now),
    };
    let allowances = submission.clocks.or(category.clocks);
    let clocks = RequestClocks::start(from, kind, urgency, has_contact, allowances, calendar);
    let clocks = match submission.unplaced {
        true => clocks.dispatched_first(from, urgency, calendar),
        false => clocks,
    };
    let upstream = submission
        .external
        .map(|external| TicketFacts { due_at: external.due_at, ..TicketFacts::default() });
    let due_at = upstream.and_then(|upstream| upstream.due_at);
    let shown = |due_at| if confidential { coarse(due_at, urgency) } else { due_at };
    let at_desk = submission.matter().lies_with_the_desk() || submission.unplaced;
    let cause = if at_desk { AssignmentCause::Desk } else { AssignmentCause::Routing };
    let facts = RequestFacts {
        state: RequestState::Assigned,
        channel,
        urgency,
        anonymous,
        confidential,
        phone_given,
        holding,
        clocks: due_at.map_or(clocks, |due_at| clocks.due_by(shown(due_at), now)),
        submitted_at: received,
        accepted_at: None,
        attempts: Vec::new(),
        contact: None,
        started_at: None,
        resolved_at: None,
        outcome: None,
        second: None,
        ended_at: None,
        redacted_at: None,
        at_desk,
        proposed_at: None,
        correction_proposed_at: None,
        has_tasks: false,
        offer: None,
        returns: 0,
        review: None,
        asked_at: None,
        reminded_at: None,
        last_step: None,
        objection: None,
        hard_case: false,
        upstream,
    };
    let category = category.code.clone();
    let events = vec![
        RequestEvent::Submitted { kind, category, urgency, channel, anonymous, confidential },
        RequestEvent::Assigned { holding, cause, change_set: None },
    ];
    let (notes, tasks) = (Vec::new(), Vec::new());
    let step = MoveOutcome { facts, events, notes, tasks, closing: None, at: received };
    Ok((step, answers))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;
    use crate::domain::request::test_support::{at, calendar, categories, holding, refused, shown};
    use serde_json::{Value, json};

    fn send(category: &str, change: impl FnOnce(&mut SubmissionFacts<'_>)) -> Result<MoveOutcome> {
        answered(category, json!({}), change)
    }

    fn answered(
        category: &str,
        answers: Value,
        change: impl FnOnce(&mut SubmissionFacts<'_>),
    ) -> Result<MoveOutcome> {
        let categories = categories();
        let category = categories.get(category).unwrap();
        let answers = serde_json::from_value(answers).unwrap();
        let mut submission = SubmissionFacts {
            kind: category.kind,
            category,
            urgency: None,
            channel: Channel::Resident,
            anonymous: false,
            confidential: false,
            phone_given: true,
            answers: &answers,
            external: None,
            clocks: ClockAllowances::default(),
            about_staff: false,
            unplaced: false,
        };
        change(&mut submission);
        submit(&submission, holding(1), at("2026-03-06 16:30"), calendar()).map(|(step, _)| step)
    }

    #[test]
    fn a_request_is_assigned_with_both_events_and_its_clocks() {
        let step = send("housing.repair", |_| ()).unwrap();
        assert_eq!(step.facts.state, RequestState::Assigned);
        assert!(matches!(
            step.events[..],
            [RequestEvent::Submitted { .. }, RequestEvent::Assigned { .. }]
        ));
        assert_eq!(
            shown(step.facts.clocks.resolve_due),
            "2026-03-11 17:30",
            "the category's own clock"
        );
    }

    #[test]
    fn the_category_says_how_urgent_it_is_unless_somebody_else_does() {
        let gas = |change: fn(&mut SubmissionFacts<'_>)| {
            answered("safety.gas", json!({ "danger": "called" }), change)
        };
        assert_eq!(gas(|_| ()).unwrap().facts.urgency, Urgency::Critical);
        let lower =
            |submission: &mut SubmissionFacts<'_>| submission.urgency = Some(Urgency::Urgent);
        assert_eq!(gas(lower).unwrap().facts.urgency, Urgency::Urgent);
    }

    #[test]
    fn reports_and_some_categories_are_confidential_unasked() {
        assert!(send("conduct", |_| ()).unwrap().facts.confidential);
        assert!(send("mediation", |_| ()).unwrap().facts.confidential);
        assert!(send("other", |sent| sent.kind = RequestKind::Report).unwrap().facts.confidential);
        assert!(send("other", |sent| sent.confidential = true).unwrap().facts.confidential);
        assert!(!send("other", |_| ()).unwrap().facts.confidential);
    }

    #[test]
    fn nobody_is_contacted_who_is_anonymous_or_not_there() {
        assert_eq!(
            send("environment", |sent| sent.anonymous = true).unwrap().facts.clocks.contact_due,
            None
        );
        assert_eq!(
            send("patrol", |sent| sent.channel = Channel::SelfFound)
                .unwrap()
                .facts
                .clocks
                .contact_due,
            None
        );
        assert!(send("environment", |_| ()).unwrap().facts.has_contact());
    }

    #[test]
    fn a_ticket_from_above_has_a_number_and_nothing_else_has() {
        let external = ExternalRef {
            system: "12345".to_owned(),
            number: "7".to_owned(),
            due_at: Some(at("2026-03-09 12:00")),
            confidential: true,
        };
        let hotline = send("other", |sent| sent.channel = Channel::Hotline12345);
        assert_eq!(refused(hotline), ["required/external_ref"]);
        let with = |channel| {
            let categories = categories();
            let answers = Answers::default();
            let category = categories.get("other").unwrap();
            let submission = SubmissionFacts {
                kind: category.kind,
                category,
                urgency: None,
                channel,
                anonymous: false,
                confidential: false,
                phone_given: true,
                answers: &answers,
                external: Some(&external),
                clocks: ClockAllowances::default(),
                about_staff: false,
                unplaced: false,
            };
            submit(&submission, holding(1), at("2026-03-06 16:30"), calendar())
                .map(|(step, _)| step.facts)
        };
        assert_eq!(refused(with(Channel::Desk)), ["external_ref_not_here/external_ref"]);
        let facts = with(Channel::CityPlatform).unwrap();
        assert!(facts.confidential && facts.upstream.is_some());
        assert_eq!(shown(facts.clocks.resolve_due), "2026-03-09 12:00");
    }

    #[test]
    fn what_a_category_does_not_allow_is_refused() {
        let refused = |category| refused(send(category, |sent| sent.anonymous = true));
        assert_eq!(refused("housing"), ["anonymous_not_allowed/anonymous"]);
        assert_eq!(
            refused("patrol"),
            ["anonymous_not_allowed/anonymous", "category_for_staff/category"]
        );
        assert_eq!(
            refused("conduct.discipline"),
            ["category_referred/category"],
            "whoever sends it"
        );
        assert_eq!(
            refused("housing.lift"),
            ["required/answers/danger", "anonymous_not_allowed/anonymous"]
        );
    }
}
