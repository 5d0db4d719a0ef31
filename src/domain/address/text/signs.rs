//! Signs of a text: the few that matter, without times and the signs of numbers.

use super::counting::is_counting;
use super::glyph::{BLANK, COMMA, JOINER, sign};
use super::moment::{clock, day, day_and_time, eventful_day, phone};
use super::suffix::{ends_house, ends_one};
use super::words::starts_with;

/// Signs behind a number that count no part of an address.
const QUANTITIES: &str = "%‰℃°㎡㎥㎏㎞㎝¥$€";

/// Replaces all signs by the few that matter, and leaves out times and the signs of numbers:
/// `No.3`, `#3`.
pub(super) fn signed(text: &[char]) -> Vec<char> {
    let mut signed: Vec<char> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&character, after)) = rest.split_first() {
        let before = signed.last().copied().unwrap_or(BLANK);
        let apart = text.len() > rest.len() && text.get(text.len() - rest.len() - 1) == Some(&',');
        if !before.is_ascii_alphanumeric()
            && let Some(end) = clock(rest)
                .or_else(|| day_and_time(rest).filter(|_| apart || says_house(&signed)))
                .or_else(|| eventful_day(rest).filter(|_| apart))
                .or_else(|| phone(rest))
                .or_else(|| quantity(rest))
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

/// Returns true if a text says a house or a room, so that what follows with 号 may be a day.
fn says_house(text: &[char]) -> bool {
    text.array_windows()
        .any(|&[number, counted]| is_counting(number) && (ends_house(counted) || counted == '室'))
}

/// Returns the end of a number that a sign makes a quantity of: 12%, 12.5㎡.
fn quantity(text: &[char]) -> Option<usize> {
    let digits = text.iter().take_while(|one| one.is_ascii_digit() || **one == '.').count();
    let is_counted = text.get(digits).is_some_and(|sign| QUANTITIES.contains(*sign));
    (digits > 0 && is_counted).then_some(digits + 1)
}

/// Returns the end of a sign that announces a number: `No.3`, `№3`, `#3`.
fn number_sign(text: &[char]) -> Option<usize> {
    let sign = ["NO", "№", "#"].into_iter().find(|sign| starts_with(text, sign))?.chars().count();
    let marks =
        text.get(sign..)?.iter().take_while(|&&mark| matches!(mark, '.' | ':' | ' ' | '。'));
    let end = sign + marks.count();
    text.get(end).is_some_and(char::is_ascii_digit).then_some(end)
}
