//! Words for a place beside the address: 门口, 旁边, 对面.

use super::words::{ends_with, starts_with};

/// Words from which on the text no longer names the address, only a place beside it.
const BESIDE: &[&str] = &[
    "门口", "旁边", "附近", "对面", "楼下", "楼上", "楼道", "楼顶", "隔壁", "后面", "前面", "东侧",
    "西侧", "南侧", "北侧", "路口", "转角", "一带",
];

/// Characters before 门口 and 路口 that make a name of them: 西门口, 江门口.
const NAMED_MOUTH: &str = "东西南北中大小前后老新江海城三五";

/// Returns the text up to the words that name a place beside it.
pub(super) fn until_beside(text: &[char]) -> &[char] {
    if BESIDE.iter().any(|word| starts_with(text, word) && word.chars().count() == text.len()) {
        return &[];
    }
    let end = (1..text.len()).find(|&at| {
        let (before, rest) = text.split_at(at);
        let named = before.last().is_some_and(|last| NAMED_MOUTH.contains(*last));
        BESIDE
            .iter()
            .filter(|word| !named || !matches!(**word, "门口" | "路口"))
            .any(|word| starts_with(rest, word) && !is_wing(rest))
    });
    end.map_or(text, |end| text.split_at(end).0)
}

/// Returns true if a text begins with a building at a side: 北侧楼, but not 北侧楼道.
fn is_wing(text: &[char]) -> bool {
    match text {
        [_, '侧', '楼', next, ..] => !"道梯顶下上".contains(*next),
        [_, '侧', '楼'] => true,
        _ => false,
    }
}

/// Returns true if a text ends with such a word: 乙苑隔壁.
pub(super) fn is_beside(text: &[char]) -> bool {
    BESIDE.iter().any(|word| ends_with(text, word))
}
