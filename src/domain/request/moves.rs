//! The table of moves (the product rules, "Life of a request"): the actions possible in each state,
//! who may take them, what they require and where they lead. Any other move is impossible.
//!
//! Contact is no precondition of work: its clock runs on its own, and a gate would only lead to
//! calls recorded that were never made. A transfer is a move and `transferred` the state in which
//! the request waits for its new holder, as it waits in `assigned` and, for the second handling, in
//! `reopened`.

use super::party::{BEARER, HANDLERS, ON_SITE};
use super::{MoveField, Parties, Party, Relation, RequestAction, RequestFacts, RequestState};
use crate::domain::vocabulary::vocabulary;
use crate::error::{Code, Problem};

/// One row of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct MoveRule {
    /// State from which it starts.
    pub from: RequestState,
    /// Action.
    pub action: RequestAction,
    /// Parties that may take it.
    pub by: Parties,
    /// Conditions beside the state.
    pub when: &'static [MoveCondition],
    /// Required fields.
    pub requires: &'static [MoveField],
    /// Optional fields.
    pub allows: &'static [MoveField],
    /// States to which it may lead.
    pub to: &'static [RequestState],
}

vocabulary! {
    /// Condition of a move beside the state.
    MoveCondition {
        /// There is somebody to contact, and the handlers may know who.
        DirectContact = "direct_contact" "可直接联系诉求人" "handlers may contact the reporter",
        /// There is somebody to contact, whom only the town desk knows.
        RelayedContact = "relayed_contact" "保密诉求，由受理席联系" "the desk contacts a confidential reporter",
        /// There is somebody who could have been contacted.
        SomebodyToContact = "somebody_to_contact" "有可联系的诉求人" "there is somebody to contact",
        /// Nobody could have been contacted.
        NobodyToContact = "nobody_to_contact" "没有可联系的诉求人" "there is nobody to contact",
        /// It was not reopened.
        FirstHandling = "first_handling" "首次办理" "first handling",
        /// The platform above sent it and waits for the result.
        FromAbove = "from_above" "上级派单" "from above",
        /// The town itself received it.
        OwnRequest = "own_request" "本级受理" "came to the town itself",
        /// Only the town desk knows the reporter.
        Confidential = "confidential" "保密诉求" "confidential",
        /// The handlers may know the reporter.
        Open = "open" "非保密诉求" "not confidential",
        /// A unit handles it; it does not lie with the desk.
        Dispatched = "dispatched" "已派到单元" "a unit handles it",
        /// A handler proposed a transfer, and the desk has not decided.
        Proposed = "proposed" "有转办建议待定" "a transfer is proposed",
        /// There is no verdict of the resident on the current handling.
        ResidentUnheard = "resident_unheard" "居民尚未评价" "the resident was not heard",
        /// There is no verdict of the city on the last report.
        CityUnheard = "city_unheard" "市级尚未评价" "the city was not heard",
    }
}

impl MoveCondition {
    fn holds(self, facts: &RequestFacts) -> bool {
        match self {
            Self::DirectContact => facts.has_contact() && !facts.confidential,
            Self::RelayedContact => facts.has_contact() && facts.confidential,
            Self::SomebodyToContact => facts.has_contact(),
            Self::NobodyToContact => !facts.has_contact(),
            Self::FirstHandling => facts.second.is_none(),
            Self::FromAbove => facts.upstream.is_some(),
            Self::OwnRequest => facts.upstream.is_none(),
            Self::Confidential => facts.confidential,
            Self::Open => !facts.confidential,
            Self::Dispatched => !facts.at_desk,
            Self::Proposed => facts.proposed_at.is_some(),
            Self::ResidentUnheard => {
                facts.upstream.is_some_and(|upstream| upstream.judged_at.is_none())
            }
            Self::CityUnheard => {
                facts.upstream.is_some_and(|upstream| upstream.city_judged_at.is_none())
            }
        }
    }
}

