//! Small cases whose best balance is known, and properties that hold in all cases.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use super::*;
use crate::domain::datum::Datum;
use crate::domain::geometry::{Bounds, Effort, Position, mosaic, shared_border_m};
use proptest::prelude::*;
use std::cell::Cell;
use uuid::Uuid;

const IN_TIME: &dyn Fn() -> bool = &|| false;

fn limits(seed: u64) -> SearchLimits<'static> {
    SearchLimits { seed, steps: 200, out_of_time: IN_TIME }
}

fn grid(index: usize) -> GridId {
    GridId(Uuid::from_u128(index as u128))
}

fn group(index: usize) -> BuildingGroupId {
    BuildingGroupId(Uuid::from_u128(index as u128))
}

/// Returns a place in a town whose unit is about a hundred metres.
fn point(x: f64, y: f64) -> Point {
    Point::from_degrees(121.0 + x / 1000.0, 31.0 + y / 1000.0).unwrap()
}

/// Returns squares of 1 in a row, and building groups by place and load.
fn row(squares: usize, groups: &[(f64, f64, u64)]) -> Siblings {
    let square = |index: usize| {
        let west = index as f64;
        let east = index as f64 + 1.0;
        let corner = |x: f64, y: f64| Position { lon: 121.0 + x / 1000.0, lat: 31.0 + y / 1000.0 };
        let ring = vec![corner(west, 0.0), corner(east, 0.0), corner(east, 1.0), corner(west, 1.0)];
        Arc::new(Shape::from_degrees(&[vec![ring]], Datum::Wgs84, &Effort::unbounded()).unwrap())
    };
    let sibling = |index| Sibling {
        grid: grid(index),
        level: 4,
        shape: Some(square(index)),
        leader: None,
        rest: 0,
    };
    let movable = |(index, &(x, y, load)): (usize, &(f64, f64, u64))| Movable {
        group: group(index),
        sibling: x as usize,
        load,
        point: Some(point(x, y)),
        tied: false,
    };
    Siblings {
        grids: (0..squares).map(sibling).collect(),
        groups: groups.iter().enumerate().map(movable).collect(),
    }
}

fn moves(balanced: &Balanced) -> Vec<(BuildingGroupId, GridId, GridId)> {
    balanced.steps.iter().map(|step| (step.group, step.from, step.to)).collect()
}

#[test]
fn the_group_at_the_border_goes() {
    let groups = [
        (0.2, 0.5, 10),
        (0.4, 0.5, 10),
        (0.6, 0.5, 10),
        (0.8, 0.5, 10),
        (1.3, 0.5, 10),
        (1.6, 0.5, 10),
    ];
    let balanced = rebalance(&row(2, &groups), &limits(1));
    assert_eq!(moves(&balanced), [(group(3), grid(0), grid(1))]);
    assert_eq!((balanced.mean, balanced.loads, balanced.end), (Some(30.0), 2, SearchEnd::Settled));
    let step = balanced.steps[0];
    assert_eq!((step.load, step.spread), (10, Contrast { before: 200.0, after: 0.0 }));
    assert_eq!(step.giving, Contrast { before: 40, after: 30 });
    assert_eq!(step.receiving, Contrast { before: 20, after: 30 });
}

#[test]
fn a_load_passes_through_a_grid_between() {
    let groups = [
        (0.3, 0.5, 30),
        (0.8, 0.5, 20),
        (1.2, 0.5, 10),
        (1.5, 0.5, 10),
        (1.8, 0.5, 10),
        (2.5, 0.5, 10),
    ];
    let balanced = rebalance(&row(3, &groups), &limits(1));
    assert_eq!(balanced.spread, Some(Contrast { before: 800.0, after: 0.0 }));
    let onward = |moved| (group(moved), grid(1), grid(2));
    assert_eq!(moves(&balanced), [onward(4), (group(1), grid(0), grid(1)), onward(3)]);
}

/// Returns `a` and `c` at the border, connected by `b` alone, and `d` across the border.
fn bridge() -> Siblings {
    let mut world = row(2, &[(0.9, 0.1, 0), (0.9, 0.5, 10), (0.9, 0.9, 0), (1.1, 0.5, 2)]);
    world.grids[0].rest = 10;
    world
}

