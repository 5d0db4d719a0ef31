//! Storing the tasks that a move gives, releases or ends.

use crate::domain::id::{RequestId, TaskId};
use crate::domain::request::{MoveOutcome, ReleasedField, RequestEvent, RequestFacts};
use crate::error::{Code, Problem, Result};
use crate::store::Tx;
use crate::store::column::StoredAs;
use crate::store::requests::{RequestRow, RequestTask};

/// Stores the tasks that a move gives, releases or ends: they end with the work of the unit that
/// gave them.
///
/// # Errors
/// [`Code::UnknownTask`] for one that is released; those of the database.
pub(super) fn store_tasks(
    tx: &mut Tx<'_>,
    row: &RequestRow,
    before: &RequestFacts,
    step: &MoveOutcome,
) -> Result<()> {
    let goes = before.holding.unit != step.facts.holding.unit || !step.facts.state.is_open();
    if goes {
        tx.end_tasks(&[row.id], step.at)?;
    }
    for task in &step.tasks {
        tx.insert_task(row.id, row.unit(), task, step.at)?;
    }
    for event in &step.events {
        if let RequestEvent::Released { task, fields } = event {
            release(tx, row.id, *task, fields)?;
        }
    }
    Ok(())
}

/// Stores what the reporter lets the assignees of a task know.
fn release(
    tx: &mut Tx<'_>,
    request: RequestId,
    task: TaskId,
    fields: &[ReleasedField],
) -> Result<()> {
    let found = RequestTask::find(tx.connection, task)?;
    let found = found.filter(|found| found.request_id == request && !found.state.is_over());
    let mut found = found.ok_or_else(|| Problem::new(Code::UnknownTask).at("/task_id"))?;
    found.released = StoredAs(fields.to_vec());
    found.version += 1;
    tx.update_task(&found)
}
