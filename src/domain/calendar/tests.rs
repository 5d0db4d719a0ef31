#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use chrono::{Datelike, TimeDelta, TimeZone, Weekday};
use proptest::prelude::*;

use super::*;
use crate::error::{Code, Language};

const FILE: &str = include_str!("../../../config/calendar.toml");

fn calendar() -> Calendar {
    Calendar::parse(FILE).unwrap()
}

/// Parses a local time written `2025-01-27 17:00`.
fn at(text: &str) -> DateTime<Utc> {
    let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    zone().from_local_datetime(&local).unwrap().to_utc()
}

fn shown(instant: DateTime<Utc>) -> String {
    instant.with_timezone(&zone()).format("%Y-%m-%d %H:%M").to_string()
}

#[test]
fn working_hours_hold_their_opening_and_not_their_closing() {
    let rows = [
        ("2025-01-24 08:29", false),
        ("2025-01-24 08:30", true),
        ("2025-01-24 11:59", true),
        ("2025-01-24 12:00", false),
        ("2025-01-24 13:30", true),
        ("2025-01-24 17:30", false),
        ("2025-01-25 10:00", false), // Saturday
        ("2025-01-26 10:00", true),  // Sunday, worked for the Spring Festival
        ("2025-01-28 10:00", false), // Tuesday, Spring Festival
    ];
    for (instant, expected) in rows {
        assert_eq!(calendar().is_working(at(instant)), expected, "{instant}");
    }
}

#[test]
fn working_time_runs_on_over_breaks_nights_weekends_and_holidays() {
    let rows = [
        ("2025-03-03 09:00", 120, "2025-03-03 11:00"),
        ("2025-03-03 11:00", 120, "2025-03-03 14:30"),
        ("2025-03-03 10:00", 120, "2025-03-03 12:00"), // ends with the morning, not after the break
        ("2025-03-03 12:30", 120, "2025-03-03 15:30"),
        ("2025-03-03 16:30", 120, "2025-03-04 09:30"),
        ("2025-03-07 16:30", 120, "2025-03-10 09:30"), // over a weekend
        ("2025-03-08 03:00", 120, "2025-03-10 10:30"),
        ("2025-01-27 16:30", 120, "2025-02-05 09:30"), // over the Spring Festival
        ("2025-01-25 12:00", 120, "2025-01-26 10:30"), // onto a Sunday that is worked
        ("2025-03-03 17:30", 0, "2025-03-04 08:30"),
        ("2025-03-03 10:00", 0, "2025-03-03 10:00"),
        ("2025-03-03 10:00", -5, "2025-03-03 10:00"),
    ];
    for (from, minutes, due) in rows {
        let reckoned = calendar().add_working_time(at(from), TimeDelta::minutes(minutes));
        assert_eq!(shown(reckoned.value), due, "{minutes} min from {from}");
    }
}

#[test]
fn working_days_end_with_the_hours_of_the_last() {
    let rows = [
        ("2025-03-07 10:00", 1, "2025-03-10 17:30"), // from Friday to Monday
        ("2025-03-07 18:00", 1, "2025-03-10 17:30"), // after hours, too
        ("2025-03-08 10:00", 1, "2025-03-10 17:30"), // Saturday
        ("2025-03-09 10:00", 5, "2025-03-14 17:30"), // from Sunday to Friday
        ("2025-03-10 07:00", 1, "2025-03-11 17:30"), // before hours
        ("2025-03-10 23:59", 1, "2025-03-11 17:30"),
        ("2025-01-27 10:00", 5, "2025-02-10 17:30"), // the make-up Saturday counts
        ("2025-09-30 10:00", 3, "2025-10-11 17:30"),
        ("2025-03-08 10:00", 0, "2025-03-10 17:30"), // there is no shorter one
    ];
    for (from, days, due) in rows {
        assert_eq!(
            shown(calendar().add_working_days(at(from), days).value),
            due,
            "{days} days from {from}"
        );
    }
}

#[test]
fn working_time_between_counts_hours_only_and_is_signed() {
    let between =
        |from, until| calendar().working_time_between(at(from), at(until)).value.num_minutes();
    assert_eq!(between("2025-03-03 11:00", "2025-03-03 14:00"), 90);
    assert_eq!(between("2025-03-07 17:00", "2025-03-10 09:00"), 60);
    assert_eq!(between("2025-03-10 09:00", "2025-03-07 17:00"), -60);
    assert_eq!(between("2025-01-28 00:00", "2025-02-04 23:00"), 0);
}

