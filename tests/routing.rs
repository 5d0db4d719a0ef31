//! Where requests go when rules and rosters say so, and explaining it.

mod coverage;
mod explained;
mod faults;
mod posts;
mod relative;
mod roster;
mod rules;
mod shared;
mod wrong_rules;

use crate::support::desk::{Desk, Person};
use crate::support::town::{at, grid_id};
use serde_json::{Value, json};
use wangge::domain::role::Role;

/// A supervisor of the town.
async fn supervisor(desk: &Desk) -> Person<'_> {
    desk.appointed("SUP", Role::Supervisor, "T").await
}

/// A rule for a grid.
fn rule(code: &str, grid: &str, condition: Value, effect: Value) -> Value {
    json!({ "code": code, "name": format!("规则{code}"), "grid": grid_id(grid), "condition": condition, "effect": effect })
}

/// The neighbourhood answers.
fn neighbourhood() -> Value {
    json!({ "level": "neighborhood" })
}

async fn ruled(supervisor: &Person<'_>, rule: Value) -> Value {
    supervisor.post("/api/v1/routing-rules", &rule).keyed().expect(201).await.json()
}

fn one(rule: &Value) -> String {
    format!("/api/v1/routing-rules/{}", rule["id"].as_str().unwrap())
}

fn of(rule: &Value, action: &str) -> String {
    format!("{}/{action}", one(rule))
}

/// The code of the unit that holds what was sent.
fn unit(sent: &Value) -> &str {
    sent["unit"]["code"].as_str().unwrap()
}

/// Lets time pass until an instant.
async fn until(desk: &Desk, time: &str) {
    desk.pass(at(time) - desk.town.now()).await;
}
