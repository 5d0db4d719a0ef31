//! Folding of a text into one alphabet: Arabic digits, one sign for each sort of separator, no
//! remarks.

use super::glyph::{BLANK, COMMA, JOINER, plain, sign};
use super::lead::without_lead;
use super::moment::{clock, phone};
use super::numeral::{arabic, chinese, is_numeral};
use super::suffix::{self, ends_one, starts_with};

/// Words from which on the text no longer names the address, only a place beside it.
const BESIDE: &[&str] = &[
    "门口", "旁边", "附近", "对面", "楼下", "楼上", "楼道", "楼顶", "隔壁", "后面", "前面", "东侧",
    "西侧", "南侧", "北侧", "路口", "转角", "一带",
];

/// Characters before 门口 and 路口 that make a name of them: 西门口, 江门口.
const NAMED_MOUTH: &str = "东西南北中大小前后老新江海城三五";

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

fn is_counting(character: char) -> bool {
    character.is_ascii_digit() || is_numeral(character)
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

/// Replaces Chinese numerals that count something, or stand by themselves, by Arabic digits, and
/// writes ordinals and groups in short: 三号楼, 七村, 第五村民小组, 二单元五零二. In the names of compounds it is
/// the other way round: 1号公馆.
fn counted(text: &[char]) -> Vec<char> {
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
            plain.extend(number(&plain, run, behind).chars());
            // 12号之一201室
            if !character.is_ascii_digit() && plain.last().is_some_and(char::is_ascii_digit) {
                plain.extend(behind.first().filter(|next| next.is_ascii_digit()).map(|_| BLANK));
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
