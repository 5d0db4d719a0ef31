//! Objections (异议): whoever was told where else to go may say once that the town should see to it.

use super::ClockAllowance;
use crate::domain::calendar::{Calendar, Reckoned};
use chrono::{DateTime, Utc};

/// An objection to being told where else to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Objection {
    /// Time of the objection.
    pub made_at: DateTime<Utc>,
    /// Time by which it is to be decided.
    pub due: DateTime<Utc>,
    /// True once it is decided.
    pub decided: bool,
}

impl Objection {
    /// Returns the time by which an objection is to be decided: 1 working day.
    pub fn due(made_at: DateTime<Utc>, calendar: &Calendar) -> Reckoned<DateTime<Utc>> {
        ClockAllowance::WorkingDays(1).due(made_at, calendar)
    }
}