#[test]
fn a_group_without_which_others_would_be_cut_off_stays() {
    assert_eq!(moves(&rebalance(&bridge(), &limits(1))), []);
    let mut spared = bridge();
    spared.groups[2].point = None;
    assert_eq!(moves(&rebalance(&spared, &limits(1))), [(group(1), grid(0), grid(1))]);
}

#[test]
fn what_nobody_can_place_what_is_tied_and_the_last_one_stay() {
    let two = || row(2, &[(0.5, 0.5, 10), (0.9, 0.5, 10), (1.1, 0.5, 0)]);
    assert_eq!(moves(&rebalance(&two(), &limits(1))), [(group(1), grid(0), grid(1))]);
    let mut unplaced = two();
    unplaced.groups[1].point = None;
    assert_eq!(
        moves(&rebalance(&unplaced, &limits(1))),
        [],
        "the only one that could go is the last one"
    );
    let mut tied = two();
    tied.groups[1].tied = true;
    assert_eq!(moves(&rebalance(&tied, &limits(1))), []);
}

#[test]
fn grids_that_share_no_border_or_are_of_different_levels_exchange_nothing() {
    let groups = [(0.5, 0.5, 10), (0.9, 0.5, 10), (2.1, 0.5, 0)];
    let mut apart = row(3, &groups);
    apart.grids.remove(1);
    apart.groups[2].sibling = 1;
    assert_eq!(moves(&rebalance(&apart, &limits(1))), []);
    let mut above = row(2, &[(0.5, 0.5, 10), (0.9, 0.5, 10), (1.1, 0.5, 0)]);
    above.grids[1].level = 3;
    assert_eq!(moves(&rebalance(&above, &limits(1))), []);
    above.grids[1].level = 4;
    above.grids[1].shape = None;
    assert_eq!(moves(&rebalance(&above, &limits(1))), []);
}

#[test]
fn grids_of_one_leader_are_one_load() {
    let leader = |index: u128| Some(MemberId(Uuid::from_u128(index)));
    let mut world =
        row(3, &[(0.9, 0.5, 10), (1.1, 0.5, 10), (1.5, 0.5, 10), (1.9, 0.5, 10), (2.1, 0.5, 10)]);
    for (sibling, of) in world.grids.iter_mut().zip([7, 8, 7]) {
        sibling.leader = leader(of);
    }
    let balanced = rebalance(&world, &limits(1));
    assert_eq!((balanced.loads, balanced.mean, moves(&balanced)), (2, Some(25.0), vec![]));
    world.grids[2].leader = leader(9);
    let balanced = rebalance(&world, &limits(1));
    assert_eq!((balanced.loads, balanced.steps.len()), (3, 1));
}

#[test]
fn the_limit_on_steps_and_the_time_end_the_search_with_what_was_found() {
    let groups: Vec<(f64, f64, u64)> =
        (0..9).map(|i| (0.1 + f64::from(i) / 10.0, 0.5, 10)).chain([(1.5, 0.5, 10)]).collect();
    let world = row(2, &groups);
    let whole = rebalance(&world, &limits(1));
    assert_eq!((whole.steps.len(), whole.end), (4, SearchEnd::Settled));
    let few = rebalance(&world, &SearchLimits { steps: 2, ..limits(1) });
    assert_eq!((few.steps.len(), few.end), (2, SearchEnd::Steps));
    let asked = Cell::new(0);
    // Two grids and ten building groups are looked at first.
    for (patience, steps) in [(0, 0), (11, 0), (12, 0), (13, 1), (14, 2)] {
        asked.set(0);
        let impatient = || asked.replace(asked.get() + 1) >= patience;
        let cut = rebalance(&world, &SearchLimits { out_of_time: &impatient, ..limits(1) });
        assert_eq!((cut.steps.len(), cut.end), (steps, SearchEnd::Time), "{patience}");
        assert_eq!(cut.steps[..], whole.steps[..steps]);
    }
}

