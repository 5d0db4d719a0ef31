//! Due times in the words of people: local day, weekday and time.

use super::zone;
use crate::error::Language;
use chrono::{DateTime, Datelike, Utc, Weekday};

/// Returns "12月4日（周五）17:30前" or "by 17:30 on Fri 4 December", with the year if it is not that
/// of `now`.
pub fn until(due: DateTime<Utc>, now: DateTime<Utc>, language: Language) -> String {
    let (due, now) = (due.with_timezone(&zone()), now.with_timezone(&zone()));
    let is_this_year = due.year() == now.year();
    match language {
        Language::Chinese => {
            let year = if is_this_year { String::new() } else { format!("{}年", due.year()) };
            let weekday = weekday(due.weekday());
            let (month, day) = (due.month(), due.day());
            format!("{year}{month}月{day}日（周{weekday}）{}前", due.format("%H:%M"))
        }
        Language::English if is_this_year => due.format("by %H:%M on %a %-d %B").to_string(),
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
