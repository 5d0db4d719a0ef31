//! The SQLite side of the write door: one thread owns the write connection and commits queued
//! writes together.

use super::atlas;
use super::connection::{AnyConnection, BUSY_TIMEOUT_MS, Location};
use super::db::StoreState;
use super::opened::OpenedStore;
use super::tx::{CommitEffects, Tx};
use super::work::AnyWrite;
use crate::domain::atlas::Atlas;
use crate::error::{Error, Result};
use diesel::connection::SimpleConnection;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::Duration;

/// Maximum number of queued writes before new ones are refused.
const QUEUE: usize = 4096;

/// Pause without writes after which a log that grew beside a long reader is emptied.
const PAUSE: Duration = Duration::from_secs(1);

/// Sends writes to the writer thread, which ends when the last door is dropped.
pub(super) struct SqliteDoor(SyncSender<Box<dyn AnyWrite>>);

impl SqliteDoor {
    /// Opens the write connection and starts its thread. A group has at most `group_limit` writes
    /// (1: no group commit).
    pub(super) fn open(
        location: Location,
        shared: Arc<StoreState>,
        group_limit: usize,
    ) -> Result<Self> {
        let connection = location.open_writer(false)?;
        let (sender, receiver) = sync_channel(QUEUE);
        let opened = shared.opened.load_full();
        let writer =
            SqliteWriter { location, connection, opened, shared, group_limit: group_limit.max(1) };
        thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || writer.run(&receiver))
            .map_err(|fault| Error::Unavailable(fault.to_string()))?;
        Ok(Self(sender))
    }

    /// Queues a write; refuses it at once if the queue is full.
    pub(super) fn submit(&self, work: Box<dyn AnyWrite>) {
        let (work, why) = match self.0.try_send(work) {
            Ok(()) => return,
            Err(TrySendError::Full(work)) => (work, "too many writes are waiting"),
            Err(TrySendError::Disconnected(work)) => (work, "the writer has stopped"),
        };
        work.answer(Some(&Error::Unavailable(why.to_owned())));
    }
}

struct SqliteWriter {
    location: Location,
    connection: AnyConnection,
    /// Database that the connection writes to.
    opened: Arc<OpenedStore>,
    shared: Arc<StoreState>,
    group_limit: usize,
}

/// Group of writes: its members in order, and their effects after the commit.
struct WriteGroup {
    members: Vec<Box<dyn AnyWrite>>,
    effects: Vec<CommitEffects>,
}

/// Way in which a failed write is undone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FailedWriteUndo {
    /// Together with its group: no savepoints are needed, which is faster as long as nothing fails.
    Group,
    /// Alone, back to a savepoint.
    Itself,
}

impl SqliteWriter {
    fn run(mut self, queue: &Receiver<Box<dyn AnyWrite>>) {
        while let Some(first) = self.next(queue) {
            let mut group = WriteGroup { members: vec![first], effects: Vec::new() };
            let outcome = self.commit(&mut group, queue);
            if outcome.is_err() {
                // SQLite may have rolled back by itself; if not, this does.
                let _ = self.connection.batch_execute("ROLLBACK");
            } else {
                group.effects.into_iter().for_each(|effects| self.opened.publish(effects));
            }
            let lost = outcome.err();
            group.members.into_iter().for_each(|work| work.answer(lost.as_ref()));
        }
    }

    /// Waits for a write; none when the last door is dropped. While writes come, SQLite itself cuts
    /// the log when it begins it anew; in a pause the writer empties it, when nobody waits for it.
    fn next(&mut self, queue: &Receiver<Box<dyn AnyWrite>>) -> Option<Box<dyn AnyWrite>> {
        while self.opened.has_long_log() {
            match queue.recv_timeout(PAUSE) {
                Err(RecvTimeoutError::Timeout) => self.empty_log(),
                received => return received.ok(),
            }
        }
        queue.recv().ok()
    }

