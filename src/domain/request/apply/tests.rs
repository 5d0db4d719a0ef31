#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use proptest::prelude::*;

use super::*;
use crate::domain::request::test_support::{at, calendar, holding, received, refused, shown};
use crate::domain::request::{
    MOVES, Parties, ResolutionOutcome, TicketFacts, TransferReason, TransferTarget, UpstreamReason,
};
use crate::error::{Error, Language};

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
            above: holding(2),
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

fn transfer(to: Holding, covered: bool) -> MoveInput {
    let to = Some(TransferTarget { unit: to.unit, holding: Some(to), covered });
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
fn a_bad_verdict_reopens_once_and_a_second_closes_as_a_hard_case() {
    for bad in [verdict(false, Satisfaction::Neutral), verdict(true, Satisfaction::Dissatisfied)] {
        let mut story = resolved();
        assert_eq!(
            story.step("2026-03-06 16:00", Party::Reporter, bad.clone()),
            RequestState::Reopened
        );
        assert_eq!(story.facts.holding, holding(2), "the head of the level above");
        assert_eq!(shown(story.facts.second.unwrap().due), "2026-03-11 16:00");
        assert!(matches!(
            story.events[story.events.len() - 2..],
            [
                RequestEvent::Reopened { .. },
                RequestEvent::Assigned { cause: AssignmentCause::SecondHandling, .. }
            ]
        ));

        story.step("2026-03-07 09:00", Party::Holder, accept());
        story.step("2026-03-09 09:00", Party::Holder, start());
        story.step("2026-03-09 10:00", Party::Holder, resolve());
        assert_eq!(
            shown(story.facts.resolved_at.unwrap()),
            "2026-03-06 09:20",
            "the first handling keeps its time"
        );
        assert_eq!(shown(story.facts.second.unwrap().resolved_at.unwrap()), "2026-03-09 10:00");
        assert_eq!(story.step("2026-03-10 10:00", Party::Bearer, bad), RequestState::Closed);
        assert!(story.facts.hard_case && story.events.contains(&RequestEvent::MarkedHardCase));
    }
}

#[test]
fn a_good_second_verdict_closes_without_a_mark() {
    let mut story = resolved();
    story.step("2026-03-06 16:00", Party::Reporter, verdict(false, Satisfaction::Neutral));
    story.step("2026-03-09 09:00", Party::Holder, accept());
    story.step("2026-03-09 09:05", Party::Holder, start());
    story.step("2026-03-09 10:00", Party::Holder, resolve());
    assert_eq!(
        story.step("2026-03-10 10:00", Party::Desk, verdict(true, Satisfaction::Satisfied)),
        RequestState::Closed
    );
    assert!(!story.facts.hard_case);
    let source = story.events.iter().rev().find_map(|event| match event {
        RequestEvent::Judged { source, .. } => Some(*source),
        _ => None,
    });
    assert_eq!(source, Some(VerdictSource::Callback));
}

#[test]
fn silence_closes_without_a_verdict_after_seven_days() {
    let mut story = resolved();
    let early =
        story.try_step("2026-03-13 09:19", Party::Service, MoveInput::of(RequestAction::Close));
    assert_eq!(refused(early), ["move_not_possible"]);
    assert_eq!(
        story.step("2026-03-13 09:20", Party::Service, MoveInput::of(RequestAction::Close)),
        RequestState::Closed
    );
    assert!(matches!(
        story.events.last(),
        Some(RequestEvent::Closed { cause: AssignmentCause::Silence })
    ));
}

#[test]
fn a_transfer_waits_for_its_new_holder_and_restarts_no_clock() {
    let mut story = Story::of(received());
    story.step("2026-03-06 09:00", Party::Holder, accept());
    let clocks = story.facts.clocks;
    assert_eq!(
        story.step("2026-03-06 09:10", Party::Supervisor, transfer(holding(3), true)),
        RequestState::Transferred
    );
    assert_eq!(story.facts.holding, holding(3));
    assert!(
        matches!(story.events[1], RequestEvent::Transferred { from, to, .. } if (from, to) == (holding(1).unit, holding(3).unit))
    );
    assert_eq!(story.step("2026-03-06 10:00", Party::Holder, accept()), RequestState::Accepted);
    assert_eq!(
        (story.facts.accepted_at, story.facts.clocks),
        (Some(at("2026-03-06 09:00")), clocks)
    );
}

#[test]
fn a_transfer_stays_within_the_scope_of_who_makes_it() {
    let mut story = Story::of(received());
    let beyond = story.try_step("2026-03-06 09:00", Party::Holder, transfer(holding(3), false));
    assert_eq!(refused(beyond), ["transfer_outside_scope/to"]);
    let same = story.try_step("2026-03-06 09:00", Party::Holder, transfer(holding(1), true));
    assert_eq!(refused(same), ["transfer_to_same_unit/to"]);
}

#[test]
fn the_reporter_withdraws_what_is_not_answered_yet() {
    let mut story = Story::of(received());
    story.step("2026-03-06 09:00", Party::Holder, accept());
    assert_eq!(
        story.step("2026-03-06 09:30", Party::Reporter, MoveInput::of(RequestAction::Withdraw)),
        RequestState::Withdrawn
    );
    assert!(story.facts.ended_at.is_some());
    let late = resolved().try_step(
        "2026-03-06 10:00",
        Party::Reporter,
        MoveInput::of(RequestAction::Withdraw),
    );
    assert_eq!(refused(late), ["move_not_possible"]);
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
                RequestAction::Note,
                RequestAction::Progress,
                RequestAction::Ask,
            ]
            .map(serde_json::Value::from)
        )
    );
    assert_eq!(
        problems[0].message(Language::Chinese),
        "当前为“待签收”，不能“办结”；可以：签收、联系、转办、备注、进展、询问诉求人"
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

#[test]
fn an_anonymous_reporter_is_not_asked_about_contact() {
    let mut story = resolved();
    story.facts.anonymous = true;
    story.facts.clocks.contact_due = None;
    let asked =
        story.try_step("2026-03-06 10:00", Party::Bearer, verdict(true, Satisfaction::Satisfied));
    assert_eq!(refused(asked), ["unknown_field/contacted"]);
    let judged = MoveInput { contacted: None, ..verdict(true, Satisfaction::Satisfied) };
    assert_eq!(story.step("2026-03-06 10:00", Party::Bearer, judged), RequestState::Closed);
}

/// Returns a ticket from above that was worked on and resolved.
fn resolved_from_above() -> Story {
    let mut story =
        Story::of(RequestFacts { upstream: Some(TicketFacts::default()), ..received() });
    story.step("2026-03-06 09:00", Party::Holder, accept());
    story.step("2026-03-06 09:10", Party::Holder, start());
    story.step("2026-03-06 09:30", Party::Holder, resolve());
    story
}

fn city(solved: bool, satisfaction: Satisfaction) -> MoveInput {
    MoveInput { contacted: None, ..verdict(solved, satisfaction) }
}

#[test]
fn a_ticket_from_above_closes_when_it_is_reported_back() {
    let mut story = resolved_from_above();
    assert_eq!(
        story.step("2026-03-06 10:00", Party::Bearer, verdict(true, Satisfaction::Mostly)),
        RequestState::Resolved
    );
    let silent =
        story.try_step("2026-03-20 10:00", Party::Service, MoveInput::of(RequestAction::Close));
    assert_eq!(refused(silent), ["move_not_possible"], "silence does not tell the city");
    assert_eq!(
        story.step("2026-03-06 11:00", Party::Integrator, MoveInput::of(RequestAction::ReportBack)),
        RequestState::Closed
    );
    assert_eq!(story.notes.last(), Some(&(NoteKind::Report, "已办结".to_owned())));
    assert!(matches!(
        story.events[..],
        [.., RequestEvent::ReportedBack { .. }, RequestEvent::Closed { .. }]
    ));
}

#[test]
fn the_citys_verdict_stands_beside_the_residents_and_opens_it_once() {
    let mut story = resolved_from_above();
    story.step("2026-03-06 10:00", Party::Bearer, verdict(true, Satisfaction::Satisfied));
    story.step("2026-03-06 11:00", Party::Desk, MoveInput::of(RequestAction::ReportBack));
    let bad = || city(false, Satisfaction::Dissatisfied);
    assert_eq!(story.step("2026-03-07 09:00", Party::Integrator, bad()), RequestState::Reopened);
    assert_eq!((story.facts.ended_at, story.facts.holding), (None, holding(2)));
    story.step("2026-03-07 10:00", Party::Holder, accept());
    story.step("2026-03-07 10:10", Party::Holder, start());
    story.step("2026-03-07 11:00", Party::Holder, resolve());
    story.step("2026-03-07 12:00", Party::Desk, MoveInput::of(RequestAction::ReportBack));
    assert_eq!(story.step("2026-03-08 09:00", Party::Integrator, bad()), RequestState::Closed);
    assert!(story.facts.hard_case);
    let again = story.try_step("2026-03-08 10:00", Party::Integrator, bad());
    assert_eq!(refused(again), ["move_not_possible"], "what was told once is judged once");
    let by = |wanted: VerdictSource| {
        story
            .events
            .iter()
            .filter(
                |event| matches!(event, RequestEvent::Judged { source, .. } if *source == wanted),
            )
            .count()
    };
    assert_eq!((by(VerdictSource::ResidentPage), by(VerdictSource::City)), (1, 2));
}

#[test]
fn what_goes_back_upstream_ends_here_with_a_reason_and_words() {
    let mut story =
        Story::of(RequestFacts { upstream: Some(TicketFacts::default()), ..received() });
    let wordless = MoveInput { words: None, ..return_upstream() };
    assert_eq!(
        refused(story.try_step("2026-03-06 09:00", Party::Desk, wordless)),
        ["required/words"]
    );
    assert_eq!(story.step("2026-03-06 09:00", Party::Desk, return_upstream()), RequestState::Void);
    assert!(
        story.facts.ended_at.is_some() && crate::domain::request::next_due(&story.facts).is_none()
    );
    let own = Story::of(received()).try_step("2026-03-06 09:00", Party::Desk, return_upstream());
    assert_eq!(refused(own), ["move_not_possible"]);
}

/// Returns an input with all fields that any action requires.
fn full(row: &MoveRule) -> MoveInput {
    let mut input = match row.action {
        RequestAction::Contact => contact(ContactOutcome::Reached),
        RequestAction::Resolve => resolve(),
        RequestAction::Transfer => transfer(holding(3), true),
        RequestAction::Verdict => verdict(true, Satisfaction::Satisfied),
        RequestAction::ReturnUpstream => return_upstream(),
        RequestAction::Redact => MoveInput {
            redacted: Some("有人反映噪声".to_owned()),
            ..MoveInput::of(RequestAction::Redact)
        },
        RequestAction::Decline => MoveInput {
            words: Some("仍由原单元办理".to_owned()),
            ..MoveInput::of(RequestAction::Decline)
        },
        action @ (RequestAction::Relay
        | RequestAction::Note
        | RequestAction::Progress
        | RequestAction::Ask
        | RequestAction::Answer
        | RequestAction::Supplement) => saying(action, "几点开始的？"),
        action => MoveInput::of(action),
    };
    input.contacted = input.contacted.filter(|_| row.requires.contains(&MoveField::Contacted));
    input
}

fn saying(action: RequestAction, words: &str) -> MoveInput {
    MoveInput { words: Some(words.to_owned()), ..MoveInput::of(action) }
}

/// Returns facts in a state from which a row starts, with its conditions met.
fn standing(row: &MoveRule, state: RequestState) -> RequestFacts {
    use crate::domain::request::{MoveCondition, TicketFacts};
    let when = |condition| row.when.contains(&condition);
    let mut facts = RequestFacts { state, resolved_at: Some(at("2026-02-01 09:00")), ..received() };
    facts.confidential = when(MoveCondition::RelayedContact) || when(MoveCondition::Confidential);
    facts.proposed_at = Some(at("2026-02-01 09:00")).filter(|_| when(MoveCondition::Proposed));
    facts.asked_at = Some(at("2026-02-01 09:00")).filter(|_| when(MoveCondition::Asked));
    if when(MoveCondition::NobodyToContact) {
        facts.clocks.contact_due = None;
    }
    if when(MoveCondition::FromAbove) || when(MoveCondition::ResidentUnheard) {
        facts.upstream = Some(TicketFacts::default());
    }
    facts
}

#[test]
fn every_row_of_the_table_leads_where_it_says_for_everybody_it_names() {
    for row in MOVES {
        for &from in row.from {
            for party in row.by.iter() {
                let mut story = Story::of(standing(row, from));
                let state = story.step("2026-03-06 10:00", party, full(row));
                assert!(row.to.states(from).any(|to| to == state), "{row:?} led to {state}");
            }
        }
    }
}

#[test]
fn whatever_the_table_does_not_name_is_impossible() {
    for &state in RequestState::ALL {
        for &party in Party::ALL {
            for row in MOVES {
                let facts = standing(row, state);
                let relation = Relation { parties: Parties::of(&[party]), ..Relation::default() };
                let listed = super::super::possible(&facts, relation)
                    .any(|other| other.action == row.action);
                let result = Story::of(facts).try_step("2026-03-06 10:00", party, full(row));
                assert_eq!(
                    listed,
                    !refused(result).contains(&"move_not_possible".to_owned()),
                    "{state} {party} {row:?}"
                );
            }
        }
    }
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

#[test]
fn a_question_waits_until_it_is_answered_and_the_clocks_run_on() {
    let mut story = Story::of(received());
    let clocks = story.facts.clocks;
    story.step("2026-03-06 09:00", Party::Holder, saying(RequestAction::Ask, "哪一层？"));
    assert_eq!(story.facts.asked_at, Some(at("2026-03-06 09:00")));
    story.step("2026-03-06 10:00", Party::Bearer, saying(RequestAction::Answer, "三层"));
    assert_eq!((story.facts.asked_at, story.facts.clocks), (None, clocks));
    let again = saying(RequestAction::Answer, "三层");
    let refusal = story.try_step("2026-03-06 10:01", Party::Bearer, again);
    assert_eq!(refused(refusal), ["move_not_possible"]);
}

#[test]
fn somebody_presses_for_it_once_in_a_working_day() {
    let mut story = Story::of(received());
    let remind = || MoveInput::of(RequestAction::Remind);
    story.step("2026-03-06 09:00", Party::Reporter, remind());
    for (time, is_refused) in [
        ("2026-03-06 16:00", true),
        // Friday evening and the weekend belong to Monday.
        ("2026-03-06 20:00", false),
        ("2026-03-08 12:00", true),
        ("2026-03-09 10:00", true),
        ("2026-03-10 09:00", false),
    ] {
        let refusal = story.try_step(time, Party::Desk, remind());
        assert_eq!(refused(refusal) == ["reminded_today"], is_refused, "{time}");
    }
}

#[test]
fn what_the_desk_notes_on_a_confidential_request_stays_with_the_desk() {
    for (confidential, at_desk, party, kind) in [
        (true, false, Party::Desk, NoteKind::DeskNote),
        (true, true, Party::Holder, NoteKind::DeskNote),
        (true, false, Party::Holder, NoteKind::InternalNote),
        (false, false, Party::Desk, NoteKind::InternalNote),
    ] {
        let mut story = Story::of(RequestFacts { confidential, at_desk, ..received() });
        story.step("2026-03-06 09:00", party, saying(RequestAction::Note, "已问过物业"));
        assert_eq!(story.notes[0].0, kind);
    }
}

proptest! {
    #[test]
    fn any_story_keeps_its_facts_in_order(steps in prop::collection::vec((0..MOVES.len(), 0..Party::ALL.len(), 1i64..2000), 1..40)) {
        let mut story = Story::of(received());
        let mut now = at("2026-03-06 08:30");
        for (row, party, minutes) in steps {
            now += Duration::minutes(minutes);
            let before = story.facts.clone();
            let moved = story.try_step(&shown(now), Party::ALL[party], full(&MOVES[row])).is_ok();
            let after = &story.facts;
            prop_assert!(moved || *after == before);
            prop_assert!(!(moved && before.state.is_final()), "an ended request moved");
            prop_assert_eq!(after.state.is_final(), after.ended_at.is_some());
            prop_assert_eq!(after.clocks, before.clocks);
            prop_assert!(before.accepted_at.is_none() || after.accepted_at == before.accepted_at);
            prop_assert!(before.contact.is_none() || after.contact == before.contact);
            prop_assert!(after.state != RequestState::Resolved || after.last_resolved_at().is_some());
            prop_assert!(before.second.is_none() || after.second.is_some_and(|second| Some(second.due) == before.second.map(|b| b.due)));
        }
    }
}
