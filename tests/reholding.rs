//! Which open requests a change moves: told before, done after, in one and the same way.

use crate::support::hall::Hall;
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::{Absence, AbsenceKind, Capacity, Duty};
use wangge::domain::geometry::Effort;
use wangge::domain::id::{AbsenceId, GridId, MemberId, RequestId};
use wangge::domain::period::Period;
use wangge::domain::plan::{PlanConsent, plan};
use wangge::domain::rehold::ReholdContext;
use wangge::domain::unit::Unit;
use wangge::jobs::run_due;
use wangge::service::requests::rehold::moving;
use wangge::store::requests::{
    Assignment, MovingRequest, OpenRequest, RequestRow, TouchedUnits, open_in, timeline,
};

async fn send(hall: &Hall, who: &str, place: Value, more: Value) -> RequestId {
    let mut body = json!({
        "place": place, "category": "environment.noise", "kind": "complaint", "description": "夜里施工噪声",
    });
    more.as_object().unwrap().iter().for_each(|(name, value)| body[name] = value.clone());
    let sent = hall.post(who, "/requests", &body).expect(201).await.json();
    serde_json::from_value(sent["id"].clone()).unwrap()
}

async fn transfer(hall: &Hall, request: RequestId, to: &str) {
    let transfer = json!({ "action": "transfer", "to": { "kind": "grid", "id": grid_id(to) }, "reason": "not_our_duty" });
    let uri = format!("/requests/{request}/transitions");
    hall.post("supervisor", &uri, &transfer).expect(200).await;
    let leader = format!("{to}-leader");
    hall.post(&leader, &uri, &json!({ "action": "accept" })).expect(200).await;
}

/// The present duty of the leader of a grid.
fn led(hall: &Hall, grid: &str) -> Duty {
    let (atlas, now) = (hall.town.db.atlas(), hall.town.now());
    *atlas
        .people()
        .chain(Unit::Grid(grid_id(grid)), now)
        .find(|duty| duty.capacity == Capacity::Leader)
        .unwrap()
}

fn away(hall: &Hall, who: &str) -> AtlasEdit {
    let (id, period) = (AbsenceId(Uuid::now_v7()), Period::since(hall.town.now()));
    AtlasEdit::AddAbsence(Absence {
        id,
        member: member_id(who),
        kind: AbsenceKind::Leave,
        period,
        version: 1,
    })
}

/// What would move, told on a connection that cannot write.
async fn moves_of(hall: &Hall, edits: &[AtlasEdit], vacated: &[MemberId]) -> Vec<MovingRequest> {
    let (before, at, vacated) = (hall.town.db.atlas(), hall.town.now(), vacated.to_vec());
    let allowances = PlanConsent { gaps: true, overlaps: false };
    let plan = plan(&before, edits, allowances, at, &Effort::unbounded(), &mut Uuid::now_v7);
    assert_eq!(plan.problems, []);
    let read = hall.town.db.read(move |connection| {
        let reholding = ReholdContext {
            before: &before,
            after: &plan.atlas,
            vacated: &vacated,
            restored: None,
            at,
        };
        moving(connection, &reholding, &plan.touched)
    });
    read.await.unwrap()
}

fn to(moving: &[MovingRequest]) -> Vec<(RequestId, Unit, MemberId)> {
    let holding = |moving: &MovingRequest| moving.to.routed.holding;
    moving
        .iter()
        .map(|moving| (moving.request.id, holding(moving).unit, holding(moving).member))
        .collect()
}

async fn row(hall: &Hall, request: RequestId) -> RequestRow {
    hall.town.db.read(move |connection| RequestRow::load(connection, request)).await.unwrap()
}

async fn assignments(hall: &Hall, request: RequestId) -> Vec<Assignment> {
    hall.town.db.read(move |connection| Assignment::all(connection, request)).await.unwrap()
}

/// The change set that the last event of a request names.
async fn named_last(hall: &Hall, request: RequestId) -> (String, Option<Value>) {
    let events = hall.town.db.read(move |connection| timeline(connection, request)).await.unwrap();
    let last = events.into_iter().next_back().unwrap();
    (last.kind, last.payload.0.get("change_set").cloned())
}

