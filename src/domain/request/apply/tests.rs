#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod conversation;
mod correcting;
mod ending;
mod handing_on;
mod table;

use super::*;
use crate::domain::request::test_support::{at, calendar, holding, received, refused, shown};
use crate::domain::request::{
    ContactOutcome, ContactSettlement, EscalationReason, MOVES, NoContactReason, Offer, OfferKind,
    Parties, ResolutionOutcome, Satisfaction, TicketFacts, TransferReason, TransferTarget,
    UpstreamReason, VerdictSource,
};
use crate::error::{Code, Error, Language, Problem};

/// Story of one request: each line is a time, a party, and an action.
struct Story {
    facts: RequestFacts,
    events: Vec<RequestEvent>,
    notes: Vec<(NoteKind, String)>,
}

impl Story {
    fn of(facts: RequestFacts) -> Self {
        Self { facts, events: Vec::new(), notes: Vec::new() }
    }

    fn try_step(&mut self, time: &str, party: Party, input: MoveInput) -> Result<()> {
        let around = MoveContext {
            now: at(time),
            calendar: calendar(),
            actor: Some(holding(1).member),
            allowances: ClockAllowances::default(),
            above: holding(2),
            upward: Some(target(holding(2))),
            offered: Some(holding(3)),
            desk: Some(holding(5)),
            restored: None,
            leads_others: false,
            excludes_people: false,
            held_since: at("2026-03-06 08:30"),
            return_margin: Duration::hours(4),
            escalations: 0,
            silence: Duration::days(7),
            report: Some("已办结"),
        };
        let relation = Relation { parties: Parties::of(&[party]), ..Relation::default() };
        let step = apply(&self.facts, relation, input, &around)?;
        self.facts = step.facts;
        self.events.extend(step.events);
        self.notes.extend(step.notes);
        Ok(())
    }

    fn step(&mut self, time: &str, party: Party, input: MoveInput) -> RequestState {
        self.try_step(time, party, input).unwrap();
        self.facts.state
    }
}

fn accept() -> MoveInput {
    MoveInput::of(RequestAction::Accept)
}

fn contact(outcome: ContactOutcome) -> MoveInput {
    MoveInput { contact_outcome: Some(outcome), ..MoveInput::of(RequestAction::Contact) }
}

fn start() -> MoveInput {
    MoveInput::of(RequestAction::Start)
}

fn resolve() -> MoveInput {
    MoveInput {
        outcome: Some(ResolutionOutcome::Solved),
        reply: Some("已修好".to_owned()),
        ..MoveInput::of(RequestAction::Resolve)
    }
}

fn verdict(solved: bool, satisfaction: Satisfaction) -> MoveInput {
    let contacted = Some(true);
    let solved = Some(solved);
    MoveInput {
        contacted,
        solved,
        satisfaction: Some(satisfaction),
        ..MoveInput::of(RequestAction::Verdict)
    }
}

fn return_upstream() -> MoveInput {
    let reason = Some(UpstreamReason::NotOurTown);
    let words = Some("在邻镇".to_owned());
    MoveInput { upstream_reason: reason, words, ..MoveInput::of(RequestAction::ReturnUpstream) }
}

fn target(to: Holding) -> TransferTarget {
    TransferTarget { unit: to.unit, holding: Some(to), covered: true }
}

fn transfer(to: Holding, covered: bool) -> MoveInput {
    let to = Some(TransferTarget { covered, ..target(to) });
    MoveInput {
        to,
        reason: Some(TransferReason::NearerUnit),
        ..MoveInput::of(RequestAction::Transfer)
    }
}

/// Returns the story of a request accepted, contacted and resolved on the first morning.
fn resolved() -> Story {
    let mut story = Story::of(received());
    story.step("2026-03-06 09:00", Party::Holder, accept());
    story.step("2026-03-06 09:10", Party::Holder, contact(ContactOutcome::Reached));
    story.step("2026-03-06 09:20", Party::Holder, resolve());
    story
}

#[test]
fn from_acceptance_to_a_good_verdict() {
    let mut story = Story::of(received());
    assert_eq!(story.step("2026-03-06 09:00", Party::Holder, accept()), RequestState::Accepted);
    assert_eq!(
        story.step("2026-03-06 09:10", Party::Holder, contact(ContactOutcome::Reached)),
        RequestState::Contacted
    );
    assert_eq!(story.step("2026-03-06 09:20", Party::Deputy, start()), RequestState::InProgress);
    assert_eq!(story.step("2026-03-06 10:00", Party::Holder, resolve()), RequestState::Resolved);
    let mut judged = verdict(true, Satisfaction::Mostly);
    judged.words = Some("谢谢".to_owned());
    assert_eq!(story.step("2026-03-07 20:00", Party::Reporter, judged), RequestState::Closed);

    let facts = &story.facts;
    assert_eq!(facts.accepted_at.map(shown).unwrap(), "2026-03-06 09:00");
    assert_eq!(
        facts.contact,
        Some(ContactSettlement { at: at("2026-03-06 09:10"), reached: true })
    );
    assert_eq!(facts.resolved_at.map(shown).unwrap(), "2026-03-06 10:00");
    assert_eq!(facts.ended_at.map(shown).unwrap(), "2026-03-07 20:00");
    assert_eq!(
        story.notes.iter().map(|note| note.0).collect::<Vec<_>>(),
        [NoteKind::PublicReply, NoteKind::VerdictWords]
    );
    assert!(matches!(
        story.events.last(),
        Some(RequestEvent::Closed { cause: AssignmentCause::Verdict })
    ));
}

