//! The atlas: an immutable picture of who is responsible for what, as of one revision.
//!
//! It is made of shared parts, so that a changed atlas rebuilds only what changed. It holds
//! periods, not holders: who answers is a function of the atlas and an instant
//! ([`crate::domain::routing`]).

mod addresses;
pub mod areas;
mod border_history;
mod groups;
mod named_units;
mod organizations;
mod past;
mod people;
mod pioneer_posts;
mod place_names;
mod rules;
mod tree;

pub use addresses::AddressIndex;
pub use border_history::{BorderHistory, BorderVersion};
pub use groups::Groups;
pub use organizations::Organizations;
pub use past::{Borders, Extent};
pub use people::People;
pub use pioneer_posts::PioneerPosts;
pub use place_names::{NamedPlace, PlaceName, PlaceNames};
pub use rules::RoutingRules;
pub use tree::GridTree;

use super::calendar::Calendar;
use super::category::{Categories, Category};
use super::change::Change;
use super::change_size::ChangeSize;
use super::geometry::{Point, Shape};
use super::id::{DeskId, GridId};
use super::level::Levels;
use super::role::Role;
use super::skill::Skills;
use super::unit::{AcceptedGap, Grid, Unit};
use crate::error::{Code, Problem};
use areas::{AreaDecision, Areas};
use std::sync::Arc;
use uuid::Uuid;

/// Settings for the rules of place and routing, from the configuration.
#[derive(Debug, Clone)]
pub struct AtlasSettings {
    /// The levels, widest first.
    pub levels: Levels,
    /// Categories of requests.
    pub categories: Categories,
    /// Skills that people can have.
    pub skills: Skills,
    /// Working time: rules and rosters apply inside or outside it.
    pub calendar: Arc<Calendar>,
    /// Maximum metres from a point to a grid that takes it, 0 or more.
    pub nearest_tolerance_m: f64,
    /// Square metres that siblings may overlap, leave open or overhang, 0 or more.
    pub overlap_tolerance_m2: f64,
    /// Minimum area in square metres of a grid that a change set draws, 0 or more.
    pub min_grid_area_m2: f64,
    /// Maximum square metres that the repair of an invalid boundary changes, 0 or more.
    pub repair_tolerance_m2: f64,
    /// Size of a change of responsibility from which a second person must agree; 0 in a field: any
    /// number.
    pub approval: ChangeSize,
}

impl AtlasSettings {
    /// Returns the category of a code.
    ///
    /// # Errors
    /// [`Code::UnknownCategory`] at `/category`.
    pub fn category(&self, code: &str) -> Result<&Category, Problem> {
        self.categories.get(code).ok_or_else(|| {
            Problem::new(Code::UnknownCategory).at("/category").with("category", code)
        })
    }
}

/// An immutable picture of grids, building groups and people.
#[derive(Debug, Clone)]
pub struct Atlas {
    revision: i64,
    settings: Arc<AtlasSettings>,
    tree: Arc<GridTree>,
    areas: Arc<Areas>,
    groups: Arc<Groups>,
    addresses: Arc<AddressIndex>,
    place_names: Arc<PlaceNames>,
    people: Arc<People>,
    organizations: Arc<Organizations>,
    rules: Arc<RoutingRules>,
    pioneer_posts: Arc<PioneerPosts>,
    gaps: Arc<Vec<AcceptedGap>>,
}

impl Atlas {
    /// Creates an empty atlas, as of revision 0.
    pub fn empty(settings: AtlasSettings) -> Self {
        Self {
            revision: 0,
            settings: Arc::new(settings),
            tree: Arc::default(),
            areas: Arc::new(Areas::default()),
            groups: Arc::default(),
            addresses: Arc::default(),
            place_names: Arc::default(),
            people: Arc::default(),
            organizations: Arc::default(),
            rules: Arc::default(),
            pioneer_posts: Arc::default(),
            gaps: Arc::default(),
        }
    }

    /// Returns a copy with some rows changed, as of another revision.
    #[must_use]
    pub fn with(&self, changes: &[Change], revision: i64) -> Self {
        let mut next = self.clone();
        let moved = changes.iter().filter_map(|change| next.edit(change)).collect();
        next.settle(moved);
        next.as_of(revision)
    }

    /// Returns the same atlas under another revision.
    #[must_use]
    pub fn as_of(self, revision: i64) -> Self {
        Self { revision, ..self }
    }

