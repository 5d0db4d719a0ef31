//! Numbers in addresses: 3, 0502, B102, 12A, 12甲, 甲12, A, and several in a row.

use super::NumberKind;
use super::glyph::JOINER;
use super::suffix::{self, Suffix};
use super::words::starts_with;

/// Maximum digits of a number; longer ones are phones and the like, and no part of an address.
const DIGITS_MAX: usize = 6;
/// Maximum letters before a number; more of them are a name.
const LETTERS_MAX: usize = 2;
/// Minimum digits of a number that is a room in any position.
pub(super) const ROOM_DIGITS: usize = 3;

/// Words before a number that make another one of it: 甲12号 is not 12号, and 临3号 is a house that
/// was put up for a time.
const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
const PROVISIONAL: char = '临';
/// Those of them that are seldom anything else; others are names of people too.
const COMMON_STEMS: &str = "甲乙丙戊半";
/// Words that begin with a stem.
const NO_STEMS: &[&str] = &[
    "甲醛", "甲醇", "甲烷", "甲苯", "甲方", "甲级", "甲流", "甲状", "甲鱼", "甲虫", "乙方", "乙肝",
    "乙级", "乙醇", "乙烯", "乙炔", "丙烯", "丙烷", "丁烷", "辛苦",
];
/// A house between two numbers: 12号半.
const HALF: char = '半';

/// Words that join a branch to a number: 12之1, 12附3.
const BRANCHES: [char; 3] = ['之', '附', '副'];

/// What a number counts that is followed by one of these is no part of an address: 3-5个人.
const MEASURES: &str = "个人岁天月日年时点分秒元米次名位条件辆吨斤度";

/// A run of letters and digits, and the numbers joined to it.
#[derive(Debug, Default)]
pub(super) struct Word {
    /// The letters that are part of a name.
    pub(super) name: String,
    /// The numbers; empty if it is no number, or one without meaning.
    pub(super) numbers: Vec<String>,
    /// Length in characters.
    pub(super) length: usize,
}

/// Reads the numbers or letters that a text begins with; `None` if it begins with something else.
pub(super) fn word(text: &[char]) -> Option<Word> {
    let mut word = run(text)?;
    while !word.numbers.is_empty()
        && let Some([JOINER, rest @ ..]) = text.get(word.length..)
        && let Some(next) = run(rest)
        && next.name.is_empty()
        && !next.numbers.is_empty()
    {
        word.length += 1 + next.length;
        word.numbers.extend(next.numbers);
    }
    Some(word)
}

/// Reads the branch that is joined to a number by a word: 之一, 附3. Returns its number and the
/// length with the word.
pub(super) fn branch(text: &[char]) -> Option<(String, usize)> {
    let (join, rest) = text.split_first()?;
    let word = run(rest).filter(|_| BRANCHES.contains(join))?;
    let number = word.numbers.first().filter(|_| word.name.is_empty())?;
    Some((number.clone(), 1 + word.length))
}

/// Reads a stem that follows 号: 12号甲, 12号甲201室, 12号半, but not 12号甲幢, 12号甲3幢 or
/// 12号甲醛.
pub(super) fn stem(text: &[char]) -> Option<char> {
    let (&stem, rest) = text.split_first()?;
    let ends = rest.first().is_none_or(|next| !next.is_alphabetic());
    let is_one = is_stem(stem) || stem == HALF && ends;
    let is_word = NO_STEMS.iter().any(|word| starts_with(text, word));
    (is_one && !is_word && !counts_inside(stem, rest)).then_some(stem)
}

/// Returns true if a stem after 号 belongs to what follows it: 甲幢, 甲3幢, 甲单元. Rooms and
/// floors are in the house of the stem.
fn counts_inside(stem: char, rest: &[char]) -> bool {
    let digits = rest.iter().take_while(|next| next.is_ascii_digit()).count();
    let counted = suffix::of(rest.get(digits..).unwrap_or_default()).map(|(suffix, _)| suffix);
    let is_inner = match counted {
        Some(Suffix::Kind(NumberKind::Room) | Suffix::Floor) | None => false,
        Some(Suffix::Kind(NumberKind::Entrance) | Suffix::Storey) => digits == 0,
        Some(_) => true,
    };
    is_inner && (digits == 0 || stemmed(stem, rest).is_some())
}

/// Returns true if a stem after 号 may be the beginning of a word as well: of a name with a number
/// of its own (甲苑3号楼), or of the name of a person (丁阿姨).
pub(super) fn begins_word(text: &[char]) -> bool {
    let Some((stem, rest)) = text.split_first() else { return false };
    let word = rest.iter().take_while(|next| next.is_alphabetic() && !next.is_ascii()).count();
    let behind = rest.get(word..).unwrap_or_default();
    let digits = behind.iter().take_while(|next| next.is_ascii_digit()).count();
    let counted = digits > 0 && suffix::begins(behind.get(digits..).unwrap_or_default());
    word > 0 && (counted || !COMMON_STEMS.contains(*stem))
}

