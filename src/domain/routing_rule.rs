//! 派单规则: what differs from "the grid leader answers", for some places, matters and times (the
//! product rules, "Where a request goes", step 3).

mod time;

pub use time::{DayTime, TimeOfDay};

use super::calendar::Calendar;
use super::category::is_within;
use super::duty::Capacity;
use super::id::{GridId, OrganizationId, PioneerPostId, RoutingRuleId};
use super::period::{Instant, Period};
use super::request::{ClockAllowances, RequestKind, Urgency};
use super::unit::{Unit, UnitKind};
use super::vocabulary::vocabulary;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use uuid::Uuid;

/// The word for building groups where a level is named: they are none.
pub const BUILDING_GROUP: &str = "building_group";

/// Organisations, units and posts that one rule may name, of each at most.
pub const NAMED_MAX: usize = 10;

/// What a rule says over one period. A changed rule is another row of the same rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RoutingRule {
    /// Identifier of this row.
    pub row: Uuid,
    /// The rule.
    pub id: RoutingRuleId,
    /// The code people use, unique over all rules and times.
    pub code: String,
    /// What it says.
    pub profile: RuleProfile,
    /// When it says so.
    pub period: Period,
    /// Version of the rule: that of its latest row.
    pub version: i64,
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleProfile {
    /// What it is called; residents read it.
    pub name: String,
    /// The grid for which it holds, with all below it.
    pub grid: GridId,
    /// What must be so for it to hold.
    #[serde(default)]
    pub condition: RuleCondition,
    /// What it does.
    pub effect: RuleEffect,
}

/// What must be so of a request; nothing said, anything is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RuleCondition {
    /// It is of this category or below it.
    pub category: Option<String>,
    /// It is of this kind.
    pub kind: Option<RequestKind>,
    /// It is this urgent.
    pub urgency: Option<Urgency>,
    /// It comes at this time of day.
    pub time: Option<TimeOfDay>,
}

/// What a rule does; nothing said, all is as without it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RuleEffect {
    /// The code of the deepest level that begins to answer, or [`BUILDING_GROUP`].
    pub level: Option<String>,
    /// Whom of that unit is asked first: its leader or its deputies.
    pub first: Option<Capacity>,
    /// Organisations that handle it together with the holder.
    pub co_handlers: Vec<OrganizationId>,
    /// A post whose holders may begin before the holder of the request, who stays responsible.
    pub first_handler: Option<PioneerPostId>,
    /// Units whose leaders read along.
    pub copies: Vec<Unit>,
    /// Posts whose holders read along.
    pub copied_posts: Vec<PioneerPostId>,
    /// Clocks that go before those of the category.
    pub clocks: ClockAllowances,
}

/// What is known of a request, or of one that might be, when it is routed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Matter<'a> {
    /// The code of its category.
    pub category: Option<&'a str>,
    /// What the reporter wants.
    pub kind: Option<RequestKind>,
    /// How soon somebody must act.
    pub urgency: Option<Urgency>,
    /// The town desk alone knows the reporter: nobody reads along.
    pub confidential: bool,
}

impl Matter<'_> {
    /// Whether the desk takes it in before a unit handles it: what is confidential and can wait for
    /// that.
    pub fn lies_with_the_desk(&self) -> bool {
        self.confidential && self.urgency != Some(Urgency::Critical)
    }
}

vocabulary! {
    /// What somebody beside the holder has to do with a request.
    PartakerRole {
        FirstHandler = "first_handler" "先行处置" "may begin before the holder",
        CoHandler = "co_handler" "协办" "handles it together with the holder",
        Copy = "copy" "抄送" "reads along",
    }
}

vocabulary! {
    /// What sort somebody beside the holder is.
    PartakerKind {
        Grid = "grid" "网格" "grid",
        BuildingGroup = "building_group" "楼组" "building group",
        Desk = "desk" "受理席" "desk",
        Organization = "organization" "单位" "organisation",
        PioneerPost = "pioneer_post" "党员先锋岗" "pioneer post",
    }
}

/// Somebody beside the holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "WrittenPartaker", tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Partaker {
    /// An organisation.
    Organization(OrganizationId),
    /// A pioneer post: whoever holds it.
    PioneerPost(PioneerPostId),
    /// A unit: whoever leads it.
    #[serde(untagged)]
    Unit(Unit),
}

