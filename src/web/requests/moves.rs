//! What may be done with a request, and doing it.

use super::{CorrectionBody, RequestStanding, RequestView};
use crate::domain::id::{MemberId, RequestId, TaskId};
use crate::domain::request::{
    ContactOutcome, CorrectedFields, EscalationReason, Meeting, MoveField, MoveInput, MoveRule,
    NoContactReason, RedirectReason, ReleasedField, RequestAction, RequestState, ResolutionOutcome,
    ReturnReason, ReviewDecision, Satisfaction, TaskAssignee, TaskAssigneeKind, TaskSpec,
    TransferReason, UpstreamReason, Urgency,
};
use crate::domain::scope::Scope;
use crate::domain::unit::{Unit, UnitKind};
use crate::error::{Code, Language, Problem, Result};
use crate::service::requests::read::{possible_moves, read};
use crate::service::requests::receipt::{follow, told_to_bearer};
use crate::service::requests::request_transition::RequestTransition;
use crate::service::requests::transition::transition;
use crate::service::rulebook::Rulebook;
use crate::store::Db;
use crate::web::answer::{Answer, Changed, Resource};
use crate::web::body::Body;
use crate::web::idempotency::IdempotencyKey;
use crate::web::language::Preferred;
use crate::web::page::Listed;
use crate::web::parameters::Path;
use crate::web::permission::{OptionalLogin, Permit, SignedIn};
use crate::web::place::PlaceBody;
use crate::web::version::IfMatch;
use actix_web::web::Data;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

/// A transition that the caller may make now.
#[derive(Debug, Serialize, ToSchema)]
pub struct PossibleMove {
    /// Action.
    pub action: RequestAction,
    /// Fields that are required.
    pub requires: Vec<MoveField>,
    /// Further fields that are accepted.
    pub allows: Vec<MoveField>,
    /// States that it may lead to.
    pub to: Vec<RequestState>,
}

impl PossibleMove {
    /// A move that starts from a state.
    pub(super) fn new(row: &MoveRule, from: RequestState) -> Self {
        Self {
            action: row.action,
            requires: row.requires.to_vec(),
            allows: row.allows.to_vec(),
            to: row.to.states(from).collect(),
        }
    }
}

/// Lists the transitions of a request that the caller may make now.
///
/// Each names the fields that it requires and accepts.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/requests/{id}/transitions")]
pub async fn list_transitions(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<RequestId>,
) -> Result<Answer<Listed<PossibleMove>>> {
    let (state, moves) = possible_moves(&db, (*permit.bearer.scope).clone(), id).await?;
    let moves = moves.into_iter().map(|row| PossibleMove::new(row, state));
    Ok(Answer(Listed::whole(moves)))
}

/// The unit that receives a request.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiverBody {
    /// Kind: grid, building group, desk or office.
    pub kind: UnitKind,
    /// Identifier.
    pub id: Uuid,
}

/// A meeting (会商) on a request.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingBody {
    /// Local date.
    #[schema(example = "2026-03-05")]
    pub held_on: NaiveDate,
    /// Names of the units that took part.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    pub units: Vec<String>,
    /// Who leads what was agreed.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub lead: String,
    /// Conclusion.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    pub conclusion: String,
}

impl From<MeetingBody> for Meeting {
    fn from(body: MeetingBody) -> Self {
        let MeetingBody { held_on, units, lead, conclusion } = body;
        Self { held_on, units, lead, conclusion }
    }
}

/// Whom a task is given to.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssigneeBody {
    /// Kind.
    pub kind: TaskAssigneeKind,
    /// Identifier.
    pub id: Uuid,
}

/// A task (任务单): what somebody beside the holder is asked to do.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskBody {
    /// Whom it is given to.
    #[validate(nested)]
    pub assignee: AssigneeBody,
    /// What is to be done, 1–500 characters. Volunteers, posts and organisations read nothing else.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    pub what: String,
    /// Where, 1–200 characters.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub place: Option<String>,
    /// Time until which it is to be done.
    pub until: DateTime<Utc>,
    /// True for the part of a joint handling that leads.
    #[serde(default)]
    pub leads: bool,
}