#[actix_web::test]
async fn what_is_told_to_move_moves_and_nothing_else_does() {
    let hall = Hall::open().await;
    let point = json!({ "lon": 121.405, "lat": 30.905 });
    let about = json!({ "about_staff": true, "about_member": member_id("G2-leader") });
    let routed = send(&hall, "resident", point, json!({})).await;
    let concerning = send(&hall, "resident", json!({ "grid_code": "G1" }), about).await;
    let handed_here = send(&hall, "resident", json!({ "grid_code": "G3" }), json!({})).await;
    transfer(&hall, handed_here, "G1").await;
    let handed_away = send(&hall, "resident", json!({ "grid_code": "G1" }), json!({})).await;
    transfer(&hall, handed_away, "G2").await;
    let elsewhere = send(&hall, "resident", json!({ "grid_code": "G4" }), json!({})).await;
    hall.town.clock.advance(TimeDelta::minutes(1));
    let end = [AtlasEdit::EndDuty { duty: led(&hall, "G1").id, at: hall.town.now() }];
    let moving_requests = moves_of(&hall, &end, &[]).await;
    let stay = [row(&hall, handed_away).await, row(&hall, elsewhere).await];
    let applied = hall.town.apply(end.to_vec()).await.unwrap();
    let ids: Vec<RequestId> = moving_requests.iter().map(|moving| moving.request.id).collect();
    assert_eq!(ids, applied.moved);
    assert!(
        ids.contains(&routed) && ids.contains(&concerning) && ids.contains(&handed_here),
        "{ids:?}"
    );
    for moving in &moving_requests {
        let now = row(&hall, moving.request.id).await;
        assert_eq!(now.holding(), moving.to.routed.holding);
        assert_eq!((&now.number, now.next_due), (&moving.request.number, moving.request.next_due));
        assert_eq!(
            (now.version, now.event_count),
            (moving.request.version + 1, moving.request.event_count + 1)
        );
        let events = hall.town.db.read({
            let id = now.id;
            move |connection| timeline(connection, id)
        });
        assert_eq!(events.await.unwrap().len(), usize::try_from(now.event_count).unwrap());
    }
    for before in stay {
        assert_eq!(row(&hall, before.id).await.version, before.version);
    }
    let here = row(&hall, handed_here).await;
    assert_eq!(
        (here.held_by.as_str(), here.place_grid_id),
        ("transfer", grid_id("G3")),
        "it stays handed on"
    );
}

#[actix_web::test]
async fn a_move_names_its_change_set_and_one_by_the_clock_names_none() {
    let hall = Hall::open().await;
    let id = send(&hall, "resident", json!({ "grid_code": "G1" }), json!({})).await;
    hall.town.clock.advance(TimeDelta::minutes(1));
    let end = AtlasEdit::EndDuty { duty: led(&hall, "G1").id, at: hall.town.now() };
    let applied = hall.town.apply(vec![end]).await.unwrap();
    let change_sets =
        |rows: Vec<Assignment>| rows.into_iter().map(|row| row.change_set_id.map(|key| key.0));
    assert_eq!(
        change_sets(assignments(&hall, id).await).collect::<Vec<_>>(),
        [None, Some(applied.change_set)]
    );
    assert_eq!(
        named_last(&hall, id).await,
        ("assigned".to_owned(), Some(json!(applied.change_set)))
    );

    let deputy = hall.town.db.atlas();
    let deputy =
        deputy.people().chain(Unit::Grid(grid_id("G1")), hall.town.now()).next().unwrap().id;
    let later = hall.town.now() + TimeDelta::hours(1);
    hall.town.apply(vec![AtlasEdit::EndDuty { duty: deputy, at: later }]).await.unwrap();
    hall.town.clock.advance(TimeDelta::hours(2));
    run_due(&hall.town.db, &hall.town.rulebook).await.unwrap();
    let rows = assignments(&hall, id).await;
    let last = rows.last().unwrap();
    assert_eq!(
        (rows.len(), last.sequence, last.started_at.0, last.change_set_id),
        (3, 3, later, None)
    );
    assert_eq!(
        rows[1].ended_at.unwrap().0,
        later,
        "the time is the next holder's since the duty ended"
    );
    assert_eq!(named_last(&hall, id).await, ("assigned".to_owned(), None));
}

