//! What must hold before a change: the caller may see its object, and saw it as it is.

use crate::error::{Code, Problem};

/// Checks that an object still has the version the caller saw.
///
/// # Errors
/// [`Code::StaleVersion`]
pub fn require_version(current: i64, seen: i64) -> Result<(), Problem> {
    if current == seen {
        Ok(())
    } else {
        Err(Problem::new(Code::StaleVersion).with("current", current))
    }
}

/// Checks that the caller may see or change an object.
///
/// # Errors
/// [`Code::NotFound`] at a pointer of the body; empty for the object in the path.
pub fn require_visible(may: bool, pointer: impl Into<String>) -> Result<(), Problem> {
    if may { Ok(()) } else { Err(Problem::new(Code::NotFound).at(pointer)) }
}
