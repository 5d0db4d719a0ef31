//! Checking every row of a file of tickets before the first is written.

use super::file::TicketFile;
use super::row_of;
use super::ticket::{TicketReader, TicketRow};
use crate::domain::atlas::Atlas;
use crate::domain::period::Instant;
use crate::domain::routing::Conflicts;
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Problem, Result};
use crate::service::import::reader::table::TableRow;
use crate::service::requests::submit::{
    RequestSubmission, RoutingContext, check_reach, check_sender, prepare,
};
use crate::service::rulebook::Rulebook;
use crate::store::Db;
use std::collections::{HashMap, HashSet};

/// What the rows of a file are.
#[derive(Default)]
pub(super) struct CheckedTickets {
    /// Tickets without a problem.
    pub tickets: Vec<TicketRow>,
    pub problems: Vec<Problem>,
    pub notices: Vec<Problem>,
    /// First row of each number of a ticket without a problem.
    first: HashMap<String, u64>,
}

/// Returns the tickets of a file, and every problem of rows that cannot become requests of this
/// sender.
pub(super) fn tickets(
    db: &Db,
    rulebook: &Rulebook,
    sender: &Scope,
    file: &TicketFile,
) -> Result<CheckedTickets> {
    let atlas = db.atlas();
    let TicketFile { table, mapping, places } = file;
    let reader = TicketReader { mapping, table, places, atlas: &atlas, now: db.now() };
    let mut checked = CheckedTickets { problems: file.misshapen(), ..CheckedTickets::default() };
    let misshapen: HashSet<u64> = checked.problems.iter().filter_map(row_of).collect();
    for row in table.rows.iter().filter(|row| !misshapen.contains(&row.number)) {
        checked.add(&reader, rulebook, sender, row)?;
    }
    Ok(checked)
}

impl CheckedTickets {
    /// Adds the ticket of a row, or every problem of it.
    fn add(
        &mut self,
        reader: &TicketReader<'_>,
        rulebook: &Rulebook,
        sender: &Scope,
        row: &TableRow,
    ) -> Result<()> {
        let mut notices = Vec::new();
        let ticket = match reader.ticket(row, &mut notices) {
            Ok(ticket) => ticket,
            Err(problems) => {
                self.problems.extend(problems.into_iter().map(|one| reader.blame(row, one)));
                return Ok(());
            }
        };
        self.notices.extend(notices.into_iter().map(|notice| reader.blame(row, notice)));
        if let Some(first) = self.first.get(ticket.number()) {
            self.problems.push(reader.blame(row, twice(reader, &ticket, *first)));
            return Ok(());
        }
        let submission = &ticket.submission;
        match check_submission(reader.atlas, rulebook, sender, submission, reader.now) {
            Ok(()) => {
                self.first.insert(ticket.number().to_owned(), ticket.row);
                self.tickets.push(ticket);
            }
            Err(Error::Refused(problems)) => {
                let of_columns = problems.into_iter().map(|one| reader.mapping.blame(one));
                self.problems.extend(of_columns.map(|one| reader.blame(row, one)));
            }
            Err(other) => return Err(other),
        }
        Ok(())
    }
}

/// Checks that a submission of a sender can become a request now.
pub(super) fn check_submission(
    atlas: &Atlas,
    rulebook: &Rulebook,
    sender: &Scope,
    submission: &RequestSubmission,
    now: Instant,
) -> Result<()> {
    let conflicts = Conflicts::default();
    let context = RoutingContext { scope: sender, home: None, conflicts, now };
    if sender.account.is_some() {
        check_sender(sender, submission)?;
    }
    let prepared = prepare(atlas, rulebook, submission, context)?;
    Ok(check_reach(atlas, sender, submission, &prepared.place)?)
}

fn twice(reader: &TicketReader<'_>, ticket: &TicketRow, first: u64) -> Problem {
    Problem::new(Code::SheetRowTwice)
        .with("value", ticket.number())
        .with("first", first)
        .with("in_column", reader.mapping.number.name.as_str())
}
