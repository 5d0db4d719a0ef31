//! The past answers as it answered then: every question about an instant that is over is answered
//! as it was by the atlas that was published at that instant.

use crate::support::hall::group_id;
use crate::support::quarter::{address, address_at, group};
use crate::support::town::{Town, grid_id, member_id, square};
use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;
use wangge::domain::address::{GroupAddress, WrittenAddress};
use wangge::domain::atlas::Atlas;
use wangge::domain::atlas_edit::{AtlasEdit, NewBoundary, NewMembership};
use wangge::domain::datum::Datum;
use wangge::domain::duty::{Absence, AbsenceKind, Capacity};
use wangge::domain::geometry::{Effort, Position, Shape};
use wangge::domain::id::{AbsenceId, AddressId, BoundaryId, RoutingRuleId};
use wangge::domain::period::{Instant, Period};
use wangge::domain::request::Matter;
use wangge::domain::routing::{Conflicts, find, route};
use wangge::domain::routing_rule::{RoutingRule, RuleCondition, RuleEffect, RuleProfile};
use wangge::domain::unit::{GridKind, Unit};
use wangge::service::past::picture;
use wangge::service::place::PlaceInput;

const GRIDS: [&str; 7] = ["N1", "N2", "G1", "G2", "G3", "G4", "D1"];
/// Beside the middle of each grid: a border that moves, the edge of the town, and nowhere.
const POINTS: [(f64, f64); 8] = [
    (121.405, 30.905),
    (121.4105, 30.905),
    (121.4095, 30.9001),
    (121.415, 30.905),
    (121.4205, 30.905),
    (121.435, 30.905),
    (121.4401, 30.915),
    (0.0, 0.0),
];
const TEXTS: [&str; 3] = ["龙泉路138弄金水苑1号楼", "银杏新村3号楼", "人民路12号"];

fn rectangle(lon: f64, width: f64) -> Arc<Shape> {
    let ring = [[lon, 30.90], [lon + width, 30.90], [lon + width, 30.91], [lon, 30.91]];
    let ring = ring.map(|[lon, lat]| Position { lon, lat });
    Arc::new(
        Shape::from_degrees(&[vec![ring.to_vec()]], Datum::Wgs84, &Effort::unbounded()).unwrap(),
    )
}

fn bounded(code: &str, shape: Arc<Shape>) -> NewBoundary {
    NewBoundary { id: BoundaryId(Uuid::now_v7()), grid: grid_id(code), shape }
}

/// The border between two neighbours moves, which may open a gap.
fn redraw(a: u8, b: u8) -> AtlasEdit {
    let (west, east, lon) = [("G1", "G2", 121.40), ("G3", "G4", 121.42)][usize::from(a % 2)];
    let middle = 0.008 + f64::from(b % 16) / 4000.0;
    let gap = if b.is_multiple_of(5) { 0.000_4 } else { 0.0 };
    let east = bounded(east, rectangle(lon + middle + gap, 0.02 - middle - gap));
    AtlasEdit::SetBoundaries(vec![bounded(west, rectangle(lon, middle)), east])
}

