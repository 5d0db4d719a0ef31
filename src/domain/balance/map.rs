//! Adjacency of building groups and of grids.

use super::{BORDER_MIN_M, Movable, Siblings};
use crate::domain::geometry::shared_border_m;
use std::collections::{HashMap, HashSet};

/// Adjacency of building groups and of grids.
#[derive(Debug, Default)]
pub(super) struct Map {
    /// Neighbours of each building group, by index; empty for one without a point.
    links: Vec<Vec<usize>>,
    /// Pairs of grids that may exchange building groups, by index, the lower one first.
    borders: HashSet<(usize, usize)>,
}

impl Map {
    /// Creates the map of some grids; `None` if the time is over before it is done.
    pub fn of(siblings: &Siblings, out_of_time: &dyn Fn() -> bool) -> Option<Self> {
        Some(Self {
            borders: borders(siblings, out_of_time)?,
            links: links(&siblings.groups, out_of_time)?,
        })
    }

    /// Returns the neighbours of a building group.
    pub fn beside(&self, group: usize) -> &[usize] {
        self.links.get(group).map_or(&[], Vec::as_slice)
    }

    /// Returns true if two grids may exchange building groups.
    pub fn borders(&self, one: usize, other: usize) -> bool {
        self.borders.contains(&(one.min(other), one.max(other)))
    }
}

/// Finds the grids of one level that share a border.
fn borders(siblings: &Siblings, out_of_time: &dyn Fn() -> bool) -> Option<HashSet<(usize, usize)>> {
    let grids = &siblings.grids;
    let mut borders = HashSet::new();
    for (a, one) in grids.iter().enumerate() {
        if out_of_time() {
            return None;
        }
        for (b, other) in grids.iter().enumerate().skip(a + 1) {
            let shapes =
                one.shape.as_ref().zip(other.shape.as_ref()).filter(|_| one.level == other.level);
            let beside =
                shapes.is_some_and(|(one, other)| shared_border_m(one, other) >= BORDER_MIN_M);
            if beside {
                borders.insert((a, b));
            }
        }
    }
    Some(borders)
}

/// Returns the Gabriel graph of the building groups that have a point: two are neighbours if no
/// third one lies inside the circle whose diameter is the line between them (K. R. Gabriel, R. R.
/// Sokal, "A new statistical approach to geographic variation analysis", Systematic Zoology 18,
/// 1969). The graph is connected.
fn links(groups: &[Movable], out_of_time: &dyn Fn() -> bool) -> Option<Vec<Vec<usize>>> {
    let places = places(groups);
    let mut links: HashMap<usize, Vec<usize>> = HashMap::new();
    for &(from, here) in &places {
        if out_of_time() {
            return None;
        }
        let mut others: Vec<(f64, usize, [f64; 2])> = places
            .iter()
            .filter(|&&(other, _)| other != from)
            .map(|&(other, place)| (dot(minus(place, here), minus(place, here)), other, place))
            .collect();
        others.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (at, &(_, to, there)) in others.iter().enumerate().filter(|(_, other)| other.1 > from) {
            // Only what is nearer can lie between, and most often the nearest does.
            let between = |&(_, _, place): &(f64, usize, [f64; 2])| {
                dot(minus(there, place), minus(place, here)) > 0.0
            };
            if !others.iter().take(at).any(between) {
                links.entry(from).or_default().push(to);
                links.entry(to).or_default().push(from);
            }
        }
    }
    links.values_mut().for_each(|beside| beside.sort_unstable());
    Some((0..groups.len()).map(|group| links.remove(&group).unwrap_or_default()).collect())
}

/// Returns the positions of those that have a point, in a plane whose unit is about a centimetre.
fn places(groups: &[Movable]) -> Vec<(usize, [f64; 2])> {
    let points =
        || groups.iter().enumerate().filter_map(|(index, group)| Some((index, group.point?)));
    let narrow =
        points().next().map_or(1.0, |(_, first)| (first.to_degrees()[1]).to_radians().cos());
    points()
        .map(|(index, point)| (index, [f64::from(point.lon_e7) * narrow, f64::from(point.lat_e7)]))
        .collect()
}

fn minus(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0] - b[0], a[1] - b[1]]
}

fn dot(a: [f64; 2], b: [f64; 2]) -> f64 {
    a[0] * b[0] + a[1] * b[1]
}
