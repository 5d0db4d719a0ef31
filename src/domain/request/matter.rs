//! Properties of a request that routing depends on.

use crate::domain::request_terms::{RequestKind, Urgency};

/// Known properties of a request, or of a hypothetical one, when it is routed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Matter<'a> {
    /// Code of its category.
    pub category: Option<&'a str>,
    /// Kind.
    pub kind: Option<RequestKind>,
    /// Urgency.
    pub urgency: Option<Urgency>,
    /// True if only the town desk knows the reporter: no copies are sent.
    pub confidential: bool,
}

impl Matter<'_> {
    /// Returns true if the desk takes it in before a unit handles it: a confidential request that
    /// is not too urgent for that.
    pub fn lies_with_the_desk(&self) -> bool {
        self.confidential && self.urgency != Some(Urgency::Critical)
    }
}
