//! Source of the time for the whole service.

use crate::domain::period::Instant;
use chrono::{DurationRound, TimeDelta, Utc};
use std::sync::atomic::{AtomicI64, Ordering};

/// A source of the time, to the microsecond (what both databases keep).
pub trait Clock: Send + Sync + 'static {
    /// Returns the present instant.
    fn now(&self) -> Instant;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        let now = Utc::now();
        now.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(now)
    }
}

/// A clock that stands still until it is set: the demo town replays its last month by it, and tests
/// replay days.
#[derive(Debug)]
pub struct SetClock(AtomicI64);

impl SetClock {
    /// Creates a clock that stands at an instant.
    pub fn at(now: Instant) -> Self {
        Self(AtomicI64::new(now.timestamp_micros()))
    }

    /// Sets the clock.
    pub fn set(&self, now: Instant) {
        self.0.store(now.timestamp_micros(), Ordering::Relaxed);
    }

    /// Advances the clock.
    pub fn advance(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_microseconds().unwrap_or(i64::MAX), Ordering::Relaxed);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Instant {
        Instant::from_timestamp_micros(self.0.load(Ordering::Relaxed)).unwrap_or_default()
    }
}
