//! Reading tasks: those given to the caller, and those about a request that they see.

use super::access_records::{SeenAs, access_while_handling};
use super::reader::reader;
use super::relation::caller_relation;
use super::task_people::{answers_task, assignees_of};
use crate::domain::atlas::Atlas;
use crate::domain::id::{RequestId, TaskId};
use crate::domain::period::Instant;
use crate::domain::request::{
    EventKind, Party, ReleasedField, ResolutionOutcome, TaskAction, TaskAssignee, TaskParty,
    visibility,
};
use crate::domain::role::Role;
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Result};
use crate::store::community_roles::CommunityRole;
use crate::store::connection::AnyConnection;
use crate::store::requests::{
    RequestNote, RequestRow, RequestTask, RequestTexts, TaskTexts, timeline,
};
use crate::store::second_identities::SecondIdentity;
use crate::store::vault::Vault;
use crate::store::{Db, account_identities};
use serde::Deserialize;

/// A task as one caller sees it.
#[derive(Debug, Clone)]
pub struct TaskDetail {
    /// The row.
    pub task: RequestTask,
    /// What is to be done, and where.
    pub texts: TaskTexts,
    /// What the assignees answered, in order.
    pub answers: Vec<TaskAnswer>,
    /// What the reporter lets them know; only for the assignees.
    pub released: ReleasedTexts,
    /// True if the caller sees the request, too.
    pub sees_request: bool,
    /// Name of the community role by which it is given to a second identity.
    pub community_role: Option<String>,
}

/// An answer to a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskAnswer {
    /// Time.
    pub at: Instant,
    /// Action.
    pub action: TaskAction,
    /// Result that the assignee proposes.
    pub outcome: Option<ResolutionOutcome>,
    /// What was done, or why it was handed back.
    pub words: Option<String>,
}

/// What the reporter lets the assignees of a task know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReleasedTexts {
    /// Text of the request.
    pub text: Option<String>,
    /// Name of the reporter.
    pub name: Option<String>,
    /// Phone of the reporter.
    pub phone: Option<String>,
}

/// The payload of an event by which a task was answered.
#[derive(Deserialize)]
struct StoredAnswer {
    task: TaskId,
    action: TaskAction,
    outcome: Option<ResolutionOutcome>,
}

/// How a caller stands to a task.
pub(super) struct TaskRelation {
    /// True if it is given to them.
    pub is_assignee: bool,
    /// As what they may answer it or end it; whoever handles a request may have a task in it.
    pub parties: Vec<TaskParty>,
    /// True if they see the request as staff.
    pub sees_request: bool,
    /// True if they read what was written about it: of a confidential request the desk alone does.
    pub reads_texts: bool,
    /// How they see it, for access records.
    pub seen_as: SeenAs,
}

/// Lists the tasks given to the caller, the latest first: one page, and one more if others follow.
///
/// # Errors
/// Those of the database.
pub async fn list_tasks(
    db: &Db,
    scope: &Scope,
    open: bool,
    after: Option<TaskId>,
    limit: i64,
) -> Result<Vec<TaskDetail>> {
    let (inside, scope, now) = (db.clone(), scope.clone(), db.now());
    db.read(move |connection| {
        let atlas = inside.atlas();
        let Some(reader) = reader(&atlas, &scope, now) else { return Ok(Vec::new()) };
        let assignees = assignees_of(connection, &atlas, reader.member, now)?;
        let rows = RequestTask::list(connection, &reader, &assignees, open, after, limit + 1)?;
        let mut listed = Vec::new();
        for task in rows {
            let relation = task_relation(connection, &atlas, &scope, &task, now)?;
            listed.push(listed_task(connection, inside.vault(), task, relation.sees_request)?);
        }
        Ok(listed)
    })
    .await
}

