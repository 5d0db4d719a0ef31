//! Identifiers: UUIDv7 in one type each, so that a grid is never taken for a member.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// The login of one resident or one member.
    AccountId
    /// A period in which a holder cannot act.
    AbsenceId
    /// 治理共同体
    AllianceId
    /// 门址
    AddressId
    /// 别名
    AliasId
    /// A role that a member was given by an administrator.
    AppointmentId
    /// One version of a grid's polygon.
    BoundaryId
    /// 楼组圈
    BuildingCircleId
    /// 楼组
    BuildingGroupId
    /// An offer or a need in a building circle.
    CircleExchangeId
    /// A topic of a building circle.
    CircleTopicId
    /// A role that a neighbourhood offers to members who registered with it.
    CommunityRoleId
    /// 受理席
    DeskId
    /// One member's duty at one unit over one period.
    DutyId
    /// A file that was sent to be imported.
    FileImportId
    /// 网格
    GridId
    /// A row of the job queue.
    JobId
    /// 党员、志愿者、工作人员
    MemberId
    /// 组织、单位
    OrganizationId
    /// 党员先锋岗
    PioneerPostId
    /// One member's term at a pioneer post.
    PostHoldingId
    /// 责任区调整
    ReassignmentId
    /// 双报到
    RegistrationId
    /// 诉求
    RequestId
    /// 派单规则
    RoutingRuleId
    /// 第二身份
    SecondIdentityId
    /// A signed-in device.
    SessionId
    /// 任务单
    TaskId
}
