//! Events of a request. They hold ids, codes and words of vocabularies, never what somebody wrote.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Channel, ContactOutcome, CorrectedValues, EscalationReason, NoContactReason, NoteKind,
    OfferKind, RedirectReason, ReleasedField, RequestAction, RequestKind, ResolutionOutcome,
    ReturnReason, ReviewDecision, Satisfaction, TaskAction, TaskAssignee, TransferReason,
    UpstreamReason, Urgency, VerdictSource,
};
use crate::domain::duty::Holding;
use crate::domain::id::{MemberId, TaskId};
use crate::domain::unit::Unit;
use crate::domain::vocabulary::vocabulary;

vocabulary! {
    /// Cause of an event.
    AssignmentCause {
        Routing = "routing" "按规则派单" "routing",
        Transfer = "transfer" "转办" "transfer",
        SecondHandling = "second_handling" "重办" "second handling",
        DutyEnded = "duty_ended" "责任人变更" "the holder's duty ended",
        Desk = "desk" "受理席接收" "taken in by the desk",
        Verdict = "verdict" "居民评价" "verdict",
        Silence = "silence" "逾期未评价" "silence",
        ReportBack = "report_back" "回传上级" "report back",
        OnTheSpot = "on_the_spot" "当场办结" "resolved on the spot",
    }
}

vocabulary! {
    /// Kind of an entry in the timeline of a request.
    EventKind {
        Submitted = "submitted" "提交" "submitted",
        Assigned = "assigned" "派给承办人" "assigned",
        Accepted = "accepted" "签收" "accepted",
        ContactAttempted = "contact_attempted" "联系" "contact attempted",
        ContactSettled = "contact_settled" "完成先行联系" "first contact settled",
        Started = "started" "开始办理" "work begun",
        Resolved = "resolved" "办结" "resolved",
        Transferred = "transferred" "转办" "transferred",
        Offered = "offered" "转办、派单" "offered to another unit",
        Escalated = "escalated" "上报" "escalated",
        OfferDeclined = "offer_declined" "不予接收" "offer declined",
        OfferRecalled = "offer_recalled" "收回转办" "offer recalled",
        OfferMoved = "offer_moved" "接收单元变更" "receiving unit changed",
        Returned = "returned" "退单" "returned",
        ReturnReviewed = "return_reviewed" "退单审核" "return reviewed",
        ReturnRecalled = "return_recalled" "收回退单" "return recalled",
        Proposed = "proposed" "建议转办" "transfer proposed",
        ProposalDeclined = "proposal_declined" "不予转办" "proposal declined",
        Withdrawn = "withdrawn" "撤回" "withdrawn",
        Judged = "judged" "评价" "judged",
        Reopened = "reopened" "重办" "reopened",
        Closed = "closed" "结案" "closed",
        MarkedHardCase = "marked_hard_case" "列为疑难" "marked as a hard case",
        ReturnedUpstream = "returned_upstream" "上退" "returned upstream",
        ReportedBack = "reported_back" "回传上级" "reported back",
        TakenOver = "taken_over" "转为平台工单" "taken over by the platform above",
        Redacted = "redacted" "脱敏" "redacted",
        Relayed = "relayed" "转达" "relayed",
        ReceiptRenewed = "receipt_renewed" "补发回执" "receipt renewed",
        Noted = "noted" "备注" "noted",
        ProgressTold = "progress_told" "告知进展" "progress told",
        Asked = "asked" "询问诉求人" "reporter asked",
        Answered = "answered" "诉求人答复" "question answered",
        Supplemented = "supplemented" "补充" "supplemented",
        Reminded = "reminded" "催单" "reminded",
        TaskGiven = "task_given" "指派任务" "task given",
        TaskMoved = "task_moved" "任务办理" "task answered",
        Released = "released" "同意告知" "reporter let assignees know",
        Corrected = "corrected" "更正" "corrected",
        AddressReplaced = "address_replaced" "更换地址" "address replaced",
        CorrectionProposed = "correction_proposed" "建议更正" "correction proposed",
        CorrectionDeclined = "correction_declined" "不予更正" "correction declined",
        Redirected = "redirected" "告知途径" "told where to go",
        Objected = "objected" "提出异议" "objected",
        Upheld = "upheld" "维持告知" "objection not followed",
        TakenUp = "taken_up" "复核后受理" "taken up after an objection",
        Voided = "voided" "作废" "voided",
        Merged = "merged" "并单" "linked to another",
        Unmerged = "unmerged" "解除并单" "unlinked",
        Recalled = "recalled" "收回" "last step recalled",
    }
}

