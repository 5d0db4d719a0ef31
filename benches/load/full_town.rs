//! A town of 150 grids in 10 neighbourhoods with its people, and requests from everywhere in it,
//! each at a point.

mod assigned;

use crate::database::TestDatabase;
use crate::town::{Town, grid_id, member_id};
use assigned::facts;
use chrono::TimeDelta;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use uuid::Uuid;
use wangge::domain::atlas::Atlas;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::{Capacity, Duty};
use wangge::domain::geometry::{Point, mosaic};
use wangge::domain::id::RequestId;
use wangge::domain::request::Matter;
use wangge::domain::request::{AssignmentCause, KindBy, RequestKind, RequestState, Urgency};
use wangge::domain::routing::{Conflicts, Excluded, PlacedBy, RequestPlace, Routed, route};
use wangge::domain::unit::Unit;
use wangge::store::column::StoredInstant;
use wangge::store::requests::{RequestOrigin, RequestRow, StoredPlace};
use wangge::store::{Actor, ChangeEvent, DbOptions, Tx};

const NEIGHBORHOODS: usize = 10;
/// Grids of each neighbourhood.
pub const EACH: usize = 15;
/// Grids of the town that are divided no further.
pub const GRIDS: usize = NEIGHBORHOODS * EACH;
/// Requests that are open.
pub const REQUESTS: usize = 10_000;
/// Vertices of a grid, about.
const VERTICES: usize = 60;
const CATEGORY: &str = "environment.noise";
/// Every so many requests are about somebody who serves elsewhere.
const ABOUT_STAFF: usize = 20;
/// Requests of one transaction.
const TOGETHER: usize = 10_000;

/// The code of a grid by its number, from 0 on; those of one neighbourhood follow each other.
pub fn code(number: usize) -> String {
    format!("G{number}")
}

/// Who leads a grid.
pub fn leader(town: &Town, number: usize) -> Duty {
    let (atlas, now) = (town.db.atlas(), town.now());
    let mut chain = atlas.people().chain(Unit::Grid(grid_id(&code(number))), now);
    *chain.find(|duty| duty.capacity == Capacity::Leader).unwrap()
}

/// The town with its people and 10 000 open requests, an hour old.
pub async fn filled(database: TestDatabase) -> Town {
    let town = founded(database).await;
    fill(&town, REQUESTS).await;
    town.clock.advance(TimeDelta::hours(1));
    town
}

/// The town with its people, an hour old.
pub async fn founded(database: TestDatabase) -> Town {
    let town = Town::unfounded(database, DbOptions::default());
    town.apply(founding(&town)).await.unwrap();
    town.clock.advance(TimeDelta::hours(1));
    town
}

/// Opens so many requests, as many in each grid as in the others.
pub async fn fill(town: &Town, count: usize) {
    put(town, 0..count, store).await;
}

/// Puts so many closed requests beside the open ones.
#[allow(dead_code, reason = "not every bench looks back")]
pub async fn look_back_on(town: &Town, count: usize) {
    put(town, REQUESTS..REQUESTS + count, closed).await;
}

