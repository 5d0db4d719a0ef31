//! Values for the tests of these rules.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use uuid::Uuid;

use super::{
    Channel, ClockAllowances, RequestClocks, RequestFacts, RequestKind, RequestState, Urgency,
};
use crate::domain::calendar::{Calendar, zone};
use crate::domain::category::Categories;
use crate::domain::duty::Holding;
use crate::domain::id::{DutyId, GridId, MemberId};
use crate::domain::level::Levels;
use crate::domain::unit::Unit;
use crate::error::{Error, Result};

pub(crate) fn calendar() -> &'static Calendar {
    static CALENDAR: LazyLock<Calendar> =
        LazyLock::new(|| Calendar::parse(include_str!("../../../config/calendar.toml")).unwrap());
    &CALENDAR
}

pub(crate) fn categories() -> Categories {
    let levels = Levels::parse(include_str!("../../../config/levels.toml")).unwrap();
    Categories::parse(include_str!("../../../config/categories.toml"), &levels).unwrap()
}

/// Parses a local time written as `2026-03-06 17:00`.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    zone().from_local_datetime(&local).unwrap().to_utc()
}

pub(crate) fn shown(instant: DateTime<Utc>) -> String {
    instant.with_timezone(&zone()).format("%Y-%m-%d %H:%M").to_string()
}

/// Returns the holder of grid number `number`.
pub(crate) fn holding(number: u128) -> Holding {
    let id = Uuid::from_u128(number);
    Holding { unit: Unit::Grid(GridId(id)), duty: DutyId(id), member: MemberId(id) }
}

/// Creates a request for help that a resident sent at opening on a Friday, held at grid 1.
pub(crate) fn received() -> RequestFacts {
    let now = at("2026-03-06 08:30");
    RequestFacts {
        state: RequestState::Assigned,
        channel: Channel::Resident,
        urgency: Urgency::Normal,
        anonymous: false,
        confidential: false,
        phone_given: true,
        holding: holding(1),
        clocks: RequestClocks::start(
            now,
            RequestKind::Help,
            Urgency::Normal,
            true,
            ClockAllowances::default(),
            calendar(),
        ),
        submitted_at: now,
        accepted_at: None,
        attempts: Vec::new(),
        contact: None,
        started_at: None,
        resolved_at: None,
        outcome: None,
        second: None,
        ended_at: None,
        redacted_at: None,
        at_desk: false,
        proposed_at: None,
        correction_proposed_at: None,
        has_tasks: false,
        offer: None,
        returns: 0,
        review: None,
        asked_at: None,
        reminded_at: None,
        last_step: None,
        objection: None,
        hard_case: false,
        upstream: None,
    }
}

/// Returns the problems of a refusal, as `code/pointer`.
pub(crate) fn refused<T: std::fmt::Debug>(result: Result<T>) -> Vec<String> {
    match result {
        Err(Error::Refused(problems)) => problems
            .iter()
            .map(|problem| format!("{}{}", problem.code.as_str(), problem.pointer))
            .collect(),
        other => vec![format!("{other:?}")],
    }
}
