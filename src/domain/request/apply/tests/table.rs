//! Every row of the table of moves, and stories of moves that chance chooses.

use super::correcting::{correct, correction};
use super::*;
use crate::domain::id::{RequestId, TaskId};
use crate::domain::request::{
    CorrectedFields, Correction, FormerFacts, LastStep, LeadingRequest, Meeting, MoveCondition,
    NewTask, PendingReview, RedirectReason, ReleasedField, RequestClocks, ReturnReason,
    ReviewDecision, TaskAssignee, TaskSpec,
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
        RequestAction::Redirect => MoveInput {
            redirect_reason: Some(RedirectReason::Petition),
            ..saying(RequestAction::Redirect, "请到街镇信访窗口")
        },
        RequestAction::Link => {
            MoveInput { leading: Some(leading()), ..MoveInput::of(RequestAction::Link) }
        }
        action @ (RequestAction::Object
        | RequestAction::Uphold
        | RequestAction::Void
        | RequestAction::Relay
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

/// Returns an open request about the same.
fn leading() -> LeadingRequest {
    LeadingRequest {
        id: RequestId(uuid::Uuid::from_u128(9)),
        state: RequestState::Accepted,
        confidential: false,
        excludes_people: false,
        is_itself: false,
    }
}

/// Returns the last step before a state from which it can be taken back.
fn last_step(state: RequestState) -> Option<LastStep> {
    let (action, before) = match state {
        RequestState::Accepted => (RequestAction::Accept, RequestState::Assigned),
        RequestState::InProgress => (RequestAction::Start, RequestState::Accepted),
        RequestState::Resolved => (RequestAction::Resolve, RequestState::InProgress),
        RequestState::Redirected | RequestState::Objected => {
            (RequestAction::Redirect, RequestState::Contacted)
        }
        RequestState::Void => (RequestAction::Void, RequestState::Contacted),
        RequestState::Merged => (RequestAction::Link, RequestState::Contacted),
        _ => return None,
    };
    let former = FormerFacts::of(&RequestFacts { state: before, ..received() });
    Some(LastStep { action, former, stands: true })
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
    facts.has_tasks = when(MoveCondition::TaskOpen);
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
    facts.last_step = last_step(state);
    if when(MoveCondition::LinkedBefore) {
        facts.last_step = last_step(RequestState::Merged);
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
                let codes = refused(result);
                let impossible = ["move_not_possible", "linked_already"];
                assert_eq!(
                    listed,
                    !codes.iter().any(|code| impossible.contains(&code.as_str())),
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
            let action = MOVES[row].action;
            let goes_on = matches!(action, RequestAction::Object | RequestAction::Recall)
                || before.state == RequestState::Merged;
            prop_assert!(!(moved && before.state.is_final()) || goes_on, "an ended request moved");
            prop_assert_eq!(after.state.is_final(), after.ended_at.is_some());
            // Whoever takes it over has their own time to contact the reporter, and whoever gets it
            // again also to accept it.
            let contact_due = after.clocks.contact_due;
            let comes_again = action == RequestAction::TakeUp || before.state == RequestState::Merged;
            if after.holding == before.holding && !comes_again {
                prop_assert_eq!(after.clocks, before.clocks);
            }
            let accept_due = if comes_again { after.clocks.accept_due } else { before.clocks.accept_due };
            prop_assert_eq!(after.clocks, RequestClocks { accept_due, contact_due, ..before.clocks });
            prop_assert!(before.contact.is_none() || contact_due == before.clocks.contact_due);
            prop_assert!(after.offer.is_none() || after.state.is_open());
            prop_assert_eq!(after.review.is_some(), after.state == RequestState::Returned);
            let recalled = action == RequestAction::Recall;
            prop_assert!(before.accepted_at.is_none() || after.accepted_at == before.accepted_at || recalled);
            prop_assert!(before.contact.is_none() || after.contact == before.contact);
            prop_assert!(after.state != RequestState::Resolved || after.last_resolved_at().is_some());
            prop_assert!(before.second.is_none() || after.second.is_some_and(|second| Some(second.due) == before.second.map(|b| b.due)));
        }
    }
}
