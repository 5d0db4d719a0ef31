#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use super::*;
use chrono::DateTime;

fn at(text: &str) -> Instant {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn standing(state: RequestState) -> ReporterStanding<'static> {
    ReporterStanding {
        state,
        unit: "荷风里网格",
        contacts: true,
        asked: false,
        due: Some(at("2026-12-04T17:30:00+08:00")),
        outcome: None,
        closes: None,
        received_at: at("2026-11-27T09:00:00+08:00"),
    }
}

#[test]
fn a_reporter_reads_who_does_what_until_when() {
    let accepted = standing(RequestState::Accepted);
    assert_eq!(
        accepted.in_words(Language::Chinese),
        "荷风里网格已签收，12月4日（周五）17:30前与您联系"
    );
    assert_eq!(
        accepted.in_words(Language::English),
        "Accepted by 荷风里网格, which contacts you by 17:30 on Fri 4 December"
    );
    let contacted = ReporterStanding { contacts: false, ..standing(RequestState::InProgress) };
    assert_eq!(
        contacted.in_words(Language::Chinese),
        "荷风里网格正在办理，12月4日（周五）17:30前答复"
    );
    let asked = ReporterStanding { asked: true, ..contacted };
    assert!(asked.in_words(Language::Chinese).starts_with("有一个问题等您答复；"));
}

#[test]
fn a_due_time_of_another_year_names_it() {
    let due = Some(at("2027-01-04T17:30:00+08:00"));
    let assigned = ReporterStanding { due, ..standing(RequestState::Assigned) };
    assert_eq!(
        assigned.in_words(Language::Chinese),
        "已派给荷风里网格，2027年1月4日（周一）17:30前签收"
    );
    assert!(assigned.in_words(Language::English).ends_with("by 17:30 on Mon 4 January 2027"));
}

#[test]
fn a_result_says_what_came_of_it_and_until_when_it_can_be_judged() {
    let resolved = ReporterStanding {
        due: None,
        outcome: Some(ResolutionOutcome::Solved),
        closes: Some(at("2026-12-11T10:05:00+08:00")),
        ..standing(RequestState::Resolved)
    };
    assert_eq!(
        resolved.in_words(Language::Chinese),
        "已办结：实际解决；12月11日（周五）10:05前请您评价，逾期自动结案"
    );
    let closed = ReporterStanding { state: RequestState::Closed, ..resolved };
    assert_eq!(closed.in_words(Language::English), "Closed: solved");
}

#[test]
fn every_state_has_its_words() {
    for &state in RequestState::ALL {
        for language in [Language::Chinese, Language::English] {
            let words = standing(state).in_words(language);
            assert!(!words.is_empty() && words.chars().count() < 80, "{state}: {words}");
        }
    }
}
