//! What a change set would do, for whoever must decide on it.

mod chains;
mod digest;
mod loads;

pub use chains::ResponsibilityChain;
pub use loads::{HolderBurden, HolderLoad};

use super::ChangeSize;
use super::size::units;
use crate::domain::atlas::Atlas;
use crate::domain::change::Change;
use crate::domain::duty::Duty;
use crate::domain::id::{AbsenceId, MemberId, PioneerPostId, RoutingRuleId};
use crate::domain::operation::AtlasEdit;
use crate::domain::period::Instant;
use crate::domain::plan::{PlannedSteps, gap_problem};
use crate::domain::rehold::HolderChange;
use crate::domain::routing::Excluded;
use crate::domain::unit::Unit;
use crate::error::Problem;
use std::collections::{BTreeSet, HashMap};

/// What a change set would do.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The instant that is looked at.
    pub at: Instant,
    /// What must be mended before it can be applied: gaps and overlaps among it.
    pub problems: Vec<Problem>,
    /// What is worth knowing.
    pub notices: Vec<Problem>,
    /// The units that change.
    pub units: Vec<Unit>,
    /// Who answers for them before and afterwards, now and where that falls back later.
    pub chains: Vec<ResponsibilityChain>,
    /// What those concerned have on their hands before and afterwards.
    pub loads: Vec<HolderLoad>,
    /// What those who will be away keep, and could give away: how many open requests.
    pub offers: Vec<(MemberId, usize)>,
    /// Absences of those concerned that are not over.
    pub absences: Vec<AbsenceId>,
    /// Rules of the units that change, or that name one.
    pub rules: Vec<RoutingRuleId>,
    /// Pioneer posts in the grids that change.
    pub posts: Vec<PioneerPostId>,
    /// Who will be told.
    pub told: Vec<MemberId>,
    /// How large it is.
    pub size: ChangeSize,
    /// Whether a second person must agree.
    pub needs_approval: bool,
    /// What all of it comes to, in 64 hexadecimal digits: equal as long as it would do the same.
    /// Which requests are open is not part of it, since some come in every minute; who would get
    /// them is.
    pub digest: String,
}

/// What is looked at to see what a change set would do.
#[derive(Debug, Clone, Copy)]
pub struct PreviewInput<'a> {
    /// The atlas before.
    pub before: &'a Atlas,
    /// What its steps come to.
    pub stepped: &'a PlannedSteps,
    /// The open requests that would move.
    pub moves: &'a [&'a HolderChange],
    /// How many open requests everybody holds.
    pub open: &'a HashMap<MemberId, usize>,
    /// The instant.
    pub at: Instant,
}

impl Preview {
    /// Puts together what a change set would do.
    pub fn of(seen: &PreviewInput<'_>) -> Self {
        let PreviewInput { before, stepped, moves, at, .. } = *seen;
        let units = units(before, &stepped.operations, at);
        let chains = chains::chains(seen, &units);
        let heirs = chains::chains(seen, &chains::heirs(seen, &units));
        let size = ChangeSize::of(before, &stepped.operations, moves.len(), at);
        let concerned = concerned(seen, &units, &chains);
        let problems = stepped.plan.problems.clone();
        Self {
            at,
            notices: notices(stepped),
            loads: loads::loads(seen, &concerned),
            offers: offers(seen),
            absences: absences(seen, &concerned),
            rules: rules(before, &stepped.plan.atlas, &units, at),
            posts: posts(before, &units),
            told: concerned.into_iter().collect(),
            size,
            needs_approval: size.reaches(&before.settings().approval),
            digest: digest::digest(
                stepped,
                &problems,
                (&units, &[&chains[..], &heirs].concat()),
                at,
            ),
            problems,
            units,
            chains,
        }
    }
}

/// What the plan tells of, and every hole that is accepted with it.
fn notices(stepped: &PlannedSteps) -> Vec<Problem> {
    let tree = stepped.plan.atlas.tree();
    let accepted = stepped.plan.changes.iter().filter_map(|change| match change {
        Change::AcceptedGap(gap) => Some(gap_problem(tree, gap.parent?, &gap.shape)),
        _ => None,
    });
    stepped.plan.notices.iter().cloned().chain(accepted).collect()
}

/// Everybody whose duties, requests or units change.
fn concerned(
    seen: &PreviewInput<'_>,
    units: &[Unit],
    chains: &[ResponsibilityChain],
) -> BTreeSet<MemberId> {
    let PreviewInput { before, stepped, moves, at, .. } = *seen;
    let serving = |atlas: &Atlas| -> Vec<MemberId> {
        let serves = |duty: &&Duty| !duty.period.ended(at);
        units
            .iter()
            .flat_map(|&unit| atlas.people().duties(unit))
            .filter(serves)
            .map(|duty| duty.member)
            .collect()
    };
    // Who holds what somebody is kept out of, or what is confidential, must not show by being told.
    let open =
        moves.iter().filter(|to| !to.confidential && to.routed.kept_out == Excluded::default());
    let holders = open.flat_map(|to| [to.from.member, to.routed.holding.member]);
    let answering = chains.iter().flat_map(|chain| [chain.before, chain.after]).flatten();
    let answering = answering.map(|holding| holding.member);
    serving(before)
        .into_iter()
        .chain(serving(&stepped.plan.atlas))
        .chain(holders)
        .chain(answering)
        .collect()
}

/// Open requests of members whose absence begins, unless they are given away with it.
fn offers(seen: &PreviewInput<'_>) -> Vec<(MemberId, usize)> {
    let away = seen.stepped.operations.iter().filter_map(|operation| match operation {
        AtlasEdit::AddAbsence(absence) if absence.period.contains(seen.at) => Some(absence.member),
        _ => None,
    });
    let keeps = away.filter(|member| !seen.stepped.vacated.contains(member));
    keeps.filter_map(|member| Some((member, *seen.open.get(&member)?))).collect()
}

fn absences(seen: &PreviewInput<'_>, concerned: &BTreeSet<MemberId>) -> Vec<AbsenceId> {
    let people = seen.stepped.plan.atlas.people();
    let open = concerned.iter().flat_map(|&member| people.absences(member));
    open.filter(|absence| !absence.period.ended(seen.at)).map(|absence| absence.id).collect()
}

fn rules(before: &Atlas, after: &Atlas, units: &[Unit], at: Instant) -> Vec<RoutingRuleId> {
    let named = |unit: &Unit| units.contains(unit);
    let all = [before, after].into_iter().flat_map(|atlas| atlas.rules().all());
    let touched = all.filter(|rule| {
        !rule.period.ended(at)
            && (named(&Unit::Grid(rule.profile.grid))
                || rule.profile.effect.copies.iter().any(named))
    });
    let found: BTreeSet<RoutingRuleId> = touched.map(|rule| rule.id).collect();
    found.into_iter().collect()
}

fn posts(before: &Atlas, units: &[Unit]) -> Vec<PioneerPostId> {
    let touched =
        before.pioneer_posts().all().filter(|post| units.contains(&Unit::Grid(post.grid)));
    let found: BTreeSet<PioneerPostId> = touched.map(|post| post.id).collect();
    found.into_iter().collect()
}
