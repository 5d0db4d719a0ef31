//! Characters that no text may hold: nobody types them, a database may not take them, and some of
//! them make a text look like another one.

use crate::error::{Code, Problem};
use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory, VariationSelector};
use icu_properties::{CodePointMapData, CodePointSetData};

/// The flag that names a region by tag characters (UTS 51), such as 🏴󠁧󠁢󠁳󠁣󠁴󠁿.
const TAGGED_FLAG: char = '\u{1F3F4}';

/// Stands for an object that was pasted or dictated and is not there. It may stay in a text, which
/// it says nothing in.
const OBJECT: char = '\u{FFFC}';

/// Symbols and letters by their category that show nothing: the blank of Braille, the null note of
/// music and the blanks of hieroglyphs. Other fillers are ignorable by default (U+3164, U+115F, …).
const BLANKS: [char; 4] = ['\u{2800}', '\u{1D159}', '\u{13441}', '\u{13442}'];

/// The tag character that ends the name of a region.
const TAG_END: char = '\u{E007F}';

/// Checks that a text of several lines holds only what people write: no control characters other
/// than line breaks and tabs, and no invisible ones that change how the rest looks. A text that is
/// not blank must show something.
///
/// # Errors
/// [`Code::ControlCharacter`], [`Code::Required`]
pub fn check_text(text: &str) -> Result<(), Problem> {
    check(text, |character| is_control(character) && !matches!(character, '\n' | '\r' | '\t'))
}

/// Checks a text of one line, such as a name, in the same way.
///
/// # Errors
/// [`Code::ControlCharacter`], [`Code::Required`]
pub fn check_line(text: &str) -> Result<(), Problem> {
    check(text, |character| is_control(character) || matches!(character, '\u{2028}' | '\u{2029}'))
}

/// Checks that a text shows something: a space, a filler or a lone combining mark does not.
///
/// # Errors
/// [`Code::Required`]
pub fn check_said(text: &str) -> Result<(), Problem> {
    if text.chars().any(is_visible) { Ok(()) } else { Err(Problem::new(Code::Required)) }
}

/// Returns true if every character can be judged without those beside it.
pub fn is_plain(text: &str) -> bool {
    text.chars().all(|character| {
        matches!(character, '\n' | '\r' | '\t') || is_space(character) || is_visible(character)
    })
}

/// Checks that a joiner joins two visible characters and a variation selector varies the one before
/// it, among others. One pass: bodies are long.
fn check(text: &str, refused: impl Fn(char) -> bool) -> Result<(), Problem> {
    check_shown(text)?;
    // Of the text before the rest: it ends with something visible and what belongs to it; it ends
    // with a variation selector.
    let mut seen = false;
    let mut varied = false;
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let length =
            if character == TAGGED_FLAG { tagged_flag(rest) } else { character.len_utf8() };
        let after = &rest[length..];
        let is_apart = match character {
            _ if is_selector(character) => !seen || varied,
            _ if is_joiner(character) => !seen || !after.starts_with(is_visible),
            _ => false,
        };
        if refused(character) || is_tag(character) || is_apart {
            return Err(Problem::new(Code::ControlCharacter)
                .with("character", format!("U+{:04X}", u32::from(character))));
        }
        seen = is_visible(character) || seen && is_mark(character);
        varied = is_selector(character);
        rest = after;
    }
    if text.trim().is_empty() { Ok(()) } else { check_said(text) }
}

/// Checks that a text is more than unseen characters and spaces. Its author knows of none of them:
/// for them the text is missing, not wrong in one character.
fn check_shown(text: &str) -> Result<(), Problem> {
    let unseen = text
        .chars()
        .all(|character| character.is_whitespace() || is_unseen(character) || character == OBJECT)
        && text.chars().any(is_unseen);
    if unseen { Err(Problem::new(Code::Required)) } else { Ok(()) }
}

/// Returns the length in bytes of a flag with the tag characters that name its region.
fn tagged_flag(text: &str) -> usize {
    let name = text[TAGGED_FLAG.len_utf8()..].trim_start_matches(is_tag);
    let flag = &text[..text.len() - name.len()];
    if flag.ends_with(TAG_END) { flag.len() } else { TAGGED_FLAG.len_utf8() }
}

fn is_mark(character: char) -> bool {
    use GeneralCategory::{EnclosingMark, NonspacingMark, SpacingMark};
    matches!(category(character), EnclosingMark | NonspacingMark | SpacingMark)
}

fn is_space(character: char) -> bool {
    use GeneralCategory::SpaceSeparator;
    matches!(category(character), SpaceSeparator)
}

/// Returns true if a character leaves a mark of its own on paper.
fn is_visible(character: char) -> bool {
    use GeneralCategory::{Control, Format, LineSeparator, ParagraphSeparator};
    if character.is_ascii() {
        return character.is_ascii_graphic();
    }
    let unseen =
        matches!(category(character), Control | Format | LineSeparator | ParagraphSeparator)
            || is_space(character)
            || is_mark(character)
            || is_noncharacter(character)
            || is_unseen(character)
            || character == OBJECT;
    !unseen
}

