use super::*;
use crate::domain::request::test_support::{at, holding, received};
use crate::domain::request::{FormerFacts, LastStep, Objection, Offer, OfferKind, SecondHandling};

/// Returns the actions open to one party, as `accept transfer`.
fn open(facts: &RequestFacts, party: Party) -> String {
    let relation = Relation { parties: Parties::of(&[party]), ..Relation::default() };
    let mut actions: Vec<_> = possible(facts, relation).map(|row| row.action.as_str()).collect();
    actions.dedup();
    actions.join(" ")
}

#[test]
fn who_may_do_what_in_each_state() {
    use Party::*;
    let table = [
        (
            RequestState::Assigned,
            Holder,
            "accept contact transfer escalate return note progress ask assign co_handle correct",
        ),
        (
            RequestState::Assigned,
            Deputy,
            "accept contact transfer escalate return note progress ask assign co_handle correct",
        ),
        (RequestState::Assigned, Superior, "transfer note"),
        (RequestState::Assigned, Supervisor, "transfer dispatch note"),
        (RequestState::Assigned, Reporter, "correct supplement remind withdraw"),
        (RequestState::Assigned, Proxy, "withdraw"),
        (RequestState::Assigned, Bearer, "supplement remind withdraw"),
        (
            RequestState::Assigned,
            Desk,
            "dispatch note progress ask co_handle correct supplement remind redirect void link",
        ),
        (
            RequestState::Transferred,
            Holder,
            "accept contact transfer escalate return note progress ask assign co_handle correct",
        ),
        (RequestState::Transferred, Proxy, ""),
        (
            RequestState::Reopened,
            Holder,
            "accept contact escalate note progress ask assign co_handle",
        ),
        (RequestState::Reopened, Supervisor, "transfer dispatch note"),
        (
            RequestState::Accepted,
            Holder,
            "contact start transfer escalate return note progress ask assign co_handle correct",
        ),
        (RequestState::Accepted, Reporter, "correct supplement remind withdraw"),
        (
            RequestState::Contacted,
            Deputy,
            "contact start resolve transfer escalate return note progress ask assign co_handle correct",
        ),
        (
            RequestState::InProgress,
            Holder,
            "contact resolve transfer escalate return note progress ask assign co_handle correct",
        ),
        (
            RequestState::InProgress,
            Desk,
            "dispatch note progress ask co_handle correct supplement remind redirect void link",
        ),
        (RequestState::Assigned, FirstHandler, "note progress"),
        (RequestState::Accepted, FirstHandler, "contact start note progress"),
        (RequestState::InProgress, FirstHandler, "contact note progress"),
        (RequestState::Accepted, Assignee, "contact start note progress"),
        (RequestState::Accepted, Copied, ""),
        (RequestState::Returned, Holder, "recall contact note progress ask"),
        (RequestState::Returned, Desk, "review note progress ask supplement remind"),
        (RequestState::Returned, Reviewer, ""),
        (RequestState::Returned, Offerer, ""),
        (RequestState::Resolved, Holder, ""),
        (RequestState::Resolved, Supervisor, ""),
        (RequestState::Resolved, Reporter, "verdict"),
        (RequestState::Resolved, Bearer, "verdict"),
        (RequestState::Resolved, Desk, "verdict"),
        (RequestState::Resolved, Proxy, ""),
        (RequestState::Resolved, Service, "close"),
        (RequestState::Closed, Supervisor, ""),
        (RequestState::Withdrawn, Reporter, ""),
        (RequestState::Redirected, Reporter, "object"),
        (RequestState::Redirected, Bearer, "object"),
        (RequestState::Redirected, Desk, ""),
        (RequestState::Objected, Reviewer, "uphold take_up"),
        (RequestState::Objected, Supervisor, ""),
        (RequestState::Objected, Desk, "take_up"),
        (RequestState::Objected, Holder, ""),
        (RequestState::Merged, Desk, "recall supplement remind"),
        (RequestState::Merged, Service, "resolve recall"),
        (RequestState::Merged, Reporter, "supplement remind withdraw"),
        (RequestState::Void, Desk, ""),
    ];
    for (state, party, expected) in table {
        let facts = RequestFacts { state, second: None, ..received() };
        assert_eq!(open(&facts, party), expected, "{state} {party}");
    }
}

#[test]
fn nobody_contacts_an_anonymous_reporter() {
    let mut facts = RequestFacts { state: RequestState::Accepted, anonymous: true, ..received() };
    facts.clocks.contact_due = None;
    assert_eq!(
        open(&facts, Party::Holder),
        "start transfer escalate return note progress ask assign co_handle correct"
    );
}

#[test]
fn nobody_is_called_back_who_cannot_be_called() {
    let mut facts = RequestFacts { state: RequestState::Resolved, anonymous: true, ..received() };
    facts.clocks.contact_due = None;
    assert_eq!(
        (open(&facts, Party::Desk), open(&facts, Party::Bearer)),
        (String::new(), "verdict".to_owned())
    );
}

