//! Days and times as people write them in sheets, in the zone +08:00. A year of two digits is one of
//! this century: 26 means 2026. Other years have four.

use crate::domain::period::Instant;
use chrono::{
    DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc,
};
use std::borrow::Cow;

/// Offset of the zone +08:00 in seconds.
const ZONE: i32 = 8 * 3600;

/// First digits of the years that are written with two.
const CENTURY: i32 = 20;

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
    let is_short = year == 2 && text[year..].starts_with(['-', '/', '年']);
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
    let formats = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S"];
    formats
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .filter(|local| is_whole(local.year()))
        .and_then(here)
}

fn date(text: &str) -> Option<NaiveDate> {
    let formats = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"];
    let read = formats.iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok());
    read.filter(|day| is_whole(day.year()))
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
        for text in wrong.into_iter().chain(["0026-03-01", "25-2-29", "26-3-1 24:00"]) {
            assert_eq!((beginning(text), end(text)), (None, None), "{text}");
        }
    }
}