impl From<TaskBody> for TaskSpec {
    fn from(body: TaskBody) -> Self {
        let TaskBody { assignee, what, place, until, leads } = body;
        let assignee = TaskAssignee::new(assignee.kind, assignee.id);
        Self { assignee, what, place, until, leads }
    }
}

/// Declares the body of a transition: what every transition may need, and fields of its own.
macro_rules! transition_body {
    ($(#[$doc:meta])* $name:ident { $($own:tt)* }) => {
        $(#[$doc])*
        #[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// Action.
            pub action: RequestAction,
            /// Outcome of an attempt to reach the reporter.
            pub contact_outcome: Option<ContactOutcome>,
            /// Outcome of the handling.
            pub outcome: Option<ResolutionOutcome>,
            /// Public reply to the reporter, 1–2000 characters.
            #[schema(min_length = 1, max_length = 2000)]
            pub reply: Option<String>,
            /// Unit that the request is offered to.
            #[validate(nested)]
            pub to: Option<ReceiverBody>,
            /// Member whom the request is dispatched to, with the unit or instead of it: a leader or deputy
            /// there. Without a unit it goes to the one they lead that is nearest to the place. If they
            /// accept it, they hold it in person.
            #[schema(value_type = Option<Uuid>)]
            pub person: Option<MemberId>,
            /// Reason for the transfer.
            pub reason: Option<TransferReason>,
            /// Reason for the escalation.
            pub escalation_reason: Option<EscalationReason>,
            /// Reason why nobody called the reporter before the escalation.
            pub no_contact: Option<NoContactReason>,
            /// Reason for the return.
            pub return_reason: Option<ReturnReason>,
            /// True when a late return tells a new fact, in the words.
            pub new_fact: Option<bool>,
            /// Decision on the return.
            pub decision: Option<ReviewDecision>,
            /// Meeting on the request, from the third return or escalation on.
            #[validate(nested)]
            pub meeting: Option<MeetingBody>,
            /// True when the reporter confirms that somebody was in contact.
            pub contacted: Option<bool>,
            /// True when the reporter confirms that the matter is solved.
            pub solved: Option<bool>,
            /// Satisfaction of the reporter.
            pub satisfaction: Option<Satisfaction>,
            /// Explanation, or the text to be relayed, 1–1000 characters.
            #[schema(min_length = 1, max_length = 1000)]
            pub words: Option<String>,
            /// Redacted copy for the handlers of a confidential request, 1–2000 characters.
            #[schema(min_length = 1, max_length = 2000)]
            pub redacted: Option<String>,
            /// Reason for returning the request to the platform above.
            pub upstream_reason: Option<UpstreamReason>,
            /// Reason for telling the reporter where else to go.
            pub redirect_reason: Option<RedirectReason>,
            /// Earlier request of the same reporter, whose reply answers this one too.
            #[schema(value_type = Option<Uuid>)]
            pub earlier: Option<RequestId>,
            /// Request about the same, which goes on while this one waits for its result.
            #[schema(value_type = Option<Uuid>)]
            pub leading: Option<RequestId>,
            /// Task to be given.
            #[validate(nested)]
            pub task: Option<TaskBody>,
            /// Tasks of a joint handling, of one organisation or unit each.
            #[validate(length(min = 1, max = 10), nested)]
            #[schema(min_items = 1, max_items = 10)]
            pub parts: Option<Vec<TaskBody>>,
            /// Task whose assignees may know something of the reporter.
            #[schema(value_type = Option<Uuid>)]
            pub task_id: Option<TaskId>,
            /// What they may know; an empty list takes it back.
            #[validate(length(max = 3))]
            #[schema(max_items = 3)]
            pub releases: Option<Vec<ReleasedField>>,
            /// The place, corrected.
            #[validate(nested)]
            pub place: Option<PlaceBody>,
            /// Code of the category, corrected.
            #[validate(length(max = 64))]
            #[schema(max_length = 64)]
            pub category: Option<String>,
            /// Urgency, corrected.
            pub urgency: Option<Urgency>,
            $($own)*
            /// Row version that the caller has read; any other version is refused.
            pub version: Option<i64>,
        }

        impl $name {
            fn into_transition(
                self,
                request: RequestId,
                receipt: Option<String>,
                version: Option<i64>,
            ) -> Result<RequestTransition, Problem> {
                let corrects = CorrectedFields {
                    place: self.place.is_some(),
                    category: self.category.is_some(),
                    urgency: self.urgency.is_some(),
                };
                let correction = CorrectionBody {
                    place: self.place,
                    category: self.category,
                    urgency: self.urgency,
                };
                Ok(RequestTransition {
                    request,
                    receipt,
                    version,
                    to: self.to.map(|receiver| Unit::new(receiver.kind, receiver.id)),
                    task: self.task.map(TaskSpec::from),
                    parts: self.parts.map(|parts| parts.into_iter().map(TaskSpec::from).collect()),
                    correction: correction.given()?,
                    earlier: self.earlier,
                    leading: self.leading,
                    input: MoveInput {
                        action: self.action,
                        contact_outcome: self.contact_outcome,
                        outcome: self.outcome,
                        reply: self.reply,
                        to: None,
                        person: self.person,
                        reason: self.reason,
                        escalation_reason: self.escalation_reason,
                        no_contact: self.no_contact,
                        return_reason: self.return_reason,
                        new_fact: self.new_fact,
                        decision: self.decision,
                        meeting: self.meeting.map(Meeting::from),
                        contacted: self.contacted,
                        solved: self.solved,
                        satisfaction: self.satisfaction,
                        words: self.words,
                        redacted: self.redacted,
                        upstream_reason: self.upstream_reason,
                        redirect_reason: self.redirect_reason,
                        earlier: None,
                        leading: None,
                        task: None,
                        parts: None,
                        task_id: self.task_id,
                        releases: self.releases,
                        corrects,
                        correction: None,
                    },
                })
            }
        }
    };
}

transition_body! {
    /// A transition and what it needs; `GET` of the same path tells which fields.
    NewTransition {
        /// Secret of the receipt, for callers without a login.
        #[validate(length(max = 64))]
        #[schema(max_length = 64)]
        pub receipt_secret: Option<String>,
    }
}

transition_body! {
    /// A transition of one of several requests, and what it needs.
    BatchTransition {
        /// Request.
        #[schema(value_type = Uuid)]
        pub request: RequestId,
    }
}

impl BatchTransition {
    /// The transition of the request that it names.
    pub(super) fn into_named(self) -> Result<RequestTransition, Problem> {
        let Self { request, version, .. } = self;
        self.into_transition(request, None, version)
    }
}

/// A request after a transition: in full for those who may see it, else only its status.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum MovedRequest {
    /// The request, for those who may see it.
    Request(Box<RequestView>),
    /// The status of the request, for the bearer of its receipt.
    Standing(Box<RequestStanding>),
    /// Nothing, for those who may no longer see the request after the transition.
    Gone(GoneRequest),
}