/// Parties that may transfer a request, only to units within their own scope. Of a confidential
/// request they may only propose the transfer; the desk does it.
const CHAIN: Parties = Parties::of(&[Party::Holder, Party::Deputy, Party::Superior]);
const SUPERVISOR: Parties = Parties::of(&[Party::Supervisor]);
const DESK: Parties = Parties::of(&[Party::Desk]);
const REPORTER: Parties = Parties::of(&[Party::Reporter]);
/// Parties that entered a request and may withdraw it until somebody has accepted it.
const SENDER: Parties = Parties::of(&[Party::Reporter, Party::Proxy]);
/// Parties that give a verdict. The desk does so by calling back, where somebody can be called; an
/// anonymous request is judged by its receipt alone. The bearer of a receipt cannot withdraw: a
/// receipt can be lost.
const JUDGES: Parties = Parties::of(&[Party::Reporter, Party::Bearer, Party::Desk]);
/// Parties that may give a ticket back to the platform above.
const RETURNERS: Parties = Parties::of(&[Party::Supervisor, Party::Desk]);
/// Parties that communicate with the platform above, also about confidential requests.
const CITY: Parties = Parties::of(&[Party::Desk, Party::Integrator]);
const SERVICE: Parties = Parties::of(&[Party::Service]);

const fn accept(from: RequestState) -> MoveRule {
    row(from, RequestAction::Accept, HANDLERS, &[], &[RequestState::Accepted])
}

const fn contact(
    from: RequestState,
    by: Parties,
    when: &'static [MoveCondition],
    to: &'static [RequestState],
) -> MoveRule {
    row(from, RequestAction::Contact, by, when, to)
        .with(&[MoveField::ContactOutcome], &[MoveField::Words])
}

const fn start(from: RequestState) -> MoveRule {
    row(
        from,
        RequestAction::Start,
        ON_SITE,
        &[MoveCondition::Dispatched],
        &[RequestState::InProgress],
    )
}

const fn resolve(from: RequestState) -> MoveRule {
    row(
        from,
        RequestAction::Resolve,
        HANDLERS,
        &[MoveCondition::Dispatched],
        &[RequestState::Resolved],
    )
    .with(&[MoveField::Outcome, MoveField::Reply], &[])
}

const fn transfer(from: RequestState, by: Parties, when: &'static [MoveCondition]) -> MoveRule {
    row(from, RequestAction::Transfer, by, when, &[RequestState::Transferred])
        .with(&[MoveField::To, MoveField::Reason], &[MoveField::Words])
}

/// 派单: the desk dispatches a confidential request to a unit. A reason it gives is not kept, so that
/// none reveals anything.
const fn dispatch(from: RequestState) -> MoveRule {
    row(
        from,
        RequestAction::Transfer,
        DESK,
        &[MoveCondition::Confidential],
        &[RequestState::Transferred],
    )
    .with(&[MoveField::To], &[MoveField::Reason, MoveField::Words])
}

/// 转办建议: a confidential request stays where it is until the desk decides.
const fn propose(
    from: RequestState,
    to: &'static [RequestState],
    by: Parties,
    when: &'static [MoveCondition],
) -> MoveRule {
    row(from, RequestAction::Transfer, by, when, to)
        .with(&[MoveField::To, MoveField::Reason], &[MoveField::Words])
}

const fn decline(from: RequestState, to: &'static [RequestState]) -> MoveRule {
    row(
        from,
        RequestAction::Decline,
        DESK,
        &[MoveCondition::Confidential, MoveCondition::Proposed],
        to,
    )
    .with(&[MoveField::Words], &[])
}

const fn withdraw(from: RequestState, by: Parties) -> MoveRule {
    row(from, RequestAction::Withdraw, by, &[], &[RequestState::Withdrawn])
        .with(&[], &[MoveField::Words])
}

/// 脱敏: what handlers may read of a confidential request.
const fn redact(from: RequestState, to: &'static [RequestState]) -> MoveRule {
    row(from, RequestAction::Redact, DESK, &[MoveCondition::Confidential], to)
        .with(&[MoveField::Redacted], &[])
}

/// 转达: a message between handlers and a confidential reporter; what the reporter writes goes only
/// to the desk.
const fn relay(from: RequestState, by: Parties, to: &'static [RequestState]) -> MoveRule {
    row(from, RequestAction::Relay, by, &[MoveCondition::RelayedContact], to)
        .with(&[MoveField::Words], &[])
}

/// 上退: before work is done, and not when the city has sent it a second time.
const fn return_upstream(from: RequestState) -> MoveRule {
    row(
        from,
        RequestAction::ReturnUpstream,
        RETURNERS,
        &[MoveCondition::FromAbove, MoveCondition::FirstHandling],
        &[RequestState::Void],
    )
    .with(&[MoveField::UpstreamReason, MoveField::Words], &[])
}

