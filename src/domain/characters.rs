//! Characters that no text may hold: nobody types them, a database may not take them, and some of them make a text look
//! like another one.

use crate::error::{Code, Problem};

/// Whether a text of several lines is free of control characters; line breaks and tabs are none here.
///
/// # Errors
/// [`Code::ControlCharacter`]
pub fn check_text(text: &str) -> Result<(), Problem> {
    refuse(text, |character| is_control(character) && !matches!(character, '\n' | '\r' | '\t'))
}

/// Whether a text says anything.
///
/// # Errors
/// [`Code::Required`]
pub fn check_said(text: &str) -> Result<(), Problem> {
    if text.trim().is_empty() { Err(Problem::new(Code::Required)) } else { Ok(()) }
}

/// Whether a text of one line, such as a name, is free of control characters.
///
/// # Errors
/// [`Code::ControlCharacter`]
pub fn check_line(text: &str) -> Result<(), Problem> {
    refuse(text, is_control)
}

/// Unicode's control characters, and those that turn the direction of the text after them.
fn is_control(character: char) -> bool {
    character.is_control() || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn refuse(text: &str, refused: impl Fn(char) -> bool) -> Result<(), Problem> {
    let Some(found) = text.chars().find(|&character| refused(character)) else { return Ok(()) };
    Err(Problem::new(Code::ControlCharacter).with("character", format!("U+{:04X}", u32::from(found))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_taken_and_control_characters_are_not() {
        for text in ["", "老人家里\r\n\t漏水", "🙋🏽‍♀️ 𠮷 é"] {
            assert_eq!(check_text(text), Ok(()), "{text:?}");
        }
        for character in ['\0', '\u{1b}', '\u{7f}', '\u{85}', '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}'] {
            let text = format!("漏{character}水");
            assert!(check_text(&text).is_err() && check_line(&text).is_err(), "{text:?}");
        }
        for line in ["漏\n水", "漏\r水", "漏\t水"] {
            assert!(check_line(line).is_err(), "{line:?}");
        }
    }
}
