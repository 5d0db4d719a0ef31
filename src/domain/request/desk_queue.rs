//! Queues of the desk (受理席).

use crate::domain::vocabulary::vocabulary;

vocabulary! {
    /// A queue of the desk: what it has to see to.
    DeskQueue {
        /// Nobody could tell where it is.
        Unplaced = "unplaced" "待定位派单" "to be placed and dispatched",
        /// With the desk: confidential, returned, or offered to it.
        ToDispatch = "to_dispatch" "待派单" "to be dispatched",
        /// Returned, and not decided; the second time by a supervisor, or by the desk with a meeting.
        Returns = "returns" "退单待审" "returns to be decided",
        /// Confidential, and its reporter objects to being told where else to go.
        Objections = "objections" "异议待复核" "objections to be decided",
        /// Confidential, and a handler proposes another unit.
        Proposed = "proposed" "有转办建议待定" "a transfer is proposed",
        /// A handler or the reporter proposes a correction.
        Corrections = "corrections" "待定更正" "a correction is proposed",
        /// Confidential, and held by whoever reported it.
        HeldByReporter = "held_by_reporter" "承办人即诉求人" "held by who reported it",
        /// Open, and somebody pressed for it.
        Reminded = "reminded" "有催单" "somebody pressed for it",
        /// Resolved, and the platform above waits for the report.
        ReportBack = "report_back" "待回传" "to be reported back",
        /// The verdict on the second handling was bad too.
        HardCase = "hard_case" "疑难诉求" "hard cases",
    }
}

impl DeskQueue {
    /// Returns true if it holds what waits for the desk to give it to a unit.
    pub const fn waits(self) -> bool {
        matches!(
            self,
            Self::Unplaced
                | Self::ToDispatch
                | Self::Returns
                | Self::Proposed
                | Self::Corrections
                | Self::HeldByReporter
        )
    }
}
