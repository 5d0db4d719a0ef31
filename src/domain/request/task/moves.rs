//! The table of moves of a task: who takes them from which state, and where they lead.

use super::{TaskFacts, TaskState};
use crate::domain::id::MemberId;
use crate::domain::request::{NoteKind, RequestEvent, ResolutionOutcome};
use crate::domain::vocabulary::vocabulary;
use crate::error::{Code, Problem, Result};
use chrono::{DateTime, Utc};

/// Maximum number of characters of what was done.
const REPORT_MAX: usize = 1000;

vocabulary! {
    /// Action of a move of a task.
    TaskAction {
        Accept = "accept" "接单" "accept",
        Report = "report" "记录进展" "note what was done",
        Finish = "finish" "完成" "propose a result",
        HandBack = "hand_back" "退回" "hand it back",
        End = "end" "收回任务" "end",
    }
}

vocabulary! {
    /// How somebody stands to a task.
    TaskParty {
        Assignee = "assignee" "承接人" "whoever it is given to",
        Handler = "handler" "承办人" "whoever handles the request",
    }
}

/// One row of the table of tasks.
#[derive(Debug, PartialEq, Eq)]
pub struct TaskMoveRule {
    /// States from which it starts.
    pub from: &'static [TaskState],
    /// Action.
    pub action: TaskAction,
    /// Party that may take it.
    pub by: TaskParty,
    /// State to which it leads; none: it stays.
    pub to: Option<TaskState>,
    /// True if words are required; `report` and `finish` accept no move without them.
    pub words: bool,
    /// True if a result is required.
    pub outcome: bool,
}

const OPEN: &[TaskState] = &[TaskState::Given, TaskState::Accepted, TaskState::Done];
const WORKED: &[TaskState] = &[TaskState::Given, TaskState::Accepted];

/// All moves of a task.
pub const TASK_MOVES: &[TaskMoveRule] = &[
    rule(&[TaskState::Given], TaskAction::Accept, Some(TaskState::Accepted)),
    TaskMoveRule { words: true, ..rule(OPEN, TaskAction::Report, None) },
    TaskMoveRule {
        words: true,
        outcome: true,
        ..rule(OPEN, TaskAction::Finish, Some(TaskState::Done))
    },
    TaskMoveRule { words: true, ..rule(WORKED, TaskAction::HandBack, Some(TaskState::HandedBack)) },
    TaskMoveRule { by: TaskParty::Handler, ..rule(OPEN, TaskAction::End, Some(TaskState::Ended)) },
];

const fn rule(
    from: &'static [TaskState],
    action: TaskAction,
    to: Option<TaskState>,
) -> TaskMoveRule {
    TaskMoveRule { from, action, by: TaskParty::Assignee, to, words: false, outcome: false }
}

/// Input of a move of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskInput {
    /// Action.
    pub action: TaskAction,
    /// What was done, or why it is handed back, 1 to 1000 characters.
    pub words: Option<String>,
    /// Result that the assignee proposes.
    pub outcome: Option<ResolutionOutcome>,
}

/// What a move leaves behind.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskMove {
    /// The task afterwards.
    pub task: TaskFacts,
    /// What is appended to the timeline of the request.
    pub event: RequestEvent,
    /// Text that is stored sealed with the event.
    pub words: Option<String>,
}

/// Applies one move to a task, by whoever has a part in it.
///
/// # Errors
/// [`Code::TaskMoveNotPossible`] with what is possible; [`Code::Required`], [`Code::UnknownField`]
/// and [`Code::TooLong`] at the fields.
pub fn apply_task_move(
    task: &TaskFacts,
    parties: &[TaskParty],
    input: &TaskInput,
    actor: Option<MemberId>,
    now: DateTime<Utc>,
) -> Result<TaskMove> {
    let rule = chosen(task, parties, input.action)?;
    check(rule, input)?;
    let words = input.words.clone().filter(|words| !words.trim().is_empty());
    let event = RequestEvent::TaskMoved {
        task: task.id,
        action: input.action,
        outcome: input.outcome,
        note: words.as_ref().map(|_| NoteKind::TaskWords),
    };
    let after = TaskFacts {
        state: rule.to.unwrap_or(task.state),
        outcome: input.outcome.or(task.outcome),
        answered_by: if rule.by == TaskParty::Assignee { actor } else { task.answered_by },
        changed_at: now,
        ..task.clone()
    };
    Ok(TaskMove { task: after, event, words })
}

fn chosen(
    task: &TaskFacts,
    parties: &[TaskParty],
    action: TaskAction,
) -> Result<&'static TaskMoveRule, Problem> {
    let possible = || {
        TASK_MOVES
            .iter()
            .filter(|rule| parties.contains(&rule.by) && rule.from.contains(&task.state))
    };
    possible().find(|rule| rule.action == action).ok_or_else(|| {
        let actions: Vec<TaskAction> = possible().map(|rule| rule.action).collect();
        Problem::new(Code::TaskMoveNotPossible)
            .with("state", task.state)
            .with("action", action)
            .with("possible", actions)
    })
}

fn check(rule: &TaskMoveRule, input: &TaskInput) -> Result<()> {
    let is_written = input.words.as_deref().is_some_and(|words| !words.trim().is_empty());
    let length = input.words.as_deref().map_or(0, |words| words.chars().count());
    let mut problems = Vec::new();
    if rule.words && !is_written {
        problems.push(Problem::new(Code::Required).at("/words"));
    }
    if length > REPORT_MAX {
        problems.push(Problem::new(Code::TooLong).at("/words").with("max", REPORT_MAX));
    }
    match input.outcome {
        None if rule.outcome => problems.push(Problem::new(Code::Required).at("/outcome")),
        Some(_) if !rule.outcome => {
            let problem = Problem::new(Code::UnknownField).at("/outcome").with("field", "outcome");
            problems.push(problem.with("known", vec!["action", "words"]));
        }
        _ => {}
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}
