//! 党员先锋岗: a post that members hold for a term, and the zone that it serves (责任区).

use super::atlas::Atlas;
use super::geometry::Point;
use super::id::{BuildingGroupId, GridId, MemberId, PioneerPostId, PostHoldingId};
use super::period::{Instant, Period};
use super::vocabulary::vocabulary;
use chrono::Months;

/// Characters of a text that says what whoever holds a post does, at most.
pub const DUTY_LENGTH: usize = 100;
/// The longest term, in months.
pub const TERM_MONTHS: u32 = 36;

vocabulary! {
    /// What sort of zone a post serves. It is never a single door.
    ZoneKind {
        /// A grid with everything below.
        Grid = "grid" "网格" "Grid",
        /// Building groups of one grid.
        BuildingGroups = "building_groups" "楼组" "Building groups",
        /// What lies around a point.
        Point = "point" "点位周边" "Around a point",
    }
}

/// 责任区: where a post serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostZone {
    /// A grid with everything below.
    Grid(GridId),
    /// Building groups of one grid, 1–50.
    BuildingGroups(Vec<BuildingGroupId>),
    /// What lies around a point.
    Point {
        /// The point in WGS 84.
        centre: Point,
        /// How far it reaches, in metres, 50–1000.
        radius_m: i32,
    },
}

impl PostZone {
    /// What sort of zone it is.
    pub const fn kind(&self) -> ZoneKind {
        match self {
            Self::Grid(_) => ZoneKind::Grid,
            Self::BuildingGroups(_) => ZoneKind::BuildingGroups,
            Self::Point { .. } => ZoneKind::Point,
        }
    }

    /// The grid that a post with the zone belongs to: the grid itself, that of the building groups,
    /// or that of the point by the rule of place. None when what the zone names is not there.
    pub fn grid(&self, atlas: &Atlas) -> Option<GridId> {
        match self {
            Self::Grid(grid) => atlas.tree().active(*grid).map(|grid| grid.id),
            Self::BuildingGroups(groups) => atlas.groups().grid_of(*groups.first()?),
            Self::Point { centre, .. } => atlas.grid_at(*centre).map(|grid| grid.id),
        }
    }
}

/// A pioneer post. What it says is for everybody; who holds it is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PioneerPost {
    /// Identifier.
    pub id: PioneerPostId,
    /// The code people use, unique over all posts and times.
    pub code: String,
    /// What may change about it.
    pub profile: PioneerPostProfile,
    /// The grid that it belongs to, which follows from its zone: those who care for that grid may
    /// change the post.
    pub grid: GridId,
    /// From its creation to its retirement.
    pub life: Period,
    /// Row version.
    pub version: i64,
}

/// What may change about a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PioneerPostProfile {
    /// What it is called.
    pub name: String,
    /// What whoever holds it does, in words for people.
    pub duties: Vec<String>,
    /// What they should be able to do, as codes of `config/skills.toml`.
    pub skills: Vec<String>,
    /// How many may hold it at any instant, 1–50.
    pub places: i32,
    /// Where it serves.
    pub zone: PostZone,
}

/// A member holds a post for a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PostHolding {
    /// Identifier.
    pub id: PostHoldingId,
    /// The post.
    pub post: PioneerPostId,
    /// Who.
    pub member: MemberId,
    /// When; it always ends.
    pub period: Period,
    /// Whether the holder lets everybody read their name.
    pub name_shown: bool,
    /// Row version.
    pub version: i64,
}

/// Who holds a post at an instant and is there: neither away nor put out of action.
pub fn present(
    atlas: &Atlas,
    post: PioneerPostId,
    at: Instant,
) -> impl Iterator<Item = &PostHolding> {
    let people = atlas.people();
    let is_there = move |member| !people.is_inactive(member) && !people.is_absent(member, at);
    atlas.pioneer_posts().holders_at(post, at).filter(move |holding| is_there(holding.member))
}

/// The last instant at which a term may end that begins at an instant; none beyond the years that
/// can be told.
pub fn longest_term(from: Instant) -> Option<Instant> {
    from.checked_add_months(Months::new(TERM_MONTHS))
}

/// When most of some holdings share an instant of a period: the first such instant, and how many
/// they are.
pub fn fullest<'a>(
    holdings: impl Iterator<Item = &'a PostHolding> + Clone,
    within: &Period,
) -> (Instant, usize) {
    let begin =
        holdings.clone().map(|holding| holding.period.from).filter(|&from| within.contains(from));
    let count =
        |at: Instant| holdings.clone().filter(|holding| holding.period.contains(at)).count();
    let counted = begin.chain([within.from]).map(|at| (at, count(at)));
    counted.max_by_key(|&(at, held)| (held, std::cmp::Reverse(at))).unwrap_or((within.from, 0))
}
