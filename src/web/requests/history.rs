//! What happened to a request: timeline, routing, masks taken off, and who read whose data.

use super::{RequestView, RuleBrief, UnitView, rule_brief, unit_view, view};
use crate::domain::access::AccessPurpose;
use crate::domain::id::{AccountId, MemberId, RequestId};
use crate::domain::request::{AssignmentCause, NoteKind};
use crate::domain::role::Role;
use crate::domain::routing::{RoutingTrace, SkipReason, TraceStep};
use crate::domain::unit::Unit;
use crate::error::Result;
use crate::service::members::masked_names;
use crate::service::requests::read::{RequestDetail, history, routing, unmask};
use crate::store::access::{AccessRecord, records_of};
use crate::store::requests::Assignment;
use crate::store::{Db, RecordedEvent};
use crate::web::answer::Answer;
use crate::web::body::Body;
use crate::web::idempotency::IdempotencyKey;
use crate::web::language::Preferred;
use crate::web::page::{Listed, Page};
use crate::web::parameters::Path;
use crate::web::permission::{Permit, SignedIn, Staff};
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// One thing that happened to a request.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineEntry {
    /// Its place, from 1 on.
    pub sequence: i32,
    /// What happened.
    #[schema(example = "accepted")]
    pub kind: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it, for staff: the account of a member, or `reporter`, `anonymous`, `service`. The
    /// login of whoever reported it is shown to nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Ids, codes and words of vocabularies, for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub payload: Option<Value>,
    /// What was written, as far as the caller may read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What sort of text it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note_kind: Option<NoteKind>,
}

/// Everything that happened to a request, in order.
#[utoipa::path(
    get, path = "/api/v1/requests/{id}/timeline", params(("id" = Uuid, Path)),
    responses((status = 200, body = Listed<TimelineEntry>))
)]
pub async fn read_timeline(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    id: Path<Uuid>,
) -> Result<Answer<Listed<TimelineEntry>>> {
    let (detail, events) = history(&db, (*permit.bearer.scope).clone(), RequestId(id.0)).await?;
    let listed = page.cut(events, |event| event.sequence)?;
    Ok(Answer::ok(listed.map(|event| entry(&detail, event))))
}

fn entry(detail: &RequestDetail, event: RecordedEvent) -> TimelineEntry {
    let inside = detail.sight.inside;
    let note = detail.notes.iter().find(|note| note.sequence == event.sequence);
    let is_reporter = |actor: &String| {
        detail.row.reporter_account_id.is_some_and(|own| *actor == own.to_string())
    };
    let by_reporter = detail.is_told_exactly() && event.actor.as_ref().is_some_and(is_reporter);
    let actor = match event.actor {
        _ if by_reporter => "reporter".to_owned(),
        Some(ref actor) => actor.clone(),
        None => event.actor_kind.clone(),
    };
    TimelineEntry {
        sequence: event.sequence,
        kind: event.kind,
        at: detail.told(event.occurred_at.0),
        actor: Some(actor).filter(|_| inside),
        payload: Some(event.payload.0).filter(|_| inside),
        note: note.map(|note| note.body.clone()),
        note_kind: note.map(|note| note.kind),
    }
}

/// Somebody who held a request, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssignmentView {
    /// Its place, from 1 on.
    pub sequence: i32,
    /// The unit.
    pub unit: UnitView,
    /// The person, for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub holder: Option<MemberId>,
    /// Why it went there.
    pub cause: AssignmentCause,
    /// The routing rule by which it went there, when one held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleBrief>,
    /// Somebody who would have come first was unavailable.
    pub somebody_unavailable: bool,
    /// Each step, candidate and reason, for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub trace: Option<Value>,
    /// From when on.
    pub since: DateTime<Utc>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

