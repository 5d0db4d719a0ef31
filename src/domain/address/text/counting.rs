//! Numerals, ordinals and groups in a folded text, as addresses count.

use super::glyph::{BLANK, COMMA, JOINER};
use super::numeral::{arabic, chinese, is_numeral};
use super::suffix::{self, ends_one};
use super::words::starts_with;

/// Words for the groups of a village, and how they are written in short, longer ones first.
const GROUPS: &[(&str, &str)] = &[
    ("村民小组", "组"),
    ("居民小组", "组"),
    ("村民组", "组"),
    ("居民组", "组"),
    ("小组", "组"),
    ("生产小队", "队"),
    ("生产队", "队"),
    ("小队", "队"),
];

/// Days that streets and villages are named after.
const NAMED_DAYS: &[&str] = &[
    "五一",
    "八一",
    "七一",
    "六一",
    "五四",
    "三八",
    "十一",
    "双十",
    "五七",
    "一二九",
    "五卅",
    "二七",
];

/// Roman numbers of the parts of a compound, from one on.
const ROMAN: [&str; 9] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];

/// Replaces Chinese numerals that count something, or stand by themselves, by Arabic digits, and
/// writes ordinals and groups in short: 三号楼, 七村, 第五村民小组, 二单元五零二. In the names of
/// compounds it is the other way round: 1号公馆.
pub(super) fn counted(text: &[char]) -> Vec<char> {
    let mut plain: Vec<char> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&character, after)) = rest.split_first() {
        let (run, behind) = rest.split_at(number_length(rest, plain.last()));
        if character == '第' && is_ordinal(after) {
            rest = after;
        } else if plain.last().is_some_and(char::is_ascii_digit)
            && let Some((word, short)) = GROUPS.iter().find(|(word, _)| starts_with(rest, word))
        {
            plain.extend(short.chars());
            rest = rest.get(word.chars().count()..).unwrap_or_default();
        } else if let Some((digit, length)) = roman(rest, plain.last()) {
            plain.push(digit);
            rest = rest.get(length..).unwrap_or_default();
        } else if run.is_empty() {
            plain.push(character);
            rest = after;
        } else {
            let is_branch = plain.last() == Some(&'之');
            let (run, behind) = branch(plain.last(), run, behind, rest);
            plain.extend(number(&plain, run, behind).chars());
            // 12号之一201室, 12号之一B1层
            if !character.is_ascii_digit() && plain.last().is_some_and(char::is_ascii_digit) {
                let begins =
                    |next: &&char| is_counting(**next) || is_branch && next.is_ascii_alphabetic();
                plain.extend(behind.first().filter(begins).map(|_| BLANK));
            }
            rest = behind;
        }
    }
    plain
}

/// Reads a Roman number in letters before 期: II期.
fn roman(text: &[char], before: Option<&char>) -> Option<(char, usize)> {
    let length = text.iter().take_while(|character| "IVX".contains(**character)).count();
    let (run, behind) = text.split_at(length);
    let counts = behind.first() == Some(&'期') && !before.is_some_and(char::is_ascii_alphanumeric);
    let number: String = run.iter().collect();
    let place = ROMAN.iter().position(|roman| *roman == number).filter(|_| counts)?;
    Some((char::from_digit(u32::try_from(place).ok()? + 1, 10)?, length))
}

/// Returns the length of the Chinese numeral, or of the whole number, that a text begins with.
fn number_length(text: &[char], before: Option<&char>) -> usize {
    let numerals = text.iter().take_while(|&&character| is_numeral(character)).count();
    let digits = text.iter().take_while(|character| character.is_ascii_digit()).count();
    if before.is_some_and(char::is_ascii_alphanumeric) { numerals } else { numerals.max(digits) }
}

/// Splits a numeral after 之 that goes on to a room or a floor: 之一三零二, 之一三楼.
fn branch<'t>(
    before: Option<&char>,
    run: &'t [char],
    behind: &'t [char],
    rest: &'t [char],
) -> (&'t [char], &'t [char]) {
    let in_digits = run.iter().all(|&one| is_numeral(one) && !"十百千廿卅".contains(one));
    let floor = matches!(behind.first(), Some('楼' | '层' | '室'));
    let goes_on = matches!(run.len(), 4..) || run.len() > 1 && floor;
    if before == Some(&'之') && in_digits && goes_on { rest.split_at(1) } else { (run, behind) }
}

/// Returns a number between these as it is written in addresses.
fn number(before: &[char], run: &[char], behind: &[char]) -> String {
    let said: String = run.iter().collect();
    let digits =
        if run.iter().all(char::is_ascii_digit) { Some(said.clone()) } else { arabic(run) };
    let Some(digits) = digits else { return said };
    if suffix::numbered_name(before, run, behind) {
        let named = behind.get(1).is_some_and(|next| !next.is_ascii_digit());
        let chinese = digits.parse().ok().and_then(chinese).filter(|_| named);
        return chinese.unwrap_or(said);
    }
    if run.iter().all(char::is_ascii_digit) || counts(before, run, behind) { digits } else { said }
}

/// Returns true if a numeral between these counts something.
fn counts(before: &[char], run: &[char], behind: &[char]) -> bool {
    let last = before.last().copied();
    let branch = matches!(last, Some('之' | '附' | '副'));
    let begins =
        last.is_none_or(|last| ends_one(last) || matches!(last, BLANK | JOINER | COMMA)) || branch;
    let ends = behind.first().is_none_or(|next| matches!(*next, BLANK | JOINER | COMMA));
    if is_named_day(run, behind) {
        return false;
    }
    branch || begins && ends || suffix::begins(behind) || suffix::names(behind) || is_group(behind)
}

/// Returns true if a number follows that counts a part of an address, so that 第 says no more.
fn is_ordinal(text: &[char]) -> bool {
    let number = text.iter().take_while(|&&character| is_counting(character)).count();
    let (run, behind) = text.split_at(number);
    !run.is_empty() && (suffix::begins(behind) || suffix::names(behind) || is_group(behind))
}

fn is_group(text: &[char]) -> bool {
    GROUPS.iter().any(|(word, _)| starts_with(text, word))
}

/// Returns true for 五一村 and 八一新村, which are no 51st and 81st.
fn is_named_day(run: &[char], behind: &[char]) -> bool {
    suffix::names(behind)
        && NAMED_DAYS.iter().any(|day| run.len() == day.chars().count() && starts_with(run, day))
}

/// Returns true if the character may be part of a number, in digits or numerals.
pub(super) fn is_counting(character: char) -> bool {
    character.is_ascii_digit() || is_numeral(character)
}
