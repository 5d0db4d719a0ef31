//! Days and times as people write them in sheets, in the zone +08:00. A year of two digits is one of
//! this century: 26 means 2026. Other years have four.

use crate::domain::period::Instant;
use crate::error::both;
use chrono::{
    DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc,
};
use serde_json::Value;
use std::borrow::Cow;

/// Offset of the zone +08:00 in seconds.
const ZONE: i32 = 8 * 3600;

/// First digits of the years that are written with two.
const CENTURY: i32 = 20;

/// How days and times may be written.
pub(super) const EXAMPLES: [&str; 3] =
    ["2026-03-01", "2026-03-01 08:30", "2026-03-01T08:30:00+08:00"];

/// Returns how an end may be written.
pub(super) fn end_examples() -> Vec<Value> {
    let open: Value = both("长期", "long-term").into();
    EXAMPLES.map(Value::from).into_iter().chain([open]).collect()
}

/// Words for something that has no end.
const OPEN: [&str; 17] = [
    "长期",
    "长期有效",
    "至今",
    "无固定期限",
    "无期限",
    "不限期",
    "不限",
    "永久",
    "永久有效",
    "longterm",
    "openended",
    "open",
    "indefinite",
    "permanent",
    "ongoing",
    "present",
    "unlimited",
];

/// Returns true for words that say that something has no end.
pub(super) fn is_open(text: &str) -> bool {
    let word: String = text.to_lowercase().replace([' ', '-', '\u{3000}'], "");
    OPEN.contains(&word.as_str())
}

/// Parses the start of something: a bare date means its midnight.
pub(super) fn beginning(text: &str) -> Option<Instant> {
    let text = &of_century(text);
    exact(text).or_else(|| midnight(date(text)?))
}

/// Parses the end of something: a bare date is its last day.
pub(super) fn end(text: &str) -> Option<Instant> {
    let text = &of_century(text);
    exact(text).or_else(|| midnight(date(text)?.checked_add_days(Days::new(1))?))
}

/// Parses the end of something in one format; a bare date is its last day.
pub(super) fn end_in(text: &str, format: &str) -> Option<Instant> {
    let zoned = DateTime::parse_from_str(text, format).ok().and_then(in_century);
    zoned
        .map(|at| at.with_timezone(&Utc))
        .or_else(|| {
            NaiveDateTime::parse_from_str(text, format).ok().and_then(in_century).and_then(here)
        })
        .or_else(|| {
            let day = NaiveDate::parse_from_str(text, format).ok().and_then(in_century)?;
            midnight(day.checked_add_days(Days::new(1))?)
        })
}

/// Returns a text that begins with a year of two digits with the century in front.
fn of_century(text: &str) -> Cow<'_, str> {
    let year = text.bytes().take_while(u8::is_ascii_digit).count();
    let is_short = year == 2 && text[year..].starts_with(['-', '/', '.', '年']);
    if is_short { Cow::Owned(format!("{CENTURY}{text}")) } else { Cow::Borrowed(text) }
}

/// Returns a day whose year was perhaps written with two digits, as a format cannot tell; none if
/// it is another one of fewer than four.
fn in_century<D: Datelike>(read: D) -> Option<D> {
    match read.year() {
        year @ 10..=99 => read.with_year(CENTURY * 100 + year),
        year if is_whole(year) => Some(read),
        _ => None,
    }
}

/// Returns true if a year has four digits.
fn is_whole(year: i32) -> bool {
    (1000..=9999).contains(&year)
}

fn exact(text: &str) -> Option<Instant> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(instant.with_timezone(&Utc));
    }
    let (day, time) = day_and_time(text);
    here(calendar_day(&day)?.and_time(clock_time(&time?)?))
}

fn date(text: &str) -> Option<NaiveDate> {
    match day_and_time(text) {
        (day, None) => calendar_day(&day),
        _ => None,
    }
}

/// Returns a day as `2026-3-1`, however it is parted, and the time behind it.
fn day_and_time(text: &str) -> (String, Option<String>) {
    let plain: String = text.trim().chars().map(half_width).collect();
    let plain = plain.replace(['日', '号', 'T'], " ");
    let (day, time) = plain.split_once(' ').unwrap_or((&plain, ""));
    let time = time.trim();
    (day.replace(['年', '月', '.', '/'], "-"), (!time.is_empty()).then(|| time.to_owned()))
}

