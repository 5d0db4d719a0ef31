//! Requests that say where it is by an address.

use crate::support::desk::{Desk, Person, noise, with};
use crate::support::hall::group_id;
use crate::support::quarter::{address_id, settle};
use crate::support::town::{Town, grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::domain::atlas_edit::{AtlasEdit, NewMembership};
use wangge::domain::id::RegistrationId;
use wangge::domain::registration::{Registrant, RegistrationState};
use wangge::domain::role::Role;
use wangge::store::Actor;
use wangge::store::registrations::Registration;

async fn desk() -> Desk {
    let desk = Desk::new().await;
    settle(&desk.town).await;
    desk
}

async fn sent(person: &Person<'_>, place: Value) -> Value {
    person.submit(with(noise(), json!({ "place": place }))).await
}

fn unit(sent: &Value) -> &str {
    sent["unit"]["code"].as_str().unwrap()
}

/// The steps of the last routing of a request, as its leader sees them.
async fn steps(person: &Person<'_>, id: &Value) -> Vec<Value> {
    let routing =
        person.get(&format!("/api/v1/requests/{}/routing", id.as_str().unwrap())).expect(200).await;
    routing.items().last().unwrap()["trace"].as_array().unwrap().clone()
}

fn step<'a>(steps: &'a [Value], name: &str) -> Option<&'a Value> {
    steps.iter().find(|step| step["step"] == name)
}

/// Moves a building group into another grid.
async fn relocate(town: &Town, group: &str, grid: &str) {
    let moved = Some(NewMembership { id: Uuid::now_v7(), grid: grid_id(grid) });
    let (building_group, name, household_count) = (group_id(group), "楼组".to_owned(), 48);
    town.apply(vec![AtlasEdit::ChangeBuildingGroup {
        building_group,
        name,
        household_count,
        moved,
    }])
    .await
    .unwrap();
}

#[actix_web::test]
async fn an_address_goes_to_the_grid_of_its_building_group() {
    let desk = desk().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G2-leader").await);
    for place in [
        json!({ "address_id": address_id("银杏新村3号楼") }),
        json!({ "address": "银杏新村三号楼502" }),
        json!({ "address": "三号楼五零二", "grid_code": "G2" }),
        json!({ "address": "3-502", "lon": 121.4181, "lat": 30.909 }),
    ] {
        let sent = sent(&resident, place.clone()).await;
        assert_eq!((unit(&sent), &sent["place"]["by"]), ("G2", &json!("address")), "{place}");
        assert_eq!(sent["place"]["building_group_id"], json!(group_id("Q3")), "{place}");
        let steps = steps(&leader, &sent["id"]).await;
        let told =
            step(&steps, "address_given").or_else(|| step(&steps, "address_matched")).unwrap();
        assert_eq!(told["building_group"], json!(group_id("Q3")), "{place}");
        assert_eq!(step(&steps, "group_of").unwrap()["grid"], json!(grid_id("G2")), "{place}");
        assert_eq!(step(&steps, "point_disagrees"), None, "{place}");
    }
}

#[actix_web::test]
async fn an_ambiguous_address_goes_to_the_lowest_grid_common_to_all() {
    let desk = desk().await;
    let resident = desk.resident("13812341234").await;
    let cases = [
        (json!({ "address": "银杏3号楼" }), "G2"),
        (json!({ "address": "龙泉路138弄" }), "G1"),
        (json!({ "address": "龙泉路" }), "N1"),
        (json!({ "address": "3号楼" }), "T-desk"),
        (json!({ "address": "3号楼", "grid_code": "N1" }), "N1"),
        (json!({ "address": "3号楼", "lon": 121.4105, "lat": 30.905 }), "G2"),
    ];
    for (place, expected) in cases {
        assert_eq!(unit(&sent(&resident, place.clone()).await), expected, "{place}");
    }
    let leader = desk.member("N1-leader").await;
    let sent = sent(&resident, json!({ "address": "龙泉路" })).await;
    assert_eq!(
        (&sent["place"]["by"], sent["place"].get("building_group_id")),
        (&json!("address"), None)
    );
    let steps = steps(&leader, &sent["id"]).await;
    assert_eq!(step(&steps, "address_ambiguous").unwrap()["grid"], json!(grid_id("N1")));
}

#[actix_web::test]
async fn a_point_that_disagrees_is_kept_and_flagged() {
    let desk = desk().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G2-leader").await);
    let sent =
        sent(&resident, json!({ "address": "银杏新村3号楼", "lon": 121.435, "lat": 30.905 })).await;
    assert_eq!((unit(&sent), &sent["place"]["lon"]), ("G2", &json!(121.435)));
    let steps = steps(&leader, &sent["id"]).await;
    assert_eq!(step(&steps, "point_disagrees").unwrap()["grid"], json!(grid_id("G4")));
}

#[actix_web::test]
async fn a_text_like_no_address_leaves_the_place_to_the_rest() {
    let desk = desk().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G3-leader").await);
    for place in [
        json!({ "address": "梧桐苑3号楼", "grid_code": "G3" }),
        json!({ "address": "梧桐苑3号楼", "lon": 121.425, "lat": 30.905 }),
        json!({ "address": "99号", "grid_code": "G3" }),
    ] {
        let sent = sent(&resident, place.clone()).await;
        assert_eq!((unit(&sent), sent["place"]["by"] == "address"), ("G3", false), "{place}");
        assert!(step(&steps(&leader, &sent["id"]).await, "address_unmatched").is_some(), "{place}");
    }
}

