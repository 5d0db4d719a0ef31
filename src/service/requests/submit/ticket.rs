//! Tickets from above: each is one request, however often it is sent, identified by system and
//! number, and compared by keyed hashes.

use super::RequestSubmission;
use crate::domain::atlas::Atlas;
use crate::domain::id::RequestId;
use crate::domain::period::Instant;
use crate::domain::phone::Phone;
use crate::domain::request::{RequestEvent, RequestState, visibility};
use crate::domain::role::Role;
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Problem, Result, escaped};
use crate::service::place::PlaceInput;
use crate::service::requests::append::written;
use crate::service::requests::relation::caller_relation;
use crate::store::requests::{RequestRow, RequestTexts};
use crate::store::vault::Vault;
use crate::store::{Actor, Tx};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const PURPOSE: &str = "request_details.contents";
/// Stored bytes of a hash: enough that two texts do not collide by chance.
const HASH_BYTES: usize = 16;

/// The non-empty fields of a ticket, each as a keyed hash under its pointer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(in crate::service) struct TicketHashes(BTreeMap<String, String>);

impl TicketHashes {
    /// Hashes a submission. The hash of a field depends on the ticket's number, so that equal
    /// fields of two tickets do not show.
    ///
    /// [`Error::Internal`] when it is not a ticket.
    pub(in crate::service) fn of(vault: &Vault, submission: &RequestSubmission) -> Result<Self> {
        let external = submission
            .external
            .as_ref()
            .ok_or_else(|| Error::internal("only tickets are compared"))?;
        let hash = |(pointer, text): (String, String)| {
            let parts = [&external.system, &external.number, &pointer, &text].map(String::as_bytes);
            let hash = vault.hash(PURPOSE, &parts);
            (pointer, URL_SAFE_NO_PAD.encode(&hash[..HASH_BYTES]))
        };
        Ok(Self(fields(submission)?.into_iter().map(hash).collect()))
    }

    /// Converts the hashes to their stored form.
    pub(in crate::service) fn into_json(self) -> Result<Value> {
        serde_json::to_value(self).map_err(Error::internal)
    }

    /// Returns the pointers of the fields that differ.
    pub(in crate::service) fn differing(&self, other: &Self) -> Vec<String> {
        let pointers: BTreeSet<&String> = self.0.keys().chain(other.0.keys()).collect();
        pointers
            .into_iter()
            .filter(|&pointer| self.0.get(pointer) != other.0.get(pointer))
            .cloned()
            .collect()
    }
}

fn fields(submission: &RequestSubmission) -> Result<Vec<(String, String)>> {
    let external = submission.external.as_ref();
    let answers = Some(&submission.answers).filter(|answers| !answers.is_empty());
    let fixed = [
        ("/place", Some(place(&submission.place))),
        ("/category", Some(submission.category.clone())),
        ("/kind", submission.kind.map(|kind| kind.to_string())),
        ("/urgency", submission.urgency.map(|urgency| urgency.to_string())),
        ("/channel", Some(submission.channel.to_string())),
        ("/description", Some(submission.description.clone())),
        ("/contact_name", submission.contact_name.clone()),
        ("/contact_phone", submission.contact_phone.as_ref().map(Phone::as_str).map(str::to_owned)),
        ("/anonymous", flag(submission.anonymous)),
        ("/confidential", flag(submission.confidential)),
        ("/about_staff", flag(submission.about_staff)),
        ("/about_member", submission.about_member.map(|member| member.to_string())),
        ("/answers", answers.map(serde_json::to_string).transpose().map_err(Error::internal)?),
        (
            "/external_ref/due_at",
            external.and_then(|external| external.due_at).map(|due| due.to_rfc3339()),
        ),
        (
            "/external_ref/confidential",
            flag(external.is_some_and(|external| external.confidential)),
        ),
    ];
    let fixed = fixed.into_iter().filter_map(|(pointer, text)| Some((pointer.to_owned(), text?)));
    let upstream = submission
        .upstream
        .iter()
        .map(|(name, text)| (format!("/upstream/{}", escaped(name)), text.clone()));
    Ok(fixed.chain(upstream).collect())
}

fn flag(set: bool) -> Option<String> {
    set.then(|| "true".to_owned())
}

/// Serializes a place for hashing. The format must not change, or tickets of last year would seem
/// to differ.
fn place(given: &PlaceInput) -> String {
    let PlaceInput { address, text, point, grid_code } = given;
    let point = point.map(|point| json!([point.lon, point.lat, point.datum.as_str()]));
    json!([address, text, point, grid_code]).to_string()
}

