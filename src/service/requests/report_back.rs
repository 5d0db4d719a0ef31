//! 回传: reporting a ticket back to the platform above.

use super::access_records::{SeenAs, access_while_handling};
use super::relation::caller_relation;
use crate::domain::atlas::Atlas;
use crate::domain::calendar::zone;
use crate::domain::id::RequestId;
use crate::domain::mask;
use crate::domain::period::Instant;
use crate::domain::report_back::ReportPlaceholder;
use crate::domain::request::{NoteKind, Parties, Party, RequestFacts, RequestState, visibility};
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Result};
use crate::service::rulebook::Rulebook;
use crate::store::Db;
use crate::store::access::Access;
use crate::store::connection::AnyConnection;
use crate::store::requests::{RequestNote, RequestRow, RequestTexts};
use crate::store::vault::Vault;
use std::sync::Arc;

/// Parties who report to the platform above.
const TELLERS: Parties = Parties::of(&[Party::Desk, Party::Supervisor, Party::Integrator]);

/// A report to the platform above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportBack {
    /// Text as reported, or as it would be reported now.
    pub text: String,
    /// When it was reported; `None` until then.
    pub reported_at: Option<Instant>,
    /// Version of the request's row.
    pub version: i64,
}

/// Reads the report of a ticket, as made or as it would be made now. When that shows confidential
/// texts to the staff, an access record is stored before the answer.
///
/// # Errors
/// [`Code::NotFound`] when the request does not exist for the caller; [`Code::NotFromAbove`];
/// [`Code::ReportNotYours`] for those who may not report it, or not read its texts.
pub async fn read_report(
    db: &Db,
    rulebook: &Arc<Rulebook>,
    scope: Scope,
    id: RequestId,
) -> Result<ReportBack> {
    let inside = db.clone();
    let rulebook = Arc::clone(rulebook);
    let read = db.read(move |connection| report(connection, &inside, &rulebook, &scope, id));
    let (report, access) = read.await?;
    if let Some(access) = access {
        db.write(move |tx| tx.record_access(&access)).await?;
    }
    Ok(report)
}

fn report(
    connection: &mut AnyConnection,
    db: &Db,
    rulebook: &Rulebook,
    scope: &Scope,
    id: RequestId,
) -> Result<(ReportBack, Option<Access>)> {
    let row = RequestRow::load(connection, id)?;
    let atlas = db.atlas();
    let caller = caller_relation(connection, &atlas, scope, &row, false, db.now())?;
    let facts = row.facts(row.attempts(connection)?);
    let visibility = visibility(&facts, caller.relation, caller.in_scope).ok_or(Code::NotFound)?;
    let upstream = facts.upstream.ok_or(Code::NotFromAbove)?;
    if !visibility.texts || !caller.relation.acting(&facts).meets(TELLERS) {
        return Err(Code::ReportNotYours.into());
    }
    let reported_at = upstream.reported_at.filter(|_| facts.state == RequestState::Closed);
    let sent = match reported_at {
        Some(_) => last(RequestNote::all(connection, db.vault(), id)?, NoteKind::Report),
        None => None,
    };
    let text = match sent {
        Some(text) => text,
        None => render(connection, db.vault(), &atlas, rulebook, &row, &facts)?,
    };
    let confided = visibility.inside && facts.confidential;
    let access = confided.then(|| {
        let seen_as = SeenAs::of(&atlas, scope, &caller, &row);
        access_while_handling(scope, &row, seen_as, vec!["notes"])
    });
    Ok((ReportBack { text, reported_at, version: row.version }, access))
}

/// Renders the report for the request's present state.
pub(super) fn render(
    connection: &mut AnyConnection,
    vault: &Vault,
    atlas: &Atlas,
    rulebook: &Rulebook,
    row: &RequestRow,
    facts: &RequestFacts,
) -> Result<String> {
    let details = RequestTexts::load(connection, vault, row.id)?;
    let reply = last(RequestNote::all(connection, vault, row.id)?, NoteKind::PublicReply);
    let outcome = row.outcome;
    let (unit, title) = unit(atlas, row.unit());
    let template = &rulebook.report_back;
    let reporter = if facts.confidential {
        Some(template.confidential.clone())
    } else {
        details.contact_name.map(|name| mask::name(&name))
    };
    let contact = facts.attempts.last().map(|attempt| attempt.outcome.label().0.to_owned());
    let resolved_at = facts.last_resolved_at();
    let used =
        resolved_at.map(|at| rulebook.calendar.working_time_between(facts.submitted_at, at).value);
    Ok(template.render(|piece| match piece {
        ReportPlaceholder::Number => Some(row.number.clone()),
        ReportPlaceholder::ExternalSystem => row.external_system.clone(),
        ReportPlaceholder::ExternalNumber => row.external_number.clone(),
        ReportPlaceholder::Category => {
            atlas.settings().categories.get(&row.category).map(|category| category.name.zh.clone())
        }
        ReportPlaceholder::Reporter => reporter.clone(),
        ReportPlaceholder::Unit => unit.clone(),
        ReportPlaceholder::Title => title.clone(),
        ReportPlaceholder::ReceivedAt => Some(local(facts.submitted_at)),
        ReportPlaceholder::AcceptedAt => facts.accepted_at.map(local),
        ReportPlaceholder::ContactedAt => facts.contact.map(|contact| local(contact.at)),
        ReportPlaceholder::Contact => contact.clone(),
        ReportPlaceholder::ResolvedAt => resolved_at.map(local),
        ReportPlaceholder::DueAt => {
            Some(local(facts.second.map_or(facts.clocks.resolve_due, |second| second.due)))
        }
        ReportPlaceholder::Outcome => outcome.map(|outcome| outcome.label().0.to_owned()),
        ReportPlaceholder::Reply => reply.clone(),
        ReportPlaceholder::HoursUsed => {
            used.map(|used| format!("{:.1}", used.num_seconds() as f64 / 3600.0))
        }
    }))
}

fn last(notes: Vec<RequestNote>, kind: NoteKind) -> Option<String> {
    notes.into_iter().rfind(|note| note.kind == kind).map(|note| note.body)
}

/// Returns the name of a unit and the title of its leader, without any person's name.
fn unit(atlas: &Atlas, unit: Unit) -> (Option<String>, Option<String>) {
    let levels = &atlas.settings().levels;
    match unit {
        Unit::Grid(id) => {
            let level = atlas.tree().level(id).and_then(|level| levels.get(level));
            (
                atlas.tree().get(id).map(|grid| grid.name.clone()),
                level.map(|level| level.leader.zh.clone()),
            )
        }
        Unit::BuildingGroup(id) => {
            let name = atlas.groups().get(id).map(|group| group.name.clone());
            (name, Some(levels.building_groups().leader.zh.clone()))
        }
        Unit::Desk(_) => {
            (Some(levels.desk().name.zh.clone()), Some(levels.desk().leader.zh.clone()))
        }
        Unit::Office(id) => {
            let name = atlas.organizations().get(id).map(|office| office.profile.name.clone());
            (name, Some(levels.offices().leader.zh.clone()))
        }
    }
}

fn local(instant: Instant) -> String {
    instant.with_timezone(&zone()).format("%Y-%m-%d %H:%M").to_string()
}
