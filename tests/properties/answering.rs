//! Who answers when somebody is away or concerned: the search of the service against the rules of
//! the product, written out slowly.

use super::holders::{applied, edit, founded, member, start, units};
use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::Cell;
use std::collections::BTreeSet;
use wangge::domain::atlas::Atlas;
use wangge::domain::duty::{Capacity, Duty};
use wangge::domain::id::MemberId;
use wangge::domain::period::Instant;
use wangge::domain::routing::{Conflicts, Excluded, answering, route_from};
use wangge::domain::unit::Unit;

/// A unit with everybody who has a duty in it, in the order of the product: those on call at the
/// desk, leaders, deputies by rank.
struct Post {
    unit: Unit,
    is_root: bool,
    everybody: Vec<Duty>,
    leading: Vec<Duty>,
}

impl Post {
    fn of(atlas: &Atlas, unit: Unit, at: Instant) -> Self {
        let all = atlas.people().all_duties().copied();
        let mut everybody: Vec<Duty> =
            all.filter(|duty| duty.unit == unit && duty.period.contains(at)).collect();
        everybody.sort_by_key(|duty| (duty.rank, duty.period.from, duty.id));
        let of = |capacity| everybody.iter().copied().filter(move |duty| duty.capacity == capacity);
        let on_call = of(Capacity::OnCall).filter(|_| unit.is_desk());
        let leading = on_call.chain(of(Capacity::Leader)).chain(of(Capacity::Deputy)).collect();
        Self { unit, is_root: atlas.above(unit).is_none(), leading, everybody }
    }

    fn has(&self, member: MemberId) -> bool {
        self.everybody.iter().any(|duty| duty.member == member)
    }
}

/// From a unit up to the root.
fn way_up(atlas: &Atlas, start: Unit, at: Instant) -> Vec<Post> {
    let mut way = vec![Post::of(atlas, start, at)];
    while let Some(above) = atlas.above(way[way.len() - 1].unit) {
        way.push(Post::of(atlas, above, at));
    }
    way
}

/// The rules of the product, one after the other.
fn reference(atlas: &Atlas, start: Unit, conflicts: &Conflicts, at: Instant) -> (Unit, MemberId) {
    let way = way_up(atlas, start, at);
    // Concerned are reporter and subject, and whoever was excluded before; with a complaint about
    // an unnamed person on duty, everybody on duty here, at the root its leader alone.
    let mut concerned: BTreeSet<MemberId> =
        conflicts.reporter.into_iter().chain(conflicts.subject).collect();
    concerned.extend(&conflicts.excluded_people.members);
    let unnamed = conflicts.about_staff
        && conflicts.subject.is_none()
        && conflicts.excluded_people == Excluded::default();
    if unnamed && !start.is_desk() {
        let here = &way[0];
        let of_capacity =
            |capacity| here.everybody.iter().filter(move |duty| duty.capacity == capacity);
        let ordered: Vec<&Duty> = Capacity::ALL.iter().flat_map(|&one| of_capacity(one)).collect();
        let count = if here.is_root { 1 } else { ordered.len() };
        concerned.extend(ordered.iter().take(count).map(|duty| duty.member));
    }
    let away = |member: MemberId| {
        let absent = atlas
            .people()
            .all_absences()
            .any(|absence| absence.member == member && absence.period.contains(at));
        absent || atlas.people().member(member).is_some_and(|member| !member.active)
    };
    let mut excluded = concerned.clone();
    for post in &way {
        let led_by_concerned = post
            .everybody
            .iter()
            .any(|duty| duty.capacity.leads() && concerned.contains(&duty.member));
        let is_concerned = conflicts.excluded_people.units.contains(&post.unit)
            || conflicts.subject.is_some_and(|subject| post.has(subject))
            || led_by_concerned;
        if is_concerned && !post.is_root && !post.unit.is_desk() {
            excluded.extend(post.everybody.iter().map(|duty| duty.member));
            continue;
        }
        let free = |duty: &&Duty| !excluded.contains(&duty.member) && !away(duty.member);
        if let Some(duty) = post.leading.iter().find(free) {
            return (duty.unit, duty.member);
        }
    }
    // Nobody is free and present: at the root somebody must answer all the same.
    let root = &way[way.len() - 1];
    let active: Vec<MemberId> = root
        .leading
        .iter()
        .map(|duty| duty.member)
        .filter(|&member| atlas.people().member(member).is_none_or(|member| member.active))
        .collect();
    let first =
        |spared: &dyn Fn(MemberId) -> bool| active.iter().copied().find(|&member| !spared(member));
    let answers = first(&|member| excluded.contains(&member))
        .or_else(|| first(&|member| concerned.contains(&member)))
        .or_else(|| first(&|member| conflicts.subject == Some(member)))
        .or_else(|| first(&|_| false));
    (root.unit, answers.unwrap())
}

/// Complaints of and about members, and what earlier routings excluded.
fn conflicts(atlas: &Atlas, [a, b, c]: [u8; 3]) -> Conflicts {
    let units = units(atlas);
    let some = |index: u8| member(index).id;
    let excluded_people = match c % 4 {
        0 => Excluded {
            members: vec![some(b)],
            units: vec![units[usize::from(a) % units.len()]],
            organizations: Vec::new(),
        },
        1 => Excluded {
            members: vec![some(a), some(b)],
            units: Vec::new(),
            organizations: Vec::new(),
        },
        _ => Excluded::default(),
    };
    Conflicts {
        reporter: (a % 3 == 0).then(|| some(a / 3)),
        subject: (b % 3 == 0).then(|| some(b / 3)),
        about_staff: a % 2 == 0,
        excluded_people,
        ..Conflicts::default()
    }
}

fn agrees(atlas: &Atlas, what: [u8; 3], at: Instant) -> Result<bool, TestCaseError> {
    let conflicts = conflicts(atlas, what);
    let nobody = Conflicts::default();
    let mut hindered = false;
    for unit in units(atlas) {
        let found = answering(atlas, unit, at).map(|duty| (duty.unit, duty.member));
        let plain = reference(atlas, unit, &nobody, at);
        prop_assert_eq!(found, Some(plain), "{:?} at {}", unit, at);
        let routed = route_from(atlas, unit, &conflicts, at).unwrap().holding;
        let expected = reference(atlas, unit, &conflicts, at);
        prop_assert_eq!((routed.unit, routed.member), expected, "{:?} {:?}", unit, conflicts);
        hindered |= expected != plain;
    }
    Ok(hindered)
}

#[test]
fn the_search_finds_whom_the_rules_name() {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) };
    let hindered = Cell::new(0_u32);
    let run =
        TestRunner::new(config).run(&prop::collection::vec(any::<[u8; 4]>(), 1..40), |steps| {
            let mut atlas = founded();
            let mut now = start();
            for step in steps {
                now += TimeDelta::minutes(i64::from(step[3] % 90));
                if let Some(next) =
                    edit(&atlas, step, now).and_then(|one| applied(&atlas, vec![one], now))
                {
                    atlas = next;
                }
                let differs = agrees(&atlas, [step[1], step[2], step[3]], now)?;
                hindered.set(hindered.get() + u32::from(differs));
            }
            Ok(())
        });
    run.unwrap_or_else(|failure| unreachable!("{failure}"));
    assert!(hindered.get() > 100, "too few complaints change who answers: {}", hindered.get());
}
