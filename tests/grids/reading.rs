//! Reading grids: everybody who has signed in may.

use crate::support::hall::{Hall, group_id};
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use uuid::Uuid;

fn codes(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn the_tree_is_listed_by_code_and_by_what_is_asked() {
    let hall = Hall::open().await;
    let list = async |query: &str| {
        hall.get("resident", &format!("/grids{query}")).expect(200).await.json()
    };
    assert_eq!(codes(&list("").await), ["G1", "G2", "G3", "G4", "N1", "N2", "T"]);
    assert_eq!(codes(&list("?level=neighborhood").await), ["N1", "N2"]);
    assert_eq!(codes(&list(&format!("?parent={}", grid_id("N2"))).await), ["G3", "G4"]);
    assert_eq!(codes(&list("?code=G2&kind=general").await), ["G2"]);
    assert_eq!(codes(&list("?kind=dedicated").await), [""; 0]);
    let page = list("?limit=5").await;
    let next = list(&format!("?limit=5&cursor={}", page["next_cursor"].as_str().unwrap())).await;
    assert_eq!(
        (codes(&page).len(), codes(&next), &next["next_cursor"]),
        (5, vec!["N2", "T"], &Value::Null)
    );
}

#[actix_web::test]
async fn one_grid_has_its_version_as_tag() {
    let hall = Hall::open().await;
    let reply = hall.get("resident", &format!("/grids/{}", grid_id("N1"))).expect(200).await;
    assert_eq!(reply.header("etag"), "\"1\"");
    let grid = reply.json();
    let expected = json!({
        "id": grid_id("N1"), "code": "N1", "name": "N1 网格", "level": "neighborhood", "kind": "general",
        "setting": "residential", "parent": grid_id("T"), "has_boundary": true, "children": 2,
        "created_at": "2026-03-02T01:00:00Z", "version": 1,
    });
    assert_eq!(grid, expected);
    let children = hall
        .get("resident", &format!("/grids/{}/children", grid_id("N1")))
        .expect(200)
        .await
        .json();
    assert_eq!(codes(&children), ["G1", "G2"]);
}

#[actix_web::test]
async fn a_boundary_is_a_geojson_feature() {
    let hall = Hall::open().await;
    let reply =
        hall.get("resident", &format!("/grids/{}/boundary", grid_id("G1"))).expect(200).await;
    assert_eq!(
        (reply.header("content-type"), reply.header("etag")),
        ("application/geo+json", "\"1\"")
    );
    let feature = reply.json();
    assert_eq!(
        (&feature["type"], &feature["geometry"]["type"]),
        (&json!("Feature"), &json!("Polygon"))
    );
    assert_eq!(feature["geometry"]["coordinates"][0][0], json!([121.4, 30.9]));
    assert!(
        (feature["properties"]["area_m2"].as_f64().unwrap() - 1_059_000.0).abs() < 2_000.0,
        "{feature}"
    );
    assert_eq!(feature["properties"]["version"], 1);
}

#[actix_web::test]
async fn holders_are_masked_and_absence_is_unavailability() {
    let hall = Hall::open().await;
    let uri = format!("/grids/{}/holders", grid_id("G1"));
    let away = json!({ "member": member_id("G1-leader"), "kind": "sick" });
    hall.post("G1-leader", "/absences", &away).expect(201).await;
    let holders = async |who: &str| hall.get(who, &uri).expect(200).await.json()["items"].clone();
    let seen = holders("resident").await;
    let shown = |holder: &Value| {
        let (capacity, name) =
            (holder["capacity"].as_str().unwrap(), holder["member"]["name"].as_str().unwrap());
        (
            capacity.to_owned(),
            name.to_owned(),
            holder["available"] == true,
            holder["answers"] == true,
        )
    };
    let expected = [("leader", false, false), ("deputy", true, true), ("worker", true, false)];
    let expected = expected
        .map(|(capacity, here, answers)| (capacity.to_owned(), "张*".to_owned(), here, answers));
    assert_eq!(seen.as_array().unwrap().iter().map(shown).collect::<Vec<_>>(), expected);
    assert_eq!((&seen[0]["absence"], &seen[0]["member"]["code"]), (&Value::Null, &Value::Null));
    assert_eq!(
        (&seen[0]["unit"]["code"], &seen[0]["unit"]["title"]),
        (&"G1".into(), &"网格长".into())
    );
    for (who, kind) in [
        ("G1-leader", json!("sick")),
        ("N1-leader", json!("sick")),
        ("supervisor", Value::Null),
        ("G1-deputy", Value::Null),
        ("N2-leader", Value::Null),
    ] {
        let holder = &holders(who).await[0];
        assert_eq!(
            (&holder["absence"], &holder["member"]["code"]),
            (&kind, &json!("G1-leader")),
            "{who}"
        );
    }
}

#[actix_web::test]
async fn building_groups_are_listed_with_their_grid() {
    let hall = Hall::open().await;
    let list = hall
        .get("resident", &format!("/grids/{}/building-groups", grid_id("G1")))
        .expect(200)
        .await
        .json();
    let (id, grid) = (group_id("B1"), grid_id("G1"));
    let group = json!({ "id": id, "code": "B1", "name": "1号楼", "household_count": 48, "grid": grid, "version": 1 });
    assert_eq!(list["items"], json!([group]));
    let none = hall
        .get("resident", &format!("/grids/{}/building-groups", grid_id("G2")))
        .expect(200)
        .await
        .json();
    assert_eq!(none["items"], json!([]));
}

#[actix_web::test]
async fn strangers_and_wrong_questions_are_refused() {
    let hall = Hall::open().await;
    let unknown = Uuid::now_v7();
    hall.app.get("/api/v1/grids").expect(401).await.code("sign_in_required");
    for path in ["", "/boundary", "/children", "/holders", "/building-groups"] {
        hall.get("resident", &format!("/grids/{unknown}{path}"))
            .expect(404)
            .await
            .code("not_found");
        hall.get("resident", &format!("/grids/G1{path}"))
            .expect(400)
            .await
            .code("invalid_parameter");
    }
    let wrong = [
        ("?level=village", 422, "unknown_level", "level"),
        (&*format!("?parent={unknown}"), 422, "unknown_grid", "parent"),
        ("?parent=x", 400, "invalid_parameter", "parent"),
        ("?kind=round", 400, "invalid_parameter", "kind"),
        ("?color=red", 400, "unknown_parameter", "color"),
        ("?limit=201", 422, "out_of_range", "limit"),
        ("?cursor=x", 400, "invalid_cursor", "cursor"),
    ];
    for (query, status, code, pointer) in wrong {
        hall.get("resident", &format!("/grids{query}")).expect(status).await.code(code).at(pointer);
    }
}
