//! Other readings of an address: what one writes A区1栋 another has registered as A1栋.

use super::numeral::{arabic, chinese, formal};
use super::{AddressPart, NumberKind, name, respelling};
use AddressPart::{Name, Numbered};
use NumberKind::{Building, Door, Entrance, Lane, SubLane};

/// Word after the number of a compound that is named so: 九号院.
const YARD: &str = "号院";
/// Maximum number of a compound that is named so.
const NAMED_MAX: u32 = 20;
/// Maximum other readings: a list of many numbers has more, and is no address.
const OTHERS_MAX: usize = 24;
/// Maximum numbers of a range beyond the first.
const RANGE_MAX: u32 = 20;

/// Returns the other readings of parts that were read.
pub(super) fn others(parts: &[AddressPart]) -> Vec<Vec<AddressPart>> {
    let mut others = Vec::new();
    for at in 0..parts.len() {
        let (before, rest) = parts.split_at(at);
        others.extend(zone_as_letter(before, rest));
        others.extend(letter_as_zone(before, rest));
        others.extend(yard_as_door(before, rest));
        others.extend(door_as_name(before, rest));
        others.extend(range(before, rest));
        others.extend(zone_behind(before, rest));
        others.extend(respelled(before, rest));
    }
    others.truncate(OTHERS_MAX);
    others
}

/// 江海村11组 may be 江海村十一组, 一九〇二公寓 1902公寓, and 愚谷村 愚谷邨.
fn respelled(before: &[AddressPart], rest: &[AddressPart]) -> Vec<Vec<AddressPart>> {
    let [Name(name), behind @ ..] = rest else { return Vec::new() };
    let spellings = respelling::respelled(name).into_iter();
    spellings.map(|other| joined(before, [Some(Name(other))], behind)).collect()
}

/// A区1幢 may be A1幢.
fn zone_as_letter(before: &[AddressPart], rest: &[AddressPart]) -> Option<Vec<AddressPart>> {
    let [Name(zoned), Numbered(kind @ (Building | Door), number), behind @ ..] = rest else {
        return None;
    };
    let rest = zoned.strip_suffix('区')?;
    let letter = rest.chars().next_back().filter(char::is_ascii_uppercase)?;
    let name = rest.strip_suffix(letter)?;
    let is_digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let number = Some(format!("{letter}{number}")).filter(|_| is_digits)?;
    Some(joined(before, [named(name), Some(Numbered(*kind, number))], behind))
}

/// A1幢 may be A区1幢.
fn letter_as_zone(before: &[AddressPart], rest: &[AddressPart]) -> Option<Vec<AddressPart>> {
    let [Numbered(kind @ (Building | Door), number), behind @ ..] = rest else { return None };
    let letter = number.chars().next().filter(char::is_ascii_uppercase)?;
    let digits = number
        .strip_prefix(letter)
        .filter(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let (before, name) = match before {
        [before @ .., Name(name)] if !name::is_road(name) => (before, name.as_str()),
        before => (before, ""),
    };
    let zone = Name(format!("{name}{letter}区"));
    Some(joined(before, [Some(zone), Some(Numbered(*kind, digits.to_owned()))], behind))
}

/// 康健新村3幢2期 may be 康健新村2期3幢, and 绿汀3幢东区 绿汀东区3幢.
fn zone_behind(before: &[AddressPart], rest: &[AddressPart]) -> Option<Vec<AddressPart>> {
    let [Name(name), Numbered(Door | Building, _), behind @ ..] = rest else { return None };
    let at = behind.iter().position(|part| matches!(part, Name(_)))?;
    let Some(Name(zone)) = behind.get(at) else { return None };
    let numbers = rest.get(1..at + 2).filter(|_| name::is_zone(zone) && !name::is_road(name))?;
    Some(joined(before, [Some(Name(format!("{name}{zone}")))], numbers))
}

/// 九号院 may be the ninth house.
fn yard_as_door(before: &[AddressPart], rest: &[AddressPart]) -> Option<Vec<AddressPart>> {
    let [Name(yard), behind @ ..] = rest else { return None };
    let numbered = yard.strip_suffix(YARD)?;
    let start = numbered.char_indices().rev().map(|(at, _)| at).take(3).filter_map(|at| {
        let numeral: Vec<char> = numbered[at..].chars().collect();
        Some((at, arabic(&numeral)?))
    });
    let (at, number) = start.last()?;
    Some(joined(before, [named(&numbered[..at]), Some(Numbered(Door, number))], behind))
}

/// The ninth house may be 九号院, and a first one the compound 壹号.
fn door_as_name(before: &[AddressPart], rest: &[AddressPart]) -> Option<Vec<AddressPart>> {
    let [Numbered(Door, number), behind @ ..] = rest else { return None };
    matches!(behind, [] | [Numbered(..), ..]).then_some(())?;
    let number: u32 = number.parse().ok().filter(|&number| number <= NAMED_MAX)?;
    match before {
        [.., Numbered(..)] => None,
        [before @ .., Name(name)] if !name::is_road(name) => {
            let numbered = format!("{name}{}号", formal(number)?);
            Some(joined(before, [Some(Name(numbered))], behind))
        }
        _ => Some(joined(before, [Some(Name(format!("{}{YARD}", chinese(number)?)))], behind)),
    }
}

/// 18-20幢 may be 18幢, 19幢 and 20幢, and so may 288弄3-5号.
fn range(before: &[AddressPart], rest: &[AddressPart]) -> Vec<Vec<AddressPart>> {
    let [Numbered(kind @ (Door | Building | Entrance), number), behind @ ..] = rest else {
        return Vec::new();
    };
    // Along a road 12-14号 may be a house.
    let is_in_lane = matches!(before.last(), Some(Numbered(Lane | SubLane, _)));
    if *kind == Door && !is_in_lane {
        return Vec::new();
    }
    let bounds = number.split_once('-').map(|(from, to)| (from.parse::<u32>(), to.parse::<u32>()));
    let Some((Ok(from), Ok(to))) = bounds else { return Vec::new() };
    if from >= to || to - from > RANGE_MAX {
        return Vec::new();
    }
    (from..=to)
        .map(|number| joined(before, [Some(Numbered(*kind, number.to_string()))], behind))
        .collect()
}

fn named(name: &str) -> Option<AddressPart> {
    Some(name).filter(|name| !name.is_empty()).map(|name| Name(name.to_owned()))
}

fn joined<const N: usize>(
    before: &[AddressPart],
    middle: [Option<AddressPart>; N],
    behind: &[AddressPart],
) -> Vec<AddressPart> {
    let middle = middle.into_iter().flatten();
    before.iter().cloned().chain(middle).chain(behind.iter().cloned()).collect()
}
