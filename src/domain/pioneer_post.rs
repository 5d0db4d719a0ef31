//! 党员先锋岗: a post that members hold for a term, and the zone that it serves (责任区).

use super::geometry::{Point, distance_m};
use super::id::{BuildingGroupId, GridId, MemberId, PioneerPostId, PostHoldingId};
use super::period::{Instant, Period};
use super::vocabulary::vocabulary;
use chrono::Months;

/// Maximum characters of a duty of a post.
pub const DUTY_LENGTH: usize = 100;
/// The longest term, in months.
pub const TERM_MONTHS: u32 = 36;

vocabulary! {
    /// Kind of the zone that a post serves. It is never a single door.
    ZoneKind {
        /// A grid with everything below.
        Grid = "grid" "网格" "Grid",
        /// Building groups of one grid.
        BuildingGroups = "building_groups" "楼组" "Building groups",
        /// The surroundings of a point.
        Point = "point" "点位周边" "Around a point",
    }
}

/// 责任区: the zone that a post serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PostZone {
    /// A grid with everything below.
    Grid(GridId),
    /// Building groups of one grid, 1–50.
    BuildingGroups(Vec<BuildingGroupId>),
    /// The surroundings of a point.
    Point {
        /// The point in WGS 84.
        centre: Point,
        /// Radius in metres, 50–1000.
        radius_m: i32,
    },
}

impl PostZone {
    /// Returns true if it covers a place: `grids` are its grid and those above; the building group
    /// and the points are given as far as known.
    pub fn covers(
        &self,
        grids: &[GridId],
        group: Option<BuildingGroupId>,
        points: &[Point],
    ) -> bool {
        match self {
            Self::Grid(grid) => grids.contains(grid),
            Self::BuildingGroups(groups) => group.is_some_and(|group| groups.contains(&group)),
            Self::Point { centre, radius_m } => {
                let reach = f64::from(*radius_m);
                points.iter().any(|&point| distance_m(*centre, point) <= reach)
            }
        }
    }

    /// Returns its rank by width, among those that cover one place: building groups, surroundings of
    /// a point, then grid after grid upward.
    pub fn width(&self, grids: &[GridId]) -> usize {
        match self {
            Self::BuildingGroups(_) => 0,
            Self::Point { .. } => 1,
            Self::Grid(zone) => {
                2 + grids.iter().position(|grid| grid == zone).unwrap_or(grids.len())
            }
        }
    }

    /// Returns the kind of zone.
    pub const fn kind(&self) -> ZoneKind {
        match self {
            Self::Grid(_) => ZoneKind::Grid,
            Self::BuildingGroups(_) => ZoneKind::BuildingGroups,
            Self::Point { .. } => ZoneKind::Point,
        }
    }
}

/// A pioneer post. Its description is public; its holders are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PioneerPost {
    /// Identifier.
    pub id: PioneerPostId,
    /// Code for people, unique over all posts and times.
    pub code: String,
    /// Fields that may change.
    pub profile: PioneerPostProfile,
    /// The grid that it belongs to, which follows from its zone: those who care for that grid may
    /// change the post.
    pub grid: GridId,
    /// Period from its creation to its retirement.
    pub life: Period,
    /// Row version.
    pub version: i64,
}

/// Fields of a post that may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PioneerPostProfile {
    /// Name.
    pub name: String,
    /// Duties of its holders, in words for people.
    pub duties: Vec<String>,
    /// Skills that they should have, as codes of `config/skills.toml`.
    pub skills: Vec<String>,
    /// Maximum holders at any instant, 1–50.
    pub places: i32,
    /// The zone that it serves.
    pub zone: PostZone,
}

/// A member's term at a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PostHolding {
    /// Identifier.
    pub id: PostHoldingId,
    /// The post.
    pub post: PioneerPostId,
    /// The holder.
    pub member: MemberId,
    /// Term; it always ends.
    pub period: Period,
    /// True if the holder lets everybody read their name.
    pub name_shown: bool,
    /// Row version.
    pub version: i64,
}

/// Returns the last instant at which a term that begins at an instant may end; `None` beyond the
/// years that can be represented.
pub fn longest_term(from: Instant) -> Option<Instant> {
    from.checked_add_months(Months::new(TERM_MONTHS))
}

/// Returns the first instant of a period that most of some holdings share, and how many they are.
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