fn half_width(character: char) -> char {
    match character {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
        }
        other => other,
    }
}

/// Parses `2026-3-1` and `20260301`, with a year of four digits.
fn calendar_day(text: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        vec![text.get(..4)?, text.get(4..6)?, text.get(6..)?]
    } else {
        text.split('-').collect()
    };
    let &[year, month, day] = parts.as_slice() else { return None };
    let number = |text: &str, most: usize| {
        let is_number =
            (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| text.parse::<u32>().ok())?
    };
    let year =
        number(year, 4).and_then(|year| i32::try_from(year).ok()).filter(|&year| is_whole(year))?;
    NaiveDate::from_ymd_opt(year, number(month, 2)?, number(day, 2)?)
}

/// Parses `8:30`, `08:30:00` and `8时30分`.
fn clock_time(text: &str) -> Option<NaiveTime> {
    let text = text.replace(['时', '点', '分'], ":");
    let text = text.trim_end_matches([':', '秒']);
    ["%H:%M", "%H:%M:%S", "%H:%M:%S%.f"]
        .iter()
        .find_map(|format| NaiveTime::parse_from_str(text, format).ok())
        .filter(|_| text.contains(':'))
}

fn midnight(date: NaiveDate) -> Option<Instant> {
    here(date.and_time(NaiveTime::MIN))
}

fn here(local: NaiveDateTime) -> Option<Instant> {
    let zone = FixedOffset::east_opt(ZONE)?;
    zone.from_local_datetime(&local).single().map(|instant| instant.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_end_has_words() {
        for text in ["长期", "至今", "无固定期限", "long-term", "Long term", "永久"] {
            assert!(is_open(text), "{text}");
        }
        assert!(!is_open("2026-03-01") && !is_open("") && !is_open("长"));
    }

    #[test]
    fn every_way_to_write_a_day_is_the_same_instant() {
        let expected = DateTime::from_timestamp(1_772_294_400, 0);
        for text in [
            "2026-03-01",
            "2026/3/1",
            "2026年3月1日",
            "2026-03-01 00:00",
            "2026-03-01T00:00:00+08:00",
            "26-3-1",
            "26/03/01",
            "26年3月1日",
            "26/3/1 00:00",
            "26-03-01T00:00:00+08:00",
            "2026.3.1",
            "2026.03.01",
            "20260301",
            "26.3.1",
            "２０２６年３月１日",
            "2026年3月1号",
            "2026.3.1 0:00",
            "2026年3月1日0时00分",
            "2026-03-01T00:00",
            " 2026/3/1 00:00:00 ",
        ] {
            assert_eq!(beginning(text), expected, "{text}");
        }
        assert_eq!(end("2026-02-28"), expected);
        assert_eq!(end("2026-03-01 00:00"), expected);
        assert_eq!(end_in("28.02.2026", "%d.%m.%Y"), expected);
        assert_eq!(end_in("03/01/2026 00:00", "%m/%d/%Y %H:%M"), expected);
        assert_eq!(end_in("20260228 1600 +0000", "%Y%m%d %H%M %z"), expected);
        assert_eq!(end_in("28.02.26", "%d.%m.%Y"), expected);
        assert_eq!(end_in("28.02.26", "%d.%m.%y"), expected);
        assert_eq!(end_in("03/01/26 00:00", "%m/%d/%Y %H:%M"), expected);
        assert_eq!(end_in("26-02-28 16:00 +0000", "%Y-%m-%d %H:%M %z"), expected);
        assert_eq!(end("00-02-29"), end("2000-02-29"));
        assert_eq!(end_in("2026-02-28", "%d.%m.%Y"), None);
        assert_eq!(end_in("28.02.6", "%d.%m.%Y"), None);
        assert_eq!(end_in("28.02.126", "%d.%m.%Y"), None);
        let wrong = ["2026-02-30", "1.3.2026", "tomorrow", "2026-13-01", "", "6-3-1", "126-3-1"];
        let more =
            ["0026-03-01", "25-2-29", "26-3-1 24:00", "2026031", "2026-3", "46082", "2026年3月"];
        for text in wrong.into_iter().chain(more) {
            assert_eq!((beginning(text), end(text)), (None, None), "{text}");
        }
    }
}
