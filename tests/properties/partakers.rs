//! Whom a rule finds at a place always serves or covers it, and nobody does so more specifically.

use crate::support::hall::group_id;
use crate::support::town::{at, grid_id, member_id, settings};
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;
use wangge::domain::atlas::Atlas;
use wangge::domain::atlas_edit::{AtlasEdit, NewPioneerPost};
use wangge::domain::duty::{Capacity, Duty, Member};
use wangge::domain::geometry::Effort;
use wangge::domain::id::{DutyId, OrganizationId, PioneerPostId, RoutingRuleId};
use wangge::domain::organization::{Organization, OrganizationKind, OrganizationProfile};
use wangge::domain::period::{Instant, Period};
use wangge::domain::pioneer_post::{PioneerPostProfile, PostZone};
use wangge::domain::plan::{PlanConsent, plan};
use wangge::domain::request::Matter;
use wangge::domain::routing::{Conflicts, RequestPlace, route};
use wangge::domain::routing_rule::{
    Partaker, PartakerRole, RelativePartaker, RoutingRule, RuleCondition, RuleEffect, RuleProfile,
};
use wangge::domain::unit::{BuildingGroup, Grid, GridKind, Setting, Unit};

const GRIDS: [(&str, &str, Option<&str>); 7] = [
    ("T", "town", None),
    ("N1", "neighborhood", Some("T")),
    ("N2", "neighborhood", Some("T")),
    ("G1", "grid", Some("N1")),
    ("G2", "grid", Some("N1")),
    ("G3", "grid", Some("N2")),
    ("G4", "grid", Some("N2")),
];
const GROUPS: [(&str, &str); 4] = [("Q1", "G1"), ("Q2", "G1"), ("Q3", "G2"), ("Q4", "G3")];
const KINDS: [(OrganizationKind, RelativePartaker); 3] = [
    (OrganizationKind::Property, RelativePartaker::PropertyHere),
    (OrganizationKind::OwnersCommittee, RelativePartaker::OwnersCommitteeHere),
    (OrganizationKind::StationOffice, RelativePartaker::StationOfficeHere),
];

fn start() -> Instant {
    at("2026-03-02T09:00:00+08:00")
}

/// Every unit, the grids first.
fn units() -> Vec<Unit> {
    let grids = GRIDS.iter().map(|(code, ..)| Unit::Grid(grid_id(code)));
    grids.chain(GROUPS.iter().map(|(code, _)| Unit::BuildingGroup(group_id(code)))).collect()
}

fn founded() -> Vec<AtlasEdit> {
    let now = start();
    let member = Member {
        id: member_id("leader"),
        code: "leader".to_owned(),
        active: true,
        created_at: now,
        version: 1,
    };
    let mut edits = vec![AtlasEdit::AddMember(member)];
    for (code, level, parent) in GRIDS {
        let grid = Grid {
            id: grid_id(code),
            code: code.to_owned(),
            name: code.to_owned(),
            level: level.to_owned(),
            kind: GridKind::General,
            setting: Setting::Residential,
            parent: parent.map(grid_id),
            office_phone: None,
            life: Period::since(now),
            stays: Vec::new(),
            version: 1,
        };
        edits.push(AtlasEdit::CreateGrid { grid, boundary: None });
    }
    edits.push(AtlasEdit::GiveDuty(Duty {
        id: DutyId(Uuid::now_v7()),
        unit: Unit::Grid(grid_id("T")),
        member: member_id("leader"),
        capacity: Capacity::Leader,
        rank: 0,
        period: Period::since(now),
        version: 1,
    }));
    for (code, grid) in GROUPS {
        let group = BuildingGroup {
            id: group_id(code),
            code: code.to_owned(),
            name: code.to_owned(),
            household_count: 40,
            life: Period::since(now),
            version: 1,
        };
        let grid = grid_id(grid);
        edits.push(AtlasEdit::CreateBuildingGroup { group, membership: Uuid::now_v7(), grid });
    }
    let effect = RuleEffect {
        first_handler_here: Some(RelativePartaker::PostHere),
        co_handlers_here: KINDS.iter().map(|(_, here)| *here).collect(),
        copies_here: vec![RelativePartaker::BuildingGroupHere, RelativePartaker::NeighborhoodHere],
        ..RuleEffect::default()
    };
    let name = "都找当地的".to_owned();
    let condition = RuleCondition::default();
    edits.push(AtlasEdit::CreateRoutingRule(RoutingRule {
        row: Uuid::now_v7(),
        id: RoutingRuleId(Uuid::now_v7()),
        code: "R".to_owned(),
        profile: RuleProfile { name, grid: grid_id("T"), condition, effect },
        period: Period::since(now),
        version: 1,
    }));
    edits
}

