//! What happened to a request. Events hold ids, codes and words of vocabularies, never what
//! somebody wrote.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Channel, ContactOutcome, NoteKind, RequestKind, ResolutionOutcome, Satisfaction,
    TransferReason, UpstreamReason, Urgency, VerdictSource,
};
use crate::domain::duty::Holding;
use crate::domain::unit::Unit;
use crate::domain::vocabulary::vocabulary;

vocabulary! {
    /// Why something happened to a request.
    AssignmentCause {
        Routing = "routing" "按规则派单" "routing",
        Transfer = "transfer" "转办" "transfer",
        SecondHandling = "second_handling" "重办" "second handling",
        DutyEnded = "duty_ended" "责任人变更" "the holder's duty ended",
        Desk = "desk" "受理席受理" "taken in by the desk",
        Verdict = "verdict" "居民评价" "verdict",
        Silence = "silence" "逾期未评价" "silence",
        ReportBack = "report_back" "回传上级" "report back",
    }
}

/// One thing that happened to a request, for its timeline. Who did it and when stand beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum RequestEvent {
    /// It was sent.
    Submitted {
        /// 类型
        kind: RequestKind,
        /// The code of its category.
        category: String,
        /// How soon somebody must act.
        urgency: Urgency,
        /// The way it came.
        channel: Channel,
        /// Without saying by whom.
        anonymous: bool,
        /// The reporter stays with the town desk.
        confidential: bool,
    },
    /// It was given to its holder.
    Assigned {
        /// Who holds it from now on.
        holding: Holding,
        /// Why them, why now.
        cause: AssignmentCause,
        /// The set of operations that moved it, when one did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        change_set: Option<Uuid>,
    },
    /// Its holder took it on.
    Accepted,
    /// Somebody tried to reach the reporter.
    ContactAttempted {
        /// How it ended.
        outcome: ContactOutcome,
        /// What was said, if it was noted.
        note: Option<NoteKind>,
    },
    /// The contact clock was settled.
    ContactSettled {
        /// Whether the reporter was reached; if not, enough was tried.
        reached: bool,
    },
    /// Work on it began.
    Started,
    /// The handler is done with it.
    Resolved {
        /// What was done.
        outcome: ResolutionOutcome,
        /// The public reply.
        note: NoteKind,
    },
    /// It was handed to another unit.
    Transferred {
        /// The unit that gave it.
        from: Unit,
        /// The unit that received it.
        to: Unit,
        /// Why.
        reason: TransferReason,
        /// The explanation, if there is one.
        note: Option<NoteKind>,
    },
    /// A handler proposed to the desk that another unit should have it.
    Proposed {
        /// The unit that proposes it.
        from: Unit,
        /// The unit that should have it.
        to: Unit,
        /// Why.
        reason: TransferReason,
        /// The explanation, if there is one.
        note: Option<NoteKind>,
    },
    /// The desk left it where it is.
    ProposalDeclined {
        /// The explanation.
        note: NoteKind,
    },
    /// The reporter took it back.
    Withdrawn {
        /// The explanation, if there is one.
        note: Option<NoteKind>,
    },
    /// The reporter judged it.
    Judged {
        /// Who asked.
        source: VerdictSource,
        /// Whether somebody was in contact; none where nobody could be.
        contacted: Option<bool>,
        /// Whether it is solved.
        solved: bool,
        /// How satisfied the reporter is.
        satisfaction: Satisfaction,
        /// Words of the reporter, if there are any.
        note: Option<NoteKind>,
    },
    /// A bad verdict sent it to the head of the level above.
    Reopened {
        /// When the second handling is due.
        due: DateTime<Utc>,
    },
    /// It reached its end.
    Closed {
        /// By a verdict, by silence, or because it was reported back.
        cause: AssignmentCause,
    },
    /// The second handling was judged badly too.
    MarkedHardCase,
    /// It was given back to the platform above, and ends here. It counts in no figure.
    ReturnedUpstream {
        /// Why.
        reason: UpstreamReason,
        /// The explanation.
        note: NoteKind,
    },
    /// What was done was told to the platform above.
    ReportedBack {
        /// What it was told.
        note: NoteKind,
    },
    /// The platform above sent what the desk or a file had entered before it: from now on it is the
    /// platform's own.
    TakenOver,
    /// The desk gave the handlers a redacted copy.
    Redacted {
        /// The copy.
        note: NoteKind,
    },
    /// Something was passed on between the handlers and a confidential reporter, or came to the
    /// desk to be.
    Relayed {
        /// Which way it went.
        note: NoteKind,
    },
    /// The desk gave out another receipt; those before open nothing.
    ReceiptRenewed,
}

impl RequestEvent {
    /// What it is called: the `type` of its JSON.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Submitted { .. } => "submitted",
            Self::Assigned { .. } => "assigned",
            Self::Accepted => "accepted",
            Self::ContactAttempted { .. } => "contact_attempted",
            Self::ContactSettled { .. } => "contact_settled",
            Self::Started => "started",
            Self::Resolved { .. } => "resolved",
            Self::Transferred { .. } => "transferred",
            Self::Proposed { .. } => "proposed",
            Self::ProposalDeclined { .. } => "proposal_declined",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Judged { .. } => "judged",
            Self::Reopened { .. } => "reopened",
            Self::Closed { .. } => "closed",
            Self::MarkedHardCase => "marked_hard_case",
            Self::ReturnedUpstream { .. } => "returned_upstream",
            Self::ReportedBack { .. } => "reported_back",
            Self::TakenOver => "taken_over",
            Self::Redacted { .. } => "redacted",
            Self::Relayed { .. } => "relayed",
            Self::ReceiptRenewed => "receipt_renewed",
        }
    }

    /// The sort of text that came with it, if one did.
    pub const fn note(&self) -> Option<NoteKind> {
        match *self {
            Self::ContactAttempted { note, .. }
            | Self::Transferred { note, .. }
            | Self::Proposed { note, .. }
            | Self::Withdrawn { note }
            | Self::Judged { note, .. } => note,
            Self::Resolved { note, .. }
            | Self::ReturnedUpstream { note, .. }
            | Self::ReportedBack { note }
            | Self::ProposalDeclined { note }
            | Self::Redacted { note }
            | Self::Relayed { note } => Some(note),
            _ => None,
        }
    }
}
