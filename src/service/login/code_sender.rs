//! Delivery of one-time codes to phones.

use crate::domain::phone::Phone;
use crate::domain::secret_text::SecretText;
use crate::error::Result;
use std::future::Future;
use std::pin::Pin;

/// A future that delivers a message.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// Sends one-time codes: a town plugs in its own SMS gateway.
pub trait CodeSender: Send + Sync + 'static {
    /// Sends a code.
    ///
    /// # Errors
    /// When the gateway does not accept it; the text is for the log.
    fn send<'a>(&'a self, phone: &'a Phone, code: &'a SecretText) -> Sending<'a>;

    /// Returns true if only the owner of the phone learns the code. A production service refuses
    /// any other sender.
    fn is_for_production(&self) -> bool;
}

/// Writes codes to the log of the service: for the demo, where there is no phone.
#[derive(Debug, Clone, Copy, Default)]
pub struct LogSender;

impl CodeSender for LogSender {
    fn send<'a>(&'a self, phone: &'a Phone, code: &'a SecretText) -> Sending<'a> {
        tracing::warn!(phone = phone.masked(), code = code.expose(), "one-time code");
        Box::pin(async { Ok(()) })
    }

    fn is_for_production(&self) -> bool {
        false
    }
}
