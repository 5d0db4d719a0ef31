//! The table of moves (the product rules, "Life of a request"): the actions possible in each state,
//! who may take them, what they require and where they lead. Any other move is impossible.
//!
//! Contact is no precondition of work: its clock runs on its own, and a gate would only lead to
//! calls recorded that were never made. Whoever hands a request on offers it: its holder keeps it,
//! and works on, until the other unit accepts. What the desk takes back, and a return that
//! is agreed to, goes to the desk at once, where it waits in `transferred` as others wait in
//! `assigned` and, for the second handling, in `reopened`.

mod condition;

pub use condition::MoveCondition;

use super::party::{BEARER, CONTACTERS, HANDLERS, ON_SITE};
use super::{MoveField, Parties, Party, Relation, RequestAction, RequestFacts, RequestState};
use crate::error::{Code, Problem};

/// One row of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct MoveRule {
    /// States from which it starts.
    pub from: &'static [RequestState],
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
    pub to: MoveTarget,
}

/// States to which a move may lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoveTarget {
    /// It stays in its state.
    Stays,
    /// It changes to one of these.
    To(&'static [RequestState]),
    /// It stays in its state, or changes to one of these.
    StaysOr(&'static [RequestState]),
}

impl MoveTarget {
    /// Returns the states to which a move from a state may lead.
    pub fn states(self, from: RequestState) -> impl Iterator<Item = RequestState> {
        let (stays, others) = match self {
            Self::Stays => (Some(from), &[][..]),
            Self::To(others) => (None, others),
            Self::StaysOr(others) => (Some(from), others),
        };
        stays.into_iter().chain(others.iter().copied())
    }
}

/// Parties that may transfer a request, only to units within their own scope. Of a confidential
/// request they may only propose the transfer; the desk does it.
const CHAIN: Parties = Parties::of(&[Party::Holder, Party::Deputy, Party::Superior]);
const SUPERVISOR: Parties = Parties::of(&[Party::Supervisor]);
const DESK: Parties = Parties::of(&[Party::Desk]);
/// Parties that dispatch to any unit within their scope.
const DISPATCHERS: Parties = Parties::of(&[Party::Supervisor, Party::Desk]);
const REVIEWER: Parties = Parties::of(&[Party::Reviewer]);
/// Parties that record the decision of a meeting.
const MEETING: Parties = Parties::of(&[Party::Reviewer, Party::Desk]);
const OFFERED: Parties = Parties::of(&[Party::Offered]);
const OFFERER: Parties = Parties::of(&[Party::Offerer]);
const REPORTER: Parties = Parties::of(&[Party::Reporter]);
/// Parties that entered a request and may withdraw it until somebody has accepted it.
const SENDER: Parties = Parties::of(&[Party::Reporter, Party::Bearer, Party::Proxy]);
/// Parties that may withdraw a request afterwards.
const WITHDRAWERS: Parties = Parties::of(&[Party::Reporter, Party::Bearer]);
/// Parties that give a verdict. The desk does so by calling back, where somebody can be called; an
/// anonymous request is judged by its receipt alone.
const JUDGES: Parties = Parties::of(&[Party::Reporter, Party::Bearer, Party::Desk]);
/// Parties that may give a ticket back to the platform above.
const RETURNERS: Parties = Parties::of(&[Party::Supervisor, Party::Desk]);
/// Parties that communicate with the platform above, also about confidential requests.
const CITY: Parties = Parties::of(&[Party::Desk, Party::Integrator]);
const SERVICE: Parties = Parties::of(&[Party::Service]);
/// Parties that work on it, and those above them.
const STAFF: Parties = Parties::of(&[
    Party::Holder,
    Party::Deputy,
    Party::FirstHandler,
    Party::Assignee,
    Party::Assistant,
    Party::Offered,
    Party::Superior,
    Party::Supervisor,
    Party::Desk,
]);
/// Parties that tell the reporter how it goes on.
const TELLERS: Parties =
    Parties::of(&[Party::Holder, Party::Deputy, Party::FirstHandler, Party::Assignee, Party::Desk]);
/// Parties that ask the reporter.
const ASKERS: Parties = Parties::of(&[Party::Holder, Party::Deputy, Party::Desk]);
/// Parties that answer for the reporter; the desk writes down what it was told.
const ANSWERERS: Parties = Parties::of(&[Party::Reporter, Party::Bearer, Party::Desk]);
/// Parties that add to a request, or press for it.
const SUPPLEMENTERS: Parties =
    Parties::of(&[Party::Reporter, Party::Bearer, Party::Desk, Party::Integrator]);

/// Parties that object to being told where else to go.
const OBJECTORS: Parties = Parties::of(&[Party::Reporter, Party::Bearer]);
/// Whoever made the last step, while they still handle it.
const LAST_MOVER: Parties = Parties::of(&[Party::LastMover]);
/// Parties that end a link; the service does when the leading request ends without a result.
const UNLINKERS: Parties = Parties::of(&[Party::Desk, Party::Service]);
/// Parties that are told that a request is linked to another.
const INSIDE: Parties = STAFF.and(&[Party::Reviewer, Party::Offerer, Party::LastMover]);

/// States in which it waits for somebody to accept it.
const WAITING: &[RequestState] =
    &[RequestState::Assigned, RequestState::Transferred, RequestState::Reopened];
/// States in which whoever accepted it works on it.
const WORKED: &[RequestState] =
    &[RequestState::Accepted, RequestState::Contacted, RequestState::InProgress];
/// States in which somebody has work to do on it.
const OPEN: &[RequestState] = &[
    RequestState::Assigned,
    RequestState::Transferred,
    RequestState::Reopened,
    RequestState::Accepted,
    RequestState::Contacted,
    RequestState::InProgress,
];
/// States in which it is not resolved, also while a return is decided.
const PENDING: &[RequestState] = &[
    RequestState::Assigned,
    RequestState::Transferred,
    RequestState::Reopened,
    RequestState::Accepted,
    RequestState::Contacted,
    RequestState::InProgress,
    RequestState::Returned,
];
/// States of the first handling before work is done.
const UNDONE: &[RequestState] = &[
    RequestState::Assigned,
    RequestState::Transferred,
    RequestState::Accepted,
    RequestState::Contacted,
    RequestState::InProgress,
];

const fn row(
    action: RequestAction,
    from: &'static [RequestState],
    by: Parties,
    when: &'static [MoveCondition],
    to: MoveTarget,
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
        Asked, CityUnheard, Confidential, CorrectionProposed, DirectContact, Dispatched,
        FirstHandling, FirstReturn, FromAbove, FurtherReturn, LinkedBefore, NobodyToContact,
        NotCritical, NotObjected, NothingOffered, OfferPending, Open, OwnRequest, Proposed,
        Recallable, RelayedContact, ResidentUnheard, SecondReturn, SomebodyToAsk,
        SomebodyToContact, TaskOpen,
    };
    use MoveField::{
        Category, ContactOutcome, Contacted as WasContacted, Decision, Earlier, EscalationReason,
        Leading, Meeting, NewFact, NoContact, Outcome, Parts, Person, Place, Reason, Redacted,
        RedirectReason, Releases, Reply, ReturnReason, Satisfaction, Solved, Task, TaskId,
        To as Receiver, UpstreamReason, Urgency, Words,
    };
    use MoveTarget::{Stays, StaysOr, To};
    use RequestAction::{
        Accept, Answer, Ask, Assign, Close, CoHandle, Contact, Correct, Decline, Dispatch,
        Escalate, Link, Note, Object, Progress, Recall, Redact, Redirect, Relay, Release, Remind,
        ReportBack, Resolve, Return, ReturnUpstream, Review, Start, Supplement, TakeUp, Transfer,
        Uphold, Verdict, Withdraw,
    };
    use RequestState::{
        Accepted, Assigned, Closed, Contacted, InProgress, Merged, Objected, Redirected, Reopened,
        Resolved, Transferred, Void, Withdrawn,
    };
    &[
        row(Accept, OPEN, OFFERED, &[OfferPending], To(&[Accepted])),
        row(Accept, WAITING, HANDLERS, &[], To(&[Accepted])),
        // People telephone first: that accepts it.
        row(Contact, WAITING, HANDLERS, &[DirectContact], To(&[Accepted, Contacted]))
            .with(&[ContactOutcome], &[Words]),
        row(Contact, &[Accepted], CONTACTERS, &[DirectContact], StaysOr(&[Contacted]))
            .with(&[ContactOutcome], &[Words]),
        row(Contact, &[Contacted, InProgress], CONTACTERS, &[DirectContact], Stays)
            .with(&[ContactOutcome], &[Words]),
        row(Relay, WORKED, HANDLERS, &[RelayedContact], Stays).with(&[Words], &[]),
        row(Start, &[Accepted, Contacted], ON_SITE, &[Dispatched], To(&[InProgress])),
        row(Resolve, &[Contacted, InProgress], HANDLERS, &[Dispatched], To(&[Resolved]))
            .with(&[Outcome, Reply], &[]),
        // 脱敏: what handlers may read of a confidential request.
        row(Redact, OPEN, DESK, &[Confidential], Stays).with(&[Redacted], &[]),
        // 转达: a message between handlers and a confidential reporter; what the reporter writes
        // goes only to the desk.
        row(Relay, WORKED, DESK, &[RelayedContact], Stays).with(&[Words], &[]),
        row(Relay, WORKED, REPORTER, &[RelayedContact], Stays).with(&[Words], &[]),
        row(Contact, &[Accepted], DESK, &[RelayedContact], StaysOr(&[Contacted]))
            .with(&[ContactOutcome], &[Words]),
        row(Contact, &[Contacted, InProgress], DESK, &[RelayedContact], Stays)
            .with(&[ContactOutcome], &[Words]),
        // Who hands it on offers it: it stays where it is until the other unit accepts.
        row(Transfer, UNDONE, CHAIN, &[FirstHandling, Open], Stays)
            .with(&[Receiver, Reason], &[Words]),
        row(Transfer, OPEN, SUPERVISOR, &[Open], Stays).with(&[Receiver, Reason], &[Words]),
        // Who names a person instead of a unit dispatches it to the unit that they lead.
        row(Dispatch, OPEN, DISPATCHERS, &[Open], Stays)
            .with(&[Receiver], &[Person, Reason, Words]),
        // The desk dispatches a confidential request, by either name, and takes it back at once. A
        // reason it gives is not kept, so that none reveals anything.
        row(Transfer, OPEN, DESK, &[Confidential], StaysOr(&[Transferred]))
            .with(&[Receiver], &[Reason, Words]),
        row(Dispatch, OPEN, DESK, &[Confidential], StaysOr(&[Transferred]))
            .with(&[Receiver], &[Person, Reason, Words]),
        // 转办建议: a confidential request stays where it is until the desk decides.
        row(Transfer, UNDONE, CHAIN, &[FirstHandling, Confidential], Stays)
            .with(&[Receiver, Reason], &[Words]),
        row(Transfer, OPEN, SUPERVISOR, &[Confidential], Stays).with(&[Receiver, Reason], &[Words]),
        // 上报: an offer to the level above; of a confidential request a proposal to the desk.
        row(Escalate, OPEN, HANDLERS, &[Dispatched], Stays)
            .with(&[EscalationReason, Words], &[NoContact, Meeting]),
        // 退单: whose duty it is, is learnt by looking. The desk decides the first return, a
        // supervisor who did not dispatch it the second, a meeting any other.
        row(
            Return,
            UNDONE,
            HANDLERS,
            &[FirstHandling, Open, Dispatched, NotCritical, NothingOffered],
            To(&[RequestState::Returned]),
        )
        .with(&[Receiver, ReturnReason, Words], &[NewFact]),
        row(Review, &[RequestState::Returned], DESK, &[FirstReturn], To(UNDONE))
            .with(&[Decision, Words], &[Receiver]),
        row(Review, &[RequestState::Returned], REVIEWER, &[SecondReturn], To(UNDONE))
            .with(&[Decision, Words], &[Receiver]),
        // Where every supervisor has dispatched it, a meeting decides the second too.
        row(Review, &[RequestState::Returned], DESK, &[SecondReturn], To(UNDONE))
            .with(&[Decision, Words], &[Receiver, Meeting]),
        row(Review, &[RequestState::Returned], MEETING, &[FurtherReturn], To(UNDONE))
            .with(&[Decision, Words], &[Receiver, Meeting]),
        row(Recall, &[RequestState::Returned], HANDLERS, &[], To(UNDONE)).with(&[], &[Words]),
        row(Contact, &[RequestState::Returned], HANDLERS, &[DirectContact], Stays)
            .with(&[ContactOutcome], &[Words]),
        row(Decline, OPEN, OFFERED, &[OfferPending], Stays).with(&[Words], &[]),
        row(Decline, OPEN, DESK, &[Confidential, Proposed], Stays).with(&[Words], &[]),
        row(Decline, OPEN, DESK, &[CorrectionProposed], Stays).with(&[Words], &[]),
        row(Recall, OPEN, OFFERER, &[OfferPending], Stays).with(&[], &[Words]),
        // Whoever is at the desk now speaks for it.
        row(Recall, OPEN, DESK, &[Confidential, OfferPending], Stays).with(&[], &[Words]),
        row(Note, PENDING, STAFF, &[], Stays).with(&[Words], &[]),
        row(Progress, PENDING, TELLERS, &[], Stays).with(&[Words], &[]),
        row(Ask, PENDING, ASKERS, &[Open, SomebodyToAsk], Stays).with(&[Words], &[]),
        // 指派: the holder stays responsible. Whoever gives a task has accepted the request.
        row(Assign, WAITING, HANDLERS, &[Open, Dispatched], To(&[Accepted])).with(&[Task], &[]),
        row(Assign, WORKED, HANDLERS, &[Open, Dispatched], Stays).with(&[Task], &[]),
        // 联合处置: each part has its task, and the holder resolves.
        row(CoHandle, WAITING, HANDLERS, &[Open, Dispatched], To(&[Accepted])).with(&[Parts], &[]),
        row(CoHandle, WORKED, HANDLERS, &[Open, Dispatched], Stays).with(&[Parts], &[]),
        row(CoHandle, OPEN, DESK, &[], Stays).with(&[Parts], &[]),
        // 更正: what would change holder, clocks or confidentiality, handlers propose to the desk.
        row(Correct, UNDONE, DESK, &[FirstHandling], StaysOr(&[Assigned]))
            .with(&[], &[Place, Category, Urgency, Words]),
        row(Correct, UNDONE, HANDLERS, &[FirstHandling, Open, Dispatched], Stays)
            .with(&[], &[Place, Category, Urgency, Words]),
        row(Correct, UNDONE, REPORTER, &[FirstHandling, Open], StaysOr(&[Assigned]))
            .with(&[Place], &[Words]),
        row(Release, PENDING, ANSWERERS, &[Open, TaskOpen], Stays).with(&[TaskId, Releases], &[]),
        row(Answer, PENDING, ANSWERERS, &[Asked], Stays).with(&[Words], &[]),
        row(Supplement, PENDING, SUPPLEMENTERS, &[], Stays).with(&[Words], &[]),
        row(Remind, PENDING, SUPPLEMENTERS, &[], Stays).with(&[], &[Words]),
        // 告知途径: the reporter reads why and where to go, and may object once.
        row(Redirect, OPEN, DESK, &[OwnRequest, NotObjected], To(&[Redirected]))
            .with(&[RedirectReason, Words], &[Earlier, NewFact]),
        row(Object, &[Redirected], OBJECTORS, &[NotObjected], To(&[Objected])).with(&[Words], &[]),
        row(Uphold, &[Objected], REVIEWER, &[Open], To(&[Redirected])).with(&[Words], &[]),
        row(TakeUp, &[Objected], REVIEWER, &[Open], To(OPEN)).with(&[], &[Words]),
        row(Uphold, &[Objected], DESK, &[Confidential], To(&[Redirected])).with(&[Words], &[]),
        // The desk may always think better of what it told.
        row(TakeUp, &[Objected], DESK, &[], To(OPEN)).with(&[], &[Words]),
        row(RequestAction::Void, OPEN, DESK, &[OwnRequest], To(&[Void])).with(&[Words], &[]),
        // 并单: it waits for the one that goes on, and ends as that one does.
        row(Link, UNDONE, DESK, &[FirstHandling], To(&[Merged])).with(&[Leading], &[]),
        row(Resolve, &[Merged], SERVICE, &[], To(&[Resolved])).with(&[Outcome, Reply], &[]),
        row(Recall, &[Merged], UNLINKERS, &[], To(UNDONE)),
        row(Recall, &[Resolved], SERVICE, &[LinkedBefore], To(&[Merged])),
        row(Supplement, &[Merged], SUPPLEMENTERS, &[], Stays).with(&[Words], &[]),
        row(Remind, &[Merged], SUPPLEMENTERS, &[], Stays).with(&[], &[Words]),
        // 收回: the last step, while nobody has acted on it.
        row(Recall, &[Accepted, InProgress, Resolved], LAST_MOVER, &[Recallable], To(OPEN))
            .with(&[], &[Words]),
        row(Recall, &[Redirected, Void], DESK, &[Recallable], To(OPEN)).with(&[], &[Words]),
        // 上退: before work is done, and not when the city has sent it a second time.
        row(ReturnUpstream, UNDONE, RETURNERS, &[FromAbove, FirstHandling], To(&[Void]))
            .with(&[UpstreamReason, Words], &[]),
        row(Withdraw, &[Assigned], SENDER, &[], To(&[Withdrawn])).with(&[], &[Words]),
        row(
            Withdraw,
            &[
                Transferred,
                Reopened,
                Accepted,
                Contacted,
                InProgress,
                RequestState::Returned,
                Merged,
            ],
            WITHDRAWERS,
            &[],
            To(&[Withdrawn]),
        )
        .with(&[], &[Words]),
        row(
            Verdict,
            &[Resolved],
            JUDGES,
            &[SomebodyToContact, OwnRequest],
            To(&[Closed, Reopened]),
        )
        .with(&[WasContacted, Solved, Satisfaction], &[Words]),
        row(Verdict, &[Resolved], BEARER, &[NobodyToContact, OwnRequest], To(&[Closed, Reopened]))
            .with(&[Solved, Satisfaction], &[Words]),
        row(Close, &[Resolved], SERVICE, &[OwnRequest], To(&[Closed])),
        row(
            Verdict,
            &[Resolved],
            JUDGES,
            &[SomebodyToContact, ResidentUnheard],
            StaysOr(&[Reopened]),
        )
        .with(&[WasContacted, Solved, Satisfaction], &[Words]),
        row(
            Verdict,
            &[Resolved],
            BEARER,
            &[NobodyToContact, ResidentUnheard],
            StaysOr(&[Reopened]),
        )
        .with(&[Solved, Satisfaction], &[Words]),
        row(ReportBack, &[Resolved], CITY, &[FromAbove], To(&[Closed])),
        row(ReportBack, &[Resolved], SUPERVISOR, &[FromAbove, Open], To(&[Closed])),
        // The verdict of the city on a report.
        row(Verdict, &[Closed], CITY, &[FromAbove, CityUnheard], StaysOr(&[Reopened]))
            .with(&[Solved, Satisfaction], &[WasContacted, Words]),
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
        .filter(|row| {
            row.from.contains(&facts.state) && row.when.iter().all(|when| when.holds(facts))
        })
        .filter(move |row| {
            row.by.meets(acting)
                && (!hands_on_own
                    || matches!(
                        row.action,
                        RequestAction::Accept | RequestAction::Transfer | RequestAction::Dispatch
                    ))
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
    party.ok_or_else(|| match done_before(facts, relation, action) {
        Some(code) => code.into(),
        None => not_possible(facts, relation, action),
    })
}

/// Returns the code of a move that is possible once, and was made before, to those who might make
/// it.
fn done_before(facts: &RequestFacts, relation: Relation, action: RequestAction) -> Option<Code> {
    let acting = relation.acting(facts);
    let code = match (action, facts.state) {
        (RequestAction::Object, RequestState::Redirected) if facts.objection.is_some() => {
            Code::ObjectedAlready
        }
        (RequestAction::Link, RequestState::Merged) => Code::LinkedAlready,
        _ => return None,
    };
    MOVES.iter().any(|row| row.action == action && row.by.meets(acting)).then_some(code)
}

pub(super) fn not_possible(
    facts: &RequestFacts,
    relation: Relation,
    action: RequestAction,
) -> Problem {
    let mut actions: Vec<RequestAction> = possible(facts, relation).map(|row| row.action).collect();
    actions.dedup();
    let is_inside = relation.acting(facts).meets(INSIDE);
    Problem::new(Code::MoveNotPossible)
        .with("state", if is_inside { facts.state } else { facts.state.as_told_outside() })
        .with("action", action)
        .with("possible", actions)
}

#[cfg(test)]
mod tests;
