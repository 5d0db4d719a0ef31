//! Access records of what readers are shown of a request's reporter.

use super::relation::CallerRelation;
use crate::domain::access::AccessPurpose;
use crate::domain::atlas::Atlas;
use crate::domain::request::Party;
use crate::domain::role::Role;
use crate::domain::scope::Scope;
use crate::domain::secret_text::SecretText;
use crate::domain::unit::Unit;
use crate::error::Result;
use crate::store::Db;
use crate::store::access::Access;
use crate::store::requests::RequestRow;

/// The role and the unit by which a caller sees a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct SeenAs {
    pub(super) role: Role,
    pub(super) unit: Option<Unit>,
}

impl SeenAs {
    pub(super) fn of(
        atlas: &Atlas,
        scope: &Scope,
        caller: &CallerRelation,
        row: &RequestRow,
    ) -> Self {
        let parties = caller.relation.parties;
        let appointed = if parties.contains(Party::Desk) {
            Some(Role::TownDesk)
        } else if parties.contains(Party::Supervisor) {
            Some(Role::Supervisor)
        } else {
            None
        };
        let units = [row.unit(), Unit::Grid(row.place_grid_id)];
        match units.into_iter().find_map(|unit| scope.nearest(atlas, appointed, unit)) {
            Some((role, unit)) => Self { role, unit: Some(unit) },
            None => Self { role: appointed.unwrap_or(Role::Member), unit: None },
        }
    }
}

/// Creates the access record of what was shown of the reporter.
pub(super) fn access(
    scope: &Scope,
    row: &RequestRow,
    seen_as: SeenAs,
    purpose: AccessPurpose,
    reason: Option<SecretText>,
    fields: Vec<&'static str>,
) -> Access {
    let subject = row.reporter_account_id;
    let request = Some(row.id);
    let reader = scope.account;
    let SeenAs { role, unit } = seen_as;
    Access { subject, request, reader, role, unit, purpose, reason, fields }
}

/// Creates the access record of what was shown for the work on a request, without a reason stated.
pub(super) fn access_while_handling(
    scope: &Scope,
    row: &RequestRow,
    seen_as: SeenAs,
    fields: Vec<&'static str>,
) -> Access {
    access(scope, row, seen_as, AccessPurpose::Handling, None, fields)
}

/// Stores access records, if there are any.
///
/// # Errors
/// Those of the database.
pub(in crate::service) async fn record_all(db: &Db, records: Vec<Access>) -> Result<()> {
    if records.is_empty() {
        return Ok(());
    }
    db.write(move |tx| records.iter().try_for_each(|record| tx.record_access(record))).await
}
