//! Limits of the number of bodies that are received at the same time, from each client and in all.

use crate::config::RequestLimits;
use crate::domain::id::AccountId;
use crate::error::{Code, Problem, Result};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Seconds after which one of a client's bodies may have been received.
const RETRY_SECONDS: u64 = 5;

/// Sender of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum BodySender {
    /// A signed-in account, from any address.
    Account(AccountId),
    /// The address of somebody who has not signed in.
    Address(IpAddr),
}

/// Bodies that one process is receiving.
#[derive(Debug)]
pub(super) struct Bodies {
    per_client: usize,
    at_once: usize,
    open: Mutex<OpenCounts>,
}

#[derive(Debug, Default)]
struct OpenCounts {
    all: usize,
    by_sender: HashMap<BodySender, usize>,
}

impl Bodies {
    /// Applies the configured limits; no body is open.
    pub fn new(limits: &RequestLimits) -> Self {
        Self {
            per_client: limits.bodies_per_client,
            at_once: limits.bodies_at_once,
            open: Mutex::default(),
        }
    }

    /// Counts a body until the guard is dropped.
    ///
    /// # Errors
    /// [`Code::TooManyBodies`], [`Code::BodiesAtCapacity`]
    pub fn enter(self: &Arc<Self>, sender: BodySender) -> Result<OpenBody> {
        let mut open = self.lock();
        if open.by_sender.get(&sender).is_some_and(|&bodies| bodies >= self.per_client) {
            let problem = Problem::new(Code::TooManyBodies).with("max", self.per_client);
            return Err(problem.with("seconds", RETRY_SECONDS).into());
        }
        if open.all >= self.at_once {
            return Err(Code::BodiesAtCapacity.into());
        }
        open.all += 1;
        *open.by_sender.entry(sender).or_default() += 1;
        Ok(OpenBody { bodies: Arc::clone(self), sender })
    }

    fn leave(&self, sender: BodySender) {
        let mut open = self.lock();
        open.all -= 1;
        if let Some(bodies) = open.by_sender.get_mut(&sender) {
            *bodies -= 1;
            if *bodies == 0 {
                open.by_sender.remove(&sender);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, OpenCounts> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Guard of a body that is being received.
#[derive(Debug)]
pub(super) struct OpenBody {
    bodies: Arc<Bodies>,
    sender: BodySender,
}

impl Drop for OpenBody {
    fn drop(&mut self) {
        self.bodies.leave(self.sender);
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn bodies() -> Arc<Bodies> {
        Arc::new(Bodies { per_client: 2, at_once: 3, open: Mutex::default() })
    }

    #[test]
    fn a_client_has_so_many_and_gets_them_back() {
        let bodies = bodies();
        let one = BodySender::Address(IpAddr::from([10, 0, 0, 1]));
        let first = bodies.enter(one).unwrap();
        let _second = bodies.enter(one).unwrap();
        assert!(bodies.enter(one).unwrap_err().is(Code::TooManyBodies));
        drop(first);
        let _third = bodies.enter(one).unwrap();
        let _account = bodies.enter(BodySender::Account(AccountId(Uuid::nil()))).unwrap();
        let other = BodySender::Address(IpAddr::from([10, 0, 0, 2]));
        assert!(bodies.enter(other).unwrap_err().is(Code::BodiesAtCapacity));
    }

    #[test]
    fn who_sends_nothing_is_forgotten() {
        let bodies = bodies();
        drop(bodies.enter(BodySender::Address(IpAddr::from([10, 0, 0, 1]))).unwrap());
        let open = bodies.lock();
        assert!(open.all == 0 && open.by_sender.is_empty());
    }
}
