//! The body of a move of a request: read as the route reads it, then made by everybody from a state
//! that the body's version picks.

use super::refusal;
use super::served::{Served, now};
use actix_web::http::Method;
use actix_web::test::TestRequest;
use chrono::Duration;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::sync::LazyLock;
use uuid::Uuid;
use wangge::domain::calendar::Calendar;
use wangge::domain::characters::check_text;
use wangge::domain::duty::Holding;
use wangge::domain::id::{DutyId, GridId, MemberId, RequestId};
use wangge::domain::request::{
    Channel, ClockAllowances, EarlierRequest, LeadingRequest, MOVES, MoveContext, MoveInput,
    MoveOutcome, Offer, OfferKind, Parties, Party, PendingReview, Relation, RequestClocks,
    RequestFacts, RequestKind, RequestState, ReturnReason, TicketFacts, TransferTarget, Urgency,
    apply,
};
use wangge::domain::unit::Unit;
use wangge::web::answer::Answer;
use wangge::web::body::Body;
use wangge::web::permission::{Permit, Public};
use wangge::web::requests::NewTransition;
use wangge::web::route::Route;

/// An answer is at most so many times as long as the body, beside the fixed texts.
const LONGEST: usize = 8;
/// Those fixed texts, in bytes.
const FIXED: usize = 8 << 10;

thread_local! {
    static SERVED: &'static Served = Served::kept(vec![Route::new(Method::POST, "/transition", read).computation()]);
    static READ: RefCell<Option<NewTransition>> = const { RefCell::new(None) };
}

static CALENDAR: LazyLock<Calendar> =
    LazyLock::new(|| Calendar::parse(include_str!("../../config/calendar.toml")).unwrap());

/// What is accepted is read again from what was understood of it, and holds no character that is
/// refused; the answer to anything else is a problem document no longer than the body makes it. A
/// move leads where the table says, for somebody who may make it, and its events do not depend on
/// what was written.
pub fn check(input: &[u8]) {
    let Some(read) = posted(input) else { return };
    let written = written(&read).to_string();
    let again = posted(written.as_bytes());
    assert_eq!(format!("{again:?}"), format!("{:?}", Some(&read)), "{written}");
    let texts = [&read.reply, &read.words, &read.redacted, &read.receipt_secret];
    assert!(texts.into_iter().flatten().all(|text| check_text(text).is_ok()), "{written}");
    let facts = facts(read.version.unwrap_or_default().unsigned_abs());
    for &party in Party::ALL {
        check_move(&facts, party, &input_of(&read));
    }
}

/// What the route reads of a body; nothing when it refuses it.
fn posted(body: &[u8]) -> Option<NewTransition> {
    let request =
        TestRequest::post().uri("/transition").insert_header(("Content-Type", "application/json"));
    let reply = SERVED.with(|served| served.call(request.set_payload(body.to_vec())));
    let read = READ.take();
    assert_eq!(read.is_some(), reply.status == 200, "{}", reply.body);
    let written = reply.body.to_string().len();
    assert!(written <= LONGEST * body.len() + FIXED, "{written} bytes for {}", body.len());
    read
}

async fn read(_: Permit<Public>, Body(body): Body<NewTransition>) -> Answer<()> {
    READ.set(Some(body));
    Answer(())
}

fn written(read: &NewTransition) -> Value {
    json!({
        "action": read.action.as_str(),
        "contact_outcome": read.contact_outcome,
        "outcome": read.outcome,
        "reply": read.reply,
        "to": read.to.as_ref().map(|to| json!({ "kind": to.kind, "id": to.id })),
        "reason": read.reason,
        "escalation_reason": read.escalation_reason,
        "no_contact": read.no_contact,
        "return_reason": read.return_reason,
        "new_fact": read.new_fact,
        "decision": read.decision,
        "contacted": read.contacted,
        "solved": read.solved,
        "satisfaction": read.satisfaction,
        "words": read.words,
        "redacted": read.redacted,
        "upstream_reason": read.upstream_reason,
        "redirect_reason": read.redirect_reason,
        "earlier": read.earlier,
        "leading": read.leading,
        "receipt_secret": read.receipt_secret,
        "version": read.version,
    })
}

fn check_move(facts: &RequestFacts, party: Party, input: &MoveInput) {
    let relation = Relation { parties: Parties::of(&[party]), ..Relation::default() };
    let around = MoveContext {
        now: now(),
        calendar: &CALENDAR,
        actor: Some(holding(1).member),
        allowances: ClockAllowances::default(),
        above: holding(2),
        upward: Some(target(holding(2).unit)),
        offered: facts.offer.map(|_| holding(3)),
        desk: Some(holding(4)),
        restored: None,
        leads_others: false,
        excludes_people: false,
        held_since: now(),
        return_margin: Duration::hours(4),
        escalations: 0,
        silence: Duration::days(7),
        report: facts.upstream.map(|_| "report"),
    };
    let step = match apply(facts, relation, input.clone(), &around) {
        Ok(step) => step,
        Err(error) => return refusal::check(&error),
    };
    let leads = |row: &&wangge::domain::request::MoveRule| {
        let starts =
            row.from.contains(&facts.state) && row.action == input.action && row.by.contains(party);
        starts && row.to.states(facts.state).any(|to| to == step.facts.state)
    };
    assert!(MOVES.iter().any(|row| leads(&row)), "{party}: {input:?} from {facts:?}");
    let given = [&input.reply, &input.words, &input.redacted];
    let is_given = |text: &String| given.iter().any(|given| given.as_ref() == Some(text));
    let is_given = |text: &String| is_given(text) || input.earlier.is_some();
    let reported = |text: &String| around.report == Some(text.as_str());
    assert!(
        step.notes.iter().all(|(_, text)| is_given(text) || reported(text)),
        "{:?}",
        step.notes
    );
    check_events(&step, apply(facts, relation, otherwise(input), &around).ok());
}

