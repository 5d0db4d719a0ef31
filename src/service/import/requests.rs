//! Importing tickets from above: every row is checked before the first is written, and each ticket
//! becomes one request however often its file is imported.

mod checked;
mod file;
mod mapping;
mod place;
mod rule;
mod ticket;
mod writing;

pub use file::TicketFile;
pub use mapping::Mapping;

use super::reader::table::in_order;
use super::run::ImportRun;
use crate::error::{Error, Problem, Result};
use crate::service::rulebook::Rulebook;
use checked::{CheckedTickets, tickets};
use serde_json::Value;
use std::sync::Arc;
use writing::{ComparedTickets, SentTickets};

/// Prefix of the service's own columns in an export.
pub const OURS: &str = "wangge_";

/// Number of tickets in one transaction: a running service waits no longer than for these.
const GROUP: usize = 256;

/// Result of an import of tickets.
#[derive(Debug, Default)]
pub struct RequestsImported {
    /// Number of requests that were made; in a dry run, that would be made.
    pub imported: usize,
    /// Number of tickets that are requests already, with the same contents.
    pub present: usize,
    /// Problems, each with its row. If there are any, nothing was written, unless the same tickets
    /// were sent by others during the import, or good tickets were to be stored all the same.
    pub problems: Vec<Problem>,
    /// What the person who imports should know of single rows.
    pub notices: Vec<Problem>,
}

impl RequestsImported {
    /// Counts the rows with problems.
    pub fn refused(&self) -> usize {
        let mut rows: Vec<Option<u64>> = self.problems.iter().map(row_of).collect();
        rows.sort_unstable();
        rows.dedup();
        rows.len()
    }
}

/// Imports the tickets of a file, unless there is a problem with one of them; those without one all
/// the same if it is to `keep_going`. Tickets that were imported before with the same contents are
/// counted, so an interrupted import is continued by running it again.
///
/// # Errors
/// Those of the database. Problems of rows are returned with the counts.
pub async fn import_requests(
    run: &ImportRun<'_>,
    rulebook: &Arc<Rulebook>,
    file: &Arc<TicketFile>,
    keep_going: bool,
) -> Result<RequestsImported> {
    let db = run.db;
    db.refresh().await?;
    let scope = run.scope();
    let (inside, rules, read) = (db.clone(), Arc::clone(rulebook), Arc::clone(file));
    let sender = scope.clone();
    let checked = tokio::task::spawn_blocking(move || tickets(&inside, &rules, &sender, &read));
    let CheckedTickets { tickets, mut problems, notices, .. } =
        checked.await.map_err(Error::internal)??;
    let sent = Arc::new(SentTickets {
        rulebook: Arc::clone(rulebook),
        scope,
        sender: run.sender(),
        actor: run.actor.clone(),
        file: Arc::clone(file),
        tickets,
    });
    let compared = sent.compare(db).await?;
    problems.extend(compared.problems);
    in_order(&mut problems);
    let ComparedTickets { writable, new, present, .. } = compared;
    let mut done = RequestsImported { imported: 0, present, problems, notices };
    if !done.problems.is_empty() && !keep_going {
        return Ok(done);
    }
    if run.dry_run {
        return Ok(RequestsImported { imported: new, ..done });
    }
    // Those that are written once more are counted then.
    done.present = present - (writable.len() - new);
    for group in writable.chunks(GROUP) {
        let (sent, group) = (Arc::clone(&sent), group.to_vec());
        let written = db.write(move |tx| sent.write(tx, &group)).await?;
        done.imported += written.imported;
        done.present += written.present;
        done.problems.extend(written.problems);
    }
    Ok(done)
}

fn row_of(problem: &Problem) -> Option<u64> {
    problem.params.get("row").and_then(Value::as_u64)
}
