//! The PostgreSQL side of the write door: each write is a transaction on a pooled connection.
//!
//! Its first statement takes an advisory lock, shared by writers and exclusive for revisions, so
//! that the revision it reads next stays valid until its commit.

use super::connection::{AnyConnection, Writers};
use super::db::StoreState;
use super::tx::Tx;
use super::work::{AnyWrite, FailedWrite};
use crate::error::{Error, Result};
use diesel::connection::SimpleConnection;
use diesel::r2d2::Pool;
use std::sync::Arc;

/// Advisory lock of the revision: "wangge" as a number.
const REVISION_LOCK: i64 = 0x77_61_6e_67_67_65;

/// Number of attempts at a write that the server aborts because of a conflict.
const ATTEMPTS: usize = 4;

/// Runs writes on the callers' threads.
#[derive(Clone)]
pub(super) struct PostgresDoor {
    pool: Pool<Writers>,
    shared: Arc<StoreState>,
}

impl PostgresDoor {
    pub(super) const fn new(pool: Pool<Writers>, shared: Arc<StoreState>) -> Self {
        Self { pool, shared }
    }

    /// Runs a write to its end and sends its result; blocks the thread.
    pub(super) fn run(&self, mut work: Box<dyn AnyWrite>) {
        let lost = self.attempt(work.as_mut()).err();
        work.answer(lost.as_ref());
    }

    fn attempt(&self, work: &mut dyn AnyWrite) -> Result<()> {
        let mut connection = super::pool::connection(&self.pool)?;
        for _ in 1..ATTEMPTS {
            match self.transaction(&mut connection, work) {
                Err(Error::Contended(_)) => {}
                outcome => return outcome,
            }
        }
        self.transaction(&mut connection, work)
    }

    fn transaction(&self, connection: &mut AnyConnection, work: &mut dyn AnyWrite) -> Result<()> {
        let lock =
            if work.revises() { "pg_advisory_xact_lock" } else { "pg_advisory_xact_lock_shared" };
        connection.batch_execute(&format!("BEGIN; SELECT {lock}({REVISION_LOCK})"))?;
        let opened = self.shared.opened.load();
        let mut tx = Tx::new(connection, &self.shared, &opened, None);
        let outcome = work.run(&mut tx);
        let effects = tx.into_effects();
        match outcome {
            Ok(()) => {
                let committed = connection.batch_execute("COMMIT");
                if committed.is_err() {
                    let _ = connection.batch_execute("ROLLBACK");
                }
                committed?;
                opened.publish(effects);
                Ok(())
            }
            Err(FailedWrite { contended }) => {
                // A lost connection cannot roll back; the server does it.
                let _ = connection.batch_execute("ROLLBACK");
                if contended {
                    Err(Error::Contended("the write lost a conflict".to_owned()))
                } else {
                    Ok(())
                }
            }
        }
    }
}