#[actix_web::test]
async fn the_address_is_read_by_those_who_read_the_texts() {
    let desk = desk().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G2-leader").await);
    let text = "银杏新村三号楼五零二，门铃坏了";
    let open = sent(&resident, json!({ "address": text })).await;
    for reader in [&resident, &leader] {
        assert_eq!(reader.read(open["id"].as_str().unwrap()).await.json()["address"], text);
    }
    let chosen = sent(&resident, json!({ "address_id": address_id("银杏新村3号楼") })).await;
    assert_eq!(
        leader.read(chosen["id"].as_str().unwrap()).await.json()["address"],
        "银杏新村3号楼"
    );
    let fields = json!({ "place": { "address": text }, "confidential": true });
    let secret = resident.submit(with(noise(), fields)).await;
    let seen = leader.read(secret["id"].as_str().unwrap()).await.json();
    assert_eq!((seen.get("address"), seen.get("description")), (None, None));
}

#[actix_web::test]
async fn an_open_request_follows_its_building_group() {
    let desk = desk().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G4-leader").await);
    let placed =
        sent(&resident, json!({ "address": "银杏新村3号楼", "lon": 121.425, "lat": 30.905 })).await;
    let id = placed["id"].as_str().unwrap();
    desk.pass(TimeDelta::hours(1)).await;
    relocate(&desk.town, "Q3", "G4").await;
    let moved = leader.read(id).await.json();
    assert_eq!((unit(&moved), &moved["place"]["grid_code"]), ("G4", &json!("G4")));
    desk.pass(TimeDelta::hours(1)).await;
    desk.town
        .apply(vec![AtlasEdit::RetireBuildingGroup { building_group: group_id("Q3") }])
        .await
        .unwrap();
    assert_eq!(unit(&leader.read(id).await.json()), "G4", "the grid answers for what is gone");
}

#[actix_web::test]
async fn an_ambiguous_request_stays_where_the_address_put_it() {
    let desk = desk().await;
    let resident = desk.resident("13812341234").await;
    let placed =
        sent(&resident, json!({ "address": "龙泉路", "lon": 121.435, "lat": 30.905 })).await;
    assert_eq!(unit(&placed), "N1");
    let secretary = desk.member("N1-deputy").await;
    desk.pass(TimeDelta::hours(1)).await;
    let atlas = desk.town.db.atlas();
    let duty = atlas.people().duties(wangge::domain::unit::Unit::Grid(grid_id("N1")))[0].id;
    desk.town.apply(vec![AtlasEdit::EndDuty { duty, at: desk.town.now() }]).await.unwrap();
    let moved = secretary.read(placed["id"].as_str().unwrap()).await.json();
    assert_eq!(
        (unit(&moved), &moved["place"]["by"]),
        ("N1", &json!("address")),
        "not to where the point lies"
    );
}

/// Registers a member with a neighbourhood.
async fn register(town: &Town, member: &str, grid: &str) {
    let (who, grid) = (Registrant::Member(member_id(member)), grid_id(grid));
    let write = town.db.write(move |tx| {
        let mut row = Registration::new(RegistrationId(Uuid::now_v7()), grid, who, None, tx.now());
        row.state = RegistrationState::Accepted;
        row.insert(tx, &Actor::Service, "registration_requested", json!({}))
    });
    write.await.unwrap();
}

#[actix_web::test]
async fn what_a_member_writes_is_looked_for_where_they_are_registered() {
    let desk = desk().await;
    let member = desk.member("G1-deputy").await;
    let somewhere = json!({ "address": "3号楼" });
    assert_eq!(unit(&sent(&member, somewhere.clone()).await), "T-desk");
    register(&desk.town, "G1-deputy", "N1").await;
    assert_eq!(unit(&sent(&member, somewhere.clone()).await), "N1");
    let unnamed = json!({ "place": somewhere, "anonymous": true });
    let unnamed = member.submit(with(noise(), unnamed)).await;
    assert_eq!(unit(&unnamed), "T-desk", "where they live tells nobody who they are");
    let other = desk.member("G3-deputy").await;
    register(&desk.town, "G3-deputy", "N2").await;
    let elsewhere = sent(&other, json!({ "address": "银杏新村3号楼" })).await;
    assert_eq!(unit(&elsewhere), "G2", "what is not there is looked for everywhere");
}

#[actix_web::test]
async fn who_does_not_read_the_texts_sees_about_where_it_is() {
    let desk = desk().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G2-leader").await);
    let place = json!({ "address": "银杏新村3号楼", "lon": 121.418_12, "lat": 30.909_09 });
    let fields = json!({ "place": place, "confidential": true });
    let secret = resident.submit(with(noise(), fields)).await;
    assert_eq!(
        (&secret["place"]["lon"], &secret["place"]["lat"]),
        (&json!(121.41812), &json!(30.90909))
    );
    let id = secret["id"].as_str().unwrap();
    desk.appointed("reception", Role::TownDesk, "T").await.dispatch(id, "G2").await;
    let listed = leader.get("/api/v1/requests?whose=my_grids").expect(200).await.items()[0].clone();
    let waiting = leader.get("/api/v1/inbox").expect(200).await.items()[0].clone();
    for seen in [leader.read(id).await.json(), listed, waiting] {
        assert_eq!(seen["id"], secret["id"]);
        let place = &seen["place"];
        assert_eq!((&place["lon"], &place["lat"]), (&json!(121.418), &json!(30.909)));
        assert_eq!((place.get("building_group_id"), &place["grid_code"]), (None, &json!("G2")));
    }
}