#[test]
fn of_nothing_there_is_no_mean() {
    let balanced = rebalance(&Siblings::default(), &limits(1));
    assert_eq!((balanced.loads, balanced.mean, balanced.spread), (0, None, None));
    assert_eq!((spread(&[]), spread(&[7]), spread(&[1, 3])), (None, Some(0.0), Some(2.0)));
    assert_eq!(middle([]), None);
    assert_eq!(middle([point(0.0, 0.0), point(1.0, 3.0)]), Some(point(0.5, 1.5)));
}

/// Generates a town of cells with building groups anywhere in it, each in the cell of its place, a
/// few of them elsewhere.
fn worlds() -> impl Strategy<Value = Siblings> {
    let groups = proptest::collection::vec((0.0..1.0, 0.0..1.0, 0..90_u64, 0..20_u8), 2..45);
    (any::<u64>(), 2..7_usize, groups, 0..3_u128).prop_filter_map(
        "a region that meets itself",
        |drawn| {
            let (seed, parts, groups, leaders) = drawn;
            let region = mosaic::region(seed, point(0.0, 0.0), 500.0, 25.0)?;
            let shapes: Vec<Arc<Shape>> =
                mosaic::mosaic(seed, &region, parts, 25.0).into_iter().map(Arc::new).collect();
            let leader = |index: usize| {
                let leader = leaders.checked_sub(1)? + index as u128 / 2;
                Some(MemberId(Uuid::from_u128(leader)))
            };
            let sibling = |(index, shape): (usize, &Arc<Shape>)| Sibling {
                grid: grid(index),
                level: 4,
                shape: Some(Arc::clone(shape)),
                leader: leader(index),
                rest: (seed >> index) % 40,
            };
            let movable = |(index, &(x, y, load, oddity)): (usize, &(f64, f64, u64, u8))| {
                let point = within(region.bounds(), x, y);
                let home = shapes
                    .iter()
                    .position(|shape| shape.covers(point))
                    .unwrap_or(index % shapes.len());
                let sibling = if oddity == 0 { index % shapes.len() } else { home };
                Movable {
                    group: group(index),
                    sibling,
                    load,
                    point: Some(point).filter(|_| oddity != 1),
                    tied: oddity == 2,
                }
            };
            let groups = groups.iter().enumerate().map(movable).collect();
            Some(Siblings { grids: shapes.iter().enumerate().map(sibling).collect(), groups })
        },
    )
}

fn within(bounds: Bounds, x: f64, y: f64) -> Point {
    let between = |a: i32, b: i32, share: f64| a + (f64::from(b - a) * share) as i32;
    Point {
        lon_e7: between(bounds.min.lon_e7, bounds.max.lon_e7, x),
        lat_e7: between(bounds.min.lat_e7, bounds.max.lat_e7, y),
    }
}

/// Returns true if two building groups are neighbours, by looking at every third one.
fn neighbours(world: &Siblings, a: usize, b: usize) -> bool {
    let narrow = world.groups.iter().find_map(|group| group.point).unwrap().to_degrees()[1]
        .to_radians()
        .cos();
    let place = |index: usize| {
        world.groups[index].point.map(|p| (f64::from(p.lon_e7) * narrow, f64::from(p.lat_e7)))
    };
    let (Some(from), Some(to)) = (place(a), place(b)) else { return false };
    let between =
        |p: (f64, f64)| (from.0 - p.0) * (to.0 - p.0) + (from.1 - p.1) * (to.1 - p.1) < 0.0;
    a != b
        && (0..world.groups.len())
            .filter(|&c| c != a && c != b)
            .filter_map(place)
            .all(|p| !between(p))
}

/// Returns the number of parts into which the building groups with a point of a grid fall, and the
/// number of these groups.
fn parts(world: &Siblings, homes: &[usize], grid: usize) -> (usize, usize) {
    let own: Vec<usize> =
        (0..homes.len()).filter(|&g| homes[g] == grid && world.groups[g].point.is_some()).collect();
    let mut part: Vec<usize> = (0..homes.len()).collect();
    for &a in &own {
        for &b in &own {
            if part[a] != part[b] && neighbours(world, a, b) {
                let kept = part[a];
                let gone = part[b];
                part.iter_mut().filter(|part| **part == gone).for_each(|part| *part = kept);
            }
        }
    }
    let mut of_own: Vec<usize> = own.iter().map(|&g| part[g]).collect();
    of_own.sort_unstable();
    of_own.dedup();
    (of_own.len(), own.len())
}