const fn verdict(
    by: Parties,
    when: &'static [MoveCondition],
    to: &'static [RequestState],
    requires: &'static [MoveField],
) -> MoveRule {
    row(RequestState::Resolved, RequestAction::Verdict, by, when, to)
        .with(requires, &[MoveField::Words])
}

/// Verdict of the city on a report.
const fn city_verdict() -> MoveRule {
    let to = &[RequestState::Closed, RequestState::Reopened];
    row(
        RequestState::Closed,
        RequestAction::Verdict,
        CITY,
        &[MoveCondition::FromAbove, MoveCondition::CityUnheard],
        to,
    )
    .with(&[MoveField::Solved, MoveField::Satisfaction], &[MoveField::Contacted, MoveField::Words])
}

const fn report_back(by: Parties, when: &'static [MoveCondition]) -> MoveRule {
    row(RequestState::Resolved, RequestAction::ReportBack, by, when, &[RequestState::Closed])
}

const fn row(
    from: RequestState,
    action: RequestAction,
    by: Parties,
    when: &'static [MoveCondition],
    to: &'static [RequestState],
) -> MoveRule {
    MoveRule { from, action, by, when, requires: &[], allows: &[], to }
}

impl MoveRule {
    const fn with(self, requires: &'static [MoveField], allows: &'static [MoveField]) -> Self {
        Self { requires, allows, ..self }
    }
}

/// All moves.
pub const MOVES: &[MoveRule] = {
    use MoveCondition::{
        Confidential, DirectContact, FirstHandling, FromAbove, NobodyToContact, Open, OwnRequest,
        RelayedContact, ResidentUnheard, SomebodyToContact,
    };
    use MoveField::{Contacted as WasContacted, Satisfaction, Solved};
    use RequestState::{
        Accepted, Assigned, Closed, Contacted, InProgress, Reopened, Resolved, Transferred,
    };
    &[
        accept(Assigned),
        redact(Assigned, &[Assigned]),
        dispatch(Assigned),
        transfer(Assigned, CHAIN, &[FirstHandling, Open]),
        transfer(Assigned, SUPERVISOR, &[Open]),
        propose(Assigned, &[Assigned], CHAIN, &[FirstHandling, Confidential]),
        propose(Assigned, &[Assigned], SUPERVISOR, &[Confidential]),
        decline(Assigned, &[Assigned]),
        return_upstream(Assigned),
        withdraw(Assigned, SENDER),
        accept(Transferred),
        redact(Transferred, &[Transferred]),
        dispatch(Transferred),
        transfer(Transferred, CHAIN, &[FirstHandling, Open]),
        transfer(Transferred, SUPERVISOR, &[Open]),
        propose(Transferred, &[Transferred], CHAIN, &[FirstHandling, Confidential]),
        propose(Transferred, &[Transferred], SUPERVISOR, &[Confidential]),
        decline(Transferred, &[Transferred]),
        return_upstream(Transferred),
        withdraw(Transferred, REPORTER),
        accept(Reopened),
        redact(Reopened, &[Reopened]),
        dispatch(Reopened),
        transfer(Reopened, SUPERVISOR, &[Open]),
        propose(Reopened, &[Reopened], SUPERVISOR, &[Confidential]),
        decline(Reopened, &[Reopened]),
        withdraw(Reopened, REPORTER),
        contact(Accepted, ON_SITE, &[DirectContact], &[Accepted, Contacted]),
        redact(Accepted, &[Accepted]),
        relay(Accepted, HANDLERS, &[Accepted]),
        relay(Accepted, DESK, &[Accepted]),
        relay(Accepted, REPORTER, &[Accepted]),
        contact(Accepted, DESK, &[RelayedContact], &[Accepted, Contacted]),
        start(Accepted),
        dispatch(Accepted),
        transfer(Accepted, CHAIN, &[FirstHandling, Open]),
        transfer(Accepted, SUPERVISOR, &[Open]),
        propose(Accepted, &[Accepted], CHAIN, &[FirstHandling, Confidential]),
        propose(Accepted, &[Accepted], SUPERVISOR, &[Confidential]),
        decline(Accepted, &[Accepted]),
        return_upstream(Accepted),
        withdraw(Accepted, REPORTER),
        contact(Contacted, ON_SITE, &[DirectContact], &[Contacted]),
        redact(Contacted, &[Contacted]),
        relay(Contacted, HANDLERS, &[Contacted]),
        relay(Contacted, DESK, &[Contacted]),
        relay(Contacted, REPORTER, &[Contacted]),
        contact(Contacted, DESK, &[RelayedContact], &[Contacted]),
        start(Contacted),
        resolve(Contacted),
        dispatch(Contacted),
        transfer(Contacted, CHAIN, &[FirstHandling, Open]),
        transfer(Contacted, SUPERVISOR, &[Open]),
        propose(Contacted, &[Contacted], CHAIN, &[FirstHandling, Confidential]),
        propose(Contacted, &[Contacted], SUPERVISOR, &[Confidential]),
        decline(Contacted, &[Contacted]),
        return_upstream(Contacted),
        withdraw(Contacted, REPORTER),
        contact(InProgress, ON_SITE, &[DirectContact], &[InProgress]),
        redact(InProgress, &[InProgress]),
        relay(InProgress, HANDLERS, &[InProgress]),
        relay(InProgress, DESK, &[InProgress]),
        relay(InProgress, REPORTER, &[InProgress]),
        contact(InProgress, DESK, &[RelayedContact], &[InProgress]),
        resolve(InProgress),
        dispatch(InProgress),
        transfer(InProgress, CHAIN, &[FirstHandling, Open]),
        transfer(InProgress, SUPERVISOR, &[Open]),
        propose(InProgress, &[InProgress], CHAIN, &[FirstHandling, Confidential]),
        propose(InProgress, &[InProgress], SUPERVISOR, &[Confidential]),
        decline(InProgress, &[InProgress]),
        return_upstream(InProgress),
        withdraw(InProgress, REPORTER),
        verdict(
            JUDGES,
            &[SomebodyToContact, OwnRequest],
            &[Closed, Reopened],
            &[WasContacted, Solved, Satisfaction],
        ),
        verdict(
            BEARER,
            &[NobodyToContact, OwnRequest],
            &[Closed, Reopened],
            &[Solved, Satisfaction],
        ),
        row(Resolved, RequestAction::Close, SERVICE, &[OwnRequest], &[Closed]),
        verdict(
            JUDGES,
            &[SomebodyToContact, ResidentUnheard],
            &[Resolved, Reopened],
            &[WasContacted, Solved, Satisfaction],
        ),
        verdict(
            BEARER,
            &[NobodyToContact, ResidentUnheard],
            &[Resolved, Reopened],
            &[Solved, Satisfaction],
        ),
        report_back(CITY, &[FromAbove]),
        report_back(SUPERVISOR, &[FromAbove, Open]),
        city_verdict(),
    ]
};

