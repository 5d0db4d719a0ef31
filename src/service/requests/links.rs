//! Links of a request as one caller sees them: only those between requests that they both see, and of
//! a confidential one only the desk.

use super::relation::caller_relation;
use crate::domain::atlas::Atlas;
use crate::domain::id::RequestId;
use crate::domain::period::Instant;
use crate::domain::request::{Closing, ClosingWay, Party, Visibility, visibility};
use crate::domain::scope::Scope;
use crate::error::Result;
use crate::store::connection::AnyConnection;
use crate::store::requests::RequestRow;

/// How a request ended otherwise than by being handled, and its links.
#[derive(Debug, Clone, Default)]
pub struct RequestLinks {
    /// How it ended; that it is linked only for staff, and of a confidential one for the desk.
    pub closing: Option<Closing>,
    /// Request that it is linked to.
    pub linked_to: Option<RequestId>,
    /// Requests that are linked to it.
    pub linked: Vec<RequestId>,
}

impl RequestLinks {
    /// Reads the links of a request, as far as a caller may see them.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) fn read(
        connection: &mut AnyConnection,
        atlas: &Atlas,
        scope: &Scope,
        row: &RequestRow,
        seen: Visibility,
        now: Instant,
    ) -> Result<Self> {
        let closing = row.closing(connection)?;
        if !seen.inside || row.confidential && !seen.texts {
            let told = closing.filter(|closing| closing.way != ClosingWay::Merged);
            return Ok(Self { closing: told, ..Self::default() });
        }
        let leading = closing.filter(|closing| closing.way == ClosingWay::Merged);
        let leading: Vec<RequestId> = leading.and_then(|one| one.related).into_iter().collect();
        let mut shown = Vec::new();
        for others in [RequestRow::of(connection, &leading)?, row.followers(connection)?] {
            let mut both = Vec::new();
            for other in others {
                if sees_link(connection, atlas, scope, row, &other, now)? {
                    both.push(other.id);
                }
            }
            shown.push(both);
        }
        let linked = shown.pop().unwrap_or_default();
        let linked_to = shown.pop().and_then(|leading| leading.first().copied());
        Ok(Self { closing, linked_to, linked })
    }
}

/// Returns true if a caller who sees a request is told that another one is linked with it.
fn sees_link(
    connection: &mut AnyConnection,
    atlas: &Atlas,
    scope: &Scope,
    row: &RequestRow,
    other: &RequestRow,
    now: Instant,
) -> Result<bool> {
    let mut is_told = true;
    for one in [row, other] {
        let caller = caller_relation(connection, atlas, scope, one, false, now)?;
        let facts = one.facts(Vec::new());
        let is_seen = visibility(&facts, caller.relation, caller.in_scope).is_some();
        let is_desk = caller.relation.acting(&facts).contains(Party::Desk);
        is_told &= is_seen && (is_desk || !row.confidential && !other.confidential);
    }
    Ok(is_told)
}
