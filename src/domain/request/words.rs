//! Vocabularies of a request (the product rules, "Glossary" and "Life of a request").

use crate::domain::vocabulary::vocabulary;

vocabulary! {
    /// Channel through which a request came.
    Channel {
        Resident = "resident" "居民提交" "sent by the resident",
        Proxy = "proxy" "代报" "sent by staff for a resident",
        Desk = "desk" "街镇受理席" "town desk",
        SelfFound = "self_found" "自行发现" "found by staff",
        Hotline12345 = "hotline_12345" "12345 热线" "12345 hotline",
        CityPlatform = "city_platform" "市级平台" "city platform",
        Open311 = "open311" "Open311" "Open311",
    }
}

vocabulary! {
    /// State of a request.
    RequestState {
        Submitted = "submitted" "已提交" "submitted",
        Assigned = "assigned" "待签收" "assigned",
        Accepted = "accepted" "已签收" "accepted",
        Contacted = "contacted" "已联系" "contacted",
        InProgress = "in_progress" "办理中" "in progress",
        Resolved = "resolved" "已办结、待评价" "resolved",
        Closed = "closed" "已结案" "closed",
        Returned = "returned" "退单待审" "returned",
        Transferred = "transferred" "已转办、待签收" "transferred",
        Joint = "joint" "联合处置" "joint handling",
        Paused = "paused" "缓办" "paused",
        Merged = "merged" "已并单" "merged",
        Withdrawn = "withdrawn" "已撤回" "withdrawn",
        Void = "void" "已作废" "void",
        Reopened = "reopened" "重办、待签收" "reopened",
        Redirected = "redirected" "已告知途径" "told where to go",
        Objected = "objected" "异议待复核" "objection to be decided",
    }
}

impl Channel {
    /// Returns true if requests of this channel are tickets of a platform above, with a number
    /// there.
    pub const fn is_from_above(self) -> bool {
        matches!(self, Self::Hotline12345 | Self::CityPlatform)
    }
}

impl RequestState {
    /// Returns true if nobody has work to do on it any more. The city's verdict may reopen a closed
    /// request, an objection one whose reporter was told where to go, and the desk takes back what
    /// it ended.
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            Self::Closed | Self::Merged | Self::Withdrawn | Self::Void | Self::Redirected
        )
    }

    /// Returns true if it waits for somebody to accept it.
    pub const fn is_waiting(self) -> bool {
        matches!(self, Self::Assigned | Self::Transferred | Self::Reopened)
    }

    /// Returns the state as it is told to the reporter: that it is linked to another tells of that
    /// one, so it is one that is worked on.
    #[must_use]
    pub const fn as_told_outside(self) -> Self {
        match self {
            Self::Merged => Self::InProgress,
            other => other,
        }
    }

    /// Returns true if somebody has work to do on it: neither resolved nor ended.
    pub const fn is_open(self) -> bool {
        !self.is_final() && !matches!(self, Self::Resolved)
    }
}

vocabulary! {
    /// Action of a move.
    RequestAction {
        Accept = "accept" "签收" "accept",
        Contact = "contact" "联系" "contact",
        Start = "start" "开始办理" "start",
        Resolve = "resolve" "办结" "resolve",
        Transfer = "transfer" "转办" "transfer",
        Dispatch = "dispatch" "派单" "dispatch",
        Escalate = "escalate" "上报" "escalate",
        Decline = "decline" "不予接收" "decline what is offered or proposed",
        Return = "return" "退单" "return",
        Review = "review" "退单审核" "review a return",
        Recall = "recall" "收回" "recall the last step",
        Withdraw = "withdraw" "撤回" "withdraw",
        Verdict = "verdict" "评价" "verdict",
        Close = "close" "到期结案" "close",
        ReturnUpstream = "return_upstream" "上退" "return upstream",
        ReportBack = "report_back" "回传" "report back",
        Redact = "redact" "脱敏" "redact",
        Relay = "relay" "转达" "pass on",
        Note = "note" "备注" "note for colleagues",
        Progress = "progress" "进展" "progress for the reporter",
        Ask = "ask" "询问诉求人" "ask the reporter",
        Answer = "answer" "答复询问" "answer a question",
        Supplement = "supplement" "补充" "supplement",
        Remind = "remind" "催单" "remind",
        Assign = "assign" "指派" "assign a task",
        CoHandle = "co_handle" "联合处置" "handle jointly",
        Release = "release" "同意告知" "let assignees know",
        Correct = "correct" "更正" "correct",
        Redirect = "redirect" "告知途径" "tell where to go",
        Object = "object" "提出异议" "object",
        Uphold = "uphold" "维持告知" "uphold what was told",
        TakeUp = "take_up" "予以受理" "take up after an objection",
        Void = "void" "作废" "void",
        Link = "link" "并单" "link to another about the same",
    }
}

