//! The value of a cell: the text that the sheet shows, and what it is.

use crate::service::import::reader::cell::{self, CellMark};
use crate::service::import::reader::number_format::DigitFormat;
use calamine::{DataRef, ExcelDateTime, Style};
use chrono::{NaiveDateTime, TimeDelta};
use std::ops::Range;

/// Day numbers of a sheet, to the end of the year 9999.
const DAYS: Range<f64> = 0.0..2_958_466.0;

/// Numbers from here on have more digits than the 15 that a sheet keeps.
const DIGITS_LOST: f64 = 1e15;

/// Seconds of a day.
const DAY: f64 = 86_400.0;

/// The value of a cell.
pub(super) struct CellValue {
    pub text: String,
    pub mark: Option<CellMark>,
}

impl CellValue {
    fn plain(text: String) -> Self {
        let mark = cell::of_text(&text);
        Self { text, mark }
    }

    fn marked(text: String, mark: CellMark) -> Self {
        Self { text, mark: Some(mark) }
    }
}

/// The formats of a workbook that show more than a number, by style.
pub(super) struct Formats(Vec<Option<DigitFormat>>);

impl Formats {
    pub(super) fn of(styles: &[Style]) -> Self {
        let formats = styles.iter().map(|style| {
            let format = style.number_format.as_ref()?;
            DigitFormat::parse(&format.format_code)
        });
        Self(formats.collect())
    }

    /// Returns the value of a cell of this style.
    pub(super) fn value(&self, cell: &DataRef<'_>, style: usize) -> CellValue {
        match cell {
            DataRef::Float(number) => self.number(*number, style),
            DataRef::Int(number) => self.number(*number as f64, style),
            DataRef::DateTime(at) => of_day(at),
            DataRef::DateTimeIso(text) => CellValue::marked(iso_moment(text), CellMark::Moment),
            DataRef::DurationIso(text) => CellValue::marked(text.clone(), CellMark::Time),
            DataRef::Error(error) => CellValue::marked(error.to_string(), CellMark::Error),
            DataRef::String(text) => CellValue::plain(text.clone()),
            DataRef::SharedString(text) => CellValue::plain((*text).to_owned()),
            DataRef::Bool(_) | DataRef::Empty => {
                CellValue { text: calamine::Data::from(cell.clone()).to_string(), mark: None }
            }
        }
    }

    fn number(&self, number: f64, style: usize) -> CellValue {
        let text = number.to_string();
        if number.abs() >= DIGITS_LOST {
            return CellValue::marked(scientific(number), CellMark::Lost);
        }
        let format = self.0.get(style).and_then(Option::as_ref).filter(|_| number >= 0.0);
        match format.map(|format| format.shown(number)).filter(|shown| *shown != text) {
            Some(shown) => CellValue::marked(shown, CellMark::Number(text)),
            None => CellValue { text, mark: None },
        }
    }
}

/// Formats a number with 6 digits, as a sheet shows one that is too long: the others are lost.
fn scientific(number: f64) -> String {
    let text = format!("{number:.5E}");
    let (digits, power) = text.split_once('E').unwrap_or((&text, "0"));
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    format!("{digits}E+{power:0>2}")
}

/// Formats a day without a time, a moment to the second, and a time or a duration as such. A day
/// outside the calendar stays a number.
fn of_day(at: &ExcelDateTime) -> CellValue {
    let number = at.as_f64();
    if !DAYS.contains(&number) {
        return CellValue::marked(number.to_string(), CellMark::Time);
    }
    if at.is_duration() || number < 1.0 {
        let seconds = (number * DAY).round() as u64;
        let [hours, minutes, seconds] = [seconds / 3600, seconds / 60 % 60, seconds % 60];
        return CellValue::marked(format!("{hours}:{minutes:02}:{seconds:02}"), CellMark::Time);
    }
    let text = at.as_datetime().map(to_the_second).unwrap_or_default();
    CellValue::marked(text, CellMark::Moment)
}

/// Formats a moment, which a sheet keeps as a fraction of a day, to the nearest second.
fn to_the_second(at: NaiveDateTime) -> String {
    let rounded = at.checked_add_signed(TimeDelta::milliseconds(500)).unwrap_or(at);
    let text = rounded.format("%Y-%m-%d %H:%M:%S").to_string();
    text.strip_suffix(" 00:00:00").map(str::to_owned).unwrap_or(text)
}

/// Formats a moment that is written as ISO 8601 in the file.
fn iso_moment(text: &str) -> String {
    text.parse::<NaiveDateTime>().map_or_else(|_| text.replace('T', " "), to_the_second)
}
