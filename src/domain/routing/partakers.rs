//! Who has to do with a request beside its holder: whom the rules name, as far as the place is
//! theirs.

use super::excluded::Excluded;
use super::rule::{NamedPartaker, RuledPartaker};
use super::served_ground::ServedGround;
use super::trace::{ElsewhereReason, RoutingTrace, TraceStep};
use crate::domain::atlas::Atlas;
use crate::domain::routing_rule::{Partaker, PartakerRole};

/// Returns the partakers at a place, each once in a part. Who is named and has nothing to do with
/// the place gets nothing, which the trace records.
pub(super) fn shared(
    atlas: &Atlas,
    ground: &ServedGround<'_>,
    about: &Excluded,
    named: &[RuledPartaker],
    trace: &mut RoutingTrace,
) -> Vec<(PartakerRole, Partaker)> {
    let mut shared = Vec::new();
    for &RuledPartaker { rule, part, partaker } in named {
        let steps = match partaker {
            NamedPartaker::Fixed(with) if is_about(atlas, about, with) => {
                let elsewhere = ElsewhereReason::Conflict;
                vec![TraceStep::PartakerElsewhere { rule, part, with, elsewhere }]
            }
            NamedPartaker::Fixed(with) => vec![match ground.elsewhere(with) {
                Some(elsewhere) => TraceStep::PartakerElsewhere { rule, part, with, elsewhere },
                None => TraceStep::Shared { part, with, here: None },
            }],
            NamedPartaker::Here(here) => {
                let found = ground.partakers(here).into_iter();
                let found = found.filter(|&with| !is_about(atlas, about, with));
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

/// Returns true if a partaker is an organisation that the request is about.
fn is_about(atlas: &Atlas, about: &Excluded, with: Partaker) -> bool {
    match with {
        Partaker::Organization(id) => about.includes_organization(atlas, id),
        Partaker::Unit(_) | Partaker::PioneerPost(_) => false,
    }
}