vocabulary! {
    /// Outcome of an attempt to reach the reporter.
    ContactOutcome {
        Reached = "reached" "已联系上" "reached",
        NoAnswer = "no_answer" "无人接听" "no answer",
        WrongNumber = "wrong_number" "号码有误" "wrong number",
        Declined = "declined" "对方不愿沟通" "declined",
        NoneGiven = "none_given" "未留联系方式" "none given",
    }
}

vocabulary! {
    /// Outcome of the handling, as the handler states it. The resident's opinion is the verdict.
    ResolutionOutcome {
        Solved = "solved" "实际解决" "solved",
        Explained = "explained" "解释说明" "explained",
        Unresolvable = "unresolvable" "无法解决" "unresolvable",
    }
}

vocabulary! {
    /// Satisfaction of the resident.
    Satisfaction {
        Satisfied = "satisfied" "满意" "satisfied",
        Mostly = "mostly" "基本满意" "mostly satisfied",
        Neutral = "neutral" "一般" "neutral",
        Dissatisfied = "dissatisfied" "不满意" "dissatisfied",
    }
}

vocabulary! {
    /// Source of a verdict.
    VerdictSource {
        ResidentPage = "resident_page" "居民自评" "the resident's own page",
        Callback = "callback" "回访" "callback",
        City = "city" "市级回访" "city",
    }
}

vocabulary! {
    /// Reason of a transfer.
    TransferReason {
        NotOurArea = "not_our_area" "不属本辖区" "not our area",
        NotOurDuty = "not_our_duty" "不属本职责" "not our duty",
        NearerUnit = "nearer_unit" "由更近的单元办理" "a nearer unit can answer",
        NeedsHigherLevel = "needs_higher_level" "需上级办理" "needs a higher level",
        /// The one reason kept for a transfer by the desk, so that none reveals anything.
        Dispatched = "dispatched" "受理席派单" "dispatched by the desk",
    }
}

vocabulary! {
    /// Reason of an escalation.
    EscalationReason {
        SeveralUnits = "several_units" "需多部门协同" "several units must act together",
        BeyondMeans = "beyond_means" "超出本级能力" "beyond the means of this level",
        NeedsDecision = "needs_decision" "需上级决定" "a decision of the level above is needed",
        NoAgreement = "no_agreement" "各方未能协商一致" "the sides do not agree",
        LawOrPolicy = "law_or_policy" "涉法规政策" "a question of law or policy",
        RiskGrows = "risk_grows" "风险扩大" "the risk grows",
    }
}

vocabulary! {
    /// Reason why nobody called the reporter before an escalation.
    NoContactReason {
        SeenOnSite = "seen_on_site" "已到现场查明" "seen on site",
        FactsClear = "facts_clear" "事实清楚，无须询问" "the facts are clear",
        TooUrgent = "too_urgent" "情况紧急" "too urgent",
        NotReachable = "not_reachable" "无法联系" "cannot be reached",
    }
}

