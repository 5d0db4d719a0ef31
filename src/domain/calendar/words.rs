//! Due times in the words of people: local day, weekday and time.

use super::zone;
use crate::error::Language;
use chrono::{DateTime, Datelike, Utc};

const WEEKDAYS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];

/// Returns "12月4日（周五）17:30前" or "by 17:30 on Fri 4 December", with the year if it is not that
/// of `now`.
pub fn until(due: DateTime<Utc>, now: DateTime<Utc>, language: Language) -> String {
    let (due, now) = (due.with_timezone(&zone()), now.with_timezone(&zone()));
    let is_this_year = due.year() == now.year();
    match language {
        Language::Chinese => {
            let year = if is_this_year { String::new() } else { format!("{}年", due.year()) };
            let weekday = WEEKDAYS[due.weekday().num_days_from_monday() as usize];
            let (month, day) = (due.month(), due.day());
            format!("{year}{month}月{day}日（周{weekday}）{}前", due.format("%H:%M"))
        }
        Language::English if is_this_year => due.format("by %H:%M on %a %-d %B").to_string(),
        Language::English => due.format("by %H:%M on %a %-d %B %Y").to_string(),
    }
}
