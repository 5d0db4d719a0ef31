//! One request, as far as the caller may see it.

use super::answers::answers;
use super::standing::in_words;
use super::{AnswerView, ProposedCorrectionView, RequestSummary};
use crate::domain::atlas::Atlas;
use crate::domain::category::Referral;
use crate::domain::id::{OrganizationId, RequestId};
use crate::domain::request::{Closing, ClosingWay, NoteKind, RedirectReason};
use crate::error::{Language, Result};
use crate::service::requests::read::{RequestDetail, read};
use crate::service::rulebook::Rulebook;
use crate::store::Db;
use crate::store::requests::RequestNote;
use crate::web::answer::{Current, Resource};
use crate::web::language::Preferred;
use crate::web::parameters::Path;
use crate::web::partakers::PartakerView;
use crate::web::permission::{Permit, SignedIn};
use crate::web::tasks::TaskView;
use actix_web::web::Data;
use chrono::TimeDelta;
use serde::Serialize;
use utoipa::ToSchema;

/// A text that somebody wrote about a request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NoteView {
    /// Position of its entry in the timeline.
    pub sequence: i32,
    /// Kind.
    pub kind: NoteKind,
    /// Text.
    pub body: String,
}

impl NoteView {
    pub(super) fn new(note: RequestNote) -> Self {
        Self { sequence: note.sequence, kind: note.kind, body: note.body }
    }
}

/// How a request ended, or was resolved, otherwise than by being handled.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct ClosingView {
    /// Way.
    pub way: ClosingWay,
    /// Reason for telling the reporter where else to go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<RedirectReason>,
}

impl ClosingView {
    pub(super) const fn new(closing: Closing) -> Self {
        Self { way: closing.way, reason: closing.reason }
    }
}

/// A request, as far as the caller may see it. What they may not see is missing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RequestView {
    /// The fields of a request in a list.
    #[serde(flatten)]
    pub summary: RequestSummary,
    /// What was done, and who does what next, until when; for the reporter.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "荷风里网格已签收，12月4日（周五）17:30前与您联系")]
    pub in_words: Option<String>,
    /// Description; for the handlers of a confidential request the redacted copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// True when the description is a redacted copy.
    pub redacted: bool,
    /// Answers to the questions of the category, in the order of the questions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<AnswerView>,
    /// Address as the reporter wrote it, or the one they chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Name of the reporter, possibly masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "张*")]
    pub contact_name: Option<String>,
    /// Phone of the reporter, possibly masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "138****1234")]
    pub contact_phone: Option<String>,
    /// True when the caller may unmask name and phone with a reason.
    pub may_unmask: bool,
    /// Texts that were written about it later.
    pub notes: Vec<NoteView>,
    /// Other place that the matter may be taken to; only for the reporter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referral: Option<Referral>,
    /// Tasks about it (任务单), the earliest first; for its reporter and for staff.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<TaskView>,
    /// Organisations that it is about; for staff who read its texts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Uuid>)]
    pub about_organizations: Vec<OrganizationId>,
    /// Correction that waits for the desk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correction: Option<ProposedCorrectionView>,
    /// How it ended otherwise than by being handled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closing: Option<ClosingView>,
    /// Request that it is linked to, and whose result it gets; for staff who see both, and of a
    /// confidential one for the desk alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub linked_to: Option<RequestId>,
    /// Requests that are linked to it; for staff who see both, and of a confidential one for the
    /// desk alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Uuid>)]
    pub linked: Vec<RequestId>,
    /// Partakers beside the holder; those who only get a copy are shown to staff alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<PartakerView>,
}

impl RequestView {
    /// A request, as far as it is seen in detail.
    pub(super) fn new(
        atlas: &Atlas,
        detail: RequestDetail,
        silence: TimeDelta,
        language: Language,
    ) -> Self {
        let is_own = !detail.visibility.inside;
        Self {
            in_words: is_own.then(|| in_words(atlas, &detail.row, silence, language)),
            summary: RequestSummary::new(atlas, &detail.row, detail.visibility.into(), language),
            answers: answers(atlas, &detail, language),
            referral: referral(atlas, &detail),
            tasks: detail
                .tasks
                .iter()
                .map(|task| TaskView::new(atlas, task.clone(), language))
                .collect(),
            correction: ProposedCorrectionView::of(&detail),
            about_organizations: detail.about_organizations.clone(),
            shared: detail
                .shared
                .iter()
                .filter_map(|&(part, partaker)| PartakerView::of(atlas, part, partaker, language))
                .collect(),
            closing: detail.links.closing.map(ClosingView::new),
            linked_to: detail.links.linked_to,
            linked: detail.links.linked,
            description: detail.description,
            redacted: detail.redacted,
            address: detail.address,
            contact_name: detail.contact_name,
            contact_phone: detail.contact_phone,
            may_unmask: detail.visibility.unmask,
            notes: detail.notes.into_iter().map(NoteView::new).collect(),
        }
    }
}

impl Resource for RequestView {
    fn version(&self) -> Option<i64> {
        self.summary.version()
    }
}

fn referral(atlas: &Atlas, detail: &RequestDetail) -> Option<Referral> {
    let row = Some(&detail.row).filter(|_| !detail.visibility.inside)?;
    atlas.settings().categories.referral(&row.category, row.kind, row.about_staff).cloned()
}

/// Reads a request, as far as the caller may see it.
///
/// Showing somebody's name or phone in full, or what was written in confidence, leaves an access
/// record.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/requests/{id}")]
pub async fn read_request(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    rulebook: Data<Rulebook>,
    language: Preferred,
    Path(id): Path<RequestId>,
) -> Result<Current<RequestView>> {
    let detail = read(&db, (*permit.bearer.scope).clone(), id).await?;
    Ok(Current(RequestView::new(&db.atlas(), detail, rulebook.silence, language.0)))
}
