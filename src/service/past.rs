//! The atlas as of an instant: past, present, or planned.

use super::place::{PlaceInput, PointInput};
use crate::domain::atlas::{Atlas, Borders, Extent};
use crate::domain::period::Instant;
use crate::error::{Code, Problem, Result};
use crate::store::Db;
use chrono::{TimeDelta, TimeZone, Utc};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// How far ahead an instant may lie, in days.
const DAYS_AHEAD: i64 = 5 * 366;

/// Returns the atlas of an instant, as far as a place needs it. The present atlas includes what is
/// planned.
///
/// # Errors
/// [`Code::OutOfRange`] and [`Code::BeforeItExisted`] at `/at`, the latter before the town began;
/// those of [`PlaceInput::extent`] at `/place`.
pub async fn picture(db: &Db, place: &PlaceInput, at: Instant) -> Result<Arc<Atlas>> {
    let now = db.now();
    let present = db.atlas();
    check(at, now)?;
    if at >= now {
        return Ok(present);
    }
    if let Some(root) = present.tree().root().filter(|root| root.stay_at(at).is_none()) {
        return Err(before_it_existed(root.life.from).into());
    }
    db.atlas_at(at, place.extent().map_err(|problem| problem.below("/place"))?).await
}

/// Returns the problem of an instant before something existed.
pub fn before_it_existed(since: Instant) -> Problem {
    Problem::new(Code::BeforeItExisted).at("/at").with("since", since.to_rfc3339())
}

fn check(at: Instant, now: Instant) -> Result<(), Problem> {
    let earliest = Utc.timestamp_opt(0, 0).single().unwrap_or(now);
    within(at, earliest..=now + TimeDelta::days(DAYS_AHEAD))
}

/// Checks that an instant lies in an inclusive range.
///
/// # Errors
/// [`Code::OutOfRange`] at `/at`.
pub fn within(at: Instant, range: RangeInclusive<Instant>) -> Result<(), Problem> {
    if range.contains(&at) {
        return Ok(());
    }
    Err(Problem::new(Code::OutOfRange)
        .at("/at")
        .with("min", range.start().to_rfc3339())
        .with("max", range.end().to_rfc3339()))
}

impl PlaceInput {
    /// Returns how much of a past atlas is needed to resolve the place.
    ///
    /// # Errors
    /// Those of [`crate::domain::geometry::Point::from_datum`].
    pub fn extent(&self) -> Result<Extent, Problem> {
        let point = self.point.map(PointInput::wgs84).transpose()?;
        let borders = match point {
            None => Borders::None,
            // A text is looked for among the addresses of grids near the point, whichever those
            // are.
            Some(_) if self.text.is_some() => Borders::All,
            Some(point) => Borders::Around(point),
        };
        Ok(Extent { borders, addresses: self.text.is_some() || self.address.is_some() })
    }
}
