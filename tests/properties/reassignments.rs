//! Preview and apply agree, in random worlds, about random change sets; and whatever is applied
//! leaves nobody alone.

use crate::support::chance::Chance;
use crate::support::council::Council;
use crate::support::submission::{at_point, key};
use crate::support::town::{Town, grid_id, settings};
use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use wangge::domain::address::{GroupAddress, WrittenAddress};
use wangge::domain::atlas::Atlas;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::change_size::ChangeSize;
use wangge::domain::geometry::Point;
use wangge::domain::id::{AddressId, BuildingGroupId, GridId, MemberId, RequestId};
use wangge::domain::period::Period;
use wangge::domain::request::Matter;
use wangge::domain::routing::{Conflicts, RequestPlace, route};
use wangge::domain::scope::Scope;
use wangge::domain::unit::BuildingGroup;
use wangge::error::{Code, Error};
use wangge::jobs::run_due;
use wangge::service::check::check_all;
use wangge::service::place::PlaceInput;
use wangge::service::requests::submit::{RequestSubmission, submit};
use wangge::store::requests::{RequestRow, StoredPlace, held};

/// The small town without a limit to what one person changes, with building groups of which some
/// have points, and people without duties.
async fn town() -> (Town, Vec<MemberId>) {
    let unlimited =
        wangge::domain::atlas::AtlasSettings { approval: ChangeSize::default(), ..settings() };
    let town = Town::with(unlimited).await;
    let idle: Vec<_> = (0..4).map(|index| town.member(&format!("idle-{index}"))).collect();
    let mut edits: Vec<AtlasEdit> = idle.iter().cloned().map(AtlasEdit::AddMember).collect();
    for (index, grid) in ["G1", "G1", "G2", "G3", "G4"].into_iter().enumerate() {
        let (id, life) = (BuildingGroupId(uuid::Uuid::now_v7()), Period::since(town.now()));
        let code = format!("B{index}");
        let group =
            BuildingGroup { id, name: code.clone(), code, household_count: 40, life, version: 1 };
        let (membership, grid) = (uuid::Uuid::now_v7(), grid_id(grid));
        edits.push(AtlasEdit::CreateBuildingGroup { group, membership, grid });
        let lon = 121.402 + 0.004 * index as f64;
        let point = (index % 2 == 0).then(|| Point::from_degrees(lon, 30.904).unwrap());
        let text = WrittenAddress::read(&format!("金水苑{}号楼", index + 1)).unwrap();
        let address = GroupAddress {
            id: AddressId(uuid::Uuid::now_v7()),
            building_group: id,
            text,
            point,
            period: life,
        };
        edits.push(AtlasEdit::AddAddress(address));
    }
    town.apply(edits).await.unwrap();
    town.clock.advance(TimeDelta::minutes(1));
    let members = town.db.atlas().people().members().map(|member| member.id).collect::<Vec<_>>();
    (town, members)
}

async fn holders(town: &Town) -> HashMap<RequestId, MemberId> {
    let held = town.db.read(held).await.unwrap();
    held.into_iter().map(|held| (held.id, held.holder)).collect()
}

/// Every point has one holder, who has the duty, and `check` finds nothing.
async fn sound(town: &Town) {
    let breaches = check_all(&town.db).await.unwrap();
    assert!(breaches.is_empty(), "{breaches:?}");
    let (atlas, now) = (town.db.atlas(), town.now());
    for step in 0..100 {
        let (lon, lat) =
            (121.395 + 0.005 * f64::from(step % 10), 30.895 + 0.003 * f64::from(step / 10));
        let place = RequestPlace::Point(Point::from_degrees(lon, lat).unwrap());
        let routed = route(&atlas, &place, &Matter::default(), &Conflicts::default(), now).unwrap();
        assert!(atlas.people().answers_for(routed.holding.member, routed.holding.unit, now));
    }
}

/// Numbers that follow from some bytes, each below another one.
fn picking(bytes: &[u8]) -> impl FnMut(usize) -> usize {
    let mut at = 0;
    move |below: usize| {
        at += 1;
        usize::from(bytes[at % bytes.len()]).wrapping_mul(at + 7) % below.max(1)
    }
}

/// Residents send a few requests, to points and to building groups, and a while passes.
async fn meanwhile(town: &Town, pick: &mut impl FnMut(usize) -> usize) {
    for _ in 0..2 {
        let (lon, lat) = (121.40 + 0.0004 * pick(100) as f64, 30.90 + 0.0002 * pick(100) as f64);
        submit(&town.db, &town.rulebook, Scope::anonymous(), key(), at_point(lon, lat))
            .await
            .unwrap();
    }
    let address = format!("金水苑{}号楼", 1 + pick(5));
    let place = PlaceInput { text: Some(address), ..PlaceInput::default() };
    let written = RequestSubmission { place, ..at_point(0.0, 0.0) };
    submit(&town.db, &town.rulebook, Scope::anonymous(), key(), written).await.unwrap();
    town.clock.advance(TimeDelta::minutes(pick(256) as i64));
    run_due(&town.db, &town.rulebook).await.unwrap();
}

