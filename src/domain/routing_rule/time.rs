//! Time of day at which a rule applies.

use crate::domain::calendar::{Calendar, zone};
use crate::domain::period::Instant;
use crate::domain::vocabulary::vocabulary;
use chrono::Timelike;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

const DAY_MINUTES: u16 = 24 * 60;

/// A local time of day, to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct DayTime(u16);

impl FromStr for DayTime {
    type Err = &'static str;

    /// Parses `08:30`, from `00:00` to `24:00`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (hours, minutes) = text.split_once(':').ok_or("HH:MM")?;
        match (digits(hours), digits(minutes)) {
            (Some(hours), Some(minutes))
                if hours < 24 && minutes < 60 || (hours, minutes) == (24, 0) =>
            {
                Ok(Self(hours * 60 + minutes))
            }
            _ => Err("HH:MM"),
        }
    }
}

/// Reads exactly two digits.
fn digits(part: &str) -> Option<u16> {
    let is_well_formed = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if is_well_formed { part.parse().ok() } else { None }
}

impl TryFrom<String> for DayTime {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<DayTime> for String {
    fn from(DayTime(minutes): DayTime) -> Self {
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

vocabulary! {
    /// Kind of a time of day at which a rule applies.
    TimeOfDayKind {
        WorkingHours = "working_hours" "工作时间" "in working hours",
        OutsideHours = "outside_hours" "非工作时间" "outside working hours",
        Daily = "daily" "每天" "every day",
    }
}

/// Time of day at which a rule applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum TimeOfDay {
    /// In working hours.
    WorkingHours,
    /// Outside working hours.
    OutsideHours,
    /// Every day from one time to another, over midnight when that is the earlier one.
    Daily {
        /// First minute inside.
        #[schema(value_type = String, example = "22:00")]
        from: DayTime,
        /// First minute after.
        #[schema(value_type = String, example = "06:00")]
        to: DayTime,
    },
}

impl TimeOfDay {
    /// Returns the same time in its canonical form; none for the whole day.
    pub fn normal(self) -> Option<Self> {
        let Self::Daily { from, to } = self else { return Some(self) };
        let from = if from == DayTime(DAY_MINUTES) { DayTime(0) } else { from };
        let to = if to == DayTime(0) { DayTime(DAY_MINUTES) } else { to };
        (from != DayTime(0) || to != DayTime(DAY_MINUTES)).then_some(Self::Daily { from, to })
    }

    /// Returns true if an instant lies inside.
    pub fn contains(self, at: Instant, calendar: &Calendar) -> bool {
        let local = at.with_timezone(&zone());
        let minute = (local.hour() * 60 + local.minute()) as u16;
        self.contains_minute(minute, || calendar.is_working(at))
    }

    /// Returns true if a minute of a day, counted from midnight, lies inside.
    pub fn contains_minute(self, minute: u16, is_working: impl FnOnce() -> bool) -> bool {
        match self {
            Self::WorkingHours => is_working(),
            Self::OutsideHours => !is_working(),
            Self::Daily { from: DayTime(from), to: DayTime(to) } if from <= to => {
                (from..to).contains(&minute)
            }
            Self::Daily { from: DayTime(from), to: DayTime(to) } => minute >= from || minute < to,
        }
    }

    /// Returns the minutes of a day, counted from midnight, at which it begins and ends every day.
    pub fn turns(self) -> impl Iterator<Item = u16> {
        let turns = match self {
            Self::WorkingHours | Self::OutsideHours => [None, None],
            Self::Daily { from: DayTime(from), to: DayTime(to) } => [Some(from), Some(to)],
        };
        turns.into_iter().flatten().filter(|&minute| minute < DAY_MINUTES)
    }

    /// Returns its length in minutes of a day, 0 to 1440; working hours and the time outside them
    /// count as nearly all.
    pub const fn minutes(self) -> u16 {
        match self {
            Self::WorkingHours | Self::OutsideHours => DAY_MINUTES - 1,
            Self::Daily { from: DayTime(from), to: DayTime(to) } if from <= to => to - from,
            Self::Daily { from: DayTime(from), to: DayTime(to) } => DAY_MINUTES - from + to,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;
    use crate::domain::request::test_support::{at, calendar};

    fn daily(from: &str, to: &str) -> TimeOfDay {
        TimeOfDay::Daily { from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    #[test]
    fn a_night_goes_over_midnight() {
        let night = daily("22:00", "06:00");
        let inside = |time: &str| night.contains(at(&format!("2026-03-06 {time}")), calendar());
        assert_eq!(
            ["21:59", "22:00", "00:00", "05:59", "06:00"].map(inside),
            [false, true, true, true, false]
        );
        assert_eq!(
            (night.minutes(), daily("08:00", "24:00").minutes(), daily("08:00", "08:00").minutes()),
            (480, 960, 0)
        );
    }

    #[test]
    fn a_time_is_written_in_one_way() {
        assert_eq!(daily("22:00", "00:00").normal(), Some(daily("22:00", "24:00")));
        assert_eq!(daily("24:00", "06:00").normal(), Some(daily("00:00", "06:00")));
        assert_eq!(
            [daily("00:00", "24:00"), daily("00:00", "00:00"), daily("24:00", "24:00")]
                .map(TimeOfDay::normal),
            [None; 3]
        );
        assert_eq!(TimeOfDay::OutsideHours.normal(), Some(TimeOfDay::OutsideHours));
    }

    #[test]
    fn working_hours_are_those_of_the_calendar() {
        let both = |time: &str| {
            let at = at(time);
            [TimeOfDay::WorkingHours, TimeOfDay::OutsideHours]
                .map(|time| time.contains(at, calendar()))
        };
        assert_eq!(both("2026-03-06 10:00"), [true, false], "a Friday");
        assert_eq!(both("2026-03-07 10:00"), [false, true], "a Saturday");
    }

    #[test]
    fn times_are_written_in_one_way() {
        for wrong in ["8:30", "24:01", "12:60", "1200", "", "-1:00", "+8:00", "12:0", "１２:00"] {
            assert!(wrong.parse::<DayTime>().is_err(), "{wrong}");
        }
        assert_eq!(String::from("08:05".parse::<DayTime>().unwrap()), "08:05");
    }
}