/// What numbers stand for: an edit of the town as it is.
fn edit(town: &Town, atlas: &Atlas, [what, a, b, c]: [u8; 4]) -> Option<AtlasEdit> {
    let now = town.now();
    let later = |hours: u8| now + TimeDelta::hours(hours.into());
    let code = GRIDS[usize::from(a) % GRIDS.len()];
    let (text, name) = (TEXTS[usize::from(b) % TEXTS.len()], format!("B{}", a % 3));
    let member = member_id(&format!("{}-leader", GRIDS[usize::from(b) % 6]));
    Some(match what % 16 {
        0..=2 => redraw(a, b),
        3 => AtlasEdit::RetireGrid { grid: grid_id(code) },
        4 => dedicated(town, a),
        5 => group(town, &name, code),
        6 => {
            let moved = Some(NewMembership { id: Uuid::now_v7(), grid: grid_id(code) });
            AtlasEdit::ChangeBuildingGroup {
                building_group: group_id(&name),
                name,
                household_count: 1,
                moved,
            }
        }
        7 => AtlasEdit::RetireBuildingGroup { building_group: group_id(&name) },
        8 if c % 2 == 0 => new(address(town, &name, text)),
        8 => new(address_at(town, &name, text, POINTS[usize::from(c) % 7])),
        9 => AtlasEdit::RetireAddress { address: *known(atlas).first()? },
        10 => {
            let period = Period { from: now, to: Some(later(1 + c % 5)) };
            AtlasEdit::AddAbsence(Absence {
                id: AbsenceId(Uuid::now_v7()),
                member,
                kind: AbsenceKind::ALL[0],
                period,
                version: 1,
            })
        }
        11 => AtlasEdit::SetMemberActive { member, active: c % 3 == 0 },
        12 => town.give(
            Unit::Grid(grid_id(code)),
            member,
            [Capacity::Leader, Capacity::Deputy][usize::from(c % 2)],
        ),
        13 => {
            let open = atlas
                .people()
                .duties(Unit::Grid(grid_id(code)))
                .iter()
                .find(|duty| !duty.period.ended(now))?;
            AtlasEdit::EndDuty { duty: open.id, at: later(c % 3) }
        }
        14 => rule(now, code, &name, c),
        _ => AtlasEdit::RetireRoutingRule {
            rule: atlas.rules().all().find(|rule| rule.period.to.is_none())?.id,
        },
    })
}

/// What ended does not come back: who adds the same address again adds another row.
fn new(edit: AtlasEdit) -> AtlasEdit {
    match edit {
        AtlasEdit::AddAddress(address) => {
            AtlasEdit::AddAddress(GroupAddress { id: AddressId(Uuid::now_v7()), ..address })
        }
        other => other,
    }
}

/// The addresses that are there.
fn known(atlas: &Atlas) -> Vec<AddressId> {
    let texts = TEXTS.map(|text| WrittenAddress::read(text).unwrap());
    texts
        .iter()
        .flat_map(|text| atlas.addresses().same(text.normal()))
        .map(|address| address.id)
        .collect()
}

/// A grid that lies over two others.
fn dedicated(town: &Town, a: u8) -> AtlasEdit {
    let shape = square(121.409, 30.903, 0.002 + f64::from(a % 4) / 1000.0);
    match town.create("D1", "grid", Some("N1"), shape) {
        AtlasEdit::CreateGrid { mut grid, boundary } => {
            grid.kind = GridKind::Dedicated;
            AtlasEdit::CreateGrid { grid, boundary }
        }
        other => other,
    }
}

/// A rule that names a building group, which may go.
fn rule(now: Instant, code: &str, group: &str, c: u8) -> AtlasEdit {
    let id = Uuid::now_v7();
    let copies = vec![Unit::BuildingGroup(group_id(group))];
    let level = Some(["building_group", "neighborhood", "town"][usize::from(c % 3)].to_owned());
    let effect = RuleEffect { level, copies, ..RuleEffect::default() };
    let condition = RuleCondition::default();
    let profile = RuleProfile { name: "规则".to_owned(), grid: grid_id(code), condition, effect };
    let code = id.as_simple().to_string();
    let period = Period::since(now);
    AtlasEdit::CreateRoutingRule(RoutingRule {
        row: id,
        id: RoutingRuleId(id),
        code,
        profile,
        period,
        version: 1,
    })
}

