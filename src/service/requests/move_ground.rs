//! What a move depends on beside the request: who would have it, and since when it is held.

use super::correction::{RoutedCorrection, may_correct, routed_correction};
use super::dispatch::dispatched;
use super::dispatch_person::NamedPerson;
use super::references::MoveReferences;
use super::relation::CallerRelation;
use super::report_back::render;
use super::request_transition::RequestTransition;
use crate::domain::atlas::Atlas;
use crate::domain::duty::Holding;
use crate::domain::id::MemberId;
use crate::domain::office::require_receiver;
use crate::domain::period::Instant;
use crate::domain::rehold::standing;
use crate::domain::request::{
    AssignmentCause, ClockAllowances, MoveContext, Party, RequestAction, RequestFacts,
    RequestState, ReviewDecision, TransferTarget,
};
use crate::domain::routing::{Conflicts, Routed, may_hold, route_from, route_from_the_desk};
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Problem, Result, both};
use crate::service::rulebook::Rulebook;
use crate::store::Tx;
use crate::store::requests::{RequestRow, excluded_people};

/// What a move depends on. Only what its action needs is read.
pub(super) struct MoveGround {
    receiver: Option<ReceivingUnit>,
    above: Option<Routed>,
    upward: Option<TransferTarget>,
    offered: Option<Routed>,
    desk: Option<Routed>,
    restored: Option<Routed>,
    linking: MoveReferences,
    holding: Holding,
    held_since: Instant,
    escalations: usize,
    allowances: ClockAllowances,
    report: Option<String>,
    correction: Option<RoutedCorrection>,
}

impl MoveGround {
    /// Reads what a move of a caller depends on.
    ///
    /// # Errors
    /// Those of [`require_receiver`] and [`NamedPerson::unit`]; [`Code::DispatchConflict`]; those of
    /// the database.
    #[expect(clippy::too_many_arguments, reason = "all that the transaction has read so far")]
    pub fn read(
        tx: &mut Tx<'_>,
        atlas: &Atlas,
        rulebook: &Rulebook,
        scope: &Scope,
        row: &RequestRow,
        facts: &RequestFacts,
        caller: &CallerRelation,
        transition: &RequestTransition,
    ) -> Result<Self> {
        let now = tx.now();
        let action = transition.input.action;
        let reviews = action == RequestAction::Review;
        let is_desk = caller.relation.acting(facts).contains(Party::Desk);
        let dispatches =
            is_desk && matches!(action, RequestAction::Transfer | RequestAction::Dispatch);
        // Who agrees to a return may name another unit than its returner did.
        let agrees = reviews && transition.input.decision == Some(ReviewDecision::Agree);
        let proposed = facts.review.filter(|_| agrees).map(|review| standing(atlas, review.to));
        let named = unit_named(atlas, scope, row, caller, transition, dispatches, now)?;
        let receiver = named.or(proposed).filter(|_| agrees || !reviews);
        let receiver =
            receiver.map(|unit| receiver_of(atlas, scope, row, caller, dispatches, unit, now));
        let mut ground = Self {
            receiver: receiver.transpose()?,
            offered: caller.offered.clone(),
            allowances: allowances(atlas, row),
            ..Self::of_service(row)
        };
        match action {
            RequestAction::Verdict => ground.above = Some(head_above(atlas, row, caller, now)?),
            RequestAction::Escalate => {
                ground.upward = upward(atlas, row, caller, now)?;
                ground.escalations = row.escalations(tx.connection)?;
            }
            RequestAction::Return => ground.held_since = row.held_since(tx.connection)?,
            RequestAction::Recall | RequestAction::TakeUp => {
                ground.restored = successor(atlas, row, &earlier_conflicts(caller), now)?;
            }
            RequestAction::Redirect | RequestAction::Link if is_desk => {
                ground.linking = MoveReferences::read(tx, atlas, scope, row, caller, transition)?;
            }
            RequestAction::Review => {
                ground.desk = Some(route_from_the_desk(atlas, &earlier_conflicts(caller), now)?);
            }
            RequestAction::Correct if may_correct(facts, caller.relation) => {
                let (vault, input) = (tx.vault(), transition.correction.clone());
                let connection = &mut *tx.connection;
                ground.correction = Some(routed_correction(
                    connection, vault, atlas, row, facts, caller, input, now,
                )?);
            }
            RequestAction::ReportBack if facts.upstream.is_some() => {
                let report = render(tx.connection, tx.vault(), atlas, rulebook, row, facts)?;
                ground.report = Some(report);
            }
            _ => {}
        }
        Ok(ground)
    }

