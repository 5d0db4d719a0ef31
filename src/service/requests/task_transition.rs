//! Moving a task: its assignees answer it, whoever handles the request ends it.

use super::append::{MoveLeftovers, append};
use super::tasks::task_relation;
use crate::domain::id::TaskId;
use crate::domain::request::{NoteKind, TaskInput, apply_task_move};
use crate::domain::scope::Scope;
use crate::error::{Code, Result};
use crate::service::preconditions::require_version;
use crate::store::requests::{RequestRow, RequestTask};
use crate::store::{Actor, Db, Tx, idempotency};
use serde_json::json;

/// Moves a task; returns true if the result is that of an earlier call with the same key.
///
/// # Errors
/// [`Code::NotFound`] when the task does not exist for the caller, [`Code::StaleVersion`], those of
/// [`apply_task_move`], [`Code::IdempotencyKeyReused`].
pub async fn move_task(
    db: &Db,
    scope: Scope,
    key: idempotency::IdempotentCall,
    id: TaskId,
    version: Option<i64>,
    input: TaskInput,
) -> Result<bool> {
    db.write(move |tx| {
        if tx.replay(&key, json!(id))?.is_some() {
            return Ok(true);
        }
        make(tx, &scope, id, version, &input)?;
        Ok(false)
    })
    .await
}

fn make(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: TaskId,
    version: Option<i64>,
    input: &TaskInput,
) -> Result<()> {
    let atlas = tx.atlas()?;
    let now = tx.now();
    let mut task = RequestTask::find(tx.connection, id)?.ok_or(Code::NotFound)?;
    let relation = task_relation(tx.connection, &atlas, scope, &task, now)?;
    if !relation.is_assignee && !relation.sees_request {
        return Err(Code::NotFound.into());
    }
    version.map_or(Ok(()), |seen| require_version(task.version, seen))?;
    let moved = apply_task_move(&task.facts(), &relation.parties, input, scope.member, now)?;
    task.apply_facts(&moved.task);
    tx.update_task(&task)?;
    let mut row = RequestRow::load(tx.connection, task.request_id)?;
    let facts = row.whole_facts(tx.connection)?;
    row.apply_facts(&facts);
    let notes: Vec<_> = moved.words.into_iter().map(|text| (NoteKind::TaskWords, text)).collect();
    let leaves = MoveLeftovers { events: &[moved.event], notes: &notes, routed: None, since: now };
    append(tx, &mut row, &Actor::of(scope), &leaves)?;
    tx.update_request(&row)
}
