//! Export of requests, complete and unescaped, for a recorded reason.

mod columns;
pub mod template;

use crate::domain::access::AccessPurpose;
use crate::domain::atlas::Atlas;
use crate::domain::characters::check_text;
use crate::domain::id::RequestId;
use crate::domain::period::Instant;
use crate::domain::request::check_system;
use crate::domain::role::Role;
use crate::domain::secret_text::SecretText;
use crate::error::{Code, Error, Problem, Result, both};
use crate::store::access::Access;
use crate::store::connection::AnyConnection;
use crate::store::requests::{RequestNote, RequestRow, RequestTexts};
use crate::store::vault::Vault;
use crate::store::{Actor, ChangeEvent, Db, account_identities, new_id};
use columns::COLUMNS;
use serde_json::json;
use std::collections::HashSet;
use std::io::Write;
use std::sync::Arc;

/// Maximum number of characters of a reason.
const REASON_MAX: usize = 200;
/// Number of requests that are read, and recorded as read, together.
const GROUP: usize = 256;

/// Input of an export.
#[derive(Debug, Clone)]
pub struct RequestExport {
    /// Reason. It is stored, and whoever the requests are about can read it.
    pub reason: SecretText,
    /// Code of a system above, to export its tickets only.
    pub system: Option<String>,
}

/// A request with everything known about it.
struct ExportedRequest {
    row: RequestRow,
    details: RequestTexts,
    notes: Vec<RequestNote>,
}

/// Writes every request as one line of CSV: the service's own fields, then what tickets held, under
/// their own names and exactly as it came. The export is an event; each access to personal data is
/// recorded before the data is written. Returns the number of requests.
///
/// # Errors
/// [`Code::ExportReason`], [`Code::TooLong`], [`Code::MalformedCode`]; [`Code::ExportFile`] when it
/// cannot be written; those of the database.
pub async fn export_requests(
    db: &Db,
    actor: Actor,
    export: RequestExport,
    out: impl Write,
) -> Result<usize> {
    let export = Arc::new(export.checked()?);
    let system = export.system.clone();
    let ids = db.read(move |connection| RequestRow::ids(connection, system.as_deref())).await?;
    begin(db, actor, &export, ids.len()).await?;
    let upstream = names(db, &ids).await?;
    let mut lines = csv::Writer::from_writer(out);
    let header = COLUMNS.iter().map(|(name, _)| *name).chain(upstream.iter().map(String::as_str));
    lines.write_record(header).map_err(unwritable)?;
    for ids in ids.chunks(GROUP) {
        let group = Arc::new(read(db, ids.to_vec()).await?);
        record(db, &export, &group).await?;
        let atlas = db.atlas();
        group
            .iter()
            .try_for_each(|one| lines.write_record(one.line(&atlas, &upstream)))
            .map_err(unwritable)?;
    }
    lines.flush().map_err(unwritable)?;
    Ok(ids.len())
}

impl RequestExport {
    fn checked(self) -> Result<Self, Problem> {
        let reason = self.reason.expose().trim().to_owned();
        match reason.chars().count() {
            0 => return Err(Code::ExportReason.into()),
            length if length > REASON_MAX => {
                return Err(Problem::new(Code::TooLong).with("max", REASON_MAX));
            }
            _ => check_text(&reason)?,
        }
        self.system.as_deref().map_or(Ok(()), check_system)?;
        Ok(Self { reason: reason.into(), ..self })
    }
}

/// Records who exports and why, before anything is read.
async fn begin(db: &Db, actor: Actor, export: &Arc<RequestExport>, requests: usize) -> Result<()> {
    let export = Arc::clone(export);
    db.write(move |tx| {
        let id = new_id(tx.now());
        let user = actor.columns().1.unwrap_or_default();
        tx.insert_export(id, &user, export.system.as_deref(), &export.reason)?;
        let payload = json!({ "system": export.system, "requests": requests });
        tx.event(
            &actor,
            ChangeEvent { aggregate: id, sequence: 1, kind: "requests_exported", payload },
        )
    })
    .await
}

