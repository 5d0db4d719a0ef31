//! The one table of moves (the product rules, "Life of a request"): per state, what may be done, by whom, what it
//! requires and where it leads. What is not in it is impossible.
//!
//! Contact does not stand before work: its clock runs on its own, and a gate would only be answered with calls that
//! were never made. A transfer is a move and `transferred` the state in which the request waits for its new holder,
//! as it waits in `assigned` and, for the second handling, in `reopened`.

use super::party::{BEARER, HANDLERS, ON_SITE};
use super::{Action, Facts, Field, Parties, Party, State};
use crate::domain::vocabulary::vocabulary;
use crate::error::{Code, Problem};

/// One row of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Move {
    /// The state it starts from.
    pub from: State,
    /// What is done.
    pub action: Action,
    /// Who may do it.
    pub by: Parties,
    /// What must be so beside the state.
    pub when: Condition,
    /// The fields that must be given.
    pub requires: &'static [Field],
    /// The fields that may be given as well.
    pub allows: &'static [Field],
    /// The states it may lead to.
    pub to: &'static [State],
}

vocabulary! {
    /// What must be so beside the state for a move to be possible.
    Condition {
        /// Nothing more.
        Always = "always" "无附加条件" "always",
        /// There is somebody to contact, and the handlers may know who.
        DirectContact = "direct_contact" "可直接联系诉求人" "handlers may contact the reporter",
        /// There is somebody to contact, whom the town desk alone knows.
        RelayedContact = "relayed_contact" "保密诉求，由受理席联系" "the desk contacts a confidential reporter",
        /// There is somebody who could have been contacted.
        SomebodyToContact = "somebody_to_contact" "有可联系的诉求人" "there is somebody to contact",
        /// Nobody could have been contacted.
        NobodyToContact = "nobody_to_contact" "没有可联系的诉求人" "there is nobody to contact",
        /// It was not reopened.
        FirstHandling = "first_handling" "首次办理" "first handling",
    }
}

impl Condition {
    fn holds(self, facts: &Facts) -> bool {
        match self {
            Self::Always => true,
            Self::DirectContact => facts.has_contact() && !facts.confidential,
            Self::RelayedContact => facts.has_contact() && facts.confidential,
            Self::SomebodyToContact => facts.has_contact(),
            Self::NobodyToContact => !facts.has_contact(),
            Self::FirstHandling => facts.second.is_none(),
        }
    }
}

/// Who hands a request on: only where their own scope covers the unit that receives it.
const CHAIN: Parties = Parties::of(&[Party::Holder, Party::Deputy, Party::Superior]);
const SUPERVISOR: Parties = Parties::of(&[Party::Supervisor]);
const DESK: Parties = Parties::of(&[Party::Desk]);
const REPORTER: Parties = Parties::of(&[Party::Reporter]);
/// Whoever entered it may take a mistake back until somebody has accepted it.
const SENDER: Parties = Parties::of(&[Party::Reporter, Party::Proxy]);
/// The desk judges by calling back, where somebody can be called; an anonymous request is judged by its receipt alone.
/// The bearer of a receipt takes nothing back: a receipt can be lost.
const JUDGES: Parties = Parties::of(&[Party::Reporter, Party::Bearer, Party::Desk]);
const SERVICE: Parties = Parties::of(&[Party::Service]);

const fn accept(from: State) -> Move {
    row(from, Action::Accept, HANDLERS, Condition::Always, &[State::Accepted])
}

const fn contact(from: State, by: Parties, when: Condition, to: &'static [State]) -> Move {
    row(from, Action::Contact, by, when, to).with(&[Field::ContactOutcome], &[Field::Words])
}

const fn start(from: State) -> Move {
    row(from, Action::Start, ON_SITE, Condition::Always, &[State::InProgress])
}

const fn resolve(from: State) -> Move {
    row(from, Action::Resolve, HANDLERS, Condition::Always, &[State::Resolved])
        .with(&[Field::Outcome, Field::Reply], &[])
}

