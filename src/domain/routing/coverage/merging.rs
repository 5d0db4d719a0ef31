//! Merging of equal answers: a subtree with one answer is one row.

use super::CoverageAnswer;
use crate::domain::atlas::Atlas;
use crate::domain::id::{BuildingGroupId, GridId};
use crate::domain::unit::Unit;
use std::collections::HashMap;

/// Different answers, each with its index.
#[derive(Default)]
pub(super) struct AnswerIndex {
    answers: Vec<CoverageAnswer>,
    indices: HashMap<CoverageAnswer, usize>,
}

impl AnswerIndex {
    /// Returns the index of an answer, a new one for a new answer.
    pub fn index_of(&mut self, answer: CoverageAnswer) -> usize {
        if let Some(&index) = self.indices.get(&answer) {
            return index;
        }
        let index = self.answers.len();
        self.answers.push(answer.clone());
        self.indices.insert(answer, index);
        index
    }

    /// Returns an answer by its index.
    pub fn get(&self, index: usize) -> Option<&CoverageAnswer> {
        self.answers.get(index)
    }
}

/// Answers of some places together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TogetherAnswered {
    /// There is no place.
    Nowhere,
    /// All have this one.
    Alike(usize),
    /// They differ.
    Differently,
}

impl TogetherAnswered {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nowhere, any) | (any, Self::Nowhere) => any,
            (Self::Alike(a), Self::Alike(b)) if a == b => self,
            _ => Self::Differently,
        }
    }

    fn of(answers: impl Iterator<Item = usize>) -> Self {
        answers.map(Self::Alike).fold(Self::Nowhere, Self::and)
    }
}

/// Returns the rows that say the answers at all places: place, whether with all below it, and index
/// of the answer. Grids are given each before those below it.
pub(super) fn merged(
    atlas: &Atlas,
    grids: &[(GridId, Vec<BuildingGroupId>)],
    answers: &HashMap<Unit, usize>,
) -> Vec<(Unit, bool, usize)> {
    let own = |(grid, groups): &(GridId, Vec<BuildingGroupId>)| {
        let groups = groups.iter().map(|&group| Unit::BuildingGroup(group));
        let units = groups.chain([Unit::Grid(*grid)]);
        TogetherAnswered::of(units.filter_map(|unit| answers.get(&unit).copied()))
    };
    let together = together(atlas, grids, own);
    let of_subtree =
        |grid: GridId| together.get(&grid).copied().unwrap_or(TogetherAnswered::Nowhere);
    let mut rows = Vec::new();
    for listed in grids {
        let (grid, groups) = listed;
        let above = atlas.tree().get(*grid).and_then(|grid| grid.parent).map(of_subtree);
        if matches!(above, Some(TogetherAnswered::Alike(_))) {
            continue;
        }
        match (of_subtree(*grid), own(listed)) {
            (TogetherAnswered::Alike(answer), _) => rows.push((Unit::Grid(*grid), true, answer)),
            (_, TogetherAnswered::Alike(answer)) => rows.push((Unit::Grid(*grid), false, answer)),
            (_, TogetherAnswered::Differently) => {
                let units = groups.iter().map(|&group| Unit::BuildingGroup(group));
                rows.extend(units.filter_map(|unit| Some((unit, false, *answers.get(&unit)?))));
            }
            (_, TogetherAnswered::Nowhere) => {}
        }
    }
    rows
}

/// Returns the answers of each grid with everything below it; of none above the first.
fn together(
    atlas: &Atlas,
    grids: &[(GridId, Vec<BuildingGroupId>)],
    own: impl Fn(&(GridId, Vec<BuildingGroupId>)) -> TogetherAnswered,
) -> HashMap<GridId, TogetherAnswered> {
    let mut together: HashMap<GridId, TogetherAnswered> = HashMap::new();
    for listed in grids.iter().rev() {
        let grid = listed.0;
        let below = together.get(&grid).copied().unwrap_or(TogetherAnswered::Nowhere);
        let all = below.and(own(listed));
        together.insert(grid, all);
        let is_first = grids.first().is_some_and(|(first, _)| *first == grid);
        let parent = atlas.tree().get(grid).and_then(|grid| grid.parent);
        if let Some(parent) = parent.filter(|_| !is_first) {
            let siblings = together.get(&parent).copied().unwrap_or(TogetherAnswered::Nowhere);
            together.insert(parent, siblings.and(all));
        }
    }
    together
}
