//! Imports: files become edits, all or none.

pub mod addresses;
pub mod aliases;
pub mod building_groups;
pub mod duties;
pub mod grids;
mod list;
pub mod members;
mod moment;
pub mod posts;
pub mod problem_sheet;
pub mod reader;
pub mod registrations;
pub mod requests;
mod rows;
pub mod run;

use crate::error::{Error, Problem};

/// Moves the problems of edits to the part of the file that caused them; those of the whole stay as
/// they are.
fn relocated(error: Error, place: impl Fn(usize, Problem) -> Option<Problem>) -> Error {
    let Error::Refused(problems) = error else { return error };
    let located = problems.into_iter().map(|problem| {
        let placed = index(&problem).and_then(|index| place(index, problem.clone()));
        placed.unwrap_or(problem)
    });
    Error::Refused(located.collect())
}

/// Returns the index of the edit that a problem is about, unless it is about the whole.
fn index(problem: &Problem) -> Option<usize> {
    let rest = problem.pointer.strip_prefix("/operations/")?;
    rest.split('/').next()?.parse().ok()
}
