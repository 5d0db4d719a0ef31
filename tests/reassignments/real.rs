//! Real towns, split, redrawn, merged and put back.

use crate::support::council::{Applied, Council};
use crate::support::realm::{found, shared, sound, unlimited};
use crate::support::town::{Town, grid_id};
use chrono::TimeDelta;
use wangge::domain::atlas::Atlas;
use wangge::domain::geometry::geojson::Geometry;
use wangge::domain::geometry::overlay::union;
use wangge::domain::geometry::{Bounds, Effort, Point, Position, Shape, shared_border_m};
use wangge::domain::id::GridId;
use wangge::domain::reassignment::OperationSpec;
use wangge::domain::reassignment::operation::{
    MergeGrids, MoveBoundary, RedrawnGrid, SplitGrid, SplitPart,
};

const POINTS: i32 = 1000;

fn named(atlas: &Atlas, name: &str) -> GridId {
    atlas.tree().all().find(|grid| grid.name == name).unwrap().id
}

fn meridian(bounds: Bounds) -> [Point; 2] {
    let lon_e7 = i32::midpoint(bounds.min.lon_e7, bounds.max.lon_e7);
    [bounds.min.lat_e7 - 1000, bounds.max.lat_e7 + 1000].map(|lat_e7| Point { lon_e7, lat_e7 })
}

fn positions(line: &[Point]) -> Vec<Position> {
    let position = |point: &Point| {
        let [lon, lat] = point.to_degrees();
        Position { lon, lat }
    };
    line.iter().map(position).collect()
}

fn part(code: Option<&str>) -> SplitPart {
    SplitPart {
        code: code.map(str::to_owned),
        name: code.map(str::to_owned),
        leader: None,
        geometry: None,
    }
}

async fn applied(town: &Town, council: &Council<'_>, action: OperationSpec) -> Applied {
    let applied = council.carry_out(&[action]).await.unwrap();
    sound(town, POINTS).await;
    town.clock.advance(TimeDelta::minutes(1));
    applied
}

fn shapes(atlas: &Atlas) -> Vec<(GridId, Shape)> {
    let all = atlas
        .tree()
        .all()
        .filter_map(|grid| Some((grid.id, atlas.shape(grid.id)?.as_ref().clone())));
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|(grid, _)| *grid);
    all
}

#[tokio::test]
async fn fengxian_is_split_redrawn_merged_and_put_back() {
    let Some(file) = shared("fengxian_towns.geojson") else { return };
    let town = Town::unfounded_with(
        crate::support::database::TestDatabase::new(),
        wangge::store::DbOptions::default(),
        unlimited(),
    );
    found(&town, &file, "town").await;
    sound(&town, POINTS).await;
    let council = Council::appoint(&town, grid_id("R")).await;
    let before = shapes(&town.db.atlas());
    let land = land_of(&before);
    let situan = named(&town.db.atlas(), "四团镇");
    let whole = town.db.atlas().shape(situan).unwrap().area_m2();

    let line = Some(positions(&meridian(town.db.atlas().shape(situan).unwrap().bounds())));
    let split = SplitGrid {
        grid: situan,
        line,
        parts: vec![part(None), part(Some("ST-E"))],
        building_groups: Vec::new(),
    };
    let split = applied(&town, &council, OperationSpec::SplitGrid(split)).await;
    let atlas = town.db.atlas();
    let (west, east) = (atlas.shape(situan).unwrap(), atlas.shape(named(&atlas, "ST-E")).unwrap());
    assert!((west.area_m2() + east.area_m2() - whole).abs() < 1.0, "the parts are the whole");

    assert_same(land, land_of(&shapes(&atlas)), "a split leaves all land with somebody");

    let neighbour = atlas.tree().children(grid_id("R")).find(|grid| {
        grid.id != situan
            && atlas.shape(grid.id).is_some_and(|shape| shared_border_m(west, shape) > 500.0)
            && grid.name != "ST-E"
    });
    let neighbour = neighbour.unwrap().id;
    let moved = strip(&atlas, situan, neighbour);
    let border =
        applied(&town, &council, OperationSpec::MoveBoundary(MoveBoundary { boundaries: moved }))
            .await;
    assert!(town.db.atlas().shape(situan).unwrap().area_m2() < west.area_m2());
    assert_same(land, land_of(&shapes(&town.db.atlas())), "what one town gives the other gets");
    let joined = town.db.atlas().shape(situan).unwrap().area_m2() + east.area_m2();

    let into = named(&town.db.atlas(), "ST-E");
    let merge =
        MergeGrids { into, grids: vec![situan], name: Some("四团镇".to_owned()), leader: None };
    let merge = applied(&town, &council, OperationSpec::MergeGrids(merge)).await;
    assert_same(
        joined,
        town.db.atlas().shape(into).unwrap().area_m2(),
        "the merged town has the land of both",
    );

    for done in [merge, border, split] {
        let version = version_of(&town, &done).await;
        let back = council.take_back(done.id, version).await.unwrap();
        assert!(back.preview.problems.is_empty());
        sound(&town, POINTS).await;
        assert_same(
            land,
            land_of(&shapes(&town.db.atlas())),
            "what is taken back leaves no land behind",
        );
        town.clock.advance(TimeDelta::minutes(1));
    }
    let after = shapes(&town.db.atlas());
    let grids =
        |shapes: &[(GridId, Shape)]| shapes.iter().map(|(grid, _)| *grid).collect::<Vec<_>>();
    assert_eq!(grids(&before), grids(&after));
    for ((_, before), (grid, after)) in before.iter().zip(&after) {
        assert_same(before.area_m2(), after.area_m2(), grid);
    }
}

