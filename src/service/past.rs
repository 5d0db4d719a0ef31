//! The picture of an instant: of the past, of the present, or of what is planned.

use super::place::{PlaceGiven, PointGiven};
use crate::domain::atlas::{Atlas, Borders, Extent};
use crate::domain::period::Instant;
use crate::error::{Code, Problem, Result};
use crate::store::Db;
use chrono::{TimeDelta, TimeZone, Utc};
use std::sync::Arc;

/// How far ahead may be asked, in days.
const DAYS_AHEAD: i64 = 5 * 366;

/// The picture of an instant, as far as a place needs it. What is planned is in the present one.
///
/// # Errors
/// [`Code::OutOfRange`] and [`Code::BeforeItExisted`] at `/at`, the latter when the town was not
/// there yet; those of [`PlaceGiven::extent`] at `/place`.
pub async fn picture(db: &Db, place: &PlaceGiven, at: Instant) -> Result<Arc<Atlas>> {
    let (now, present) = (db.now(), db.atlas());
    check(at, now)?;
    if at >= now {
        return Ok(present);
    }
    if let Some(root) = present.tree().root().filter(|root| root.stay_at(at).is_none()) {
        return Err(before_it_existed(root.life.from).into());
    }
    db.atlas_at(at, place.extent().map_err(|problem| problem.below("/place"))?).await
}

/// The refusal of an instant before something was there.
pub fn before_it_existed(since: Instant) -> Problem {
    Problem::new(Code::BeforeItExisted).at("/at").with("since", since.to_rfc3339())
}

fn check(at: Instant, now: Instant) -> Result<(), Problem> {
    let earliest = Utc.timestamp_opt(0, 0).single().unwrap_or(now);
    within(at, (earliest, now + TimeDelta::days(DAYS_AHEAD)))
}

/// Whether an instant is one of those that may be asked about, both included.
///
/// # Errors
/// [`Code::OutOfRange`] at `/at`.
pub fn within(at: Instant, (earliest, latest): (Instant, Instant)) -> Result<(), Problem> {
    let range = || {
        Problem::new(Code::OutOfRange)
            .at("/at")
            .with("min", earliest.to_rfc3339())
            .with("max", latest.to_rfc3339())
    };
    if (earliest..=latest).contains(&at) { Ok(()) } else { Err(range()) }
}

impl PlaceGiven {
    /// How much of the past it needs to be found there.
    ///
    /// # Errors
    /// Those of [`crate::domain::geometry::Point::from_datum`].
    pub fn extent(&self) -> Result<Extent, Problem> {
        let point = self.point.map(PointGiven::wgs84).transpose()?;
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
