//! Reading one request, as far as the caller may see it.

use super::relation::{Stand, stand};
use crate::domain::id::RequestId;
use crate::domain::mask;
use crate::domain::period::Instant;
use crate::domain::request::{Facts, Identity, Move, Party, Sight, possible, sight};
use crate::domain::role::Role;
use crate::domain::scope::Scope;
use crate::domain::secret_text::SecretText;
use crate::error::{Code, Problem, Result};
use crate::store::access::Access;
use crate::store::connection::AnyConnection;
use crate::store::requests::{Assignment, Details, Note, RequestRow, timeline};
use crate::store::vault::Vault;
use crate::store::{Db, Recorded, account_identities, idempotency};
use serde_json::json;

/// Characters of a reason, at most.
const REASON_MAX: usize = 200;

/// A request as one caller sees it.
#[derive(Debug)]
pub struct Detail {
    /// The row.
    pub row: RequestRow,
    /// The row as the rules see it.
    pub facts: Facts,
    /// How much the caller sees.
    pub sight: Sight,
    /// What is wrong.
    pub description: Option<String>,
    /// What the reporter is called, masked or not.
    pub contact_name: Option<String>,
    /// How to reach the reporter, masked or not.
    pub contact_phone: Option<String>,
    /// What was written about it later.
    pub notes: Vec<Note>,
    /// What the caller may do with it now.
    pub moves: Vec<&'static Move>,
    /// In which role the caller sees it, for the access record.
    role: Role,
}

impl std::fmt::Debug for Details {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Details(…)")
    }
}

/// Reads a request. When that shows somebody's name or phone in full, an access record is stored before the answer.
///
/// # Errors
/// [`Code::NotFound`] when there is none for the caller.
pub async fn read(db: &Db, scope: Scope, id: RequestId) -> Result<Detail> {
    let detail = load(db, scope.clone(), id, None).await?;
    let own = !detail.sight.inside;
    if detail.sight.identity == Identity::Full
        && !own
        && let Some(access) = access(&scope, &detail, "handling".to_owned())
    {
        db.write(move |tx| tx.record_access(&access)).await?;
    }
    Ok(detail)
}

/// What the caller may do with a request now; shows nobody's data.
///
/// # Errors
/// [`Code::NotFound`] when there is none for the caller.
pub async fn possible_moves(db: &Db, scope: Scope, id: RequestId) -> Result<Vec<&'static Move>> {
    Ok(load(db, scope, id, None).await?.moves)
}

/// Takes the masks off for a reason, which the person it is about can read.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::NothingToUnmask`] when the caller may not see who reported it; [`Code::Required`] and
/// [`Code::TooLong`] for the reason.
pub async fn unmask(
    db: &Db,
    scope: Scope,
    key: idempotency::Key,
    id: RequestId,
    reason: &str,
) -> Result<(Detail, bool)> {
    let reason = reason.trim();
    match reason.chars().count() {
        0 => return Err(Problem::new(Code::Required).at("/reason").into()),
        length if length > REASON_MAX => {
            return Err(Problem::new(Code::TooLong).at("/reason").with("max", REASON_MAX).into());
        }
        _ => {}
    }
    let detail = load(db, scope.clone(), id, Some(Identity::Full)).await?;
    if !detail.sight.unmask {
        return Err(Code::NothingToUnmask.into());
    }
    let access = access(&scope, &detail, reason.to_owned());
    let replayed = db
        .write(move |tx| {
            if tx.replay(&key, json!(id))?.is_some() {
                return Ok(true);
            }
            access.as_ref().map_or(Ok(()), |access| tx.record_access(access)).map(|()| false)
        })
        .await?;
    Ok((detail, replayed))
}

/// Everything that happened to a request, with the texts the caller may read.
///
/// # Errors
/// [`Code::NotFound`] when there is none for the caller.
pub async fn history(db: &Db, scope: Scope, id: RequestId) -> Result<(Detail, Vec<Recorded>)> {
    let detail = load(db, scope, id, None).await?;
    let events = db.read(move |connection| timeline(connection, id)).await?;
    Ok((detail, events))
}

/// Everybody who held a request, and why.
///
/// # Errors
/// [`Code::NotFound`] when there is none for the caller.
pub async fn routing(db: &Db, scope: Scope, id: RequestId) -> Result<(Detail, Vec<Assignment>)> {
    let detail = load(db, scope, id, None).await?;
    let assignments = db.read(move |connection| Assignment::all(connection, id)).await?;
    Ok((detail, assignments))
}

