//! Several addresses in one text: 12号楼、13号楼; 16、17号楼; 18-20号楼.

use super::NumberKind;
use super::glyph::plain;
use super::numeral::{arabic, is_numeral};
use super::suffix::{self, Suffix};
use crate::error::{Code, Problem};

/// Separators between whole addresses.
const APART: &[char] = &[';', '|', '\n', '\r'];
/// Separators between addresses, or numbers of one kind.
const LISTED: &[char] = &['、', ','];
/// Words between two numbers.
const AND: &[char] = &['和', '与', '及'];
/// Signs of a range that mean nothing else.
const THROUGH: &[char] = &['~', '至', '到', '～', '〜'];
/// Signs of a range, or of a branch.
const DASHES: &[char] = &['-', '—', '–', '－'];

/// Maximum numbers of a range.
const RANGE_MAX: u32 = 60;
/// Maximum digits of a number of a range: rooms are none.
const RANGE_DIGITS: usize = 3;

/// The last number of a piece of text, with what is around it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    before: String,
    number: String,
    suffix: String,
    behind: String,
}

/// Returns the words of each address that a text names: those of the text if it is one.
///
/// # Errors
/// [`Code::AddressRangeUnclear`] if it may be a range of numbers, or one with a branch.
pub(super) fn several(text: &str) -> Result<Vec<String>, Problem> {
    let plain: String = plain(text).into_iter().collect();
    let mut words = Vec::new();
    for part in plain.split(APART).map(str::trim).filter(|part| !part.is_empty()) {
        for piece in listed(part) {
            words.extend(through(&piece)?);
        }
    }
    if words.len() > 1 { Ok(words) } else { Ok(vec![text.trim().to_owned()]) }
}

/// Returns the pieces of a list, each with what it shares with the others.
fn listed(text: &str) -> Vec<String> {
    let mut pieces: Vec<Piece> = Vec::new();
    for said in split(text) {
        let piece = Piece::of(&said);
        let Some(last) = pieces.last_mut() else {
            pieces.push(piece);
            continue;
        };
        match (last.kind(), piece.kind()) {
            // 奉贤区，金水苑，3号楼; 3号楼，近菜场
            _ if last.number.is_empty() || piece.number.is_empty() => last.append(&said),
            // 金水苑3号楼、柳荫一村5号楼
            _ if !piece.before.is_empty() => pieces.push(piece),
            // 3号楼，502室
            (Some(above), Some(kind)) if kind > above => last.append(&said),
            (None, Some(_)) => {
                let (before, suffix) = (last.before.clone(), piece.suffix.clone());
                let open = pieces.iter_mut().rev().take_while(|open| open.suffix.is_empty());
                open.for_each(|open| open.suffix.clone_from(&suffix));
                pieces.push(Piece { before, ..piece });
            }
            _ => {
                let suffix =
                    if piece.suffix.is_empty() { last.suffix.clone() } else { piece.suffix };
                let before = last.before.clone();
                pieces.push(Piece { before, suffix, ..piece });
            }
        }
    }
    pieces.iter().map(Piece::text).collect()
}

/// Splits a list at its separators, and at 和 between two numbers.
fn split(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let mut pieces = vec![String::new()];
    for (at, &character) in characters.iter().enumerate() {
        let next = characters.get(at + 1);
        let counted = next.is_some_and(|&next| next.is_ascii_digit() || is_numeral(next));
        let numbered = at > 0
            && characters
                .get(at - 1)
                .is_some_and(|&last| last.is_ascii_digit() || suffix::ends_one(last));
        let is_separator =
            LISTED.contains(&character) || AND.contains(&character) && counted && numbered;
        match pieces.last_mut() {
            Some(piece) if !is_separator => piece.push(character),
            _ => pieces.push(String::new()),
        }
    }
    pieces.iter().map(|piece| piece.trim().to_owned()).filter(|piece| !piece.is_empty()).collect()
}

