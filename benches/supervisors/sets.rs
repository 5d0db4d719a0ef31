//! Random change sets that are right on the atlas they are made for.

use crate::border;
use rand::random_range;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use wangge::domain::atlas::Atlas;
use wangge::domain::duty::{Capacity, Duty};
use wangge::domain::geometry::shared_border_m;
use wangge::domain::id::{GridId, MemberId};
use wangge::domain::period::Instant;
use wangge::domain::unit::{Grid, Unit};

/// Between how many grids of the deepest level the town is kept.
const GRIDS: std::ops::Range<usize> = 10..28;

/// Numbers new grids.
static FOUNDED: AtomicUsize = AtomicUsize::new(0);

/// Sorts of change sets, undoing left out.
pub const SORTS: usize = 10;

/// One of a sort; nothing when the town has no room for one now.
pub fn random(atlas: &Atlas, now: Instant, sort: usize) -> Option<Value> {
    match sort {
        0 | 1 => replace_holder(atlas, now),
        2 => split_grid(atlas),
        3 => merge_grids(atlas),
        4 => move_boundary(atlas),
        5 => move_building_group(atlas),
        6 | 7 => cover_absence(atlas, now),
        8 => hand_over_all(atlas, now),
        _ => end_deputy(atlas, now),
    }
}

fn replace_holder(atlas: &Atlas, now: Instant) -> Option<Value> {
    let duty = one(duties(atlas, now))?;
    Some(json!({ "replace_holder": { "duty": duty.id, "by": free(atlas, now)? } }))
}

fn split_grid(atlas: &Atlas) -> Option<Value> {
    let grids = grids(atlas);
    let grid = one(grids.clone()).filter(|_| grids.len() < GRIDS.end)?;
    let bounds = atlas.shape(grid.id)?.bounds();
    let ([west, south], [east, north]) = (bounds.min.to_degrees(), bounds.max.to_degrees());
    let (x, y) = (between(west, east), between(south, north));
    let line = if random_range(0..2) == 0 {
        [[x, south - 1e-4], [x, north + 1e-4]]
    } else {
        [[west - 1e-4, y], [east + 1e-4, y]]
    };
    let code = format!("S{}", FOUNDED.fetch_add(1, Ordering::Relaxed));
    let leader =
        atlas.people().members().filter(|member| member.active).map(|member| member.id).collect();
    let new = json!({ "code": code, "name": "新网格", "leader": one(leader)? });
    let itself = json!({ "name": grid.name });
    let parts = if random_range(0..2) == 0 { [new, itself] } else { [itself, new] };
    let groups: Vec<Value> = atlas
        .groups()
        .of_grid(grid.id)
        .into_iter()
        .map(|group| json!({ "building_group": group.id, "part": random_range(0..2) }))
        .collect();
    Some(
        json!({ "split_grid": { "grid": grid.id, "line": line, "parts": parts, "building_groups": groups } }),
    )
}

fn merge_grids(atlas: &Atlas) -> Option<Value> {
    let (into, gone) = neighbors(atlas).filter(|_| grids(atlas).len() > GRIDS.start)?;
    Some(json!({ "merge_grids": { "into": into, "grids": [gone] } }))
}

fn move_boundary(atlas: &Atlas) -> Option<Value> {
    let (giver, taker) = neighbors(atlas)?;
    border::moved((giver, atlas.shape(giver)?), (taker, atlas.shape(taker)?), random_range(2..5))
}

fn move_building_group(atlas: &Atlas) -> Option<Value> {
    let group = one(atlas.groups().all().collect())?;
    let grid =
        one(grids(atlas)).filter(|grid| atlas.groups().grid_of(group.id) != Some(grid.id))?;
    Some(json!({ "move_building_group": { "building_group": group.id, "grid": grid.id } }))
}

/// Away for a few seconds, so that it ends by the clock while everything goes on.
fn cover_absence(atlas: &Atlas, now: Instant) -> Option<Value> {
    let duty = one(duties(atlas, now))?;
    if atlas.people().absences(duty.member).iter().any(|absence| !absence.period.ended(now)) {
        return None;
    }
    let to = now + chrono::TimeDelta::milliseconds(random_range(2000..8000));
    let by = free(atlas, now)?;
    Some(json!({ "cover_absence": {
        "member": duty.member, "absence": "leave", "to": to, "by": by, "move_open": random_range(0..2) == 0,
    } }))
}

fn hand_over_all(atlas: &Atlas, now: Instant) -> Option<Value> {
    let duty = one(duties(atlas, now))?;
    // Few may act no more: there are not so many people.
    let deactivate = random_range(0..20) == 0;
    Some(
        json!({ "hand_over_all": { "member": duty.member, "to": free(atlas, now)?, "deactivate": deactivate } }),
    )
}

fn end_deputy(atlas: &Atlas, now: Instant) -> Option<Value> {
    let is_deputy = |duty: &Duty| duty.capacity == Capacity::Deputy;
    let duty = one(duties(atlas, now).into_iter().filter(is_deputy).collect())?;
    Some(json!({ "end_duty": { "duty": duty.id } }))
}

/// The duties by which somebody holds requests now, outside the root.
fn duties(atlas: &Atlas, now: Instant) -> Vec<Duty> {
    let root = atlas.tree().root().map(|root| Unit::Grid(root.id));
    let holds = |duty: &&Duty| {
        duty.period.contains(now) && duty.period.to.is_none() && Some(duty.unit) != root
    };
    atlas.people().all_duties().filter(holds).copied().collect()
}

/// Somebody without a duty; as good as anybody when everybody has one.
fn free(atlas: &Atlas, now: Instant) -> Option<MemberId> {
    let people = atlas.people();
    let active = || people.members().filter(|member| member.active).map(|member| member.id);
    let idle: Vec<MemberId> = active()
        .filter(|&member| {
            people.duties_of(member, now).next().is_none() && !people.is_absent(member, now)
        })
        .collect();
    one(idle).or_else(|| one(active().collect()))
}

/// The active grids of the deepest level.
fn grids(atlas: &Atlas) -> Vec<&Grid> {
    let tree = atlas.tree();
    tree.all().filter(|grid| grid.level == "grid" && tree.active(grid.id).is_some()).collect()
}

/// Two grids of one parent with a common border.
fn neighbors(atlas: &Atlas) -> Option<(GridId, GridId)> {
    let first = one(grids(atlas))?;
    let touches = |other: &&Grid| {
        let shapes = atlas.shape(first.id).zip(atlas.shape(other.id));
        other.id != first.id
            && other.parent == first.parent
            && shapes.is_some_and(|(a, b)| shared_border_m(a, b) > 10.0)
    };
    let second = one(grids(atlas).into_iter().filter(touches).collect())?;
    Some((first.id, second.id))
}

fn one<T>(mut all: Vec<T>) -> Option<T> {
    (!all.is_empty()).then(|| all.swap_remove(random_range(0..all.len())))
}

/// Somewhere in the middle between two.
fn between(low: f64, high: f64) -> f64 {
    let part = f64::from(random_range(3_u32..8)) / 10.0;
    ((low + (high - low) * part) * 1e7).round() / 1e7
}