vocabulary! {
    /// Reason for giving a ticket back to the platform above.
    UpstreamReason {
        NotOurTown = "not_our_town" "不属本街镇" "not our town",
        NotOurDuty = "not_our_duty" "不属本级职责" "not our duty",
        Insufficient = "insufficient" "要素不全" "not enough is said",
        DuplicateUpstream = "duplicate_upstream" "上级重复派单" "sent twice from above",
        CourtOrDiscipline = "court_or_discipline" "涉法涉诉或纪检" "a matter of courts or of discipline",
    }
}

vocabulary! {
    /// Reason for telling the reporter where else to go.
    RedirectReason {
        LegalProcedure = "legal_procedure" "应走诉讼、仲裁、复议途径" "a matter of courts, arbitration or administrative review",
        Petition = "petition" "应通过信访途径" "a matter of petitions",
        Discipline = "discipline" "应向纪检监察机关反映" "a matter of discipline and supervision",
        EmergencyLine = "emergency_line" "应拨打 110、119、120" "a matter of 110, 119 or 120",
        OtherArea = "other_area" "属其他地区" "a matter of another area",
        SettledBefore = "settled_before" "此前已有答复" "answered before",
    }
}

vocabulary! {
    /// How a request ended, or was resolved, otherwise than by being handled.
    ClosingWay {
        AnsweredAtOnce = "answered_at_once" "当场答复" "answered at once",
        OnTheSpot = "on_the_spot" "当场办结" "resolved on the spot",
        Redirected = "redirected" "告知途径" "told where to go",
        Voided = "voided" "作废" "void",
        Merged = "merged" "并单" "linked to another",
    }
}

vocabulary! {
    /// Kind of a text that belongs to a request. The text may hold personal data, so it is sealed
    /// and no event repeats it.
    NoteKind {
        PublicReply = "public_reply" "公开答复" "public reply",
        ContactWords = "contact_words" "联系记录" "what was said in contact",
        TransferWords = "transfer_words" "转办说明" "explanation of a transfer",
        ReturnBasis = "return_basis" "退单依据" "basis of a return",
        ReviewWords = "review_words" "退单审核依据" "basis of the decision on a return",
        WithdrawalWords = "withdrawal_words" "撤回说明" "explanation of a withdrawal",
        VerdictWords = "verdict_words" "评价内容" "words of the verdict",
        ReturnWords = "return_words" "上退说明" "explanation of a return upstream",
        Report = "report" "回传内容" "what was reported back",
        RedactedCopy = "redacted_copy" "脱敏文本" "redacted copy",
        RelayQuestion = "relay_question" "承办人转问" "what the handlers ask through the desk",
        RelayAnswer = "relay_answer" "诉求人答复" "what the reporter answers to the desk",
        RelayedAnswer = "relayed_answer" "受理席转达" "what the desk passes on of it",
        InternalNote = "internal_note" "内部备注" "note for colleagues",
        DeskNote = "desk_note" "受理席备注" "note of the desk on a confidential request",
        ProgressWords = "progress_words" "办理进展" "progress for the reporter",
        Question = "question" "向诉求人提问" "question to the reporter",
        Answer = "answer" "诉求人回答" "answer of the reporter",
        Supplement = "supplement" "补充内容" "supplement of the reporter",
        ReminderWords = "reminder_words" "催单说明" "words of a reminder",
        TaskWords = "task_words" "任务记录" "what was done about a task",
        CorrectionWords = "correction_words" "更正说明" "explanation of a correction",
        FormerAddress = "former_address" "原地址" "address before it was corrected",
        RedirectWords = "redirect_words" "告知内容" "where the reporter is told to go",
        ObjectionWords = "objection_words" "异议理由" "words of an objection",
        ObjectionReply = "objection_reply" "复核答复" "answer to an objection",
        VoidWords = "void_words" "作废理由" "why it is void",
        RecallWords = "recall_words" "收回" "explanation of a recall",
    }
}
