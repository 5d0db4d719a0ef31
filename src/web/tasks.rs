//! 任务单 over HTTP: what somebody beside the holder is asked to do about a request.

use super::answer::{Answer, Changed, Current, Resource};
use super::body::Body;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::{Path, Query};
use super::permission::{Permit, SignedIn, Tasked};
use super::units::UnitView;
use super::version::IfMatch;
use crate::domain::atlas::Atlas;
use crate::domain::id::{RequestId, TaskId};
use crate::domain::request::{
    ReleasedField, ResolutionOutcome, TaskAction, TaskAssignee, TaskAssigneeKind, TaskInput,
    TaskState,
};
use crate::domain::scope::Scope;
use crate::error::{Language, Result};
use crate::service::requests::task_transition::move_task;
use crate::service::requests::tasks::{
    ReleasedTexts, TaskAnswer, TaskDetail, list_tasks as list, read_task as read, tasks_of_request,
};
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// Whom a task is given to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AssigneeView {
    /// Kind.
    pub kind: TaskAssigneeKind,
    /// Identifier.
    pub id: Uuid,
    /// Name of the unit with the capacity, of the role, post, organisation or unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "荷风里网格 网格员")]
    pub name: Option<String>,
}

/// What an assignee answered to a task.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TaskAnswerView {
    /// Time.
    pub at: DateTime<Utc>,
    /// Action.
    pub action: TaskAction,
    /// Result that the assignee proposes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<ResolutionOutcome>,
    /// What was done, or why it was handed back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// What the reporter lets the assignees of a task know.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReleasedView {
    /// Text of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Name of the reporter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Phone of the reporter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// A task (任务单) about a request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TaskView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: TaskId,
    /// Request that it is about; only for those who see the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub request: Option<RequestId>,
    /// Unit that gave it and stays responsible, with its office phone.
    pub unit: UnitView,
    /// Whom it is given to.
    pub assignee: AssigneeView,
    /// What is to be done; missing once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "请到 3 号楼门前看看积水退了没有")]
    pub what: Option<String>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "3 号楼门前")]
    pub place: Option<String>,
    /// Time until which it is to be done.
    pub until: DateTime<Utc>,
    /// True for the part of a joint handling that leads.
    pub leads: bool,
    /// State.
    pub state: TaskState,
    /// Result that the assignee proposes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<ResolutionOutcome>,
    /// Time at which it was given.
    pub given_at: DateTime<Utc>,
    /// Time of the last change of its state.
    pub changed_at: DateTime<Utc>,
    /// What the assignees answered, in order; not in the list of the caller's tasks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<TaskAnswerView>,
    /// What the reporter lets the assignees know, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub may_know: Vec<ReleasedField>,
    /// What the reporter lets the assignees know; only for them, while the task is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub released: Option<ReleasedView>,
    /// Row version.
    pub version: i64,
}

impl TaskView {
    pub(super) fn new(atlas: &Atlas, detail: TaskDetail, language: Language) -> Self {
        let TaskDetail { task, texts, answers, released, sees_request, community_role } = detail;
        let assignee = task.assignee();
        Self {
            id: task.id,
            request: Some(task.request_id).filter(|_| sees_request),
            unit: UnitView::of(atlas, task.unit(), language),
            assignee: AssigneeView {
                kind: task.assignee_kind,
                id: assignee.id(),
                name: assignee_name(atlas, assignee, language).or(community_role),
            },
            what: texts.what,
            place: texts.place,
            until: task.due.0,
            leads: task.leads,
            state: task.state,
            outcome: task.outcome,
            given_at: task.given_at.0,
            changed_at: task.changed_at.0,
            answers: answers.into_iter().map(TaskAnswerView::from).collect(),
            may_know: task.released.0.clone(),
            released: ReleasedView::of(released),
            version: task.version,
        }
    }
}

impl Resource for TaskView {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
}

impl From<TaskAnswer> for TaskAnswerView {
    fn from(answer: TaskAnswer) -> Self {
        let TaskAnswer { at, action, outcome, words } = answer;
        Self { at, action, outcome, words }
    }
}

impl ReleasedView {
    fn of(released: ReleasedTexts) -> Option<Self> {
        let ReleasedTexts { text, name, phone } = released;
        let shows = text.is_some() || name.is_some() || phone.is_some();
        shows.then_some(Self { text, name, phone })
    }
}

