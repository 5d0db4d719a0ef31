//! SQLite's side of the door: one thread owns the write connection and commits what is queued together.

use super::atlas;
use super::connection::{AnyConnection, Location};
use super::db::Shared;
use super::opened::Opened;
use super::tx::{Effects, Tx};
use super::work::Work;
use crate::domain::atlas::Atlas;
use crate::error::{Error, Result};
use diesel::connection::SimpleConnection;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;

/// Writes that may wait in the queue before new ones are turned away.
const QUEUE: usize = 4096;

/// Hands writes to the writer thread. The thread ends when the last door is dropped.
pub(super) struct Door(SyncSender<Box<dyn Work>>);

impl Door {
    /// Opens the write connection and starts its thread. A group has at most `group_limit` writes (1: no group commit).
    pub(super) fn open(location: Location, shared: Arc<Shared>, group_limit: usize) -> Result<Self> {
        let connection = location.open_writer(false)?;
        let (sender, receiver) = sync_channel(QUEUE);
        let opened = shared.opened.load_full();
        let writer = Writer { location, connection, opened, shared, group_limit: group_limit.max(1) };
        thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || writer.run(&receiver))
            .map_err(|fault| Error::Unavailable(fault.to_string()))?;
        Ok(Self(sender))
    }

    /// Queues a write; answers it at once when the queue is full.
    pub(super) fn submit(&self, work: Box<dyn Work>) {
        let (work, why) = match self.0.try_send(work) {
            Ok(()) => return,
            Err(TrySendError::Full(work)) => (work, "too many writes are waiting"),
            Err(TrySendError::Disconnected(work)) => (work, "the writer has stopped"),
        };
        work.answer(Some(&Error::Unavailable(why.to_owned())));
    }
}

struct Writer {
    location: Location,
    connection: AnyConnection,
    /// What the connection writes to.
    opened: Arc<Opened>,
    shared: Arc<Shared>,
    group_limit: usize,
}

/// What a group of writes leads to: its members in order, and what they leave for after the commit.
#[derive(Default)]
struct Group {
    members: Vec<Box<dyn Work>>,
    effects: Vec<Effects>,
}

impl Writer {
    fn run(mut self, queue: &Receiver<Box<dyn Work>>) {
        while let Ok(first) = queue.recv() {
            let mut group = Group::default();
            let outcome = self.commit_group(first, queue, &mut group);
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

    fn commit_group(&mut self, first: Box<dyn Work>, queue: &Receiver<Box<dyn Work>>, group: &mut Group) -> Result<()> {
        group.members.push(first);
        if let Err(fault) = self.begin() {
            // Whoever waits behind would wait as long again for the same.
            group.members.extend(queue.try_iter());
            return Err(fault);
        }
        let published = self.opened.atlas.load();
        let atlas = atlas::current(&mut self.connection, &published)?;
        let mut next = 0;
        while let Some(work) = group.members.get_mut(next) {
            let revised = work.revises();
            if let Some(effects) = run_one(&mut self.connection, &self.shared, &self.opened, &atlas, work.as_mut())? {
                group.effects.push(effects);
            }
            next += 1;
            if revised || next == self.group_limit {
                break;
            }
            if let Ok(queued) = queue.try_recv() {
                group.members.push(queued);
            }
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

    /// Goes on with the file that was put in the place of the one before: a backup that was restored.
    fn take_over(&mut self) -> Result<()> {
        let opened = Arc::new(self.opened.anew(&self.location, &self.shared.vault)?);
        let connection = self.location.open_writer(false)?;
        opened.require_file()?;
        (self.connection, self.opened) = (connection, Arc::clone(&opened));
        self.shared.opened.store(opened);
        tracing::warn!(
            database = self.location.shown(),
            "another file stands where the database was: it is used from now on"
        );
        Ok(())
    }
}

/// Runs one write inside a savepoint. An error means that the whole transaction is gone.
fn run_one(
    connection: &mut AnyConnection,
    shared: &Shared,
    opened: &Opened,
    atlas: &Arc<Atlas>,
    work: &mut dyn Work,
) -> Result<Option<Effects>> {
    connection.batch_execute("SAVEPOINT work")?;
    let mut tx = Tx::new(connection, shared, opened, Some(Arc::clone(atlas)));
    let outcome = work.run(&mut tx);
    let effects = tx.into_effects();
    match outcome {
        Ok(()) => {
            connection.batch_execute("RELEASE work")?;
            Ok(Some(effects))
        }
        Err(_) => {
            connection.batch_execute("ROLLBACK TO work; RELEASE work")?;
            Ok(None)
        }
    }
}