#[test]
fn events_repeat_no_text() {
    let mut story = resolved();
    let mut judged = verdict(true, Satisfaction::Satisfied);
    judged.words = Some("张三已修".to_owned());
    story.step("2026-03-07 20:00", Party::Reporter, judged);
    let written = serde_json::to_string(&story.events).unwrap();
    assert!(!written.contains("已修") && written.contains("public_reply"), "{written}");
    assert_eq!(serde_json::from_str::<Vec<RequestEvent>>(&written).unwrap(), story.events);
}

#[test]
fn three_attempts_settle_the_contact_without_the_reporter() {
    let mut story = Story::of(received());
    story.step("2026-03-06 09:00", Party::Holder, accept());
    for (time, expected) in [
        ("2026-03-06 09:10", RequestState::Accepted),
        ("2026-03-06 11:00", RequestState::Accepted),
        ("2026-03-06 14:00", RequestState::Contacted),
    ] {
        assert_eq!(
            story.step(time, Party::Holder, contact(ContactOutcome::NoAnswer)),
            expected,
            "{time}"
        );
    }
    assert_eq!(
        story.facts.contact,
        Some(ContactSettlement { at: at("2026-03-06 14:00"), reached: false })
    );
    assert!(matches!(story.events.last(), Some(RequestEvent::ContactSettled { reached: false })));
}

#[test]
fn contact_while_work_goes_on_settles_the_clock_and_leaves_the_state() {
    let mut story = Story::of(received());
    story.step("2026-03-06 09:00", Party::Holder, accept());
    story.step("2026-03-06 09:05", Party::Holder, start());
    assert_eq!(
        story.step("2026-03-06 09:10", Party::Holder, contact(ContactOutcome::Reached)),
        RequestState::InProgress
    );
    story.step("2026-03-06 09:30", Party::Holder, contact(ContactOutcome::Reached));
    assert_eq!(story.facts.contact.unwrap().at, at("2026-03-06 09:10"), "the first settles it");
}

#[test]
fn nobody_says_none_given_of_who_gave_a_number() {
    let mut story = Story::of(received());
    story.step("2026-03-06 09:00", Party::Holder, accept());
    let result =
        story.try_step("2026-03-06 09:10", Party::Holder, contact(ContactOutcome::NoneGiven));
    assert_eq!(refused(result), ["contact_number_given/contact_outcome"]);
    story.facts.phone_given = false;
    assert_eq!(
        story.step("2026-03-06 09:10", Party::Holder, contact(ContactOutcome::NoneGiven)),
        RequestState::Contacted
    );
}

#[test]
fn what_is_impossible_says_what_is_possible() {
    let result = Story::of(received()).try_step("2026-03-06 09:00", Party::Holder, resolve());
    let problems = match result.unwrap_err() {
        Error::Refused(problems) => problems,
        other => vec![Problem::new(Code::Internal).with("reason", other.to_string())],
    };
    assert_eq!(problems[0].code.status(), 409);
    assert_eq!(
        problems[0].params["possible"],
        serde_json::json!(
            [
                RequestAction::Accept,
                RequestAction::Contact,
                RequestAction::Transfer,
                RequestAction::Escalate,
                RequestAction::Return,
                RequestAction::Note,
                RequestAction::Progress,
                RequestAction::Ask,
                RequestAction::Assign,
                RequestAction::CoHandle,
                RequestAction::Correct,
            ]
            .map(serde_json::Value::from)
        )
    );
    assert_eq!(
        problems[0].message(Language::Chinese),
        "当前为“待签收”，不能“办结”；可以：签收、联系、转办、上报、退单、备注、进展、询问诉求人、指派、联合处置、更正"
    );
}

#[test]
fn fields_that_are_missing_blank_too_long_or_foreign_are_refused_together() {
    let mut story = resolved();
    story.facts.state = RequestState::InProgress;
    let wrong = MoveInput {
        reply: Some(" ".to_owned()),
        solved: Some(true),
        ..MoveInput::of(RequestAction::Resolve)
    };
    let result = story.try_step("2026-03-06 10:00", Party::Holder, wrong);
    assert_eq!(refused(result), ["required/outcome", "required/reply", "unknown_field/solved"]);
    let long = MoveInput { reply: Some("长".repeat(2001)), ..resolve() };
    assert_eq!(
        refused(story.try_step("2026-03-06 10:00", Party::Holder, long)),
        ["too_long/reply"]
    );
    let most = MoveInput { reply: Some("长".repeat(2000)), ..resolve() };
    assert_eq!(story.step("2026-03-06 10:00", Party::Holder, most), RequestState::Resolved);
}

fn saying(action: RequestAction, words: &str) -> MoveInput {
    MoveInput { words: Some(words.to_owned()), ..MoveInput::of(action) }
}

#[test]
fn a_call_before_it_was_accepted_accepts_it() {
    let mut story = Story::of(received());
    let tried = contact(ContactOutcome::NoAnswer);
    assert_eq!(story.step("2026-03-06 09:00", Party::Holder, tried), RequestState::Accepted);
    assert_eq!(story.facts.accepted_at, Some(at("2026-03-06 09:00")));
    let mut story = Story::of(received());
    let reached = contact(ContactOutcome::Reached);
    assert_eq!(story.step("2026-03-06 09:00", Party::Holder, reached), RequestState::Contacted);
    assert_eq!(story.events[0], RequestEvent::Accepted);
    let early = contact(ContactOutcome::Reached);
    let refusal = Story::of(received()).try_step("2026-03-06 09:00", Party::FirstHandler, early);
    assert_eq!(refused(refusal), ["move_not_possible"], "the holder accepts it");
}