/// An event of a request, for its timeline. Actor and time are stored beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum RequestEvent {
    /// It was submitted.
    Submitted {
        /// 类型
        kind: RequestKind,
        /// Code of its category.
        category: String,
        /// Urgency.
        urgency: Urgency,
        /// Channel.
        channel: Channel,
        /// True if submitted without a name.
        anonymous: bool,
        /// True if only the town desk knows the reporter.
        confidential: bool,
    },
    /// It was assigned to its holder.
    Assigned {
        /// New holder.
        holding: Holding,
        /// Cause of the assignment.
        cause: AssignmentCause,
        /// Change set that moved it, if one did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        change_set: Option<Uuid>,
    },
    /// Its holder accepted it.
    Accepted,
    /// Somebody tried to reach the reporter.
    ContactAttempted {
        /// Outcome.
        outcome: ContactOutcome,
        /// Note of the conversation, if there is one.
        note: Option<NoteKind>,
    },
    /// The contact clock was settled.
    ContactSettled {
        /// True if the reporter was reached; if not, enough was tried.
        reached: bool,
    },
    /// Work on it began.
    Started,
    /// The handler resolved it.
    Resolved {
        /// Outcome.
        outcome: ResolutionOutcome,
        /// Public reply.
        note: NoteKind,
    },
    /// It was moved to another unit at once: the desk took it back. Before there were offers, so
    /// did every transfer.
    Transferred {
        /// Unit that transferred it.
        from: Unit,
        /// Unit that received it.
        to: Unit,
        /// Reason.
        reason: TransferReason,
        /// Explanation, if there is one.
        note: Option<NoteKind>,
    },
    /// It was offered to another unit, and stays where it is until that one accepts.
    Offered {
        /// Kind of the offer.
        kind: OfferKind,
        /// Unit that has it.
        from: Unit,
        /// Unit that is to accept it.
        to: Unit,
        /// Member there whom a dispatch names.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<MemberId>,
        /// Reason.
        reason: TransferReason,
        /// Explanation, if there is one.
        note: Option<NoteKind>,
    },
    /// It was offered to the head of a level above.
    Escalated {
        /// Unit that has it.
        from: Unit,
        /// Unit that is to accept it.
        to: Unit,
        /// Reason.
        reason: EscalationReason,
        /// Reason why nobody called the reporter before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        no_contact: Option<NoContactReason>,
        /// What was tried.
        note: NoteKind,
    },
    /// The unit that it was offered to declined; of an escalation with advice.
    OfferDeclined {
        /// Unit that declined.
        to: Unit,
        /// Explanation.
        note: NoteKind,
    },
    /// Whoever offered it took the offer back.
    OfferRecalled {
        /// Unit that it was offered to.
        to: Unit,
        /// Explanation, if there is one.
        note: Option<NoteKind>,
    },
    /// Another unit answers now for the one that it was offered to.
    OfferMoved {
        /// Unit that is to accept it now.
        to: Unit,
    },
    /// Its holder returned it as not theirs, and keeps it until that is decided.
    Returned {
        /// Which return of the request it is, from 1 on.
        round: u8,
        /// Unit that has it.
        from: Unit,
        /// Unit that the returner proposes.
        to: Unit,
        /// Reason.
        reason: ReturnReason,
        /// True if it came late, with a new fact.
        new_fact: bool,
        /// Basis.
        note: NoteKind,
    },
    /// The return was decided.
    ReturnReviewed {
        /// Which return it was.
        round: u8,
        /// Decision.
        decision: ReviewDecision,
        /// Basis of the decision, and the meeting if there was one.
        note: NoteKind,
    },
    /// Whoever returned it took that back.
    ReturnRecalled {
        /// Which return it was.
        round: u8,
        /// Explanation, if there is one.
        note: Option<NoteKind>,
    },
    /// A handler proposed to the desk to transfer it to another unit.
    Proposed {
        /// Unit that proposes it.
        from: Unit,
        /// Proposed unit.
        to: Unit,
        /// Reason.
        reason: TransferReason,
        /// Explanation, if there is one.
        note: Option<NoteKind>,
    },
    /// The desk declined the proposal.
    ProposalDeclined {
        /// Explanation.
        note: NoteKind,
    },
    /// The reporter withdrew it.
    Withdrawn {
        /// Explanation, if there is one.
        note: Option<NoteKind>,
    },
    /// A verdict was given.
    Judged {
        /// Source of the verdict.
        source: VerdictSource,
        /// True if somebody was in contact; none where nobody could be.
        contacted: Option<bool>,
        /// True if it is solved.
        solved: bool,
        /// Satisfaction of the reporter.
        satisfaction: Satisfaction,
        /// Words of the reporter, if there are any.
        note: Option<NoteKind>,
    },
    /// A bad verdict sent it to the head of the level above.
    Reopened {
        /// Due time of the second handling.
        due: DateTime<Utc>,
    },
    /// It was closed.
    Closed {
        /// Cause: a verdict, silence, or the report back.
        cause: AssignmentCause,
    },
    /// The verdict on the second handling was bad too.
    MarkedHardCase,
    /// It was given back to the platform above, and ends here. It counts in no figure.
    ReturnedUpstream {
        /// Reason.
        reason: UpstreamReason,
        /// Explanation.
        note: NoteKind,
    },
    /// It was reported back to the platform above.
    ReportedBack {
        /// Report.
        note: NoteKind,
    },
    /// The platform above sent a ticket that the desk or a file had entered before: from now on it
    /// is the platform's own.
    TakenOver,
    /// The desk gave the handlers a redacted copy.
    Redacted {
        /// Copy.
        note: NoteKind,
    },
    /// A message between the handlers and a confidential reporter was relayed, or sent to the desk
    /// for relaying.
    Relayed {
        /// Direction of the message.
        note: NoteKind,
    },
    /// The desk issued another receipt; earlier ones are revoked.
    ReceiptRenewed,
    /// Somebody who handles it left a note for the others.
    Noted {
        /// Note.
        note: NoteKind,
    },
    /// The reporter was told how it goes on.
    ProgressTold {
        /// Text for the reporter.
        note: NoteKind,
    },
    /// The reporter was asked something.
    Asked {
        /// Question.
        note: NoteKind,
    },
    /// The reporter answered.
    Answered {
        /// Answer.
        note: NoteKind,
    },
    /// The reporter, the desk or the platform above added something.
    Supplemented {
        /// What was added.
        note: NoteKind,
    },
    /// The reporter pressed for it, or somebody for them. It is no fault of the handlers.
    Reminded {
        /// Explanation, if there is one.
        note: Option<NoteKind>,
    },
    /// Its holder, or the desk, gave somebody a task.
    TaskGiven {
        /// The task.
        task: TaskId,
        /// Whom it was given to.
        assignee: TaskAssignee,
        /// Time until which it is to be done.
        until: DateTime<Utc>,
        /// True if this part of a joint handling leads.
        leads: bool,
    },
    /// An assignee answered a task, or whoever handles the request ended it.
    TaskMoved {
        /// The task.
        task: TaskId,
        /// Action.
        action: TaskAction,
        /// Result that the assignee proposes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<ResolutionOutcome>,
        /// What was done, or why it is handed back.
        note: Option<NoteKind>,
    },
    /// The reporter let the assignees of one task know something.
    Released {
        /// The task.
        task: TaskId,
        /// What they may know; empty: nothing any more.
        fields: Vec<ReleasedField>,
    },
    /// Its place, category or urgency was corrected.
    Corrected {
        /// Values before.
        from: CorrectedValues,
        /// Values afterwards.
        to: CorrectedValues,
        /// Explanation, if there is one.
        note: Option<NoteKind>,
    },
    /// A correction of the place replaced the address as it was written.
    AddressReplaced {
        /// Address before.
        note: NoteKind,
    },
    /// A handler or the reporter proposed a correction to the desk.
    CorrectionProposed {
        /// Explanation, if there is one.
        note: Option<NoteKind>,
    },
    /// The desk declined a correction.
    CorrectionDeclined {
        /// Explanation.
        note: NoteKind,
    },
    /// The desk told the reporter where else to go.
    Redirected {
        /// Reason.
        reason: RedirectReason,
        /// Where to go.
        note: NoteKind,
    },
    /// The reporter objected to being told so.
    Objected {
        /// Words of the reporter.
        note: NoteKind,
    },
    /// A supervisor did not follow the objection.
    Upheld {
        /// Answer to the reporter.
        note: NoteKind,
    },
    /// A supervisor followed the objection: it is worked on.
    TakenUp {
        /// Answer to the reporter, if there is one.
        note: Option<NoteKind>,
    },
    /// The desk voided it. It counts in no figure.
    Voided {
        /// Reason, told to the reporter.
        note: NoteKind,
    },
    /// The desk linked it to another about the same, which goes on. Which one, only those are told
    /// who see that one too.
    Merged,
    /// It goes on by itself again.
    Unmerged,
    /// Whoever made the last step took it back.
    Recalled {
        /// What was taken back.
        action: RequestAction,
        /// Explanation, if there is one.
        note: Option<NoteKind>,
    },
}

