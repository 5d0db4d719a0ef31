//! Reading personal data in full.

use super::vocabulary::vocabulary;

vocabulary! {
    /// What personal data is read for.
    AccessPurpose {
        Handling = "handling" "办理诉求" "handling the request",
        Staffing = "staffing" "人员管理" "managing those who serve",
        Stated = "stated" "按所述理由" "for a stated reason",
    }
}