#[test]
fn a_year_without_data_counts_monday_to_friday_and_is_provisional() {
    let calendar = calendar();
    let national_day = calendar.add_working_days(at("2027-09-30 10:00"), 1);
    assert_eq!(shown(national_day.value), "2027-10-01 17:30");
    assert!(national_day.provisional);
    assert!(calendar.add_working_days(at("2026-12-31 10:00"), 1).provisional, "runs into 2027");
    assert!(!calendar.add_working_days(at("2026-12-30 10:00"), 1).provisional);
    assert!(
        calendar.working_time_between(at("2025-01-02 10:00"), at("2024-12-31 10:00")).provisional
    );
}

#[test]
fn the_midday_break_belongs_to_the_morning() {
    let half = |text| calendar().half_day_of(at(text));
    assert_eq!(
        half("2025-03-08 13:29"),
        HalfDay { date: NaiveDate::from_ymd_opt(2025, 3, 8).unwrap(), half: Half::Morning }
    );
    assert_eq!(half("2025-03-08 13:30").half, Half::Afternoon);
    assert_eq!(half("2025-03-08 00:00").date, half("2025-03-08 23:59").date);
}

#[test]
fn the_end_of_time_is_no_fault() {
    let calendar = calendar();
    assert_eq!(
        calendar.add_working_time(at("2025-03-03 09:00"), TimeDelta::MAX).value,
        DateTime::<Utc>::MAX_UTC
    );
    assert!(calendar.add_working_days(DateTime::<Utc>::MAX_UTC, 9).provisional);
    assert!(calendar.add_working_days(DateTime::<Utc>::MIN_UTC, 9).provisional);
}

/// Returns the problems of a text as `code@line`.
fn problems(text: &str) -> Vec<String> {
    let problems = Calendar::parse(text).unwrap_err();
    problems
        .iter()
        .map(|problem| format!("{}@{}", problem.code.as_str(), problem.params["line"]))
        .collect()
}

const HOURS: &str = "[hours]\nmorning = { from = 08:30:00, to = 12:00:00 }\nafternoon = { from = 13:30:00, to = 17:30:00 }\n";

#[test]
fn every_problem_of_a_file_is_reported_with_its_line() {
    let text = format!(
        "{HOURS}[[year]]\nyear = 2025\nnotice = 7\n[[year.holiday]]\nname = {{ zh = \"元旦\" }}\n\
         off = {{ from = 2025-01-01, to = 2024-12-31 }}\nwork = [2025-01-02, 2025-02-08, 2025-02-08, 2026-01-04, \"x\"]\n"
    );
    let expected = [
        "rule_file_unknown_key@6",
        "rule_file_missing@8",
        "calendar_holiday_length@9",
        "calendar_weekday_worked@10",
        "calendar_date_twice@10",
        "calendar_foreign_date@10",
        "rule_file_value@10",
    ];
    assert_eq!(problems(&text), expected);
}

#[test]
fn wrong_hours_are_refused() {
    assert_eq!(problems(&HOURS.replace("13:30", "11:30")), ["calendar_hours@1"]);
    assert_eq!(problems(&HOURS.replace("08:30", "12:00")), ["calendar_hours@1"]);
    assert_eq!(problems(&HOURS.replace("08:30:00", "\"8:30\"")), ["rule_file_value@2"]);
    assert_eq!(problems(""), ["rule_file_missing@1"]);
    assert_eq!(problems(&format!("{HOURS}year = [\n")), ["rule_file_syntax@4"]);
    assert_eq!(problems(&format!("{HOURS}[[year]]\nyear = 1\n")), ["rule_file_value@5"]);
    assert_eq!(
        problems(&format!("{HOURS}{}", "[[year]]\nyear = 2025\n".repeat(2))),
        ["calendar_year_twice@7"]
    );
}

