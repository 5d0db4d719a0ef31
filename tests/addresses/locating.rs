//! Which place is meant, and who answers for it.

use crate::support::hall::{Hall, group_id};
use crate::support::quarter::{address_id, settle};
use crate::support::request::Reply;
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use uuid::Uuid;

async fn hall() -> Hall {
    let hall = Hall::open().await;
    settle(&hall.town).await;
    hall
}

/// As somebody who has not signed in.
async fn locate(hall: &Hall, body: Value, status: u16) -> Reply {
    hall.app.post("/api/v1/locate").json(&body).expect(status).await
}

#[actix_web::test]
async fn an_address_that_is_found_names_its_group_and_who_answers() {
    let hall = hall().await;
    for body in [
        json!({ "address_id": address_id("银杏新村3号楼") }),
        json!({ "address": "银杏新村三号楼502" }),
        json!({ "address": "银杏新村3-502", "lon": 121.435, "lat": 30.905 }),
    ] {
        let found = locate(&hall, body.clone(), 200).await.json();
        assert_eq!(
            (&found["by"], &found["grid"]["code"]),
            (&"address".into(), &"G2".into()),
            "{body}"
        );
        assert_eq!(found["building_group"]["id"], json!(group_id("Q3")), "{body}");
        assert_eq!(found["responsible"]["unit"]["code"], "G2", "{body}");
        assert_eq!(found["point_disagrees"], body.get("lon").is_some(), "{body}");
        assert_eq!((found.get("trace"), found["responsible"].get("name")), (None, None), "{body}");
    }
}

#[actix_web::test]
async fn the_candidates_are_listed_with_reason_and_person() {
    let hall = hall().await;
    let found = locate(&hall, json!({ "address": "3号楼", "grid_code": "N1" }), 200).await.json();
    assert_eq!((&found["grid"]["code"], &found["candidate_count"]), (&"N1".into(), &json!(4)));
    assert_eq!(found["responsible"]["unit"]["title"], "书记");
    let candidates = found["candidates"].as_array().unwrap();
    let told: Vec<_> = candidates
        .iter()
        .map(|one| {
            [&one["text"], &one["grid"]["code"], &one["name"], &one["parts"]]
                .map(|text| text.as_str().unwrap())
        })
        .collect();
    assert_eq!(
        told,
        [
            ["银杏新村3号楼", "G2", "unsaid", "all"],
            ["龙泉路138弄金水苑3号楼", "G1", "unsaid", "all"],
            ["龙泉路200弄3号", "G2", "unsaid", "all"],
            ["龙泉路138弄金水苑3号楼101室", "G1", "unsaid", "some"],
        ]
    );
    assert_eq!(candidates[1]["building_group"]["code"], "Q1");
    assert_eq!(candidates[1]["responsible"]["unit"]["code"], "G1");
    let chosen =
        locate(&hall, json!({ "address_id": candidates[1]["address_id"] }), 200).await.json();
    assert_eq!(chosen["building_group"]["code"], "Q1");
}

#[actix_web::test]
async fn a_login_adds_names_and_the_scope_the_reasons() {
    let hall = hall().await;
    let body = json!({ "address": "银杏新村3号楼" });
    for (who, reasons) in
        [("resident", false), ("G1-leader", false), ("G2-leader", true), ("supervisor", true)]
    {
        let found = hall.unkeyed(who, "/locate", &body).expect(200).await.json();
        assert_eq!(
            (&found["responsible"]["name"], found["trace"].is_array()),
            (&"张*".into(), reasons),
            "{who}"
        );
        assert_eq!(found["candidates"][0]["responsible"]["name"], "张*");
    }
    let trace =
        hall.unkeyed("supervisor", "/locate", &body).expect(200).await.json()["trace"].clone();
    let group = json!(group_id("Q3"));
    assert_eq!(
        trace[0],
        json!({ "step": "address_matched", "building_group": group, "name": "same", "parts": "all" })
    );
    assert_eq!(
        trace[1],
        json!({ "step": "group_of", "building_group": group, "grid": grid_id("G2") })
    );
    assert_eq!(trace[2]["member"], json!(member_id("G2-leader")));
}

#[actix_web::test]
async fn points_and_grids_are_places_too() {
    let hall = hall().await;
    for (body, by, grid) in [
        (json!({ "lon": 121.405, "lat": 30.905 }), "point", "G1"),
        (json!({ "grid_code": "N2" }), "grid", "N2"),
        (json!({ "address": "梧桐苑3号楼", "grid_code": "G4" }), "grid", "G4"),
        (json!({ "address": "梧桐苑3号楼", "lon": 121.405, "lat": 30.905 }), "point", "G1"),
    ] {
        let found = locate(&hall, body.clone(), 200).await.json();
        assert_eq!((&found["by"], &found["grid"]["code"]), (&by.into(), &grid.into()), "{body}");
        assert_eq!(
            (&found["candidates"], found.get("building_group")),
            (&json!([]), None),
            "{body}"
        );
    }
}

#[actix_web::test]
async fn what_means_no_place_is_refused() {
    let hall = hall().await;
    for (body, code, pointer) in [
        (json!({}), "place_required", ""),
        (json!({ "address": "梧桐苑3号楼" }), "address_not_found", "/address"),
        (json!({ "address": "小区" }), "address_says_nothing", "/address"),
        (json!({ "address": "" }), "required", "/address"),
        (json!({ "address_id": Uuid::now_v7() }), "unknown_address", "/address_id"),
        (json!({ "grid_code": "G9" }), "unknown_grid", "/grid_code"),
        (json!({ "lon": 121.405 }), "one_coordinate", "/lat"),
        (json!({ "lon": 30.905, "lat": 121.405 }), "coordinates_swapped", ""),
        (json!({ "room": 502 }), "unknown_field", "/room"),
    ] {
        locate(&hall, body.clone(), 422).await.code(code).at(pointer);
    }
}

#[actix_web::test]
async fn of_a_known_compound_an_unknown_number_is_somewhere_in_it() {
    let hall = hall().await;
    let place = locate(&hall, json!({ "address": "金水苑99号楼502" }), 200).await.json();
    assert_eq!((&place["by"], &place["grid"]["code"]), (&json!("address"), &json!("G1")));
    assert_eq!(place.get("building_group"), None, "its building is not known");
    assert!(place["candidate_count"].as_u64().unwrap() > 1, "{place}");
    let staff = hall
        .post("T-leader", "/locate", &json!({ "address": "金水苑99号楼502" }))
        .expect(200)
        .await
        .json();
    assert_eq!(staff["trace"][0], json!({ "step": "address_number_unknown" }));
    locate(&hall, json!({ "address": "无名苑99号楼502" }), 422).await.code("address_not_found");
}
