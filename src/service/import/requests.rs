//! Importing tickets from above: every row is checked before the first is written, and each ticket
//! becomes one request however often its file is imported.

mod checked;
mod file;
mod mapping;
mod place;
mod rule;
mod ticket;

pub use file::TicketFile;
pub use mapping::Mapping;

use super::reader::table::{Table, in_order};
use crate::domain::id::RequestId;
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Problem, Result, both};
use crate::service::requests::submit::{RequestSender, TicketHashes, identifier, store, ticket_of};
use crate::service::rulebook::Rulebook;
use crate::store::requests::RequestTexts;
use crate::store::{Actor, Db, Tx, external_numbers};
use checked::{CheckedTickets, tickets};
use serde_json::Value;
use std::ops::Range;
use std::sync::Arc;
use ticket::TicketRow;

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

/// How tickets are imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TicketImport {
    /// Only checks.
    pub dry_run: bool,
    /// Stores the tickets without a problem although others have one.
    pub keep_going: bool,
}

/// Imports the tickets of a file, unless there is a problem with one of them; or those without one.
/// Tickets that were imported before with the same contents are counted, so an interrupted import is
/// continued by running it again.
///
/// # Errors
/// Those of the database. Problems of rows are returned with the counts.
pub async fn import_requests(
    db: &Db,
    rulebook: &Arc<Rulebook>,
    actor: Actor,
    file: &Arc<TicketFile>,
    import: TicketImport,
) -> Result<RequestsImported> {
    db.refresh().await?;
    let (db_inside, rules, read) = (db.clone(), Arc::clone(rulebook), Arc::clone(file));
    let checked = tokio::task::spawn_blocking(move || tickets(&db_inside, &rules, &read));
    let CheckedTickets { tickets, mut problems, notices, .. } =
        checked.await.map_err(Error::internal)??;
    let tickets = Arc::new(tickets);
    let (new, present, differing) = compared(db, &file.table, &tickets).await?;
    problems.extend(differing);
    in_order(&mut problems);
    let mut done = RequestsImported { imported: 0, present, problems, notices };
    if !done.problems.is_empty() && !import.keep_going {
        return Ok(done);
    }
    if import.dry_run {
        return Ok(RequestsImported { imported: new.len(), ..done });
    }
    let new = Arc::new(new);
    for from in (0..new.len()).step_by(GROUP) {
        let group = from..(from + GROUP).min(new.len());
        let (tickets, new) = (Arc::clone(&tickets), Arc::clone(&new));
        let (rules, file, actor) = (Arc::clone(rulebook), Arc::clone(file), actor.clone());
        let written = db
            .write(move |tx| write(tx, &rules, &actor, &file.table, &tickets, &new, group.clone()))
            .await?;
        done.imported += written.imported;
        done.present += written.present;
        done.problems.extend(written.problems);
    }
    Ok(done)
}

fn row_of(problem: &Problem) -> Option<u64> {
    problem.params.get("row").and_then(Value::as_u64)
}

/// Compares tickets with stored ones: returns the indices of new ones, the number of those stored
/// with the same contents, and the problems of the others.
async fn compared(
    db: &Db,
    table: &Table,
    tickets: &Arc<Vec<TicketRow>>,
) -> Result<(Vec<usize>, usize, Vec<Problem>)> {
    let inside = db.clone();
    let tickets = Arc::clone(tickets);
    let (new, present, differing) = db
        .read(move |connection| {
            let Some(system) =
                tickets.first().and_then(|ticket| ticket.submission.external.as_ref())
            else {
                return Ok((Vec::new(), 0, Vec::new()));
            };
            let numbers: Vec<&str> = tickets.iter().map(TicketRow::number).collect();
            let known = external_numbers::known(connection, &system.system, &numbers)?;
            let ids: Vec<RequestId> = known.values().copied().collect();
            let stored = RequestTexts::contents(connection, &ids)?;
            let mut new = Vec::new();
            let mut present = 0;
            let mut problems = Vec::new();
            for (index, ticket) in tickets.iter().enumerate() {
                let Some(id) = known.get(ticket.number()) else {
                    new.push(index);
                    continue;
                };
                let stored = stored.get(id).cloned().unwrap_or_default();
                let stored: TicketHashes =
                    serde_json::from_value(stored).map_err(Error::internal)?;
                match differing(
                    ticket,
                    &stored,
                    &TicketHashes::of(inside.vault(), &ticket.submission)?,
                ) {
                    Some(problem) => problems.push((ticket.row, problem)),
                    None => present += 1,
                }
            }
            Ok((new, present, problems))
        })
        .await?;
    let differing = differing.into_iter().map(|(row, problem)| table.blame_row(row, problem));
    Ok((new, present, differing.collect()))
}

/// Returns the problem of a ticket whose number is stored with other contents, with the pointer of
/// each field that differs.
fn differing(
    ticket: &TicketRow,
    stored: &TicketHashes,
    contents: &TicketHashes,
) -> Option<Problem> {
    let differing = stored.differing(contents);
    let problem = Problem::new(Code::TicketDiffers)
        .with("number", ticket.number())
        .with("fields", differing.clone())
        .with("differing", differing.iter().map(|pointer| field_name(pointer)).collect::<Vec<_>>());
    (!differing.is_empty()).then_some(problem)
}

/// Returns what people call the field of a pointer.
fn field_name(pointer: &str) -> Value {
    let words = match pointer {
        "/place" => both("地点", "place"),
        "/category" => both("分类", "category"),
        "/kind" => both("诉求类型", "kind"),
        "/urgency" => both("紧急程度", "urgency"),
        "/channel" => both("来源", "channel"),
        "/description" => both("诉求内容", "description"),
        "/contact_name" => both("姓名", "name"),
        "/contact_phone" => both("电话", "phone"),
        "/confidential" | "/external_ref/confidential" => both("保密", "confidential"),
        "/external_ref/due_at" => both("上级时限", "due date from above"),
        other => {
            let column = other.strip_prefix("/upstream/").unwrap_or(other);
            both(column, column)
        }
    };
    words.into()
}

/// Writes a group of the new tickets.
fn write(
    tx: &mut Tx<'_>,
    rulebook: &Rulebook,
    actor: &Actor,
    table: &Table,
    tickets: &[TicketRow],
    new: &[usize],
    group: Range<usize>,
) -> Result<RequestsImported> {
    let scope = Scope::anonymous();
    let mut done = RequestsImported::default();
    let sender = RequestSender { scope: &scope, actor: actor.clone() };
    let group = new.get(group).ok_or_else(|| Error::internal("a group has no tickets"))?;
    for ticket in group.iter().filter_map(|&index| tickets.get(index)) {
        let Some(external) = &ticket.submission.external else { continue };
        let id = identifier(&*tx.atlas()?, &ticket.submission, tx.now());
        match tx.claim_external_number(&external.system, &external.number, id)? {
            None => {
                store(tx, rulebook, &sender, id, &ticket.submission)?;
                done.imported += 1;
            }
            Some(earlier) => {
                let contents = TicketHashes::of(tx.vault(), &ticket.submission)?;
                match differing(ticket, &ticket_of(tx, earlier)?, &contents) {
                    Some(problem) => done.problems.push(table.blame_row(ticket.row, problem)),
                    None => done.present += 1,
                }
            }
        }
    }
    Ok(done)
}