#[test]
fn a_holiday_may_begin_in_the_december_before() {
    let text = format!(
        "{HOURS}[[year]]\nyear = 2024\n[[year.holiday]]\nname = {{ zh = \"元旦\", en = \"New Year\" }}\n\
         off = {{ from = 2023-12-29, to = 2024-01-01 }}\n"
    );
    let calendar = Calendar::parse(&text).unwrap();
    assert!(
        !calendar.is_working(at("2023-12-29 10:00")) && calendar.is_working(at("2023-12-28 10:00"))
    );
}

#[test]
fn problems_speak_both_languages() {
    let problem = &Calendar::parse(&format!("{HOURS}x = 1\n")).unwrap_err()[0];
    assert_eq!(problem.code, Code::RuleFileUnknownKey);
    assert_eq!(
        problem.message(Language::Chinese),
        "第 4 行：没有名为 x 的项，可用：morning、afternoon"
    );
    assert_eq!(
        problem.message(Language::English),
        "Line 4: there is no key x here; known are morning, afternoon"
    );
}

/// Compares the days of 2025 and 2026 with the published lists.
#[test]
fn agrees_with_the_published_holidays() {
    let shared =
        std::env::var("WANGGE_SHARED_DATA").unwrap_or_else(|_| "../shared/data".to_owned());
    let Ok(mut rows) = csv::Reader::from_path(format!("{shared}/china_calendar.csv")) else {
        return println!("skipped: {shared}/china_calendar.csv is not there");
    };
    let kind = |row: csv::StringRecord| (row[0].to_owned(), &row[1] == "working");
    let listed: std::collections::HashMap<String, bool> =
        rows.records().map(|row| kind(row.unwrap())).collect();
    let first = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
    for date in first.iter_days().take_while(|date| date.year() <= 2026) {
        let weekday = !matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        let expected = listed.get(&date.to_string()).copied().unwrap_or(weekday);
        assert_eq!(calendar().is_working(at(&format!("{date} 10:00"))), expected, "{date}");
    }
}

prop_compose! {
    /// From 2023 to 2028: before, within and after the years with data.
    fn an_instant()(micros in 1_672_502_400_000_000i64..1_861_891_200_000_000) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(micros).unwrap()
    }
}

fn some_time() -> impl Strategy<Value = Duration> {
    (1i64..90 * DAY).prop_map(Duration::microseconds)
}

proptest! {
    #[test]
    fn adding_ends_in_working_time_or_at_its_end(from in an_instant(), time in some_time(), days in 0u16..400) {
        let calendar = calendar();
        let end = calendar.add_working_time(from, time).value;
        prop_assert!(calendar.is_working(end - TimeDelta::microseconds(1)));
        let closing = calendar.add_working_days(from, days).value;
        prop_assert!(calendar.is_working(closing - TimeDelta::microseconds(1)));
        prop_assert!(!calendar.is_working(closing) && closing > from);
    }

    #[test]
    fn between_undoes_adding(from in an_instant(), time in some_time(), days in 0u16..400) {
        let calendar = calendar();
        let end = calendar.add_working_time(from, time).value;
        prop_assert_eq!(calendar.working_time_between(from, end).value, time);
        let day = Duration::microseconds(calendar.hours.length());
        let end = calendar.add_working_days(from, days).value;
        let given = calendar.working_time_between(from, end).value;
        prop_assert!(given >= day * i32::from(days.max(1)) && given <= day * i32::from(days.max(1) + 1));
    }

    #[test]
    fn later_never_ends_earlier(a in an_instant(), b in an_instant(), t in some_time(), u in some_time(), days in 0u16..99) {
        let calendar = calendar();
        let first = a.min(b);
        let last = a.max(b);
        let less = t.min(u);
        let more = t.max(u);
        prop_assert!(calendar.add_working_time(first, less).value <= calendar.add_working_time(last, less).value);
        prop_assert!(calendar.add_working_time(first, less).value <= calendar.add_working_time(first, more).value);
        prop_assert!(calendar.add_working_days(first, days).value <= calendar.add_working_days(last, days).value);
        prop_assert!(calendar.working_time_between(first, last).value <= last - first);
    }

    #[test]
    fn the_next_working_moment_is_the_nearest(from in an_instant()) {
        let calendar = calendar();
        let next = calendar.next_working(from);
        prop_assert!(next >= from && calendar.is_working(next));
        prop_assert_eq!(calendar.working_time_between(from, next).value, Duration::zero());
    }
}
