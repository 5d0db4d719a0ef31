//! Events: each change appends one in its own transaction. They hold ids, codes and enums, never personal text.

use super::column::{At, Json, Key};
use super::identifier::new_id;
use super::schema::events;
use super::tx::Tx;
use crate::domain::id::AccountId;
use crate::error::Result;
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

/// Who made a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who is logged in.
    Account(AccountId),
    /// A reporter without an account, by the receipt or by nothing.
    Anonymous,
    /// Somebody at the command line of the machine.
    OperatingSystemUser(String),
    /// The service itself, by the clock.
    Service,
}

impl Actor {
    /// The two columns an actor is kept in.
    pub fn columns(&self) -> (&'static str, Option<String>) {
        match self {
            Self::Account(id) => ("account", Some(id.to_string())),
            Self::Anonymous => ("anonymous", None),
            Self::OperatingSystemUser(name) => ("operating_system_user", Some(name.clone())),
            Self::Service => ("service", None),
        }
    }

    /// The member of the actor's account, when it has one.
    pub const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Account(id) => Some(*id),
            _ => None,
        }
    }
}

/// A change of one aggregate.
#[derive(Debug, Clone)]
pub struct Event {
    /// What changed: a request, a set of operations, an account.
    pub aggregate: Uuid,
    /// The place of the event in the aggregate's own order, from 1 on.
    pub sequence: i32,
    /// What happened, in the past tense.
    pub kind: String,
    /// Ids, codes and enums.
    pub payload: Value,
}

/// An event as it is read.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = events)]
pub struct Recorded {
    /// The place of the event in the aggregate's own order, from 1 on.
    pub sequence: i32,
    /// What happened.
    pub kind: String,
    /// Who did it: the sort of actor.
    pub actor_kind: String,
    /// Who did it.
    pub actor: Option<String>,
    /// When.
    pub occurred_at: At,
    /// Ids, codes and enums.
    pub payload: Json,
}

impl Tx<'_> {
    /// Appends an event.
    pub fn event(&mut self, actor: &Actor, event: Event) -> Result<()> {
        let (actor_kind, actor) = actor.columns();
        let now = self.now();
        diesel::insert_into(events::table)
            .values((
                events::aggregate_id.eq(Key(event.aggregate)),
                events::sequence.eq(event.sequence),
                events::id.eq(Key(new_id(now))),
                events::kind.eq(event.kind),
                events::actor_kind.eq(actor_kind),
                events::actor.eq(actor),
                events::occurred_at.eq(At(now)),
                events::payload.eq(Json(event.payload)),
            ))
            .execute(self.connection)?;
        Ok(())
    }
}
