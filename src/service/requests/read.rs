//! Reading one request, as far as the caller may see it.

use super::access_records::{SeenAs, access, access_while_handling};
use super::correction::CorrectionInput;
use super::disclosure;
use super::links::RequestLinks;
use super::relation::caller_relation;
use super::tasks::{TaskDetail, tasks_seen};
use crate::domain::access::AccessPurpose;
use crate::domain::atlas::Atlas;
use crate::domain::id::{MemberId, OrganizationId, RequestId};
use crate::domain::mask;
use crate::domain::office::assisting;
use crate::domain::period::Instant;
use crate::domain::request::{
    Answers, AssignmentCause, Identity, MoveRule, NoteKind, RequestFacts, RequestState, Visibility,
    coarse, possible, visibility,
};
use crate::domain::routing::Excluded;
use crate::domain::routing_rule::{Partaker, PartakerRole};
use crate::domain::scope::Scope;
use crate::error::{Code, Problem, Result};
use crate::store::connection::AnyConnection;
use crate::store::requests::{
    Assignment, ProposedCorrection, RequestNote, RequestRow, RequestTexts, partakers_of, timeline,
};
use crate::store::vault::Vault;
use crate::store::{Db, RecordedEvent, account_identities, idempotency};
use serde_json::json;

/// Maximum number of characters of a reason.
const REASON_MAX: usize = 200;

/// A request as one caller sees it.
#[derive(Debug)]
pub struct RequestDetail {
    /// The row.
    pub row: RequestRow,
    /// Row as used by the rules.
    pub facts: RequestFacts,
    /// What the caller sees.
    pub visibility: Visibility,
    /// Description; handlers of a confidential request get the desk's redacted copy.
    pub description: Option<String>,
    /// True if the description is a redacted copy.
    pub redacted: bool,
    /// Address as the reporter wrote it, or of the one they chose.
    pub address: Option<String>,
    /// Answers to the questions of the category.
    pub answers: Answers,
    /// Name of the reporter, perhaps masked.
    pub contact_name: Option<String>,
    /// Contact of the reporter, perhaps masked.
    pub contact_phone: Option<String>,
    /// Later texts.
    pub notes: Vec<RequestNote>,
    /// Partakers beside the holder, and the grid that assists an office; those who only read along
    /// are shown to staff alone.
    pub shared: Vec<(PartakerRole, Partaker)>,
    /// Organisations that it is about, for staff who read the texts.
    pub about_organizations: Vec<OrganizationId>,
    /// Tasks about it, for its reporter and for staff.
    pub tasks: Vec<TaskDetail>,
    /// Correction that waits for the desk, for staff who read the texts.
    pub correction: Option<ProposedCorrection<CorrectionInput>>,
    /// How it ended otherwise than by being handled, and its links.
    pub links: RequestLinks,
    /// Moves that the caller may make now.
    pub moves: Vec<&'static MoveRule>,
    /// How the caller sees it, for the access record.
    seen_as: SeenAs,
}

/// Reads a request. When that shows somebody's name or phone in full, or confidential texts, an
/// access record is stored before the answer.
///
/// # Errors
/// [`Code::NotFound`] when the request does not exist for the caller.
pub async fn read(db: &Db, scope: Scope, id: RequestId) -> Result<RequestDetail> {
    let detail = load(db, scope.clone(), id, None).await?;
    record(db, &scope, &detail, detail.shown(detail.visibility.identity)).await?;
    Ok(detail)
}

/// Stores an access record of the fields shown to staff for their work, if any.
async fn record(
    db: &Db,
    scope: &Scope,
    detail: &RequestDetail,
    fields: Vec<&'static str>,
) -> Result<()> {
    if fields.is_empty() {
        return Ok(());
    }
    let access = access_while_handling(scope, &detail.row, detail.seen_as, fields);
    db.write(move |tx| tx.record_access(&access)).await
}

/// Returns the state of a request and the moves that the caller may make now; shows no personal
/// data.
///
/// # Errors
/// [`Code::NotFound`] when the request does not exist for the caller.
pub async fn possible_moves(
    db: &Db,
    scope: Scope,
    id: RequestId,
) -> Result<(RequestState, Vec<&'static MoveRule>)> {
    let detail = load(db, scope, id, None).await?;
    let state = detail.facts.state;
    let told = if detail.visibility.inside { state } else { state.as_told_outside() };
    Ok((told, detail.moves))
}

