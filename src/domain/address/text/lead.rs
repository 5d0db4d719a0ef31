//! What people write before an address and is none of it: the number in a list, a time, a postal
//! code, a greeting.

use super::NumberKind;
use super::glyph::is_sign;
use super::moment::{digits, moment};
use super::numeral::is_numeral;
use super::suffix::{self, Suffix};
use super::words::{ends_with, starts_with, word_of};

/// Digits of a postal code.
const POSTAL_DIGITS: usize = 6;
/// Maximum digits of a number in a list.
const ITEM_DIGITS_MAX: usize = 3;

/// Labels of forms: what stands before one is none of the address.
const LABELS: &[&str] = &["地址", "住址", "地点", "位置"];

/// Words of a greeting, or that lead to the address, longer ones first.
const SAID: &[&str] = &[
    "家庭住址",
    "家庭地址",
    "详细地址",
    "现居住地",
    "居住地址",
    "事发地址",
    "事发地点",
    "事发地",
    "来电人",
    "诉求人",
    "大家好",
    "各位好",
    "老师好",
    "领导好",
    "麻烦问下",
    "请问一下",
    "我家住在",
    "我家住",
    "我家在",
    "我们家",
    "家住",
    "住在",
    "我住",
    "我在",
    "我家",
    "我们",
    "我是",
    "这里是",
    "这边是",
    "这里",
    "这边",
    "本人",
    "你好",
    "您好",
    "地址",
    "住址",
    "地点",
    "位置",
    "地处",
    "位于",
    "现住",
    "请问",
    "麻烦",
    "反映",
    "投诉",
    "诉求",
    "求助",
    "举报",
    "报修",
    "关于",
    "居民",
    "业主",
    "住户",
    "市民",
    "邮编",
    "HELLO",
    "HI",
];

/// Words that may follow those, before the address.
const LINKING: &[char] = &['啊', '呀', '哈', '是', '在', '为', '于', '的'];

/// Words after 居民, 市民 and the like that make them a part of a name.
const NAMED_SO: &[&str] = &[
    "新村", "广场", "中心", "公园", "大道", "路", "街", "村", "楼", "点", "区", "小", "委", "组",
    "活动",
];

/// Returns a text from the address on; all of it when nothing would be left.
pub(super) fn without_lead(text: &[char]) -> &[char] {
    let mut rest = after_label(text);
    while let Some(shorter) = step(rest) {
        rest = shorter;
    }
    if rest.is_empty() { text } else { rest }
}

/// Returns the text after the last label of a form: 姓名：王阿姨 地址：金水苑3号楼.
fn after_label(text: &[char]) -> &[char] {
    let ends = (0..text.len()).rev().filter_map(|at| {
        let (before, rest) = text.split_at(at);
        matches!(rest.first(), Some(':')).then_some(())?;
        let labelled = LABELS.iter().any(|label| ends_with(before, label));
        rest.get(1..).filter(|rest| labelled && says_more(rest))
    });
    ends.into_iter().next().unwrap_or(text)
}

/// Drops one thing; `None` if the text begins with the address, or would say nothing without it.
fn step(text: &[char]) -> Option<&[char]> {
    let marks =
        text.iter().take_while(|&&sign| is_sign(sign) && !matches!(sign, '(' | '[' | '【' | '#'));
    let text = text.get(marks.count()..).unwrap_or_default();
    let end =
        item(text).or_else(|| moment(text)).or_else(|| postal_code(text)).or_else(|| said(text))?;
    text.get(end..).filter(|rest| says_more(rest))
}

/// Returns true if a name or a number is left.
fn says_more(text: &[char]) -> bool {
    text.iter().any(|character| character.is_alphanumeric())
}

/// Returns the end of a number in a list: `1、`, `(2)`, `一，`, `第3条：`, `A.`; also of a number that
/// counts nothing, before a name: `3 柳荫一村`.
fn item(text: &[char]) -> Option<usize> {
    let opened = usize::from(matches!(text.first(), Some('(' | '[' | '【')));
    let ordinal = usize::from(text.get(opened) == Some(&'第'));
    let start = opened + ordinal;
    let number = text.get(start..).map_or(0, number_length);
    let mut end = start + number;
    if number == 0 {
        return None;
    }
    if ordinal == 1 || opened == 0 {
        end += usize::from(text.get(end).is_some_and(|word| "条件项".contains(*word)));
    }
    let rest = text.get(end..)?;
    let closed = matches!(rest.first(), Some(')' | ']' | '】'));
    let signs = rest.iter().take_while(|&&sign| is_sign(sign)).count();
    let after = rest.get(signs..)?;
    let listed = match signs {
        0 => false,
        _ if closed => !suffix::begins(after),
        _ if opened == 1 => false,
        _ if rest.starts_with(&['.', ' ']) => !suffix::begins(after),
        // 1、楼山路3号
        _ if rest.starts_with(&['、']) => !begins_number(after),
        _ => !begins_number(after) && !suffix::begins(after),
    };
    listed.then_some(end + signs)
}

/// Returns the length of the number that a text begins with, if it is short enough for one in a
/// list.
fn number_length(text: &[char]) -> usize {
    let digits = text.iter().take_while(|character| character.is_ascii_digit()).count();
    let numerals = text.iter().take_while(|&&character| is_numeral(character)).count();
    let letters = text.iter().take_while(|character| character.is_ascii_alphabetic()).count();
    match (digits, numerals, letters) {
        (1..=ITEM_DIGITS_MAX, ..) => digits,
        (0, 1..=ITEM_DIGITS_MAX, _) => numerals,
        (0, 0, 1) => 1,
        _ => 0,
    }
}

/// Returns true if a number of the same sort may follow, as in 1、3号楼: not a lane.
fn begins_number(text: &[char]) -> bool {
    let numerals = text.iter().take_while(|&&character| is_numeral(character)).count();
    let digits = text.iter().take_while(|character| character.is_ascii_digit()).count();
    let behind = text.get(numerals.max(digits)..).unwrap_or_default();
    let run = text.get(..numerals.max(digits)).unwrap_or_default();
    match suffix::of(behind) {
        _ if suffix::numbered_name(&[], run, behind) => false,
        Some((Suffix::Kind(NumberKind::Lane | NumberKind::SubLane), _)) => false,
        Some(_) => !run.is_empty(),
        None => digits > 0 && behind.first().is_none_or(|next| !next.is_alphabetic()),
    }
}

/// Returns the end of a postal code; the first number of an address is followed by what it counts.
fn postal_code(text: &[char]) -> Option<usize> {
    let length = digits(text).filter(|&length| length == POSTAL_DIGITS)?;
    let rest = text.get(length..)?;
    let apart =
        rest.first().is_some_and(|&sign| matches!(sign, ',' | ';' | ':') || sign.is_whitespace());
    let named = rest.iter().find(|&&character| !is_sign(character))?;
    (!suffix::begins(rest) && (apart || !named.is_ascii_alphanumeric())).then_some(length)
}

/// Returns the end of words that lead to the address, with what links them to it.
fn said(text: &[char]) -> Option<usize> {
    let mut end = word_of(text, SAID)?;
    let rest = text.get(end..)?;
    if NAMED_SO.iter().any(|word| starts_with(rest, word)) {
        return None;
    }
    while text.get(end).is_some_and(|word| LINKING.contains(word)) {
        end += 1;
    }
    Some(end)
}
