//! Every row of the table of moves, and stories of moves that chance chooses.

use super::correcting::{correct, correction};
use super::*;
use crate::domain::id::TaskId;
use crate::domain::request::{
    CorrectedFields, Correction, Meeting, MoveCondition, NewTask, PendingReview, ReleasedField,
    RequestClocks, ReturnReason, ReviewDecision, TaskAssignee, TaskSpec,
};
use proptest::prelude::*;
use uuid::Uuid;

/// Returns an input with all fields that any action requires.
fn full(row: &MoveRule) -> MoveInput {
    let mut input = match row.action {
        RequestAction::Contact => contact(ContactOutcome::Reached),
        RequestAction::Resolve => resolve(),
        RequestAction::Transfer => transfer(holding(3), true),
        RequestAction::Dispatch => {
            MoveInput { to: Some(target(holding(3))), ..MoveInput::of(RequestAction::Dispatch) }
        }
        RequestAction::Escalate => MoveInput {
            escalation_reason: Some(EscalationReason::BeyondMeans),
            no_contact: Some(NoContactReason::FactsClear),
            ..saying(RequestAction::Escalate, "已上门两次")
        },
        RequestAction::Return => MoveInput {
            to: Some(target(holding(3))),
            return_reason: Some(ReturnReason::NotOurArea),
            ..saying(RequestAction::Return, "现场在二号网格")
        },
        RequestAction::Review => MoveInput {
            to: Some(target(holding(3))),
            decision: Some(ReviewDecision::Agree),
            meeting: row.allows.contains(&MoveField::Meeting).then(meeting),
            ..saying(RequestAction::Review, "按界址属二号网格")
        },
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
        RequestAction::Assign => {
            MoveInput { task: Some(task()), ..MoveInput::of(RequestAction::Assign) }
        }
        RequestAction::CoHandle => {
            MoveInput { parts: Some(vec![task()]), ..MoveInput::of(RequestAction::CoHandle) }
        }
        RequestAction::Release => MoveInput {
            task_id: Some(task().id),
            releases: Some(vec![ReleasedField::Phone]),
            ..MoveInput::of(RequestAction::Release)
        },
        RequestAction::Correct => correcting(row),
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

fn task() -> NewTask {
    NewTask {
        id: TaskId(Uuid::from_u128(7)),
        spec: TaskSpec {
            assignee: TaskAssignee::Unit(holding(4).unit),
            what: "看看积水退了没有".to_owned(),
            place: None,
            until: at("2026-03-09 10:00"),
            leads: false,
        },
    }
}

/// Returns a correction of the place that leaves it where it is.
fn correcting(row: &MoveRule) -> MoveInput {
    let values = correction();
    let input = correct(Correction {
        place_changes: true,
        former_address: Some("荷风里2号".to_owned()),
        confidential: row.when.contains(&MoveCondition::Confidential),
        ..values
    });
    let corrects = CorrectedFields { place: true, ..CorrectedFields::default() };
    MoveInput { corrects, ..input }
}

fn meeting() -> Meeting {
    Meeting {
        held_on: at("2026-03-05 10:00").date_naive(),
        units: vec!["一号网格".to_owned(), "城管中队".to_owned()],
        lead: "城管中队".to_owned(),
        conclusion: "由城管中队牵头".to_owned(),
    }
}

/// Returns a return that waits for its review.
fn review_of(round: u8) -> PendingReview {
    let returned_at = at("2026-03-06 09:00");
    let (to, by) = (holding(3).unit, holding(1).member);
    PendingReview {
        round,
        to,
        by,
        reason: ReturnReason::NotOurArea,
        returned_at,
        due: returned_at,
        state: RequestState::Accepted,
    }
}

/// Returns an offer of a month ago.
fn offer_to(number: u128) -> Offer {
    let made_at = at("2026-02-01 09:00");
    let by = holding(1).member;
    Offer { kind: OfferKind::Transfer, to: holding(number).unit, by, made_at, due: made_at }
}

/// Returns facts in a state from which a row starts, with its conditions met.
fn standing(row: &MoveRule, state: RequestState) -> RequestFacts {
    let when = |condition| row.when.contains(&condition);
    let mut facts = RequestFacts { state, resolved_at: Some(at("2026-02-01 09:00")), ..received() };
    facts.confidential = when(MoveCondition::RelayedContact) || when(MoveCondition::Confidential);
    facts.proposed_at = Some(at("2026-02-01 09:00")).filter(|_| when(MoveCondition::Proposed));
    facts.correction_proposed_at =
        Some(at("2026-02-01 09:00")).filter(|_| when(MoveCondition::CorrectionProposed));
    facts.asked_at = Some(at("2026-02-01 09:00")).filter(|_| when(MoveCondition::Asked));
    if state == RequestState::Returned {
        facts.returns = match () {
            () if when(MoveCondition::FurtherReturn) => 2,
            () if when(MoveCondition::SecondReturn) => 1,
            () => 0,
        };
        facts.review = Some(review_of(facts.returns + 1));
    }
    facts.offer = Some(offer_to(4)).filter(|_| when(MoveCondition::OfferPending));
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
                let listed = crate::domain::request::possible(&facts, relation)
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
            // Whoever takes it over has their own time to contact the reporter.
            let contact_due = after.clocks.contact_due;
            if after.holding == before.holding {
                prop_assert_eq!(after.clocks, before.clocks);
            }
            prop_assert_eq!(after.clocks, RequestClocks { contact_due, ..before.clocks });
            prop_assert!(before.contact.is_none() || contact_due == before.clocks.contact_due);
            prop_assert!(after.offer.is_none() || after.state.is_open());
            prop_assert_eq!(after.review.is_some(), after.state == RequestState::Returned);
            prop_assert!(before.accepted_at.is_none() || after.accepted_at == before.accepted_at);
            prop_assert!(before.contact.is_none() || after.contact == before.contact);
            prop_assert!(after.state != RequestState::Resolved || after.last_resolved_at().is_some());
            prop_assert!(before.second.is_none() || after.second.is_some_and(|second| Some(second.due) == before.second.map(|b| b.due)));
        }
    }
}
