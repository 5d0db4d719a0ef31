//! Input of a move, and its check against what the move requires.

use super::{
    ContactOutcome, Correction, EarlierRequest, EscalationReason, LeadingRequest, Meeting,
    MoveRule, NewTask, NoContactReason, RedirectReason, ReleasedField, RequestAction,
    ResolutionOutcome, ReturnReason, ReviewDecision, Satisfaction, TransferReason, UpstreamReason,
};
use crate::domain::duty::Holding;
use crate::domain::id::{MemberId, TaskId};
use crate::domain::unit::Unit;
use crate::domain::vocabulary::vocabulary;
use crate::error::{Code, Problem, Result};

vocabulary! {
    /// A field of a move.
    MoveField {
        ContactOutcome = "contact_outcome" "联系结果" "how the contact ended",
        Outcome = "outcome" "办理结果" "outcome",
        Reply = "reply" "公开答复" "public reply",
        To = "to" "转往单元" "receiving unit",
        Person = "person" "派给的人员" "whom it is dispatched to",
        Reason = "reason" "理由" "reason",
        EscalationReason = "escalation_reason" "上报理由" "reason to escalate",
        NoContact = "no_contact" "未先行联系的理由" "why nobody called",
        ReturnReason = "return_reason" "退单理由" "reason to return it",
        NewFact = "new_fact" "有新的事实" "whether there is a new fact",
        Decision = "decision" "审核结论" "decision",
        Meeting = "meeting" "会商" "meeting",
        Contacted = "contacted" "是否联系" "whether somebody was in contact",
        Solved = "solved" "是否解决" "whether it is solved",
        Satisfaction = "satisfaction" "满意度" "satisfaction",
        Words = "words" "说明" "words",
        Redacted = "redacted" "脱敏文本" "redacted copy",
        UpstreamReason = "upstream_reason" "上退理由" "reason to return it upstream",
        Task = "task" "任务" "task",
        Parts = "parts" "各方任务" "tasks of the parts",
        TaskId = "task_id" "任务编号" "identifier of a task",
        Releases = "releases" "同意告知" "what the assignees may know",
        Place = "place" "地点" "place",
        Category = "category" "类别" "category",
        Urgency = "urgency" "紧急程度" "urgency",
        RedirectReason = "redirect_reason" "告知途径的理由" "reason to tell where to go",
        Earlier = "earlier" "此前已答复的诉求" "earlier request that was answered",
        Leading = "leading" "并入的诉求" "request that it is linked to",
    }
}

/// Unit to which a request is transferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransferTarget {
    /// Unit.
    pub unit: Unit,
    /// Holder in that unit now; none if the desk is to decide whether it goes there.
    pub holding: Option<Holding>,
    /// True if the caller's own scope covers the unit.
    pub covered: bool,
}

/// Which values a correction gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CorrectedFields {
    /// The place.
    pub place: bool,
    /// The category.
    pub category: bool,
    /// The urgency.
    pub urgency: bool,
}

/// Input of a move.
#[derive(Debug, Clone, PartialEq)]
pub struct MoveInput {
    /// Action.
    pub action: RequestAction,
    /// Outcome of an attempt to reach the reporter.
    pub contact_outcome: Option<ContactOutcome>,
    /// Outcome of the handling.
    pub outcome: Option<ResolutionOutcome>,
    /// Public reply, 1 to 2000 characters.
    pub reply: Option<String>,
    /// Target of a transfer.
    pub to: Option<TransferTarget>,
    /// Member whom a dispatch names, in the unit that it goes to.
    pub person: Option<MemberId>,
    /// Reason of a transfer.
    pub reason: Option<TransferReason>,
    /// Reason of an escalation.
    pub escalation_reason: Option<EscalationReason>,
    /// Reason why nobody called the reporter before an escalation.
    pub no_contact: Option<NoContactReason>,
    /// Reason of a return.
    pub return_reason: Option<ReturnReason>,
    /// True if a late return tells a new fact.
    pub new_fact: Option<bool>,
    /// Decision on a return.
    pub decision: Option<ReviewDecision>,
    /// Meeting on the request.
    pub meeting: Option<Meeting>,
    /// True if the reporter says that somebody was in contact.
    pub contacted: Option<bool>,
    /// True if the reporter says that it is solved.
    pub solved: Option<bool>,
    /// Satisfaction of the reporter.
    pub satisfaction: Option<Satisfaction>,
    /// Explanation, 1 to 1000 characters.
    pub words: Option<String>,
    /// Redacted copy for the handlers of a confidential request, 1 to 2000 characters.
    pub redacted: Option<String>,
    /// Reason for giving it back to the platform above.
    pub upstream_reason: Option<UpstreamReason>,
    /// Task to be given.
    pub task: Option<NewTask>,
    /// Tasks of a joint handling.
    pub parts: Option<Vec<NewTask>>,
    /// Task whose assignees may know something.
    pub task_id: Option<TaskId>,
    /// What they may know; empty: nothing any more.
    pub releases: Option<Vec<ReleasedField>>,
    /// Which values a correction gives.
    pub corrects: CorrectedFields,
    /// A correction, and what routing makes of it.
    pub correction: Option<Correction>,
    /// Reason for telling the reporter where else to go.
    pub redirect_reason: Option<RedirectReason>,
    /// Earlier request of the reporter that was answered.
    pub earlier: Option<EarlierRequest>,
    /// Request about the same, which goes on.
    pub leading: Option<LeadingRequest>,
}

