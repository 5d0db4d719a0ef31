//! Writing tickets as requests, each once however often its file is imported.

use super::RequestsImported;
use super::checked::check_submission;
use super::file::TicketFile;
use super::ticket::TicketRow;
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

/// Number of tickets in one transaction that is rolled back: what else is written meanwhile is
/// written again.
const TRIED_GROUP: usize = 32;

/// What tickets would become.
#[derive(Debug, Default)]
pub(super) struct ComparedTickets {
    /// Indices of those that have to be written.
    pub writable: Vec<usize>,
    /// Number of those that would become requests.
    pub new: usize,
    /// Number of those that are requests already, with the same contents.
    pub present: usize,
    /// Problems of the others.
    pub problems: Vec<Problem>,
}

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
            let mut compared = ComparedTickets::default();
            for (index, ticket) in sent.tickets.iter().enumerate() {
                let Some(id) = known.get(ticket.number()) else {
                    compared.writable.push(index);
                    compared.new += 1;
                    continue;
                };
                let stored = stored.get(id).cloned().unwrap_or_default();
                let stored: TicketHashes =
                    serde_json::from_value(stored).map_err(Error::internal)?;
                let contents = TicketHashes::of(vault.vault(), &ticket.submission)?;
                match differing(ticket, &stored, &contents) {
                    Some(problem) => compared.problems.push(sent.blame(ticket, problem)),
                    None => compared.present += 1,
                }
            }
            Ok(compared)
        })
        .await
    }

    /// Writes the tickets in transactions that are rolled back: what a caller learns of stored
    /// requests depends on who they are, in ways that only the writing knows.
    async fn try_out(self: &Arc<Self>, db: &Db) -> Result<ComparedTickets> {
        let mut all = ComparedTickets::default();
        let every: Vec<usize> = (0..self.tickets.len()).collect();
        for group in every.chunks(TRIED_GROUP) {
            let found = Arc::new(Mutex::new(None));
            let (sent, group, kept) = (Arc::clone(self), group.to_vec(), Arc::clone(&found));
            let tried = db.write(move |tx| {
                let compared = sent.compare_group(tx, &group)?;
                *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(compared);
                Err::<(), Error>(Error::internal("tried out, to be rolled back"))
            });
            let tried = tried.await;
            let found = found.lock().unwrap_or_else(PoisonError::into_inner).take();
            let Some(compared) = found else { return tried.map(|()| all) };
            all.writable.extend(compared.writable);
            all.new += compared.new;
            all.present += compared.present;
            all.problems.extend(compared.problems);
        }
        Ok(all)
    }

    /// Writes a group of tickets, to see what becomes of them. Those that are there already are
    /// written too: a platform takes over what a file brought before it.
    fn compare_group(&self, tx: &mut Tx<'_>, group: &[usize]) -> Result<ComparedTickets> {
        let scope = self.scope_now(tx)?;
        let mut compared = ComparedTickets::default();
        for &index in group {
            let Some(ticket) = self.tickets.get(index) else { continue };
            match self.write_one(tx, &scope, ticket)? {
                Ok(written) => {
                    compared.writable.push(index);
                    compared.new += usize::from(written == Written::New);
                    compared.present += usize::from(written == Written::Present);
                }
                Err(problems) => compared.problems.extend(problems),
            }
        }
        Ok(compared)
    }

    /// Writes a group of tickets.
    pub fn write(&self, tx: &mut Tx<'_>, group: &[usize]) -> Result<RequestsImported> {
        let scope = self.scope_now(tx)?;
        let mut done = RequestsImported::default();
        for ticket in group.iter().filter_map(|&index| self.tickets.get(index)) {
            match self.write_one(tx, &scope, ticket)? {
                Ok(Written::New) => done.imported += 1,
                Ok(Written::Present) => done.present += 1,
                Err(problems) => done.problems.extend(problems),
            }
        }
        if let Some(sender) = &self.sender {
            sender.advance(tx, group.len(), done.imported)?;
        }
        Ok(done)
    }

    /// Makes a request of a ticket, unless it is one already. The problems of one that cannot become
    /// a request are found before it claims its number, which the rest of its group would store.
    ///
    /// # Errors
    /// Those of [`store`], after which the group must be rolled back.
    fn write_one(
        &self,
        tx: &mut Tx<'_>,
        scope: &Scope,
        ticket: &TicketRow,
    ) -> Result<Result<Written, Vec<Problem>>> {
        let (atlas, now) = (tx.atlas()?, tx.now());
        let id = identifier(&atlas, &ticket.submission, now);
        let checked = check_submission(&atlas, &self.rulebook, scope, &ticket.submission, now)
            .and_then(|()| self.earlier(tx, scope, ticket, id));
        match checked {
            Ok(None) => {}
            Ok(Some(_)) => return Ok(Ok(Written::Present)),
            Err(Error::Refused(problems)) => {
                return Ok(Err(problems.into_iter().map(|one| self.blame(ticket, one)).collect()));
            }
            Err(other) => return Err(other),
        }
        let sender = RequestSender { scope, actor: self.actor.clone() };
        store(tx, &self.rulebook, &sender, id, &ticket.submission)?;
        Ok(Ok(Written::New))
    }

    /// Returns what the sender may do now.
    fn scope_now(&self, tx: &mut Tx<'_>) -> Result<Scope> {
        self.sender.as_ref().map_or_else(|| Ok(self.scope.clone()), |sender| sender.scope_now(tx))
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
        scope: &Scope,
        ticket: &TicketRow,
        id: RequestId,
    ) -> Result<Option<RequestId>> {
        if scope.account.is_some() {
            let earlier = sent_before(tx, scope, id, &ticket.submission)?;
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
#[derive(Clone, Copy, PartialEq, Eq)]
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
