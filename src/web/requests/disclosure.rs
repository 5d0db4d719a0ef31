//! How much of a request is shown to whom.

use crate::domain::request::{Visibility, coarse};
use crate::store::requests::RequestRow;
use chrono::{DateTime, Utc};

/// What of a request in a list is for its reader.
#[derive(Debug, Clone, Copy)]
pub struct ListedRequestView {
    /// The holder by name: for staff.
    pub inside: bool,
    /// The place exactly: for those who read the texts. Others see it to about 100 m and no
    /// building group, and of what is confidential no minutes.
    pub exact_place: bool,
    /// What the desk alone may know.
    pub at_desk: bool,
}

impl ListedRequestView {
    /// To whoever sent it.
    pub const OWN: Self = Self { inside: false, exact_place: true, at_desk: false };

    /// To staff in whose grids it lies. What is confidential is shown exactly to nobody before they
    /// open it.
    pub const fn staff(row: &RequestRow, at_desk: bool) -> Self {
        Self { inside: true, exact_place: !row.confidential, at_desk }
    }

    /// When something happened to a request, or is due: to whoever does not read what was written
    /// in confidence, coarse.
    pub(super) fn time(self, row: &RequestRow, at: DateTime<Utc>) -> DateTime<Utc> {
        if self.is_exact(row) { at } else { coarse(at, row.urgency) }
    }

    /// Whether its reader is told that it is linked to another: staff, and of what is confidential
    /// the desk alone.
    pub(super) const fn tells_of_links(self, row: &RequestRow) -> bool {
        self.inside && (self.exact_place || self.at_desk || !row.confidential)
    }

    /// Whether its reader is told what is hidden of a confidential request.
    pub(super) const fn is_exact(self, row: &RequestRow) -> bool {
        self.exact_place || !row.confidential
    }
}

impl From<Visibility> for ListedRequestView {
    fn from(visibility: Visibility) -> Self {
        Self {
            inside: visibility.inside,
            exact_place: visibility.texts,
            at_desk: visibility.inside && visibility.texts,
        }
    }
}
