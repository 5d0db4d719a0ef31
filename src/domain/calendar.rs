//! Working time: when the clocks of a request run (the product rules, "Clocks").
//!
//! Working time is measured, not walked. Every instant `t` has a measure `W(t)`: the working time
//! from a fixed day in the past until `t`. It is continuous, never falls, and stands still outside
//! the hours. To add working time is to add to the measure and look up the instant, at the same
//! cost for an hour and for a year.
//!
//! Everything is exact to the microsecond; finer parts of an instant are dropped.

mod days;
mod file;
mod hours;
mod words;

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, Utc};

pub use words::due_in_words;

use days::Days;
use hours::Hours;

use crate::domain::vocabulary::vocabulary;
use crate::error::Problem;

const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;
/// Local time is UTC plus this: +08:00 the whole year, without summer time.
const ZONE: i64 = 8 * HOUR;

/// Returns the zone of every local time of the service: +08:00.
pub const fn zone() -> FixedOffset {
    match FixedOffset::east_opt(8 * 3600) {
        Some(zone) => zone,
        None => unreachable!(),
    }
}

/// The hours of a working day and the working days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    hours: Hours,
    days: Days,
}

/// A result of the calendar, and a mark if it passes through a year whose holidays are not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reckoned<T> {
    /// The result.
    pub value: T,
    /// True if a day of a year without data was counted as Monday to Friday: the result may change
    /// with that year's notice.
    pub provisional: bool,
}

vocabulary! {
    /// Half of a local day.
    Half {
        Morning = "morning" "上午" "morning",
        Afternoon = "afternoon" "下午" "afternoon",
    }
}

/// Half of one local day, by which contact attempts are counted. Every day has two, worked or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HalfDay {
    /// The local date.
    pub date: NaiveDate,
    /// The half of it.
    pub half: Half,
}

impl Calendar {
    /// Reads `config/calendar.toml`.
    ///
    /// Errors: every problem of the text, with its line in the parameter `line`.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        file::parse(text)
    }

    /// Returns true if an instant lies in working hours: the opening moment does, the closing
    /// moment does not.
    pub fn is_working(&self, instant: DateTime<Utc>) -> bool {
        let (day, time) = local(instant);
        self.days.is_working(day) && self.hours.contains(time)
    }

    /// Returns the instant itself in working hours, else the next opening moment.
    pub fn next_working(&self, instant: DateTime<Utc>) -> DateTime<Utc> {
        self.latest(self.measure(instant))
    }

    /// Returns the moment at which `duration` of working time has passed since `from`.
    ///
    /// Time outside the hours does not count. A duration that ends with the hours ends at the
    /// closing moment, not the next opening. One of zero or less gives [`Calendar::next_working`].
    pub fn add_working_time(
        &self,
        from: DateTime<Utc>,
        duration: Duration,
    ) -> Reckoned<DateTime<Utc>> {
        let added = duration.num_microseconds().unwrap_or(i64::MAX);
        let value = match added {
            1.. => self.earliest(self.measure(from).saturating_add(added)),
            _ => self.next_working(from),
        };
        self.reckoned(from, value, value)
    }

    /// Returns the closing moment of the `days`-th working day after the local day of `from`, which
    /// itself never counts: nobody can use what is left of it in full. With one day, an arrival on
    /// Friday, at whatever time, and one on Saturday are due at Monday's closing; with five days,
    /// one on Sunday at Friday's. No day is one day.
    pub fn add_working_days(&self, from: DateTime<Utc>, days: u16) -> Reckoned<DateTime<Utc>> {
        let until_today = self.days.worked_before(local(from).0 + 1);
        let last = self.days.nth_working(until_today + i64::from(days.max(1)) - 1);
        let value = instant(last, self.hours.closing());
        self.reckoned(from, value, value)
    }

    /// Returns the working time from `from` until `until`; negative if `until` is the earlier one.
    pub fn working_time_between(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Reckoned<Duration> {
        let value = Duration::microseconds(self.measure(until) - self.measure(from));
        self.reckoned(from.min(until), from.max(until), value)
    }

    /// Returns the half-day of an instant. The afternoon begins where its hours begin, so the
    /// midday break is morning.
    pub fn half_day_of(&self, instant: DateTime<Utc>) -> HalfDay {
        let (day, time) = local(instant);
        let half = if self.hours.is_afternoon(time) { Half::Afternoon } else { Half::Morning };
        HalfDay { date: date(day), half }
    }

    fn reckoned<T>(&self, from: DateTime<Utc>, until: DateTime<Utc>, value: T) -> Reckoned<T> {
        let first = local(from).0;
        let last = local(until).0;
        Reckoned { value, provisional: !self.days.knows(date(first), date(last)) }
    }

    /// Returns `W(t)` in microseconds.
    fn measure(&self, instant: DateTime<Utc>) -> i64 {
        let (day, time) = local(instant);
        let today = if self.days.is_working(day) { self.hours.worked_until(time) } else { 0 };
        self.days.worked_before(day) * self.hours.length() + today
    }

    /// Returns the first instant of a measure: a closing moment where there is a choice.
    fn earliest(&self, measure: i64) -> DateTime<Utc> {
        let whole_days = (measure - 1).div_euclid(self.hours.length());
        let rest = measure - whole_days * self.hours.length();
        instant(self.days.nth_working(whole_days), self.hours.earliest(rest))
    }

    /// Returns the last instant of a measure: an opening moment where there is a choice.
    fn latest(&self, measure: i64) -> DateTime<Utc> {
        let whole_days = measure.div_euclid(self.hours.length());
        let rest = measure.rem_euclid(self.hours.length());
        instant(self.days.nth_working(whole_days), self.hours.latest(rest))
    }
}

/// Returns the local day, counted from 1970-01-01, and the microseconds since its midnight.
fn local(instant: DateTime<Utc>) -> (i64, i64) {
    let micros = instant.timestamp_micros() + ZONE;
    (micros.div_euclid(DAY), micros.rem_euclid(DAY))
}

/// Returns the date of a day counted from 1970-01-01, or the last date that can be represented if
/// it is beyond that.
fn date(day: i64) -> NaiveDate {
    i32::try_from(day).ok().and_then(NaiveDate::from_epoch_days).unwrap_or(NaiveDate::MAX)
}

/// Returns the instant of a local day and time, or the last instant that can be represented if it
/// is beyond that.
fn instant(day: i64, time: i64) -> DateTime<Utc> {
    let micros = day.saturating_mul(DAY).saturating_add(time - ZONE);
    DateTime::from_timestamp_micros(micros).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

#[cfg(test)]
mod tests;