    /// Returns what a move of the service itself depends on.
    pub fn of_service(row: &RequestRow) -> Self {
        Self {
            receiver: None,
            above: None,
            upward: None,
            offered: None,
            desk: None,
            restored: None,
            linking: MoveReferences::default(),
            holding: row.holding(),
            held_since: row.received_at.0,
            escalations: 0,
            allowances: ClockAllowances::default(),
            report: None,
            correction: None,
        }
    }

    /// Returns the unit that it is offered to.
    pub fn target(&self) -> Option<TransferTarget> {
        self.receiver.as_ref().map(|receiver| receiver.target)
    }

    /// Returns the correction, with what routing makes of it.
    pub fn correction(&self) -> Option<&RoutedCorrection> {
        self.correction.as_ref()
    }

    /// Returns the other requests that the move names.
    pub const fn references(&self) -> &MoveReferences {
        &self.linking
    }

    /// Returns what a move depends on that the service makes because the request was moved that it
    /// is linked to.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of_follower(tx: &mut Tx<'_>, atlas: &Atlas, row: &RequestRow) -> Result<Self> {
        let excluded_people = excluded_people(tx.connection, row.id)?;
        let conflicts = Conflicts { excluded_people, ..Conflicts::default() };
        let restored = successor(atlas, row, &conflicts, tx.now())?;
        Ok(Self { restored, allowances: allowances(atlas, row), ..Self::of_service(row) })
    }

    /// Returns the context of the move.
    pub fn around<'a>(
        &'a self,
        rulebook: &'a Rulebook,
        actor: Option<MemberId>,
        now: Instant,
    ) -> MoveContext<'a> {
        let holding_of = |routed: &Option<Routed>| routed.as_ref().map(|routed| routed.holding);
        MoveContext {
            now,
            calendar: &rulebook.calendar,
            actor,
            allowances: self.allowances,
            above: holding_of(&self.above).unwrap_or(self.holding),
            upward: self.upward,
            offered: holding_of(&self.offered),
            desk: holding_of(&self.desk),
            restored: holding_of(&self.restored),
            leads_others: self.linking.leads_others,
            excludes_people: self.linking.excludes_people,
            held_since: self.held_since,
            return_margin: rulebook.return_margin,
            escalations: self.escalations,
            silence: rulebook.silence,
            report: self.report.as_deref(),
        }
    }

    /// Returns the routing to the holder that a move has led to, if it changed.
    pub fn routed(self, action: RequestAction, state: RequestState) -> Option<Routed> {
        match action {
            RequestAction::Accept => self.offered,
            RequestAction::Review => self.desk,
            RequestAction::Correct => self.correction.and_then(RoutedCorrection::into_routed),
            RequestAction::Recall | RequestAction::TakeUp => self.restored,
            _ if state == RequestState::Reopened => self.above,
            _ => self.receiver.and_then(|receiver| receiver.routed),
        }
    }
}

/// A unit that a request is transferred to.
struct ReceivingUnit {
    target: TransferTarget,
    /// Routing at that unit; `None` when the desk is to decide.
    routed: Option<Routed>,
}

/// Returns the unit that a move names; a dispatch may name a person instead.
fn unit_named(
    atlas: &Atlas,
    scope: &Scope,
    row: &RequestRow,
    caller: &CallerRelation,
    transition: &RequestTransition,
    dispatches: bool,
    now: Instant,
) -> Result<Option<Unit>> {
    let input = &transition.input;
    let person = input.person.filter(|_| input.action == RequestAction::Dispatch);
    let Some(member) = person else { return Ok(transition.to) };
    let knows_excluded = dispatches || !row.confidential;
    let named = NamedPerson { member, unit: transition.to, knows_excluded };
    Ok(Some(named.unit(atlas, scope, row, caller, now)?))
}

/// Routes a request at the unit that it is transferred to. For a confidential request only the desk
/// learns the result: for others it is not computed.
fn receiver_of(
    atlas: &Atlas,
    scope: &Scope,
    row: &RequestRow,
    caller: &CallerRelation,
    dispatches: bool,
    unit: Unit,
    now: Instant,
) -> Result<ReceivingUnit> {
    require_receiver(atlas, unit, now).map_err(|problem| problem.at("/to"))?;
    require_level(atlas, row, unit).map_err(|problem| problem.at("/to"))?;
    let covered = scope.covers(atlas, unit);
    let routed = match (row.confidential, dispatches) {
        (true, false) => None,
        (true, true) => Some(dispatched(atlas, row, &earlier_conflicts(caller), unit, now)?),
        (false, _) => Some(routed_openly(atlas, row, caller, unit, now)?),
    };
    let holding = routed.as_ref().map(|routed| routed.holding);
    Ok(ReceivingUnit { target: TransferTarget { unit, holding, covered }, routed })
}

