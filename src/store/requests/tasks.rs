//! 任务单: the tasks of requests. What is to be done, and where, is sealed under the request's key.

use super::RequestRow;
use super::details::key_of;
use super::excluded_people::{ServingReader, is_kept_from};
use crate::domain::id::{MemberId, RequestId, TaskId};
use crate::domain::period::Instant;
use crate::domain::request::{
    NewTask, ReleasedField, ResolutionOutcome, TaskAssignee, TaskAssigneeKind, TaskFacts, TaskState,
};
use crate::domain::unit::{Unit, UnitKind};
use crate::error::{Code, Error, Result};
use crate::store::column::{AggregateKey, StoredAs, StoredInstant};
use crate::store::connection::{AnyConnection, STATEMENT_KEYS, each};
use crate::store::schema::{request_tasks as tasks, requests};
use crate::store::tx::Tx;
use crate::store::vault::{Sealed, Vault};
use diesel::dsl::{exists, not};
use diesel::prelude::*;

const WHAT: &str = "request_tasks.what";
const PLACE: &str = "request_tasks.place";

/// States in which something is left to do about a task.
const OPEN: [TaskState; 3] = [TaskState::Given, TaskState::Accepted, TaskState::Done];

/// Row of a task.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = tasks, primary_key(request_id, id), treat_none_as_default_value = false, treat_none_as_null = true)]
#[expect(missing_docs, reason = "the migration describes the columns")]
pub struct RequestTask {
    pub request_id: RequestId,
    pub id: TaskId,
    pub assignee_kind: TaskAssigneeKind,
    pub assignee_id: AggregateKey,
    pub unit_kind: UnitKind,
    pub unit_id: AggregateKey,
    what: Sealed,
    place: Option<Sealed>,
    pub due: StoredInstant,
    pub leads: bool,
    pub given_at: StoredInstant,
    pub state: TaskState,
    pub outcome: Option<ResolutionOutcome>,
    pub answered_by: Option<MemberId>,
    pub changed_at: StoredInstant,
    pub released: StoredAs<Vec<ReleasedField>>,
    pub version: i64,
}

/// Opened texts of a task; empty once the data of the request was erased.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaskTexts {
    /// What is to be done.
    pub what: Option<String>,
    /// Where.
    pub place: Option<String>,
}

impl RequestTask {
    /// Returns whom it is given to.
    pub const fn assignee(&self) -> TaskAssignee {
        TaskAssignee::new(self.assignee_kind, self.assignee_id.0)
    }

    /// Returns the unit that gave it.
    pub const fn unit(&self) -> Unit {
        Unit::new(self.unit_kind, self.unit_id.0)
    }

    /// Returns its facts for the rules.
    pub const fn facts(&self) -> TaskFacts {
        TaskFacts {
            id: self.id,
            assignee: self.assignee(),
            state: self.state,
            outcome: self.outcome,
            answered_by: self.answered_by,
            changed_at: self.changed_at.0,
        }
    }

    /// Takes over facts after a move.
    pub fn apply_facts(&mut self, facts: &TaskFacts) {
        self.state = facts.state;
        self.outcome = facts.outcome;
        self.answered_by = facts.answered_by;
        self.changed_at = StoredInstant(facts.changed_at);
        self.version += 1;
    }

    /// Lists the tasks of a request, in the order in which they were given.
    pub fn of_request(connection: &mut AnyConnection, request: RequestId) -> Result<Vec<Self>> {
        Ok(tasks::table
            .filter(tasks::request_id.eq(request))
            .order((tasks::given_at, tasks::id))
            .select(Self::as_select())
            .load(connection)?)
    }

    /// Finds a task.
    pub fn find(connection: &mut AnyConnection, id: TaskId) -> Result<Option<Self>> {
        Ok(tasks::table
            .filter(tasks::id.eq(id))
            .select(Self::as_select())
            .first(connection)
            .optional()?)
    }

    /// Lists the tasks of some assignees, the latest first; only those that are open, if asked.
    /// Those about requests that the reader is excluded from do not exist.
    pub fn list(
        connection: &mut AnyConnection,
        reader: &ServingReader,
        assignees: &[TaskAssignee],
        open: bool,
        after: Option<TaskId>,
        limit: i64,
    ) -> Result<Vec<Self>> {
        let keys: Vec<AggregateKey> = assignees.iter().map(|one| AggregateKey(one.id())).collect();
        let kept = is_kept_from(reader.member, reader.keys(), reader.organizations.clone());
        let mut query = tasks::table
            .inner_join(requests::table.on(requests::id.eq(tasks::request_id)))
            .filter(tasks::assignee_id.eq_any(keys))
            .filter(not(kept).or(tasks::state.ne_all(OPEN)))
            .select(Self::as_select())
            .into_boxed();
        if open {
            query = query.filter(tasks::state.eq_any(OPEN));
        }
        if let Some(after) = after {
            query = query.filter(tasks::id.lt(after));
        }
        Ok(query.order(tasks::id.desc()).limit(limit).load(connection)?)
    }

