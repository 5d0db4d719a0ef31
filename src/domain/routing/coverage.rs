//! Coverage: who gets what by which rule, for every sort of request and every place of a subtree,
//! in as few rows as the answers allow.

mod answer;
mod merging;

pub use answer::{CoverageAnswer, CoveragePartaker, CoverageStart, CoverageStartKind};

use super::{Conflicts, RequestPlace, about_by_category, route};
use crate::domain::atlas::Atlas;
use crate::domain::id::{BuildingGroupId, GridId};
use crate::domain::period::Instant;
use crate::domain::request::Matter;
use crate::domain::request_terms::{RequestKind, Urgency};
use crate::domain::unit::Unit;
use crate::domain::vocabulary::vocabulary;
use crate::error::Problem;
use answer::answer;
use merging::{AnswerIndex, merged};
use std::collections::HashMap;

vocabulary! {
    /// Places of which a coverage tells.
    CoveragePlaces {
        Grids = "grids" "只知网格的地点" "places of which only the grid is known",
        BuildingGroups = "building_groups" "有门址的地点" "places with an address in a building group",
    }
}

/// A sort of request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestSort<'a> {
    /// Code of the category.
    pub category: &'a str,
    /// Kind.
    pub kind: RequestKind,
    /// Urgency.
    pub urgency: Urgency,
    /// True if only the desk may know the reporter, whether or not they ask for it.
    pub confidential: bool,
}

impl<'a> RequestSort<'a> {
    const fn matter(&self) -> Matter<'a> {
        Matter {
            category: Some(self.category),
            kind: Some(self.kind),
            urgency: Some(self.urgency),
            confidential: self.confidential,
        }
    }
}

/// The same answer for some sorts of requests at some places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageRow {
    /// Grid or building group.
    pub place: Unit,
    /// True if it holds for everything below the grid too.
    pub whole: bool,
    /// Indices of the sorts of requests, the smallest first.
    pub sorts: Vec<usize>,
    /// Answer.
    pub answer: CoverageAnswer,
}

/// Places of a subtree: grids, each before those below it, with their building groups.
pub struct CoveredTree<'a> {
    atlas: &'a Atlas,
    grids: Vec<(GridId, Vec<BuildingGroupId>)>,
    places: CoveragePlaces,
}

impl<'a> CoveredTree<'a> {
    /// Lists the places in and below a grid.
    pub fn new(atlas: &'a Atlas, root: GridId, places: CoveragePlaces) -> Self {
        let grids = atlas.tree().downward(root).into_iter().map(|grid| {
            let groups = match places {
                CoveragePlaces::Grids => Vec::new(),
                CoveragePlaces::BuildingGroups => atlas.groups().of_grid(grid),
            };
            (grid, groups.into_iter().map(|group| group.id).collect())
        });
        Self { atlas, grids: grids.collect(), places }
    }

    /// Returns the number of places.
    pub fn len(&self) -> usize {
        match self.places {
            CoveragePlaces::Grids => self.grids.len(),
            CoveragePlaces::BuildingGroups => {
                self.grids.iter().map(|(_, groups)| groups.len()).sum()
            }
        }
    }

    /// Returns true if there is no place.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Routes each sort of request at each place at an instant, and merges what is answered alike:
    /// subtrees to one row, and in a row the sorts that agree in `group`.
    ///
    /// # Errors
    /// Those of [`route`].
    pub fn coverage<G: Eq + std::hash::Hash>(
        &self,
        sorts: &[RequestSort<'_>],
        group: impl Fn(&RequestSort<'_>) -> G,
        at: Instant,
    ) -> Result<Vec<CoverageRow>, Problem> {
        let mut answers = AnswerIndex::default();
        let mut rows: Vec<(Unit, bool, usize, Vec<usize>)> = Vec::new();
        let mut places = HashMap::new();
        for (index, sort) in sorts.iter().enumerate() {
            let routed = self.routed(sort, &mut answers, at)?;
            for (place, whole, answer) in merged(self.atlas, &self.grids, &routed) {
                let key = (place, whole, answer, group(sort));
                let row = *places.entry(key).or_insert_with(|| {
                    rows.push((place, whole, answer, Vec::new()));
                    rows.len() - 1
                });
                rows.get_mut(row).into_iter().for_each(|(.., sorts)| sorts.push(index));
            }
        }
        let complete = rows.into_iter().filter_map(|(place, whole, answer, sorts)| {
            Some(CoverageRow { place, whole, sorts, answer: answers.get(answer)?.clone() })
        });
        Ok(complete.collect())
    }

    /// Returns the index of the answer at each place.
    fn routed(
        &self,
        sort: &RequestSort<'_>,
        answers: &mut AnswerIndex,
        at: Instant,
    ) -> Result<HashMap<Unit, usize>, Problem> {
        let mut routed = HashMap::new();
        for (grid, groups) in &self.grids {
            let places: Vec<(Unit, RequestPlace)> = match self.places {
                CoveragePlaces::Grids => vec![(Unit::Grid(*grid), RequestPlace::Grid(*grid))],
                CoveragePlaces::BuildingGroups => groups
                    .iter()
                    .map(|&group| (Unit::BuildingGroup(group), RequestPlace::BuildingGroup(group)))
                    .collect(),
            };
            for (unit, place) in places {
                let matter = sort.matter();
                let category = self.atlas.settings().categories.get(sort.category);
                let about = category.map(|one| about_by_category(self.atlas, one, &place));
                let organizations = about.transpose()?.unwrap_or_default();
                let conflicts = Conflicts { organizations, ..Conflicts::default() };
                let found = route(self.atlas, &place, &matter, &conflicts, at)?;
                routed.insert(unit, answers.index_of(answer(self.atlas, &found, &matter, at)));
            }
        }
        Ok(routed)
    }
}