impl MoveInput {
    /// Creates the input of a move without any field.
    pub const fn of(action: RequestAction) -> Self {
        Self {
            action,
            contact_outcome: None,
            outcome: None,
            reply: None,
            to: None,
            person: None,
            reason: None,
            escalation_reason: None,
            no_contact: None,
            return_reason: None,
            new_fact: None,
            decision: None,
            meeting: None,
            contacted: None,
            solved: None,
            satisfaction: None,
            words: None,
            redacted: None,
            upstream_reason: None,
            task: None,
            parts: None,
            task_id: None,
            releases: None,
            corrects: CorrectedFields { place: false, category: false, urgency: false },
            correction: None,
            redirect_reason: None,
            earlier: None,
            leading: None,
        }
    }

    /// Checks for fields that are missing, unexpected, blank or too long.
    pub(super) fn check(&self, row: &MoveRule) -> Result<()> {
        let problems: Vec<Problem> =
            MoveField::ALL.iter().filter_map(|&field| self.problem(row, field)).collect();
        if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
    }

    fn problem(&self, row: &MoveRule, field: MoveField) -> Option<Problem> {
        let required = row.requires.contains(&field);
        let allowed = row.allows.contains(&field);
        match self.has(field) {
            false if required => Some(Problem::new(Code::Required).at(pointer(field))),
            true if !required && !allowed => {
                let known = row.requires.iter().chain(row.allows).map(|field| field.as_str());
                let problem = Problem::new(Code::UnknownField).at(pointer(field));
                let problem = problem.with("field", field.as_str());
                Some(problem.with("known", known.collect::<Vec<_>>()))
            }
            _ => self.too_long(field),
        }
    }

    fn has(&self, field: MoveField) -> bool {
        match field {
            MoveField::ContactOutcome => self.contact_outcome.is_some(),
            MoveField::Outcome => self.outcome.is_some(),
            MoveField::Reply => is_written(self.reply.as_deref()),
            MoveField::To => self.to.is_some(),
            MoveField::Person => self.person.is_some(),
            MoveField::Reason => self.reason.is_some(),
            MoveField::EscalationReason => self.escalation_reason.is_some(),
            MoveField::NoContact => self.no_contact.is_some(),
            MoveField::ReturnReason => self.return_reason.is_some(),
            MoveField::NewFact => self.new_fact.is_some(),
            MoveField::Decision => self.decision.is_some(),
            MoveField::Meeting => self.meeting.is_some(),
            MoveField::Contacted => self.contacted.is_some(),
            MoveField::Solved => self.solved.is_some(),
            MoveField::Satisfaction => self.satisfaction.is_some(),
            MoveField::Words => is_written(self.words.as_deref()),
            MoveField::Redacted => is_written(self.redacted.as_deref()),
            MoveField::UpstreamReason => self.upstream_reason.is_some(),
            MoveField::Task => self.task.is_some(),
            MoveField::Parts => self.parts.is_some(),
            MoveField::TaskId => self.task_id.is_some(),
            MoveField::Releases => self.releases.is_some(),
            MoveField::Place => self.corrects.place,
            MoveField::Category => self.corrects.category,
            MoveField::Urgency => self.corrects.urgency,
            MoveField::RedirectReason => self.redirect_reason.is_some(),
            MoveField::Earlier => self.earlier.is_some(),
            MoveField::Leading => self.leading.is_some(),
        }
    }

    fn too_long(&self, field: MoveField) -> Option<Problem> {
        let (text, most) = match field {
            MoveField::Reply => (self.reply.as_deref()?, 2000),
            MoveField::Words => (self.words.as_deref()?, 1000),
            MoveField::Redacted => (self.redacted.as_deref()?, 2000),
            _ => return None,
        };
        (text.chars().count() > most)
            .then(|| Problem::new(Code::TooLong).at(pointer(field)).with("max", most))
    }
}

/// Returns the value of a field that the table requires.
pub(super) fn given<T>(value: Option<T>, field: MoveField) -> Result<T> {
    value.ok_or_else(|| Problem::new(Code::Required).at(pointer(field)).into())
}

pub(super) fn pointer(field: MoveField) -> String {
    format!("/{field}")
}

fn is_written(text: Option<&str>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}