const fn transfer(from: State, by: Parties, when: Condition) -> Move {
    row(from, Action::Transfer, by, when, &[State::Transferred]).with(&[Field::To, Field::Reason], &[Field::Words])
}

const fn withdraw(from: State, by: Parties) -> Move {
    row(from, Action::Withdraw, by, Condition::Always, &[State::Withdrawn]).with(&[], &[Field::Words])
}

const fn verdict(by: Parties, when: Condition, requires: &'static [Field]) -> Move {
    row(State::Resolved, Action::Verdict, by, when, &[State::Closed, State::Reopened]).with(requires, &[Field::Words])
}

const fn row(from: State, action: Action, by: Parties, when: Condition, to: &'static [State]) -> Move {
    Move { from, action, by, when, requires: &[], allows: &[], to }
}

impl Move {
    const fn with(self, requires: &'static [Field], allows: &'static [Field]) -> Self {
        Self { requires, allows, ..self }
    }
}

/// Every move there is.
pub const MOVES: &[Move] = {
    use Condition::{Always, DirectContact, FirstHandling, NobodyToContact, RelayedContact, SomebodyToContact};
    use State::{Accepted, Assigned, Contacted, InProgress, Reopened, Resolved, Transferred};
    &[
        accept(Assigned),
        transfer(Assigned, CHAIN, FirstHandling),
        transfer(Assigned, SUPERVISOR, Always),
        withdraw(Assigned, SENDER),
        accept(Transferred),
        transfer(Transferred, CHAIN, FirstHandling),
        transfer(Transferred, SUPERVISOR, Always),
        withdraw(Transferred, REPORTER),
        accept(Reopened),
        transfer(Reopened, SUPERVISOR, Always),
        withdraw(Reopened, REPORTER),
        contact(Accepted, ON_SITE, DirectContact, &[Accepted, Contacted]),
        contact(Accepted, DESK, RelayedContact, &[Accepted, Contacted]),
        start(Accepted),
        transfer(Accepted, CHAIN, FirstHandling),
        transfer(Accepted, SUPERVISOR, Always),
        withdraw(Accepted, REPORTER),
        contact(Contacted, ON_SITE, DirectContact, &[Contacted]),
        contact(Contacted, DESK, RelayedContact, &[Contacted]),
        start(Contacted),
        resolve(Contacted),
        transfer(Contacted, CHAIN, FirstHandling),
        transfer(Contacted, SUPERVISOR, Always),
        withdraw(Contacted, REPORTER),
        contact(InProgress, ON_SITE, DirectContact, &[InProgress]),
        contact(InProgress, DESK, RelayedContact, &[InProgress]),
        resolve(InProgress),
        transfer(InProgress, CHAIN, FirstHandling),
        transfer(InProgress, SUPERVISOR, Always),
        withdraw(InProgress, REPORTER),
        verdict(JUDGES, SomebodyToContact, &[Field::Contacted, Field::Solved, Field::Satisfaction]),
        verdict(BEARER, NobodyToContact, &[Field::Solved, Field::Satisfaction]),
        row(Resolved, Action::Close, SERVICE, Always, &[State::Closed]),
    ]
};

/// The moves that are open to a caller now, in the order of the table.
pub fn possible(facts: &Facts, acting: Parties) -> impl Iterator<Item = &'static Move> {
    let open = move |row: &&Move| row.by.common(acting).next().is_some();
    MOVES.iter().filter(|row| row.from == facts.state && row.when.holds(facts)).filter(open)
}

/// The row by which a caller may take an action, and the party they take it as.
///
/// Errors: [`Code::MoveNotPossible`] with the moves that are.
pub(super) fn chosen(facts: &Facts, acting: Parties, action: Action) -> Result<(&'static Move, Party), Problem> {
    let row = possible(facts, acting).find(|row| row.action == action);
    let party = row.and_then(|row| Some((row, row.by.common(acting).next()?)));
    party.ok_or_else(|| not_possible(facts, acting, action))
}

