//! Number formats of a sheet, as far as they show more than the number: leading zeros (`0000`),
//! words around it (`"W"0000`), fixed decimals (`0.00`).

/// A format that shows a number digit by digit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DigitFormat {
    /// Everything before the decimal point, from left to right.
    whole: Vec<FormatPart>,
    /// Number of decimals.
    decimals: usize,
    /// Words behind the last digit.
    after: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum FormatPart {
    /// A digit; what is shown when the number has none there.
    Digit(&'static str),
    Words(String),
}

impl DigitFormat {
    /// Parses the format of positive numbers. `None` if it shows a number as it is, or in a way that
    /// says no more than the number: by thousands, as a percentage, as a day.
    pub(super) fn parse(format: &str) -> Option<Self> {
        let mut whole = Vec::new();
        let mut decimals = None;
        let mut after = String::new();
        let mut characters = format.chars();
        while let Some(character) = characters.next() {
            match (character, &mut decimals) {
                (';', _) => break,
                ('0', Some(decimals)) if after.is_empty() => *decimals += 1,
                ('0', None) => whole.push(FormatPart::Digit("0")),
                ('#', None) => whole.push(FormatPart::Digit("")),
                ('?', None) => whole.push(FormatPart::Digit(" ")),
                ('.', None) => decimals = Some(0),
                ('_' | '*', _) => drop(characters.next()),
                (character, decimals) => {
                    let words = words(character, &mut characters)?;
                    match decimals {
                        Some(_) => after.push_str(&words),
                        None => whole.push(FormatPart::Words(words)),
                    }
                }
            }
        }
        let has_digits = whole.iter().any(|part| matches!(part, FormatPart::Digit(_)));
        has_digits.then(|| Self { whole, decimals: decimals.unwrap_or_default(), after })
    }

    /// Returns what a sheet shows for a number, which is 0 or more.
    pub(super) fn shown(&self, number: f64) -> String {
        let text = format!("{number:.*}", self.decimals);
        let (digits, decimals) = text.split_once('.').unwrap_or((&text, ""));
        let mut digits: Vec<char> = digits.trim_start_matches('0').chars().collect();
        let first = self.whole.iter().position(|part| matches!(part, FormatPart::Digit(_)));
        let mut shown: Vec<String> = Vec::new();
        for (index, part) in self.whole.iter().enumerate().rev() {
            match part {
                FormatPart::Words(words) => shown.push(words.clone()),
                FormatPart::Digit(missing) => {
                    shown.push(digits.pop().map_or_else(|| (*missing).to_owned(), String::from));
                }
            }
            if Some(index) == first {
                shown.push(std::mem::take(&mut digits).into_iter().collect());
            }
        }
        let point = if decimals.is_empty() { "" } else { "." };
        shown.reverse();
        [&shown.concat(), point, decimals, &self.after].concat()
    }
}

/// Returns the words that begin with this character of a format; `None` if it stands for something
/// that is not shown digit by digit.
fn words(character: char, rest: &mut std::str::Chars<'_>) -> Option<String> {
    match character {
        '\\' => rest.next().map(String::from),
        '"' => Some(rest.by_ref().take_while(|&next| next != '"').collect()),
        '[' => {
            let inside: String = rest.by_ref().take_while(|&next| next != ']').collect();
            let is_silent = inside.starts_with("$-") || inside.chars().all(char::is_alphabetic);
            is_silent.then(String::new)
        }
        '-' | ' ' | '(' | ')' | '+' | ':' | '!' | '~' => Some(character.into()),
        other if !other.is_ascii() => Some(other.into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(format: &str, number: f64) -> Option<String> {
        DigitFormat::parse(format).map(|format| format.shown(number))
    }

    #[test]
    fn digits_are_shown_as_the_sheet_shows_them() {
        for (format, number, expected) in [
            ("0000", 107.0, "0107"),
            ("0000", 12_345.0, "12345"),
            ("00000000;-0", 1.0, "00000001"),
            ("\"W\"0000", 107.0, "W0107"),
            ("\\W0000", 7.0, "W0007"),
            ("0000\"号\"", 7.0, "0007号"),
            ("000-0000-0000", 13_812_341_234.0, "138-1234-1234"),
            ("000\\-00000000", 2_157_401_234.0, "021-57401234"),
            ("0.00", 3.1, "3.10"),
            ("0.0\"m\"", 3.0, "3.0m"),
            ("#", 0.0, ""),
            ("##00", 5.0, "05"),
            ("[$-804]0000", 5.0, "0005"),
            ("[Red]0000_ ", 5.0, "0005"),
            ("0", 13_812_341_234.0, "13812341234"),
        ] {
            assert_eq!(shown(format, number).as_deref(), Some(expected), "{format}");
        }
        for format in [
            "General",
            "@",
            "#,##0",
            "0%",
            "0.00E+00",
            "# ?/?",
            "[>5]000",
            "",
            "\"x\"",
            "G/通用格式",
        ] {
            assert_eq!(shown(format, 5.0), None, "{format}");
        }
    }
}
