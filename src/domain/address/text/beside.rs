//! Words for a place beside the address: 门口, 旁边, 对面.

use super::NumberKind;
use super::brackets::without_brackets;
use super::counting::is_counting;
use super::glyph::plain;
use super::lead::without_lead;
use super::signs::signed;
use super::spacing::spaced;
use super::suffix::{self, Suffix};
use super::words::{ends_with, starts_with, word_of};

/// Words from which on the text no longer names the address, only a place beside it.
const BESIDE: &[&str] = &[
    "门口", "旁边", "附近", "对面", "楼下", "楼上", "楼道", "楼顶", "隔壁", "后面", "前面", "东侧",
    "西侧", "南侧", "北侧", "路口", "转角", "一带",
];

/// Those of them that another place may follow, which is the address then.
const AROUND: &[&str] =
    &["旁边", "附近", "对面", "隔壁", "后面", "前面", "东侧", "西侧", "南侧", "北侧"];

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
            .any(|word| starts_with(rest, word))
    });
    end.map_or(text, |end| text.split_at(end).0)
}

/// Returns true if a text ends with such a word: 乙苑隔壁.
pub(super) fn is_beside(text: &[char]) -> bool {
    BESIDE.iter().any(|word| ends_with(text, word))
}

/// Returns the place behind a word such as 旁边, if it has a number of its own: 汀云大厦对面柳荫一村3号.
pub(super) fn beyond(text: &str) -> Option<String> {
    let plain = plain(text);
    let spaced = spaced(&without_brackets(&signed(without_lead(&plain))));
    let behind = (1..spaced.len()).find_map(|at| {
        let (before, rest) = spaced.split_at(at);
        // 12号斜对面5号 is 12号.
        rest.get(word_of(rest, AROUND)?..).filter(|_| before.last() != Some(&'斜'))
    })?;
    let behind = behind.strip_prefix(&['的']).unwrap_or(behind);
    let tells = matches!(behind, ['是' | '有' | '为', ..]);
    (!tells && has_house(behind)).then(|| behind.iter().collect())
}

/// Returns true if a number of a house, a building or a lane is in a text.
fn has_house(text: &[char]) -> bool {
    (1..text.len()).any(|at| {
        let (before, rest) = text.split_at(at);
        let suffix = suffix::of(rest).map(|(suffix, _)| suffix);
        let is_house = match suffix {
            Some(Suffix::Kind(kind)) => kind < NumberKind::Entrance,
            Some(Suffix::Number | Suffix::Sign) => true,
            _ => false,
        };
        is_house && before.last().is_some_and(|&last| is_counting(last))
    })
}