/// Returns a request without its texts, as one that was just moved is shown; none if the caller may
/// no longer see it.
///
/// # Errors
/// Those of the database.
pub async fn glance(
    db: &Db,
    scope: &Scope,
    id: RequestId,
) -> Result<Option<(RequestRow, Visibility)>> {
    match load(db, scope.clone(), id, None).await {
        Ok(detail) => Ok(Some((detail.row, detail.visibility))),
        Err(error) if error.is(Code::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Unmasks the reporter's data for a reason, which the person concerned can read.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::NothingToUnmask`] when the caller may not see who reported it;
/// [`Code::Required`] and [`Code::TooLong`] for the reason.
pub async fn unmask(
    db: &Db,
    scope: Scope,
    key: idempotency::IdempotentCall,
    id: RequestId,
    reason: &str,
) -> Result<(RequestDetail, bool)> {
    let reason = reason.trim();
    match reason.chars().count() {
        0 => return Err(Problem::new(Code::Required).at("/reason").into()),
        length if length > REASON_MAX => {
            return Err(Problem::new(Code::TooLong).at("/reason").with("max", REASON_MAX).into());
        }
        _ => {}
    }
    let detail = load(db, scope.clone(), id, Some(Identity::Full)).await?;
    if !detail.visibility.unmask {
        return Err(Code::NothingToUnmask.into());
    }
    let reason = Some(reason.to_owned().into());
    let fields = detail.shown(Identity::Full);
    let stated = AccessPurpose::Stated;
    let access = access(&scope, &detail.row, detail.seen_as, stated, reason, fields);
    let replayed = db
        .write(move |tx| {
            let replayed = tx.replay(&key, json!(id))?.is_some();
            // A repeated call shows the data again, so it is recorded again.
            if !access.fields.is_empty() {
                tx.record_access(&access)?;
            }
            Ok(replayed)
        })
        .await?;
    Ok((detail, replayed))
}

/// Returns the timeline of a request, with the texts the caller may read. When those are
/// confidential, an access record is stored before the answer.
///
/// # Errors
/// [`Code::NotFound`] when the request does not exist for the caller.
pub async fn history(
    db: &Db,
    scope: Scope,
    id: RequestId,
) -> Result<(RequestDetail, Vec<RecordedEvent>)> {
    let detail = load(db, scope.clone(), id, None).await?;
    record(db, &scope, &detail, detail.shown_notes().into_iter().collect()).await?;
    let mut events = db.read(move |connection| timeline(connection, id)).await?;
    if !detail.visibility.inside || !detail.is_shown_exactly() {
        events.retain(|event| !disclosure::tells_of_another(event));
    }
    if !detail.is_shown_exactly() {
        let reporter = detail.row.reporter_account_id;
        events = events.into_iter().map(|event| disclosure::event(event, reporter)).collect();
    }
    Ok((detail, events))
}

/// Returns all assignments of a request.
///
/// # Errors
/// [`Code::NotFound`] when the request does not exist for the caller.
pub async fn routing(
    db: &Db,
    scope: Scope,
    id: RequestId,
) -> Result<(RequestDetail, Vec<Assignment>)> {
    let detail = load(db, scope, id, None).await?;
    let mut assignments = db.read(move |connection| Assignment::all(connection, id)).await?;
    if !detail.is_shown_exactly() {
        assignments = disclosure::assignments(assignments);
    }
    Ok((detail, assignments))
}

impl RequestDetail {
    /// Returns true if the caller learns exact times and routing: for a confidential request only
    /// those who read its texts. Being seen to write, or to be called, at an exact minute would
    /// reveal the reporter.
    pub fn is_shown_exactly(&self) -> bool {
        self.visibility.texts || !self.facts.confidential
    }

    /// Returns true if the caller learns to and past whom an assignment went: who was at the desk
    /// would reveal when the request came.
    pub fn tells_whom(&self, assignment: &Assignment) -> bool {
        self.is_shown_exactly() || assignment.cause != AssignmentCause::Desk
    }

    /// Returns the holder of an assignment, for staff.
    pub fn holder(&self, assignment: &Assignment) -> Option<MemberId> {
        Some(assignment.holder_id).filter(|_| self.visibility.inside && self.tells_whom(assignment))
    }

    /// Returns an instant, rounded as far as the caller may know it.
    pub fn shown_instant(&self, at: Instant) -> Instant {
        if self.is_shown_exactly() { at } else { coarse(at, self.facts.urgency) }
    }

    /// Returns the fields of the reporter that are shown to somebody else at this visibility of
    /// names and phones: full names and phones, and confidential texts.
    fn shown(&self, identity: Identity) -> Vec<&'static str> {
        let staff = self.visibility.inside;
        let full = staff && identity == Identity::Full;
        let shown = [
            ("contact_name", full && self.contact_name.is_some()),
            ("contact_phone", full && self.contact_phone.is_some()),
            ("address", staff && self.facts.confidential && self.address.is_some()),
            (
                "description",
                staff
                    && self.facts.confidential
                    && self.visibility.texts
                    && self.description.is_some(),
            ),
            ("answers", staff && self.facts.confidential && !self.answers.is_empty()),
        ];
        let fields = shown.into_iter().filter_map(|(field, shown)| shown.then_some(field));
        fields.chain(self.shown_notes()).collect()
    }

    /// Returns the field of the later texts, if they are confidential and shown to somebody else.
    fn shown_notes(&self) -> Option<&'static str> {
        (self.visibility.inside
            && self.visibility.texts
            && self.facts.confidential
            && !self.notes.is_empty())
        .then_some("notes")
    }
}

async fn load(
    db: &Db,
    scope: Scope,
    id: RequestId,
    identity: Option<Identity>,
) -> Result<RequestDetail> {
    let db_inside = db.clone();
    let now = db.now();
    db.read(move |connection| detail(connection, &db_inside, &scope, id, identity, now)).await
}

fn detail(
    connection: &mut AnyConnection,
    db: &Db,
    scope: &Scope,
    id: RequestId,
    identity: Option<Identity>,
    now: Instant,
) -> Result<RequestDetail> {
    let row = RequestRow::load(connection, id)?;
    let atlas = db.atlas();
    let caller = caller_relation(connection, &atlas, scope, &row, false, now)?;
    let facts = row.whole_facts(connection)?;
    let visibility = visibility(&facts, caller.relation, caller.in_scope).ok_or(Code::NotFound)?;
    let identity = identity.filter(|_| visibility.unmask).unwrap_or(visibility.identity);
    let details = details(connection, db.vault(), &row, visibility, identity)?;
    let written = visibility.texts || visibility.redacted;
    let mut notes =
        if written { RequestNote::all(connection, db.vault(), id)? } else { Vec::new() };
    notes.retain(|note| visibility.reads(note.kind));
    notes.retain(|note| visibility.inside || row.stands_by(note.kind));
    let mut shared = partakers_of(connection, id)?;
    shared.retain(|&(part, _)| visibility.inside || part == PartakerRole::CoHandler);
    let reads = visibility.texts || !row.confidential && visibility.inside;
    let tasks = tasks_seen(connection, db.vault(), id, reads)?;
    let correction = match row.correction_proposed_at.filter(|_| visibility.texts) {
        Some(_) => ProposedCorrection::of_request(connection, db.vault(), id)?,
        None => None,
    };
    shared.extend(assistant(&atlas, &row, &caller.excluded_people, now));
    let last_copy = notes.iter().rev().find(|note| note.kind == NoteKind::RedactedCopy);
    let copy = last_copy.filter(|_| visibility.redacted).map(|note| note.body.clone());
    let shown = |text: Option<String>, mask: fn(&str) -> String| match identity {
        Identity::Hidden => None,
        Identity::Masked => text.map(|text| mask(&text)),
        Identity::Full => text,
    };
    Ok(RequestDetail {
        redacted: copy.is_some(),
        description: details.description.filter(|_| visibility.texts).or(copy),
        address: details.address.filter(|_| visibility.texts),
        answers: if visibility.texts { details.answers } else { Answers::default() },
        contact_name: shown(details.contact_name, mask::name),
        contact_phone: shown(details.contact_phone, mask::phone),
        notes,
        shared,
        correction,
        tasks,
        about_organizations: if visibility.inside && visibility.texts {
            caller.excluded_people.organizations.clone()
        } else {
            Vec::new()
        },
        links: RequestLinks::read(connection, &atlas, scope, &row, visibility, now)?,
        moves: possible(&facts, caller.relation).collect(),
        seen_as: SeenAs::of(&atlas, scope, &caller, &row),
        row,
        facts,
        visibility,
    })
}

/// Returns the grid that assists an office with a request; nobody assists with a confidential one.
fn assistant(
    atlas: &Atlas,
    row: &RequestRow,
    excluded_people: &Excluded,
    now: Instant,
) -> Option<(PartakerRole, Partaker)> {
    let duty = assisting(atlas, row.unit(), row.place_grid_id, now)?;
    let may_know = !row.confidential && !excluded_people.includes(atlas, duty.member, now);
    may_know.then_some((PartakerRole::Assistant, Partaker::Unit(duty.unit)))
}

/// Loads the personal data that may be shown. A reporter with a login is reached by its phone.
fn details(
    connection: &mut AnyConnection,
    vault: &Vault,
    row: &RequestRow,
    visibility: Visibility,
    identity: Identity,
) -> Result<RequestTexts> {
    if !visibility.texts && identity == Identity::Hidden {
        return Ok(RequestTexts::default());
    }
    let mut details = RequestTexts::load(connection, vault, row.id)?;
    if let (None, Some(account)) = (&details.contact_phone, row.reporter_account_id) {
        let phone = account_identities::phone(connection, vault, account)?;
        details.contact_phone = phone.map(|phone| phone.as_str().to_owned());
    }
    Ok(details)
}
