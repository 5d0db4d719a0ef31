//! The rules of time that come from files: working time, and how long silence lasts.

use crate::domain::calendar::Calendar;
use chrono::TimeDelta;
use std::sync::Arc;

/// What the verbs of requests decide by, beside the atlas. Read once at start.
#[derive(Debug)]
pub struct Rulebook {
    /// Working time.
    pub calendar: Arc<Calendar>,
    /// After how much silence a resolved request closes.
    pub silence: TimeDelta,
}