#[actix_web::test]
async fn who_is_away_and_gives_away_what_they_hold_is_followed_by_who_answers_now() {
    let hall = Hall::open().await;
    let routed = send(&hall, "resident", json!({ "grid_code": "G1" }), json!({})).await;
    let handed_on = send(&hall, "resident", json!({ "grid_code": "G3" }), json!({})).await;
    transfer(&hall, handed_on, "G1").await;
    let leader = member_id("G1-leader");
    let absent = [away(&hall, "G1-leader")];
    assert_eq!(to(&moves_of(&hall, &absent, &[]).await), [], "an absence moves nothing by itself");
    let mut both = [routed, handed_on];
    both.sort_unstable();
    let all_to =
        |code: &str, who: &str| both.map(|id| (id, Unit::Grid(grid_id(code)), member_id(who)));
    assert_eq!(to(&moves_of(&hall, &absent, &[leader]).await), all_to("G1", "G1-deputy"));
    let both_absent = [away(&hall, "G1-leader"), away(&hall, "G1-deputy")];
    assert_eq!(to(&moves_of(&hall, &both_absent, &[leader]).await), all_to("N1", "N1-leader"));
    assert_eq!(to(&moves_of(&hall, &[], &[leader]).await), [], "who is present answers still");
    assert_eq!(
        to(&moves_of(&hall, &absent, &[member_id("G1-deputy")]).await),
        [],
        "somebody else gives away nothing"
    );
}

#[actix_web::test]
async fn at_the_root_what_nobody_else_can_take_stays() {
    let hall = Hall::open().await;
    let id = send(&hall, "resident", json!({ "grid_code": "T" }), json!({})).await;
    let leader = member_id("T-leader");
    let both = [away(&hall, "T-leader"), away(&hall, "T-deputy")];
    assert_eq!(to(&moves_of(&hall, &both, &[leader]).await), []);
    let moved = [(id, Unit::Grid(grid_id("T")), member_id("T-deputy"))];
    assert_eq!(to(&moves_of(&hall, &both[..1], &[leader]).await), moved);
}

#[actix_web::test]
async fn more_units_than_a_statement_can_name_find_the_same_requests() {
    let hall = Hall::open().await;
    let mut sent = Vec::new();
    for grid in ["G1", "G2", "G3", "G4", "N1"] {
        sent.push(send(&hall, "resident", json!({ "grid_code": grid }), json!({})).await);
    }
    let few = TouchedUnits {
        grids: vec![grid_id("G1")],
        units: vec![Unit::Grid(grid_id("G2"))],
        holders: vec![member_id("G3-leader")],
        requests: vec![sent[4]],
    };
    let mut many = few.clone();
    many.grids.extend((0..40_000).map(|number| GridId(Uuid::from_u128(number))));
    let found = async |touched: TouchedUnits| -> Vec<OpenRequest> {
        hall.town.db.read(move |connection| open_in(connection, &touched)).await.unwrap()
    };
    let ids =
        |found: Vec<OpenRequest>| found.into_iter().map(|request| request.id).collect::<Vec<_>>();
    let few = ids(found(few).await);
    assert_eq!(few.len(), 4);
    assert_eq!(ids(found(many).await), few);
}

#[actix_web::test]
async fn when_another_writer_moves_a_request_first_none_of_them_moves() {
    let hall = Hall::open().await;
    let ids = [
        send(&hall, "resident", json!({ "grid_code": "G1" }), json!({})).await,
        send(&hall, "resident", json!({ "grid_code": "G1" }), json!({})).await,
    ];
    hall.town.clock.advance(TimeDelta::minutes(1));
    let end = [AtlasEdit::EndDuty { duty: led(&hall, "G1").id, at: hall.town.now() }];
    let moving_requests: Arc<[MovingRequest]> = moves_of(&hall, &end, &[]).await.into();
    assert_eq!(moving_requests.len(), 2);
    hall.post(
        "G1-leader",
        &format!("/requests/{}/transitions", ids[0]),
        &json!({ "action": "accept" }),
    )
    .expect(200)
    .await;
    let late = hall.town.db.write(move |tx| tx.move_requests(&moving_requests)).await.unwrap_err();
    assert!(late.to_string().contains("moved by another writer"), "{late}");
    for id in ids {
        assert_eq!(row(&hall, id).await.holder_id, member_id("G1-leader"));
    }
}
