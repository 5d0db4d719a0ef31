//! Digest by which two previews of a change set are compared.

use super::ResponsibilityChain;
use crate::domain::atlas::Atlas;
use crate::domain::id::GridId;
use crate::domain::period::Instant;
use crate::domain::plan::PlannedOperations;
use crate::domain::unit::Unit;
use crate::error::Problem;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Computes the SHA-256 of everything that would change and of the holders afterwards.
pub(super) fn digest(
    planned: &PlannedOperations,
    problems: &[Problem],
    units: &[Unit],
    chains: &[ResponsibilityChain],
    at: Instant,
) -> String {
    let changes = planned.plan.changes.iter().map(|change| change.fingerprint(at));
    let problems: Vec<&str> = problems.iter().map(|problem| problem.code.as_str()).collect();
    let all = json!([
        changes.collect::<Vec<Value>>(),
        chains
            .iter()
            .map(|chain| {
                let when = if chain.at == at { json!("now") } else { json!(chain.at) };
                json!([
                    chain.unit,
                    when,
                    chain.before.map(|was| was.member),
                    chain.after.map(|is| is.member)
                ])
            })
            .collect::<Vec<Value>>(),
        problems,
        planned.vacated,
        rules(&planned.plan.atlas, units, at),
    ]);
    Sha256::digest(all.to_string()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the present and future rules in, above or below the units, since they also decide where
/// requests go.
fn rules(after: &Atlas, units: &[Unit], at: Instant) -> Vec<Uuid> {
    let tree = after.tree();
    let grids: BTreeSet<GridId> = units.iter().filter_map(|&unit| after.grid_of(unit)).collect();
    let near =
        |of: GridId| grids.iter().any(|&grid| tree.is_within(grid, of) || tree.is_within(of, grid));
    let open = after.rules().all().filter(|rule| !rule.period.ended(at) && near(rule.profile.grid));
    let rows: BTreeSet<Uuid> = open.map(|rule| rule.row).collect();
    rows.into_iter().collect()
}
