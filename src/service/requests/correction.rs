//! 更正: what routing makes of a correction, whether to show it or to make it.

use super::rehold::place;
use super::relation::CallerRelation;
use super::submit::written_address;
use crate::domain::atlas::Atlas;
use crate::domain::category::Category;
use crate::domain::period::Instant;
use crate::domain::request::{
    AssignmentCause, ClockAllowances, CorrectedValues, Correction, Matter, MoveOutcome, Party,
    Relation, RequestAction, RequestEvent, RequestFacts, RequestKind, Urgency, possible,
};
use crate::domain::routing::{
    Conflicts, Excluded, PlacedBy, RequestPlace, Routed, about_by_category, find_or_leave, route,
};
use crate::error::{Code, Problem, Result};
use crate::service::place::PlaceInput;
use crate::store::Tx;
use crate::store::connection::AnyConnection;
use crate::store::registrations::Registration;
use crate::store::requests::{ProposedCorrection, RequestRow, RequestTexts, StoredPlace};
use crate::store::vault::Vault;
use serde::{Deserialize, Serialize};

/// What a correction gives; everything else stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CorrectionInput {
    /// The place.
    pub place: Option<PlaceInput>,
    /// Code of the category.
    pub category: Option<String>,
    /// Urgency.
    pub urgency: Option<Urgency>,
}

/// A correction with what routing makes of it.
#[derive(Debug, Clone)]
pub(super) struct RoutedCorrection {
    /// For the rules.
    pub correction: Correction,
    /// What is given, by the caller or by the proposal that the desk adopts.
    input: CorrectionInput,
    /// The place afterwards, with the address as it is written.
    place: Option<(StoredPlace, Option<String>)>,
    /// Routing afterwards; none if neither place nor category are given.
    after: Option<Routed>,
    /// Organisations that it turns out to be about, and who comes from them.
    about: Excluded,
    /// True if it goes to who answers by that routing.
    moves: bool,
}

impl CorrectionInput {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns these values, and those of an earlier proposal that nobody has decided beside them.
    fn or(self, earlier: Self) -> Self {
        Self {
            place: self.place.or(earlier.place),
            category: self.category.or(earlier.category),
            urgency: self.urgency.or(earlier.urgency),
        }
    }
}

/// Returns true if a caller may correct a request, or propose a correction.
pub(super) fn may_correct(facts: &RequestFacts, relation: Relation) -> bool {
    possible(facts, relation).any(|row| row.action == RequestAction::Correct)
}

