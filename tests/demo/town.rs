//! The town itself: its map and the people who serve in it.

use super::Demo;
use crate::support::town::at;
use chrono::TimeDelta;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::collections::HashSet;
use uuid::Uuid;
use wangge::domain::atlas::Atlas;
use wangge::domain::duty::Capacity;
use wangge::domain::geometry::tiling::{gaps, overlaps};
use wangge::domain::geometry::{Effort, Point, Shape};
use wangge::domain::id::{AccountId, GridId, MemberId};
use wangge::domain::organization::OrganizationKind;
use wangge::domain::pioneer_post::{PioneerPost, ZoneKind};
use wangge::domain::registration::RegistrationState;
use wangge::domain::request::Matter;
use wangge::domain::role::{ADMINISTRATORS, Role};
use wangge::domain::routing::{Conflicts, RequestPlace, TraceStep, faults, gone, route};
use wangge::domain::scope::Scope;
use wangge::domain::second_identity::IdentityState;
use wangge::domain::unit::{GridKind, Unit};
use wangge::service::check::check_all;
use wangge::service::{registrations, second_identities};
use wangge::store::member_identities;
use wangge::store::registrations::RegistrationFilter;
use wangge::store::second_identities::IdentityFilter;

fn shapes_below(atlas: &Atlas, parent: GridId, kind: GridKind) -> Vec<&Shape> {
    let children = atlas.tree().children(parent).filter(|grid| grid.kind == kind);
    children.map(|grid| atlas.shape(grid.id).unwrap().as_ref()).collect()
}

#[tokio::test]
async fn the_town_is_whole() {
    let demo = Demo::new().await;
    it_has_its_grids_and_people(&demo);
    everybody_who_serves_has_a_name_of_their_own(&demo).await;
    its_posts_are_held_and_some_of_their_holders_known(&demo);
    its_organisations_are_of_all_kinds_and_its_offices_have_people(&demo);
    its_rules_hold_and_somebody_is_on_call_at_nights_and_weekends(&demo);
    its_members_registered_and_some_took_a_second_identity(&demo).await;
    its_grids_tile_it_with_irregular_borders(&demo);
    every_point_has_one_holder(&demo);
    nothing_breaks_now_or_later(&demo).await;
}

fn it_has_its_grids_and_people(demo: &Demo) {
    let (atlas, now) = (demo.db.atlas(), demo.present);
    let count = |level: &str, kind| {
        atlas.tree().all().filter(|g| g.level == level && g.kind == kind).count()
    };
    assert_eq!(
        (count("town", GridKind::General), count("neighborhood", GridKind::General)),
        (1, 4)
    );
    assert_eq!((count("grid", GridKind::General), count("grid", GridKind::Dedicated)), (28, 3));
    assert_eq!((count("block", GridKind::General), count("point", GridKind::Dedicated)), (2, 1));
    assert_eq!(atlas.groups().all().count(), 200);
    assert!(atlas.groups().all().all(|group| (12..=112).contains(&group.household_count)));
    let addressed = |group| atlas.addresses().of_group(group).count() >= 4;
    assert!(atlas.groups().all().all(|group| addressed(group.id)));
    let holds =
        |unit, capacity| atlas.people().chain(unit, now).any(|duty| duty.capacity == capacity);
    for grid in atlas.tree().all() {
        let unit = Unit::Grid(grid.id);
        assert!(holds(unit, Capacity::Leader) && holds(unit, Capacity::Deputy), "{}", grid.name);
        assert!(grid.office_phone.as_ref().is_some_and(|phone| phone.starts_with("021-0000")));
    }
    assert!(
        atlas.groups().all().all(|group| holds(Unit::BuildingGroup(group.id), Capacity::Leader))
    );
    let people = atlas.people();
    let has = |member, role| people.appointments_of(member, now).any(|held| held.role == role);
    let appointed = |role| -> Vec<MemberId> {
        people.members().map(|m| m.id).filter(|&id| has(id, role)).collect()
    };
    assert!([Role::TownDesk, Role::Supervisor].into_iter().all(|role| appointed(role).len() == 2));
    assert_eq!(ADMINISTRATORS.iter().flat_map(appointed).collect::<HashSet<_>>().len(), 3);
    let absences = || atlas.people().all_absences().map(|absence| absence.period);
    assert!(
        absences().any(|period| period.contains(now)) && absences().any(|period| period.from > now)
    );
}

