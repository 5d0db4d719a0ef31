//! The shortest sequence that still tells a secret.

use super::difference::Difference;
use super::library::Library;
use super::pair::{End, Pair};
use super::step::Step;

/// Drops steps as long as the worlds differ without them: first many at a time, then one after
/// another.
pub async fn shrunk(library: &Library, difference: Difference) -> Difference {
    let mut shortest = difference;
    let mut many = shortest.steps.len() / 2;
    while many > 0 {
        let mut end = shortest.steps.len() - 1;
        while end >= many {
            let mut fewer = shortest.steps.clone();
            fewer.drain(end - many..end);
            if let Some(found) = replay(library, &shortest, fewer).await {
                shortest = found;
            }
            end = (end - many).min(shortest.steps.len() - 1);
        }
        many /= 2;
    }
    shortest
}

/// Plays steps again; answers how the worlds differ by the same route, if they do.
async fn replay(library: &Library, of: &Difference, steps: Vec<Step>) -> Option<Difference> {
    let mut pair = Pair::open(library, of.secret, of.adversary).await?;
    for step in steps {
        match pair.take(step).await {
            Ok(_) => {}
            Err(End::Differs(found)) => {
                return Some(*found).filter(|found| found.route == of.route);
            }
            Err(_) => return None,
        }
    }
    None
}