impl RequestEvent {
    /// Returns its kind: the `type` of its JSON.
    pub const fn kind(&self) -> EventKind {
        match self {
            Self::Submitted { .. } => EventKind::Submitted,
            Self::Assigned { .. } => EventKind::Assigned,
            Self::Accepted => EventKind::Accepted,
            Self::ContactAttempted { .. } => EventKind::ContactAttempted,
            Self::ContactSettled { .. } => EventKind::ContactSettled,
            Self::Started => EventKind::Started,
            Self::Resolved { .. } => EventKind::Resolved,
            Self::Transferred { .. } => EventKind::Transferred,
            Self::Offered { .. } => EventKind::Offered,
            Self::Escalated { .. } => EventKind::Escalated,
            Self::OfferDeclined { .. } => EventKind::OfferDeclined,
            Self::OfferRecalled { .. } => EventKind::OfferRecalled,
            Self::OfferMoved { .. } => EventKind::OfferMoved,
            Self::Returned { .. } => EventKind::Returned,
            Self::ReturnReviewed { .. } => EventKind::ReturnReviewed,
            Self::ReturnRecalled { .. } => EventKind::ReturnRecalled,
            Self::Proposed { .. } => EventKind::Proposed,
            Self::ProposalDeclined { .. } => EventKind::ProposalDeclined,
            Self::Withdrawn { .. } => EventKind::Withdrawn,
            Self::Judged { .. } => EventKind::Judged,
            Self::Reopened { .. } => EventKind::Reopened,
            Self::Closed { .. } => EventKind::Closed,
            Self::MarkedHardCase => EventKind::MarkedHardCase,
            Self::ReturnedUpstream { .. } => EventKind::ReturnedUpstream,
            Self::ReportedBack { .. } => EventKind::ReportedBack,
            Self::TakenOver => EventKind::TakenOver,
            Self::Redacted { .. } => EventKind::Redacted,
            Self::Relayed { .. } => EventKind::Relayed,
            Self::ReceiptRenewed => EventKind::ReceiptRenewed,
            Self::Noted { .. } => EventKind::Noted,
            Self::ProgressTold { .. } => EventKind::ProgressTold,
            Self::Asked { .. } => EventKind::Asked,
            Self::Answered { .. } => EventKind::Answered,
            Self::Supplemented { .. } => EventKind::Supplemented,
            Self::Reminded { .. } => EventKind::Reminded,
            Self::TaskGiven { .. } => EventKind::TaskGiven,
            Self::TaskMoved { .. } => EventKind::TaskMoved,
            Self::Released { .. } => EventKind::Released,
            Self::Corrected { .. } => EventKind::Corrected,
            Self::AddressReplaced { .. } => EventKind::AddressReplaced,
            Self::CorrectionProposed { .. } => EventKind::CorrectionProposed,
            Self::CorrectionDeclined { .. } => EventKind::CorrectionDeclined,
            Self::Redirected { .. } => EventKind::Redirected,
            Self::Objected { .. } => EventKind::Objected,
            Self::Upheld { .. } => EventKind::Upheld,
            Self::TakenUp { .. } => EventKind::TakenUp,
            Self::Voided { .. } => EventKind::Voided,
            Self::Merged => EventKind::Merged,
            Self::Unmerged => EventKind::Unmerged,
            Self::Recalled { .. } => EventKind::Recalled,
        }
    }

