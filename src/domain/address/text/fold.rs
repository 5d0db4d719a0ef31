//! Folding of a text into one alphabet: one sign for each sort of separator, no remarks, Arabic
//! digits.

use super::counting::{counted, is_counting};
use super::glyph::{BLANK, COMMA, JOINER, plain, sign};
use super::lead::without_lead;
use super::moment::{clock, day, day_and_time, phone};
use super::number::is_stem;
use super::numeral::is_numeral;
use super::suffix::{self, Suffix, ends_one};
use super::words::{ends_with, starts_with, word_of};
use super::{NumberKind, form};

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

/// Returns the characters of a text in one alphabet.
pub(super) fn fold(text: &str) -> Vec<char> {
    let plain = plain(text);
    let plain = form::address(&plain).unwrap_or(plain);
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
        let apart = text.len() > rest.len() && text.get(text.len() - rest.len() - 1) == Some(&',');
        if !before.is_ascii_alphanumeric()
            && let Some(end) = clock(rest)
                .or_else(|| day_and_time(rest).filter(|_| apart))
                .or_else(|| phone(rest))
                .or_else(|| number_sign(rest))
                .or_else(|| day(rest))
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
            // 12(1)号 is 12-1号.
            Some((inside, [_, '号', ..])) if is_inserted(&plain, inside) => {
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
fn is_inserted(before: &[char], inside: &[char]) -> bool {
    let numbered = before.last().is_some_and(char::is_ascii_digit);
    numbered && matches!(inside.len(), 1..=2) && inside.iter().all(char::is_ascii_digit)
}

/// Returns true if what is in brackets is a part of the address: 金水苑（一期）, 12号（甲）, 12(1)号.
fn is_said(before: &[char], inside: &[char], behind: &[char]) -> bool {
    let numbered = before.last().is_some_and(|&last| is_counting(last) || last == '号');
    let is_branch = match inside {
        ['之' | '附' | '副', ..] => numbered,
        [one] if is_stem(*one) => numbered,
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

/// Returns a name in brackets with the number beside them, which may be a place of its own:
/// 南渡村（菱角圩）12号, 3-2-502（金水苑）.
pub(super) fn in_brackets(text: &str) -> Option<String> {
    let signed = signed(&plain(text));
    let (before, rest) = signed.split_at(signed.iter().position(|&sign| sign == '(')?);
    let (name, behind) = rest.split_at(rest.iter().position(|&sign| sign == ')')?);
    let (name, behind) = (name.get(1..)?, behind.get(1..)?);
    let is_name = name.len() > 1 && name.iter().all(|one| one.is_alphabetic() && !one.is_ascii());
    let is_remark = name.first().is_none_or(|first| "原旧老近靠临邻对距".contains(*first))
        || BESIDE.iter().any(|word| ends_with(name, word));
    let counts = |text: &[char]| text.first().is_some_and(|&first| is_counting(first));
    let number = [behind, before].into_iter().find(|number| counts(number))?;
    (is_name && !is_remark).then(|| name.iter().chain(number).collect())
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

/// Drops separators that separate nothing: those between words, between a letter and a digit, and
/// between a number and what it counts.
fn spaced(text: &[char]) -> Vec<char> {
    let mut plain: Vec<char> = Vec::with_capacity(text.len());
    let mut sign = None;
    for (at, &character) in text.iter().enumerate() {
        if let Some(next) = strength(character) {
            sign = sign.max(Some((next, character)));
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        if let (Some((_, sign)), Some(&before)) = (sign.take(), plain.last())
            && parts(before, sign, character)
            && !joins_stem(before, rest)
        {
            plain.push(sign);
        }
        plain.push(character);
    }
    plain
}

/// Returns true if a text begins with the stem of the number before it: 12号-甲, 12 甲号.
fn joins_stem(before: char, text: &[char]) -> bool {
    let numbered = before.is_ascii_digit() || before == '号';
    let ends = match text {
        [stem, rest @ ..] if is_stem(*stem) => match rest {
            ['号', behind @ ..] => {
                before != '号'
                    && suffix::of(rest).is_some_and(|of| of.1 == 1)
                    && !behind.starts_with(&['院'])
            }
            rest => rest.first().is_none_or(|&next| !next.is_alphanumeric()),
        },
        _ => false,
    };
    numbered && ends
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
