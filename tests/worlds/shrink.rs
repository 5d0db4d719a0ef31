//! The shortest sequence that still tells a secret.

use super::library::Library;
use super::pair::{Difference, End, Pair};
use super::step::Step;

/// Drops one step after another as long as the worlds differ without it.
pub async fn shrunk(library: &Library, difference: Difference) -> Difference {
    let mut shortest = difference;
    let mut place = shortest.steps.len().saturating_sub(1);
    while place > 0 {
        place -= 1;
        let mut fewer = shortest.steps.clone();
        fewer.remove(place);
        if let Some(found) = replay(library, &shortest, fewer).await {
            shortest = found;
            place = place.min(shortest.steps.len() - 1);
        }
    }
    shortest
}

/// Plays steps again; answers how the worlds differ by the same route, if they do.
async fn replay(library: &Library, of: &Difference, steps: Vec<Step>) -> Option<Difference> {
    let mut pair = Pair::open(library, of.secret, of.adversary).await?;
    for step in steps {
        match pair.take(step).await {
            Ok(_) => {}
            Err(End::Differs(found)) => return Some(*found).filter(|found| found.route == of.route),
            Err(_) => return None,
        }
    }
    None
}
