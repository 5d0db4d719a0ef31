//! A single write, from its submission to its result.

use super::tx::Tx;
use crate::error::{Code, Error, Result};
use std::panic::{AssertUnwindSafe, catch_unwind};
use tokio::sync::oneshot;

/// A write with its types erased.
pub(super) trait AnyWrite: Send {
    /// Returns true if it changes the atlas, and so must be alone.
    fn revises(&self) -> bool;
    /// Runs the closure and stores its result; may be called again after a rollback.
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<(), FailedWrite>;
    /// Sends the stored result to the caller, or the reason why nothing was committed.
    fn answer(self: Box<Self>, lost: Option<&Error>);
}

/// Error of a closure without a result to commit.
#[derive(Debug, Clone, Copy)]
pub(super) struct FailedWrite {
    /// True if the same closure may succeed when run again at once, or say more: where another
    /// writer stored the same at the same time, its checks then see that row and tell what it is.
    pub(super) contended: bool,
}

/// A closure, its result, and the channel to its caller.
pub(super) struct WriteTask<T, F> {
    closure: F,
    revises: bool,
    result: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T, F> WriteTask<T, F>
where
    T: Send + 'static,
    F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
{
    pub(super) fn boxed(
        closure: F,
        revises: bool,
    ) -> (Box<dyn AnyWrite>, oneshot::Receiver<Result<T>>) {
        let (reply, receiver) = oneshot::channel();
        (Box::new(Self { closure, revises, result: None, reply }), receiver)
    }
}

impl<T, F> AnyWrite for WriteTask<T, F>
where
    T: Send + 'static,
    F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
{
    fn revises(&self) -> bool {
        self.revises
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> Result<(), FailedWrite> {
        let result = catch_unwind(AssertUnwindSafe(|| (self.closure)(tx))).unwrap_or_else(|_| {
            Err(Error::internal("a write panicked; its transaction was rolled back"))
        });
        let outcome = match &result {
            Ok(_) => Ok(()),
            Err(error) => Err(FailedWrite {
                contended: matches!(error, Error::Contended(_)) || error.is(Code::AlreadyExists),
            }),
        };
        self.result = Some(result);
        outcome
    }

    fn answer(self: Box<Self>, lost: Option<&Error>) {
        let result = match (self.result, lost) {
            (Some(Err(own)), _) => Err(own),
            (_, Some(lost)) => Err(Error::Unavailable(lost.to_string())),
            (Some(kept), None) => kept,
            (None, None) => Err(Error::internal("a write was answered before it ran")),
        };
        // The caller may have gone away; what was committed stays committed.
        let _ = self.reply.send(result);
    }
}