/// An organisation of a kind that works in the town and serves some units, or all of it.
fn organization(index: usize, kind: usize, served: &BTreeSet<usize>) -> AtlasEdit {
    let serves = units().into_iter().enumerate();
    let serves = serves.filter(|(unit, _)| served.contains(unit)).map(|(_, unit)| unit);
    let profile = OrganizationProfile {
        name: "单位".to_owned(),
        parent: None,
        grid: grid_id("T"),
        serves: serves.collect(),
        office_phone: None,
    };
    AtlasEdit::CreateOrganization(Organization {
        id: OrganizationId(Uuid::from_u128(index as u128 + 1)),
        code: format!("O{index}"),
        kind: KINDS[kind].0,
        profile,
        life: Period::since(start()),
        version: 1,
    })
}

fn post(index: usize, unit: Unit) -> AtlasEdit {
    let zone = match unit {
        Unit::BuildingGroup(group) => PostZone::BuildingGroups(vec![group]),
        Unit::Grid(grid) => PostZone::Grid(grid),
        Unit::Desk(_) | Unit::Office(_) => unreachable!("the town has grids and groups alone"),
    };
    AtlasEdit::CreatePioneerPost(NewPioneerPost {
        id: PioneerPostId(Uuid::from_u128(index as u128 + 1)),
        code: format!("P{index}"),
        profile: PioneerPostProfile {
            name: "先锋岗".to_owned(),
            duties: Vec::new(),
            skills: Vec::new(),
            places: 1,
            zone,
        },
    })
}

fn planned(edits: &[AtlasEdit]) -> Atlas {
    let empty = Atlas::empty(settings());
    let plan = plan(
        &empty,
        edits,
        PlanConsent::default(),
        start(),
        &Effort::unbounded(),
        &mut Uuid::now_v7,
    );
    assert_eq!(plan.problems, [], "{edits:?}");
    plan.atlas
}

/// The units that a place lies in, the most specific first.
fn around(atlas: &Atlas, place: Unit) -> Vec<Unit> {
    let grid = atlas.grid_of(place).unwrap();
    let grids = atlas.tree().upward(grid).map(|grid| Unit::Grid(grid.id));
    let group = matches!(place, Unit::BuildingGroup(_)).then_some(place);
    group.into_iter().chain(grids).collect()
}

/// Those of some who serve the narrowest of the units.
fn narrowest<T: Copy>(around: &[Unit], all: &[(T, Vec<Unit>)]) -> Vec<T> {
    let of_unit = |unit: &Unit| -> Vec<T> {
        all.iter().filter(|(_, served)| served.contains(unit)).map(|(one, _)| *one).collect()
    };
    around.iter().map(of_unit).find(|found| !found.is_empty()).unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn whoever_is_found_serves_the_place_as_nobody_else_does(
        organizations in prop::collection::vec(
            (0..3_usize, prop::collection::btree_set(0..11_usize, 0..4)), 0..8,
        ),
        posts in prop::collection::vec(0..11_usize, 0..6),
        place in 0..11_usize,
    ) {
        let mut edits = founded();
        for (index, (kind, served)) in organizations.iter().enumerate() {
            edits.push(organization(index, *kind, served));
        }
        edits.extend(posts.iter().enumerate().map(|(index, &unit)| post(index, units()[unit])));
        let atlas = planned(&edits);
        let place = units()[place];
        let at_place = match place {
            Unit::BuildingGroup(group) => RequestPlace::BuildingGroup(group),
            _ => RequestPlace::Grid(atlas.grid_of(place).unwrap()),
        };
        let routed =
            route(&atlas, &at_place, &Matter::default(), &Conflicts::default(), start()).unwrap();
        let around = around(&atlas, place);
        let mut expected: Vec<(PartakerRole, Partaker)> = Vec::new();
        let zones: Vec<(PioneerPostId, Vec<Unit>)> = atlas
            .pioneer_posts()
            .all()
            .map(|post| (post.id, vec![units()[posts[post.id.0.as_u128() as usize - 1]]]))
            .collect();
        let found = narrowest(&around, &zones);
        expected.extend(found.into_iter().map(|post| {
            (PartakerRole::FirstHandler, Partaker::PioneerPost(post))
        }));
        for (kind, _) in KINDS {
            let of_kind: Vec<(OrganizationId, Vec<Unit>)> = atlas
                .organizations()
                .all()
                .filter(|organization| organization.kind == kind)
                .map(|organization| (organization.id, organization.profile.served().collect()))
                .collect();
            let found = narrowest(&around, &of_kind);
            expected.extend(found.into_iter().map(|id| {
                (PartakerRole::CoHandler, Partaker::Organization(id))
            }));
        }
        if let Unit::BuildingGroup(_) = place {
            expected.push((PartakerRole::Copy, Partaker::Unit(place)));
        }
        let neighbourhood = [grid_id("N1"), grid_id("N2")]
            .into_iter()
            .find(|&grid| around.contains(&Unit::Grid(grid)));
        expected.extend(neighbourhood.map(|grid| {
            (PartakerRole::Copy, Partaker::Unit(Unit::Grid(grid)))
        }));
        let mut shared = routed.shared.clone();
        expected.sort_unstable();
        shared.sort_unstable();
        prop_assert_eq!(shared, expected);
    }
}
