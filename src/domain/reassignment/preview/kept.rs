//! Stored findings of a preview.

use super::Preview;
use crate::error::Problem;
use serde::{Deserialize, Serialize};

/// Findings of a preview that decide whether its change set may be applied. Findings that depend on
/// the caller, such as the number of open requests, are not stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptPreview {
    /// Revision of the previewed atlas.
    pub revision: i64,
    /// Problems.
    pub problems: Vec<Problem>,
}

impl KeptPreview {
    /// Extracts the findings of a preview of the atlas at a revision.
    pub fn of(preview: &Preview, revision: i64) -> Self {
        Self { revision, problems: preview.problems.clone() }
    }
}
