//! Other spellings of names: with numerals for digits, and with rare characters.

use super::numeral::{arabic, chinese, is_numeral};

/// Characters that some names are written with, and the usual ones.
const RARE: &[(char, char)] =
    &[('邨', '村'), ('蔭', '荫'), ('塚', '冢'), ('甯', '宁'), ('堃', '坤')];

/// Words for a village, longer ones first.
const VILLAGES: &[&str] = &["村村委", "行政村", "自然村", "村委"];

/// Digits of a number in names that is written digit by digit.
const DIGITS_MIN: usize = 3;

/// Returns the other spellings of a name.
pub(super) fn respelled(name: &str) -> Vec<String> {
    let mut others = in_numerals(name);
    others.extend(in_digits(name));
    others.extend(RARE.iter().filter_map(|&(rare, usual)| match name.contains(rare) {
        true => Some(name.replace(rare, &usual.to_string())),
        false => None,
    }));
    others.extend(as_village(name));
    // The last one alone: 村 stands in many names.
    others.extend(name.strip_suffix('村').map(|rest| format!("{rest}邨")));
    others
}

/// Returns the usual name of a village: of 江海行政村5组 and 江海村村委5组 江海村5组, and of 江海5组
/// too.
fn as_village(name: &str) -> Option<String> {
    let short = VILLAGES.iter().find(|word| name.contains(**word));
    if let Some(word) = short {
        return Some(name.replace(word, "村"));
    }
    let counted = name.strip_suffix(['组', '队'])?;
    let village = counted.trim_end_matches(|one: char| one.is_ascii_digit());
    let is_bare = village.len() < counted.len()
        && village.chars().nth(1).is_some()
        && !village.ends_with(|last| "村镇乡庄宅组队社区".contains(last));
    let group = name.strip_prefix(village)?;
    is_bare.then(|| format!("{village}村{group}"))
}

/// Returns a name with its first digits in numerals: 11组 is 十一组, 1902公寓 一九〇二公寓.
fn in_numerals(name: &str) -> Vec<String> {
    let Some((before, run, behind)) = split(name, |one| one.is_ascii_digit()) else {
        return Vec::new();
    };
    let spelled = |zero: char| -> String {
        let numerals: Vec<char> = format!("{zero}一二三四五六七八九").chars().collect();
        let digit = |one: char| numerals.get(one.to_digit(10)? as usize).copied();
        run.chars().filter_map(digit).collect()
    };
    let counted = run.parse().ok().and_then(chinese);
    let in_digits = Some(run.len()).filter(|&length| length >= DIGITS_MIN);
    let mut numerals: Vec<String> = counted.into_iter().collect();
    numerals.extend(in_digits.into_iter().flat_map(|_| [spelled('〇'), spelled('零')]));
    numerals.dedup();
    numerals.iter().map(|numeral| format!("{before}{numeral}{behind}")).collect()
}

/// Returns a name with its first numeral in digits: 十一组 is 11组. One alone is part of a word.
fn in_digits(name: &str) -> Option<String> {
    let (before, run, behind) = split(name, is_numeral)?;
    let numeral: Vec<char> = run.chars().collect();
    let digits = arabic(&numeral).filter(|_| numeral.len() > 1)?;
    Some(format!("{before}{digits}{behind}"))
}

/// Splits a name around the first run of some characters.
fn split(name: &str, is_one: fn(char) -> bool) -> Option<(&str, &str, &str)> {
    let start = name.find(is_one)?;
    let (before, rest) = name.split_at(start);
    let end = rest.find(|one| !is_one(one)).unwrap_or(rest.len());
    let (run, behind) = rest.split_at(end);
    Some((before, run, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_in_digits_and_numerals() {
        let pairs = [
            ("江海村11组", vec!["江海村十一组"]),
            ("江海村十一组", vec!["江海村11组"]),
            ("1902公寓", vec!["一九〇二公寓", "一九零二公寓"]),
            ("一九零二公寓", vec!["1902公寓"]),
            ("愚谷邨", vec!["愚谷村"]),
            ("愚谷村", vec!["愚谷邨"]),
            ("江海行政村5组", vec!["江海行政村五组", "江海村5组"]),
            ("江海5组", vec!["江海五组", "江海村5组"]),
            ("三门新苑", vec![]),
            ("金水苑", vec![]),
        ];
        for (name, expected) in pairs {
            assert_eq!(respelled(name), expected, "{name}");
        }
    }
}