pub(super) fn not_possible(facts: &Facts, acting: Parties, action: Action) -> Problem {
    let mut actions: Vec<Action> = possible(facts, acting).map(|row| row.action).collect();
    actions.dedup();
    Problem::new(Code::MoveNotPossible).with("state", facts.state).with("action", action).with("possible", actions)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::request::SecondHandling;
    use crate::domain::request::test_support::{at, received};

    /// The actions open to one party, as `accept transfer`.
    fn open(facts: &Facts, party: Party) -> String {
        let mut actions: Vec<_> = possible(facts, Parties::of(&[party])).map(|row| row.action.as_str()).collect();
        actions.dedup();
        actions.join(" ")
    }

    #[test]
    fn who_may_do_what_in_each_state() {
        use Party::*;
        let table = [
            (State::Assigned, Holder, "accept transfer"),
            (State::Assigned, Deputy, "accept transfer"),
            (State::Assigned, Superior, "transfer"),
            (State::Assigned, Supervisor, "transfer"),
            (State::Assigned, Reporter, "withdraw"),
            (State::Assigned, Proxy, "withdraw"),
            (State::Assigned, Bearer, ""),
            (State::Assigned, Desk, ""),
            (State::Transferred, Holder, "accept transfer"),
            (State::Transferred, Proxy, ""),
            (State::Reopened, Holder, "accept"),
            (State::Reopened, Supervisor, "transfer"),
            (State::Accepted, Holder, "contact start transfer"),
            (State::Accepted, Reporter, "withdraw"),
            (State::Contacted, Deputy, "contact start resolve transfer"),
            (State::InProgress, Holder, "contact resolve transfer"),
            (State::InProgress, Desk, ""),
            (State::Assigned, FirstHandler, ""),
            (State::Accepted, FirstHandler, "contact start"),
            (State::InProgress, FirstHandler, "contact"),
            (State::Accepted, Copied, ""),
            (State::Resolved, Holder, ""),
            (State::Resolved, Supervisor, ""),
            (State::Resolved, Reporter, "verdict"),
            (State::Resolved, Bearer, "verdict"),
            (State::Resolved, Desk, "verdict"),
            (State::Resolved, Proxy, ""),
            (State::Resolved, Service, "close"),
            (State::Closed, Supervisor, ""),
            (State::Withdrawn, Reporter, ""),
        ];
        for (state, party, expected) in table {
            let facts = Facts { state, second: None, ..received() };
            assert_eq!(open(&facts, party), expected, "{state} {party}");
        }
    }

    #[test]
    fn nobody_contacts_an_anonymous_reporter() {
        let mut facts = Facts { state: State::Accepted, anonymous: true, ..received() };
        facts.clocks.contact_due = None;
        assert_eq!(open(&facts, Party::Holder), "start transfer");
    }

    #[test]
    fn nobody_is_called_back_who_cannot_be_called() {
        let mut facts = Facts { state: State::Resolved, anonymous: true, ..received() };
        facts.clocks.contact_due = None;
        assert_eq!((open(&facts, Party::Desk), open(&facts, Party::Bearer)), (String::new(), "verdict".to_owned()));
    }

    #[test]
    fn the_desk_relays_where_the_reporter_is_confidential() {
        let facts = Facts { state: State::Accepted, confidential: true, ..received() };
        assert_eq!(open(&facts, Party::Holder), "start transfer");
        assert_eq!(open(&facts, Party::Desk), "contact");
    }

    #[test]
    fn a_second_handling_is_not_handed_on_but_by_a_supervisor() {
        let now = at("2026-03-06 10:00");
        let second = Some(SecondHandling { reopened_at: now, due: now, resolved_at: None });
        let facts = Facts { state: State::Accepted, second, ..received() };
        assert_eq!(open(&facts, Party::Holder), "contact start");
        assert_eq!(open(&facts, Party::Supervisor), "transfer");
    }

    #[test]
    fn every_state_of_this_table_is_reached_and_every_row_leads_somewhere() {
        for row in MOVES {
            let reached = row.from == State::Assigned || MOVES.iter().any(|other| other.to.contains(&row.from));
            assert!(reached && !row.to.is_empty() && row.by.iter().count() > 0, "{row:?}");
            assert!(!row.from.is_final(), "{row:?}");
        }
    }
}