/// Routes a request as it would be after a correction. The desk that gives nothing adopts what is
/// proposed.
///
/// # Errors
/// [`Code::UnknownCategory`] and [`Code::CategoryReferred`] at `/category`; those of the place below
/// `/place`; those of the database.
#[expect(clippy::too_many_arguments, reason = "all that the transaction has read so far")]
pub(super) fn routed_correction(
    connection: &mut AnyConnection,
    vault: &Vault,
    atlas: &Atlas,
    row: &RequestRow,
    facts: &RequestFacts,
    caller: &CallerRelation,
    input: CorrectionInput,
    now: Instant,
) -> Result<RoutedCorrection> {
    let is_desk = caller.relation.acting(facts).contains(Party::Desk);
    let adopts = input.is_empty() && is_desk && facts.correction_proposed_at.is_some();
    let proposed = if adopts {
        ProposedCorrection::<CorrectionInput>::of_request(connection, vault, row.id)?
    } else {
        None
    };
    let input = proposed.map_or(input, |proposed| proposed.proposal);
    let former = atlas.settings().category(&row.category).ok();
    let category = input.category.as_deref().map(|code| category(atlas, code)).transpose()?;
    let urgency = input.urgency.unwrap_or(row.urgency);
    let now_confidential = row.confidential || category.is_some_and(|found| found.confidential);
    let given = input.place.as_ref().map(|place| place.read_or_leave(atlas, None));
    let given = given.transpose().map_err(|problem| problem.below("/place"))?;
    let found = given.as_ref().map(|given| find_or_leave(atlas, given)).transpose();
    let found = found.map_err(|problem| problem.below("/place"))?;
    let place_found =
        found.as_ref().is_none_or(|found| !matches!(found.place, RequestPlace::Unplaced));
    let next_category = category.or(former);
    let place_now = found.as_ref().map_or_else(|| present_place(atlas, row), |found| found.place);
    let about = next_category.filter(|_| caller.excluded_people.organizations.is_empty());
    let organizations =
        about.map(|category| about_by_category(atlas, category, &place_now)).transpose()?;
    let organizations = organizations.unwrap_or_default();
    let partisans = Registration::members_from(connection, &organizations)?;
    let excluded_people = caller.excluded_people.clone();
    let conflicts = Conflicts { excluded_people, organizations, partisans, ..Conflicts::default() };
    let present = present_place(atlas, row);
    let next = found.as_ref().map_or(&present, |found| &found.place);
    let code = category.map_or(row.category.as_str(), |category| category.code.as_str());
    let matter = Matter {
        category: Some(code),
        kind: Some(row.kind),
        urgency: Some(urgency),
        confidential: now_confidential,
    };
    let earlier =
        Conflicts { excluded_people: caller.excluded_people.clone(), ..Conflicts::default() };
    let before = route(atlas, &present, &row.matter(), &earlier, now)?;
    let after = route(atlas, next, &matter, &conflicts, now)?;
    // Where the place of a confidential request lies, the desk decided when it came.
    let stays = row.confidential
        || facts.second.is_some()
        || input.place.is_none() && input.category.is_none()
        || before.holding == after.holding
            && now_confidential == row.confidential
            && !is_unplaced(row);
    let place = found.as_ref().zip(given.as_ref()).filter(|_| place_found).map(|(found, given)| {
        let stored = StoredPlace {
            point: given.point,
            grid: after.place,
            building_group: found.place.building_group(),
            by: found.by,
        };
        let text = input.place.as_ref().and_then(|place| written_address(atlas, place));
        (stored, text)
    });
    let former_address = RequestTexts::load(connection, vault, row.id)?.address;
    let place_changes = place.as_ref().is_some_and(|(stored, text)| {
        let present = row.place();
        *stored != present || *text != former_address
    });
    let to = CorrectedValues {
        grid: place.as_ref().map_or(row.place_grid_id, |(place, _)| place.grid),
        category: code.to_owned(),
        urgency,
    };
    let correction = Correction {
        from: CorrectedValues {
            grid: row.place_grid_id,
            category: row.category.clone(),
            urgency: row.urgency,
        },
        to,
        place_changes,
        place_found,
        former_address: former_address.filter(|_| place_changes),
        holding: if stays { row.holding() } else { after.holding },
        at_desk: if stays { facts.at_desk } else { lies_with_desk(&matter, next) },
        confidential: now_confidential,
        kind: row.kind,
        former_allowances: allowances(&before, former),
        allowances: allowances(&after, category.or(former)),
        urgency_is_kept: row.kind == RequestKind::Report
            || is_about_somebody(row, &caller.excluded_people)
            || row.confidential,
    };
    // A rule may share it with others though its holder stays.
    let changes_course = input.place.is_some() || input.category.is_some();
    let after = Some(after).filter(|_| changes_course && !row.confidential);
    let about = Excluded {
        members: conflicts.partisans,
        organizations: conflicts.organizations,
        ..Excluded::default()
    };
    Ok(RoutedCorrection { correction, input, place, after, about, moves: !stays })
}

impl RoutedCorrection {
    /// Returns the routing to the holder afterwards; none if it stays where it is.
    pub fn into_routed(self) -> Option<Routed> {
        self.after.filter(|_| self.moves)
    }

