//! Numbers as people fill them in where one is meant: with an extension, with a second one behind
//! it, with words around them.

use super::Phone;

/// The first number of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenPhone {
    /// The number.
    pub phone: Phone,
    /// True if the text says nothing else: no extension, no second number.
    pub is_all: bool,
}

impl WrittenPhone {
    /// Finds the first number in a text: `021-50000000转801`, `021-50000000-801`,
    /// `13800000000/13900000000`, `13800000000（女儿）`. `None` if there is none, as in `无` and
    /// `138****0000`.
    pub fn find(text: &str) -> Option<Self> {
        if let Ok(phone) = Phone::parse(text) {
            return Some(Self { phone, is_all: true });
        }
        let mut runs = text.split(|character: char| !is_dialled(character));
        runs.find_map(first_of).map(|phone| Self { phone, is_all: false })
    }
}

/// Returns true for what stands in a number.
fn is_dialled(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '0'..='9' | '０'..='９' | '+' | '＋')
        || matches!(character, '-' | '－' | '–' | '—' | '‐' | '(' | ')' | '（' | '）')
}

/// Finds the first number in a run of digits and what parts them. Digits that are not parted belong
/// together.
fn first_of(run: &str) -> Option<Phone> {
    let is_digit = |character: char| character.is_numeric() || matches!(character, '+' | '＋');
    let groups: Vec<&str> =
        run.split(|character| !is_digit(character)).filter(|group| !group.is_empty()).collect();
    (0..groups.len()).find_map(|from| {
        let rest = groups.get(from..)?;
        (1..=rest.len()).rev().find_map(|count| Phone::parse(&rest.get(..count)?.join("-")).ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(String, bool)> {
        WrittenPhone::find(text).map(|found| (found.phone.as_str().to_owned(), found.is_all))
    }

    #[test]
    fn extensions_and_second_numbers_leave_the_first() {
        for (text, expected) in [
            ("021-50000000转801", "02150000000"),
            ("021-50000000-801", "02150000000"),
            ("(021)50000000 ext. 801", "02150000000"),
            ("02150000000分机801", "02150000000"),
            ("13800000000/13900000000", "13800000000"),
            ("13800000000、13900000000", "13800000000"),
            ("13800000000；021-50000000", "13800000000"),
            ("13800000000;13900000000", "13800000000"),
            ("13800000000 13900000000", "13800000000"),
            ("021-50000000 13900000000", "02150000000"),
            ("138 0000 0000，139-0000-0000", "13800000000"),
            ("13800000000，", "13800000000"),
            ("手机：13800000000", "13800000000"),
            ("13800000000（女儿）", "13800000000"),
            ("无 13800000000", "13800000000"),
            ("+86 13800000000-801", "13800000000"),
            ("13800000000\n13900000000", "13800000000"),
        ] {
            assert_eq!(found(text), Some((expected.to_owned(), false)), "{text}");
        }
        for text in ["13800000000", "138 0000 0000", "138-0000-0000", "(86)138-0000-0000"] {
            assert_eq!(found(text), Some(("13800000000".to_owned(), true)), "{text}");
        }
    }

    #[test]
    fn what_is_masked_or_cut_is_no_number() {
        for text in [
            "无",
            "",
            "138****0000",
            "1380000",
            "12345",
            "50000000转801",
            "310105199001011234",
            "138000000001",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