/// Returns the moves that are open to a caller now, in the order of the table.
pub fn possible(
    facts: &RequestFacts,
    relation: Relation,
) -> impl Iterator<Item = &'static MoveRule> {
    let acting = relation.acting(facts);
    let hands_on_own = relation.hands_on_own(facts);
    MOVES
        .iter()
        .filter(|row| row.from == facts.state && row.when.iter().all(|when| when.holds(facts)))
        .filter(move |row| {
            row.by.meets(acting)
                && (!hands_on_own
                    || matches!(row.action, RequestAction::Accept | RequestAction::Transfer))
        })
}

/// Finds the row by which a caller may take an action, and the party as which they take it.
///
/// # Errors
/// [`Code::MoveNotPossible`] with the possible moves.
pub(super) fn chosen(
    facts: &RequestFacts,
    relation: Relation,
    action: RequestAction,
) -> Result<(&'static MoveRule, Party), Problem> {
    let row = possible(facts, relation).find(|row| row.action == action);
    let party = row.and_then(|row| Some((row, row.by.common(relation.acting(facts)).next()?)));
    party.ok_or_else(|| not_possible(facts, relation, action))
}

pub(super) fn not_possible(
    facts: &RequestFacts,
    relation: Relation,
    action: RequestAction,
) -> Problem {
    let mut actions: Vec<RequestAction> = possible(facts, relation).map(|row| row.action).collect();
    actions.dedup();
    Problem::new(Code::MoveNotPossible)
        .with("state", facts.state)
        .with("action", action)
        .with("possible", actions)
}

#[cfg(test)]
mod tests;
