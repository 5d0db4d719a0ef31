//! Folding of a text into one alphabet: one sign for each sort of separator, no remarks, Arabic
//! digits.

use super::counting::{counted, is_counting};
use super::glyph::{BLANK, COMMA, JOINER, plain, sign};
use super::lead::without_lead;
use super::moment::{clock, phone};
use super::numeral::is_numeral;
use super::suffix::{self, ends_one};
use super::words::starts_with;

/// Words from which on the text no longer names the address, only a place beside it.
const BESIDE: &[&str] = &[
    "门口", "旁边", "附近", "对面", "楼下", "楼上", "楼道", "楼顶", "隔壁", "后面", "前面", "东侧",
    "西侧", "南侧", "北侧", "路口", "转角", "一带",
];

/// Characters before 门口 and 路口 that make a name of them: 西门口, 江门口.
const NAMED_MOUTH: &str = "东西南北中大小前后老新江海城三五";

/// Returns the characters of a text in one alphabet.
pub(super) fn fold(text: &str) -> Vec<char> {
    let plain = plain(text);
    let signed = signed(without_lead(&plain));
    let mut unbracketed = without_brackets(&signed);
    // 「金水苑3号楼」: what is in the brackets is all there is.
    if !unbracketed.iter().any(|character| character.is_alphanumeric()) {
        unbracketed = signed
            .iter()
            .map(|&sign| if matches!(sign, '(' | ')') { BLANK } else { sign })
            .collect();
    }
    let spaced = spaced(&unbracketed);
    counted(until_beside(&spaced))
}

/// Replaces all signs by the few that matter, and leaves out times and the signs of numbers: `No.3`,
/// `#3`.
fn signed(text: &[char]) -> Vec<char> {
    let mut signed: Vec<char> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&character, after)) = rest.split_first() {
        let before = signed.last().copied().unwrap_or(BLANK);
        if !before.is_ascii_alphanumeric()
            && let Some(end) = clock(rest).or_else(|| phone(rest)).or_else(|| number_sign(rest))
            && let Some(after) = rest.get(end..)
        {
            signed.push(BLANK);
            rest = after;
            continue;
        }
        let between = before.is_ascii_digit() && after.first().is_some_and(char::is_ascii_digit);
        let listed = (before.is_ascii_digit() || ends_one(before))
            && after.first().is_some_and(|&next| is_counting(next));
        signed.push(match character {
            '一' | '杠' | '至' | '到' if between => JOINER,
            '和' | '与' | '及' if listed => COMMA,
            other => sign(other),
        });
        rest = after;
    }
    signed
}

/// Returns the end of a sign that announces a number: `No.3`, `№3`, `#3`.
fn number_sign(text: &[char]) -> Option<usize> {
    let sign = ["NO", "№", "#"].into_iter().find(|sign| starts_with(text, sign))?.chars().count();
    let marks =
        text.get(sign..)?.iter().take_while(|&&mark| matches!(mark, '.' | ':' | ' ' | '。'));
    let end = sign + marks.count();
    text.get(end).is_some_and(char::is_ascii_digit).then_some(end)
}

/// Drops what is in brackets, a remark unless it is a part of the address: 金水苑（一期）.
fn without_brackets(text: &[char]) -> Vec<char> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&character, after)) = rest.split_first() {
        let close = after.iter().position(|&other| other == ')').filter(|_| character == '(');
        match close.map(|length| after.split_at(length)) {
            Some((inside, [_, behind @ ..])) if !is_said(inside) => {
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

fn is_said(inside: &[char]) -> bool {
    inside.last().is_some_and(|last| "期区座幢栋室号楼元组队".contains(*last))
}

/// Drops separators that separate nothing: those between words, between a letter and a digit, and
/// between a number and what it counts.
fn spaced(text: &[char]) -> Vec<char> {
    let mut plain: Vec<char> = Vec::with_capacity(text.len());
    let mut sign = None;
    for &character in text {
        if let Some(next) = strength(character) {
            sign = sign.max(Some((next, character)));
            continue;
        }
        if let (Some((_, sign)), Some(&before)) = (sign.take(), plain.last())
            && parts(before, sign, character)
        {
            plain.push(sign);
        }
        plain.push(character);
    }
    plain
}

/// Returns which of several signs in a row counts: the greatest.
const fn strength(sign: char) -> Option<u8> {
    match sign {
        BLANK => Some(0),
        COMMA => Some(1),
        JOINER => Some(2),
        _ => None,
    }
}

fn parts(before: char, sign: char, after: char) -> bool {
    if matches!(after, '之' | '附' | '副') && (before.is_ascii_digit() || before == '号') {
        return false;
    }
    match (before.is_ascii_alphanumeric(), after.is_ascii_alphanumeric()) {
        (true, true) if sign == JOINER => before.is_ascii_digit() || after.is_ascii_digit(),
        (true, true) => before.is_ascii_digit() && after.is_ascii_digit(),
        (true, false) if is_numeral(after) => true,
        (true, false) => before.is_ascii_digit() && !suffix::begins_one(after),
        (false, _) if is_numeral(before) => !suffix::begins_one(after),
        (false, _) => ends_one(before),
    }
}

/// Returns the text up to the words that name a place beside it.
fn until_beside(text: &[char]) -> &[char] {
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
