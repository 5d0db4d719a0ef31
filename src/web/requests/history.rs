//! What happened to a request: timeline, routing, masks taken off, and who read whose data.

use super::{RequestView, UnitView, unit_view, view};
use crate::domain::id::{AccountId, MemberId, RequestId};
use crate::domain::request::{Cause, NoteKind};
use crate::domain::role::Role;
use crate::domain::routing::{Reason, Step, Trace};
use crate::domain::unit::Unit;
use crate::error::Result;
use crate::service::requests::read::{Detail, history, routing, unmask};
use crate::store::access::records_of;
use crate::store::requests::Assignment;
use crate::store::{Db, Recorded};
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
    /// Who did it, for staff: an account, or `anonymous`, `service`, `operating_system_user`.
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
    responses((status = 200, body = [TimelineEntry]))
)]
pub async fn read_timeline(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    id: Path<Uuid>,
) -> Result<Answer<Vec<TimelineEntry>>> {
    let (detail, events) = history(&db, (*permit.bearer.scope).clone(), RequestId(id.0)).await?;
    let sender = events.first().and_then(|event| event.actor.clone());
    Ok(Answer::ok(events.into_iter().map(|event| entry(&detail, sender.as_deref(), event)).collect()))
}

fn entry(detail: &Detail, sender: Option<&str>, event: Recorded) -> TimelineEntry {
    let inside = detail.sight.inside;
    let note = detail.notes.iter().find(|note| note.sequence == event.sequence);
    // Of a confidential request nobody but the desk learns which login sent it, or judged it later.
    let by_sender = event.actor.is_some() && event.actor.as_deref() == sender;
    let hidden = by_sender && detail.facts.confidential && !detail.sight.texts;
    let actor = event.actor.unwrap_or(event.actor_kind);
    TimelineEntry {
        sequence: event.sequence,
        kind: event.kind,
        at: event.occurred_at.0,
        actor: Some(actor).filter(|_| inside && !hidden),
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
    pub cause: Cause,
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
    responses((status = 200, body = [AssignmentView]))
)]
pub async fn read_routing(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    language: Preferred,
    id: Path<Uuid>,
) -> Result<Answer<Vec<AssignmentView>>> {
    let (detail, assignments) = routing(&db, (*permit.bearer.scope).clone(), RequestId(id.0)).await?;
    let atlas = db.atlas();
    let shown = |assignment: Assignment| {
        let passed = |step: &Step| matches!(step, Step::Passed { because: Reason::Absent, .. });
        let trace: Trace = serde_json::from_value(assignment.trace.0.clone()).unwrap_or_default();
        AssignmentView {
            sequence: assignment.sequence,
            unit: unit_view(&atlas, Unit::new(assignment.unit_kind, assignment.unit_id.0), language.0),
            holder: Some(assignment.holder_id).filter(|_| detail.sight.inside),
            cause: assignment.cause,
            somebody_unavailable: trace.0.iter().any(passed),
            trace: Some(assignment.trace.0).filter(|_| detail.sight.inside),
            since: assignment.started_at.0,
            until: assignment.ended_at.map(|at| at.0),
        }
    };
    Ok(Answer::ok(assignments.into_iter().map(shown).collect()))
}

/// Why masks are taken off.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unmasking {
    /// The reason; the person it is about can read it.
    #[validate(length(min = 1, max = 200))]
    pub reason: String,
}

/// Shows the reporter's name and phone for a reason. The person it is about sees who looked, and why.
#[utoipa::path(
    post, path = "/api/v1/requests/{id}/unmask", params(("id" = Uuid, Path)), request_body = Unmasking,
    responses((status = 200, body = RequestView))
)]
pub async fn unmask_request(
    permit: Permit<Staff>,
    db: Data<Db>,
    language: Preferred,
    id: Path<Uuid>,
    key: IdempotencyKey,
    body: Body<Unmasking>,
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
    /// In which role.
    pub role: Role,
    /// What for.
    pub purpose: String,
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
    page: Page,
) -> Result<Answer<Listed<AccessRecordView>>> {
    let account: AccountId = permit.bearer.account;
    let (before, limit) = (page.after::<Uuid>()?, page.limit as i64 + 1);
    let records = db.read(move |connection| records_of(connection, account, before, limit)).await?;
    let listed = page.of(records, |record| record.id.0);
    let shown = |record: crate::store::access::AccessRecord| AccessRecordView {
        id: record.id.0,
        request: record.request_id,
        role: record.reader_role,
        purpose: record.purpose,
        fields: record.fields.split(',').map(str::to_owned).collect(),
        at: record.read_at.0,
    };
    let items = listed.items.into_iter().map(shown).collect();
    Ok(Answer::ok(Listed { items, next_cursor: listed.next_cursor }))
}