/// Tries one change set; answers whether it was applied.
async fn step(
    town: &Town,
    council: &Council<'_>,
    members: &[MemberId],
    bytes: &[u8],
    named: &mut usize,
) -> bool {
    let mut pick = picking(bytes);
    meanwhile(town, &mut pick).await;
    let (atlas, now) = (town.db.atlas(), town.now());
    let wanted = 1 + pick(2);
    let mut chance = Chance { pick: &mut pick, named };
    let actions: Vec<_> = (0..wanted).filter_map(|_| chance.action(&atlas, members, now)).collect();
    let before = holders(town).await;
    match council.carry_out(&actions).await {
        Ok(applied) => {
            let mut expected = before;
            expected.extend(applied.announced.iter().copied());
            assert_eq!(holders(town).await, expected, "{actions:?}");
            assert_eq!(applied.moved, applied.announced.len());
            sound(town).await;
            true
        }
        Err(Error::Refused(problems)) => {
            assert!(
                problems.iter().all(|problem| problem.code != Code::DigestDiffers),
                "{problems:?} {actions:?}"
            );
            assert_eq!(holders(town).await, before, "what is refused changes nothing");
            false
        }
        Err(fault) => unreachable!("{fault}"),
    }
}

/// Previews one change set, applies another one, then the first; answers whether what was seen was
/// done. Requests whose place the other one moved have no part in what was seen.
async fn overtaken(
    town: &Town,
    council: &Council<'_>,
    members: &[MemberId],
    bytes: &[u8],
    named: &mut usize,
) -> Outcome {
    let mut pick = picking(bytes);
    meanwhile(town, &mut pick).await;
    let (atlas, now) = (town.db.atlas(), town.now());
    let mut chance = Chance { pick: &mut pick, named };
    let [first, other] = [chance.action(&atlas, members, now), chance.action(&atlas, members, now)];
    let (Some(first), Some(other)) = (first, other) else { return Outcome::Nothing };
    let Ok(seen) = council.propose(std::slice::from_ref(&first)).await else {
        return Outcome::Nothing;
    };
    if council.carry_out(std::slice::from_ref(&other)).await.is_err() {
        return Outcome::Nothing;
    }
    let before = holders(town).await;
    let staying = staying(town, &atlas, &town.db.atlas()).await;
    match council.apply(seen).await {
        Ok(applied) => {
            let mut expected = before;
            expected.extend(applied.announced.iter().copied());
            let after = holders(town).await;
            for request in staying {
                assert_eq!(after[&request], expected[&request], "{first:?} after {other:?}");
            }
            sound(town).await;
            Outcome::Done
        }
        Err(Error::Refused(_)) => {
            assert_eq!(holders(town).await, before, "what is refused changes nothing");
            Outcome::Refused
        }
        Err(fault) => unreachable!("{fault}"),
    }
}

/// The open requests whose places lie in the same grids before and after a change.
async fn staying(town: &Town, before: &Atlas, after: &Atlas) -> Vec<RequestId> {
    let mut staying = Vec::new();
    for request in holders(town).await.into_keys() {
        let load = move |connection: &mut _| RequestRow::load(connection, request);
        let place = town.db.read(load).await.unwrap().place();
        if grids(before, place) == grids(after, place) {
            staying.push(request);
        }
    }
    staying
}

/// The grid of a place and those above it.
fn grids(atlas: &Atlas, place: StoredPlace) -> Vec<GridId> {
    let grid = match (place.building_group, place.point) {
        (Some(group), _) => atlas.groups().grid_of(group),
        (None, Some(point)) => atlas.grid_at(point).map(|grid| grid.id),
        (None, None) => Some(place.grid),
    };
    grid.into_iter().flat_map(|grid| atlas.tree().upward(grid)).map(|grid| grid.id).collect()
}

#[derive(PartialEq, Eq, Hash)]
enum Outcome {
    Nothing,
    Done,
    Refused,
}

#[test]
fn what_was_seen_is_done_or_refused_whatever_was_done_in_between() {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(10) };
    let outcomes: RefCell<HashMap<Outcome, u32>> = RefCell::default();
    let steps = prop::collection::vec(prop::collection::vec(any::<u8>(), 24), 4..10);
    let run = TestRunner::new(config).run(&steps, |steps| {
        actix_web::rt::System::new().block_on(async {
            let (town, members) = town().await;
            let council = Council::appoint(&town, grid_id("T")).await;
            let mut named = 0;
            for bytes in steps {
                let outcome = overtaken(&town, &council, &members, &bytes, &mut named).await;
                *outcomes.borrow_mut().entry(outcome).or_default() += 1;
            }
        });
        Ok(())
    });
    run.unwrap_or_else(|failure| unreachable!("{failure}"));
    let count = |outcome| outcomes.borrow().get(&outcome).copied().unwrap_or_default();
    let (done, refused) = (count(Outcome::Done), count(Outcome::Refused));
    println!("{done} were done as they were seen, {refused} were refused");
    assert!(done > 0 && refused > 0, "{done} {refused}");
}

#[test]
fn what_a_preview_tells_is_what_applying_does() {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(10) };
    let (tried, applied) = (Cell::new(0_u32), Cell::new(0_u32));
    let steps = prop::collection::vec(prop::collection::vec(any::<u8>(), 24), 1..10);
    let run = TestRunner::new(config).run(&steps, |steps| {
        actix_web::rt::System::new().block_on(async {
            let (town, members) = town().await;
            let council = Council::appoint(&town, grid_id("T")).await;
            let mut named = 0;
            for bytes in steps {
                tried.set(tried.get() + 1);
                applied.set(
                    applied.get()
                        + u32::from(step(&town, &council, &members, &bytes, &mut named).await),
                );
            }
        });
        Ok(())
    });
    run.unwrap_or_else(|failure| unreachable!("{failure}"));
    println!("{} of {} change sets were applied", applied.get(), tried.get());
    assert!(applied.get() * 4 >= tried.get(), "too few: {} of {}", applied.get(), tried.get());
}