fn category(character: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(character)
}

/// Returns true for Unicode's control characters and noncharacters, those that reverse the
/// direction of the text, and invisible ones: with them two names look alike. Joiners and variation
/// selectors are checked by their place.
fn is_control(character: char) -> bool {
    character.is_control()
        || is_noncharacter(character)
        || is_unseen(character) && !is_joiner(character) && !is_selector(character)
        || matches!(character, '\u{FFF9}'..='\u{FFFB}')
}

/// Returns true if a character shows nothing though it is no space.
fn is_unseen(character: char) -> bool {
    BLANKS.contains(&character)
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
}

fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200C}' | '\u{200D}')
}

fn is_selector(character: char) -> bool {
    CodePointSetData::new::<VariationSelector>().contains(character)
}

fn is_noncharacter(character: char) -> bool {
    matches!(u32::from(character), 0xFDD0..=0xFDEF) || u32::from(character) & 0xFFFE == 0xFFFE
}

fn is_tag(character: char) -> bool {
    matches!(character, '\u{E0000}'..=TAG_END)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAG_OF_SCOTLAND: &str = "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}";

    #[test]
    fn what_people_write_is_taken() {
        let texts = [
            "",
            "  ",
            "老人家里\r\n\t漏水",
            "🙋🏽‍♀️ 𠮷 é e\u{301}",
            "❤\u{FE0F}",
            "1\u{FE0F}\u{20E3}",
            "葛\u{E0100}飾区",
            "👩‍👩‍👧",
        ];
        for text in texts.into_iter().chain([
            FLAG_OF_SCOTLAND,
            "می\u{200C}خواهم",
            "\u{E000}",
            "क\u{94D}\u{200D}ष",
        ]) {
            assert_eq!(check_text(text), Ok(()), "{text:?}");
        }
    }

    #[test]
    fn control_characters_and_unseen_ones_are_refused_inside_a_text() {
        let refused = "\0\u{1b}\u{7f}\u{85}\u{61c}\u{180e}\u{200b}\u{200e}\u{200f}\u{202a}\u{202e}\u{2060}\u{2063}\u{2066}\u{2069}\u{206f}\
                       \u{ad}\u{34f}\u{115f}\u{1160}\u{17b4}\u{2800}\u{3164}\u{ffa0}\u{1bca0}\u{1d173}\u{2065}\u{fff0}\u{e0fff}\
                       \u{feff}\u{fff9}\u{fdd0}\u{ffff}\u{10fffe}\u{e0001}\u{e0041}\u{e007f}";
        for character in refused.chars() {
            let text = format!("漏{character}水");
            assert!(check_text(&text).is_err() && check_line(&text).is_err(), "{text:?}");
        }
        for line in ["漏\n水", "漏\r水", "漏\t水", "漏\u{2028}水", "漏\u{2029}水"] {
            assert!(check_line(line).is_err(), "{line:?}");
        }
    }

    #[test]
    fn joiners_and_variation_selectors_stand_beside_what_is_seen() {
        for text in [
            "\u{200D}漏",
            "漏\u{200D}",
            "漏\u{200D}\u{200D}水",
            "漏 \u{200D}水",
            "\u{FE0F}漏",
            "漏\u{FE0F}\u{FE0F}",
        ] {
            assert!(check_text(text).is_err(), "{text:?}");
        }
        let without_end = FLAG_OF_SCOTLAND.trim_end_matches(TAG_END);
        for text in [without_end, "漏\u{E0041}", "🏴 \u{E0041}\u{E007F}"] {
            assert!(check_text(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn what_shows_nothing_says_nothing() {
        let unseen = "\u{AD}\u{34F}\u{301}\u{115F}\u{1160}\u{17B4}\u{17B5}\u{180B}\u{180E}\u{200B}\u{200D}\u{202E}\u{2060}\
                      \u{2800}\u{3164}\u{FE0F}\u{FEFF}\u{FFA0}\u{FFFC}\u{1D159}\u{1D173}\u{13441}\u{E0041}\u{E0100}";
        for character in unseen.chars() {
            for text in [format!("{character}"), format!(" {character}　{character}")] {
                assert!(check_said(&text).is_err(), "{text:?}");
                for checked in [check_line(&text), check_text(&text)] {
                    assert_eq!(checked.map_err(|it| it.code), Err(Code::Required), "{text:?}");
                }
                assert!(!is_plain(&text), "{text:?}");
            }
        }
        assert_eq!(check_text(unseen).map_err(|it| it.code), Err(Code::ControlCharacter));
        assert_eq!(check_text("\0").map_err(|it| it.code), Err(Code::ControlCharacter));
        assert_eq!(check_text("漏\u{FFFC}水"), Ok(()));
        for blank in ["", " ", "\n", "　", "\u{A0}\u{2003}"] {
            assert!(check_said(blank).is_err(), "{blank:?}");
        }
        assert!(is_plain("老人家里\r\n\t漏水　\u{A0}{\"a\": 1}") && check_said("漏").is_ok());
    }
}
