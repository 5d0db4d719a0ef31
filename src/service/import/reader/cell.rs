//! What a cell of a table is apart from its text.

use crate::error::Code;

/// What is known of a cell that is not plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellMark {
    /// A day, perhaps with a time.
    Moment,
    /// A time of day or a duration, which is no moment.
    Time,
    /// An error of the sheet, such as `#N/A`.
    Error,
    /// A number whose last digits the sheet has lost.
    Lost,
    /// What a formula came to.
    Formula,
    /// A number that the sheet shows otherwise, with leading zeros perhaps: as it would be typed.
    Number(String),
}

impl CellMark {
    /// Returns the code by which the cell is refused where a text is meant.
    pub(in crate::service::import) const fn refused_as_text(&self) -> Option<Code> {
        match self {
            Self::Moment | Self::Time => Some(Code::SheetCellDate),
            _ => self.refused(),
        }
    }

    /// Returns the code by which the cell is refused whatever is meant.
    pub(in crate::service::import) const fn refused(&self) -> Option<Code> {
        match self {
            Self::Error => Some(Code::SheetCellError),
            Self::Lost => Some(Code::SheetCellDigits),
            Self::Formula => Some(Code::SheetFormula),
            Self::Moment | Self::Time | Self::Number(_) => None,
        }
    }
}

/// Months as a sheet in English shortens them.
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Errors of a sheet, as they stand in it and in a file of text that was made from it.
const ERRORS: [&str; 15] = [
    "#N/A",
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#CONNECT!",
    "#UNKNOWN!",
    "#GETTING_DATA",
    "#DATA!",
];

/// Returns what a written text shows to be: an error of a sheet, a column that was too narrow
/// (`#####`), or a number that a sheet has shortened (`2.02603E+17`).
pub(super) fn of_text(text: &str) -> Option<CellMark> {
    let text = text.trim();
    let is_hidden = text.len() > 2 && text.bytes().all(|byte| byte == b'#');
    if is_hidden || ERRORS.iter().any(|error| error.eq_ignore_ascii_case(text)) {
        return Some(CellMark::Error);
    }
    is_shortened(text).then_some(CellMark::Lost)
}

/// Returns true for digits, `E+` and two or more digits.
fn is_shortened(text: &str) -> bool {
    let Some((digits, power)) = text.split_once("E+") else { return false };
    let digits = digits.strip_prefix('-').unwrap_or(digits);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    whole.len() == 1 && power.len() >= 2 && [whole, fraction, power].into_iter().all(are_digits)
}

/// Returns true for a text that a sheet writes for a day or a time: `2026/3/2`, `2026年3月2日`,
/// `3月2日`, `2-Mar`, `3:02`, `3:02:00`. Nobody means that as an address, a code or a name.
pub(in crate::service::import) fn looks_like_moment(text: &str) -> bool {
    let text = text.trim();
    let (day, time) =
        text.split_once([' ', 'T']).map_or((text, None), |(day, time)| (day, Some(time)));
    match time {
        Some(time) => is_day(day) && is_time(time.trim()),
        None => is_day(day) || is_time(day),
    }
}

fn is_day(text: &str) -> bool {
    let chinese = text.strip_suffix('日').map(|rest| rest.replace(['年', '月'], "/"));
    let is_chinese = chinese.is_some() && text.contains('月');
    let text = chinese.filter(|_| is_chinese).unwrap_or_else(|| text.to_owned());
    let separator = if text.contains('/') { '/' } else { '-' };
    let numbers: Option<Vec<(usize, u32)>> =
        text.split(separator).map(|part| Some((part.len(), number(part)?))).collect();
    match numbers.as_deref() {
        Some([(4, 1900..=2099), (_, 1..=12), (_, 1..=31)]) => true,
        Some([(_, 1..=12), (_, 1..=31)]) => is_chinese,
        Some([(_, 1..=31), (_, 1..=31), (4, 1900..=2099)]) => separator == '/',
        _ => is_english_day(&text),
    }
}

/// Returns true for `2-Mar` and `Mar-26`, which a sheet in English makes of 3-2.
fn is_english_day(text: &str) -> bool {
    let Some((first, second)) = text.split_once('-') else { return false };
    let is_month = |part: &str| MONTHS.iter().any(|month| month.eq_ignore_ascii_case(part));
    is_month(first) && number(second).is_some() || is_month(second) && number(first).is_some()
}

fn is_time(text: &str) -> bool {
    let parts: Option<Vec<(usize, u32)>> =
        text.split(':').map(|part| Some((part.len(), number(part)?))).collect();
    matches!(parts.as_deref(), Some([_, (2, 0..=59)] | [_, (2, 0..=59), (2, 0..=59)]))
}

fn number(text: &str) -> Option<u32> {
    (text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_and_shortened_numbers_are_known_in_a_file_of_text_too() {
        for text in [
            "#N/A",
            "#REF!",
            " #value! ",
            "#DIV/0!",
            "#NAME?",
            "#NUM!",
            "#NULL!",
            "#SPILL!",
            "########",
        ] {
            assert_eq!(of_text(text), Some(CellMark::Error), "{text}");
        }
        for text in ["2.02603E+17", "1.38E+10", "-3E+21"] {
            assert_eq!(of_text(text), Some(CellMark::Lost), "{text}");
        }
        for text in ["#1", "3#", "1E5", "12.5E+10", "E+10", "3E+", "#", "##", "1.E+10", "A1.0E+10"]
        {
            assert_eq!(of_text(text), None, "{text}");
        }
    }

    #[test]
    fn days_and_times_are_known_by_how_they_are_written() {
        for text in [
            "2026/3/2",
            "2026-03-02",
            "2026年3月2日",
            "3月2日",
            "3:02",
            "03:02:00",
            "2026-03-02 08:30",
            "26:30:00",
            "2-Mar",
            "Mar-26",
            "3/2/2026",
            "2026-03-02 00:00:00",
        ] {
            assert!(looks_like_moment(text), "{text}");
        }
        for text in [
            "3-2-1",
            "12-502",
            "2026",
            "3号2室",
            "2026-13-02",
            "1幢3:5室",
            "20260302",
            "W-2026-3-2",
            "2026弄3号",
            "3/2",
            "日",
            "月日",
        ] {
            assert!(!looks_like_moment(text), "{text}");
        }
    }
}
