//! Names that staff sign in with.

use crate::error::{Code, Problem};

/// The least and the most characters of a login name.
const LENGTH: std::ops::RangeInclusive<usize> = 2..=32;

/// A login name in its one form: lower-case ASCII letters, digits, `.`, `-` and `_`. Upper case is
/// read as lower.
///
/// It is stored in clear and appears in logs of administrators, so it must not be somebody's
/// Chinese name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LoginName(String);

impl LoginName {
    /// Parses a name as it was typed.
    ///
    /// # Errors
    /// [`Code::LoginNameMalformed`].
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let name = text.trim().to_ascii_lowercase();
        if LENGTH.contains(&name.len()) && name.bytes().all(is_allowed) {
            Ok(Self(name))
        } else {
            Err(Problem::new(Code::LoginNameMalformed)
                .with("min", *LENGTH.start())
                .with("max", *LENGTH.end()))
        }
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_however_it_is_typed() {
        let read = |text| LoginName::parse(text).map(|name| name.0).map_err(|problem| problem.code);
        assert_eq!(read(" Zhang.Wei-88_x "), Ok("zhang.wei-88_x".to_owned()));
        for wrong in ["", "a", "张伟张伟", "zhang wei", "a@b.cn", &"a".repeat(33)] {
            assert_eq!(read(wrong), Err(Code::LoginNameMalformed), "{wrong}");
        }
    }
}
