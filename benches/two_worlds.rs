//! Two worlds that differ in one secret, 20 000 times: what somebody learns from whom it is hidden.
//!
//! `cargo bench --bench two_worlds`; `WANGGE_WORLDS_SEQUENCES` says how often, `WANGGE_WORLDS_FROM`
//! from which on.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot go on should stop"
)]

#[path = "../tests"]
#[allow(dead_code, unused_imports, reason = "the stories use more of it")]
mod tests {
    pub mod support;
    pub mod worlds;
}

use std::time::Instant;
use tests::support;
use tests::worlds::run::{Plan, run};

const SEQUENCES: usize = 20_000;

fn main() {
    tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).init();
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse().unwrap());
    let plan =
        if std::env::var("WANGGE_WORLDS_CONTROL").is_ok() { Plan::Control } else { Plan::Chance };
    let from = number("WANGGE_WORLDS_FROM").unwrap_or_default();
    let start = Instant::now();
    let outcome = run(plan, from, number("WANGGE_WORLDS_SEQUENCES").unwrap_or(SEQUENCES));
    println!("{}\n{:.1} s", outcome.report(), start.elapsed().as_secs_f64());
}
