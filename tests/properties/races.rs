//! Submissions and transfers beside duties that begin and end and people who go away, in two
//! processes at once.

use crate::support::submission::{at_point, key};
use crate::support::town::{Town, grid_id, member_id};
use chrono::TimeDelta;
use std::sync::Arc;
use uuid::Uuid;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::{Absence, AbsenceKind, Capacity};
use wangge::domain::id::{AbsenceId, AccountId, RequestId};
use wangge::domain::period::Period;
use wangge::domain::request::{AssignmentCause, MoveInput, RequestAction, TransferReason};
use wangge::domain::scope::Scope;
use wangge::domain::unit::Unit;
use wangge::error::{Code, Error};
use wangge::service::requests::request_transition::RequestTransition;
use wangge::service::requests::submit::submit;
use wangge::service::requests::transition::transition;
use wangge::service::rulebook::Rulebook;
use wangge::store::Db;
use wangge::store::requests::{Assignment, RequestRow};

const GRIDS: [&str; 3] = ["G1", "G2", "G3"];

/// One change of who answers for a grid: somebody else leads it, nobody does any more, or whoever
/// does is away.
async fn change(town: &Town, round: usize) {
    let unit = Unit::Grid(grid_id(GRIDS[round % 3]));
    let atlas = town.db.atlas();
    let leader = atlas
        .people()
        .chain(unit, town.now())
        .find(|duty| duty.capacity == Capacity::Leader)
        .copied();
    town.clock.advance(TimeDelta::seconds(1));
    let now = town.now();
    let mut edits: Vec<_> =
        leader.iter().map(|duty| AtlasEdit::EndDuty { duty: duty.id, at: now }).collect();
    match (round % 4, leader) {
        (1, _) => {}
        (3, Some(duty)) => {
            let period = Period { from: now, to: Some(now + TimeDelta::hours(1)) };
            let (id, kind) = (AbsenceId(Uuid::now_v7()), AbsenceKind::ALL[0]);
            edits = vec![AtlasEdit::AddAbsence(Absence {
                id,
                member: duty.member,
                kind,
                period,
                version: 1,
            })];
        }
        _ => {
            let next = town.member(&format!("next-{round}"));
            edits.extend([
                AtlasEdit::AddMember(next.clone()),
                town.give(unit, next.id, Capacity::Leader),
            ]);
        }
    }
    town.apply(edits).await.unwrap();
}

/// Sends a complaint; what lies in N1 its secretary hands to the other grid there at once.
async fn send(db: Db, rulebook: Arc<Rulebook>, turn: usize) -> RequestId {
    let place = at_point(121.405 + 0.01 * (turn % 3) as f64, 30.905);
    let request =
        submit(&db, &rulebook, Scope::anonymous(), key(), place).await.unwrap().sent.row.id;
    if turn % 3 < 2 {
        let secretary = Some(member_id("N1-leader"));
        let scope = Scope::of(&db.atlas(), AccountId(Uuid::now_v7()), secretary, db.now());
        let to = Some(Unit::Grid(grid_id(GRIDS[1 - turn % 3])));
        let reason = Some(TransferReason::NotOurArea);
        let input = MoveInput { reason, ..MoveInput::of(RequestAction::Transfer) };
        let asked = RequestTransition {
            to,
            input,
            ..RequestTransition::of(request, RequestAction::Transfer)
        };
        match transition(&db, &rulebook, scope, key(), asked).await {
            Ok(_) => accept(&db, &rulebook, request).await,
            Err(Error::Contended(_)) => {}
            Err(other) => unreachable!("{other}"),
        }
    }
    request
}

/// Whoever leads the unit that a request is offered to accepts it, unless another has it by then.
async fn accept(db: &Db, rulebook: &Arc<Rulebook>, request: RequestId) {
    let row = db.read(move |connection| RequestRow::load(connection, request)).await.unwrap();
    let atlas = db.atlas();
    let Some(offer) = row.offer() else { return };
    let leader = atlas.people().chain(offer.to, db.now()).next().map(|duty| duty.member);
    let scope = Scope::of(&atlas, AccountId(Uuid::now_v7()), leader, db.now());
    let accept = RequestTransition::of(request, RequestAction::Accept);
    match transition(db, rulebook, scope, key(), accept).await {
        Ok(_) | Err(Error::Contended(_)) => {}
        Err(other) if other.is(Code::MoveNotPossible) || other.is(Code::NotFound) => {}
        Err(other) => unreachable!("{other}"),
    }
}

/// Each time somebody held a request lies within their duty, and one follows the other.
async fn check(town: &Town, request: RequestId) -> Vec<Assignment> {
    let held = town.db.read(move |connection| Assignment::all(connection, request)).await.unwrap();
    let atlas = town.db.atlas();
    for (index, assignment) in held.iter().enumerate() {
        let duty = *atlas.people().duty(assignment.duty_id).unwrap();
        assert_eq!((duty.member, duty.unit.id()), (assignment.holder_id, assignment.unit_id.0));
        let (since, until) = (assignment.started_at.0, assignment.ended_at.map(|end| end.0));
        if until == Some(since) && duty.period.to == Some(since) {
            // Written in the instant in which the duty ended, and committed before that. No job
            // runs here: either the very transaction that ended the duty took it away, or it had
            // been handed on by then.
            assert!(
                matches!(
                    held[index + 1].cause,
                    AssignmentCause::DutyEnded | AssignmentCause::Transfer
                ),
                "{held:?}"
            );
            continue;
        }
        assert!(duty.period.contains(since), "{assignment:?} {duty:?}");
        let within = duty.period.to.is_none_or(|end| until.is_some_and(|until| until <= end));
        assert!(within, "{assignment:?} {duty:?}");
    }
    let chained = held.windows(2).all(|pair| pair[0].ended_at == Some(pair[1].started_at));
    assert!(chained && held.last().unwrap().ended_at.is_none(), "{held:?}");
    held
}

#[tokio::test]
async fn nobody_ever_holds_a_request_without_the_duty() {
    let town = Town::new().await;
    let processes = [town.db.clone(), town.another()];
    let mut senders = tokio::task::JoinSet::new();
    for round in 0..12 {
        for turn in 5 * round..5 * (round + 1) {
            senders.spawn(send(processes[turn % 2].clone(), town.rulebook.clone(), turn));
        }
        change(&town, round).await;
    }
    let sent = senders.join_all().await;
    assert_eq!(sent.len(), 60);
    let (mut transferred, mut taken) = (0, 0);
    for request in sent {
        let held = check(&town, request).await;
        transferred += held.iter().filter(|held| held.cause == AssignmentCause::Transfer).count();
        taken += held.iter().filter(|held| held.cause == AssignmentCause::DutyEnded).count();
    }
    assert!(transferred > 0 && taken > 0, "{transferred} transferred, {taken} taken over");
}
