//! 更正: the place, the category or the urgency of a request was wrong.

use super::{ClockAllowances, RequestKind, Urgency};
use crate::domain::duty::Holding;
use crate::domain::id::GridId;
use serde::{Deserialize, Serialize};

/// What a correction may change, as the timeline keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectedValues {
    /// Grid of the place.
    pub grid: GridId,
    /// Code of the category.
    pub category: String,
    /// Urgency.
    pub urgency: Urgency,
}

/// A correction, and what routing makes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Values before.
    pub from: CorrectedValues,
    /// Values afterwards.
    pub to: CorrectedValues,
    /// True if the place changes, perhaps within its grid.
    pub place_changes: bool,
    /// False if nobody can tell where the place is that is given.
    pub place_found: bool,
    /// The address as it was written before, where another one replaces it.
    pub former_address: Option<String>,
    /// Holder afterwards; the present one if it stays where it is.
    pub holding: Holding,
    /// True if it lies with the desk afterwards.
    pub at_desk: bool,
    /// True if only the desk knows the reporter afterwards.
    pub confidential: bool,
    /// Kind of the request.
    pub kind: RequestKind,
    /// Clocks before, by its category and the rules.
    pub former_allowances: ClockAllowances,
    /// Clocks afterwards.
    pub allowances: ClockAllowances,
    /// True if its urgency is never lowered: 举报, about staff, and what is confidential.
    pub urgency_is_kept: bool,
}

impl Correction {
    /// Returns true if it changes anything.
    pub fn changes(&self) -> bool {
        self.place_changes || self.from != self.to
    }

    /// Returns true if it raises the urgency.
    pub fn raises_urgency(&self) -> bool {
        self.to.urgency > self.from.urgency
    }

    /// Returns true if it lowers the urgency.
    pub fn lowers_urgency(&self) -> bool {
        self.to.urgency < self.from.urgency
    }
}
