//! What happened to a request: timeline, routing, masks taken off, and who read whose data.

use super::RequestView;
use crate::domain::access::AccessPurpose;
use crate::domain::atlas::Atlas;
use crate::domain::id::{AccountId, MemberId, RequestId};
use crate::domain::request::{AssignmentCause, NoteKind};
use crate::domain::role::Role;
use crate::domain::routing::{RoutingTrace, SkipReason, TraceStep};
use crate::domain::unit::Unit;
use crate::error::{Language, Result};
use crate::service::member_names::masked_names;
use crate::service::requests::read::{RequestDetail, history, routing, unmask};
use crate::service::rulebook::Rulebook;
use crate::store::access::{AccessRecord, records_of};
use crate::store::requests::Assignment;
use crate::store::{Db, RecordedEvent};
use crate::web::answer::{Answer, Changed};
use crate::web::body::Body;
use crate::web::idempotency::IdempotencyKey;
use crate::web::language::Preferred;
use crate::web::page::{Listed, Page};
use crate::web::parameters::Path;
use crate::web::partakers::RuleBrief;
use crate::web::permission::{Permit, SignedIn, Staff};
use crate::web::units::UnitView;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// An entry in the timeline of a request.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineEntry {
    /// Position in the timeline, from 1 on.
    pub sequence: i32,
    /// Kind of the entry.
    #[schema(example = "accepted")]
    pub kind: String,
    /// Time.
    pub at: DateTime<Utc>,
    /// Actor, for staff: the account of a member, or `reporter`, `anonymous`, `service`. The
    /// account of the reporter is never shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Identifiers, codes and values of enums, for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub payload: Option<Value>,
    /// Text that came with the entry, when the caller may read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Kind of that text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note_kind: Option<NoteKind>,
}

impl TimelineEntry {
    fn new(detail: &RequestDetail, event: RecordedEvent) -> Self {
        let inside = detail.visibility.inside;
        let note = detail.notes.iter().find(|note| note.sequence == event.sequence);
        let by_reporter = detail.is_shown_exactly()
            && event.actor.as_ref().is_some_and(|actor| {
                detail.row.reporter_account_id.is_some_and(|own| *actor == own.to_string())
            });
        let actor = match event.actor {
            _ if by_reporter => "reporter".to_owned(),
            Some(ref actor) => actor.clone(),
            None => event.actor_kind.clone(),
        };
        Self {
            sequence: event.sequence,
            kind: event.kind,
            at: detail.shown_instant(event.occurred_at.0),
            actor: Some(actor).filter(|_| inside),
            payload: Some(event.payload.0).filter(|_| inside),
            note: note.map(|note| note.body.clone()),
            note_kind: note.map(|note| note.kind),
        }
    }
}

/// Reads the timeline of a request.
///
/// The entries are in the order they happened. Reading texts that were written in confidence leaves
/// an access record.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/requests/{id}/timeline")]
pub async fn read_timeline(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Path(id): Path<RequestId>,
) -> Result<Answer<Listed<TimelineEntry>>> {
    let (detail, events) = history(&db, (*permit.bearer.scope).clone(), id).await?;
    let listed = page.cut(events, |event| event.sequence)?;
    Ok(Answer(listed.map(|event| TimelineEntry::new(&detail, event))))
}

/// An assignment of a request to a holder.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssignmentView {
    /// Position among the assignments, from 1 on.
    pub sequence: i32,
    /// Unit.
    pub unit: UnitView,
    /// Holder, for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub holder: Option<MemberId>,
    /// Cause of the assignment.
    pub cause: AssignmentCause,
    /// Routing rule that decided it, when one applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleBrief>,
    /// True when somebody who would have come first was unavailable.
    pub somebody_unavailable: bool,
    /// Trace of the routing: every step, candidate and reason; for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<RoutingTrace>,
    /// Start of the assignment.
    pub since: DateTime<Utc>,
    /// End of the assignment; missing while it lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