/// A request and its receipt, for whoever sent it without a login.
#[derive(Debug)]
pub struct Sent {
    /// The row: only its state, number and unit may be shown.
    pub row: RequestRow,
    /// The secret of its receipt.
    pub receipt: SecretText,
}

impl Sent {
    /// Whether a text is the secret of the receipt, in constant time.
    pub fn opens(&self, db: &Db, secret: &str) -> bool {
        db.vault().receipt_matches(self.row.id, receipt_version(&self.row), secret)
    }
}

/// Reads a request for its receipt.
///
/// # Errors
/// [`Code::NotFound`]
pub async fn follow(db: &Db, id: RequestId) -> Result<Sent> {
    let row = db.read(move |connection| RequestRow::load(connection, id)).await?;
    let receipt = db.vault().receipt_secret(id, receipt_version(&row));
    Ok(Sent { row, receipt })
}

/// The version of a request's receipt; a revoked one is lower.
pub(super) fn receipt_version(row: &RequestRow) -> u32 {
    u32::try_from(row.receipt_version).unwrap_or_default()
}

/// The record of what a detail shows of the reporter; none when that is nothing.
fn access(scope: &Scope, detail: &Detail, purpose: String) -> Option<Access> {
    let fields = match (&detail.contact_name, &detail.contact_phone) {
        (Some(_), Some(_)) => "contact_name,contact_phone",
        (Some(_), None) => "contact_name",
        (None, Some(_)) => "contact_phone",
        (None, None) => return None,
    };
    let (subject, request) = (detail.row.reporter_account_id, Some(detail.row.id));
    Some(Access { subject, request, reader: scope.account, role: detail.role, purpose, fields })
}

async fn load(db: &Db, scope: Scope, id: RequestId, identity: Option<Identity>) -> Result<Detail> {
    let (db_inside, now) = (db.clone(), db.now());
    db.read(move |connection| detail(connection, &db_inside, &scope, id, identity, now)).await
}

fn detail(
    connection: &mut AnyConnection,
    db: &Db,
    scope: &Scope,
    id: RequestId,
    identity: Option<Identity>,
    now: Instant,
) -> Result<Detail> {
    let row = RequestRow::load(connection, id)?;
    let stand = stand(connection, &db.atlas(), scope, &row, false, now)?;
    let facts = row.facts(row.attempts(connection)?);
    let sight = sight(&facts, stand.relation, stand.in_scope).ok_or(Code::NotFound)?;
    let identity = identity.filter(|_| sight.unmask).unwrap_or(sight.identity);
    let details = details(connection, db.vault(), &row, sight, identity)?;
    let notes = if sight.texts { Note::all(connection, db.vault(), id)? } else { Vec::new() };
    let shown = |text: Option<String>, mask: fn(&str) -> String| match identity {
        Identity::Hidden => None,
        Identity::Masked => text.map(|text| mask(&text)),
        Identity::Full => text,
    };
    Ok(Detail {
        description: details.description.filter(|_| sight.texts),
        contact_name: shown(details.contact_name, mask::name),
        contact_phone: shown(details.contact_phone, mask::phone),
        notes,
        moves: possible(&facts, stand.relation.acting()).collect(),
        role: role_of(&stand, scope),
        row,
        facts,
        sight,
    })
}

/// The personal data that may be shown. A reporter with a login is reached by its phone.
fn details(
    connection: &mut AnyConnection,
    vault: &Vault,
    row: &RequestRow,
    sight: Sight,
    identity: Identity,
) -> Result<Details> {
    if !sight.texts && identity == Identity::Hidden {
        return Ok(Details::default());
    }
    let mut details = Details::load(connection, vault, row.id)?;
    if let (None, Some(account)) = (&details.contact_phone, row.reporter_account_id) {
        let phone = account_identities::phone(connection, vault, account)?;
        details.contact_phone = phone.map(|phone| phone.as_str().to_owned());
    }
    Ok(details)
}

fn role_of(stand: &Stand, scope: &Scope) -> Role {
    let parties = stand.relation.parties;
    if parties.contains(Party::Desk) {
        return Role::TownDesk;
    }
    if parties.contains(Party::Supervisor) {
        return Role::Supervisor;
    }
    let leads = [Role::NeighbourhoodSecretary, Role::GridLeader, Role::BuildingGroupLeader];
    leads.into_iter().find(|&role| scope.roles.contains(role)).unwrap_or(Role::Member)
}