/// Every sort of place; addresses that were there once are chosen too.
fn places(lived: &[(Instant, Arc<Atlas>)]) -> Vec<PlaceInput> {
    let points = POINTS.map(|(lon, lat)| PlaceInput::at(lon, lat, Datum::Wgs84));
    let grids = GRIDS.map(PlaceInput::in_grid);
    let texts =
        TEXTS.map(|text| PlaceInput { text: Some(text.to_owned()), ..PlaceInput::default() });
    let ids: BTreeSet<AddressId> = lived.iter().flat_map(|(_, atlas)| known(atlas)).collect();
    let chosen: Vec<_> =
        ids.iter().map(|&id| PlaceInput { address: Some(id), ..PlaceInput::default() }).collect();
    let near = TEXTS
        .iter()
        .zip(&points)
        .map(|(&text, near)| PlaceInput { text: Some(text.to_owned()), ..near.clone() });
    let unsaid = PlaceInput { text: Some("1号楼".to_owned()), ..points[1].clone() };
    let disagreeing = chosen
        .iter()
        .zip(points.iter().cycle())
        .map(|(chosen, point)| PlaceInput { point: point.point, ..chosen.clone() });
    let both = near.chain([unsaid]).chain(disagreeing).collect::<Vec<_>>();
    points.into_iter().chain(grids).chain(texts).chain(chosen).chain(both).collect()
}

/// What an atlas answers: the place, who answers for it, and why; or what is wrong.
fn answer(atlas: &Atlas, place: &PlaceInput, at: Instant) -> String {
    let answered = place.read(atlas, None).and_then(|given| {
        let found = find(atlas, &given)?;
        let routed = route(atlas, &found.place, &Matter::default(), &Conflicts::default(), at)?;
        Ok(format!("{:?} {:?} {routed:?}", found.place, found.steps))
    });
    answered.unwrap_or_else(|problem| format!("{problem:?}"))
}

/// A history of the town: the atlas from each instant on.
async fn live(town: &Town, steps: &[[u8; 4]]) -> Vec<(Instant, Arc<Atlas>)> {
    let mut lived = vec![(town.now(), town.db.atlas())];
    for step in steps {
        town.clock.advance(TimeDelta::minutes(1 + i64::from(step[3] % 90)));
        let atlas = town.db.atlas();
        if let Some(edit) = edit(town, &atlas, *step)
            && town.apply(vec![edit]).await.is_ok()
        {
            lived.push((town.now(), town.db.atlas()));
        }
    }
    town.clock.advance(TimeDelta::hours(1));
    lived
}

/// Asks about the first and the last moment of each atlas. Answers how many answers differ from
/// those of the present.
async fn compare(town: &Town, lived: &[(Instant, Arc<Atlas>)]) -> Result<u32, TestCaseError> {
    let (places, present, mut differing) = (places(lived), town.db.atlas(), 0);
    let ends =
        lived.iter().skip(1).map(|(at, _)| *at - TimeDelta::microseconds(1)).chain([town.now()]);
    for ((from, atlas), to) in lived.iter().zip(ends) {
        for at in [*from, to] {
            for place in &places {
                let then = picture(&town.db, place, at).await.unwrap();
                let (told, expected) = (answer(&then, place, at), answer(atlas, place, at));
                prop_assert_eq!(&told, &expected, "{:?} at {}", place, at);
                differing += u32::from(told != answer(&present, place, at));
            }
        }
    }
    Ok(differing)
}

#[test]
fn the_past_answers_as_it_answered_then() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(8) };
    let (revisions, differing) = (Cell::new(0), Cell::new(0));
    let run =
        TestRunner::new(config).run(&prop::collection::vec(any::<[u8; 4]>(), 20..60), |steps| {
            runtime.block_on(async {
                let town = Town::new().await;
                let (early, late) = steps.split_at(steps.len() / 2);
                let mut lived = live(&town, early).await;
                // What is known of the past is brought up to date by what comes later.
                compare(&town, &lived[lived.len() - 1..]).await?;
                lived.extend(live(&town, late).await.into_iter().skip(1));
                revisions.set(revisions.get() + lived.len());
                differing.set(differing.get() + compare(&town, &lived).await?);
                Ok(())
            })
        });
    run.unwrap_or_else(|failure| unreachable!("{failure}"));
    println!(
        "{} revisions, {} answers that are not those of the present",
        revisions.get(),
        differing.get()
    );
    assert!(
        revisions.get() > 60 && differing.get() > 200,
        "too little happens: {revisions:?}, {differing:?}"
    );
}
