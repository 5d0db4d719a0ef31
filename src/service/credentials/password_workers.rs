//! Hashing of passwords away from the serving threads, a few at a time: each takes a core and
//! megabytes of memory, which are reused.

use super::password::{Cost, Memory, PasswordHashing};
use crate::domain::secret_text::SecretText;
use crate::error::{Error, Result};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Hashes and verifies passwords for async callers, who wait for their turn. Cheap to clone.
#[derive(Debug, Clone)]
pub struct PasswordWorkers {
    shared: Arc<WorkerState>,
    turns: Arc<Semaphore>,
}

#[derive(Debug)]
struct WorkerState {
    hashing: PasswordHashing,
    /// Free memory of earlier turns: never more pieces than there are turns.
    free: Mutex<Vec<Memory>>,
}

impl PasswordWorkers {
    /// Creates workers of this cost, `at_once` of them (1 or more). Computes one hash.
    ///
    /// # Errors
    /// [`Error::Internal`] when the cost is out of Argon2's range.
    pub fn new(cost: Cost, at_once: usize) -> Result<Self> {
        let mut memory = Memory::default();
        let hashing = PasswordHashing::new(cost, &mut memory)?;
        let shared = Arc::new(WorkerState { hashing, free: Mutex::new(vec![memory]) });
        Ok(Self { shared, turns: Arc::new(Semaphore::new(at_once.max(1))) })
    }

    /// See [`PasswordHashing::hash`].
    ///
    /// # Errors
    /// As there.
    pub async fn hash(&self, password: &SecretText) -> Result<String> {
        let password = password.clone();
        self.run(move |hashing, memory| hashing.hash(memory, password.expose())).await
    }

    /// See [`PasswordHashing::verify`].
    ///
    /// # Errors
    /// As there.
    pub async fn verify(&self, password: &SecretText, stored: Option<String>) -> Result<bool> {
        let password = password.clone();
        self.run(move |hashing, memory| {
            hashing.verify(memory, password.expose(), stored.as_deref())
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&PasswordHashing, &mut Memory) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        // The permit moves into the task, so that a caller who gives up does not let another one in
        // early.
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(Error::internal)?;
        let shared = Arc::clone(&self.shared);
        let done = spawn_blocking(move || {
            let result = shared.with_memory(|memory| work(&shared.hashing, memory));
            drop(turn);
            result
        });
        done.await.unwrap_or_else(|fault| Err(Error::internal(fault)))
    }
}

impl WorkerState {
    fn with_memory<T>(&self, work: impl FnOnce(&mut Memory) -> T) -> T {
        let free = || self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut memory = free().pop().unwrap_or_default();
        let result = work(&mut memory);
        free().push(memory);
        result
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop where it fails")]
mod tests {
    use super::*;

    #[tokio::test]
    async fn as_much_memory_is_kept_as_there_are_turns() {
        let workers =
            PasswordWorkers::new(Cost { memory_kib: 8, iterations: 1, lanes: 1 }, 2).unwrap();
        let mut callers = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let workers = workers.clone();
            callers.spawn(
                async move { workers.verify(&"correct horse".to_owned().into(), None).await },
            );
        }
        assert!(callers.join_all().await.into_iter().all(|right| !right.unwrap()));
        assert!((1..=2).contains(&workers.shared.free.lock().unwrap().len()));
    }
}
