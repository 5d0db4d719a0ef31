//! Telephone numbers of the mainland in one normal form, so that one person is found however the
//! number was typed.

mod written;

pub use written::WrittenPhone;

use crate::error::{Code, Problem};

/// A telephone number in normal form: a mobile number of 11 digits, or area code with its 0 and
/// local number. `Debug` shows it masked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    /// Parses a number that somebody can be called at: a mobile number or a landline with its area
    /// code.
    ///
    /// Accepts the country code (+86, 0086, 86), full-width digits, and spaces, hyphens and
    /// brackets between digits.
    ///
    /// # Errors
    /// [`Code::PhoneInvalid`] if it is neither.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let dialled = dialled(text).ok_or_else(invalid)?;
        let digits = national(&dialled);
        if is_mobile(&digits) || is_landline(&digits) { Ok(Self(digits)) } else { Err(invalid()) }
    }

    /// Parses a number that can receive a one-time code.
    ///
    /// # Errors
    /// [`Code::PhoneInvalid`], or [`Code::PhoneNotMobile`] for a landline.
    pub fn parse_mobile(text: &str) -> Result<Self, Problem> {
        let phone = Self::parse(text)?;
        if phone.is_mobile() { Ok(phone) } else { Err(Problem::new(Code::PhoneNotMobile)) }
    }

    /// Returns the digits alone.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns true if it is a mobile number.
    pub fn is_mobile(&self) -> bool {
        is_mobile(&self.0)
    }

    /// Returns the number with its middle hidden: `138****1234`, `021****1234`.
    pub fn masked(&self) -> String {
        format!("{}****{}", &self.0[..3], &self.0[self.0.len() - 4..])
    }
}

fn invalid() -> Problem {
    Problem::new(Code::PhoneInvalid)
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}

/// Returns the ASCII digits of the text after an optional plus sign, or `None` if it holds anything
/// that is not written in a number.
fn dialled(text: &str) -> Option<String> {
    let text = text.trim();
    let international = text.strip_prefix(['+', '＋']);
    let mut digits = String::with_capacity(16);
    for character in international.unwrap_or(text).chars() {
        match character {
            '0'..='9' => digits.push(character),
            '０'..='９' => {
                digits.extend(char::from_digit(u32::from(character) - u32::from('０'), 10))
            }
            '-' | '－' | '–' | '—' | '‐' | '(' | ')' | '（' | '）' => {}
            blank if blank.is_whitespace() => {}
            _ => return None,
        }
    }
    let foreign = international.is_some() && !digits.starts_with("86");
    (!foreign).then_some(digits)
}

/// Returns the digits without the country code; a landline then gets back the 0 that is not dialled
/// from abroad.
fn national(digits: &str) -> String {
    // Nothing domestic begins with 86: a mobile number begins with 1, an area code with 0.
    match digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86")) {
        Some(rest) if is_mobile(rest) || rest.starts_with('0') => rest.to_owned(),
        Some(rest) => format!("0{rest}"),
        None => digits.to_owned(),
    }
}

fn is_mobile(digits: &str) -> bool {
    matches!(digits.as_bytes(), [b'1', b'3'..=b'9', rest @ ..] if rest.len() == 9)
}

/// Returns true for a landline: 010 and 02x are followed by 8 digits, longer area codes by 7 or 8;
/// local numbers begin with 2 to 8.
fn is_landline(digits: &str) -> bool {
    match digits.as_bytes() {
        [b'0', b'1', b'0', rest @ ..] | [b'0', b'2', b'0'..=b'9', rest @ ..] => {
            rest.len() == 8 && begins_like_a_local_number(rest)
        }
        [b'0', b'3'..=b'9', _, _, rest @ ..] => {
            (7..=8).contains(&rest.len()) && begins_like_a_local_number(rest)
        }
        _ => false,
    }
}

fn begins_like_a_local_number(rest: &[u8]) -> bool {
    rest.first().is_some_and(|first| (b'2'..=b'8').contains(first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn normal(text: &str) -> Option<String> {
        Phone::parse(text).ok().map(|phone| phone.as_str().to_owned())
    }

    #[test]
    fn one_mobile_number_however_it_is_typed() {
        let ways = [
            "13812341234",
            "138 1234 1234",
            "138-1234-1234",
            "+86 138 1234 1234",
            "＋８６１３８１２３４１２３４",
            "0086-13812341234",
            "8613812341234",
            "１３８１２３４１２３４",
            "\u{3000}13812341234\n",
            "(86)13812341234",
        ];
        for way in ways {
            assert_eq!(normal(way).as_deref(), Some("13812341234"), "{way:?}");
        }
    }

    #[test]
    fn landlines_keep_their_area_code() {
        for way in [
            "021-63521234",
            "（021）6352 1234",
            "+86 21 6352 1234",
            "0086 021 63521234",
            "8621 63521234",
        ] {
            assert_eq!(normal(way).as_deref(), Some("02163521234"), "{way:?}");
        }
        assert_eq!(normal("0512-6522123").as_deref(), Some("05126522123"));
        assert_eq!(normal("0512-65221234").as_deref(), Some("051265221234"));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        let wrong = [
            "",
            "+",
            "+86",
            "12345",
            "1381234123",
            "138123412345",
            "12812341234",
            "63521234",
            "021-6352123",
            "021-13521234",
            "0212-63521234",
            "+85291234567",
            "+1 202 555 0123",
            "138x1234123",
            "110105194912310021",
            "138٠1234123",
        ];
        for text in wrong {
            assert_eq!(
                Phone::parse(text).map_err(|problem| problem.code),
                Err(Code::PhoneInvalid),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_landline_receives_no_code() {
        assert_eq!(
            Phone::parse_mobile("021-63521234").map_err(|problem| problem.code),
            Err(Code::PhoneNotMobile)
        );
        assert!(Phone::parse_mobile("+8613812341234").is_ok());
    }

    #[test]
    fn debug_shows_the_mask() {
        let shown: Vec<_> =
            ["13812341234", "02163521234"].map(|text| format!("{:?}", Phone::parse(text))).into();
        assert_eq!(shown, ["Ok(Phone(138****1234))", "Ok(Phone(021****1234))"]);
    }

    proptest! {
        #[test]
        fn the_normal_form_is_stable(digits in "\\PC{0,4}(1[3-9][0-9]{9}|0[1-9][0-9]{9,10})") {
            if let Ok(phone) = Phone::parse(&digits) {
                prop_assert_eq!(&Phone::parse(phone.as_str()), &Ok(phone.clone()));
                prop_assert_eq!(&Phone::parse(&format!("+86 {}", phone.as_str())), &Ok(phone));
            }
        }
    }
}