fn its_posts_are_held_and_some_of_their_holders_known(demo: &Demo) {
    let (atlas, now) = (demo.db.atlas(), demo.present);
    let posts: Vec<&PioneerPost> = atlas.pioneer_posts().all().collect();
    let of_kind = |kind| posts.iter().filter(|post| post.profile.zone.kind() == kind).count();
    assert_eq!(
        [ZoneKind::Grid, ZoneKind::BuildingGroups, ZoneKind::Point].map(of_kind),
        [12, 28, 20]
    );
    let holders = || posts.iter().flat_map(|post| atlas.pioneer_posts().holders_at(post.id, now));
    assert!(
        posts.iter().all(|post| atlas.pioneer_posts().holders_at(post.id, now).next().is_some())
    );
    assert!(
        holders().any(|holding| holding.name_shown) && holders().any(|holding| !holding.name_shown)
    );
}

fn its_rules_hold_and_somebody_is_on_call_at_nights_and_weekends(demo: &Demo) {
    let (atlas, now) = (demo.db.atlas(), demo.present);
    let rules: Vec<_> = atlas.rules().all().filter(|rule| rule.period.contains(now)).collect();
    assert!(
        rules.len() == 14 && rules.iter().all(|rule| gone(&atlas, rule).is_empty()),
        "{rules:?}"
    );
    let found: Vec<_> = rules.iter().flat_map(|rule| faults(&atlas, rule, now)).collect();
    assert!(found.is_empty(), "{found:?}");
    let root = Unit::Grid(atlas.tree().root().unwrap().id);
    let evening = at("2026-11-18T22:00:00+08:00");
    let is_covered = |night| {
        let mut chain = atlas.people().chain(root, evening + TimeDelta::days(night));
        chain.any(|duty| duty.capacity == Capacity::OnCall)
    };
    assert!((-30..20).all(is_covered));
    let saturday_noon = at("2026-11-14T12:00:00+08:00");
    let is_on_call = |days| {
        let mut chain = atlas.people().chain(root, saturday_noon + TimeDelta::days(days));
        chain.any(|duty| duty.capacity == Capacity::OnCall)
    };
    assert_eq!(
        [-7, -1, 0, 1, 2, 7, 8].map(is_on_call),
        [true, false, true, true, false, true, true]
    );
}

fn its_organisations_are_of_all_kinds_and_its_offices_have_people(demo: &Demo) {
    let atlas = demo.db.atlas();
    let kinds: HashSet<OrganizationKind> =
        atlas.organizations().all().map(|organization| organization.kind).collect();
    assert_eq!(kinds, OrganizationKind::ALL.iter().copied().collect());
    let names: Vec<&str> =
        atlas.organizations().offices().map(|office| office.profile.name.as_str()).collect();
    for name in ["综合行政执法队", "房管办", "应急消防管理所", "平安办", "应急办"]
    {
        assert!(names.iter().any(|other| other.ends_with(name)), "{name}: {names:?}");
    }
    for office in atlas.organizations().offices() {
        let chain = atlas.people().chain(Unit::Office(office.id), demo.present);
        let capacities: Vec<Capacity> = chain.map(|duty| duty.capacity).collect();
        assert_eq!(capacities, [Capacity::Leader, Capacity::Deputy], "{}", office.profile.name);
    }
    let serving = atlas.organizations().all().filter(|one| !one.profile.serves.is_empty());
    let groups = serving
        .filter(|one| one.profile.serves.iter().any(|unit| matches!(unit, Unit::BuildingGroup(_))));
    let of_groups: HashSet<OrganizationKind> = groups.map(|one| one.kind).collect();
    assert_eq!(
        of_groups,
        HashSet::from([OrganizationKind::Property, OrganizationKind::OwnersCommittee])
    );
}

async fn its_members_registered_and_some_took_a_second_identity(demo: &Demo) {
    let atlas = demo.db.atlas();
    let is_supervisor = |member| {
        atlas
            .people()
            .appointments_of(member, demo.present)
            .any(|held| held.role == Role::Supervisor)
    };
    let supervisor =
        atlas.people().members().map(|member| member.id).find(|&member| is_supervisor(member));
    let scope = Scope::of(&atlas, AccountId(Uuid::nil()), supervisor, demo.present);
    let registered =
        registrations::list(&demo.db, &scope, RegistrationFilter::default(), None, 1000)
            .await
            .unwrap();
    let accepted =
        registered.iter().filter(|one| one.row.state == RegistrationState::Accepted).count();
    assert_eq!((registered.len(), accepted), (150, 140));
    let claims = second_identities::list(&demo.db, &scope, IdentityFilter::default(), None, 1000)
        .await
        .unwrap();
    let of = |state| claims.iter().filter(|claim| claim.row.state == state).count();
    assert!(of(IdentityState::Active) >= 50 && of(IdentityState::Claimed) >= 5, "{}", claims.len());
}

