//! Writing tickets as requests, each once however often its file is imported.

use super::file::TicketFile;
use super::ticket::TicketRow;
use super::{GROUP, RequestsImported};
use crate::domain::id::RequestId;
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Problem, Result, both};
use crate::service::import::run::ImportSender;
use crate::service::requests::submit::{
    RequestSender, TicketHashes, identifier, sent_before, store, ticket_of,
};
use crate::service::rulebook::Rulebook;
use crate::store::requests::RequestTexts;
use crate::store::{Actor, Db, Tx, external_numbers};
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};

/// Indices of new tickets, number of those that are stored with the same contents, and the problems
/// of the others.
type ComparedTickets = (Vec<usize>, usize, Vec<Problem>);

/// Tickets of a file, and who sends them.
pub(super) struct SentTickets {
    pub rulebook: Arc<Rulebook>,
    pub scope: Scope,
    pub sender: Option<Arc<ImportSender>>,
    pub actor: Actor,
    pub file: Arc<TicketFile>,
    pub tickets: Vec<TicketRow>,
}

impl SentTickets {
    /// Compares the tickets with stored ones.
    pub async fn compare(self: &Arc<Self>, db: &Db) -> Result<ComparedTickets> {
        if self.sender.is_some() {
            return self.try_out(db).await;
        }
        let (sent, vault) = (Arc::clone(self), db.clone());
        db.read(move |connection| {
            let Some(system) = sent.system() else { return Ok(ComparedTickets::default()) };
            let numbers: Vec<&str> = sent.tickets.iter().map(TicketRow::number).collect();
            let known = external_numbers::known(connection, system, &numbers)?;
            let ids: Vec<RequestId> = known.values().copied().collect();
            let stored = RequestTexts::contents(connection, &ids)?;
            let (mut new, mut present, mut problems) = ComparedTickets::default();
            for (index, ticket) in sent.tickets.iter().enumerate() {
                let Some(id) = known.get(ticket.number()) else {
                    new.push(index);
                    continue;
                };
                let stored = stored.get(id).cloned().unwrap_or_default();
                let stored: TicketHashes =
                    serde_json::from_value(stored).map_err(Error::internal)?;
                let contents = TicketHashes::of(vault.vault(), &ticket.submission)?;
                match differing(ticket, &stored, &contents) {
                    Some(problem) => problems.push(sent.blame(ticket, problem)),
                    None => present += 1,
                }
            }
            Ok((new, present, problems))
        })
        .await
    }

    /// Writes the tickets in transactions that are rolled back: what a caller learns of stored
    /// requests depends on who they are, in ways that only the writing knows.
    async fn try_out(self: &Arc<Self>, db: &Db) -> Result<ComparedTickets> {
        let (mut new, mut present, mut problems) = ComparedTickets::default();
        let every: Vec<usize> = (0..self.tickets.len()).collect();
        for group in every.chunks(GROUP) {
            let (sent, group) = (Arc::clone(self), group.to_vec());
            let found = Arc::new(Mutex::new(None));
            let kept = Arc::clone(&found);
            let tried = db.write(move |tx| {
                let mut compared = ComparedTickets::default();
                for &index in &group {
                    let Some(ticket) = sent.tickets.get(index) else { continue };
                    match sent.write_one(tx, ticket) {
                        Ok(Written::New) => compared.0.push(index),
                        Ok(Written::Present) => compared.1 += 1,
                        Err(Error::Refused(refused)) => {
                            let blamed = refused.into_iter().map(|one| sent.blame(ticket, one));
                            compared.2.extend(blamed);
                        }
                        Err(other) => return Err(other),
                    }
                }
                *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(compared);
                Err::<(), Error>(Error::internal("tried out, to be rolled back"))
            });
            let tried = tried.await;
            let found = found.lock().unwrap_or_else(PoisonError::into_inner).take();
            let Some(compared) = found else {
                return tried.map(|()| ComparedTickets::default());
            };
            new.extend(compared.0);
            present += compared.1;
            problems.extend(compared.2);
        }
        Ok((new, present, problems))
    }

    /// Writes a group of tickets.
    pub fn write(&self, tx: &mut Tx<'_>, group: &[usize]) -> Result<RequestsImported> {
        let mut done = RequestsImported::default();
        for ticket in group.iter().filter_map(|&index| self.tickets.get(index)) {
            match self.write_one(tx, ticket) {
                Ok(Written::New) => done.imported += 1,
                Ok(Written::Present) => done.present += 1,
                Err(Error::Refused(problems)) => {
                    done.problems.extend(problems.into_iter().map(|one| self.blame(ticket, one)));
                }
                Err(other) => return Err(other),
            }
        }
        if let Some(sender) = &self.sender {
            sender.advance(tx, group.len())?;
        }
        Ok(done)
    }

    /// Makes a request of a ticket, unless it is one already.
    ///
    /// # Errors
    /// Those of [`Self::earlier`] and of [`store`].
    fn write_one(&self, tx: &mut Tx<'_>, ticket: &TicketRow) -> Result<Written> {
        let id = identifier(&*tx.atlas()?, &ticket.submission, tx.now());
        if self.earlier(tx, ticket, id)?.is_some() {
            return Ok(Written::Present);
        }
        let sender = RequestSender { scope: &self.scope, actor: self.actor.clone() };
        store(tx, &self.rulebook, &sender, id, &ticket.submission)?;
        Ok(Written::New)
    }

    /// Returns the system above that the tickets come from: one for all of a file.
    fn system(&self) -> Option<&str> {
        Some(&self.tickets.first()?.submission.external.as_ref()?.system)
    }

    /// Returns the request that a ticket is already, or claims its number for a new one. A caller
    /// learns of it what they would learn by sending the ticket alone.
    ///
    /// # Errors
    /// The problem of a ticket whose number is stored with other contents.
    fn earlier(
        &self,
        tx: &mut Tx<'_>,
        ticket: &TicketRow,
        id: RequestId,
    ) -> Result<Option<RequestId>> {
        if self.scope.account.is_some() {
            let earlier = sent_before(tx, &self.scope, id, &ticket.submission)?;
            return Ok(earlier.map(|row| row.id));
        }
        let Some(external) = &ticket.submission.external else { return Ok(None) };
        let claimed = tx.claim_external_number(&external.system, &external.number, id)?;
        let Some(earlier) = claimed else { return Ok(None) };
        let contents = TicketHashes::of(tx.vault(), &ticket.submission)?;
        match differing(ticket, &ticket_of(tx, earlier)?, &contents) {
            Some(problem) => Err(problem.into()),
            None => Ok(Some(earlier)),
        }
    }

    fn blame(&self, ticket: &TicketRow, problem: Problem) -> Problem {
        self.file.table.blame_row(ticket.row, self.file.mapping.blame(problem))
    }
}

/// What became of a ticket.
enum Written {
    New,
    Present,
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
