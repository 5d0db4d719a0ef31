//! 任务单: what somebody beside the holder is asked to do about a request. The holder stays
//! responsible for it.

mod moves;

pub use moves::{TASK_MOVES, TaskAction, TaskInput, TaskMoveRule, TaskParty, apply_task_move};

use super::ResolutionOutcome;
use crate::domain::id::{
    DutyId, MemberId, OrganizationId, PioneerPostId, SecondIdentityId, TaskId,
};
use crate::domain::unit::{Unit, UnitKind};
use crate::domain::vocabulary::vocabulary;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Maximum number of tasks that one joint handling gives.
pub const PARTS_MAX: usize = 10;
/// Maximum number of characters of what is to be done.
pub const TASK_WORDS_MAX: usize = 500;
/// Maximum number of characters of where.
pub const TASK_PLACE_MAX: usize = 200;

vocabulary! {
    /// Kind of whom a task is given to.
    TaskAssigneeKind {
        Duty = "duty" "责任人" "somebody with a duty there",
        SecondIdentity = "second_identity" "第二身份" "second identity",
        PioneerPost = "pioneer_post" "党员先锋岗" "pioneer post",
        Organization = "organization" "单位" "organisation",
        Grid = "grid" "网格" "grid",
        BuildingGroup = "building_group" "楼组" "building group",
        Office = "office" "科室、站所" "department or station office",
    }
}

vocabulary! {
    /// State of a task.
    TaskState {
        Given = "given" "待接" "given",
        Accepted = "accepted" "已接" "accepted",
        Done = "done" "已办" "done",
        HandedBack = "handed_back" "已退回" "handed back",
        /// The holder ended it, or the request was resolved, ended or went to another unit.
        Ended = "ended" "已结束" "ended",
    }
}

vocabulary! {
    /// What of a request its reporter lets the assignees of one task know.
    ReleasedField {
        Text = "text" "诉求原文" "the text",
        Name = "name" "姓名" "the name",
        Phone = "phone" "电话" "the phone",
    }
}

/// Whom a task is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "WrittenAssignee", tag = "kind", content = "id", rename_all = "snake_case")]
pub enum TaskAssignee {
    /// A person by a duty of theirs.
    Duty(DutyId),
    /// A volunteer by a community role.
    SecondIdentity(SecondIdentityId),
    /// A pioneer post: its holders.
    PioneerPost(PioneerPostId),
    /// An organisation: its liaisons.
    Organization(OrganizationId),
    /// A unit: its leader and deputies.
    #[serde(untagged)]
    Unit(Unit),
}

/// An assignee in its JSON form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAssignee {
    kind: TaskAssigneeKind,
    id: Uuid,
}

impl From<WrittenAssignee> for TaskAssignee {
    fn from(WrittenAssignee { kind, id }: WrittenAssignee) -> Self {
        Self::new(kind, id)
    }
}

impl TaskAssignee {
    /// Returns the assignee of this kind and identifier.
    pub const fn new(kind: TaskAssigneeKind, id: Uuid) -> Self {
        match kind {
            TaskAssigneeKind::Duty => Self::Duty(DutyId(id)),
            TaskAssigneeKind::SecondIdentity => Self::SecondIdentity(SecondIdentityId(id)),
            TaskAssigneeKind::PioneerPost => Self::PioneerPost(PioneerPostId(id)),
            TaskAssigneeKind::Organization => Self::Organization(OrganizationId(id)),
            TaskAssigneeKind::Grid => Self::Unit(Unit::new(UnitKind::Grid, id)),
            TaskAssigneeKind::Office => Self::Unit(Unit::new(UnitKind::Office, id)),
            TaskAssigneeKind::BuildingGroup => Self::Unit(Unit::new(UnitKind::BuildingGroup, id)),
        }
    }

    /// Returns its kind; none for a desk, which is given no task.
    pub const fn kind(self) -> Option<TaskAssigneeKind> {
        match self {
            Self::Duty(_) => Some(TaskAssigneeKind::Duty),
            Self::SecondIdentity(_) => Some(TaskAssigneeKind::SecondIdentity),
            Self::PioneerPost(_) => Some(TaskAssigneeKind::PioneerPost),
            Self::Organization(_) => Some(TaskAssigneeKind::Organization),
            Self::Unit(Unit::Grid(_)) => Some(TaskAssigneeKind::Grid),
            Self::Unit(Unit::BuildingGroup(_)) => Some(TaskAssigneeKind::BuildingGroup),
            Self::Unit(Unit::Office(_)) => Some(TaskAssigneeKind::Office),
            Self::Unit(Unit::Desk(_)) => None,
        }
    }

    /// Returns its identifier without its kind.
    pub const fn id(self) -> Uuid {
        match self {
            Self::Duty(DutyId(id))
            | Self::SecondIdentity(SecondIdentityId(id))
            | Self::PioneerPost(PioneerPostId(id))
            | Self::Organization(OrganizationId(id)) => id,
            Self::Unit(unit) => unit.id(),
        }
    }

    /// Returns true if the assignees have a duty and read the request: volunteers, posts and
    /// organisations get the task alone.
    pub const fn reads_the_request(self) -> bool {
        matches!(self, Self::Duty(_) | Self::Unit(_))
    }
}

/// What somebody is asked to do, in the words of the holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskSpec {
    /// Whom it is given to.
    pub assignee: TaskAssignee,
    /// What is to be done, 1 to [`TASK_WORDS_MAX`] characters.
    pub what: String,
    /// Where, 1 to [`TASK_PLACE_MAX`] characters.
    pub place: Option<String>,
    /// Time until which it is to be done.
    pub until: DateTime<Utc>,
    /// True if this part of a joint handling leads.
    pub leads: bool,
}

/// A task to be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTask {
    /// Identifier.
    pub id: TaskId,
    /// What is asked of whom.
    pub spec: TaskSpec,
}

/// A task as the rules see it: no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskFacts {
    /// Identifier.
    pub id: TaskId,
    /// Whom it is given to.
    pub assignee: TaskAssignee,
    /// State.
    pub state: TaskState,
    /// Result that the assignee proposes.
    pub outcome: Option<ResolutionOutcome>,
    /// Member who accepted it, or else answered last.
    pub answered_by: Option<MemberId>,
    /// Time of the last change of its state.
    pub changed_at: DateTime<Utc>,
}

impl TaskState {
    /// Returns true if nothing is to be done about it any more.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::HandedBack | Self::Ended)
    }
}