    /// Lists whom the open tasks of a request are given to.
    pub fn open_assignees(
        connection: &mut AnyConnection,
        request: RequestId,
    ) -> Result<Vec<TaskAssignee>> {
        let rows: Vec<(TaskAssigneeKind, AggregateKey)> = tasks::table
            .filter(tasks::request_id.eq(request).and(tasks::state.eq_any(OPEN)))
            .select((tasks::assignee_kind, tasks::assignee_id))
            .load(connection)?;
        Ok(rows.into_iter().map(|(kind, id)| TaskAssignee::new(kind, id.0)).collect())
    }

    /// Opens its texts.
    ///
    /// # Errors
    /// Those of the vault and of the database.
    pub fn texts(&self, connection: &mut AnyConnection, vault: &Vault) -> Result<TaskTexts> {
        let Some(key) = key_of(connection, vault, self.request_id)? else {
            return Ok(TaskTexts::default());
        };
        let place = self.place.as_ref().map(|place| key.open(PLACE, self.id.0, place));
        Ok(TaskTexts {
            what: Some(key.open(WHAT, self.id.0, &self.what)?),
            place: place.transpose()?,
        })
    }
}

impl RequestRow {
    /// Returns true if a task about it is open.
    pub(super) fn has_open_tasks(&self, connection: &mut AnyConnection) -> Result<bool> {
        let open =
            tasks::table.filter(tasks::request_id.eq(self.id).and(tasks::state.eq_any(OPEN)));
        Ok(diesel::select(exists(open)).get_result(connection)?)
    }
}

/// Predicate on the enclosing query's request: one of these has an open task about it.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn has_task_of(assignees: Vec<AggregateKey>) -> _ {
    let assignees: Vec<AggregateKey> = assignees;
    let open: Vec<TaskState> = OPEN.to_vec();
    exists(
        tasks::table
            .filter(tasks::request_id.eq(requests::id))
            .filter(tasks::assignee_id.eq_any(assignees))
            .filter(tasks::state.eq_any(open)),
    )
}

impl Tx<'_> {
    /// Seals and stores a task that a unit gives.
    ///
    /// # Errors
    /// [`Code::Erased`] when the key of the request was destroyed.
    pub fn insert_task(
        &mut self,
        request: RequestId,
        unit: Unit,
        task: &NewTask,
        at: Instant,
    ) -> Result<()> {
        let vault = self.vault();
        let key = key_of(self.connection, vault, request)?.ok_or(Code::Erased)?;
        let NewTask { id, spec } = task;
        let place = spec.place.as_ref().map(|place| key.seal(PLACE, id.0, place));
        let kind = spec.assignee.kind();
        let row = RequestTask {
            request_id: request,
            id: *id,
            assignee_kind: kind.ok_or_else(|| Error::internal("a desk is given no task"))?,
            assignee_id: AggregateKey(spec.assignee.id()),
            unit_kind: unit.kind(),
            unit_id: AggregateKey(unit.id()),
            what: key.seal(WHAT, id.0, &spec.what)?,
            place: place.transpose()?,
            due: StoredInstant(spec.until),
            leads: spec.leads,
            given_at: StoredInstant(at),
            state: TaskState::Given,
            outcome: None,
            answered_by: None,
            changed_at: StoredInstant(at),
            released: StoredAs(Vec::new()),
            version: 1,
        };
        let insert = diesel::insert_into(tasks::table).values(&row);
        each!(&mut *self.connection, |native| insert.execute(native))?;
        Ok(())
    }

    /// Updates a task that was read in this transaction.
    ///
    /// # Errors
    /// [`Error::Contended`] when another writer changed it in between.
    pub fn update_task(&mut self, task: &RequestTask) -> Result<()> {
        let before = tasks::table
            .filter(tasks::request_id.eq(task.request_id).and(tasks::id.eq(task.id)))
            .filter(tasks::version.eq(task.version - 1));
        match diesel::update(before).set(task).execute(self.connection)? {
            1 => Ok(()),
            _ => Err(Error::Contended(format!("task {} was changed by another writer", task.id))),
        }
    }

    /// Ends the open tasks of requests that were resolved or ended, or went to another unit.
    pub fn end_tasks(&mut self, requests: &[RequestId], at: Instant) -> Result<()> {
        for ids in requests.chunks(STATEMENT_KEYS) {
            let open =
                tasks::table.filter(tasks::request_id.eq_any(ids).and(tasks::state.eq_any(OPEN)));
            diesel::update(open)
                .set((
                    tasks::state.eq(TaskState::Ended),
                    tasks::changed_at.eq(StoredInstant(at)),
                    tasks::version.eq(tasks::version + 1),
                ))
                .execute(self.connection)?;
        }
        Ok(())
    }
}
