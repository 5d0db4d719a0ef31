//! What came of a change of responsibility, told to whoever made it.

use crate::support::hall::{Hall, polygon};
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use wangge::domain::duty::Capacity;
use wangge::domain::unit::Unit;

async fn send(hall: &Hall, place: Value, more: Value) -> Value {
    let mut body = json!({
        "place": place, "category": "environment.noise", "kind": "complaint", "description": "夜里施工噪声",
    });
    more.as_object().unwrap().iter().for_each(|(name, value)| body[name] = value.clone());
    hall.post("resident", "/requests", &body).expect(201).await.json()["id"].clone()
}

fn end_of_leader(hall: &Hall, grid: &str) -> String {
    end_of(hall, grid, Capacity::Leader)
}

fn end_of(hall: &Hall, grid: &str, capacity: Capacity) -> String {
    let (atlas, now) = (hall.town.db.atlas(), hall.town.now());
    let chain = atlas.people().chain(Unit::Grid(grid_id(grid)), now);
    let duty = chain.into_iter().find(|duty| duty.capacity == capacity).unwrap().id;
    format!("/duties/{duty}/end")
}

fn effects(changed: &Value) -> (Value, Value, Value) {
    (
        changed["notices"].clone(),
        changed["moved_requests"].clone(),
        changed["moved_request_ids"].clone(),
    )
}

#[actix_web::test]
async fn requests_that_moved_are_counted_and_named_and_named_again_with_the_key() {
    let hall = Hall::open().await;
    let point = || json!({ "lon": 121.405, "lat": 30.905 });
    let first = send(&hall, point(), json!({})).await;
    hall.town.clock.advance(chrono::TimeDelta::seconds(1));
    let second = send(&hall, point(), json!({})).await;
    send(&hall, json!({ "grid_code": "G3" }), json!({})).await;
    let ended = hall
        .twice("supervisor", &end_of_leader(&hall, "G1"), &json!({ "version": 1 }), 200)
        .await
        .json();
    assert_eq!(effects(&ended), (json!([]), json!(2), json!([second, first])));
    let idle = json!({ "unit": { "kind": "grid", "id": grid_id("G1") }, "member": member_id("idle"), "capacity": "leader" });
    let given = hall.twice("supervisor", "/duties", &idle, 201).await.json();
    assert_eq!(effects(&given).1, json!(2), "from the deputy to the new leader");
    let away = json!({ "member": member_id("G1-deputy"), "kind": "leave" });
    let away = hall.twice("supervisor", "/absences", &away, 201).await.json();
    assert_eq!(effects(&away), (json!([]), json!(0), json!([])), "an absence moves nothing");
}

#[actix_web::test]
async fn a_request_about_the_caller_is_not_even_counted() {
    let hall = Hall::open().await;
    let about = json!({ "about_staff": true, "about_member": member_id("supervisor-N1") });
    send(&hall, json!({ "grid_code": "G1" }), about).await;
    let other = send(&hall, json!({ "grid_code": "G1" }), json!({})).await;
    let unit = Unit::Grid(grid_id("G1"));
    let held = hall.town.db.read(wangge::store::requests::held).await.unwrap();
    assert_eq!(held.iter().filter(|held| held.unit == unit).count(), 2);
    let ended = hall
        .post("supervisor-N1", &end_of_leader(&hall, "G1"), &json!({ "version": 1 }))
        .expect(200)
        .await
        .json();
    assert_eq!(effects(&ended), (json!([]), json!(1), json!([other])));
}

#[actix_web::test]
async fn what_lies_elsewhere_is_named_while_a_unit_here_holds_it_and_counted_alone_when_it_leaves()
{
    let hall = Hall::open().await;
    let id = send(&hall, json!({ "grid_code": "G3" }), json!({})).await;
    let to = json!({ "kind": "grid", "id": grid_id("N1") });
    let transfer = json!({ "action": "transfer", "to": to, "reason": "not_our_duty" });
    let uri = format!("/requests/{}/transitions", id.as_str().unwrap());
    hall.post("supervisor", &uri, &transfer).expect(200).await;
    hall.post("N1-leader", &uri, &json!({ "action": "accept" })).expect(200).await;
    for (capacity, named) in [(Capacity::Leader, json!([id])), (Capacity::Deputy, json!([]))] {
        hall.town.clock.advance(TimeDelta::minutes(1));
        let end =
            hall.post("supervisor-N1", &end_of(&hall, "N1", capacity), &json!({ "version": 1 }));
        assert_eq!(
            effects(&end.expect(200).await.json()),
            (json!([]), json!(1), named),
            "{capacity}"
        );
    }
}

#[actix_web::test]
async fn land_that_changes_hands_takes_its_requests_along() {
    let hall = Hall::open().await;
    let id = send(&hall, json!({ "lon": 121.411, "lat": 30.905 }), json!({})).await;
    let ring = |west: f64, east: f64| {
        polygon(&[[west, 30.90], [east, 30.90], [east, 30.91], [west, 30.91]])
    };
    let moved = json!({ "boundaries": [
        { "grid": grid_id("G1"), "version": 1, "geometry": ring(121.40, 121.412) },
        { "grid": grid_id("G2"), "version": 1, "geometry": ring(121.412, 121.42) },
    ] });
    let changed = hall.twice("supervisor-N1", "/grids/boundaries", &moved, 200).await.json();
    assert_eq!(effects(&changed), (json!([]), json!(1), json!([id])));
    let below = send(&hall, json!({ "grid_code": "G2" }), json!({})).await;
    let retire = json!({ "version": 2, "allow_gaps": true });
    let retired = hall
        .twice("supervisor", &format!("/grids/{}/retire", grid_id("G2")), &retire, 200)
        .await
        .json();
    assert_eq!(effects(&retired), (json!([]), json!(1), json!([below])));
}

#[actix_web::test]
async fn a_hole_below_a_parent_without_a_polygon_is_a_notice_in_the_callers_language() {
    let hall = Hall::open().await;
    let parent = json!({ "code": "N3", "name": "三村", "level": "neighborhood", "parent": grid_id("T"), "allow_gaps": true });
    let parent = hall.post("supervisor", "/grids", &parent).expect(201).await.json();
    let outer =
        [[121.50, 30.90], [121.51, 30.90], [121.51, 30.91], [121.50, 30.91], [121.50, 30.90]];
    let inner = [
        [121.503, 30.903],
        [121.503, 30.907],
        [121.507, 30.907],
        [121.507, 30.903],
        [121.503, 30.903],
    ];
    let ring = json!({
        "code": "N3-1", "name": "环", "level": "grid", "parent": parent["id"],
        "boundary": { "type": "Polygon", "coordinates": [outer, inner] },
    });
    let founded = hall.twice("supervisor", "/grids", &ring, 201).await.json();
    let notice = &founded["notices"][0];
    assert_eq!(
        (&notice["code"], &notice["params"]["parent"]),
        (&json!("grids_leave_gap"), &json!("N3"))
    );
    assert!(notice["message"].as_str().unwrap().contains("空隙"), "{notice}");
    let again = json!({ "boundaries": [{ "grid": founded["id"], "version": 1, "geometry": ring["boundary"] }] });
    let changed =
        hall.post("supervisor", "/grids/boundaries", &again).header("Accept-Language", "en");
    let changed = changed.expect(200).await.json();
    assert!(
        changed["notices"][0]["message"].as_str().unwrap().contains("leave a hole"),
        "{changed}"
    );
}
