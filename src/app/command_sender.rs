//! Sending one-time codes through a program of the town's own, which knows its SMS gateway.

use crate::domain::phone::Phone;
use crate::domain::secret_text::SecretText;
use crate::error::{Error, Result};
use crate::service::login::{CodeSender, Sending};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Runs a program for each code. The program reads one line of JSON from its standard input,
/// `{"phone": "…", "code": "…"}`, so that no list of processes shows them, and confirms with exit
/// status 0 that the gateway took the message.
#[derive(Debug, Clone)]
pub struct CommandSender(pub PathBuf);

impl CodeSender for CommandSender {
    fn send<'a>(&'a self, phone: &'a Phone, code: &'a SecretText) -> Sending<'a> {
        let line =
            serde_json::json!({ "phone": phone.as_str(), "code": code.expose() }).to_string();
        let program = self.0.clone();
        Box::pin(async move {
            let sent = tokio::task::spawn_blocking(move || run(&program, &line)).await;
            sent.unwrap_or_else(|fault| Err(Error::internal(fault)))
        })
    }

    fn is_for_production(&self) -> bool {
        true
    }
}

fn run(program: &PathBuf, line: &str) -> Result<()> {
    let failed = |reason: String| Error::Unavailable(format!("{}: {reason}", program.display()));
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .spawn()
        .map_err(|fault| failed(fault.to_string()))?;
    if let Some(mut input) = child.stdin.take() {
        writeln!(input, "{line}").map_err(|fault| failed(fault.to_string()))?;
    }
    let status = child.wait().map_err(|fault| failed(fault.to_string()))?;
    if status.success() { Ok(()) } else { Err(failed(status.to_string())) }
}