/// An empty object in place of a request that the caller may no longer see.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GoneRequest {}

impl Resource for MovedRequest {
    fn version(&self) -> Option<i64> {
        match self {
            Self::Request(request) => request.version(),
            Self::Standing(standing) => standing.version(),
            Self::Gone(_) => None,
        }
    }
}

/// Makes a transition of a request.
///
/// Callers without a login send the secret of the receipt. Who hands a request on offers it: it
/// stays with its holder, and all clocks run, until the other unit accepts it. A caller who may no
/// longer see the request after the transition gets an empty object without an `ETag`.
///
/// # Errors
/// `required`, `too_long`, `too_few`, `too_many`, `not_found`, `stale_version`,
/// `move_not_possible`, `unknown_unit`, `unknown_organization`, `never_main_office`,
/// `office_without_head`, `unknown_member`, `member_inactive`, `leads_no_unit`,
/// `leads_another_unit`, `transfer_to_same_unit`, `transfer_outside_scope`, `reason_of_the_desk`,
/// `dispatch_conflict`, `offered_already`, `contact_before_escalation`, `nothing_above`,
/// `nobody_there`, `return_too_late`, `meeting_required`, `contact_number_given`, `reminded_today`,
/// `task_until_passed`, `task_does_not_lead`, `two_parts_lead`, `assignee_twice`,
/// `unknown_assignee`, `assignee_outside`, `assignee_absent`, `assignee_is_holder`,
/// `nobody_for_task`, `liaison_missing`, `assignee_conflict`, `post_outside_zone`,
/// `joint_needs_unit`, `held_from_level`, `unknown_task`, `nobody_named`, `unknown_category`,
/// `category_referred`, `unknown_grid`, `unknown_address`, `address_not_found`,
/// `coordinate_out_of_range`, `coordinates_swapped`, `one_coordinate`, `place_required`,
/// `correction_to_the_same`, `urgency_never_lowered`, `urgency_lowered_by_desk`,
/// `earlier_reply_unknown`, `new_fact_is_handled`, `objected_already`, `linked_already`,
/// `link_to_itself`, `link_to_merged`, `link_to_ended`, `link_leads_others`,
/// `link_to_confidential`, `link_excludes_people`, `link_from_the_desk`, `link_outside_desk`, `erased`
#[utoipa::path(post, path = "/api/v1/requests/{id}/transitions")]
#[expect(clippy::too_many_arguments, reason = "a handler names everything it takes from a request")]
pub async fn make_transition(
    permit: Permit<OptionalLogin>,
    db: Data<Db>,
    rulebook: Data<Rulebook>,
    language: Preferred,
    Path(id): Path<RequestId>,
    seen: IfMatch,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewTransition>,
) -> Result<Changed<MovedRequest>> {
    let scope = permit.bearer.map_or_else(Scope::anonymous, |caller| Scope::clone(&caller.scope));
    let receipt = body.receipt_secret.clone();
    let version = seen.given(body.version)?;
    let asked = body.into_transition(id, receipt.clone(), version)?;
    let silence = rulebook.silence;
    let replayed = transition(&db, &rulebook.into_inner(), scope.clone(), key, asked).await?;
    let resource = moved(&db, scope, id, receipt.as_deref(), silence, language.0).await?;
    Ok(Changed { resource, replayed })
}

/// Whoever handed it out of their own sight learns only that it is gone. When it cannot be read for
/// another reason the move stands, and the same key asks again.
async fn moved(
    db: &Db,
    scope: Scope,
    id: RequestId,
    receipt: Option<&str>,
    silence: TimeDelta,
    language: Language,
) -> Result<MovedRequest> {
    match read(db, scope, id).await {
        Ok(detail) => {
            let view = RequestView::new(&db.atlas(), detail, silence, language);
            return Ok(MovedRequest::Request(Box::new(view)));
        }
        Err(error) if error.is(Code::NotFound) => {}
        Err(error) => return Err(error),
    }
    let sent = follow(db, id).await?;
    if !receipt.is_some_and(|secret| sent.opens(db, secret)) {
        return Ok(MovedRequest::Gone(GoneRequest {}));
    }
    let told = told_to_bearer(db, &sent.row).await?;
    let standing = RequestStanding::new(&db.atlas(), &sent.row, told, silence, language);
    Ok(MovedRequest::Standing(Box::new(standing)))
}