#[test]
fn the_desk_relays_where_the_reporter_is_confidential() {
    let facts = RequestFacts { state: RequestState::Accepted, confidential: true, ..received() };
    assert_eq!(open(&facts, Party::Holder), "relay start transfer escalate note progress");
    assert_eq!(
        open(&facts, Party::Desk),
        "redact relay contact transfer dispatch note progress co_handle correct supplement remind redirect void link"
    );
    assert_eq!(open(&facts, Party::Reporter), "relay supplement remind withdraw");
    let new = RequestFacts { state: RequestState::Assigned, ..facts };
    assert_eq!(
        open(&new, Party::Desk),
        "redact transfer dispatch note progress co_handle correct supplement remind redirect void link",
        "before anybody can do anything"
    );
}

#[test]
fn what_lies_with_the_desk_is_dispatched_and_not_handled_there() {
    let facts = RequestFacts {
        state: RequestState::Accepted,
        confidential: true,
        at_desk: true,
        ..received()
    };
    assert_eq!(open(&facts, Party::Holder), "relay transfer note progress");
    assert_eq!(
        open(&facts, Party::Desk),
        "redact relay contact transfer dispatch note progress co_handle correct supplement remind redirect void link"
    );
    let proposed =
        RequestFacts { proposed_at: Some(at("2026-03-06 10:00")), at_desk: false, ..facts };
    assert_eq!(
        open(&proposed, Party::Desk),
        "redact relay contact transfer dispatch decline note progress co_handle correct supplement remind redirect void \
         link"
    );
    assert_eq!(open(&proposed, Party::Supervisor), "transfer note");
}

#[test]
fn who_holds_what_they_reported_in_confidence_accepts_it_and_hands_it_on() {
    let own = |facts: &RequestFacts, parties: &[Party]| {
        let relation =
            Relation { parties: Parties::of(parties), reported: true, ..Relation::default() };
        possible(facts, relation).map(|row| row.action.as_str()).collect::<Vec<_>>().join(" ")
    };
    let facts = RequestFacts { state: RequestState::Assigned, confidential: true, ..received() };
    assert_eq!(own(&facts, &[Party::Holder, Party::Reporter]), "accept transfer");
    let accepted = RequestFacts { state: RequestState::Accepted, ..facts.clone() };
    assert_eq!(
        own(&accepted, &[Party::Deputy, Party::Reporter]),
        "relay supplement remind withdraw",
        "the holder sees to it"
    );
    assert_eq!(
        own(&accepted, &[Party::Supervisor, Party::Reporter]),
        "relay supplement remind withdraw",
        "nothing but the reporter"
    );
    assert_eq!(
        own(&accepted, &[Party::Desk, Party::Reporter]),
        "relay supplement remind withdraw",
        "others at the desk see to it"
    );
    let at_desk = RequestFacts { at_desk: true, ..facts };
    assert_eq!(own(&at_desk, &[Party::Desk]), "transfer dispatch");
}

#[test]
fn a_ticket_from_above_goes_back_there() {
    use crate::domain::request::TicketFacts;
    use Party::{Bearer, Desk, Holder, Integrator, Service, Supervisor};
    let upstream = Some(TicketFacts::default());
    let above = |state| RequestFacts { state, upstream, ..received() };
    assert_eq!(
        open(&above(RequestState::Assigned), Supervisor),
        "transfer dispatch note return_upstream"
    );
    assert_eq!(
        open(&above(RequestState::InProgress), Desk),
        "dispatch note progress ask co_handle correct supplement remind link return_upstream"
    );
    assert_eq!(open(&above(RequestState::InProgress), Integrator), "supplement remind");
    assert_eq!(open(&above(RequestState::Resolved), Desk), "verdict report_back");
    assert_eq!(open(&above(RequestState::Resolved), Supervisor), "report_back");
    assert_eq!(open(&above(RequestState::Resolved), Integrator), "report_back");
    assert_eq!(open(&above(RequestState::Resolved), Holder), "");
    assert_eq!(open(&above(RequestState::Resolved), Bearer), "verdict");
    assert_eq!(open(&above(RequestState::Resolved), Service), "", "silence does not report it");
    assert_eq!(open(&above(RequestState::Closed), Integrator), "verdict");
    let secret = RequestFacts { confidential: true, ..above(RequestState::Resolved) };
    assert_eq!(
        (open(&secret, Supervisor), open(&secret, Integrator)),
        (String::new(), "report_back".to_owned())
    );
    let heard =
        Some(TicketFacts { judged_at: Some(at("2026-03-06 10:00")), ..TicketFacts::default() });
    let heard = RequestFacts { upstream: heard, ..above(RequestState::Resolved) };
    assert_eq!(open(&heard, Bearer), "", "once");
}

#[test]
fn a_second_handling_is_not_handed_on_but_by_a_supervisor() {
    let now = at("2026-03-06 10:00");
    let second = Some(SecondHandling { reopened_at: now, due: now, resolved_at: None });
    let facts = RequestFacts { state: RequestState::Accepted, second, ..received() };
    assert_eq!(
        open(&facts, Party::Holder),
        "contact start escalate note progress ask assign co_handle"
    );
    assert_eq!(open(&facts, Party::Supervisor), "transfer dispatch note");
}

