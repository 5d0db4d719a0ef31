//! Half-open periods of time `[from, to)`.

use crate::error::{Code, Problem};
use chrono::{DateTime, TimeDelta, Utc};

/// An instant, to the microsecond, in UTC.
pub type Instant = DateTime<Utc>;

/// A period from an instant on, until another one or without end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Period {
    /// First instant inside.
    pub from: Instant,
    /// First instant after; `None`: without end.
    pub to: Option<Instant>,
}

impl Period {
    /// Returns the period from an instant on, without end.
    pub const fn since(from: Instant) -> Self {
        Self { from, to: None }
    }

    /// Checks a period that somebody plans: it begins now or later, so that history is never
    /// rewritten, and ends after it begins.
    ///
    /// # Errors
    /// [`Code::BeginsInThePast`], [`Code::EndsBeforeItBegins`].
    pub fn check_new(&self, now: Instant) -> Result<(), Problem> {
        if self.from < now {
            return Err(Problem::new(Code::BeginsInThePast).with("now", now.to_rfc3339()));
        }
        match self.to.is_some_and(|to| to <= self.from) {
            true => Err(Code::EndsBeforeItBegins.into()),
            false => Ok(()),
        }
    }

    /// Returns the same period ended at an instant, but a microsecond long at least: history keeps
    /// that it existed.
    #[must_use]
    pub fn closed(self, at: Instant) -> Self {
        let earliest = self.from + TimeDelta::microseconds(1);
        Self { to: Some(at.max(earliest)), ..self }
    }

    /// Returns true if the instant lies inside.
    pub fn contains(&self, at: Instant) -> bool {
        self.from <= at && !self.ended(at)
    }

    /// Returns true if the period is over at the instant.
    pub fn ended(&self, at: Instant) -> bool {
        self.to.is_some_and(|to| to <= at)
    }

    /// Returns true if the two share an instant.
    pub fn overlaps(&self, other: &Self) -> bool {
        !self.ended(other.from) && !other.ended(self.from)
    }
}