    /// Stores what a move made of it: a correction, or a proposal to the desk.
    pub fn store(
        &self,
        tx: &mut Tx<'_>,
        row: &mut RequestRow,
        step: &MoveOutcome,
        by_reporter: bool,
    ) -> Result<()> {
        let is_made =
            step.events.iter().any(|event| matches!(event, RequestEvent::Corrected { .. }));
        match is_made {
            true => self.write(tx, row),
            false => self.propose(tx, row, by_reporter),
        }
    }

    /// Writes what a correction changes of the row and of its address, and whom it is shared with.
    fn write(&self, tx: &mut Tx<'_>, row: &mut RequestRow) -> Result<()> {
        self.put_into(row);
        if let Some((_, address)) = self.place.as_ref().filter(|_| self.correction.place_changes) {
            tx.replace_address(row.id, address.as_deref())?;
        }
        if let Some(after) = &self.after {
            tx.share_anew(&[(row.id, &after.shared[..])])?;
        }
        tx.exclude_from(row.id, &self.about)?;
        // Whoever it turns out to be about may have a task; that theirs alone ended would tell them.
        if self.about != Excluded::default() {
            tx.end_tasks(&[row.id], tx.now())?;
        }
        tx.end_correction(row.id)
    }

    /// Puts the corrected values into a row.
    pub fn put_into(&self, row: &mut RequestRow) {
        let correction = &self.correction;
        row.category.clone_from(&correction.to.category);
        row.urgency = correction.to.urgency;
        row.confidential = correction.confidential;
        if let Some((place, _)) = &self.place {
            row.put_at(*place);
        }
        if self.moves {
            row.held_by = match correction.at_desk {
                true => AssignmentCause::Desk,
                false => AssignmentCause::Routing,
            };
        }
    }

    /// Writes it as a proposal to the desk.
    fn propose(&self, tx: &mut Tx<'_>, row: &RequestRow, by_reporter: bool) -> Result<()> {
        let proposed_at = tx.now();
        let earlier =
            ProposedCorrection::<CorrectionInput>::of_request(tx.connection, tx.vault(), row.id)?;
        let by_reporter = by_reporter || earlier.as_ref().is_some_and(|one| one.by_reporter);
        let proposal = &self.input.clone().or(earlier.map(|one| one.proposal).unwrap_or_default());
        tx.propose_correction(row.id, &ProposedCorrection { by_reporter, proposed_at, proposal })
    }
}

fn category<'a>(atlas: &'a Atlas, code: &str) -> Result<&'a Category, Problem> {
    let category = atlas.settings().category(code)?;
    match category.referral.as_ref().filter(|_| !category.submittable) {
        Some(referral) => Err(referral.problem(Code::CategoryReferred).at("/category")),
        None => Ok(category),
    }
}

/// Returns true if a request is about a person on duty, named or not.
fn is_about_somebody(row: &RequestRow, excluded_people: &Excluded) -> bool {
    let others = excluded_people.members.iter();
    let mut named = others.filter(|&&member| Some(member) != row.reporter_member_id);
    row.about_staff || excluded_people.organizations.is_empty() && named.next().is_some()
}

fn is_unplaced(row: &RequestRow) -> bool {
    row.placed_by == PlacedBy::Unplaced
}

/// Returns where a request is now; what nobody has placed yet lies with the desk.
fn present_place(atlas: &Atlas, row: &RequestRow) -> RequestPlace {
    match is_unplaced(row) && row.held_by == AssignmentCause::Desk {
        true => RequestPlace::Unplaced,
        false => place(atlas, row.place()),
    }
}

fn lies_with_desk(matter: &Matter<'_>, place: &RequestPlace) -> bool {
    matter.lies_with_the_desk() || matches!(place, RequestPlace::Unplaced)
}

/// Returns the clocks by a routing, else by a category.
fn allowances(routed: &Routed, category: Option<&Category>) -> ClockAllowances {
    routed.clocks.or(category.map(|category| category.clocks).unwrap_or_default())
}