/// The same move in other words of the same length.
fn otherwise(input: &MoveInput) -> MoveInput {
    let other = |text: &Option<String>| text.as_ref().map(|text| "x".repeat(text.chars().count()));
    MoveInput {
        reply: other(&input.reply),
        words: other(&input.words).filter(|_| !is_blank(input.words.as_deref())),
        redacted: other(&input.redacted),
        ..input.clone()
    }
}

fn is_blank(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}

fn check_events(step: &MoveOutcome, otherwise: Option<MoveOutcome>) {
    let Some(otherwise) = otherwise else { return };
    assert_eq!(step.events, otherwise.events);
    assert_eq!(step.facts, otherwise.facts);
}

fn input_of(read: &NewTransition) -> MoveInput {
    MoveInput {
        contact_outcome: read.contact_outcome,
        outcome: read.outcome,
        reply: read.reply.clone(),
        to: read.to.as_ref().map(|to| target(Unit::new(to.kind, to.id))),
        reason: read.reason,
        escalation_reason: read.escalation_reason,
        no_contact: read.no_contact,
        return_reason: read.return_reason,
        new_fact: read.new_fact,
        decision: read.decision,
        contacted: read.contacted,
        solved: read.solved,
        satisfaction: read.satisfaction,
        words: read.words.clone(),
        redacted: read.redacted.clone(),
        upstream_reason: read.upstream_reason,
        redirect_reason: read.redirect_reason,
        earlier: read.earlier.map(earlier),
        leading: read.leading.map(leading),
        ..MoveInput::of(read.action)
    }
}

fn target(unit: Unit) -> TransferTarget {
    TransferTarget { unit, holding: Some(holding(3)), covered: true }
}

fn earlier(id: RequestId) -> EarlierRequest {
    EarlierRequest { id, number: String::new(), answers: true }
}

fn leading(id: RequestId) -> LeadingRequest {
    LeadingRequest {
        id,
        state: RequestState::Assigned,
        confidential: false,
        excludes_people: false,
        is_itself: false,
    }
}

fn holding(number: u128) -> Holding {
    let id = Uuid::from_u128(number);
    Holding { unit: Unit::Grid(GridId(id)), duty: DutyId(id), member: MemberId(id) }
}

/// A request in one of its states, confidential or not, with the desk or with a unit, from above or
/// not.
fn facts(number: u64) -> RequestFacts {
    let (number, state) = (
        number / RequestState::ALL.len() as u64,
        RequestState::ALL[(number % RequestState::ALL.len() as u64) as usize],
    );
    let [confidential, from_above, at_desk, proposed] = [1, 2, 4, 8].map(|bit| number & bit != 0);
    let received = now() - Duration::days(20);
    RequestFacts {
        state,
        channel: if from_above { Channel::CityPlatform } else { Channel::Resident },
        urgency: Urgency::Normal,
        anonymous: false,
        confidential,
        phone_given: number & 16 == 0,
        holding: holding(1),
        clocks: RequestClocks::start(
            received,
            RequestKind::Help,
            Urgency::Normal,
            number & 32 == 0,
            ClockAllowances::default(),
            &CALENDAR,
        ),
        submitted_at: received,
        accepted_at: None,
        attempts: Vec::new(),
        contact: None,
        started_at: None,
        resolved_at: Some(received).filter(|_| state == RequestState::Resolved),
        outcome: None,
        second: None,
        ended_at: None,
        redacted_at: None,
        at_desk: at_desk && confidential,
        proposed_at: Some(received).filter(|_| proposed && confidential),
        has_tasks: proposed,
        correction_proposed_at: Some(received).filter(|_| proposed && !confidential),
        offer: (number & 64 != 0).then(|| Offer {
            kind: OfferKind::Transfer,
            to: holding(3).unit,
            by: holding(1).member,
            made_at: received,
            due: received,
        }),
        returns: 0,
        review: (state == RequestState::Returned).then(|| PendingReview {
            round: 1,
            to: holding(3).unit,
            by: holding(1).member,
            reason: ReturnReason::NotOurArea,
            returned_at: received,
            due: received,
            state: RequestState::Accepted,
        }),
        asked_at: Some(received).filter(|_| proposed && !confidential),
        reminded_at: None,
        last_step: None,
        objection: None,
        hard_case: false,
        upstream: from_above.then(TicketFacts::default),
    }
}