/// Lists the tasks about a request, for staff who see it.
///
/// # Errors
/// [`Code::NotFound`] when the request does not exist for the caller.
pub async fn tasks_of_request(db: &Db, scope: &Scope, id: RequestId) -> Result<Vec<TaskDetail>> {
    let (inside, scope, now) = (db.clone(), scope.clone(), db.now());
    db.read(move |connection| {
        let row = RequestRow::load(connection, id)?;
        let atlas = inside.atlas();
        let caller = caller_relation(connection, &atlas, &scope, &row, false, now)?;
        let facts = row.facts(Vec::new());
        let seen = visibility(&facts, caller.relation, caller.in_scope);
        let seen = seen.filter(|seen| seen.inside).ok_or(Code::NotFound)?;
        tasks_seen(connection, inside.vault(), id, seen.texts || !row.confidential)
    })
    .await
}

/// Reads the tasks about a request; what was written only for those who may read that.
pub(super) fn tasks_seen(
    connection: &mut AnyConnection,
    vault: &Vault,
    id: RequestId,
    reads: bool,
) -> Result<Vec<TaskDetail>> {
    let tasks = RequestTask::of_request(connection, id)?;
    let tasks = tasks.into_iter().map(|task| shown(connection, vault, task, true));
    tasks.map(|task| Ok(task?.told_to(reads))).collect()
}

/// Reads a task. When that shows something of the reporter that they released, an access record is
/// stored before the answer.
///
/// # Errors
/// [`Code::NotFound`] when the task does not exist for the caller.
pub async fn read_task(db: &Db, scope: &Scope, id: TaskId) -> Result<TaskDetail> {
    let (inside, reader, now) = (db.clone(), scope.clone(), db.now());
    let (detail, row, relation) = db
        .read(move |connection| {
            let task = RequestTask::find(connection, id)?.ok_or(Code::NotFound)?;
            let atlas = inside.atlas();
            let relation = task_relation(connection, &atlas, &reader, &task, now)?;
            if !relation.is_assignee && !relation.sees_request {
                return Err(Code::NotFound.into());
            }
            let row = RequestRow::load(connection, task.request_id)?;
            let detail = shown(connection, inside.vault(), task, relation.sees_request)?;
            let mut detail = detail.told_to(relation.is_assignee || relation.reads_texts);
            if relation.is_assignee && !detail.task.state.is_over() {
                detail.released = released(connection, inside.vault(), &row, &detail.task)?;
            }
            Ok((detail, row, relation))
        })
        .await?;
    let fields = detail.released.fields();
    if !fields.is_empty() {
        let access = access_while_handling(scope, &row, relation.seen_as, fields);
        db.write(move |tx| tx.record_access(&access)).await?;
    }
    Ok(detail)
}

impl TaskDetail {
    /// Leaves out what was written, for those who are told only that there is a task.
    fn told_to(self, reads: bool) -> Self {
        if reads {
            return self;
        }
        let untold = |answer: TaskAnswer| TaskAnswer { words: None, ..answer };
        let answers = self.answers.into_iter().map(untold).collect();
        Self { texts: TaskTexts::default(), answers, ..self }
    }
}

impl ReleasedTexts {
    fn fields(&self) -> Vec<&'static str> {
        let shown = [
            ("description", self.text.is_some()),
            ("contact_name", self.name.is_some()),
            ("contact_phone", self.phone.is_some()),
        ];
        shown.into_iter().filter_map(|(field, shown)| shown.then_some(field)).collect()
    }
}

