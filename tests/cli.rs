//! The command line and the imports: the verbs in process on both databases, and a few stories of
//! the binary.

mod aliases;
mod all_problems;
mod binary;
mod checks;
mod community;
pub mod desk;
mod duties;
mod features;
mod geojson;
mod grids;
mod groups;
mod hostile;
mod keys;
mod members;
mod points;
mod repairs;
mod residents;
mod sheet_cells;
mod starts;
mod templates;
mod usage;
mod workbooks;

use crate::support::wording;
use wangge::error::{Code, Error, Problem};

/// The problems that something was refused for.
fn refused<T>(result: wangge::error::Result<T>) -> Vec<Problem> {
    match result {
        Err(Error::Refused(problems)) => {
            wording::check(&problems);
            problems
        }
        Err(other) => unreachable!("{other}"),
        Ok(_) => unreachable!("it was accepted"),
    }
}

/// Codes alone.
fn codes(problems: &[Problem]) -> Vec<Code> {
    problems.iter().map(|problem| problem.code).collect()
}

/// Codes and the rows or features at fault.
fn faults(problems: &[Problem], place: &str) -> Vec<(Code, Option<u64>)> {
    problems
        .iter()
        .map(|problem| {
            (problem.code, problem.params.get(place).and_then(serde_json::Value::as_u64))
        })
        .collect()
}