/// Who held a request, and why them.
#[utoipa::path(
    get, path = "/api/v1/requests/{id}/routing", params(("id" = Uuid, Path)),
    responses((status = 200, body = Listed<AssignmentView>))
)]
pub async fn read_routing(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
    id: Path<Uuid>,
) -> Result<Answer<Listed<AssignmentView>>> {
    let (detail, assignments) =
        routing(&db, (*permit.bearer.scope).clone(), RequestId(id.0)).await?;
    let atlas = db.atlas();
    // Which chain was skipped tells something of who sent a confidential request: that is the
    // desk's alone.
    let explained = detail.sight.inside && detail.is_told_exactly();
    let shown = |assignment: Assignment| {
        let passed = |step: &TraceStep| {
            matches!(step, TraceStep::Passed { because: SkipReason::Absent, .. })
        };
        let trace: RoutingTrace =
            serde_json::from_value(assignment.trace.0.clone()).unwrap_or_default();
        AssignmentView {
            sequence: assignment.sequence,
            unit: unit_view(
                &atlas,
                Unit::new(assignment.unit_kind, assignment.unit_id.0),
                language.0,
            ),
            holder: detail.holder(&assignment),
            cause: assignment.cause,
            rule: trace.rule().and_then(|rule| rule_brief(&atlas, rule, assignment.started_at.0)),
            somebody_unavailable: detail.tells_whom(&assignment) && trace.0.iter().any(passed),
            trace: Some(assignment.trace.0).filter(|_| explained),
            since: detail.told(assignment.started_at.0),
            until: assignment.ended_at.map(|at| detail.told(at.0)),
        }
    };
    Ok(Answer::ok(page.cut(assignments, |assignment| assignment.sequence)?.map(shown)))
}

/// Why masks are taken off.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnmaskingBody {
    /// The reason; the person it is about can read it.
    #[validate(length(min = 1, max = 200))]
    pub reason: String,
}

/// Shows the reporter's name and phone for a reason. The person it is about sees who looked, and
/// why.
#[utoipa::path(
    post, path = "/api/v1/requests/{id}/unmask", params(("id" = Uuid, Path)), request_body = UnmaskingBody,
    responses((status = 200, body = RequestView))
)]
pub async fn unmask_request(
    permit: Permit<Staff>,
    db: Data<Db>,
    language: Preferred,
    id: Path<Uuid>,
    key: IdempotencyKey,
    body: Body<UnmaskingBody>,
) -> Result<Answer<RequestView>> {
    let scope = (*permit.bearer.scope).clone();
    let (detail, replayed) = unmask(&db, scope, key.0, RequestId(id.0), &body.0.reason).await?;
    let version = detail.row.version;
    Ok(Answer::ok(view(&db.atlas(), detail, language.0)).version(version).replayed(replayed))
}

/// Somebody read the caller's personal data.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessRecordView {
    /// Identifier.
    pub id: Uuid,
    /// The request that was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub request: Option<RequestId>,
    /// Who read it, masked; missing once the name was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "张*")]
    pub reader_name: Option<String>,
    /// In which role.
    pub role: Role,
    /// By which unit of theirs, as far as it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitView>,
    /// What for.
    pub purpose: AccessPurpose,
    /// The reason that the reader gave; none once the data of the request were erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Which fields.
    pub fields: Vec<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Who read the caller's personal data, the newest first.
#[utoipa::path(get, path = "/api/v1/me/access-records", responses((status = 200, body = Listed<AccessRecordView>)))]
pub async fn list_access_records(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
) -> Result<Answer<Listed<AccessRecordView>>> {
    let account: AccountId = permit.bearer.account;
    let (before, limit) = (page.after::<Uuid>()?, page.limit as i64 + 1);
    let vault = db.clone();
    let records = db
        .read(move |connection| records_of(connection, vault.vault(), account, before, limit))
        .await?;
    let names =
        masked_names(&db, records.iter().filter_map(|record| record.reader).collect()).await?;
    let (atlas, listed) = (db.atlas(), page.of(records, |record| record.id));
    let shown = |record: AccessRecord| AccessRecordView {
        id: record.id,
        request: record.request,
        reader_name: record.reader.and_then(|reader| names.get(&reader).cloned()),
        role: record.reader_role,
        unit: record.reader_unit.map(|unit| unit_view(&atlas, unit, language.0)),
        purpose: record.purpose,
        reason: record.reason.map(|reason| reason.expose().to_owned()),
        fields: record.fields.split(',').map(str::to_owned).collect(),
        at: record.read_at.0,
    };
    Ok(Answer::ok(listed.map(shown)))
}
