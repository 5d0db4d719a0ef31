//! Files that are sent to be imported, over HTTP.

mod areas;
mod forms;
mod kept;
mod tickets;
mod turns;

pub use crate::support::form::{Form, read, run, uri};
use serde_json::Value;

/// What is wrong, as (code, row).
pub fn problems(import: &Value) -> Vec<(String, u64)> {
    let problems = import["problems"].as_array().unwrap().iter();
    let of = |problem: &Value| {
        let code = problem["code"].as_str().unwrap().to_owned();
        (code, problem["params"]["row"].as_u64().unwrap_or_default())
    };
    problems.map(of).collect()
}
