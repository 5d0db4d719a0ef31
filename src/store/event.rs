//! Events: each change appends one in its own transaction. They hold ids, codes and enums, never
//! personal text.

use super::column::{AggregateKey, StoredInstant, StoredJson};
use super::connection::{AnyConnection, insert_rows};
use super::identifier::new_id;
use super::schema::events;
use super::tx::Tx;
use crate::domain::id::AccountId;
use crate::domain::scope::Scope;
use crate::error::Result;
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

/// Author of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A logged-in account.
    Account(AccountId),
    /// A reporter without an account, with or without a receipt.
    Anonymous,
    /// A user of the command line.
    OperatingSystemUser(String),
    /// The service itself, at a scheduled time.
    Service,
}

impl Actor {
    /// Returns the actor of a scope: its account, or somebody without one.
    pub fn of(scope: &Scope) -> Self {
        scope.account.map_or(Self::Anonymous, Self::Account)
    }

    /// Returns the values of the two columns that store an actor.
    pub fn columns(&self) -> (&'static str, Option<String>) {
        match self {
            Self::Account(id) => ("account", Some(id.to_string())),
            Self::Anonymous => ("anonymous", None),
            Self::OperatingSystemUser(name) => ("operating_system_user", Some(name.clone())),
            Self::Service => ("service", None),
        }
    }

    /// Returns the actor's account, if there is one.
    pub const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Account(id) => Some(*id),
            _ => None,
        }
    }
}

/// Event of one aggregate.
#[derive(Debug, Clone)]
pub struct ChangeEvent {
    /// Aggregate that changed: a request, a change set, an account.
    pub aggregate: Uuid,
    /// Number of the event in the aggregate's own order, from 1 on.
    pub sequence: i32,
    /// Kind of event, in the past tense.
    pub kind: &'static str,
    /// Ids, codes and enums.
    pub payload: Value,
}

/// Event as it is read back.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = events)]
pub struct RecordedEvent {
    /// Number of the event in the aggregate's own order, from 1 on.
    pub sequence: i32,
    /// Kind of event.
    pub kind: String,
    /// Kind of actor.
    pub actor_kind: String,
    /// Identifier or name of the actor.
    pub actor: Option<String>,
    /// Instant of the event.
    pub occurred_at: StoredInstant,
    /// Ids, codes and enums.
    pub payload: StoredJson,
}

#[derive(Insertable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
struct EventRow {
    aggregate_id: AggregateKey,
    sequence: i32,
    id: AggregateKey,
    kind: &'static str,
    actor_kind: &'static str,
    actor: Option<String>,
    occurred_at: StoredInstant,
    payload: StoredJson,
}

impl RecordedEvent {
    /// Loads the events of an aggregate, in its own order.
    pub fn of(connection: &mut AnyConnection, aggregate: Uuid) -> Result<Vec<Self>> {
        Ok(events::table
            .filter(events::aggregate_id.eq(AggregateKey(aggregate)))
            .order(events::sequence)
            .select(Self::as_select())
            .load(connection)?)
    }
}

impl Tx<'_> {
    /// Appends an event.
    pub fn event(&mut self, actor: &Actor, event: ChangeEvent) -> Result<()> {
        self.events(actor, [event])
    }

    /// Appends events in the order given.
    pub fn events(
        &mut self,
        actor: &Actor,
        events: impl IntoIterator<Item = ChangeEvent>,
    ) -> Result<()> {
        let (actor_kind, actor) = actor.columns();
        let now = self.now();
        let rows: Vec<EventRow> = events
            .into_iter()
            .map(|event| EventRow {
                aggregate_id: AggregateKey(event.aggregate),
                sequence: event.sequence,
                id: AggregateKey(new_id(now)),
                kind: event.kind,
                actor_kind,
                actor: actor.clone(),
                occurred_at: StoredInstant(now),
                payload: StoredJson(event.payload),
            })
            .collect();
        insert_rows!(&mut *self.connection, events::table, rows);
        Ok(())
    }
}
