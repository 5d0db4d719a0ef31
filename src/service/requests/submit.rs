//! Submitting a request: the one responsible person is found inside the transaction that stores it.

mod prepared;
mod sender;
mod store;
mod ticket;

pub(in crate::service) use prepared::{RoutingContext, prepare};
pub(in crate::service) use store::{RequestSender, store};
pub(in crate::service) use ticket::{TicketHashes, ticket_of};

use super::receipt::ReceivedReceipt;
use crate::domain::atlas::Atlas;
use crate::domain::id::{MemberId, RequestId};
use crate::domain::period::Instant;
use crate::domain::phone::Phone;
use crate::domain::request::{self, Answers, Channel, ExternalRef, RequestKind, Urgency};
use crate::domain::scope::Scope;
use crate::error::{Error, Result};
use crate::service::place::PlaceGiven;
use crate::service::rulebook::Rulebook;
use crate::store::requests::RequestRow;
use crate::store::vault::Vault;
use crate::store::{Actor, Db, idempotency, new_id};
use chrono::{DurationRound, TimeDelta};
use serde_json::json;
use std::sync::Arc;

/// What the reporter says.
#[derive(Debug, Clone)]
pub struct RequestSubmission {
    /// Where it is.
    pub place: PlaceGiven,
    /// The code of the category.
    pub category: String,
    /// What the reporter wants.
    pub kind: RequestKind,
    /// How soon somebody must act; staff may say it, else it follows from the category.
    pub urgency: Option<Urgency>,
    /// The way it came.
    pub channel: Channel,
    /// What is wrong.
    pub description: String,
    /// What the reporter is called.
    pub contact_name: Option<String>,
    /// How to reach the reporter; the login's own phone when there is none.
    pub contact_phone: Option<Phone>,
    /// The reporter does not say who they are.
    pub anonymous: bool,
    /// Only the town desk may know the reporter.
    pub confidential: bool,
    /// It is about a person on duty.
    pub about_staff: bool,
    /// The person it is about, when named.
    pub about_member: Option<MemberId>,
    /// What was answered to the questions of the category.
    pub answers: Answers,
    /// What a ticket from above is called there.
    pub external: Option<ExternalRef>,
    /// What such a ticket held, under its own names and exactly as it was written.
    pub upstream: Vec<(String, String)>,
}

/// What a submission, or the earlier one of the same key or ticket, led to.
#[derive(Debug, Clone)]
pub struct SubmittedRequest {
    /// The request as it stands now, and its receipt.
    pub sent: ReceivedReceipt,
    /// The effect is that of an earlier call with the same key, or of the same ticket sent before.
    pub replayed: bool,
}

/// Stores a request with its responsible person, its clocks and its first two events. A ticket from
/// above that was sent before with the same contents is answered again.
///
/// # Errors
/// Whatever is wrong with the submission, each with its pointer: unknown category, grid or member,
/// a point out of range, anonymity, urgency or a channel that is not the caller's to choose, a
/// category that is not taken here, wrong answers, those of [`ExternalRef::checked`];
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
            let earlier = serde_json::from_value(earlier).map_err(Error::internal)?;
            let row = RequestRow::load(tx.connection, earlier)?;
            return Ok(SubmittedRequest { sent: sent(row, &scope, tx.vault()), replayed: true });
        }
        if let Some(earlier) = ticket::sent_before(tx, &scope, request, &submission)? {
            tx.complete(&key, json!(earlier.id))?;
            return Ok(SubmittedRequest {
                sent: sent(earlier, &scope, tx.vault()),
                replayed: true,
            });
        }
        let sender = RequestSender { scope: &scope, actor: Actor::of(&scope) };
        let row = store(tx, &rulebook, &sender, request, &submission)?;
        Ok(SubmittedRequest { sent: ReceivedReceipt::first(row, tx.vault()), replayed: false })
    })
    .await
}

/// A new identifier. It tells when it was made: that of a confidential request tells the day.
pub(in crate::service) fn identifier(
    atlas: &Atlas,
    submission: &RequestSubmission,
    now: Instant,
) -> RequestId {
    let day = now.duration_trunc(TimeDelta::days(1)).unwrap_or(now);
    RequestId(new_id(if is_confidential(atlas, submission) { day } else { now }))
}

/// Whether only the desk may know who sends it. What is of no known category is not stored.
fn is_confidential(atlas: &Atlas, submission: &RequestSubmission) -> bool {
    let RequestSubmission { confidential, external, kind, .. } = submission;
    let category = atlas.settings().categories.get(&submission.category);
    category.is_some_and(|category| {
        request::is_confidential(*confidential, external.as_ref(), category, *kind)
    })
}

/// The receipt of a ticket from above is for the login that sent it.
fn sent(row: RequestRow, scope: &Scope, vault: &Vault) -> ReceivedReceipt {
    let others = row.external_system.is_some()
        && (row.entered_by.is_none() || row.entered_by != scope.member);
    let sent = ReceivedReceipt::first(row, vault);
    ReceivedReceipt { receipt: sent.receipt.filter(|_| !others), ..sent }
}
