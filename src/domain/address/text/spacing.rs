//! Separators between words and numbers, without those that separate nothing.

use super::glyph::{BLANK, COMMA, JOINER};
use super::number::is_stem;
use super::numeral::is_numeral;
use super::suffix::{self, ends_one};

/// Drops separators that separate nothing: those between words, between a letter and a digit, and
/// between a number and what it counts.
pub(super) fn spaced(text: &[char]) -> Vec<char> {
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
    let numbered = before.is_ascii_digit() || suffix::ends_house(before);
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
    if matches!(after, '之' | '附' | '副')
        && (before.is_ascii_digit() || suffix::ends_house(before))
    {
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
