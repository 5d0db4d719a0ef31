//! A post never has more holders than places, whatever is given, ended and changed in whatever
//! order.

use crate::support::town::{at, grid_id, member_id, settings, square};
use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::Cell;
use std::collections::HashSet;
use uuid::Uuid;
use wangge::domain::atlas::Atlas;
use wangge::domain::atlas_edit::{AtlasEdit, NewBoundary, NewPioneerPost};
use wangge::domain::duty::{Capacity, Duty, Member};
use wangge::domain::geometry::Effort;
use wangge::domain::id::{BoundaryId, DutyId, PioneerPostId, PostHoldingId};
use wangge::domain::period::{Instant, Period};
use wangge::domain::pioneer_post::{PioneerPostProfile, PostHolding, PostZone};
use wangge::domain::plan::{PlanConsent, plan};
use wangge::domain::unit::{Grid, GridKind, Setting, Unit};

const MEMBERS: u8 = 6;
const POST: PioneerPostId = PioneerPostId(Uuid::from_u128(7));

fn start() -> Instant {
    at("2026-03-02T09:00:00+08:00")
}

fn name(index: u8) -> String {
    format!("m{}", index % MEMBERS)
}

fn profile(places: u8) -> PioneerPostProfile {
    let zone = PostZone::Grid(grid_id("T"));
    let places = i32::from(places % 3) + 1;
    PioneerPostProfile {
        name: "先锋岗".to_owned(),
        duties: Vec::new(),
        skills: Vec::new(),
        places,
        zone,
    }
}

fn founded() -> Atlas {
    let (now, id) = (start(), grid_id("T"));
    let grid = Grid {
        id,
        code: "T".to_owned(),
        name: "T".to_owned(),
        level: "town".to_owned(),
        kind: GridKind::General,
        setting: Setting::Residential,
        parent: None,
        office_phone: None,
        life: Period::since(now),
        stays: Vec::new(),
        version: 1,
    };
    let boundary = NewBoundary {
        id: BoundaryId(Uuid::now_v7()),
        grid: id,
        shape: square(121.40, 30.90, 0.02),
    };
    let member = |code: String| Member {
        id: member_id(&code),
        code,
        active: true,
        created_at: now,
        version: 1,
    };
    let (leader, period) = (member("leader".to_owned()), Period::since(now));
    let (unit, capacity) = (Unit::Grid(id), Capacity::Leader);
    let duty = Duty {
        id: DutyId(Uuid::now_v7()),
        unit,
        member: leader.id,
        capacity,
        rank: 0,
        period,
        version: 1,
    };
    let mut edits = vec![AtlasEdit::AddMember(leader)];
    edits.extend((0..MEMBERS).map(|index| AtlasEdit::AddMember(member(name(index)))));
    edits.push(AtlasEdit::CreateGrid { grid, boundary: Some(boundary) });
    edits.push(AtlasEdit::GiveDuty(duty));
    edits.push(AtlasEdit::CreatePioneerPost(NewPioneerPost {
        id: POST,
        code: "X".to_owned(),
        profile: profile(1),
    }));
    applied(&Atlas::empty(settings()), edits, now).unwrap()
}

fn applied(atlas: &Atlas, edits: Vec<AtlasEdit>, now: Instant) -> Option<Atlas> {
    let plan =
        plan(atlas, &edits, PlanConsent::default(), now, &Effort::unbounded(), &mut Uuid::now_v7);
    plan.problems.is_empty().then_some(plan.atlas)
}

/// What numbers stand for: an edit of the post as it is.
fn edit(atlas: &Atlas, [what, a, b, c]: [u8; 4], now: Instant) -> Option<AtlasEdit> {
    let later = |days: u8| now + TimeDelta::days(days.into());
    let (id, member) = (PostHoldingId(Uuid::now_v7()), member_id(&name(a)));
    Some(match what % 8 {
        0..=4 => {
            let period = Period { from: later(b % 16), to: Some(later(b % 16 + c % 24 + 1)) };
            AtlasEdit::GivePost(PostHolding {
                id,
                post: POST,
                member,
                period,
                name_shown: false,
                version: 1,
            })
        }
        5 => {
            let open = atlas
                .pioneer_posts()
                .holdings(POST)
                .iter()
                .filter(|holding| !holding.period.ended(now));
            let open: Vec<PostHoldingId> = open.map(|holding| holding.id).collect();
            let holding = *open.get(usize::from(a) % open.len().max(1))?;
            AtlasEdit::EndPostHolding { holding, at: later(b % 12) }
        }
        6 => AtlasEdit::ChangePioneerPost { post: POST, profile: profile(a) },
        _ => AtlasEdit::SetMemberActive { member, active: b % 3 > 0 },
    })
}

/// At every instant from now on: no more holders than places, nobody twice, and nobody who may act
/// no more.
fn check(atlas: &Atlas, now: Instant) -> Result<(), TestCaseError> {
    let posts = atlas.pioneer_posts();
    let places = usize::try_from(posts.get(POST).unwrap().profile.places).unwrap();
    let turns =
        posts.holdings(POST).iter().map(|holding| holding.period.from).filter(|&from| from >= now);
    for turn in turns.chain([now]) {
        let held: Vec<_> = posts.holders_at(POST, turn).map(|holding| holding.member).collect();
        prop_assert!(held.len() <= places, "{turn}: {held:?}");
        prop_assert_eq!(held.iter().collect::<HashSet<_>>().len(), held.len());
    }
    Ok(())
}

#[test]
fn no_post_is_ever_held_by_more_than_its_places() {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) };
    let (tried, accepted, full) = (Cell::new(0_u32), Cell::new(0_u32), Cell::new(0_u32));
    let run =
        TestRunner::new(config).run(&prop::collection::vec(any::<[u8; 4]>(), 1..48), |steps| {
            let (mut atlas, mut now) = (founded(), start());
            for step in steps {
                now += TimeDelta::hours(i64::from(step[3] % 40));
                let Some(wanted) = edit(&atlas, step, now) else { continue };
                tried.set(tried.get() + 1);
                match applied(&atlas, vec![wanted], now) {
                    Some(next) => {
                        accepted.set(accepted.get() + 1);
                        atlas = next;
                    }
                    None => full.set(full.get() + 1),
                }
                check(&atlas, now)?;
            }
            Ok(())
        });
    run.unwrap_or_else(|failure| unreachable!("{failure}"));
    let (tried, accepted, full) = (tried.get(), accepted.get(), full.get());
    assert!(
        accepted * 4 >= tried && full * 10 >= tried,
        "{accepted} of {tried} were accepted, {full} refused"
    );
}
