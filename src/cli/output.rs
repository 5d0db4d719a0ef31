//! The output stream.

use crate::error::{Error, Result};
use std::fmt::Display;
use std::io::{Write, stdout};

/// Prints a line. A reader that closed the pipe (`wangge … | head`) does not fail what is done
/// already.
pub fn line(text: impl Display) {
    let _ = writeln!(stdout(), "{text}");
}

/// Prints a value as indented JSON.
pub fn json(value: &impl serde::Serialize) -> Result<()> {
    line(serde_json::to_string_pretty(value).map_err(Error::internal)?);
    Ok(())
}
