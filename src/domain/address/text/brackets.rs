//! What is in brackets: a part of the address, or a remark.

use super::counting::is_counting;
use super::glyph::{BLANK, JOINER};
use super::number::is_stem;
use super::suffix::ends_house;

/// Drops what is in brackets, a remark unless it is a part of the address: 金水苑（一期）.
pub(super) fn without_brackets(text: &[char]) -> Vec<char> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&character, after)) = rest.split_first() {
        let close = after.iter().position(|&other| other == ')').filter(|_| character == '(');
        match close.map(|length| after.split_at(length)) {
            // 12(1)号 and 12号(1) are 12-1号.
            Some((inside, [_, behind @ ..])) if is_inserted(&plain, inside, behind) => {
                plain.push(JOINER);
                rest = after;
            }
            Some((inside, [_, behind @ ..])) if !is_said(&plain, inside, behind) => {
                plain.push(BLANK);
                rest = behind;
            }
            _ => {
                plain.push(if matches!(character, '(' | ')') { BLANK } else { character });
                rest = after;
            }
        }
    }
    plain
}

/// Returns true if a number in brackets is the branch of the number before it.
fn is_inserted(before: &[char], inside: &[char], behind: &[char]) -> bool {
    let numbered = match before {
        [.., last] if last.is_ascii_digit() => behind.first() == Some(&'号'),
        [.., last, '号'] => is_counting(*last),
        _ => false,
    };
    numbered && matches!(inside.len(), 1..=2) && inside.iter().copied().all(is_counting)
}

/// Returns true if what is in brackets is a part of the address: 金水苑（一期）, 12号（甲）,
/// 12(1)号.
fn is_said(before: &[char], inside: &[char], behind: &[char]) -> bool {
    let numbered = before.last().is_some_and(|&last| is_counting(last) || ends_house(last));
    let is_branch = match inside {
        ['之' | '附' | '副', ..] => numbered,
        [one] if is_stem(*one) => numbered,
        // 138（弄）12号
        ['弄'] => numbered,
        ['临'] => behind.first().is_some_and(|&next| is_counting(next)),
        _ => false,
    };
    let is_named = !inside.first().is_some_and(|&first| is_counting(first) || first.is_ascii());
    let goes_on = behind.first().is_some_and(|&next| is_counting(next));
    let is_part = match inside.last() {
        Some('弄') => !is_named,
        Some('座' | '幢' | '栋' | '室' | '号' | '楼' | '元') => !is_named || !goes_on,
        Some('期' | '区' | '组' | '队') => true,
        _ => false,
    };
    is_branch || is_part || !numbered && is_joined(inside)
}

/// Returns true for numbers down to a room: 金水苑[3-2-502].
fn is_joined(inside: &[char]) -> bool {
    inside.contains(&JOINER) && inside.iter().all(|&one| one.is_ascii_digit() || one == JOINER)
}