/// Somebody beside the holder as they are written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPartaker {
    kind: PartakerKind,
    id: Uuid,
}

impl From<WrittenPartaker> for Partaker {
    fn from(WrittenPartaker { kind, id }: WrittenPartaker) -> Self {
        Self::new(kind, id)
    }
}

impl Partaker {
    /// The one of this sort and identifier.
    pub const fn new(kind: PartakerKind, id: Uuid) -> Self {
        match kind {
            PartakerKind::Grid => Self::Unit(Unit::new(UnitKind::Grid, id)),
            PartakerKind::BuildingGroup => Self::Unit(Unit::new(UnitKind::BuildingGroup, id)),
            PartakerKind::Desk => Self::Unit(Unit::new(UnitKind::Desk, id)),
            PartakerKind::Organization => Self::Organization(OrganizationId(id)),
            PartakerKind::PioneerPost => Self::PioneerPost(PioneerPostId(id)),
        }
    }

    /// What sort it is.
    pub const fn kind(self) -> PartakerKind {
        match self {
            Self::Unit(Unit::Grid(_)) => PartakerKind::Grid,
            Self::Unit(Unit::BuildingGroup(_)) => PartakerKind::BuildingGroup,
            Self::Unit(Unit::Desk(_)) => PartakerKind::Desk,
            Self::Organization(_) => PartakerKind::Organization,
            Self::PioneerPost(_) => PartakerKind::PioneerPost,
        }
    }

    /// The identifier without its sort.
    pub const fn id(self) -> Uuid {
        match self {
            Self::Unit(unit) => unit.id(),
            Self::Organization(OrganizationId(id)) | Self::PioneerPost(PioneerPostId(id)) => id,
        }
    }
}

impl RuleCondition {
    /// Whether a matter meets it at an instant.
    pub fn meets(&self, matter: &Matter<'_>, at: Instant, calendar: &Calendar) -> bool {
        let category = |own: &String| matter.category.is_some_and(|code| is_within(code, own));
        self.category.as_ref().is_none_or(category)
            && self.kind.is_none_or(|kind| matter.kind == Some(kind))
            && self.urgency.is_none_or(|urgency| matter.urgency == Some(urgency))
            && self.time.is_none_or(|time| time.contains(at, calendar))
    }

    /// Whether a matter of which nothing is known meets it.
    pub const fn is_met_by_anything(&self) -> bool {
        self.category.is_none() && self.kind.is_none() && self.urgency.is_none()
    }

    /// How much it says; of two rules of one grid the greater wins: by the category, then the kind,
    /// the urgency, and the shorter time.
    fn specificity(&self) -> impl Ord + use<> {
        let category = self.category.as_ref().map_or(0, |code| code.split('.').count());
        let time = self.time.map(|time| Reverse(time.minutes()));
        (category, self.kind.is_some(), self.urgency.is_some(), time)
    }
}

impl RoutingRule {
    /// The order among the rules of one grid, the one that wins first. Codes tell apart what says
    /// as much.
    pub fn order(&self, other: &Self) -> std::cmp::Ordering {
        let specificity = |rule: &Self| rule.profile.condition.specificity();
        specificity(other).cmp(&specificity(self)).then_with(|| self.code.cmp(&other.code))
    }
}

impl RuleProfile {
    /// Everybody beside the holder that it names.
    pub fn partakers(&self) -> impl Iterator<Item = (PartakerRole, Partaker)> {
        let RuleEffect { first_handler, co_handlers, copies, copied_posts, .. } = &self.effect;
        let first = first_handler
            .iter()
            .map(|&post| (PartakerRole::FirstHandler, Partaker::PioneerPost(post)));
        let co_handlers =
            co_handlers.iter().map(|&id| (PartakerRole::CoHandler, Partaker::Organization(id)));
        let copies = copies.iter().map(|&unit| (PartakerRole::Copy, Partaker::Unit(unit)));
        let posts =
            copied_posts.iter().map(|&post| (PartakerRole::Copy, Partaker::PioneerPost(post)));
        first.chain(co_handlers).chain(copies).chain(posts)
    }
}