#[test]
fn what_is_offered_is_accepted_or_declined_there_and_recalled_by_who_offered_it() {
    let now = at("2026-03-06 10:00");
    let offer = Offer {
        kind: OfferKind::Dispatch,
        to: holding(2).unit,
        by: holding(1).member,
        made_at: now,
        due: now,
    };
    let facts = RequestFacts { state: RequestState::InProgress, offer: Some(offer), ..received() };
    assert_eq!(open(&facts, Party::Offered), "accept decline note");
    assert_eq!(open(&facts, Party::Offerer), "recall");
    assert_eq!(
        open(&facts, Party::Holder),
        "contact resolve transfer escalate note progress ask assign co_handle correct",
        "the holder works on"
    );
    let secret = RequestFacts { confidential: true, ..facts };
    assert!(open(&secret, Party::Desk).contains("recall"), "whoever is at the desk");
}

#[test]
fn whoever_made_the_last_step_takes_it_back_while_nobody_has_acted_on_it() {
    let step = |action, state| LastStep {
        action,
        former: FormerFacts::of(&RequestFacts { state, ..received() }),
        stands: true,
    };
    let accepted = RequestFacts {
        state: RequestState::Accepted,
        last_step: Some(step(RequestAction::Accept, RequestState::Assigned)),
        ..received()
    };
    assert_eq!(open(&accepted, Party::LastMover), "recall");
    let acted = accepted.last_step.map(|step| LastStep { stands: false, ..step });
    let later = RequestFacts { last_step: acted, ..accepted };
    assert_eq!(open(&later, Party::LastMover), "");
    let void = RequestFacts {
        state: RequestState::Void,
        last_step: Some(step(RequestAction::Void, RequestState::Assigned)),
        ..received()
    };
    assert_eq!(
        (open(&void, Party::Desk), open(&void, Party::LastMover)),
        ("recall".into(), "".into())
    );
}

#[test]
fn who_was_told_where_to_go_objects_once() {
    let redirected = RequestFacts { state: RequestState::Redirected, ..received() };
    let objection = Some(Objection {
        made_at: at("2026-03-06 10:00"),
        due: at("2026-03-09 10:00"),
        decided: true,
    });
    let upheld = RequestFacts { objection, ..redirected };
    assert_eq!(open(&upheld, Party::Reporter), "");
    let code = |party| {
        let relation = Relation { parties: Parties::of(&[party]), ..Relation::default() };
        chosen(&upheld, relation, RequestAction::Object).err().map(|problem| problem.code)
    };
    assert_eq!(code(Party::Reporter), Some(Code::ObjectedAlready));
    assert_eq!(code(Party::Holder), Some(Code::MoveNotPossible));
    let taken_up = RequestFacts { state: RequestState::Assigned, ..upheld };
    assert!(!open(&taken_up, Party::Desk).contains("redirect"), "a supervisor decided that");
    let secret = RequestFacts { state: RequestState::Objected, confidential: true, ..taken_up };
    assert_eq!(
        (open(&secret, Party::Desk), open(&secret, Party::Reviewer)),
        ("uphold take_up".to_owned(), String::new())
    );
}

#[test]
fn that_it_is_linked_is_not_told_to_its_reporter() {
    let merged = RequestFacts { state: RequestState::Merged, ..received() };
    let told = |party| {
        let relation = Relation { parties: Parties::of(&[party]), ..Relation::default() };
        let problem = not_possible(&merged, relation, RequestAction::Verdict);
        problem.params["state"]["value"].as_str().map(str::to_owned)
    };
    assert_eq!(told(Party::Reporter).as_deref(), Some("in_progress"));
    assert_eq!(told(Party::Bearer).as_deref(), Some("in_progress"));
    assert_eq!(told(Party::Holder).as_deref(), Some("merged"));
}

#[test]
fn every_state_of_this_table_is_reached_and_every_row_leads_somewhere() {
    for row in MOVES {
        for &from in row.from {
            let reached = from == RequestState::Assigned
                || MOVES.iter().any(|other| changes(other).contains(&from));
            assert!(reached, "{from} is never reached");
            let goes_on = row.when.contains(&MoveCondition::CityUnheard)
                || matches!(row.action, RequestAction::Object | RequestAction::Recall)
                || from == RequestState::Merged;
            assert!(!from.is_final() || goes_on, "{row:?}");
            assert!(row.to.states(from).count() > 0, "{row:?}");
        }
        assert!(row.by.iter().count() > 0, "{row:?}");
    }
}

/// Returns the states to which a move changes.
const fn changes(row: &MoveRule) -> &'static [RequestState] {
    match row.to {
        MoveTarget::Stays => &[],
        MoveTarget::To(states) | MoveTarget::StaysOr(states) => states,
    }
}
