//! Who serves here, as everybody may ask.

use super::{founded, given, mediators, of, term, with};
use crate::support::hall::{Hall, NAME, group_id};
use crate::support::quarter::{address_at, address_id, settle};
use crate::support::request::Reply;
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};

/// As somebody who has not signed in.
async fn asked(hall: &Hall, place: &Value, status: u16) -> Reply {
    hall.app.post("/api/v1/pioneer-posts/serving").json(place).expect(status).await
}

async fn names(hall: &Hall, place: &Value) -> Vec<String> {
    let served = asked(hall, place, 200).await.json();
    served["posts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|post| post["name"].as_str().unwrap().to_owned())
        .collect()
}

/// Posts called after what they serve: a grid, its neighbourhood, the town, building groups, two
/// points.
async fn hall() -> Hall {
    let hall = Hall::open().await;
    settle(&hall.town).await;
    hall.town
        .apply(vec![address_at(&hall.town, "Q1", "龙泉路138弄金水苑9号楼", (121.402, 30.902))])
        .await
        .unwrap();
    let zones = [
        ("town", json!({ "kind": "grid", "grid": grid_id("T") })),
        ("N1", json!({ "kind": "grid", "grid": grid_id("N1") })),
        ("G1", json!({ "kind": "grid", "grid": grid_id("G1") })),
        (
            "Q1",
            json!({ "kind": "building_groups", "building_groups": [group_id("Q1"), group_id("Q2")] }),
        ),
        ("square", json!({ "kind": "point", "lon": 121.402, "lat": 30.902, "radius_m": 200 })),
        ("border", json!({ "kind": "point", "lon": 121.4095, "lat": 30.905, "radius_m": 300 })),
    ];
    for (name, zone) in zones {
        let body = with(with(mediators(&format!("X-{name}")), "name", json!(name)), "zone", zone);
        hall.post("supervisor", "/pioneer-posts", &body).expect(201).await;
    }
    hall
}

#[actix_web::test]
async fn a_place_is_served_by_the_zones_that_cover_it_the_narrowest_first() {
    let hall = hall().await;
    for (place, served) in [
        (json!({ "address": "龙泉路138弄金水苑3号楼502" }), &["Q1", "G1", "N1", "town"][..]),
        (
            json!({ "address_id": address_id("龙泉路138弄金水苑4号楼") }),
            &["Q1", "G1", "N1", "town"],
        ),
        (json!({ "address": "龙泉路138弄金水苑9号楼" }), &["Q1", "square", "G1", "N1", "town"]),
        (json!({ "address": "银杏新村3号楼" }), &["N1", "town"]),
        (json!({ "lon": 121.402, "lat": 30.9035 }), &["square", "G1", "N1", "town"]),
        (json!({ "lon": 121.402, "lat": 30.9045 }), &["G1", "N1", "town"]),
        // Around a point near the border of its grid, in the next one.
        (json!({ "lon": 121.4115, "lat": 30.905 }), &["border", "N1", "town"]),
        (json!({ "grid_code": "G1" }), &["G1", "N1", "town"]),
        (json!({ "grid_code": "N1" }), &["N1", "town"]),
        (json!({ "grid_code": "G4" }), &["town"]),
        // A text that is ambiguous is served by what serves the grid common to all that it may
        // mean.
        (json!({ "address": "3号楼", "grid_code": "N1" }), &["N1", "town"]),
    ] {
        assert_eq!(names(&hall, &place).await, served, "{place}");
    }
}

#[actix_web::test]
async fn the_answer_says_what_they_do_and_no_address() {
    let hall = hall().await;
    let text = "龙泉路138弄金水苑3号楼502";
    let reply = asked(&hall, &json!({ "address": text }), 200).await;
    let served = reply.json();
    assert_eq!(
        (&served["by"], &served["grid"]["code"], &served["candidate_count"]),
        (&json!("address"), &json!("G1"), &json!(1))
    );
    let post = &served["posts"][0];
    assert_eq!(
        (&post["unit_name"], &post["zone_kind"]),
        (&"Q1 楼组".into(), &"building_groups".into())
    );
    assert_eq!(
        (&post["duties"][0], &post["skills"][1]["name"]["zh"]),
        (&"上门劝和".into(), &"法律咨询".into())
    );
    assert_eq!((&post["holders"], &post["others"]), (&json!([]), &json!(0)));
    assert_eq!(served["posts"][1]["unit_name"], "G1 网格");
    // An identifier may hold any digits.
    let identifiers =
        served["posts"].as_array().unwrap().iter().map(|post| post["id"].as_str().unwrap());
    let said = identifiers.fold(reply.body.clone(), |said, id| said.replace(id, ""));
    for hidden in ["金水苑", "龙泉路", "502", "138****", "phone"] {
        assert!(!said.contains(hidden), "{hidden}: {said}");
    }
    let ambiguous = asked(&hall, &json!({ "address": "3号楼", "grid_code": "N1" }), 200).await;
    assert!(
        ambiguous.json()["candidate_count"] == 4 && !ambiguous.body.contains("银杏"),
        "{}",
        ambiguous.body
    );
}

#[actix_web::test]
async fn names_are_shown_with_consent_and_only_of_those_who_are_there() {
    let hall = Hall::open().await;
    let post = founded(&hall, &mediators("X-1")).await;
    let here = json!({ "grid_code": "G1" });
    let shown = async || {
        let served = asked(&hall, &here, 200).await.json();
        (served["posts"][0]["holders"].clone(), served["posts"][0]["others"].clone())
    };
    let mine = given(&hall, &post, "idle").await;
    let other = given(&hall, &post, "G1-leader").await;
    assert_eq!(shown().await, (json!([]), json!(2)));
    let yes = json!({ "name_shown": true, "version": 1 });
    hall.post("idle", &term(&mine, "consent"), &yes).expect(200).await;
    assert_eq!(shown().await, (json!([NAME]), json!(1)));
    let away =
        json!({ "member": member_id("idle"), "kind": "leave", "to": "2026-03-09T09:00:00+08:00" });
    hall.post("idle", "/absences", &away).expect(201).await;
    assert_eq!(shown().await, (json!([]), json!(1)), "who is away does not serve");
    hall.town.clock.advance(TimeDelta::minutes(1));
    hall.post("N1-leader", &term(&other, "end"), &json!({ "version": 1 })).expect(200).await;
    assert_eq!(shown().await, (json!([]), json!(0)));
    hall.town.clock.advance(TimeDelta::days(8));
    assert_eq!(shown().await, (json!([NAME]), json!(0)));
    let no = json!({ "name_shown": false, "version": 2 });
    hall.post("idle", &term(&mine, "consent"), &no).expect(200).await;
    assert_eq!(shown().await, (json!([]), json!(1)), "taken back, it is gone at once");
    hall.post("N1-leader", &of(&post, "retire"), &json!({ "version": 1 })).expect(200).await;
    assert_eq!(asked(&hall, &here, 200).await.json()["posts"], json!([]));
}

#[actix_web::test]
async fn what_means_no_place_is_refused() {
    let hall = hall().await;
    for (place, code, pointer) in [
        (json!({}), "place_required", ""),
        (json!({ "address": "梧桐苑3号楼" }), "address_not_found", "/address"),
        (json!({ "address_id": member_id("idle") }), "unknown_address", "/address_id"),
        (json!({ "grid_code": "G9" }), "unknown_grid", "/grid_code"),
        (json!({ "lon": 121.405 }), "one_coordinate", "/lat"),
        (json!({ "room": 502 }), "unknown_field", "/room"),
    ] {
        asked(&hall, &place, 422).await.code(code).at(pointer);
    }
}