/// Returns true for every word that may stand beside the digits of a number: 甲12, 临3, 12半.
pub(super) fn is_beside_digits(character: char) -> bool {
    is_stem(character) || matches!(character, PROVISIONAL | HALF)
}

/// Returns true for 甲, 乙, 丙 and so on.
pub(super) fn is_stem(character: char) -> bool {
    STEMS.contains(character)
}

/// Returns true if the last of the numbers has as many digits as a room.
pub(super) fn is_room(numbers: &[String]) -> bool {
    digits(numbers) >= ROOM_DIGITS
}

/// Returns true if what follows is counted by the number, and no address goes on.
pub(super) fn is_measure(text: &[char]) -> bool {
    text.first().is_some_and(|next| MEASURES.contains(*next))
}

/// Counts the digits of the last of several numbers.
fn digits(numbers: &[String]) -> usize {
    numbers.last().map_or(0, |number| number.bytes().filter(u8::is_ascii_digit).count())
}

/// Returns true if a text begins with a digit.
pub(super) fn begins_digit(text: &[char]) -> bool {
    text.first().is_some_and(char::is_ascii_digit)
}

fn run(text: &[char]) -> Option<Word> {
    let length = text.iter().take_while(|character| character.is_ascii_alphanumeric()).count();
    let (run, rest) = text.split_at(length);
    match rest {
        // 甲幢
        [stem, rest @ ..] if length == 0 && is_stem(*stem) && counts_building(rest) => {
            Some(Word { numbers: vec![stem.to_string()], length: 1, ..Word::default() })
        }
        // 甲12号, 甲12-2-502
        [stem, rest @ ..]
            if length == 0 && (is_stem(*stem) || *stem == PROVISIONAL) && begins_digit(rest) =>
        {
            stemmed(*stem, rest)
        }
        _ if length == 0 => None,
        _ => Some(letters_and_digits(run, rest)),
    }
}

/// Reads a number behind a stem, if a word says what it counts.
fn stemmed(stem: char, rest: &[char]) -> Option<Word> {
    let length = rest.iter().take_while(|character| character.is_ascii_alphanumeric()).count();
    let (run, behind) = rest.split_at(length);
    let joined = matches!(behind, [JOINER, next, ..] if next.is_ascii_digit());
    (joined || suffix::begins(behind)).then_some(())?;
    let word = letters_and_digits(run, behind);
    let number = word.numbers.first()?;
    let numbers = vec![format!("{stem}{number}")];
    Some(Word { numbers, length: word.length + 1, ..word })
}

fn letters_and_digits(run: &[char], rest: &[char]) -> Word {
    let (letters, after) =
        run.split_at(run.iter().take_while(|character| character.is_ascii_alphabetic()).count());
    let (digits, tail) =
        after.split_at(after.iter().take_while(|character| character.is_ascii_digit()).count());
    if digits.is_empty() {
        return only_letters(run, rest);
    }
    if tail.len() > 1 || digits.len() > DIGITS_MAX {
        return Word { length: run.len(), ..Word::default() };
    }
    let (name, prefix) =
        letters.split_at(if letters.len() > LETTERS_MAX { letters.len() } else { 0 });
    let counted: String = digits.iter().collect();
    let counted = counted.trim_start_matches('0');
    let counted = if counted.is_empty() { "0" } else { counted };
    let mut number: String = prefix.iter().collect();
    number.push_str(counted);
    number.extend(tail);
    let stem = match rest {
        [stem, after @ ..] if tail.is_empty() && is_stem(*stem) => {
            suffix::of(after).is_some().then_some(stem)
        }
        _ => None,
    };
    number.extend(stem);
    let name = name.iter().collect();
    Word { name, numbers: vec![number], length: run.len() + usize::from(stem.is_some()) }
}

/// Reads letters without digits: A座, B单元, A-302; of SOHO A座 the last letter.
fn only_letters(run: &[char], rest: &[char]) -> Word {
    let counts = suffix::of(rest).is_some();
    let joined = matches!(rest, [JOINER, next, ..] if next.is_ascii_digit());
    let start = match run.len() {
        length if length <= LETTERS_MAX && (counts || joined) => 0,
        length if counts_building(rest) => length - 1,
        length => length,
    };
    let (name, number) = run.split_at(start);
    let name = name.iter().collect();
    let number = number.iter().collect::<String>();
    Word {
        name,
        numbers: Some(number).filter(|number| !number.is_empty()).into_iter().collect(),
        length: run.len(),
    }
}

fn counts_building(rest: &[char]) -> bool {
    matches!(
        suffix::of(rest),
        Some((Suffix::Kind(NumberKind::Building | NumberKind::Entrance) | Suffix::Storey, _))
    )
}
