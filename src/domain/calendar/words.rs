//! Due times in the words of people: local day, weekday and time.

use super::zone;
use crate::error::Language;
use chrono::{DateTime, Datelike, Utc, Weekday};

/// Returns "12月4日（周五）17:30前" or "by 17:30 on Fri 4 December", with the year if it is not that
/// in which the time began to run.
pub fn due_in_words(due: DateTime<Utc>, since: DateTime<Utc>, language: Language) -> String {
    let (due, since) = (due.with_timezone(&zone()), since.with_timezone(&zone()));
    let is_same_year = due.year() == since.year();
    match language {
        Language::Chinese => {
            let year = if is_same_year { String::new() } else { format!("{}年", due.year()) };
            let weekday = weekday(due.weekday());
            let (month, day) = (due.month(), due.day());
            format!("{year}{month}月{day}日（周{weekday}）{}前", due.format("%H:%M"))
        }
        Language::English if is_same_year => due.format("by %H:%M on %a %-d %B").to_string(),
        Language::English => due.format("by %H:%M on %a %-d %B %Y").to_string(),
    }
}

const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "一",
        Weekday::Tue => "二",
        Weekday::Wed => "三",
        Weekday::Thu => "四",
        Weekday::Fri => "五",
        Weekday::Sat => "六",
        Weekday::Sun => "日",
    }
}