    /// Copies the log into the database and empties it, unless a reader or another process still
    /// needs it: that is not waited for.
    fn empty_log(&mut self) {
        let attempt = "PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE);";
        let emptied = self.connection.batch_execute(attempt);
        let patient = format!("PRAGMA busy_timeout = {BUSY_TIMEOUT_MS};");
        if let Err(fault) = emptied.and(self.connection.batch_execute(&patient)) {
            tracing::debug!(%fault, "the log was not emptied");
        }
    }

    /// Runs the group and writes that join it meanwhile, and commits those that succeeded.
    fn commit(
        &mut self,
        group: &mut WriteGroup,
        queue: &Receiver<Box<dyn AnyWrite>>,
    ) -> Result<()> {
        if let Err(fault) = self.begin() {
            // Writes queued behind would wait as long again for the same fault.
            group.members.extend(queue.try_iter());
            return Err(fault);
        }
        if !self.run_group(group, queue, FailedWriteUndo::Group)? {
            self.connection.batch_execute("ROLLBACK")?;
            group.effects.clear();
            if group.members.len() == 1 {
                return Ok(());
            }
            self.begin()?;
            self.run_group(group, queue, FailedWriteUndo::Itself)?;
        }
        self.opened.require_file()?;
        Ok(self.connection.batch_execute("COMMIT")?)
    }

    fn begin(&mut self) -> Result<()> {
        if self.opened.was_replaced() {
            self.take_over()?;
        }
        Ok(self.connection.batch_execute("BEGIN IMMEDIATE")?)
    }

    /// Runs the members of a group. Returns false if one failed that undoes the group, and true if
    /// the transaction holds what is to be committed.
    fn run_group(
        &mut self,
        group: &mut WriteGroup,
        queue: &Receiver<Box<dyn AnyWrite>>,
        undo: FailedWriteUndo,
    ) -> Result<bool> {
        let published = self.opened.atlas.load();
        let atlas = atlas::current(&mut self.connection, &published)?;
        let mut next = 0;
        while let Some(work) = group.members.get_mut(next) {
            match self.run_one(&atlas, work.as_mut(), undo)? {
                Some(effects) => group.effects.push(effects),
                None if undo == FailedWriteUndo::Group => return Ok(false),
                None => {}
            }
            next += 1;
            if work.revises() || next == self.group_limit {
                break;
            }
            if next == group.members.len() {
                group.members.extend(queue.try_recv());
            }
        }
        Ok(true)
    }

    /// Runs one write; none if it failed. An error means that the whole transaction is lost.
    fn run_one(
        &mut self,
        atlas: &Arc<Atlas>,
        work: &mut dyn AnyWrite,
        undo: FailedWriteUndo,
    ) -> Result<Option<CommitEffects>> {
        if undo == FailedWriteUndo::Itself {
            self.connection.batch_execute("SAVEPOINT work")?;
        }
        let mut tx =
            Tx::new(&mut self.connection, &self.shared, &self.opened, Some(Arc::clone(atlas)));
        let outcome = work.run(&mut tx);
        let effects = tx.into_effects();
        if undo == FailedWriteUndo::Itself {
            let end =
                if outcome.is_ok() { "RELEASE work" } else { "ROLLBACK TO work; RELEASE work" };
            self.connection.batch_execute(end)?;
        }
        Ok(outcome.is_ok().then_some(effects))
    }

    /// Switches to the file that replaced the database: a restored backup.
    fn take_over(&mut self) -> Result<()> {
        let opened = Arc::new(self.opened.anew(&self.location, &self.shared.vault)?);
        let connection = self.location.open_writer(false)?;
        opened.require_file()?;
        self.connection = connection;
        self.opened = Arc::clone(&opened);
        self.shared.opened.store(opened);
        tracing::warn!(
            database = self.location.shown(),
            "another file stands where the database was: it is used from now on"
        );
        Ok(())
    }
}