impl AssignmentView {
    fn new(
        atlas: &Atlas,
        detail: &RequestDetail,
        assignment: Assignment,
        language: Language,
    ) -> Self {
        // Which chain was skipped tells something of who sent a confidential request: that is the
        // desk's alone.
        let explained = detail.visibility.inside && detail.is_shown_exactly();
        let trace = &assignment.trace.0;
        let desk = atlas.desk().filter(|_| assignment.cause == AssignmentCause::Desk);
        let unit = Unit::new(assignment.unit_kind, assignment.unit_id.0);
        let unit = desk.map_or(unit, Unit::Desk);
        Self {
            sequence: assignment.sequence,
            unit: UnitView::of(atlas, unit, language),
            holder: detail.holder(&assignment),
            cause: assignment.cause,
            rule: trace.rule().and_then(|rule| RuleBrief::of(atlas, rule, assignment.started_at.0)),
            somebody_unavailable: detail.tells_whom(&assignment)
                && trace.0.iter().any(|step| {
                    matches!(step, TraceStep::Passed { because: SkipReason::Absent, .. })
                }),
            trace: explained.then(|| trace.clone()),
            since: detail.shown_instant(assignment.started_at.0),
            until: assignment.ended_at.map(|at| detail.shown_instant(at.0)),
        }
    }
}

/// Lists the assignments of a request, with the reason for each.
///
/// They are in the order they were made.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/requests/{id}/routing")]
pub async fn read_routing(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
    Path(id): Path<RequestId>,
) -> Result<Answer<Listed<AssignmentView>>> {
    let (detail, assignments) = routing(&db, (*permit.bearer.scope).clone(), id).await?;
    let atlas = db.atlas();
    let listed = page.cut(assignments, |assignment| assignment.sequence)?;
    Ok(Answer(
        listed.map(|assignment| AssignmentView::new(&atlas, &detail, assignment, language.0)),
    ))
}

/// The reason for taking the masks off.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnmaskingBody {
    /// Reason. The person whose data is shown can read it.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub reason: String,
}

/// Reads a request with the reporter's name and phone unmasked.
///
/// A reason is required. Each call leaves an access record with the reason, which the reporter can
/// read; so does a call that is repeated with the same key.
///
/// # Errors
/// `required`, `too_long`, `not_found`, `nothing_to_unmask`, `erased`
#[utoipa::path(post, path = "/api/v1/requests/{id}/unmask")]
pub async fn unmask_request(
    permit: Permit<Staff>,
    db: Data<Db>,
    rulebook: Data<Rulebook>,
    language: Preferred,
    Path(id): Path<RequestId>,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<UnmaskingBody>,
) -> Result<Changed<RequestView>> {
    let scope = (*permit.bearer.scope).clone();
    let (detail, replayed) = unmask(&db, scope, key, id, &body.reason).await?;
    let resource = RequestView::new(&db.atlas(), detail, rulebook.silence, language.0);
    Ok(Changed { resource, replayed })
}

/// A record that personal data of the caller was read.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessRecordView {
    /// Identifier.
    pub id: Uuid,
    /// Request that was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub request: Option<RequestId>,
    /// Name of the reader, masked; missing once the name was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "张*")]
    pub reader_name: Option<String>,
    /// Role of the reader.
    pub role: Role,
    /// Unit of the reader, as far as it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitView>,
    /// Purpose.
    pub purpose: AccessPurpose,
    /// Reason that the reader gave; missing once the data of the request was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Fields that were read.
    pub fields: Vec<String>,
    /// Time.
    pub at: DateTime<Utc>,
}

impl AccessRecordView {
    fn new(
        atlas: &Atlas,
        record: AccessRecord,
        reader_name: Option<String>,
        language: Language,
    ) -> Self {
        Self {
            id: record.id,
            request: record.request,
            reader_name,
            role: record.reader_role,
            unit: record.reader_unit.map(|unit| UnitView::of(atlas, unit, language)),
            purpose: record.purpose,
            reason: record.reason.map(|reason| reason.expose().to_owned()),
            fields: record.fields.split(',').map(str::to_owned).collect(),
            at: record.read_at.0,
        }
    }
}

/// Lists who read the caller's personal data.
///
/// The newest record is the first.
#[utoipa::path(get, path = "/api/v1/me/access-records")]
pub async fn list_access_records(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
) -> Result<Answer<Listed<AccessRecordView>>> {
    let account: AccountId = permit.bearer.account;
    let before = page.after::<Uuid>()?;
    let limit = page.limit as i64 + 1;
    let vault = db.clone();
    let records = db
        .read(move |connection| records_of(connection, vault.vault(), account, before, limit))
        .await?;
    let readers = records.iter().filter_map(|record| record.reader).collect();
    let names = masked_names(&db, readers).await?;
    let atlas = db.atlas();
    let listed = page.of(records, |record| record.id);
    Ok(Answer(listed.map(|record| {
        let name = record.reader.and_then(|reader| names.get(&reader).cloned());
        AccessRecordView::new(&atlas, record, name, language.0)
    })))
}