/// Returns the names of the fields of tickets, in the order of their first occurrence.
async fn names(db: &Db, ids: &[RequestId]) -> Result<Vec<String>> {
    let mut names = Vec::new();
    let mut seen = HashSet::new();
    for ids in ids.chunks(GROUP) {
        let inside = db.clone();
        let ids = ids.to_vec();
        let found = db.read(move |connection| {
            let mut details = RequestTexts::of_all(connection, inside.vault(), &ids)?;
            Ok(ids
                .iter()
                .flat_map(|id| {
                    details.remove(id).map(|details| details.upstream).unwrap_or_default()
                })
                .map(|(name, _)| name)
                .collect::<Vec<_>>())
        });
        names.extend(found.await?.into_iter().filter(|name| seen.insert(name.clone())));
    }
    Ok(names)
}

async fn read(db: &Db, ids: Vec<RequestId>) -> Result<Vec<ExportedRequest>> {
    let inside = db.clone();
    db.read(move |connection| {
        let vault = inside.vault();
        let mut details = RequestTexts::of_all(connection, vault, &ids)?;
        let rows = RequestRow::of(connection, &ids)?;
        rows.into_iter()
            .map(|row| {
                let details = details.remove(&row.id).unwrap_or_default();
                ExportedRequest::of(connection, vault, row, details)
            })
            .collect()
    })
    .await
}

/// Records what is read of each request.
async fn record(
    db: &Db,
    export: &Arc<RequestExport>,
    group: &Arc<Vec<ExportedRequest>>,
) -> Result<()> {
    let export = Arc::clone(export);
    let group = Arc::clone(group);
    db.write(move |tx| {
        for one in group.iter().filter(|one| !one.is_erased()) {
            tx.record_access(&Access {
                subject: one.row.reporter_account_id,
                request: Some(one.row.id),
                reader: None,
                role: Role::SystemAdministrator,
                unit: None,
                purpose: AccessPurpose::Stated,
                reason: Some(export.reason.clone()),
                fields: one.fields(),
            })?;
        }
        Ok(())
    })
    .await
}

impl ExportedRequest {
    /// Reads everything attached to a request. A reporter with a login is reached by its phone.
    fn of(
        connection: &mut AnyConnection,
        vault: &Vault,
        row: RequestRow,
        mut details: RequestTexts,
    ) -> Result<Self> {
        if let (None, Some(account)) = (&details.contact_phone, row.reporter_account_id) {
            let phone = account_identities::phone(connection, vault, account)?;
            details.contact_phone = phone.map(|phone| phone.as_str().to_owned());
        }
        let notes = RequestNote::all(connection, vault, row.id)?;
        Ok(Self { row, details, notes })
    }

    const fn is_erased(&self) -> bool {
        self.details.description.is_none()
    }

    /// Returns the personal fields that are present.
    fn fields(&self) -> Vec<&'static str> {
        let RequestTexts { description, address, contact_name, contact_phone, answers, upstream } =
            &self.details;
        let shown = [
            ("description", description.is_some()),
            ("address", address.is_some()),
            ("contact_name", contact_name.is_some()),
            ("contact_phone", contact_phone.is_some()),
            ("answers", !answers.is_empty()),
            ("upstream", !upstream.is_empty()),
            ("notes", !self.notes.is_empty()),
        ];
        shown.into_iter().filter_map(|(field, shown)| shown.then_some(field)).collect()
    }

    fn line<'a>(
        &'a self,
        atlas: &'a Atlas,
        upstream: &'a [String],
    ) -> impl Iterator<Item = String> + 'a {
        COLUMNS.iter().map(move |(_, cell)| cell(self, atlas)).chain(upstream.iter().map(
            move |name| {
                (self.details.upstream.iter().find(|(held, _)| held == name))
                    .map(|(_, text)| text.clone())
                    .unwrap_or_default()
            },
        ))
    }
}

fn unwritable(fault: impl std::fmt::Display) -> Error {
    Problem::new(Code::ExportFile).with("reason", both("写入失败", &fault.to_string())).into()
}

/// Formats an instant as RFC 3339 in UTC.
fn instant(at: Instant) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}
