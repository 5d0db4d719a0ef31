//! Hashing of passwords away from the threads that serve, a few at a time: each takes a core and megabytes of memory.

use super::password::{Cost, PasswordHashing};
use crate::domain::secret_text::SecretText;
use crate::error::{Error, Result};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Hashes and verifies passwords for async callers, who wait for their turn. Cheap to clone.
#[derive(Debug, Clone)]
pub struct PasswordWorkers {
    hashing: Arc<PasswordHashing>,
    turns: Arc<Semaphore>,
}

impl PasswordWorkers {
    /// Workers at this cost, `at_once` of them (1 or more). Computes one hash.
    ///
    /// # Errors
    /// [`Error::Internal`] when the cost is out of Argon2's range.
    pub fn new(cost: Cost, at_once: usize) -> Result<Self> {
        let hashing = Arc::new(PasswordHashing::new(cost)?);
        Ok(Self { hashing, turns: Arc::new(Semaphore::new(at_once.max(1))) })
    }

    /// See [`PasswordHashing::hash`].
    ///
    /// # Errors
    /// As there.
    pub async fn hash(&self, password: &SecretText) -> Result<String> {
        let password = password.clone();
        self.run(move |hashing| hashing.hash(password.expose())).await
    }

    /// See [`PasswordHashing::verify`].
    ///
    /// # Errors
    /// As there.
    pub async fn verify(&self, password: &SecretText, stored: Option<String>) -> Result<bool> {
        let password = password.clone();
        self.run(move |hashing| hashing.verify(password.expose(), stored.as_deref())).await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&PasswordHashing) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        // The turn goes along, so that a caller who gives up does not let another one in early.
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(Error::internal)?;
        let hashing = Arc::clone(&self.hashing);
        let done = spawn_blocking(move || {
            let result = work(&hashing);
            drop(turn);
            result
        });
        done.await.unwrap_or_else(|fault| Err(Error::internal(fault)))
    }
}
