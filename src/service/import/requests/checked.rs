//! Checking every row of a file of tickets before the first is written.

use super::file::TicketFile;
use super::row_of;
use super::ticket::{TicketReader, TicketRow};
use crate::domain::routing::Conflicts;
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Problem, Result};
use crate::service::requests::submit::{RoutingContext, prepare};
use crate::service::rulebook::Rulebook;
use crate::store::Db;
use std::collections::{HashMap, HashSet};

/// What the rows of a file are.
pub(super) struct CheckedTickets {
    /// Tickets without a problem.
    pub tickets: Vec<TicketRow>,
    pub problems: Vec<Problem>,
    pub notices: Vec<Problem>,
}

/// Returns the tickets of a file, and every problem of rows that cannot become requests.
pub(super) fn tickets(db: &Db, rulebook: &Rulebook, file: &TicketFile) -> Result<CheckedTickets> {
    let atlas = db.atlas();
    let now = db.now();
    let TicketFile { table, mapping, places } = file;
    let reader = TicketReader { mapping, table, places, atlas: &atlas, now };
    let mut problems = file.merged();
    let merged: HashSet<u64> = problems.iter().filter_map(row_of).collect();
    let mut tickets = Vec::with_capacity(table.rows.len());
    let mut notices = Vec::new();
    let mut first = HashMap::new();
    let scope = Scope::anonymous();
    for row in table.rows.iter().filter(|row| !merged.contains(&row.number)) {
        let mut of_row = Vec::new();
        let ticket = match reader.ticket(row, &mut of_row) {
            Ok(ticket) => ticket,
            Err(found) => {
                problems.extend(found.into_iter().map(|problem| reader.blame(row, problem)));
                continue;
            }
        };
        notices.extend(of_row.into_iter().map(|notice| reader.blame(row, notice)));
        if let Some(first) = first.get(ticket.number()) {
            let twice = Problem::new(Code::SheetRowTwice)
                .with("value", ticket.number())
                .with("first", *first)
                .with("in_column", mapping.number.name.as_str());
            problems.push(reader.blame(row, twice));
            continue;
        }
        let around =
            RoutingContext { scope: &scope, home: None, conflicts: Conflicts::default(), now };
        match prepare(&atlas, rulebook, &ticket.submission, around) {
            Ok(_) => {
                first.insert(ticket.number().to_owned(), ticket.row);
                tickets.push(ticket);
            }
            Err(Error::Refused(found)) => problems
                .extend(found.into_iter().map(|found| reader.blame(row, mapping.blame(found)))),
            Err(other) => return Err(other),
        }
    }
    Ok(CheckedTickets { tickets, problems, notices })
}
