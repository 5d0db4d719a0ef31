//! Grids that were below another one, and some that were away for a while.

use crate::support::town::{Town, grid_id};
use chrono::TimeDelta;
use std::collections::BTreeSet;
use std::sync::Arc;
use wangge::domain::atlas::{Atlas, BorderHistory, BorderVersion, Borders};
use wangge::domain::change::Change;
use wangge::domain::geometry::Point;
use wangge::domain::id::GridId;
use wangge::domain::period::Instant;

/// The town, in which G1 goes to N2 after a day, is away after two and back below N1 after three.
async fn moved() -> (Arc<Atlas>, Atlas, [Instant; 4]) {
    let town = Town::new().await;
    let (atlas, days) =
        (town.db.atlas(), [0, 1, 2, 3].map(|day| town.now() + TimeDelta::days(day)));
    let grid = atlas.tree().get(grid_id("G1")).unwrap().clone();
    let grid = grid
        .placed(Some(grid_id("N2")), days[1])
        .ended(days[2])
        .placed(Some(grid_id("N1")), days[3]);
    let present = atlas.with(&[Change::Grid(grid)], atlas.revision() + 1);
    (atlas, present, days)
}

#[tokio::test]
async fn a_grid_is_where_it_was() {
    let (_, present, days) = moved().await;
    let there = |atlas: &Atlas| {
        let tree = atlas.tree();
        let parent = tree.active(grid_id("G1")).map(|grid| grid.parent.unwrap());
        let above =
            tree.upward(grid_id("G1")).nth(1).map(|grid| grid.id).filter(|_| parent.is_some());
        let holder = [grid_id("N1"), grid_id("N2")];
        let child =
            holder.into_iter().find(|&of| tree.children(of).any(|grid| grid.id == grid_id("G1")));
        assert_eq!((above, child), (parent, parent), "it is told in one way");
        parent
    };
    let then = |day: usize| there(&present.as_it_was(days[day], &[], None));
    assert_eq!(there(&present), Some(grid_id("N1")));
    let expected = [Some(grid_id("N1")), Some(grid_id("N2")), None, Some(grid_id("N1"))];
    assert_eq!([then(0), then(1), then(2), then(3)], expected);
    assert_eq!(then(0), there(&present.as_it_was(days[1] - TimeDelta::microseconds(1), &[], None)));
}

#[tokio::test]
async fn the_borders_around_a_point_come_with_those_of_the_grids_above_then() {
    let (atlas, present, days) = moved().await;
    let mut history = BorderHistory::default();
    history.extend(atlas.tree().all().filter_map(|grid| atlas.tree().boundary(grid.id)).map(
        |boundary| {
            let (id, grid, period, bounds) =
                (boundary.id, boundary.grid, boundary.period, boundary.shape.bounds());
            BorderVersion { id, grid, period, bounds }
        },
    ));
    let point = Point::from_degrees(121.405, 30.905).unwrap();
    let around = |day: usize| -> BTreeSet<GridId> {
        present
            .borders_then(&history, Borders::Around(point), days[day])
            .iter()
            .map(|version| version.grid)
            .collect()
    };
    let grids =
        |codes: &[&str]| -> BTreeSet<GridId> { codes.iter().map(|code| grid_id(code)).collect() };
    assert_eq!(around(0), grids(&["G1", "N1", "T"]));
    assert_eq!(around(1), grids(&["G1", "N1", "N2", "T"]), "the one it belonged to lies elsewhere");
    assert_eq!(present.borders_then(&history, Borders::All, days[0]).len(), 7);
    assert_eq!(present.borders_then(&history, Borders::None, days[0]), []);
}
