//! Assignment of building groups to grids, and what moving one would change.

use super::map::Map;
use super::{BalanceStep, Contrast, Siblings, spread};
use crate::domain::id::MemberId;
use std::collections::HashMap;

/// A possible move of a building group.
#[derive(Debug, Clone, Copy)]
pub(super) struct GroupMove {
    /// The index of the building group.
    pub group: usize,
    /// The index of the grid it goes to.
    pub to: usize,
    /// Decrease of the spread, more than 0.
    pub fall: i128,
}

/// A state of the search.
#[derive(Debug, Clone)]
pub(super) struct Division<'a> {
    siblings: &'a Siblings,
    map: &'a Map,
    /// Grid of each building group.
    homes: Vec<usize>,
    /// Load to which each grid belongs.
    bearers: Vec<usize>,
    /// The loads.
    pub loads: Vec<u64>,
    /// Number of building groups with a point in each grid.
    placed: Vec<usize>,
    /// True if a building group has been moved: none is moved twice.
    moved: Vec<bool>,
}

impl<'a> Division<'a> {
    /// Creates the state before any move.
    pub fn new(siblings: &'a Siblings, map: &'a Map) -> Self {
        let bearers = bearers(siblings);
        let mut loads = vec![0; bearers.iter().max().map_or(0, |last| last + 1)];
        let mut placed = vec![0; siblings.grids.len()];
        for (sibling, &bearer) in siblings.grids.iter().zip(&bearers) {
            loads[bearer] += sibling.rest;
        }
        for group in &siblings.groups {
            loads[bearers[group.sibling]] += group.load;
            placed[group.sibling] += usize::from(group.point.is_some());
        }
        let homes = siblings.groups.iter().map(|group| group.sibling).collect();
        Self {
            siblings,
            map,
            homes,
            bearers,
            loads,
            placed,
            moved: vec![false; siblings.groups.len()],
        }
    }

    /// Returns the moves along borders that lower the spread, the best first, without a check that
    /// what stays behind is connected.
    pub fn moves(&self) -> Vec<GroupMove> {
        let mut moves: Vec<GroupMove> =
            (0..self.homes.len()).flat_map(|group| self.moves_of(group)).collect();
        moves.sort_unstable_by_key(|to| (-to.fall, to.group, to.to));
        moves
    }

    fn moves_of(&self, group: usize) -> Vec<GroupMove> {
        let from = self.homes[group];
        let moving = &self.siblings.groups[group];
        if moving.tied || self.moved[group] || self.placed[from] < 2 {
            return Vec::new();
        }
        let mut to: Vec<usize> =
            self.map.links[group].iter().map(|&beside| self.homes[beside]).collect();
        to.sort_unstable();
        to.dedup();
        let bordering = to.into_iter().filter(|&to| self.map.borders[from][to]);
        let moves =
            bordering.map(|to| GroupMove { group, to, fall: self.fall(from, to, moving.load) });
        moves.filter(|to| to.fall > 0).collect()
    }

    /// Returns by how much the sum of the squared loads falls, and so the spread, if a load goes
    /// from one grid to another.
    fn fall(&self, from: usize, to: usize, load: u64) -> i128 {
        let [giving, receiving] = [from, to].map(|grid| i128::from(self.loads[self.bearers[grid]]));
        let load = i128::from(load);
        2 * load * (giving - receiving - load)
    }

    /// Returns true if the neighbours of a building group in its grid stay connected without it.
    /// Then the grid falls into no more parts than before.
    pub fn can_spare(&self, group: usize) -> bool {
        let home = self.homes[group];
        let own = |at: usize| {
            self.map.links[at].iter().copied().filter(|&beside| self.homes[beside] == home)
        };
        let mut cut_off: Vec<usize> = own(group).collect();
        let Some(first) = cut_off.pop() else { return true };
        let mut reached = vec![false; self.homes.len()];
        (reached[group], reached[first]) = (true, true);
        let mut waiting = vec![first];
        while let Some(at) = waiting.pop() {
            cut_off.retain(|&beside| beside != at);
            if cut_off.is_empty() {
                return true;
            }
            for beside in own(at) {
                if !reached[beside] {
                    reached[beside] = true;
                    waiting.push(beside);
                }
            }
        }
        false
    }

    /// Makes a move and returns it as a step.
    pub fn take(&mut self, GroupMove { group, to, .. }: GroupMove) -> BalanceStep {
        let from = self.homes[group];
        let moving = &self.siblings.groups[group];
        let [giver, receiver] = [from, to].map(|grid| self.bearers[grid]);
        let told = |of: &Self| {
            (spread(&of.loads).unwrap_or_default(), of.loads[giver], of.loads[receiver])
        };
        let before = told(self);
        self.homes[group] = to;
        self.moved[group] = true;
        self.placed[from] -= 1;
        self.placed[to] += 1;
        self.loads[giver] -= moving.load;
        self.loads[receiver] += moving.load;
        let after = told(self);
        let [from, to] = [from, to].map(|grid| self.siblings.grids[grid].grid);
        BalanceStep {
            group: moving.group,
            from,
            to,
            load: moving.load,
            spread: Contrast { before: before.0, after: after.0 },
            giving: Contrast { before: before.1, after: after.1 },
            receiving: Contrast { before: before.2, after: after.2 },
        }
    }
}

/// Returns the load to which each grid belongs: one of its leader, or its own.
fn bearers(siblings: &Siblings) -> Vec<usize> {
    let mut of_leader: HashMap<MemberId, usize> = HashMap::new();
    let mut count = 0;
    let mut another = || {
        count += 1;
        count - 1
    };
    let bearer = |leader: Option<MemberId>| match leader {
        Some(leader) => *of_leader.entry(leader).or_insert_with(&mut another),
        None => another(),
    };
    siblings.grids.iter().map(|sibling| sibling.leader).map(bearer).collect()
}