    /// Returns the kind of text that came with it, if one did.
    pub const fn note(&self) -> Option<NoteKind> {
        match *self {
            Self::ContactAttempted { note, .. }
            | Self::Transferred { note, .. }
            | Self::Offered { note, .. }
            | Self::OfferRecalled { note, .. }
            | Self::ReturnRecalled { note, .. }
            | Self::Proposed { note, .. }
            | Self::Withdrawn { note }
            | Self::Reminded { note }
            | Self::TaskMoved { note, .. }
            | Self::Corrected { note, .. }
            | Self::CorrectionProposed { note }
            | Self::TakenUp { note }
            | Self::Recalled { note, .. }
            | Self::Judged { note, .. } => note,
            Self::Resolved { note, .. }
            | Self::Escalated { note, .. }
            | Self::OfferDeclined { note, .. }
            | Self::Returned { note, .. }
            | Self::ReturnReviewed { note, .. }
            | Self::ReturnedUpstream { note, .. }
            | Self::ReportedBack { note }
            | Self::ProposalDeclined { note }
            | Self::Redacted { note }
            | Self::AddressReplaced { note }
            | Self::CorrectionDeclined { note }
            | Self::Noted { note }
            | Self::ProgressTold { note }
            | Self::Asked { note }
            | Self::Answered { note }
            | Self::Supplemented { note }
            | Self::Redirected { note, .. }
            | Self::Objected { note }
            | Self::Upheld { note }
            | Self::Voided { note }
            | Self::Relayed { note } => Some(note),
            _ => None,
        }
    }
}
