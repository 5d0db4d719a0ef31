//! Masks of personal data for those who need not know it (the product rules, "Personal data").
//!
//! A mask has one length whatever it hides, so that the length reveals nothing.

/// Digits of a mainland mobile number.
const MOBILE: usize = 11;

/// Returns a name as its first character and one star: `张*`. A compound surname is treated like a
/// short one. A blank name is a star alone.
pub fn name(name: &str) -> String {
    name.trim().chars().next().map_or_else(|| "*".to_owned(), |first| format!("{first}*"))
}

/// Returns a phone number as its first three and last four digits: `138****1234`.
///
/// Signs and blanks between the digits are dropped, and so is the country code 86 before a mobile
/// number. A number of fewer than 11 digits shows only its last quarter, rounded down: `****78` for
/// eight digits, `****` for three.
pub fn phone(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    let digits = without_country_code(&digits);
    let (head, tail) = if digits.len() >= MOBILE { (3, 4) } else { (0, digits.len() / 4) };
    let first: String = digits.iter().take(head).collect();
    let last: String = digits.iter().skip(digits.len() - tail).collect();
    format!("{first}****{last}")
}

fn without_country_code(digits: &[char]) -> &[char] {
    let codes: [&[char]; 2] = [&['8', '6'], &['0', '0', '8', '6']];
    let rest = codes.into_iter().find_map(|code| digits.strip_prefix(code));
    rest.filter(|rest| rest.len() == MOBILE).unwrap_or(digits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names() {
        let rows = [
            ("张三", "张*"),
            ("欧阳娜娜", "欧*"),
            (" 李 ", "李*"),
            ("José", "J*"),
            ("王", "王*"),
            ("", "*"),
            (" ", "*"),
        ];
        for (plain, masked) in rows {
            assert_eq!(name(plain), masked, "{plain}");
        }
    }

    #[test]
    fn phones() {
        let rows = [
            ("13812341234", "138****1234"),
            ("138 1234-1234", "138****1234"),
            ("+86 13812341234", "138****1234"),
            ("0086-138-1234-1234", "138****1234"),
            ("021-57412345", "021****2345"),
            ("57412345", "****45"),
            ("12345", "****5"),
            ("110", "****"),
            ("", "****"),
            ("none", "****"),
        ];
        for (plain, masked) in rows {
            assert_eq!(phone(plain), masked, "{plain}");
        }
    }

    proptest! {
        #[test]
        fn a_name_shows_no_more_than_its_first_character(plain in "\\PC{0,20}") {
            let masked = name(&plain);
            let shown = masked.strip_suffix('*').unwrap_or("more");
            prop_assert!(shown.chars().count() <= 1 && plain.trim().starts_with(shown));
        }

        #[test]
        fn a_phone_shows_three_and_four_digits_and_a_short_one_fewer(plain in "[0-9]{0,16}") {
            let masked = phone(&plain);
            let shown = masked.chars().filter(char::is_ascii_digit).count();
            let most = if plain.len() < MOBILE { plain.len() / 4 } else { 7 };
            prop_assert!(shown <= most);
            let (head, tail) = masked.split_once("****").unwrap_or(("more", "more"));
            prop_assert!(plain.contains(head) && plain.ends_with(tail));
        }
    }
}
