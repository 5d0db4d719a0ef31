//! Verdicts, and the ways a request ends.

use super::*;

#[test]
fn a_bad_verdict_reopens_once_and_a_second_closes_as_a_hard_case() {
    for bad in [verdict(false, Satisfaction::Neutral), verdict(true, Satisfaction::Dissatisfied)] {
        let mut story = resolved();
        assert_eq!(
            story.step("2026-03-06 16:00", Party::Reporter, bad.clone()),
            RequestState::Reopened
        );
        assert_eq!(story.facts.holding, holding(2), "the head of the level above");
        assert_eq!(shown(story.facts.second.unwrap().due), "2026-03-11 17:30");
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