/// Reads how a caller stands to a task.
pub(super) fn task_relation(
    connection: &mut AnyConnection,
    atlas: &Atlas,
    scope: &Scope,
    task: &RequestTask,
    at: Instant,
) -> Result<TaskRelation> {
    let row = RequestRow::load(connection, task.request_id)?;
    let caller = caller_relation(connection, atlas, scope, &row, false, at)?;
    let facts = row.facts(Vec::new());
    let seen = visibility(&facts, caller.relation, caller.in_scope);
    // That a task ended is told to all of them alike, also where it turned out to be about one.
    let may_know = !caller.relation.concerned || task.state.is_over();
    let is_assignee = match scope.member.filter(|_| may_know) {
        Some(member) => answers_task(connection, atlas, member, task, at)?,
        None => false,
    };
    let acting = caller.relation.acting(&facts);
    let handles = acting.contains(Party::Desk)
        || !facts.confidential
            && (acting.contains(Party::Holder) || acting.contains(Party::Deputy));
    let parties = [(TaskParty::Assignee, is_assignee), (TaskParty::Handler, handles)];
    let parties = parties.into_iter().filter_map(|(party, is)| is.then_some(party)).collect();
    let seen_as = match is_assignee {
        true => SeenAs { role: role_of(scope), unit: None },
        false => SeenAs::of(atlas, scope, &caller, &row),
    };
    let sees_request = seen.is_some_and(|seen| seen.inside);
    let reads_texts = seen.is_some_and(|seen| seen.inside && (seen.texts || !facts.confidential));
    Ok(TaskRelation { is_assignee, parties, sees_request, reads_texts, seen_as })
}

fn role_of(scope: &Scope) -> Role {
    if scope.roles.contains(Role::Liaison) { Role::Liaison } else { Role::Member }
}

fn shown(
    connection: &mut AnyConnection,
    vault: &Vault,
    task: RequestTask,
    sees_request: bool,
) -> Result<TaskDetail> {
    let answers = answers(connection, vault, &task)?;
    Ok(TaskDetail { answers, ..listed_task(connection, vault, task, sees_request)? })
}

/// Reads a task without what was answered to it.
fn listed_task(
    connection: &mut AnyConnection,
    vault: &Vault,
    task: RequestTask,
    sees_request: bool,
) -> Result<TaskDetail> {
    let texts = task.texts(connection, vault)?;
    let community_role = match task.assignee() {
        TaskAssignee::SecondIdentity(id) => {
            let identity = SecondIdentity::load(connection, id)?;
            Some(CommunityRole::load(connection, identity.role_id)?.name)
        }
        _ => None,
    };
    let released = ReleasedTexts::default();
    Ok(TaskDetail { task, texts, answers: Vec::new(), released, sees_request, community_role })
}

/// Reads what was answered to a task: events of its request, and the notes that came with them.
fn answers(
    connection: &mut AnyConnection,
    vault: &Vault,
    task: &RequestTask,
) -> Result<Vec<TaskAnswer>> {
    let notes = RequestNote::all(connection, vault, task.request_id)?;
    let mut found = Vec::new();
    for event in timeline(connection, task.request_id)? {
        if event.kind.parse() != Ok(EventKind::TaskMoved) {
            continue;
        }
        let moved = StoredAnswer::deserialize(&event.payload.0).map_err(Error::internal)?;
        let StoredAnswer { action, outcome, .. } = moved;
        if moved.task != task.id {
            continue;
        }
        let words = notes.iter().find(|note| note.sequence == event.sequence);
        let words = words.map(|note| note.body.clone());
        found.push(TaskAnswer { at: event.occurred_at.0, action, outcome, words });
    }
    Ok(found)
}

fn released(
    connection: &mut AnyConnection,
    vault: &Vault,
    row: &RequestRow,
    task: &RequestTask,
) -> Result<ReleasedTexts> {
    let fields = &task.released.0;
    if fields.is_empty() || row.confidential {
        return Ok(ReleasedTexts::default());
    }
    let mut texts = RequestTexts::load(connection, vault, row.id)?;
    if let (None, Some(account)) = (&texts.contact_phone, row.reporter_account_id) {
        let phone = account_identities::phone(connection, vault, account)?;
        texts.contact_phone = phone.map(|phone| phone.as_str().to_owned());
    }
    Ok(ReleasedTexts {
        text: texts.description.filter(|_| fields.contains(&ReleasedField::Text)),
        name: texts.contact_name.filter(|_| fields.contains(&ReleasedField::Name)),
        phone: texts.contact_phone.filter(|_| fields.contains(&ReleasedField::Phone)),
    })
}
