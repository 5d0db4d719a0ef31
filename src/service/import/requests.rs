//! Importing tickets from above: every row is checked before the first is written, and each ticket
//! becomes one request however often its file is imported.

mod mapping;
mod place;
mod rule;
mod ticket;

pub use mapping::Mapping;

use super::reader::source::TableSource;
use super::reader::table::{Table, blame};
use crate::domain::id::RequestId;
use crate::domain::routing::Conflicts;
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Problem, Result, both};
use crate::service::requests::submit::{
    RequestSender, RoutingContext, TicketHashes, identifier, prepare, store, ticket_of,
};
use crate::service::rulebook::Rulebook;
use crate::store::requests::RequestTexts;
use crate::store::{Actor, Db, Tx, external_numbers};
use rule::ColumnPlaces;
use serde_json::Value;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use ticket::{TicketReader, TicketRow};

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
    /// were sent by others during the import.
    pub problems: Vec<Problem>,
}

impl RequestsImported {
    /// Counts the rows with problems.
    pub fn refused(&self) -> usize {
        let mut rows: Vec<Option<u64>> = self
            .problems
            .iter()
            .map(|problem| problem.params.get("row").and_then(Value::as_u64))
            .collect();
        rows.sort_unstable();
        rows.dedup();
        rows.len()
    }
}

/// A file of tickets with its mapping.
#[derive(Debug)]
pub struct TicketFile {
    table: Table,
    mapping: Mapping,
}

impl TicketFile {
    /// Reads a CSV file or a workbook of tickets.
    ///
    /// # Errors
    /// Those of [`Table::read`]; [`Code::SheetColumnTwice`]; every column that the mapping names
    /// and the file lacks.
    pub fn read<'a>(source: impl Into<TableSource<'a>>, mapping: Mapping) -> Result<Self> {
        let source = source.into();
        let sheet = source.sheet.or_else(|| mapping.sheet.clone());
        let table = Table::read(TableSource { sheet, ..source })?;
        mapping.check(&table.header, &ColumnPlaces::of(&table.header)?)?;
        Ok(Self { table, mapping })
    }
}

/// Imports the tickets of a file, unless there is a problem with one of them. Tickets that were
/// imported before with the same contents are counted, so an interrupted import is continued by
/// running it again.
///
/// # Errors
/// Those of the database. Problems of rows are returned with the counts.
pub async fn import_requests(
    db: &Db,
    rulebook: &Arc<Rulebook>,
    actor: Actor,
    file: TicketFile,
    dry_run: bool,
) -> Result<RequestsImported> {
    db.refresh().await?;
    let db_inside = db.clone();
    let rules = Arc::clone(rulebook);
    let checked = tokio::task::spawn_blocking(move || tickets(&db_inside, &rules, &file));
    let (tickets, mut problems) = checked.await.map_err(Error::internal)??;
    let tickets = Arc::new(tickets);
    let (new, present, differing) = compared(db, &tickets).await?;
    problems.extend(differing);
    problems.sort_by_key(|problem| problem.params.get("row").and_then(Value::as_u64));
    let mut done = RequestsImported { imported: 0, present, problems };
    if !done.problems.is_empty() {
        return Ok(done);
    }
    if dry_run {
        return Ok(RequestsImported { imported: new.len(), ..done });
    }
    let new = Arc::new(new);
    for from in (0..new.len()).step_by(GROUP) {
        let group = from..(from + GROUP).min(new.len());
        let tickets = Arc::clone(&tickets);
        let new = Arc::clone(&new);
        let rules = Arc::clone(rulebook);
        let actor = actor.clone();
        let written =
            db.write(move |tx| write(tx, &rules, &actor, &tickets, &new, group.clone())).await?;
        done.imported += written.imported;
        done.present += written.present;
        done.problems.extend(written.problems);
    }
    Ok(done)
}

/// Returns the tickets of a file, and every problem of rows that cannot become requests.
fn tickets(
    db: &Db,
    rulebook: &Rulebook,
    file: &TicketFile,
) -> Result<(Vec<TicketRow>, Vec<Problem>)> {
    let atlas = db.atlas();
    let now = db.now();
    let TicketFile { table, mapping } = file;
    let reader =
        TicketReader { mapping, places: ColumnPlaces::of(&table.header)?, atlas: &atlas, now };
    let mut tickets = Vec::with_capacity(table.rows.len());
    let mut problems = Vec::new();
    let mut first = HashMap::new();
    let scope = Scope::anonymous();
    for row in &table.rows {
        let ticket = match reader.ticket(table, row) {
            Ok(ticket) => ticket,
            Err(found) => {
                problems.extend(found);
                continue;
            }
        };
        if let Some(first) = first.insert(ticket.number().to_owned(), ticket.row) {
            let twice = Problem::new(Code::SheetRowTwice)
                .with("value", ticket.number())
                .with("first", first);
            problems.push(blame(twice, ticket.row));
        }
        let around =
            RoutingContext { scope: &scope, home: None, conflicts: Conflicts::default(), now };
        match prepare(&atlas, rulebook, &ticket.submission, around) {
            Ok(_) => tickets.push(ticket),
            Err(Error::Refused(found)) => {
                problems
                    .extend(found.into_iter().map(|found| blame(mapping.blame(found), row.number)));
            }
            Err(other) => return Err(other),
        }
    }
    Ok((tickets, problems))
}

/// Compares tickets with stored ones: returns the indices of new ones, the number of those stored
/// with the same contents, and the problems of the others.
async fn compared(
    db: &Db,
    tickets: &Arc<Vec<TicketRow>>,
) -> Result<(Vec<usize>, usize, Vec<Problem>)> {
    let inside = db.clone();
    let tickets = Arc::clone(tickets);
    db.read(move |connection| {
        let Some(system) = tickets.first().and_then(|ticket| ticket.submission.external.as_ref())
        else {
            return Ok(Default::default());
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
            let stored: TicketHashes = serde_json::from_value(stored).map_err(Error::internal)?;
            match differing(ticket, &stored, &TicketHashes::of(inside.vault(), &ticket.submission)?)
            {
                Some(problem) => problems.push(problem),
                None => present += 1,
            }
        }
        Ok((new, present, problems))
    })
    .await
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
    (!differing.is_empty()).then(|| blame(problem, ticket.row))
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
                    Some(problem) => done.problems.push(problem),
                    None => done.present += 1,
                }
            }
        }
    }
    Ok(done)
}
