//! Conditions of moves beside the state.

use crate::domain::request::{Channel, RequestAction, RequestFacts, Urgency};
use crate::domain::vocabulary::vocabulary;

vocabulary! {
    /// Condition of a move beside the state.
    MoveCondition {
        /// There is somebody to contact, and the handlers may know who.
        DirectContact = "direct_contact" "可直接联系" "handlers may contact the reporter",
        /// There is somebody to contact, whom only the town desk knows.
        RelayedContact = "relayed_contact" "由受理席联系" "the desk contacts a confidential reporter",
        /// There is somebody who could have been contacted.
        SomebodyToContact = "somebody_to_contact" "有联系人" "there is somebody to contact",
        /// Nobody could have been contacted.
        NobodyToContact = "nobody_to_contact" "无联系人" "there is nobody to contact",
        /// It was not reopened.
        FirstHandling = "first_handling" "首次办理" "first handling",
        /// The platform above sent it and waits for the result.
        FromAbove = "from_above" "上级派单" "from above",
        /// The town itself received it.
        OwnRequest = "own_request" "本级受理" "came to the town itself",
        /// Only the town desk knows the reporter.
        Confidential = "confidential" "保密诉求" "confidential",
        /// The handlers may know the reporter.
        Open = "open" "非保密诉求" "not confidential",
        /// A unit handles it; it does not lie with the desk.
        Dispatched = "dispatched" "已派到单元" "a unit handles it",
        /// A handler proposed a transfer, and the desk has not decided.
        Proposed = "proposed" "有转办建议待定" "a transfer is proposed",
        /// It is offered to another unit, which has not answered.
        OfferPending = "offer_pending" "待接收" "an offer waits for its answer",
        /// It is not offered to another unit.
        NothingOffered = "nothing_offered" "无待接收" "no offer waits for its answer",
        /// It is not critical.
        NotCritical = "not_critical" "非特急" "not critical",
        /// The first return is to be decided.
        FirstReturn = "first_return" "第一次退单" "the first return",
        /// The second return is to be decided.
        SecondReturn = "second_return" "第二次退单" "the second return",
        /// A further return is to be decided, by a meeting.
        FurtherReturn = "further_return" "多次退单" "a third or later return",
        /// There is no verdict of the resident on the current handling.
        ResidentUnheard = "resident_unheard" "居民尚未评价" "the resident was not heard",
        /// There is no verdict of the city on the last report.
        CityUnheard = "city_unheard" "市级尚未评价" "the city was not heard",
        /// Somebody else reported it than those who found it themselves.
        SomebodyToAsk = "somebody_to_ask" "有诉求人" "somebody reported it",
        /// A handler or the reporter proposed a correction, and the desk has not decided.
        CorrectionProposed = "correction_proposed" "待定更正" "a correction is proposed",
        /// Somebody has a task about it.
        TaskOpen = "task_open" "有任务在办" "a task is open",
        /// A question to the reporter has no answer yet.
        Asked = "asked" "有问题待答复" "the reporter was asked",
        /// The reporter has not objected to being told where else to go.
        NotObjected = "not_objected" "未提出过异议" "the reporter has not objected",
        /// Nothing has happened since the last step.
        Recallable = "recallable" "上一步之后无人处理" "nobody has acted on the last step",
        /// It is resolved because the one that it is linked to was.
        LinkedBefore = "linked_before" "随并入的诉求办结" "resolved with the one it is linked to",
    }
}

impl MoveCondition {
    pub(super) fn holds(self, facts: &RequestFacts) -> bool {
        match self {
            Self::DirectContact => facts.has_contact() && !facts.confidential,
            Self::RelayedContact => facts.has_contact() && facts.confidential,
            Self::SomebodyToContact => facts.has_contact(),
            Self::NobodyToContact => !facts.has_contact(),
            Self::FirstHandling => facts.second.is_none(),
            Self::FromAbove => facts.upstream.is_some(),
            Self::OwnRequest => facts.upstream.is_none(),
            Self::Confidential => facts.confidential,
            Self::Open => !facts.confidential,
            Self::Dispatched => !facts.at_desk,
            Self::Proposed => facts.proposed_at.is_some(),
            Self::OfferPending => facts.offer.is_some(),
            Self::NotCritical => facts.urgency != Urgency::Critical,
            Self::NothingOffered => facts.offer.is_none(),
            Self::FirstReturn => facts.returns == 0,
            Self::SecondReturn => facts.returns == 1,
            Self::FurtherReturn => facts.returns > 1,
            Self::ResidentUnheard => {
                facts.upstream.is_some_and(|upstream| upstream.judged_at.is_none())
            }
            Self::CityUnheard => {
                facts.upstream.is_some_and(|upstream| upstream.city_judged_at.is_none())
            }
            Self::SomebodyToAsk => facts.channel != Channel::SelfFound,
            Self::CorrectionProposed => facts.correction_proposed_at.is_some(),
            Self::TaskOpen => facts.has_tasks,
            Self::Asked => facts.asked_at.is_some(),
            Self::NotObjected => facts.objection.is_none(),
            Self::Recallable => facts.last_step.is_some_and(|step| step.stands),
            Self::LinkedBefore => {
                facts.last_step.is_some_and(|step| step.action == RequestAction::Link)
            }
        }
    }
}
