//! Submissions and moves beside changes of duty, in two processes at once.

use crate::support::submission::{at_point, key};
use crate::support::town::{Town, grid_id};
use chrono::TimeDelta;
use wangge::domain::duty::Capacity;
use wangge::domain::id::RequestId;
use wangge::domain::operation::Operation;
use wangge::domain::scope::Scope;
use wangge::domain::unit::Unit;
use wangge::service::requests::submit::submit;
use wangge::store::requests::Assignment;

/// Somebody else leads a grid from now on.
async fn succeed(town: &Town, grid: &str, code: &str) {
    let unit = Unit::Grid(grid_id(grid));
    let atlas = town.db.atlas();
    let duty = atlas.people().chain(unit, town.now()).find(|duty| duty.capacity == Capacity::Leader).unwrap().id;
    let next = town.member(code);
    town.clock.advance(TimeDelta::seconds(1));
    let operations = vec![
        Operation::EndDuty { duty, at: town.now() },
        Operation::AddMember(next.clone()),
        town.give(unit, next.id, Capacity::Leader),
    ];
    town.apply(operations).await.unwrap();
}

/// Each time somebody held a request lies within their duty, and one follows the other.
async fn check(town: &Town, request: RequestId) {
    let held = town.db.read(move |connection| Assignment::all(connection, request)).await.unwrap();
    let atlas = town.db.atlas();
    for assignment in &held {
        let duty = *atlas.people().duty(assignment.duty_id).unwrap();
        assert_eq!((duty.member, duty.unit.id()), (assignment.holder_id, assignment.unit_id.0));
        let since = assignment.started_at.0;
        assert!(duty.period.from <= since && duty.period.to.is_none_or(|end| since < end), "{assignment:?} {duty:?}");
        let until = assignment.ended_at.map(|end| end.0);
        let within = duty.period.to.is_none_or(|end| until.is_some_and(|until| until <= end));
        assert!(within, "{assignment:?} {duty:?}");
    }
    let chained = held.windows(2).all(|pair| pair[0].ended_at == Some(pair[1].started_at));
    assert!(chained && held.last().unwrap().ended_at.is_none(), "{held:?}");
}

#[tokio::test]
async fn nobody_ever_holds_a_request_without_the_duty() {
    let town = Town::new().await;
    let processes = [town.db.clone(), town.another()];
    let mut senders = tokio::task::JoinSet::new();
    for turn in 0..60_u32 {
        let (db, rulebook) = (processes[turn as usize % 2].clone(), town.rulebook.clone());
        let place = at_point(121.405 + 0.01 * f64::from(turn % 3), 30.905);
        senders.spawn(async move { submit(&db, &rulebook, Scope::anonymous(), key(), place).await });
    }
    for round in 0..12 {
        succeed(&town, ["G1", "G2", "G3"][round % 3], &format!("next-{round}")).await;
    }
    let mut sent = Vec::new();
    while let Some(submitted) = senders.join_next().await {
        sent.push(submitted.unwrap().unwrap().request);
    }
    assert_eq!(sent.len(), 60);
    for request in sent {
        check(&town, request).await;
    }
}