    /// Returns true if no grid and no border changed between the two, as far as that is known
    /// without comparing each: then findings about polygons of one hold for the other.
    pub fn has_borders_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.tree, &other.tree) && Arc::ptr_eq(&self.gaps, &other.gaps)
    }

    /// Changes a row in place and returns the number of the grid that the index of places must take
    /// up. Until [`Self::settle`] is called, points are located as before.
    pub(super) fn edit(&mut self, change: &Change) -> Option<u32> {
        match change {
            Change::Grid(grid) => {
                Arc::make_mut(&mut self.place_names).put_grid(grid);
                return Some(Arc::make_mut(&mut self.tree).put(grid, &self.settings.levels));
            }
            Change::Boundary(boundary) => return Arc::make_mut(&mut self.tree).bound(boundary),
            Change::AcceptedGap(gap) => Arc::make_mut(&mut self.gaps).push(gap.clone()),
            Change::BuildingGroup(group) => Arc::make_mut(&mut self.groups).put(group),
            Change::GroupMembership(membership) => Arc::make_mut(&mut self.groups).join(membership),
            Change::Address(address) => Arc::make_mut(&mut self.addresses).put(address),
            Change::Alias(alias) => Arc::make_mut(&mut self.place_names).put_alias(alias),
            Change::Member(member) => Arc::make_mut(&mut self.people).put_member(member),
            Change::Duty(duty) => Arc::make_mut(&mut self.people).put_duty(duty),
            Change::Absence(absence) => Arc::make_mut(&mut self.people).put_absence(absence),
            Change::Appointment(appointment) => {
                Arc::make_mut(&mut self.people).put_appointment(appointment)
            }
            Change::Organization(organization) => {
                Arc::make_mut(&mut self.organizations).put(organization)
            }
            Change::RoutingRule(rule) => Arc::make_mut(&mut self.rules).put(rule),
            Change::PioneerPost(post) => Arc::make_mut(&mut self.pioneer_posts).put(post),
            Change::PostHolding(holding) => Arc::make_mut(&mut self.pioneer_posts).hold(holding),
        }
        None
    }

    /// Brings the index of places up to date with edited grids.
    pub(super) fn settle(&mut self, mut moved: Vec<u32>) {
        moved.sort_unstable();
        moved.dedup();
        if !moved.is_empty() {
            let added = moved.iter().filter_map(|&index| self.tree.area(index)).collect();
            self.areas = Arc::new(self.areas.with(&moved, added, self.tree.parents().into()));
        }
    }

    /// Returns the number of the last applied change set.
    pub const fn revision(&self) -> i64 {
        self.revision
    }

    /// Returns the levels and tolerances.
    pub fn settings(&self) -> &AtlasSettings {
        &self.settings
    }

    /// Returns the grids and how they belong to each other.
    pub fn tree(&self) -> &GridTree {
        &self.tree
    }

    /// Returns the building groups and the grids they belong to.
    pub fn groups(&self) -> &Groups {
        &self.groups
    }

    /// Returns the addresses and the building groups they belong to.
    pub fn addresses(&self) -> &AddressIndex {
        &self.addresses
    }

    /// Returns the names of grids, and the aliases.
    pub fn place_names(&self) -> &PlaceNames {
        &self.place_names
    }

    /// Returns the members, duties, absences and appointments.
    pub fn people(&self) -> &People {
        &self.people
    }

    /// Returns the organisations.
    pub fn organizations(&self) -> &Organizations {
        &self.organizations
    }

    /// Returns the routing rules.
    pub fn rules(&self) -> &RoutingRules {
        &self.rules
    }

    /// Returns the pioneer posts and their holders.
    pub fn pioneer_posts(&self) -> &PioneerPosts {
        &self.pioneer_posts
    }

    /// Returns the accepted gaps between grids.
    pub fn accepted_gaps(&self) -> &[AcceptedGap] {
        &self.gaps
    }

    /// Finds the grid of a point by the rule of place, and how it was found; `None` if no grid is
    /// near: the root takes it.
    pub fn locate(&self, point: Point) -> Option<AreaDecision> {
        self.areas.locate(point, self.settings.nearest_tolerance_m)
    }

    /// Returns the grid of a point, or the root if none is near; `None` only without a root.
    pub fn grid_at(&self, point: Point) -> Option<&Grid> {
        let index = self.areas.locate_grid(point, self.settings.nearest_tolerance_m);
        index.map_or_else(|| self.tree.root(), |index| self.tree.at(index))
    }

    /// Returns true if a point lies in no grid and near none, though borders are known.
    pub fn lies_outside(&self, point: Point) -> bool {
        let found = self.areas.locate_grid(point, self.settings.nearest_tolerance_m);
        found.is_none() && !self.areas.is_empty()
    }

    /// Returns the grids that cover a point: deeper levels first, in a level the smaller area, then
    /// the smaller code.
    pub fn covering(&self, point: Point) -> impl Iterator<Item = &Grid> {
        self.areas.cover(point).into_iter().filter_map(|area| self.tree.at(area.grid))
    }

    /// Returns the desk of the root; `None` only in an atlas without a root.
    pub fn desk(&self) -> Option<DeskId> {
        self.tree.root().map(|root| DeskId::of(root.id))
    }

    /// Returns the grid of a unit: itself, the one of a building group, the one that an office works
    /// in, or the root of the desk.
    pub fn grid_of(&self, unit: Unit) -> Option<GridId> {
        match unit {
            Unit::Grid(grid) => Some(grid),
            Unit::BuildingGroup(group) => self.groups.grid_of(group),
            Unit::Desk(desk) => {
                self.tree.root().map(|root| root.id).filter(|&root| DeskId::of(root) == desk)
            }
            Unit::Office(office) => {
                self.organizations.office(office).map(|office| office.profile.grid)
            }
        }
    }

    /// Returns the unit above: a building group's or an office's grid, a grid's parent, or the
    /// desk's root.
    pub fn above(&self, unit: Unit) -> Option<Unit> {
        let grid = match unit {
            Unit::Grid(grid) => self.tree.get(grid)?.parent,
            Unit::BuildingGroup(_) | Unit::Desk(_) | Unit::Office(_) => self.grid_of(unit),
        };
        grid.map(Unit::Grid)
    }

    /// Returns the code of a unit, or its identifier if the unit is unknown.
    pub fn code_of(&self, unit: Unit) -> String {
        let code = match unit {
            Unit::Grid(id) => self.tree.get(id).map(|grid| grid.code.clone()),
            Unit::BuildingGroup(id) => self.groups.get(id).map(|group| group.code.clone()),
            Unit::Desk(_) => self
                .grid_of(unit)
                .and_then(|root| self.tree.get(root))
                .map(|root| desk_code(&root.code)),
            Unit::Office(id) => self.organizations.get(id).map(|office| office.code.clone()),
        };
        code.unwrap_or_else(|| unit.id().to_string())
    }

    /// Returns the desk of an identifier.
    pub fn desk_by_id(&self, id: Uuid) -> Option<DeskId> {
        self.desk().filter(|desk| desk.0 == id)
    }

    /// Returns the desk of a code.
    pub fn desk_by_code(&self, code: &str) -> Option<DeskId> {
        self.desk().filter(|&desk| self.code_of(Unit::Desk(desk)) == code)
    }

    /// Returns the department or station office of a code, an ended one too.
    pub fn office_by_code(&self, code: &str) -> Option<Unit> {
        let found = self.organizations.by_code(code);
        found.filter(|found| found.kind.is_office()).map(|office| Unit::Office(office.id))
    }

    /// Returns true if a unit exists and has not ended.
    pub fn has(&self, unit: Unit) -> bool {
        match unit {
            Unit::Grid(grid) => self.tree.active(grid).is_some(),
            Unit::BuildingGroup(group) => {
                self.groups.get(group).is_some_and(|group| group.life.to.is_none())
            }
            Unit::Desk(_) => self.grid_of(unit).is_some(),
            Unit::Office(office) => {
                self.organizations.active(office).is_some_and(|office| office.kind.is_office())
            }
        }
    }

    /// Returns the office phone of a unit: its own, of its grid, or of the nearest grid above
    /// that has one.
    pub fn office_phone(&self, unit: Unit) -> Option<&str> {
        if let Unit::Office(office) = unit
            && let Some(office) = self.organizations.office(office)
            && let Some(phone) = office.profile.office_phone.as_deref()
        {
            return Some(phone);
        }
        self.tree.upward(self.grid_of(unit)?).find_map(|grid| grid.office_phone.as_deref())
    }

    /// Returns the neighbourhood of a grid: itself or the nearest above; of one wider than
    /// neighbourhoods itself.
    pub fn neighbourhood_of(&self, grid: GridId) -> GridId {
        let mut upward = self.tree.upward(grid).map(|grid| grid.id);
        upward.find(|&above| self.is_neighbourhood(above)).unwrap_or(grid)
    }

    /// Returns true if a grid is a neighbourhood: its leader is the secretary.
    pub fn is_neighbourhood(&self, grid: GridId) -> bool {
        let level = self.tree.level(grid).and_then(|level| self.settings.levels.get(level));
        level.is_some_and(|level| level.role == Role::NeighbourhoodSecretary)
    }

    /// Returns the present polygon of a grid.
    pub fn shape(&self, grid: GridId) -> Option<&Arc<Shape>> {
        self.tree.boundary(grid).map(|boundary| &boundary.shape)
    }
}

/// Returns the code of the desk of a root.
fn desk_code(root: &str) -> String {
    format!("{root}-desk")
}
