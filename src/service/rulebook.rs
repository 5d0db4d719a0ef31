//! The rules that come from files: categories, working time, and how long silence lasts.

use crate::domain::calendar::Calendar;
use crate::domain::category::{Categories, Category};
use crate::error::{Code, Problem};
use chrono::TimeDelta;

/// What the verbs decide by, beside the atlas. Read once at start.
#[derive(Debug)]
pub struct Rulebook {
    /// What requests may be about.
    pub categories: Categories,
    /// Working time.
    pub calendar: Calendar,
    /// After how much silence a resolved request closes.
    pub silence: TimeDelta,
}

impl Rulebook {
    /// The category of a code.
    ///
    /// # Errors
    /// [`Code::UnknownCategory`] at `/category`.
    pub fn category(&self, code: &str) -> Result<&Category, Problem> {
        let unknown = || Problem::new(Code::UnknownCategory).at("/category").with("category", code);
        self.categories.get(code).ok_or_else(unknown)
    }
}
