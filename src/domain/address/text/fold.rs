//! Folding of a text into one alphabet: half width, upper case, Arabic digits, one sign for each
//! sort of separator, no remarks.

use super::numeral::{arabic, is_numeral};
use super::suffix::{self, ends_one, starts_with};

/// Separator that joins numbers: `3-502`.
pub(super) const JOINER: char = '-';
/// Separator between words and numbers.
pub(super) const BLANK: char = ' ';

/// Words from which on the text no longer names the address, only a place beside it.
const BESIDE: &[&str] = &[
    "门口", "旁边", "附近", "对面", "楼下", "楼上", "楼道", "楼顶", "隔壁", "后面", "前面", "东侧",
    "西侧", "南侧", "北侧", "路口", "转角", "一带",
];

/// Returns the characters of a text in one alphabet.
pub(super) fn fold(text: &str) -> Vec<char> {
    let visible = text.chars().filter(|&character| !is_invisible(character));
    let plain: Vec<char> = visible.flat_map(plain).map(folded).collect();
    let spaced = spaced(&without_brackets(&plain));
    counted(
        (1..spaced.len())
            .find_map(|at| {
                let (before, rest) = spaced.split_at(at);
                BESIDE.iter().any(|word| starts_with(rest, word)).then_some(before)
            })
            .unwrap_or(&spaced),
    )
}

/// Returns true for soft hyphens, and for marks of width zero that copied texts carry.
const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
    )
}

/// Replaces ③, ⑶ and ⒊ by 3, and full width by half width.
fn plain(character: char) -> Vec<char> {
    let counted = match u32::from(character) {
        code @ 0x2460..=0x2473 => code - 0x245F,
        code @ 0x2474..=0x2487 => code - 0x2473,
        code @ 0x2488..=0x249B => code - 0x2487,
        code @ 0xFF01..=0xFF5E => return char::from_u32(code - 0xFEE0).into_iter().collect(),
        _ => return vec![character],
    };
    counted.to_string().chars().collect()
}

fn folded(character: char) -> char {
    match character.to_ascii_uppercase() {
        '-' | '_' | '/' | '\\' | '~' | '.' | '‐'..='―' | '−' | '〜' => JOINER,
        '(' | '[' | '{' | '【' | '〔' | '〈' => '(',
        ')' | ']' | '}' | '】' | '〕' | '〉' => ')',
        '號' => '号',
        '樓' => '楼',
        '棟' => '栋',
        '單' => '单',
        '層' => '层',
        '區' => '区',
        '№' | '#' => '#',
        kept if kept.is_ascii_alphanumeric() || kept.is_alphabetic() => kept,
        _ => BLANK,
    }
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
    inside.last().is_some_and(|last| "期区座幢栋室号".contains(*last))
}

/// Drops separators that separate nothing: those between words, between a letter and a digit, and
/// between a number and what it counts.
fn spaced(text: &[char]) -> Vec<char> {
    let mut plain: Vec<char> = Vec::with_capacity(text.len());
    let mut sign = None;
    for &character in text {
        if matches!(character, BLANK | JOINER) {
            sign = if sign == Some(JOINER) { sign } else { Some(character) };
            continue;
        }
        if let (Some(sign), Some(&before)) = (sign.take(), plain.last())
            && parts(before, sign, character)
        {
            plain.push(sign);
        }
        plain.push(character);
    }
    plain
}

fn parts(before: char, sign: char, after: char) -> bool {
    match (before.is_ascii_alphanumeric(), after.is_ascii_alphanumeric()) {
        (true, true) if sign == JOINER => before.is_ascii_digit() || after.is_ascii_digit(),
        (true, true) => before.is_ascii_digit() && after.is_ascii_digit(),
        (true, false) if is_numeral(after) => true,
        (true, false) => before.is_ascii_digit() && !suffix::begins_one(after),
        (false, _) if is_numeral(before) => !suffix::begins_one(after),
        (false, _) => ends_one(before),
    }
}

/// Replaces Chinese numerals that count something, or stand by themselves, by Arabic digits:
/// 三号楼, 七村, 二单元五零二.
fn counted(text: &[char]) -> Vec<char> {
    let mut plain: Vec<char> = Vec::with_capacity(text.len());
    let mut left = text;
    while let Some((&character, after)) = left.split_first() {
        let length = left.iter().take_while(|&&character| is_numeral(character)).count();
        if length == 0 {
            plain.push(character);
            left = after;
            continue;
        }
        let (run, rest) = left.split_at(length);
        let alone = plain
            .last()
            .is_none_or(|&before| ends_one(before) || matches!(before, BLANK | JOINER | '之'))
            && rest.first().is_none_or(|after| matches!(after, &BLANK | &JOINER));
        let counts = alone || suffix::of(rest).is_some() || suffix::names(rest);
        match arabic(run).filter(|_| counts) {
            Some(digits) => plain.extend(digits.chars()),
            None => plain.extend(run),
        }
        left = rest;
    }
    plain
}
