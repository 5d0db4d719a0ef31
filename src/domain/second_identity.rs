//! 第二身份: a community role of a neighbourhood that a registered member claims.

use super::vocabulary::vocabulary;

vocabulary! {
    /// How a claim of a community role stands.
    IdentityState {
        Claimed = "claimed" "待审核" "to be decided",
        Waiting = "waiting" "排队中" "waiting for a place",
        Active = "active" "任职中" "active",
        Declined = "declined" "未通过" "declined",
        Ended = "ended" "已结束" "ended",
    }
}

vocabulary! {
    /// Why a claim was declined. A word, not a text: nothing personal is written about anybody.
    IdentityDecline {
        NotSuited = "not_suited" "条件与岗位要求不符" "what the role needs is not there",
        NotNeeded = "not_needed" "暂不需要" "not needed at present",
        OtherArrangement = "other_arrangement" "另有安排" "something else was arranged",
    }
}

vocabulary! {
    /// Why a second identity ended.
    IdentityEnd {
        Expired = "expired" "任期届满" "its term is over",
        Resigned = "resigned" "本人退出" "given up",
        Revoked = "revoked" "予以撤销" "taken back",
        /// The member moved away or left.
        RegistrationEnded = "registration_ended" "报到已结束" "no longer registered here",
        RoleRetired = "role_retired" "角色已撤销" "the role is no more",
    }
}

impl IdentityState {
    /// Whether nothing can come of it any more.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Declined | Self::Ended)
    }
}
