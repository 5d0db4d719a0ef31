//! What is said about a request.

use super::*;

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
