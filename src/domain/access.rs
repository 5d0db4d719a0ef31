//! Purposes for which personal data is read in full.

use super::vocabulary::vocabulary;

vocabulary! {
    /// Purpose for which personal data is read.
    AccessPurpose {
        Handling = "handling" "办理诉求" "handling the request",
        Staffing = "staffing" "人员管理" "managing those who serve",
        Stated = "stated" "按所述理由" "for a stated reason",
    }
}