async fn everybody_who_serves_has_a_name_of_their_own(demo: &Demo) {
    let members: Vec<MemberId> =
        demo.db.atlas().people().members().map(|member| member.id).collect();
    let (db, asked) = (demo.db.clone(), members.clone());
    let names = demo
        .db
        .read(move |connection| member_identities::names(connection, db.vault(), &asked))
        .await
        .unwrap();
    let different: HashSet<&String> = names.values().collect();
    assert_eq!((names.len(), different.len()), (members.len(), members.len()));
    assert!(names.values().all(|name| name.chars().count() == 3));
}

fn its_grids_tile_it_with_irregular_borders(demo: &Demo) {
    let atlas = demo.db.atlas();
    assert!(atlas.accepted_gaps().is_empty());
    let root = atlas.tree().root().unwrap().id;
    let with_blocks = atlas.tree().all().find(|grid| grid.level == "block").unwrap().parent;
    let parents = std::iter::once(root)
        .chain(atlas.tree().children(root).filter(|g| g.level != "grid").map(|g| g.id))
        .chain(with_blocks);
    for parent in parents {
        let children = shapes_below(&atlas, parent, GridKind::General);
        let shape = atlas.shape(parent).unwrap();
        assert_eq!(overlaps(&children, 0.0, &Effort::unbounded()), Ok(vec![]));
        assert_eq!(gaps(Some(shape), &children, 0.0, &Effort::unbounded()), Ok(vec![]));
        let vertices: HashSet<Point> = shape.rings().flatten().copied().collect();
        let shared = children
            .iter()
            .flat_map(|child| child.rings().flatten())
            .filter(|vertex| vertices.contains(vertex));
        assert!(
            shared.collect::<HashSet<_>>().len() == vertices.len(),
            "children keep every vertex of their parent"
        );
    }
    for grid in atlas.tree().all() {
        let shape = atlas.shape(grid.id).unwrap();
        let [south_west, north_east] =
            [shape.bounds().min, shape.bounds().max].map(Point::to_degrees);
        let metres = |degrees: f64| degrees * 111_320.0;
        let high = metres(north_east[1] - south_west[1]);
        let wide = metres(north_east[0] - south_west[0]) * south_west[1].to_radians().cos();
        assert!(
            shape.vertices() > 10 && shape.area_m2() < 0.9 * wide * high,
            "{} looks like a rectangle",
            grid.name
        );
    }
}

async fn nothing_breaks_now_or_later(demo: &Demo) {
    assert_eq!(check_all(&demo.db).await.unwrap(), []);
}

fn every_point_has_one_holder(demo: &Demo) {
    let (atlas, now) = (demo.db.atlas(), demo.present);
    let root = atlas.tree().root().unwrap();
    let bounds = atlas.shape(root.id).unwrap().bounds();
    let mut random = StdRng::seed_from_u64(1000);
    let mut inside = 0;
    for _ in 0..1000 {
        let lon_e7 = random.random_range(bounds.min.lon_e7..=bounds.max.lon_e7);
        let point =
            Point { lon_e7, lat_e7: random.random_range(bounds.min.lat_e7..=bounds.max.lat_e7) };
        let routed = route(
            &atlas,
            &RequestPlace::Point(point),
            &Matter::default(),
            &Conflicts::default(),
            now,
        )
        .unwrap();
        let chosen =
            routed.trace.0.iter().filter(|step| matches!(step, TraceStep::Chosen { .. })).count();
        assert_eq!(chosen, 1, "{point:?}");
        assert!(
            atlas.people().answers_for(routed.holding.member, routed.holding.unit, now),
            "{point:?}"
        );
        if atlas.shape(root.id).unwrap().covers(point) {
            inside += 1;
            let level = atlas.tree().get(routed.place).unwrap().level.as_str();
            assert!(["grid", "block", "point"].contains(&level), "{point:?} {level}");
        }
    }
    assert!(inside > 500, "{inside}");
}
