//! Other places that a text names: in brackets, and behind words such as 旁边.

use super::NumberKind;
use super::beside::is_beside;
use super::brackets::without_brackets;
use super::counting::is_counting;
use super::glyph::plain;
use super::lead::without_lead;
use super::signs::signed;
use super::spacing::spaced;
use super::suffix::{self, Suffix};
use super::words::word_of;

/// Words for what is around a place, behind which the address may follow.
const AROUND: &[&str] =
    &["旁边", "附近", "对面", "隔壁", "后面", "前面", "东侧", "西侧", "南侧", "北侧", "门口"];

/// Returns a name in brackets with the number beside them, which may be a place of its own:
/// 南渡村（菱角圩）12号, 3-2-502（金水苑）.
pub(super) fn in_brackets(text: &str) -> Option<String> {
    let signed = signed(&plain(text));
    let (before, rest) = signed.split_at(signed.iter().position(|&sign| sign == '(')?);
    let (name, behind) = rest.split_at(rest.iter().position(|&sign| sign == ')')?);
    let (name, behind) = (name.get(1..)?, behind.get(1..)?);
    let is_name = name.len() > 1 && name.iter().all(|one| one.is_alphabetic() && !one.is_ascii());
    let is_remark =
        name.first().is_none_or(|first| "原旧老近靠临邻对距".contains(*first)) || is_beside(name);
    let counts = |text: &[char]| text.first().is_some_and(|&first| is_counting(first));
    let number = [behind, before].into_iter().find(|number| counts(number))?;
    (is_name && !is_remark).then(|| name.iter().chain(number).collect())
}

/// A place behind a word such as 旁边.
#[derive(Debug)]
pub(super) struct Beyond {
    pub(super) text: String,
    /// True if the word says where that place is: of 汀云大厦对面的柳荫一村3号 it is the second one.
    pub(super) is_meant: bool,
}

/// Returns the place behind a word such as 旁边, if it has a number of its own:
/// 汀云大厦对面柳荫一村3号.
pub(super) fn beyond(text: &str) -> Option<Beyond> {
    let plain = plain(text);
    let spaced = spaced(&without_brackets(&signed(without_lead(&plain))));
    let behind = (1..spaced.len()).find_map(|at| {
        let (before, rest) = spaced.split_at(at);
        // 12号斜对面5号 is 12号.
        rest.get(word_of(rest, AROUND)?..).filter(|_| before.last() != Some(&'斜'))
    })?;
    let is_meant = behind.starts_with(&['的']);
    let behind = behind.strip_prefix(&['的']).or(behind.strip_prefix(&['进'])).unwrap_or(behind);
    let tells = matches!(behind, ['是' | '有' | '为', ..]);
    (!tells && has_house(behind)).then(|| Beyond { text: behind.iter().collect(), is_meant })
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