/// Routes an open request from a unit that it is to be handed to.
///
/// # Errors
/// [`Code::DispatchConflict`] where it would pass by somebody whom it is about.
fn routed_openly(
    atlas: &Atlas,
    row: &RequestRow,
    caller: &CallerRelation,
    unit: Unit,
    now: Instant,
) -> Result<Routed> {
    let routed = route_from(atlas, unit, &earlier_conflicts(caller), now)?;
    let is_about = match unit {
        Unit::Office(id) => caller.excluded_people.includes_organization(atlas, id),
        Unit::Grid(_) | Unit::BuildingGroup(_) | Unit::Desk(_) => false,
    };
    let passes = routed.trace.meets_conflict() && routed.holding.unit != unit;
    if is_about || passes && unit != row.unit() {
        let problem = Problem::new(Code::DispatchConflict).at("/to");
        return Err(problem.with("unit", atlas.code_of(unit)).into());
    }
    Ok(routed)
}

/// Checks that a unit may hold a request: some are for the higher levels alone.
///
/// # Errors
/// [`Code::HeldFromLevel`]
pub(super) fn require_level(atlas: &Atlas, row: &RequestRow, unit: Unit) -> Result<(), Problem> {
    if may_hold(atlas, &row.matter(), unit) {
        return Ok(());
    }
    let settings = atlas.settings();
    let lowest = settings.categories.get(&row.category).and_then(|found| found.lowest_level);
    let level = lowest.and_then(|lowest| settings.levels.get(lowest));
    let name = level.map_or(("", ""), |level| (&level.name.zh, &level.name.en));
    Err(Problem::new(Code::HeldFromLevel).with("level", both(name.0, name.1)))
}

/// Routes a request to the level above its unit; at the root, to the root itself.
fn head_above(
    atlas: &Atlas,
    row: &RequestRow,
    caller: &CallerRelation,
    now: Instant,
) -> Result<Routed> {
    let unit = row.unit();
    Ok(route_from(atlas, atlas.above(unit).unwrap_or(unit), &earlier_conflicts(caller), now)?)
}

/// Returns where an escalation goes: to the next level up whose head is another than the holder. Of
/// a confidential request only the level above is named, and the desk decides.
fn upward(
    atlas: &Atlas,
    row: &RequestRow,
    caller: &CallerRelation,
    now: Instant,
) -> Result<Option<TransferTarget>> {
    let mut level = atlas.above(row.unit());
    while let Some(unit) = level {
        if row.confidential {
            return Ok(Some(TransferTarget { unit, holding: None, covered: true }));
        }
        let holding = route_from(atlas, unit, &earlier_conflicts(caller), now)?.holding;
        if holding.member != row.holder_id && holding.unit != row.unit() {
            return Ok(Some(TransferTarget { unit, holding: Some(holding), covered: true }));
        }
        level = atlas.above(unit);
    }
    Ok(None)
}

/// Returns the clocks of its category; of one that is configured no longer the usual ones.
fn allowances(atlas: &Atlas, row: &RequestRow) -> ClockAllowances {
    atlas.settings().category(&row.category).map(|category| category.clocks).unwrap_or_default()
}

/// Returns the conflicts of the earlier routing: those who were skipped then stay excluded.
fn earlier_conflicts(caller: &CallerRelation) -> Conflicts {
    Conflicts { excluded_people: caller.excluded_people.clone(), ..Conflicts::default() }
}

/// Returns the routing to whoever answers for a request that goes on after it had ended, if its
/// holder does no longer.
fn successor(
    atlas: &Atlas,
    row: &RequestRow,
    conflicts: &Conflicts,
    now: Instant,
) -> Result<Option<Routed>> {
    let people = atlas.people();
    let holder = row.holder_id;
    if row.held_by == AssignmentCause::Desk {
        let routed = route_from_the_desk(atlas, conflicts, now)?;
        return Ok(Some(routed).filter(|routed| routed.holding != row.holding()));
    }
    if people.is_active(holder) && people.answers_for(holder, row.unit(), now) {
        return Ok(None);
    }
    let unit = standing(atlas, row.unit());
    Ok(Some(route_from(atlas, unit, conflicts, now)?))
}
