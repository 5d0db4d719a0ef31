//! 责任区调整: change sets of responsibility, and their states.

mod expand;
mod handover;
mod inverse;
pub mod operation;
mod preview;
mod replay;
mod size;

pub use handover::{BorderMoved, DutyPassed, GroupPassed, PassingDuties, PlannedHandover};
pub use inverse::{
    ChangeMade, InverseOperations, LostBecause, LostKind, Restoration, UnrestorablePart,
};
pub use operation::{Operation, OperationKind, OperationSpec};
pub use preview::{
    HolderBurden, HolderLoad, KeptPreview, Preview, PreviewInput, ResponsibilityChain,
};
pub use replay::{HeldCount, PastRequest, ReplayTally, ReplayWorlds};
pub use size::{goals, units};

use super::vocabulary::vocabulary;
use crate::error::{Code, Problem};

vocabulary! {
    /// Origin of a change set.
    ReassignmentOrigin {
        Drafted = "drafted" "起草" "drafted",
        Suggested = "suggested" "系统建议" "suggested by the service",
        Undo = "undo" "撤销调整" "the undoing of another one",
        Direct = "direct" "直接办理" "a single change, made at once",
        CommandLine = "command_line" "命令行" "the command line",
        Service = "service" "系统" "the service itself",
    }
}

vocabulary! {
    /// State of a change set.
    ReassignmentState {
        Draft = "draft" "草稿" "draft",
        Previewed = "previewed" "已预览" "previewed",
        Approved = "approved" "已批准" "approved",
        Scheduled = "scheduled" "待生效" "scheduled",
        Stopped = "stopped" "已中止待查" "stopped",
        Applied = "applied" "已生效" "applied",
        Undone = "undone" "已撤销" "undone",
        Discarded = "discarded" "已作废" "discarded",
    }
}

vocabulary! {
    /// Reason for a change of responsibility.
    ReassignmentReason {
        PersonLeaves = "person_leaves" "人员离任" "somebody leaves",
        PersonJoins = "person_joins" "人员到任" "somebody joins",
        Absence = "absence" "人员离岗" "somebody is away",
        AreaRedrawn = "area_redrawn" "网格划分调整" "areas are redrawn",
        Workload = "workload" "均衡工作量" "workload is balanced",
        Correction = "correction" "更正差错" "a mistake is corrected",
        Other = "other" "其他" "other",
    }
}

impl ReassignmentState {
    /// Returns true if it may still be changed, previewed, applied or discarded.
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            Self::Draft | Self::Previewed | Self::Approved | Self::Scheduled | Self::Stopped
        )
    }

    /// Returns true if it waits to be applied, so that no other change set may claim a unit that it
    /// affects.
    pub const fn claims_units(self) -> bool {
        matches!(self, Self::Approved | Self::Scheduled)
    }
}

vocabulary! {
    /// A move that is possible with a change set.
    ReassignmentMove {
        Edit = "edit" "修改" "edit",
        Preview = "preview" "预览" "preview",
        Approve = "approve" "批准" "approve",
        Apply = "apply" "生效" "apply",
        Discard = "discard" "作废" "discard",
        Undo = "undo" "撤销" "undo",
    }
}

impl ReassignmentState {
    /// Returns the moves that are possible in this state.
    pub const fn moves(self) -> &'static [ReassignmentMove] {
        use ReassignmentMove::{Apply, Approve, Discard, Edit, Preview, Undo};
        match self {
            Self::Draft | Self::Stopped => &[Edit, Preview, Discard],
            Self::Previewed => &[Edit, Preview, Approve, Apply, Discard],
            Self::Approved => &[Edit, Preview, Apply, Discard],
            Self::Scheduled => &[Edit, Preview, Discard],
            Self::Applied => &[Undo],
            Self::Undone | Self::Discarded => &[],
        }
    }

    /// Checks that a move is possible in this state.
    ///
    /// # Errors
    /// [`Code::ReassignmentState`] with the moves that are possible instead.
    pub fn require(self, wanted: ReassignmentMove) -> Result<(), Problem> {
        if self.moves().contains(&wanted) {
            return Ok(());
        }
        let possible: Vec<ReassignmentMove> = self.moves().to_vec();
        Err(Problem::new(Code::ReassignmentState).with("state", self).with("possible", possible))
    }
}
