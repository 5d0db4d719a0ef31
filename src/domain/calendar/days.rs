//! Working days: looked up for the years with data, computed as Monday to Friday outside them. Days
//! are counted from 1970-01-01, a Thursday.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

/// The working days and their running number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Days {
    /// The years whose holidays are known.
    years: BTreeSet<i32>,
    /// The first day of the table.
    first: i64,
    /// Number of working days before day `first + i`. One entry more than the table has days.
    before: Vec<i64>,
    /// The working days of the table.
    worked: Vec<i64>,
}

impl Days {
    /// Creates the table from the years with data and the days that differ from Monday to Friday:
    /// worked or not.
    pub(super) fn new(years: BTreeSet<i32>, exceptions: &BTreeMap<NaiveDate, bool>) -> Self {
        let exceptions: BTreeMap<i64, bool> =
            exceptions.iter().map(|(&date, &worked)| (number(date), worked)).collect();
        let first = exceptions.keys().next().copied().unwrap_or(0);
        let end = exceptions.keys().next_back().map_or(first, |last| last + 1);
        let is_worked =
            |day: &i64| exceptions.get(day).copied().unwrap_or_else(|| is_weekday(*day));
        let worked: Vec<i64> = (first..end).filter(is_worked).collect();
        let base = weekdays_before(first);
        let mut before = vec![base];
        before.extend((first..end).scan(base, |count, day| {
            *count += i64::from(is_worked(&day));
            Some(*count)
        }));
        Self { years, first, before, worked }
    }

    /// Returns true if the holidays of every year from one date to another are known.
    pub(super) fn knows(&self, first: NaiveDate, last: NaiveDate) -> bool {
        (first.year()..=last.year()).all(|year| self.years.contains(&year))
    }

    pub(super) fn is_working(&self, day: i64) -> bool {
        self.worked_before(day + 1) > self.worked_before(day)
    }

    /// Counts the working days before a day, from a fixed one on.
    pub(super) fn worked_before(&self, day: i64) -> i64 {
        match usize::try_from(day - self.first) {
            Err(_) => weekdays_before(day),
            Ok(index) => match self.before.get(index) {
                Some(&count) => count,
                None => weekdays_before(day) + self.shift(),
            },
        }
    }

    /// Returns the working day before which there are `count` working days: the inverse of
    /// [`Days::worked_before`].
    pub(super) fn nth_working(&self, count: i64) -> i64 {
        match usize::try_from(count - weekdays_before(self.first)) {
            Err(_) => nth_weekday(count),
            Ok(index) => match self.worked.get(index) {
                Some(&day) => day,
                None => nth_weekday(count - self.shift()),
            },
        }
    }

    /// Returns how many more working days than Monday to Friday the table has.
    fn shift(&self) -> i64 {
        let end = self.first + (self.before.len() as i64 - 1);
        self.before.last().map_or(0, |count| count - weekdays_before(end))
    }
}

/// Returns the number of a date.
fn number(date: NaiveDate) -> i64 {
    i64::from(date.to_epoch_days())
}

/// Day -3, 1969-12-29, was a Monday.
const MONDAY: i64 = -3;

fn is_weekday(day: i64) -> bool {
    (day - MONDAY).rem_euclid(7) < 5
}

fn weekdays_before(day: i64) -> i64 {
    let since = day - MONDAY;
    since.div_euclid(7) * 5 + since.rem_euclid(7).min(5)
}

fn nth_weekday(count: i64) -> i64 {
    MONDAY + count.div_euclid(5) * 7 + count.rem_euclid(5)
}