/// Returns the loads, counted again from the groups.
fn loads(world: &Siblings, homes: &[usize]) -> Vec<(usize, u64)> {
    let bearer = |grid: usize| {
        let leader = world.grids[grid].leader;
        leader
            .and_then(|_| world.grids.iter().position(|other| other.leader == leader))
            .unwrap_or(grid)
    };
    let mut loads: Vec<(usize, u64)> = Vec::new();
    let each = (0..world.grids.len()).map(|grid| (grid, world.grids[grid].rest));
    for (grid, load) in
        each.chain(homes.iter().zip(&world.groups).map(|(&home, group)| (home, group.load)))
    {
        match loads.iter_mut().find(|(of, _)| *of == bearer(grid)) {
            Some((_, sum)) => *sum += load,
            None => loads.push((bearer(grid), load)),
        }
    }
    loads
}

fn spread_of(world: &Siblings, homes: &[usize]) -> f64 {
    let loads = loads(world, homes);
    let mean = loads.iter().map(|(_, load)| *load as f64).sum::<f64>() / loads.len() as f64;
    loads.iter().map(|(_, load)| (*load as f64 - mean).powi(2)).sum()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-6 * (1.0 + a.abs())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn every_step_lowers_the_spread_and_keeps_every_grid_together(world in worlds(), seed in any::<u64>()) {
        let balanced = rebalance(&world, &limits(seed));
        let mut homes: Vec<usize> = world.groups.iter().map(|group| group.sibling).collect();
        let mut seen = std::collections::HashSet::new();
        let index = |id: GridId| id.0.as_u128() as usize;
        for step in &balanced.steps {
            let moved = step.group.0.as_u128() as usize;
            let from = index(step.from);
            let to = index(step.to);
            prop_assert!(homes[moved] == from && from != to && seen.insert(moved));
            prop_assert!(!world.groups[moved].tied && world.groups[moved].point.is_some());
            prop_assert!((0..homes.len()).any(|beside| homes[beside] == to && neighbours(&world, moved, beside)));
            let [one, other] = [from, to].map(|grid| world.grids[grid].shape.as_ref().unwrap());
            prop_assert!(shared_border_m(one, other) >= BORDER_MIN_M);
            let before: Vec<(usize, usize)> = (0..world.grids.len()).map(|at| parts(&world, &homes, at)).collect();
            prop_assert!(near(step.spread.before, spread_of(&world, &homes)));
            homes[moved] = to;
            prop_assert!(near(step.spread.after, spread_of(&world, &homes)));
            prop_assert!(step.spread.after < step.spread.before);
            for (at, before) in before.into_iter().enumerate() {
                let after = parts(&world, &homes, at);
                prop_assert!(after.0 <= before.0 && (after.1 > 0 || before.1 == 0), "{before:?} {after:?}");
            }
            prop_assert_eq!(step.giving.before - step.giving.after, step.load);
            prop_assert_eq!(step.receiving.after - step.receiving.before, step.load);
        }
        let whole = balanced.spread.unwrap();
        prop_assert!(near(whole.after, spread_of(&world, &homes)) && whole.after <= whole.before);
        prop_assert_eq!(balanced.loads, loads(&world, &homes).len());
    }

    #[test]
    fn the_same_seed_gives_the_same_steps_and_chance_is_never_worse_than_the_best_move(
        world in worlds(), seed in any::<u64>(),
    ) {
        let once = rebalance(&world, &limits(seed));
        prop_assert_eq!(&once, &rebalance(&world, &limits(seed)));
        let asked = Cell::new(0);
        // As long as one climb by the best move takes, and no longer.
        let steps_and_map = |steps: usize| world.grids.len() + world.groups.iter().filter(|g| g.point.is_some()).count() + steps;
        let patience = steps_and_map(world.groups.len());
        let impatient = || asked.replace(asked.get() + 1) >= patience;
        let cut = rebalance(&world, &SearchLimits { out_of_time: &impatient, ..limits(seed) });
        prop_assert!(once.spread.unwrap().after <= cut.spread.unwrap().after);
    }
}
