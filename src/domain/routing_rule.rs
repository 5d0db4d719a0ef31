//! 派单规则: exceptions to "the grid leader answers", for some places, matters and times (the product
//! rules, "Where a request goes", step 3).

mod relative;
mod time;

pub use relative::RelativePartaker;
pub use time::{DayTime, TimeOfDay, TimeOfDayKind};

use super::calendar::Calendar;
use super::category::is_within;
use super::duty::Capacity;
use super::id::{GridId, OrganizationId, PioneerPostId, RoutingRuleId};
use super::period::{Instant, Period};
use super::request::Matter;
use super::request_terms::{ClockAllowances, RequestKind, Urgency};
use super::unit::{Unit, UnitKind};
use super::vocabulary::vocabulary;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use uuid::Uuid;

/// Value for building groups in place of a level code: they have no level.
pub const BUILDING_GROUP: &str = "building_group";

/// Maximum number each of organisations, units and posts that one rule may name.
pub const NAMED_MAX: usize = 10;

/// State of a routing rule over one period. A changed rule is another row of the same rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RoutingRule {
    /// Identifier of this row.
    pub row: Uuid,
    /// Identifier of the rule.
    pub id: RoutingRuleId,
    /// Code people use, unique over all rules and times.
    pub code: String,
    /// Profile.
    pub profile: RuleProfile,
    /// Period.
    pub period: Period,
    /// Version of the rule: that of its latest row.
    pub version: i64,
}

/// Profile of a rule: name, grid, condition and effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleProfile {
    /// Name; residents read it.
    pub name: String,
    /// Grid to which it applies, with all below it.
    pub grid: GridId,
    /// Condition under which it applies.
    #[serde(default)]
    pub condition: RuleCondition,
    /// Effect.
    pub effect: RuleEffect,
}

/// 主办: the department or station office that a kind of matter is for, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MainOffice {
    /// Department or station office.
    pub office: OrganizationId,
    /// 依据: the regulation or the entry of the 权责清单 that says so.
    pub basis: String,
}

/// Maximum length of the basis of a main office, in characters.
pub const BASIS_MAX: usize = 300;

/// Condition on a request; a field that is not set admits anything.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RuleCondition {
    /// Category, including those below it.
    pub category: Option<String>,
    /// Kind.
    pub kind: Option<RequestKind>,
    /// Urgency.
    pub urgency: Option<Urgency>,
    /// Time of day at which it comes.
    pub time: Option<TimeOfDay>,
}

/// Effect of a rule; a field that is not set changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RuleEffect {
    /// Code of the deepest level that begins to answer, or [`BUILDING_GROUP`].
    pub level: Option<String>,
    /// Capacity asked first in that unit: leader or deputy.
    pub first: Option<Capacity>,
    /// Organisations that handle it together with the holder.
    pub co_handlers: Vec<OrganizationId>,
    /// A post whose holders may begin before the holder of the request, who stays responsible.
    pub first_handler: Option<PioneerPostId>,
    /// Who may begin before the holder of the request, found at the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_handler_here: Option<RelativePartaker>,
    /// Who handles it together with the holder, found at the place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub co_handlers_here: Vec<RelativePartaker>,
    /// Units whose leaders get a copy.
    pub copies: Vec<Unit>,
    /// Posts whose holders get a copy.
    pub copied_posts: Vec<PioneerPostId>,
    /// Who gets a copy, found at the place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub copies_here: Vec<RelativePartaker>,
    /// Clocks that take precedence over those of the category.
    pub clocks: ClockAllowances,
    /// Office that the dispatch catalogue (派单目录) names; nothing goes there without a dispatch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub main_office: Option<MainOffice>,
}

vocabulary! {
    /// Effect that a rule may name. Each comes from the most specific rule that names it.
    RuleEffectKind {
        Level = "level" "起始层级" "level that begins",
        First = "first" "先问的人" "whom to ask first",
        FirstHandler = "first_handler" "先行处置" "first handler",
        CoHandlers = "co_handlers" "协办" "co-handlers",
        Copies = "copies" "抄送" "copies",
        AcceptClock = "accept_clock" "签收时限" "clock of acceptance",
        ContactClock = "contact_clock" "先行联系时限" "clock of contact",
        ResolveClock = "resolve_clock" "办结时限" "clock of resolution",
        MainOffice = "main_office" "主办单位" "main office",
    }
}

vocabulary! {
    /// Part of a partaker in a request.
    PartakerRole {
        FirstHandler = "first_handler" "先行处置" "may begin before the holder",
        CoHandler = "co_handler" "协办" "handles it together with the holder",
        Copy = "copy" "抄送" "reads along",
        /// The grid of the place, while an office is 主办. It follows from who holds the request and
        /// is not stored.
        Assistant = "assistant" "配合" "assists the main office on the spot",
    }
}

vocabulary! {
    /// Kind of a partaker.
    PartakerKind {
        Grid = "grid" "网格" "grid",
        BuildingGroup = "building_group" "楼组" "building group",
        Desk = "desk" "受理席" "desk",
        Office = "office" "科室、站所" "department or station office",
        Organization = "organization" "单位" "organisation",
        PioneerPost = "pioneer_post" "党员先锋岗" "pioneer post",
    }
}

/// A partaker: somebody beside the holder who has to do with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "WrittenPartaker", tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Partaker {
    /// An organisation.
    Organization(OrganizationId),
    /// A pioneer post: its holders.
    PioneerPost(PioneerPostId),
    /// A unit: its leader.
    #[serde(untagged)]
    Unit(Unit),
}

