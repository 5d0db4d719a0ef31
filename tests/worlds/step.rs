//! What happens in both worlds.

use super::roles::NOBODY;
use super::world::World;
use crate::support::request::Reply;
use actix_web::http::Method;
use chrono::{DurationRound, TimeDelta};
use serde_json::{Value, json};
use wangge::service::file_imports::run_due;

/// One thing that happens.
#[derive(Debug, Clone)]
pub enum Step {
    /// The adversary calls.
    Call(Call),
    /// Somebody else does something, or time passes.
    Event(Event),
}

/// A call, with labels for the names of each world.
#[derive(Debug, Clone)]
pub struct Call {
    /// Its place among all steps; labels say in which call a name appeared.
    pub number: usize,
    pub method: Method,
    /// The route, to tell it by.
    pub route: &'static str,
    pub uri: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Option<String>,
}

/// What others do, each time with the request of which something is hidden.
#[derive(Debug, Clone)]
pub enum Event {
    /// So many minutes pass.
    Pass(i64),
    /// The next day begins.
    Tomorrow,
    /// The town desk makes a move.
    Desk(Value),
    /// Whoever holds it makes a move.
    Holder(Value),
    /// Whoever leads the unit that it is offered to makes a move.
    Receiver(Value),
    /// Whoever sent it makes a move.
    Sender(Value),
    /// Those whom a task about it is given to answer the latest that is open.
    Assignee(Value),
    /// The town desk links it to what a neighbour sent in the open.
    Linked,
    /// The files that were sent are imported.
    Imports,
}

impl Call {
    /// Makes it in a world.
    pub async fn send(&self, world: &World, who: &str) -> Reply {
        let names = &world.names;
        let mut call = world.call(who, self.method.clone(), &names.raw(&self.uri));
        for (name, value) in &self.headers {
            call = call.header(name, names.raw(value));
        }
        match &self.body {
            Some(body) if self.headers.iter().any(|(name, _)| *name == "Content-Type") => {
                call.body(names.raw(body)).send().await
            }
            Some(body) => {
                call.header("Content-Type", "application/json").body(names.raw(body)).send().await
            }
            None => call.send().await,
        }
    }
}

impl Event {
    /// Whether it is a dispatch to a unit of which the desk is told that it has to do with the
    /// request.
    pub async fn is_in_conflict(&self, world: &World) -> bool {
        let (Self::Desk(body), Some(secret)) = (self, &world.secret) else { return false };
        if body["action"] != "dispatch" {
            return false;
        }
        let read = world.get("desk", &format!("/requests/{secret}/dispatch-candidates")).await;
        let read: Value = serde_json::from_str(&read.body).unwrap_or_default();
        let units = read["conflicted"].as_array();
        units.is_some_and(|units| units.iter().any(|unit| unit["id"] == body["to"]["id"]))
    }

    /// Lets it happen in a world. What cannot be does not happen.
    pub async fn happen(&self, world: &World, sender: &str) {
        match self {
            Self::Pass(minutes) => world.pass(TimeDelta::minutes(*minutes)).await,
            Self::Tomorrow => {
                let now = world.town.now();
                let today = now.duration_trunc(TimeDelta::days(1)).unwrap();
                world.pass(today + TimeDelta::minutes(25 * 60 + 1) - now).await;
            }
            Self::Desk(body) => moves(world, "desk", body).await,
            Self::Holder(body) => {
                if let Some(holder) = holder(world).await {
                    moves(world, &holder, body).await;
                }
            }
            Self::Receiver(body) => {
                if let Some(receiver) = receiver(world).await {
                    moves(world, &receiver, body).await;
                }
            }
            Self::Sender(body) => moves(world, sender, body).await,
            Self::Assignee(body) => answers(world, body).await,
            Self::Linked => {
                // The first was sent in confidence.
                let mut requests = world.made.iter().filter(|(kind, _)| *kind == "request");
                if let Some((_, leading)) = requests.nth(1) {
                    moves(world, "desk", &json!({ "action": "link", "leading": leading })).await;
                }
            }
            Self::Imports => {
                run_due(&world.town.db, &world.town.rulebook).await.unwrap();
            }
        }
    }
}

async fn moves(world: &World, who: &str, body: &Value) {
    if let Some(secret) = world.secret.as_ref().filter(|_| who != NOBODY) {
        world.post(who, &format!("/requests/{secret}/transitions"), body).await;
    }
}

/// Whoever leads the unit, or speaks for the organisation, that the latest open task about it is
/// given to answers it.
async fn answers(world: &World, body: &Value) {
    let Some(secret) = &world.secret else { return };
    let read = world.get("desk", &format!("/requests/{secret}/tasks")).await;
    let read: Value = serde_json::from_str(&read.body).unwrap_or_default();
    let tasks = read["items"].as_array().cloned().unwrap_or_default();
    let open =
        |task: &&Value| ["given", "accepted", "done"].iter().any(|open| task["state"] == *open);
    let Some(task) = tasks.iter().rev().find(open) else { return };
    let who = match task["assignee"]["kind"].as_str() {
        Some("organization") => "liaison",
        Some("pioneer_post") => "post-holder",
        Some("second_identity") => "idle",
        _ => "G2-deputy",
    };
    let id = task["id"].as_str().unwrap_or_default();
    world.post(who, &format!("/tasks/{id}/transitions"), body).await;
}

/// The login of whoever leads the unit that it is offered to.
async fn receiver(world: &World) -> Option<String> {
    let read = world.get("desk", &format!("/requests/{}", world.secret.as_ref()?)).await;
    let read: Value = serde_json::from_str(&read.body).ok()?;
    let leader = format!("{}-leader", read["offer"]["unit"]["code"].as_str()?);
    world.logins.contains_key(&leader).then_some(leader)
}

/// The login of whoever holds it.
async fn holder(world: &World) -> Option<String> {
    let read = world.get("desk", &format!("/requests/{}", world.secret.as_ref()?)).await;
    let read: Value = serde_json::from_str(&read.body).ok()?;
    let holds = |member| json!(member) == read["holder"];
    let found = world.logins.iter().find(|(_, login)| login.member.is_some_and(holds));
    found.map(|(name, _)| name.clone())
}
