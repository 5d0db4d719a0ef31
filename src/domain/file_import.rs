//! Files that callers send to be imported: kinds, states, options and counts.

use super::datum::Datum;
use super::unit::{GridKind, Setting};
use super::vocabulary::vocabulary;
use serde::{Deserialize, Serialize};

vocabulary! {
    /// What the rows of a file are.
    ImportKind {
        Grids = "grids" "网格边界" "boundaries of grids",
        Members = "members" "人员" "members",
        Duties = "duties" "职责" "duties",
        BuildingGroups = "building_groups" "楼组" "building groups",
        Addresses = "addresses" "门址" "addresses",
        Aliases = "aliases" "别名" "aliases",
        Posts = "posts" "先锋岗" "pioneer posts",
        Registrations = "registrations" "双报到" "registrations",
        Requests = "requests" "上级派单" "tickets from above",
    }
}

vocabulary! {
    /// State of a file that was sent to be imported.
    ImportState {
        Waiting = "waiting" "等待导入" "waiting for its turn",
        Running = "running" "正在导入" "being imported",
        AwaitingApproval = "awaiting_approval" "待另一位督导同意" "waiting for a second person",
        Stored = "stored" "已导入" "stored",
        Checked = "checked" "检查无误，未写入" "checked, nothing written",
        Refused = "refused" "有误，未写入" "refused, nothing written",
        Failed = "failed" "服务故障，未完成" "not finished, by a fault of the service",
        Expired = "expired" "已过期" "expired",
    }
}

impl ImportState {
    /// Returns true while the file has yet to be read, or is being read.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

/// How a file is imported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportOptions {
    /// Only checks.
    pub dry_run: bool,
    /// Stores the tickets without a problem although others have one; tickets only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keep_going: bool,
    /// Sheet of a workbook; the first that is not hidden unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Datum of the coordinates; WGS 84 unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub datum: Option<Datum>,
    /// Text of the mapping file; tickets only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<String>,
    /// Options of grids; grids only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grids: Option<GridOptions>,
}

/// How boundaries of grids are imported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GridOptions {
    /// Code of their level.
    pub level: String,
    /// General or dedicated.
    pub kind: GridKind,
    /// Type of place.
    pub setting: Setting,
    /// Property that holds the code.
    pub code_field: String,
    /// Property that holds the name.
    pub name_field: String,
    /// Code of the grid that they all belong to; the root unless said otherwise.
    pub parent: Option<String>,
    /// Property that holds the code of the parent, in place of `parent`.
    pub parent_field: Option<String>,
    /// True if the parent is the grid of the next wider level that covers each.
    pub parent_by_location: bool,
    /// True if existing grids get the new boundary and name.
    pub replace: bool,
    /// True if invalid polygons that change little are repaired.
    pub repair: bool,
    /// True if features whose polygon is invalid are left out.
    pub skip_invalid: bool,
    /// True if general siblings may overlap.
    pub allow_overlap: bool,
    /// True if siblings may leave gaps, which are recorded as accepted.
    pub allow_gaps: bool,
}

/// What an import made of the rows of its file; what it would make, in a dry run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImportCounts {
    /// Number of new objects.
    pub created: usize,
    /// Number of objects that are changed.
    pub changed: usize,
    /// Number of objects that were as in the file already.
    pub unchanged: usize,
    /// Number of rows or features that were left out.
    pub skipped: usize,
    /// Number of addresses of new building groups.
    pub addresses: usize,
}
