//! Texts of the people of the demo town. Every text is made up; `{place}` and `{n}` are filled in
//! when it is used.

mod care;
mod conduct;
mod environment;
pub(super) mod further;
mod housing;
mod mediation;
mod other;
mod patrol;
mod safety;
mod town;
mod transport;

use super::course_step::DemoReceiver;
use crate::domain::request::{ContactOutcome, RequestKind, ResolutionOutcome, Satisfaction};

/// Texts about one category in one kind of request.
#[derive(Debug)]
pub(super) struct DemoTopic {
    pub category: &'static str,
    pub kind: RequestKind,
    pub matters: &'static [DemoMatter],
}

/// A problem or a question, and the final reply.
#[derive(Debug)]
pub(super) struct DemoMatter {
    pub description: &'static str,
    /// Answers to the questions of the category.
    pub said: &'static [(&'static str, DemoAnswer)],
    pub outcome: ResolutionOutcome,
    pub reply: &'static str,
}

/// An answer to a question.
#[derive(Debug, Clone, Copy)]
pub(super) enum DemoAnswer {
    Words(&'static str),
    Number(i32),
    DaysAgo(u64),
    One(&'static str),
    Many(&'static [&'static str]),
}

impl DemoMatter {
    const fn saying(self, said: &'static [(&'static str, DemoAnswer)]) -> Self {
        Self { said, ..self }
    }
}

const fn solved(description: &'static str, reply: &'static str) -> DemoMatter {
    DemoMatter { description, said: &[], outcome: ResolutionOutcome::Solved, reply }
}

const fn explained(description: &'static str, reply: &'static str) -> DemoMatter {
    DemoMatter { description, said: &[], outcome: ResolutionOutcome::Explained, reply }
}

const fn unresolvable(description: &'static str, reply: &'static str) -> DemoMatter {
    DemoMatter { description, said: &[], outcome: ResolutionOutcome::Unresolvable, reply }
}

/// All topics, by family of categories.
const FAMILIES: &[&[DemoTopic]] = &[
    safety::TOPICS,
    environment::TOPICS,
    housing::TOPICS,
    care::TOPICS,
    transport::TOPICS,
    mediation::TOPICS,
    conduct::TOPICS,
    patrol::TOPICS,
    other::TOPICS,
    town::TOPICS,
];

/// Returns the texts about a category in a kind of request.
pub(super) fn matters(category: &str, kind: RequestKind) -> &'static [DemoMatter] {
    let topics = FAMILIES.iter().copied().flatten();
    topics
        .clone()
        .find(|topic| topic.category == category && topic.kind == kind)
        .map_or(&[], |topic| topic.matters)
}

/// Replies after the second handling.
pub(super) const SECOND_REPLIES: &[&str] = &[
    "书记带队到现场复核，重新约了施工方和诉求人，问题已按新的办法处理完，请再看看。",
    "原来的处理不彻底，这次更换了做法并请您到场看过，后续一个月每周回访一次。",
    "已把能做的都做了，剩下的部分须等上级项目安排，前因后果和时间表一并附上。",
];

/// Returns notes of a handler on a call.
pub(super) const fn contact_words(outcome: ContactOutcome) -> &'static [&'static str] {
    match outcome {
        ContactOutcome::Reached => &[
            "已通话，诉求人补充了时间和位置，约好上门时间。",
            "电话里说明了办理步骤，诉求人表示理解。",
            "诉求人希望下班后再联系，约在晚上七点。",
            "核对了情况，与描述一致，诉求人会在家等候。",
        ],
        ContactOutcome::NoAnswer => {
            &["无人接听，已发短信留言。", "响铃后无人应答，稍后再拨。", "再拨仍未接通。"]
        }
        ContactOutcome::WrongNumber => &["接听者称打错了，号码须向受理席核对。"],
        ContactOutcome::Declined => &["诉求人表示不必再联系，看结果就行。"],
        ContactOutcome::NoneGiven => &["诉求人未留号码。"],
    }
}

/// Returns words of the reporter on the result.
pub(super) const fn verdict_words(satisfaction: Satisfaction) -> &'static [&'static str] {
    match satisfaction {
        Satisfaction::Satisfied => &[
            "处理得很快，谢谢大家。",
            "真的解决了，比我想的还好。",
            "来的师傅很客气，结果也满意。",
            "打了电话第二天就办好了。",
        ],
        Satisfaction::Mostly => {
            &["事情办成了，就是等得久了一点。", "基本解决，希望以后能提前说一声。"]
        }
        Satisfaction::Neutral => &["说明白了，但还是希望早点改。", "算是有个交代吧。"],
        Satisfaction::Dissatisfied => &[
            "问题根本没有解决，第二天又是老样子。",
            "来看了一眼就走了，没有下文。",
            "答复里写的和实际情况不一样。",
        ],
    }
}

/// Returns reasons for a transfer.
pub(super) const fn transfer_words(receiver: DemoReceiver) -> &'static [&'static str] {
    match receiver {
        DemoReceiver::BuildingGroup => {
            &["楼组长就在楼下，更熟悉这几户，请先上门看看。", "已和楼组长讲好，由楼组接着办。"]
        }
        DemoReceiver::Neighbour => &[
            "现场核实，位置在相邻网格一侧，请接着办。",
            "涉及的设施归相邻网格日常管理，已电话说明前因。",
        ],
        DemoReceiver::Parent => &["要协调几家单位，请上一级牵头，本网格继续配合。"],
    }
}

/// Reasons for withdrawing a request.
pub(super) const WITHDRAWAL_WORDS: &[&str] = &[
    "邻居已经自己处理好了，不用麻烦了。",
    "刚才重复提交了一次，这一件撤回。",
    "问题自己解决了，谢谢。",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, HashSet};

    #[test]
    fn every_family_has_at_least_twenty_different_texts() {
        let mut seen = HashSet::new();
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        for topic in FAMILIES.iter().copied().flatten() {
            let family = topic.category.split('.').next().unwrap_or(topic.category);
            for matter in topic.matters {
                assert!(
                    seen.insert(matter.description) & seen.insert(matter.reply),
                    "{}",
                    matter.description
                );
                if !town::TOPICS.iter().any(|other| std::ptr::eq(other, topic)) {
                    *sizes.entry(family).or_default() += 1;
                }
            }
        }
        assert!(sizes.len() == 9 && sizes.values().all(|&size| size >= 20), "{sizes:?}");
    }
}
