//! Small parts of territories, which go to the neighbour around them.

use crate::domain::geometry::overlay::{Cover, Winding};
use crate::domain::geometry::{Effort, Point, Shape, distance_m};
use crate::error::Problem;
use std::collections::{BTreeMap, HashMap};

/// A part of a territory: one polygon.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub owner: usize,
    pub shape: Shape,
}

/// Gives parts below a minimum in square metres to the owner with the longest border around them,
/// the smallest first; the largest part of each owner stays.
///
/// # Errors
/// `too_complex`.
pub(super) fn merged(
    mut parts: Vec<Part>,
    min_m2: f64,
    effort: &Effort,
) -> Result<Vec<Part>, Problem> {
    loop {
        let moves = moves(&parts, min_m2);
        if moves.is_empty() {
            return Ok(parts);
        }
        let mut changed: Vec<usize> = Vec::new();
        for (index, owner) in moves {
            changed.extend([parts[index].owner, owner]);
            parts[index].owner = owner;
        }
        changed.sort_unstable();
        changed.dedup();
        let (joined, mut rest): (Vec<Part>, Vec<Part>) =
            parts.into_iter().partition(|part| changed.binary_search(&part.owner).is_ok());
        for &owner in &changed {
            let mut winding = Winding::default();
            let own = joined.iter().filter(|part| part.owner == owner);
            own.for_each(|part| winding.add(&part.shape));
            let regions = winding.regions(Cover::Once, effort)?.0;
            rest.extend(regions.into_iter().map(|shape| Part { owner, shape }));
        }
        parts = rest;
    }
}

/// Returns the parts that go to another owner: of those beside each other only the smallest, since
/// the others may have grown by then.
fn moves(parts: &[Part], min_m2: f64) -> Vec<(usize, usize)> {
    let mut largest: BTreeMap<usize, (f64, usize)> = BTreeMap::new();
    for (index, part) in parts.iter().enumerate() {
        let area = part.shape.area_m2();
        let known = largest.entry(part.owner).or_insert((area, index));
        if area > known.0 {
            *known = (area, index);
        }
    }
    let is_small = |&index: &usize| {
        let part = &parts[index];
        part.shape.area_m2() < min_m2 && largest.get(&part.owner).is_none_or(|of| of.1 != index)
    };
    let mut small: Vec<usize> = (0..parts.len()).filter(is_small).collect();
    if small.is_empty() {
        return Vec::new();
    }
    small.sort_by(|&a, &b| parts[a].shape.area_m2().total_cmp(&parts[b].shape.area_m2()));
    let sides: HashMap<(Point, Point), usize> = parts
        .iter()
        .enumerate()
        .flat_map(|(index, part)| part.shape.edges().map(move |edge| (edge, index)))
        .collect();
    let mut taken = vec![false; parts.len()];
    let mut moves = Vec::new();
    for index in small {
        let mut borders: BTreeMap<usize, f64> = BTreeMap::new();
        let mut is_beside_taken = taken[index];
        for (from, to) in parts[index].shape.edges() {
            let Some(&other) = sides.get(&(to, from)) else { continue };
            is_beside_taken |= taken[other];
            *borders.entry(parts[other].owner).or_default() += distance_m(from, to);
        }
        borders.remove(&parts[index].owner);
        let longest = borders.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
        if let (Some((&owner, _)), false) = (longest, is_beside_taken) {
            taken[index] = true;
            moves.push((index, owner));
        }
    }
    moves
}