/// Returns the request of a ticket that was sent before with the same contents. Otherwise claims
/// its number for `id`, also when the ticket was given back before, and returns `None`, as for a
/// request that is not from above.
///
/// [`Code::ExternalNumberTaken`] at every field that differs; [`Code::ExternalNumberKnown`] for
/// those who may not read the request's texts.
pub(in crate::service) fn sent_before(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: RequestId,
    submission: &RequestSubmission,
) -> Result<Option<RequestRow>> {
    let Some(external) = &submission.external else { return Ok(None) };
    let Some(known) = tx.claim_external_number(&external.system, &external.number, id)? else {
        return Ok(None);
    };
    let row = RequestRow::load(tx.connection, known)?;
    let atlas = tx.atlas()?;
    let Some(row) = first_not_kept_from(tx, &atlas, scope, row)? else { return Ok(None) };
    let earlier = row.id;
    if row.state == RequestState::Void {
        // It was given back, and is sent once more.
        if earlier == known {
            tx.claim_external_number_anew(&external.system, &external.number, earlier, id)?;
        }
        return Ok(None);
    }
    let contents = TicketHashes::of(tx.vault(), submission)?;
    let mut differing = ticket_of(tx, earlier)?.differing(&contents);
    // Only tickets from a file have upstream fields.
    differing
        .retain(|pointer| !submission.upstream.is_empty() || !pointer.starts_with("/upstream/"));
    if differing.is_empty() && may_take_over(&atlas, scope, &row, tx.now()) {
        return take_over(tx, scope, row).map(Some);
    }
    if !is_seen(tx, &atlas, scope, &row)? {
        let problem = Problem::new(Code::ExternalNumberKnown).at("/external_ref/number");
        return Err(problem.with("number", external.number.as_str()).into());
    }
    let problems: Vec<Problem> =
        differing.iter().map(|pointer| taken(submission, pointer)).collect();
    if problems.is_empty() { Ok(Some(row)) } else { Err(problems.into()) }
}

/// Returns the first request with a number from which the caller is not excluded. If there is none,
/// the caller's own submission becomes a further request with that number, as if there were no
/// other.
fn first_not_kept_from(
    tx: &mut Tx<'_>,
    atlas: &Atlas,
    scope: &Scope,
    row: RequestRow,
) -> Result<Option<RequestRow>> {
    if !caller_relation(tx.connection, atlas, scope, &row, false, tx.now())?.relation.concerned {
        return Ok(Some(row));
    }
    for other in row.namesakes(tx.connection)? {
        if !caller_relation(tx.connection, atlas, scope, &other, false, tx.now())?
            .relation
            .concerned
        {
            return Ok(Some(other));
        }
    }
    Ok(None)
}

/// Returns true if the caller is a platform that may take over what the desk or a file entered
/// before it.
fn may_take_over(atlas: &Atlas, scope: &Scope, row: &RequestRow, now: Instant) -> bool {
    scope.covers_as(atlas, Role::Integrator, row.place_grid_id)
        && !row.entered_by.is_some_and(|member| {
            atlas.people().appointments_of(member, now).any(|held| held.role == Role::Integrator)
        })
}

fn take_over(tx: &mut Tx<'_>, scope: &Scope, mut row: RequestRow) -> Result<RequestRow> {
    row.entered_by = scope.member;
    row.version += 1;
    row.event_count += 1;
    tx.event(&Actor::of(scope), written(row.id, row.event_count, &RequestEvent::TakenOver)?)?;
    tx.update_request(&row)?;
    Ok(row)
}

/// Returns the hashes of the ticket of a request.
pub(in crate::service) fn ticket_of(tx: &mut Tx<'_>, id: RequestId) -> Result<TicketHashes> {
    let stored = RequestTexts::contents(tx.connection, &[id])?.remove(&id);
    serde_json::from_value(stored.unwrap_or_default()).map_err(Error::internal)
}

fn is_seen(tx: &mut Tx<'_>, atlas: &Atlas, scope: &Scope, row: &RequestRow) -> Result<bool> {
    let caller = caller_relation(tx.connection, atlas, scope, row, false, tx.now())?;
    // The differing fields would reveal what was written: only readers of the texts may learn them.
    Ok(visibility(&row.facts(Vec::new()), caller.relation, caller.in_scope)
        .is_some_and(|visibility| visibility.texts))
}

fn taken(submission: &RequestSubmission, pointer: &str) -> Problem {
    let number = submission.external.as_ref().map(|external| external.number.as_str());
    Problem::new(Code::ExternalNumberTaken).at(pointer).with("number", number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::datum::Datum;

    #[test]
    fn a_place_is_hashed_as_it_was_last_year() {
        let at = PlaceInput {
            text: Some("金水苑3号楼".to_owned()),
            ..PlaceInput::at(121.4737, 30.9, Datum::Gcj02)
        };
        assert_eq!(place(&at), r#"[null,"金水苑3号楼",[121.4737,30.9,"gcj02"],null]"#);
        assert_eq!(place(&PlaceInput::in_grid("G1")), r#"[null,null,null,"G1"]"#);
    }
}
