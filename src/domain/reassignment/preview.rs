//! Preview of a change set, for the person who decides on it.

mod chains;
mod digest;
mod kept;
mod loads;

pub use chains::ResponsibilityChain;
pub use kept::KeptPreview;
pub use loads::{HolderBurden, HolderLoad};

use super::size::units;
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::change::Change;
use crate::domain::change_size::ChangeSize;
use crate::domain::id::{AbsenceId, MemberId, PioneerPostId, RoutingRuleId};
use crate::domain::period::Instant;
use crate::domain::plan::{PlannedOperations, gap_problem};
use crate::domain::rehold::HolderChange;
use crate::domain::unit::Unit;
use crate::error::Problem;
use std::collections::{BTreeSet, HashMap};

/// Preview of a change set.
#[derive(Debug, Clone)]
pub struct Preview {
    /// Instant of the preview.
    pub at: Instant,
    /// Problems that must be solved before it can be applied, including gaps and overlaps.
    pub problems: Vec<Problem>,
    /// Notices.
    pub notices: Vec<Problem>,
    /// Units that change.
    pub units: Vec<Unit>,
    /// Holders for these units before and afterwards, now and when they fall back later.
    pub chains: Vec<ResponsibilityChain>,
    /// Loads of the people concerned before and afterwards.
    pub loads: Vec<HolderLoad>,
    /// Numbers of open requests that members who will be absent keep, and could give away.
    pub offers: Vec<(MemberId, usize)>,
    /// Absences of the people concerned that have not ended.
    pub absences: Vec<AbsenceId>,
    /// Rules of the changed units, or naming one.
    pub rules: Vec<RoutingRuleId>,
    /// Pioneer posts in the changed grids.
    pub posts: Vec<PioneerPostId>,
    /// Members who will be notified.
    pub told: Vec<MemberId>,
    /// Size.
    pub size: ChangeSize,
    /// True if a second person must agree.
    pub needs_approval: bool,
    /// Digest of the effect, in 64 hexadecimal digits: equal as long as the change set would do the
    /// same. The open requests are not part of it, since some come in every minute; their new
    /// holders are.
    pub digest: String,
}

/// Input of a preview.
#[derive(Debug, Clone, Copy)]
pub struct PreviewInput<'a> {
    /// Atlas before.
    pub before: &'a Atlas,
    /// The planned operations.
    pub planned: &'a PlannedOperations,
    /// Open requests that would move.
    pub moves: &'a [&'a HolderChange],
    /// Number of open requests of every holder.
    pub open: &'a HashMap<MemberId, usize>,
    /// Instant.
    pub at: Instant,
}

impl Preview {
    /// Creates the preview of a change set.
    pub fn of(seen: &PreviewInput<'_>) -> Self {
        let PreviewInput { before, planned, moves, at, .. } = *seen;
        let units = units(before, &planned.edits, at);
        let chains = chains::chains(seen, &units);
        let heirs = chains::chains(seen, &chains::heirs(seen, &units));
        let size = ChangeSize::of(before, &planned.edits, moves.len(), at);
        let concerned = concerned(seen, &units, &chains);
        let problems = planned.plan.problems.clone();
        Self {
            at,
            notices: notices(planned),
            loads: loads::loads(seen, &concerned),
            offers: offers(seen),
            absences: absences(seen, &concerned),
            rules: rules(before, &planned.plan.atlas, &units, at),
            posts: posts(before, &units),
            told: concerned.into_iter().collect(),
            size,
            needs_approval: size.reaches(&before.settings().approval),
            digest: digest::digest(planned, &problems, &units, &[&chains[..], &heirs].concat(), at),
            problems,
            units,
            chains,
        }
    }
}

/// Returns the notices of the plan, and one for every gap that is accepted with it.
fn notices(planned: &PlannedOperations) -> Vec<Problem> {
    let tree = planned.plan.atlas.tree();
    let accepted = planned.plan.changes.iter().filter_map(|change| match change {
        Change::AcceptedGap(gap) => Some(gap_problem(tree, gap.parent?, &gap.shape)),
        _ => None,
    });
    planned.plan.notices.iter().cloned().chain(accepted).collect()
}

/// Returns everybody whose duties, requests or units change.
fn concerned(
    seen: &PreviewInput<'_>,
    units: &[Unit],
    chains: &[ResponsibilityChain],
) -> BTreeSet<MemberId> {
    let PreviewInput { before, planned, moves, at, .. } = *seen;
    let serving = |atlas: &Atlas| -> Vec<MemberId> {
        units
            .iter()
            .flat_map(|&unit| atlas.people().duties(unit))
            .filter(|duty| !duty.period.ended(at))
            .map(|duty| duty.member)
            .collect()
    };
    // A notification must not reveal the holders of confidential requests, or of those from which
    // somebody is excluded.
    let open = moves.iter().filter(|to| to.is_for_all());
    let holders = open.flat_map(|to| [to.from.member, to.routed.holding.member]);
    let answering = chains.iter().flat_map(|chain| [chain.before, chain.after]).flatten();
    let answering = answering.map(|holding| holding.member);
    serving(before)
        .into_iter()
        .chain(serving(&planned.plan.atlas))
        .chain(holders)
        .chain(answering)
        .collect()
}

/// Returns the open requests of members whose absence begins, unless they are given away with it.
fn offers(seen: &PreviewInput<'_>) -> Vec<(MemberId, usize)> {
    let away = seen.planned.edits.iter().filter_map(|edit| match edit {
        AtlasEdit::AddAbsence(absence) if absence.period.contains(seen.at) => Some(absence.member),
        _ => None,
    });
    let keeps = away.filter(|member| !seen.planned.vacated.contains(member));
    keeps.filter_map(|member| Some((member, *seen.open.get(&member)?))).collect()
}

fn absences(seen: &PreviewInput<'_>, concerned: &BTreeSet<MemberId>) -> Vec<AbsenceId> {
    let people = seen.planned.plan.atlas.people();
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