/// Returns how an assignee is called; that of a second identity stands with its role.
fn assignee_name(atlas: &Atlas, assignee: TaskAssignee, language: Language) -> Option<String> {
    match assignee {
        TaskAssignee::Duty(id) => {
            let duty = atlas.people().duty(id)?;
            let capacity = duty.capacity.label();
            let capacity = match language {
                Language::Chinese => capacity.0,
                Language::English => capacity.1,
            };
            Some(format!("{} {capacity}", UnitView::of(atlas, duty.unit, language).name))
        }
        TaskAssignee::PioneerPost(id) => {
            atlas.pioneer_posts().get(id).map(|post| post.profile.name.clone())
        }
        TaskAssignee::Organization(id) => {
            atlas.organizations().get(id).map(|organization| organization.profile.name.clone())
        }
        TaskAssignee::Unit(unit) => Some(UnitView::of(atlas, unit, language).name),
        TaskAssignee::SecondIdentity(_) => None,
    }
}

/// Filter of the list of tasks.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TaskQuery {
    /// True: only those about which something is left to do.
    #[serde(default)]
    pub open: bool,
}

/// Lists the tasks given to the caller, the latest first.
///
/// By a duty, a second identity, a pioneer post that they hold, or an organisation whose liaison
/// they are. Volunteers, posts and organisations get the task alone: nothing of the request and
/// nothing of its reporter.
#[utoipa::path(get, path = "/api/v1/tasks")]
pub async fn list_tasks(
    permit: Permit<Tasked>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
    Query(query): Query<TaskQuery>,
) -> Result<Answer<Listed<TaskView>>> {
    let after = page.after::<TaskId>()?;
    let limit = page.limit as i64;
    let found = list(&db, &permit.bearer.scope, query.open, after, limit).await?;
    let atlas = db.atlas();
    let listed = page.of(found, |detail| detail.task.id);
    Ok(Answer(listed.map(|detail| TaskView::new(&atlas, detail, language.0))))
}

/// Reads a task.
///
/// For whoever it is given to, and for staff who see the request. Showing what the reporter
/// released leaves an access record.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/tasks/{id}")]
pub async fn read_task(
    permit: Permit<Tasked>,
    db: Data<Db>,
    language: Preferred,
    Path(id): Path<TaskId>,
) -> Result<Current<TaskView>> {
    Ok(Current(view(&db, &permit.bearer.scope, id, language).await?))
}

/// A move of a task.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTaskTransition {
    /// Action; which are possible stands with the states of requests.
    pub action: TaskAction,
    /// What was done, or why it is handed back, 1–1000 characters.
    #[schema(min_length = 1, max_length = 1000)]
    pub words: Option<String>,
    /// Result that the assignee proposes.
    pub outcome: Option<ResolutionOutcome>,
    /// Row version that the caller has read; any other version is refused.
    pub version: Option<i64>,
}

/// Makes a transition of a task.
///
/// Assignees accept it, note what was done, propose a result or hand it back; whoever handles the
/// request ends it. The holder stays responsible throughout and resolves the request.
///
/// # Errors
/// `not_found`, `stale_version`, `task_move_not_possible`, `required`, `too_long`,
/// `unknown_field`, `erased`
#[utoipa::path(post, path = "/api/v1/tasks/{id}/transitions")]
pub async fn make_task_transition(
    permit: Permit<Tasked>,
    db: Data<Db>,
    language: Preferred,
    Path(id): Path<TaskId>,
    seen: IfMatch,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewTaskTransition>,
) -> Result<Changed<TaskView>> {
    let scope = &permit.bearer.scope;
    let NewTaskTransition { action, words, outcome, version } = body;
    let version = seen.given(version)?;
    let input = TaskInput { action, words, outcome };
    let replayed = move_task(&db, Scope::clone(scope), key, id, version, input).await?;
    Ok(Changed { resource: view(&db, scope, id, language).await?, replayed })
}

/// Lists the tasks about a request, the earliest first.
///
/// For staff who see the request.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/requests/{id}/tasks")]
pub async fn list_request_tasks(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
    Path(id): Path<RequestId>,
) -> Result<Answer<Listed<TaskView>>> {
    let found = tasks_of_request(&db, &permit.bearer.scope, id).await?;
    let atlas = db.atlas();
    let listed = page.cut(found, |detail| (detail.task.given_at.0, detail.task.id))?;
    Ok(Answer(listed.map(|detail| TaskView::new(&atlas, detail, language.0))))
}

async fn view(db: &Db, scope: &Scope, id: TaskId, language: Preferred) -> Result<TaskView> {
    let detail = read(db, scope, id).await?;
    Ok(TaskView::new(&db.atlas(), detail, language.0))
}
