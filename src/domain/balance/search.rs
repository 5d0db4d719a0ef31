//! The search for a better balance: hill climbing, first by the best move and then repeatedly by a
//! random choice among the best.

use super::division::{Division, GroupMove};
use super::map::Map;
use super::{BalanceStep, Balanced, Contrast, SearchEnd, Siblings, mean, spread};
use crate::domain::seeded::Seeded;

/// Number of climbs.
const CLIMBS: usize = 32;

/// Number of best moves that the random choice is among.
const CHOICES: usize = 4;

/// Bounds of a search.
pub struct SearchLimits<'a> {
    /// Seed of the random choices: the same seed gives the same steps, unless the time runs out.
    pub seed: u64,
    /// Maximum number of steps.
    pub steps: usize,
    /// Returns true if the time is over. Called before each step.
    pub out_of_time: &'a dyn Fn() -> bool,
}

/// Result of one climb.
struct HillClimb {
    steps: Vec<BalanceStep>,
    spread: Option<f64>,
    end: SearchEnd,
}

/// Finds steps along borders that lower the [`spread`] of the loads. A building group goes, at most
/// once, to a grid that borders on its own and in which it has a neighbour; what stays behind falls
/// into no more parts than before, and at least one building group with a point stays.
pub fn rebalance(siblings: &Siblings, limits: &SearchLimits<'_>) -> Balanced {
    let map = Map::of(siblings, limits.out_of_time);
    let unknown = Map::default();
    let start = Division::new(siblings, map.as_ref().unwrap_or(&unknown));
    let climb =
        if map.is_some() { best(&start, limits) } else { HillClimb::none(&start, SearchEnd::Time) };
    Balanced {
        loads: start.loads.len(),
        mean: mean(&start.loads),
        spread: spread(&start.loads)
            .zip(climb.spread)
            .map(|(before, after)| Contrast { before, after }),
        steps: climb.steps,
        end: climb.end,
    }
}

/// Returns the climb that ends lowest; among such, the one with the fewest steps.
fn best(start: &Division<'_>, limits: &SearchLimits<'_>) -> HillClimb {
    let mut seeded = Seeded(limits.seed);
    let mut best = climb(start, 1, &mut seeded, limits);
    for _ in 1..CLIMBS {
        if best.steps.is_empty() || best.end == SearchEnd::Time {
            break;
        }
        let other = climb(start, CHOICES, &mut seeded, limits);
        let in_time = other.end != SearchEnd::Time;
        if (other.spread, other.steps.len()) < (best.spread, best.steps.len()) {
            best = other;
        }
        if !in_time {
            best.end = SearchEnd::Time;
        }
    }
    best
}

/// Makes one of the `choices` best moves until none is left.
fn climb(
    start: &Division<'_>,
    choices: usize,
    seeded: &mut Seeded,
    limits: &SearchLimits<'_>,
) -> HillClimb {
    let mut climb = HillClimb::none(start, SearchEnd::Settled);
    let mut division = start.clone();
    loop {
        if (limits.out_of_time)() {
            climb.end = SearchEnd::Time;
            break;
        }
        let possible = division.moves().into_iter().filter(|to| division.can_spare(to.group));
        let possible: Vec<GroupMove> = possible.take(choices).collect();
        let Some(&chosen) = possible.get(seeded.below(possible.len())) else { break };
        if climb.steps.len() >= limits.steps {
            climb.end = SearchEnd::Steps;
            break;
        }
        let Some(step) = division.take(chosen) else { break };
        climb.steps.push(step);
    }
    HillClimb { spread: spread(&division.loads), ..climb }
}

impl HillClimb {
    fn none(start: &Division<'_>, end: SearchEnd) -> Self {
        Self { steps: Vec::new(), spread: spread(&start.loads), end }
    }
}
