//! Rules read from files: working time, silence, and reports to the platform above.

use crate::domain::calendar::Calendar;
use crate::domain::reply_template::ReplyTemplates;
use crate::domain::report_back::ReportTemplate;
use chrono::TimeDelta;
use std::sync::Arc;

/// Rules for handling requests, beside the atlas. Read once at start.
#[derive(Debug)]
pub struct Rulebook {
    /// Working time.
    pub calendar: Arc<Calendar>,
    /// Time of silence after which a resolved request closes.
    pub silence: TimeDelta,
    /// Working time that a ticket from above must have left to be returned.
    pub return_margin: TimeDelta,
    /// Template of reports to the platform above.
    pub report_back: ReportTemplate,
    /// Templates of replies by which the desk answers at once.
    pub reply_templates: ReplyTemplates,
}
