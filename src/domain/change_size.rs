//! Size of a change of responsibility, and the size from which a second person must agree.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Size of a change of responsibility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct ChangeSize {
    /// Open requests whose holder changes.
    pub requests: usize,
    /// Grids and building groups that change.
    pub units: usize,
    /// Households of the changed building groups and of those in or below the changed grids.
    pub households: usize,
}

impl ChangeSize {
    /// Returns true if the size reaches a limit from which a second person must agree. A limit of 0
    /// allows any number.
    pub const fn reaches(&self, limit: &Self) -> bool {
        (limit.requests > 0 && self.requests >= limit.requests)
            || (limit.units > 0 && self.units >= limit.units)
            || (limit.households > 0 && self.households >= limit.households)
    }
}
