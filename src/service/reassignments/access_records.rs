//! Access records of what previews, reports and replays show the desk of confidential requests.

use super::forecast::Forecast;
use crate::domain::access::AccessPurpose;
use crate::domain::id::{AccountId, RequestId};
use crate::domain::role::Role;
use crate::domain::scope::Scope;
use crate::error::Result;
use crate::store::access::Access;
use crate::store::connection::AnyConnection;
use crate::store::requests::{HandedOver, RequestRow};

/// Returns one record for each confidential request that a preview lists: none except for the desk.
///
/// # Errors
/// Those of the database.
pub(super) fn shown_in_preview(
    connection: &mut AnyConnection,
    scope: &Scope,
    forecast: &Forecast,
) -> Result<Vec<Access>> {
    let confidential = forecast.listed().filter(|one| one.to.confidential);
    shown(connection, scope, confidential.map(|one| one.to.request), "preview")
}

/// Returns one record for each confidential request that passes and is printed in a report: none
/// except for the desk.
///
/// # Errors
/// Those of the database.
pub(super) fn printed_in_report(
    connection: &mut AnyConnection,
    scope: &Scope,
    printed: &[HandedOver],
) -> Result<Vec<Access>> {
    let confidential = printed.iter().filter(|request| request.confidential);
    shown(connection, scope, confidential.map(|request| request.id), "report")
}

fn shown(
    connection: &mut AnyConnection,
    scope: &Scope,
    requests: impl Iterator<Item = RequestId>,
    field: &'static str,
) -> Result<Vec<Access>> {
    let ids: Vec<RequestId> = requests.collect();
    let rows = RequestRow::of(connection, &ids)?;
    Ok(rows.iter().map(|row| record(scope, row.reporter_account_id, Some(row.id), field)).collect())
}

/// Returns the record of a replay that counts confidential requests.
pub(super) fn counted_in_replay(scope: &Scope) -> Access {
    record(scope, None, None, "replay")
}

fn record(
    scope: &Scope,
    subject: Option<AccountId>,
    request: Option<RequestId>,
    field: &'static str,
) -> Access {
    Access {
        subject,
        request,
        reader: scope.account,
        role: Role::TownDesk,
        purpose: AccessPurpose::Handling,
        reason: None,
        unit: None,
        fields: vec![field],
    }
}