/// The land of all grids together, in square metres.
fn land_of(shapes: &[(GridId, Shape)]) -> f64 {
    shapes.iter().map(|(_, shape)| shape.area_m2()).sum()
}

fn assert_same(before_m2: f64, after_m2: f64, what: impl std::fmt::Display) {
    assert!(
        (before_m2 - after_m2).abs() < 1.0,
        "{what}: {before_m2} m² before, {after_m2} m² after"
    );
}

/// A piece of one town that lies along its border with another goes there.
fn strip(atlas: &Atlas, from: GridId, to: GridId) -> Vec<RedrawnGrid> {
    let (a, b) = (atlas.shape(from).unwrap(), atlas.shape(to).unwrap());
    let bounds = a.bounds();
    let lines = (5..95).flat_map(|share| {
        let between = |low: i32, high: i32| low + (high - low) / 100 * share;
        let lon_e7 = between(bounds.min.lon_e7, bounds.max.lon_e7);
        let lat_e7 = between(bounds.min.lat_e7, bounds.max.lat_e7);
        [
            [
                Point { lon_e7, lat_e7: bounds.min.lat_e7 - 1000 },
                Point { lon_e7, lat_e7: bounds.max.lat_e7 + 1000 },
            ],
            [
                Point { lon_e7: bounds.min.lon_e7 - 1000, lat_e7 },
                Point { lon_e7: bounds.max.lon_e7 + 1000, lat_e7 },
            ],
        ]
    });
    let mut cuts = lines.filter_map(|line| {
        let pieces =
            wangge::domain::geometry::cut::cut(a, &line, &Effort::unbounded()).ok()?.pieces;
        let given = pieces
            .iter()
            .position(|piece| shared_border_m(piece, b) > 100.0 && piece.area_m2() > 10_000.0)?;
        let rest: Vec<&Shape> = pieces
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != given)
            .map(|(_, piece)| piece)
            .collect();
        let (less, more) = (
            union(&rest, &Effort::unbounded()).ok()??,
            union(&[b, &pieces[given]], &Effort::unbounded()).ok()??,
        );
        (less.area_m2() > 10_000.0 && less.is_connected()).then_some((less, more))
    });
    let (less, more) = cuts.next().unwrap();
    let redrawn = |grid, shape: &Shape| RedrawnGrid { grid, geometry: Geometry::from(shape) };
    vec![redrawn(from, &less), redrawn(to, &more)]
}

async fn version_of(town: &Town, done: &Applied) -> i64 {
    let id = done.id;
    let row = town
        .db
        .read(move |connection| wangge::store::reassignments::Reassignment::load(connection, id));
    row.await.unwrap().version
}
