//! One-time passwords, which one person reads out to another.

use crate::domain::period::Instant;
use crate::domain::secret_text::SecretText;
use crate::error::Result;
use crate::service::credentials::{PasswordWorkers, password};
use crate::store::passwords::Password;
use chrono::TimeDelta;

/// How long a one-time password is valid.
pub const ONE_TIME_LIFETIME: TimeDelta = TimeDelta::hours(24);

/// A new one-time password and its hash.
pub(super) struct OneTimePassword {
    pub text: SecretText,
    hash: String,
}

impl OneTimePassword {
    pub async fn new(workers: &PasswordWorkers) -> Result<Self> {
        let text = password::generate();
        let hash = workers.hash(&text).await?;
        Ok(Self { text, hash })
    }

    /// Returns the row of a password issued at an instant.
    pub fn row(&self, now: Instant) -> Password {
        Password::one_time(self.hash.clone(), now + ONE_TIME_LIFETIME)
    }
}
