//! Corrections: who may make them, and the clocks afterwards.

use super::*;
use crate::domain::id::GridId;
use crate::domain::request::{CorrectedFields, CorrectedValues, Correction, RequestKind, Urgency};
use uuid::Uuid;

pub(super) fn correction() -> Correction {
    let values = CorrectedValues {
        grid: GridId(Uuid::from_u128(1)),
        category: "environment.noise".to_owned(),
        urgency: Urgency::Normal,
    };
    Correction {
        from: values.clone(),
        to: CorrectedValues { category: "environment.garbage".to_owned(), ..values },
        place_changes: false,
        place_found: true,
        former_address: None,
        holding: holding(1),
        at_desk: false,
        confidential: false,
        kind: RequestKind::Help,
        former_allowances: ClockAllowances::default(),
        allowances: ClockAllowances::default(),
        urgency_is_kept: false,
    }
}

pub(super) fn correct(correction: Correction) -> MoveInput {
    let corrects = CorrectedFields { category: true, ..CorrectedFields::default() };
    MoveInput { corrects, correction: Some(correction), ..MoveInput::of(RequestAction::Correct) }
}

fn refusal(party: Party, correction: Correction) -> Code {
    let result = Story::of(received()).try_step("2026-03-06 10:00", party, correct(correction));
    let Err(Error::Refused(problems)) = result else { unreachable!("it is refused") };
    problems[0].code
}

#[test]
fn a_handler_corrects_what_moves_nothing_and_proposes_all_else() {
    let mut story = Story::of(received());
    story.step("2026-03-06 10:00", Party::Holder, correct(correction()));
    assert!(matches!(story.events.last(), Some(RequestEvent::Corrected { .. })));
    for moving in [
        Correction { holding: holding(2), ..correction() },
        Correction { confidential: true, ..correction() },
        Correction { place_found: false, ..correction() },
        Correction {
            allowances: ClockAllowances {
                resolve: Some(crate::domain::request::ClockAllowance::WorkingDays(2)),
                ..ClockAllowances::default()
            },
            ..correction()
        },
    ] {
        let mut story = Story::of(received());
        story.step("2026-03-06 10:00", Party::Holder, correct(moving));
        assert!(matches!(story.events.last(), Some(RequestEvent::CorrectionProposed { .. })));
        assert_eq!(story.facts.holding, holding(1));
        assert_eq!(story.facts.correction_proposed_at.map(shown), Some("2026-03-06 10:00".into()));
    }
}

#[test]
fn whoever_gets_it_has_their_own_time_and_the_result_stays_due_from_the_submission() {
    let mut story = Story::of(received());
    story.step("2026-03-06 09:30", Party::Holder, accept());
    let before = story.facts.clocks;
    let moved = Correction { holding: holding(2), ..correction() };
    let state = story.step("2026-03-09 10:00", Party::Desk, correct(moved));
    let facts = &story.facts;
    assert_eq!(
        (state, facts.holding, facts.accepted_at),
        (RequestState::Assigned, holding(2), None)
    );
    assert_eq!(shown(facts.clocks.accept_due), "2026-03-09 12:00");
    assert!(facts.clocks.contact_due > before.contact_due);
    assert_eq!(facts.clocks.resolve_due, before.resolve_due);
}

#[test]
fn urgency_is_raised_by_the_holder_from_now_and_lowered_by_the_desk_alone() {
    let urgent = CorrectedValues { urgency: Urgency::Critical, ..correction().from };
    let raise = Correction { to: urgent.clone(), ..correction() };
    let mut story = Story::of(received());
    story.step("2026-03-06 10:00", Party::Holder, correct(raise));
    assert_eq!(story.facts.urgency, Urgency::Critical);
    assert_eq!(shown(story.facts.clocks.resolve_due), "2026-03-06 12:00");
    let lower = Correction { from: urgent, to: correction().from, ..correction() };
    assert_eq!(refusal(Party::Holder, lower.clone()), Code::UrgencyLoweredByDesk);
    let kept = Correction { urgency_is_kept: true, ..lower.clone() };
    assert_eq!(refusal(Party::Desk, kept), Code::UrgencyNeverLowered);
    story.step("2026-03-06 10:30", Party::Desk, correct(lower));
    assert_eq!(story.facts.urgency, Urgency::Normal);
}

#[test]
fn what_changes_nothing_or_is_nowhere_is_refused_to_the_desk() {
    let same = Correction { to: correction().from, ..correction() };
    assert_eq!(refusal(Party::Desk, same.clone()), Code::CorrectionToTheSame);
    assert_eq!(refusal(Party::Holder, same), Code::CorrectionToTheSame);
    let nowhere = Correction { place_found: false, ..correction() };
    assert_eq!(refusal(Party::Desk, nowhere), Code::AddressNotFound);
}
