//! Days and times as people write them in sheets, in the zone +08:00.

use crate::domain::period::Instant;
use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};

/// Offset of the zone +08:00 in seconds.
const ZONE: i32 = 8 * 3600;

/// Parses the start of something: a bare date means its midnight.
pub(super) fn beginning(text: &str) -> Option<Instant> {
    exact(text).or_else(|| midnight(date(text)?))
}

/// Parses the end of something: a bare date is its last day.
pub(super) fn end(text: &str) -> Option<Instant> {
    exact(text).or_else(|| midnight(date(text)?.checked_add_days(Days::new(1))?))
}

/// Parses the end of something in one format; a bare date is its last day.
pub(super) fn end_in(text: &str, format: &str) -> Option<Instant> {
    let zoned = DateTime::parse_from_str(text, format).map(|at| at.with_timezone(&Utc));
    let local = || NaiveDateTime::parse_from_str(text, format).ok().and_then(here);
    let day = || {
        NaiveDate::parse_from_str(text, format)
            .ok()?
            .checked_add_days(Days::new(1))
            .and_then(midnight)
    };
    zoned.ok().or_else(local).or_else(day)
}

fn exact(text: &str) -> Option<Instant> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(instant.with_timezone(&Utc));
    }
    let formats = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S"];
    formats
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .and_then(here)
}

fn date(text: &str) -> Option<NaiveDate> {
    let formats = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"];
    formats.iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok())
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
        ] {
            assert_eq!(beginning(text), expected, "{text}");
        }
        assert_eq!(end("2026-02-28"), expected);
        assert_eq!(end("2026-03-01 00:00"), expected);
        assert_eq!(end_in("28.02.2026", "%d.%m.%Y"), expected);
        assert_eq!(end_in("03/01/2026 00:00", "%m/%d/%Y %H:%M"), expected);
        assert_eq!(end_in("20260228 1600 +0000", "%Y%m%d %H%M %z"), expected);
        assert_eq!(end_in("2026-02-28", "%d.%m.%Y"), None);
        for text in ["2026-02-30", "1.3.2026", "tomorrow", "2026-13-01", ""] {
            assert_eq!((beginning(text), end(text)), (None, None), "{text}");
        }
    }
}
