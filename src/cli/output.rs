//! The output stream.

use crate::error::{Error, Result};
use std::fmt::Display;
use std::io::{Write, stdout};

/// Prints a line. Whoever stopped reading (`wangge … | head`) is no reason to fail what is done
/// already.
pub fn line(text: impl Display) {
    let _ = writeln!(stdout(), "{text}");
}

/// Prints a value as JSON for people and programs.
pub fn json(value: &impl serde::Serialize) -> Result<()> {
    line(serde_json::to_string_pretty(value).map_err(Error::internal)?);
    Ok(())
}
