//! Checks of the partakers that a rule names by their relation to the place.

use crate::domain::routing_rule::{NAMED_MAX, PartakerRole, RelativePartaker, RuleEffect};
use crate::error::{Code, Problem};
use std::collections::HashSet;

/// Returns the problems with these partakers: each fits its part and is named once, and there is
/// one first handler.
pub(super) fn check(effect: &RuleEffect) -> Vec<(String, Problem)> {
    let mut problems = Vec::new();
    if effect.first_handler.is_some() && effect.first_handler_here.is_some() {
        let problem = Problem::new(Code::TwoFirstHandlers);
        problems.push(("effect/first_handler_here".to_owned(), problem));
    }
    let first = effect.first_handler_here.iter();
    let first =
        first.map(|&here| ("first_handler_here".to_owned(), PartakerRole::FirstHandler, here));
    let co_handlers = listed("co_handlers_here", PartakerRole::CoHandler, &effect.co_handlers_here);
    let copies = listed("copies_here", PartakerRole::Copy, &effect.copies_here);
    let mut seen = HashSet::new();
    for (field, part, here) in first.chain(co_handlers).chain(copies) {
        if !here.fits(part) {
            let known = RelativePartaker::ALL.iter().filter(|here| here.fits(part));
            let known: Vec<&str> = known.map(|here| here.as_str()).collect();
            let problem = Problem::new(Code::RelativePartakerMisplaced)
                .with("partaker", here)
                .with("part", part)
                .with("known", known);
            problems.push((format!("effect/{field}"), problem));
        }
        if !seen.insert(here) {
            let problem = Problem::new(Code::RelativePartakerTwice).with("partaker", here);
            problems.push((format!("effect/{field}"), problem));
        }
    }
    problems
}

/// Returns the relative partakers of a list with their fields.
fn listed(
    list: &str,
    part: PartakerRole,
    named: &[RelativePartaker],
) -> impl Iterator<Item = (String, PartakerRole, RelativePartaker)> {
    let places = named.iter().enumerate().take(NAMED_MAX);
    places.map(move |(index, &here)| (format!("{list}/{index}"), part, here))
}