/// A partaker in its JSON form.
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
    /// Creates a partaker of a kind with an identifier.
    pub const fn new(kind: PartakerKind, id: Uuid) -> Self {
        match kind {
            PartakerKind::Grid => Self::Unit(Unit::new(UnitKind::Grid, id)),
            PartakerKind::BuildingGroup => Self::Unit(Unit::new(UnitKind::BuildingGroup, id)),
            PartakerKind::Desk => Self::Unit(Unit::new(UnitKind::Desk, id)),
            PartakerKind::Office => Self::Unit(Unit::new(UnitKind::Office, id)),
            PartakerKind::Organization => Self::Organization(OrganizationId(id)),
            PartakerKind::PioneerPost => Self::PioneerPost(PioneerPostId(id)),
        }
    }

    /// Returns its kind.
    pub const fn kind(self) -> PartakerKind {
        match self {
            Self::Unit(Unit::Grid(_)) => PartakerKind::Grid,
            Self::Unit(Unit::BuildingGroup(_)) => PartakerKind::BuildingGroup,
            Self::Unit(Unit::Desk(_)) => PartakerKind::Desk,
            Self::Unit(Unit::Office(_)) => PartakerKind::Office,
            Self::Organization(_) => PartakerKind::Organization,
            Self::PioneerPost(_) => PartakerKind::PioneerPost,
        }
    }

    /// Returns its identifier, without the kind.
    pub const fn id(self) -> Uuid {
        match self {
            Self::Unit(unit) => unit.id(),
            Self::Organization(OrganizationId(id)) | Self::PioneerPost(PioneerPostId(id)) => id,
        }
    }
}

impl RuleCondition {
    /// Returns true if a matter meets it at an instant.
    pub fn meets(&self, matter: &Matter<'_>, at: Instant, calendar: &Calendar) -> bool {
        self.admits(matter) && self.time.is_none_or(|time| time.contains(at, calendar))
    }

    /// Returns true if a matter meets it at some time of day.
    pub fn admits(&self, matter: &Matter<'_>) -> bool {
        self.category
            .as_ref()
            .is_none_or(|own| matter.category.is_some_and(|code| is_within(code, own)))
            && self.kind.is_none_or(|kind| matter.kind == Some(kind))
            && self.urgency.is_none_or(|urgency| matter.urgency == Some(urgency))
    }

    /// Returns true if a matter without known properties meets it.
    pub const fn is_met_by_anything(&self) -> bool {
        self.category.is_none() && self.kind.is_none() && self.urgency.is_none()
    }

    /// Returns a rank; of two rules of one grid the greater wins: by the category, then the kind,
    /// the urgency, and the shorter time.
    fn specificity(&self) -> impl Ord + use<> {
        let category = self.category.as_ref().map_or(0, |code| code.split('.').count());
        let time = self.time.map(|time| Reverse(time.minutes()));
        (category, self.kind.is_some(), self.urgency.is_some(), time)
    }
}

impl RoutingRule {
    /// Compares two rules of one grid, the one that wins first. Codes decide between equally
    /// specific ones.
    pub fn order(&self, other: &Self) -> std::cmp::Ordering {
        let specificity = |rule: &Self| rule.profile.condition.specificity();
        specificity(other).cmp(&specificity(self)).then_with(|| self.code.cmp(&other.code))
    }
}

impl RuleEffect {
    /// Returns the effects that it names, in the order of the vocabulary.
    pub fn named(&self) -> impl Iterator<Item = RuleEffectKind> {
        RuleEffectKind::ALL.iter().copied().filter(|&kind| self.names(kind))
    }

    const fn names(&self, kind: RuleEffectKind) -> bool {
        match kind {
            RuleEffectKind::Level => self.level.is_some(),
            RuleEffectKind::First => self.first.is_some(),
            RuleEffectKind::FirstHandler => {
                self.first_handler.is_some() || self.first_handler_here.is_some()
            }
            RuleEffectKind::CoHandlers => {
                !self.co_handlers.is_empty() || !self.co_handlers_here.is_empty()
            }
            RuleEffectKind::Copies => {
                !self.copies.is_empty()
                    || !self.copied_posts.is_empty()
                    || !self.copies_here.is_empty()
            }
            RuleEffectKind::AcceptClock => self.clocks.accept.is_some(),
            RuleEffectKind::ContactClock => self.clocks.contact.is_some(),
            RuleEffectKind::ResolveClock => self.clocks.resolve.is_some(),
            RuleEffectKind::MainOffice => self.main_office.is_some(),
        }
    }
}

impl PartakerRole {
    /// Returns the effect by which a rule gives the part; none if no rule does.
    pub const fn effect(self) -> Option<RuleEffectKind> {
        match self {
            Self::FirstHandler => Some(RuleEffectKind::FirstHandler),
            Self::CoHandler => Some(RuleEffectKind::CoHandlers),
            Self::Copy => Some(RuleEffectKind::Copies),
            Self::Assistant => None,
        }
    }
}

impl RuleEffectKind {
    /// Returns true if it brings in partakers, of whom confidential requests have none.
    pub const fn shares(self) -> bool {
        matches!(self, Self::FirstHandler | Self::CoHandlers | Self::Copies)
    }
}

impl RuleProfile {
    /// Returns all partakers that it names by their relation to the place.
    pub fn relative_partakers(&self) -> impl Iterator<Item = (PartakerRole, RelativePartaker)> {
        let RuleEffect { first_handler_here, co_handlers_here, copies_here, .. } = &self.effect;
        let first = first_handler_here.iter().map(|&here| (PartakerRole::FirstHandler, here));
        let co_handlers = co_handlers_here.iter().map(|&here| (PartakerRole::CoHandler, here));
        let copies = copies_here.iter().map(|&here| (PartakerRole::Copy, here));
        first.chain(co_handlers).chain(copies)
    }

    /// Returns all partakers that it names themselves.
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
