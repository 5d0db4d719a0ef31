//! The receipt of a request, by which somebody without a login follows and judges it.

use super::append::written;
use super::relation::caller_relation;
use super::tasks::{TaskDetail, tasks_seen};
use crate::domain::id::RequestId;
use crate::domain::request::{
    Closing, ClosingWay, Party, RequestAction, RequestEvent, bearer_reads, possible, visibility,
};
use crate::domain::scope::Scope;
use crate::domain::secret_text::SecretText;
use crate::error::{Code, Error, Result};
use crate::service::preconditions::require_version;
use crate::store::requests::{FIRST_RECEIPT, RequestNote, RequestRow};
use crate::store::vault::Vault;
use crate::store::{Actor, Db, Tx, idempotency};
use serde_json::json;

/// A request and its receipt.
#[derive(Debug, Clone)]
pub struct ReceivedReceipt {
    /// The row: only its state, number and unit may be shown.
    pub row: RequestRow,
    /// Secret of the receipt; `None` when there is no receipt.
    pub receipt: Option<SecretText>,
}

impl ReceivedReceipt {
    /// Returns a request with its first receipt, which is invalid if it was renewed since.
    pub(super) fn first(row: RequestRow, vault: &Vault) -> Self {
        Self::with(row, FIRST_RECEIPT, vault)
    }

    fn with(row: RequestRow, version: i32, vault: &Vault) -> Self {
        let receipt = row.has_receipt().then(|| vault.receipt_secret(row.id, number(version)));
        Self { row, receipt }
    }

    /// Returns true if a text is the secret of the receipt, in constant time.
    pub fn opens(&self, db: &Db, secret: &str) -> bool {
        opens(db.vault(), &self.row, secret)
    }
}

/// Reads a request for its receipt.
///
/// # Errors
/// [`Code::NotFound`]
pub async fn follow(db: &Db, id: RequestId) -> Result<ReceivedReceipt> {
    let row = db.read(move |connection| RequestRow::load(connection, id)).await?;
    let version = row.receipt_version;
    Ok(ReceivedReceipt::with(row, version, db.vault()))
}

/// What the bearer of a receipt reads beside the state.
#[derive(Debug)]
pub struct ToldToBearer {
    /// Texts.
    pub notes: Vec<RequestNote>,
    /// How it ended otherwise than by being handled; not that it is linked to another.
    pub closing: Option<Closing>,
    /// Tasks, so that they can let their assignees know something.
    pub tasks: Vec<TaskDetail>,
    /// What they may do now.
    pub actions: Vec<RequestAction>,
}

/// Returns what the bearer of a receipt reads beside the state.
///
/// # Errors
/// Those of the database.
pub async fn told_to_bearer(db: &Db, row: &RequestRow) -> Result<ToldToBearer> {
    let row = row.clone();
    let inside = db.clone();
    let (atlas, now) = (db.atlas(), db.now());
    db.read(move |connection| {
        let mut notes = RequestNote::all(connection, inside.vault(), row.id)?;
        notes.retain(|note| bearer_reads(note.kind) && row.stands_by(note.kind));
        let closing = row.closing(connection)?;
        let closing = closing.filter(|closing| closing.way != ClosingWay::Merged);
        let tasks = tasks_seen(connection, inside.vault(), row.id, true)?;
        let facts = row.whole_facts(connection)?;
        let nobody = Scope::anonymous();
        let caller = caller_relation(connection, &atlas, &nobody, &row, true, now)?;
        let mut actions: Vec<RequestAction> =
            possible(&facts, caller.relation).map(|rule| rule.action).collect();
        actions.dedup();
        Ok(ToldToBearer { notes, closing, tasks, actions })
    })
    .await
}

/// Renews a receipt, for the desk to hand to the reporter; earlier ones become invalid. Returns
/// true if the result is that of an earlier call with the same key.
///
/// # Errors
/// [`Code::NotFound`] when the request does not exist for the caller,
/// [`Code::ReceiptNotRenewable`], [`Code::StaleVersion`] when it is not in the version that was
/// read, [`Code::IdempotencyKeyReused`].
pub async fn renew(
    db: &Db,
    scope: Scope,
    key: idempotency::IdempotentCall,
    id: RequestId,
    version: Option<i64>,
) -> Result<(ReceivedReceipt, bool)> {
    db.write(move |tx| {
        let mut row = RequestRow::load(tx.connection, id)?;
        check(tx, &scope, &row)?;
        if let Some(earlier) = tx.replay(&key, json!(row.receipt_version + 1))? {
            let version = serde_json::from_value(earlier).map_err(Error::internal)?;
            return Ok((ReceivedReceipt::with(row, version, tx.vault()), true));
        }
        version.map_or(Ok(()), |seen| require_version(row.version, seen))?;
        row.renew_receipt();
        let actor = Actor::of(&scope);
        tx.event(&actor, written(row.id, row.event_count, &RequestEvent::ReceiptRenewed)?)?;
        tx.update_request(&row)?;
        let version = row.receipt_version;
        Ok((ReceivedReceipt::with(row, version, tx.vault()), false))
    })
    .await
}

/// Checks that the caller is the desk and that it can verify the reporter's identity: an anonymous
/// reporter can prove it only by the receipt itself.
fn check(tx: &mut Tx<'_>, scope: &Scope, row: &RequestRow) -> Result<()> {
    let atlas = tx.atlas()?;
    let now = tx.now();
    let caller = caller_relation(tx.connection, &atlas, scope, row, false, now)?;
    let facts = row.facts(Vec::new());
    visibility(&facts, caller.relation, caller.in_scope).ok_or(Code::NotFound)?;
    let desk = caller.relation.acting(&facts).contains(Party::Desk);
    if desk && row.has_receipt() && facts.has_contact() {
        Ok(())
    } else {
        Err(Code::ReceiptNotRenewable.into())
    }
}

/// Returns true if a text is the secret of a request's present receipt, in constant time.
pub(super) fn opens(vault: &Vault, row: &RequestRow, secret: &str) -> bool {
    row.has_receipt() && vault.receipt_matches(row.id, number(row.receipt_version), secret)
}

fn number(version: i32) -> u32 {
    u32::try_from(version).unwrap_or_default()
}
