//! What tells two previews of a change set apart.

use super::Chain;
use crate::domain::period::Instant;
use crate::domain::plan::Stepped;
use crate::error::Problem;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// SHA-256 of everything that would change and of who would answer then.
pub(super) fn digest(stepped: &Stepped, problems: &[Problem], chains: &[Chain], at: Instant) -> String {
    let changes = stepped.plan.changes.iter().map(|change| change.fingerprint(at));
    let chain = |chain: &Chain| {
        let when = if chain.at == at { json!("now") } else { json!(chain.at) };
        json!([chain.unit, when, chain.before.map(|was| was.member), chain.after.map(|is| is.member)])
    };
    let problems: Vec<&str> = problems.iter().map(|problem| problem.code.as_str()).collect();
    let all = json!([
        changes.collect::<Vec<Value>>(),
        chains.iter().map(chain).collect::<Vec<Value>>(),
        problems,
        stepped.vacated,
    ]);
    Sha256::digest(all.to_string()).iter().map(|byte| format!("{byte:02x}")).collect()
}
