//! Who has to do with a request beside its holder: whom the rules name, as far as the place is
//! theirs.

use super::rule::{NamedPartaker, RuledPartaker};
use super::served_ground::ServedGround;
use super::trace::{RoutingTrace, TraceStep};
use crate::domain::routing_rule::{Partaker, PartakerRole};

/// Returns the partakers at a place, each once in a part. Who is named and has nothing to do with
/// the place gets nothing, which the trace records.
pub(super) fn shared(
    ground: &ServedGround<'_>,
    named: &[RuledPartaker],
    trace: &mut RoutingTrace,
) -> Vec<(PartakerRole, Partaker)> {
    let mut shared = Vec::new();
    for &RuledPartaker { rule, part, partaker } in named {
        let steps = match partaker {
            NamedPartaker::Fixed(with) => vec![match ground.elsewhere(with) {
                Some(elsewhere) => TraceStep::PartakerElsewhere { rule, part, with, elsewhere },
                None => TraceStep::Shared { part, with, here: None },
            }],
            NamedPartaker::Here(here) => {
                let found = ground.partakers(here).into_iter();
                let steps: Vec<_> =
                    found.map(|with| TraceStep::Shared { part, with, here: Some(here) }).collect();
                match steps.is_empty() {
                    true => vec![TraceStep::NobodyHere { rule, part, here }],
                    false => steps,
                }
            }
        };
        for step in steps {
            match step {
                TraceStep::Shared { with, .. } if shared.contains(&(part, with)) => continue,
                TraceStep::Shared { with, .. } => shared.push((part, with)),
                _ => {}
            }
            trace.0.push(step);
        }
    }
    shared
}