async fn put(
    town: &Town,
    numbers: Range<usize>,
    one: fn(&mut Tx<'_>, usize, Point) -> wangge::error::Result<()>,
) {
    let points = points(&town.db.atlas(), numbers.len());
    let points: Vec<(usize, Point)> = numbers.zip(points).collect();
    for part in points.chunks(TOGETHER) {
        let part = part.to_vec();
        town.db
            .write(move |tx| part.iter().try_for_each(|&(number, point)| one(tx, number, point)))
            .await
            .unwrap();
    }
}

fn founding(town: &Town) -> Vec<AtlasEdit> {
    let (centre, radius_m) = (Point { lon_e7: 1_214_600_000, lat_e7: 309_100_000 }, 4_000.0);
    let grain_m = mosaic::grain_m(std::f64::consts::PI * radius_m * radius_m, GRIDS, VERTICES);
    let whole = mosaic::region(1, centre, radius_m, grain_m).unwrap();
    let mut edits = Vec::new();
    let mut add = |code: &str, level: &str, parent: Option<&str>, shape| {
        edits.push(town.create(code, level, parent, Arc::new(shape)));
        for capacity in [Capacity::Leader, Capacity::Deputy] {
            let member = town.member(&format!("{code}-{capacity}"));
            edits.extend([
                AtlasEdit::AddMember(member.clone()),
                town.give(Unit::Grid(grid_id(code)), member.id, capacity),
            ]);
        }
    };
    let neighborhoods = mosaic::mosaic(2, &whole, NEIGHBORHOODS, grain_m);
    add("T", "town", None, whole);
    for (number, shape) in neighborhoods.into_iter().enumerate() {
        let neighborhood = format!("N{number}");
        let grids = mosaic::mosaic(number as u64, &shape, EACH, grain_m);
        assert_eq!(grids.len(), EACH);
        add(&neighborhood, "neighborhood", Some("T"), shape);
        for (place, grid) in grids.into_iter().enumerate() {
            add(&code(number * EACH + place), "grid", Some(&neighborhood), grid);
        }
    }
    edits
}

/// Points for the requests, one grid after the other and again.
fn points(atlas: &Atlas, count: usize) -> Vec<Point> {
    let bounds = atlas.shape(grid_id("T")).unwrap().bounds();
    let mut waiting = vec![Vec::new(); GRIDS];
    let each = count.div_ceil(waiting.len());
    let number: HashMap<_, _> = (0..waiting.len()).map(|n| (grid_id(&code(n)), n)).collect();
    let mut seed = 1_u64;
    let mut random = |least: i32, most: i32| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        least + i32::try_from((seed >> 33) % (most - least).unsigned_abs() as u64).unwrap()
    };
    while waiting.iter().any(|points| points.len() < each) {
        let lon_e7 = random(bounds.min.lon_e7, bounds.max.lon_e7);
        let point = Point { lon_e7, lat_e7: random(bounds.min.lat_e7, bounds.max.lat_e7) };
        if let Some(&number) = atlas.grid_at(point).and_then(|grid| number.get(&grid.id)) {
            waiting[number].push(point);
        }
    }
    (0..count).map(|n| waiting[n % waiting.len()][n / waiting.len()]).collect()
}

/// Stores one request as a submission does, without what was said.
fn store(tx: &mut Tx<'_>, number: usize, point: Point) -> wangge::error::Result<()> {
    let now = tx.now();
    let (mut row, Routed { holding, trace, .. }) = submitted(tx, number, point)?;
    row.event_count = 1;
    tx.insert_request(&row)?;
    let id = row.id;
    if row.about_staff {
        let elsewhere = code((number + EACH) % GRIDS);
        let subject = member_id(&format!("{elsewhere}-deputy"));
        tx.exclude_from(
            id,
            &Excluded { members: vec![subject], units: Vec::new(), organizations: Vec::new() },
        )?;
    }
    tx.insert_assignment(id, 1, holding, AssignmentCause::Routing, trace, now)?;
    let payload = serde_json::json!({ "holding": holding, "cause": AssignmentCause::Routing });
    tx.event(
        &Actor::Anonymous,
        ChangeEvent { aggregate: id.0, sequence: 1, kind: "assigned", payload },
    )
}

/// One that ended, of which only the row matters.
fn closed(tx: &mut Tx<'_>, number: usize, point: Point) -> wangge::error::Result<()> {
    let (mut row, _) = submitted(tx, number, point)?;
    (row.state, row.ended_at) = (RequestState::Closed, Some(StoredInstant(tx.now())));
    tx.insert_request(&row)
}

/// The row of a request as it comes in, and why it goes where it goes.
fn submitted(
    tx: &mut Tx<'_>,
    number: usize,
    point: Point,
) -> wangge::error::Result<(RequestRow, Routed)> {
    let (atlas, now) = (tx.atlas()?, tx.now());
    let matter = Matter {
        category: Some(CATEGORY),
        kind: Some(RequestKind::Complaint),
        ..Matter::default()
    };
    let matter = Matter { urgency: Some(Urgency::Normal), ..matter };
    let routed = route(&atlas, &RequestPlace::Point(point), &matter, &Conflicts::default(), now)?;
    let (id, about_staff) = (RequestId(Uuid::now_v7()), number.is_multiple_of(ABOUT_STAFF));
    let origin = RequestOrigin {
        id,
        number: format!("T-{number:05}"),
        kind: RequestKind::Complaint,
        kind_by: KindBy::Sender,
        category: CATEGORY.to_owned(),
        about_staff,
        reporter: None,
        reporter_member: None,
        entered_by: None,
        external: None,
    };
    let place = StoredPlace {
        point: Some(point),
        grid: routed.place,
        building_group: None,
        by: PlacedBy::Point,
    };
    Ok((RequestRow::new(origin, place, &facts(routed.holding, now)), routed))
}
