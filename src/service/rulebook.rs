//! The rules that come from files: working time, how long silence lasts, what the platform above is
//! told.

use crate::domain::calendar::Calendar;
use crate::domain::report_back::ReportTemplate;
use chrono::TimeDelta;
use std::sync::Arc;

/// What the verbs of requests decide by, beside the atlas. Read once at start.
#[derive(Debug)]
pub struct Rulebook {
    /// Working time.
    pub calendar: Arc<Calendar>,
    /// After how much silence a resolved request closes.
    pub silence: TimeDelta,
    /// How a ticket from above is reported back.
    pub report_back: ReportTemplate,
}
