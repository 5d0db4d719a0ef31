//! Reads `config/calendar.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};

use super::{Calendar, Days, Hours};
use crate::domain::rule_file::{Item, RuleFile, Section};
use crate::error::{Code, Problem};

/// The longest holiday a file may state, in days; a longer one is a mistake.
const LONGEST_HOLIDAY: i64 = 31;

pub(super) fn parse(text: &str) -> Result<Calendar, Vec<Problem>> {
    RuleFile::read(text, |file| {
        let hours = file.required("hours").and_then(hours);
        let mut notices = Notices::default();
        for year in file.repeated("year") {
            year.section(|section| notices.year(section));
        }
        Some(Calendar { hours: hours?, days: notices.days() })
    })
}

fn hours(item: Item<'_>) -> Option<Hours> {
    item.section(|section| {
        let morning = section.required("morning");
        let afternoon = section.required("afternoon");
        let morning = morning.and_then(span);
        let afternoon = afternoon.and_then(span);
        let hours = Hours::new(morning?, afternoon?);
        if hours.is_none() {
            section.refuse(Problem::new(Code::CalendarHours));
        }
        hours
    })
}

/// Reads `{ from = 08:30:00, to = 12:00:00 }` in microseconds since midnight.
fn span(item: Item<'_>) -> Option<Range<i64>> {
    item.section(|section| {
        let from = section.required("from");
        let to = section.required("to");
        let from = from.and_then(|item| item.time());
        let to = to.and_then(|item| item.time());
        Some(micros(from?)..micros(to?))
    })
}

fn micros(time: NaiveTime) -> i64 {
    i64::from(time.num_seconds_from_midnight()) * 1_000_000
}

/// Contents of the yearly notices.
#[derive(Default)]
struct Notices {
    years: BTreeSet<i32>,
    /// Days that differ from Monday to Friday: worked or not.
    exceptions: BTreeMap<NaiveDate, bool>,
    /// Line on which each date was first listed.
    lines: BTreeMap<NaiveDate, usize>,
}

impl Notices {
    fn days(&self) -> Days {
        Days::new(self.years.clone(), &self.exceptions)
    }

    fn year(&mut self, section: &mut Section<'_>) -> Option<()> {
        let item = section.required("year");
        let holidays = section.repeated("holiday");
        let item = item?;
        let year = item.integer(2000..=2100)?;
        if !self.years.insert(year) {
            item.refuse(Problem::new(Code::CalendarYearTwice).with("year", year));
        }
        for holiday in holidays {
            holiday.section(|section| self.holiday(section, year));
        }
        Some(())
    }

    fn holiday(&mut self, section: &mut Section<'_>, year: i32) -> Option<()> {
        let name = section.required("name");
        let off = section.required("off");
        let work = section.repeated("work");
        name.and_then(Item::label);
        if let Some(off) = off {
            self.days_off(off, year);
        }
        for item in work {
            let Some(date) = item.date() else { continue };
            if is_weekend(date) {
                self.list(&item, date, true, year);
            } else {
                item.refuse(
                    Problem::new(Code::CalendarWeekdayWorked).with("date", date.to_string()),
                );
            }
        }
        Some(())
    }

    fn days_off(&mut self, item: Item<'_>, year: i32) -> Option<()> {
        item.section(|section| {
            let from = section.required("from");
            let to = section.required("to");
            let from = from?;
            let to = to?;
            let first = from.date()?;
            let last = to.date()?;
            if !(0..LONGEST_HOLIDAY).contains(&(last - first).num_days()) {
                to.refuse(Problem::new(Code::CalendarHolidayLength).with("days", LONGEST_HOLIDAY));
                return None;
            }
            for date in first.iter_days().take_while(|date| *date <= last) {
                self.list(&from, date, false, year);
            }
            Some(())
        })
    }

    /// Records a date of a year's notice; each may be listed once, in its own year or the December
    /// before.
    fn list(&mut self, item: &Item<'_>, date: NaiveDate, worked: bool, year: i32) {
        let december_before = date.year() == year - 1 && date.month() == 12;
        if date.year() != year && !december_before {
            let problem = Problem::new(Code::CalendarForeignDate)
                .with("date", date.to_string())
                .with("year", year);
            return item.refuse(problem);
        }
        if let Some(first_line) = self.lines.get(&date) {
            let problem = Problem::new(Code::CalendarDateTwice).with("date", date.to_string());
            return item.refuse(problem.with("first_line", *first_line));
        }
        self.lines.insert(date, item.line());
        if is_weekend(date) == worked {
            self.exceptions.insert(date, worked);
        }
    }
}

fn is_weekend(date: NaiveDate) -> bool {
    date.weekday().number_from_monday() > 5
}