/// Returns the addresses of a range, or the one that it is.
fn through(text: &str) -> Result<Vec<String>, Problem> {
    let piece = Piece::of(text);
    let is_sign = |sign: char| THROUGH.contains(&sign) || DASHES.contains(&sign);
    let Some((head, sign)) =
        piece.before.char_indices().next_back().filter(|(_, sign)| is_sign(*sign))
    else {
        return Ok(vec![text.to_owned()]);
    };
    let first = Piece::at_end(&piece.before[..head]);
    let bounds = bound(&first.number).zip(bound(&piece.number)).filter(|(from, to)| from < to);
    let fits = first.suffix.is_empty() || first.suffix == piece.suffix || first.suffix == "号";
    let Some((from, to)) =
        bounds.filter(|(from, to)| fits && first.behind.is_empty() && to - from < RANGE_MAX)
    else {
        return Ok(vec![text.to_owned()]);
    };
    let in_lane = Piece::at_end(&first.before).kind() == Some(NumberKind::Lane);
    let is_sure = THROUGH.contains(&sign)
        || in_lane
        || !first.suffix.is_empty()
        || matches!(piece.kind(), Some(NumberKind::Building | NumberKind::Entrance));
    if !is_sure {
        return Err(Problem::new(Code::AddressRangeUnclear).with("value", text));
    }
    let words = |number: u32| format!("{}{number}{}{}", first.before, piece.suffix, piece.behind);
    Ok((from..=to).map(words).collect())
}

/// Returns a number that may bound a range.
fn bound(number: &str) -> Option<u32> {
    let digits = if number.bytes().all(|byte| byte.is_ascii_digit()) {
        number.to_owned()
    } else {
        arabic(&number.chars().collect::<Vec<char>>())?
    };
    digits.parse().ok().filter(|_| (1..=RANGE_DIGITS).contains(&digits.len()))
}

impl Piece {
    /// Finds the last number of a text that a word counts, else the one that it ends with.
    fn of(text: &str) -> Self {
        let characters: Vec<char> = text.chars().collect();
        let is_counted = |at: usize| {
            let run = characters.get(at - 1).is_some_and(|&last| is_of_number(last));
            run && characters.get(at..).is_some_and(suffix::begins)
        };
        let counted = (1..characters.len()).rev().find(|&at| is_counted(at));
        Self::around(&characters, counted.unwrap_or(characters.len()))
    }

    /// Finds the number that a text ends with, or with a word for what it counts.
    fn at_end(text: &str) -> Self {
        let characters: Vec<char> = text.chars().collect();
        let is_suffix = |at: usize| {
            let behind = characters.get(at..).unwrap_or_default();
            suffix::of(behind).is_some_and(|(_, length)| length == behind.len())
        };
        let counted = (0..characters.len()).find(|&at| is_suffix(at));
        Self::around(&characters, counted.unwrap_or(characters.len()))
    }

    /// Returns the number that ends at a place.
    fn around(characters: &[char], end: usize) -> Self {
        let length =
            characters.iter().take(end).rev().take_while(|one| is_of_number(**one)).count();
        let of = |range: std::ops::Range<usize>| -> String {
            characters.get(range).unwrap_or_default().iter().collect()
        };
        let suffix = characters.get(end..).and_then(suffix::of).map_or(0, |(_, length)| length);
        Self {
            before: of(0..end - length),
            number: of(end - length..end),
            suffix: of(end..end + suffix),
            behind: of(end + suffix..characters.len()),
        }
    }

    /// Returns what the number counts, if a word says it.
    fn kind(&self) -> Option<NumberKind> {
        let suffix: Vec<char> = self.suffix.chars().collect();
        match suffix::of(&suffix)?.0 {
            Suffix::Kind(kind) => Some(kind),
            Suffix::Number => Some(NumberKind::Door),
            Suffix::Sign | Suffix::Storey => Some(NumberKind::Building),
            Suffix::Floor => Some(NumberKind::Room),
        }
    }

    fn append(&mut self, said: &str) {
        *self = Self::of(&format!("{}，{said}", self.text()));
    }

    fn text(&self) -> String {
        format!("{}{}{}{}", self.before, self.number, self.suffix, self.behind)
    }
}

fn is_of_number(one: char) -> bool {
    one.is_ascii_alphanumeric() || is_numeral(one)
}
