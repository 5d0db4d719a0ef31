//! The normal form of an address as it is stored, read by its own grammar: what was registered
//! stays as it was read then, however later readers read what people write.

use super::number::is_beside_digits;
use super::{AddressPart, NumberKind};

/// Kinds with their words, longer words first.
const KINDS: [NumberKind; 6] = [
    NumberKind::SubLane,
    NumberKind::Lane,
    NumberKind::Door,
    NumberKind::Building,
    NumberKind::Entrance,
    NumberKind::Room,
];

/// Maximum letters before the digits of a number.
const LETTERS_MAX: usize = 2;

/// Returns the parts of a normal form: names begin it or follow a space, and numbers follow with
/// the word for what they count.
pub(super) fn parts(text: &str) -> Vec<AddressPart> {
    // Marks that show nothing are no part of a name, also where an earlier reader left them.
    let shown: String =
        text.chars().filter(|&one| one.is_alphanumeric() || " -".contains(one)).collect();
    shown.split(' ').filter(|chunk| !chunk.is_empty()).flat_map(chunk).collect()
}

/// Returns a name and the numbers behind it; either may be missing.
fn chunk(text: &str) -> Vec<AddressPart> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, kind, number)) = last_number(rest) {
        parts.push(AddressPart::Numbered(kind, number.to_owned()));
        rest = before;
    }
    parts.extend(
        Some(rest).filter(|name| !name.is_empty()).map(|name| AddressPart::Name(name.to_owned())),
    );
    parts.reverse();
    parts
}

/// Returns the number that a text ends with, its kind and what stands before it.
fn last_number(text: &str) -> Option<(&str, NumberKind, &str)> {
    let (counted, kind) =
        KINDS.into_iter().find_map(|kind| Some((text.strip_suffix(kind.word())?, kind)))?;
    let run = counted
        .rfind(|one: char| !is_of_number(one))
        .map_or(0, |at| at + counted[at..].chars().next().map_or(0, char::len_utf8));
    let starts = counted[run..].char_indices().map(|(at, _)| run + at);
    let whole = |&start: &usize| {
        // Of 园丁3幢 the number is 3: names have two characters.
        let is_stemmed = counted[start..].starts_with(is_beside_digits);
        if is_stemmed && counted[..start].chars().count() == 1 {
            return false;
        }
        let before = counted[..start].chars().next_back();
        let letters = counted[start..].starts_with(|one: char| one.is_ascii_alphabetic());
        is_number(&counted[start..], kind)
            && !(letters && before.is_some_and(|one| one.is_ascii_alphabetic()))
    };
    // Of SOHOA幢 the last letter, which only buildings and entrances have.
    let last_letter = counted
        .char_indices()
        .next_back()
        .filter(|(_, one)| one.is_ascii_uppercase())
        .filter(|_| matches!(kind, NumberKind::Building | NumberKind::Entrance));
    let start = starts.into_iter().find(whole).or(last_letter.map(|(at, _)| at))?;
    Some((&counted[..start], kind, &counted[start..]))
}

fn is_of_number(one: char) -> bool {
    one.is_ascii_digit() || one.is_ascii_uppercase() || one == '-' || is_beside_digits(one)
}

/// Returns true for a number with its branches: 12, A12, 12B, 甲12, 12甲, 12-1, A, 甲.
fn is_number(text: &str, kind: NumberKind) -> bool {
    let is_stem_alone = text.strip_prefix(is_beside_digits) == Some("");
    let is_building = matches!(kind, NumberKind::Building | NumberKind::Entrance);
    text.split('-').all(is_part) && (is_building || !is_stem_alone)
}

fn is_part(text: &str) -> bool {
    let unstemmed = text.strip_prefix(is_beside_digits).unwrap_or(text);
    let counted = unstemmed.trim_start_matches(|one: char| one.is_ascii_uppercase());
    let tail = counted.trim_start_matches(|one: char| one.is_ascii_digit());
    let letters = unstemmed.len() - counted.len();
    let digits = counted.len() - tail.len();
    let is_stemmed = unstemmed.len() < text.len();
    let tail = tail.strip_prefix(|one: char| one.is_ascii_uppercase()).unwrap_or(tail);
    let tail = tail.strip_prefix(is_beside_digits).unwrap_or(tail);
    match digits {
        0 if is_stemmed => unstemmed.is_empty(),
        0 => counted.is_empty() && (1..=LETTERS_MAX).contains(&letters),
        _ => tail.is_empty() && letters <= if is_stemmed { 0 } else { LETTERS_MAX },
    }
}
