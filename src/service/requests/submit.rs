//! Submitting a request: the one responsible person is found inside the transaction that stores it.

mod on_the_spot;
mod prepared;
mod sender;
mod store;
mod ticket;

pub(in crate::service) use prepared::{RoutingContext, prepare};
pub(in crate::service) use sender::check as check_sender;
pub(super) use store::written_address;
pub(in crate::service) use store::{RequestSender, check_reach, store};
pub(in crate::service) use ticket::{TicketHashes, sent_before, ticket_of};

use super::receipt::ReceivedReceipt;
use crate::domain::atlas::Atlas;
use crate::domain::id::{MemberId, OrganizationId, RequestId};
use crate::domain::period::Instant;
use crate::domain::phone::Phone;
use crate::domain::request::{self, Answers, AtOnce, Channel, ExternalRef, RequestKind, Urgency};
use crate::domain::scope::Scope;
use crate::error::{Error, Result};
use crate::service::place::PlaceInput;
use crate::service::rulebook::Rulebook;
use crate::store::requests::RequestRow;
use crate::store::vault::Vault;
use crate::store::{Actor, Db, idempotency, new_id};
use chrono::{DurationRound, TimeDelta};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;

/// Input of a submission.
#[derive(Debug, Clone)]
pub struct RequestSubmission {
    /// The place.
    pub place: PlaceInput,
    /// Code of the category.
    pub category: String,
    /// Kind; none: that of the category.
    pub kind: Option<RequestKind>,
    /// Urgency; staff may set it, otherwise it follows from the category.
    pub urgency: Option<Urgency>,
    /// Channel.
    pub channel: Channel,
    /// Description.
    pub description: String,
    /// Name of the reporter.
    pub contact_name: Option<String>,
    /// Contact of the reporter; the login's own phone if there is none.
    pub contact_phone: Option<Phone>,
    /// True if the reporter does not say who they are.
    pub anonymous: bool,
    /// True if only the town desk may know the reporter.
    pub confidential: bool,
    /// True if it is about a person on duty.
    pub about_staff: bool,
    /// The person it is about, if named.
    pub about_member: Option<MemberId>,
    /// The organisation it is about, if named.
    pub about_organization: Option<OrganizationId>,
    /// Answers to the questions of the category.
    pub answers: Answers,
    /// Reference of a ticket in the platform above.
    pub external: Option<ExternalRef>,
    /// Fields of such a ticket, under their own names and exactly as written.
    pub upstream: Vec<(String, String)>,
    /// How it is resolved by the same call, if it is.
    pub at_once: Option<AtOnce>,
}

/// Result of a submission, or of the earlier one with the same key or ticket.
#[derive(Debug, Clone)]
pub struct SubmittedRequest {
    /// The request in its present state, and its receipt.
    pub sent: ReceivedReceipt,
    /// True if the result is that of an earlier call with the same key, or of the same ticket sent
    /// before.
    pub replayed: bool,
    /// True if nothing new was stored: what was found was added to an open request about the same.
    pub added: bool,
}

/// What a submission led to, as its key remembers it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(untagged)]
enum KeptSubmission {
    /// A request of its own.
    Sent(RequestId),
    /// A supplement to an open one.
    Added {
        /// That request.
        added_to: RequestId,
    },
}

/// Stores a request with its holder, its clocks and its first two events. A ticket that was sent
/// before with the same contents gets the same answer again.
///
/// Every problem of the submission at its pointer: unknown category, grid or member, a point out of
/// range, anonymity, urgency or a channel that the caller may not choose, a category that is not
/// taken here, wrong answers, those of [`ExternalRef::checked`];
/// [`Code::PlaceOutsideScope`](crate::error::Code::PlaceOutsideScope);
/// [`Code::ExternalNumberTaken`](crate::error::Code::ExternalNumberTaken) at every field in which a
/// ticket differs from the one that has its number;
/// [`Code::IdempotencyKeyReused`](crate::error::Code::IdempotencyKeyReused).
pub async fn submit(
    db: &Db,
    rulebook: &Arc<Rulebook>,
    scope: Scope,
    key: idempotency::IdempotentCall,
    mut submission: RequestSubmission,
) -> Result<SubmittedRequest> {
    sender::check(&scope, &submission)?;
    submission.external =
        submission.external.map(|external| external.checked(db.now())).transpose()?;
    let rulebook = Arc::clone(rulebook);
    db.write(move |tx| {
        let request = identifier(&*tx.atlas()?, &submission, tx.now());
        if let Some(earlier) = tx.replay(&key, json!(request))? {
            let kept = serde_json::from_value(earlier).map_err(Error::internal)?;
            let (earlier, added) = match kept {
                KeptSubmission::Sent(request) => (request, false),
                KeptSubmission::Added { added_to } => (added_to, true),
            };
            let row = RequestRow::load(tx.connection, earlier)?;
            let sent = sent(row, &scope, tx.vault());
            return Ok(SubmittedRequest { sent, replayed: true, added });
        }
        if let Some(earlier) = ticket::sent_before(tx, &scope, request, &submission)? {
            tx.complete(&key, json!(earlier.id))?;
            return Ok(SubmittedRequest {
                sent: sent(earlier, &scope, tx.vault()),
                replayed: true,
                added: false,
            });
        }
        let sender = RequestSender { scope: &scope, actor: Actor::of(&scope) };
        if let Some(row) = on_the_spot::add_to_open(tx, &rulebook, &sender, &submission)? {
            let kept = KeptSubmission::Added { added_to: row.id };
            tx.complete(&key, json!(kept))?;
            let sent = ReceivedReceipt { row, receipt: None };
            return Ok(SubmittedRequest { sent, replayed: false, added: true });
        }
        let row = store(tx, &rulebook, &sender, request, &submission)?;
        let sent = ReceivedReceipt::first(row, tx.vault());
        Ok(SubmittedRequest { sent, replayed: false, added: false })
    })
    .await
}

/// Creates an identifier. It contains the time of creation; for a confidential request only the
/// day.
pub(in crate::service) fn identifier(
    atlas: &Atlas,
    submission: &RequestSubmission,
    now: Instant,
) -> RequestId {
    let day = now.duration_trunc(TimeDelta::days(1)).unwrap_or(now);
    RequestId(new_id(if is_confidential(atlas, submission) { day } else { now }))
}

/// Returns true if only the desk may know the sender. A request of an unknown category is refused
/// later, so it is not confidential.
fn is_confidential(atlas: &Atlas, submission: &RequestSubmission) -> bool {
    let RequestSubmission { confidential, external, kind, .. } = submission;
    let category = atlas.settings().categories.get(&submission.category);
    category.is_some_and(|category| {
        let kind = kind.unwrap_or(category.kind);
        request::is_confidential(*confidential, external.as_ref(), category, kind)
    })
}

/// Returns a request with its receipt; the receipt of a ticket from above is for the login that
/// sent it only.
fn sent(row: RequestRow, scope: &Scope, vault: &Vault) -> ReceivedReceipt {
    let others = row.external_system.is_some()
        && (row.entered_by.is_none() || row.entered_by != scope.member);
    let sent = ReceivedReceipt::first(row, vault);
    ReceivedReceipt { receipt: sent.receipt.filter(|_| !others), ..sent }
}
