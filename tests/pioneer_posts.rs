//! 党员先锋岗 over HTTP: posts and their zones, who holds them, and what everybody may know of them.

mod holders;
mod serving;
mod zones;

use crate::support::hall::Hall;
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};

/// A post of N1 with three places.
fn mediators(code: &str) -> Value {
    json!({
        "code": code, "name": "邻里调解先锋岗", "duties": ["上门劝和", "每周巡楼一次"], "skills": ["mediation", "law"],
        "places": 3, "zone": { "kind": "grid", "grid": grid_id("N1") },
    })
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

fn id(of: &Value) -> &str {
    of["id"].as_str().unwrap()
}

fn one(post: &Value) -> String {
    format!("/pioneer-posts/{}", id(post))
}

fn of(post: &Value, action: &str) -> String {
    format!("{}/{action}", one(post))
}

async fn founded(hall: &Hall, body: &Value) -> Value {
    hall.post("N1-leader", "/pioneer-posts", body).expect(201).await.json()
}

/// Somebody holds a post until the end of the year.
async fn given(hall: &Hall, post: &Value, member: &str) -> Value {
    let term = json!({ "member": member_id(member), "to": "2026-12-31T16:00:00Z" });
    hall.post("N1-leader", &of(post, "holders"), &term).expect(201).await.json()
}

fn term(holding: &Value, action: &str) -> String {
    format!("/post-holdings/{}/{action}", id(holding))
}

#[actix_web::test]
async fn a_secretary_makes_a_post_and_everybody_finds_it() {
    let hall = Hall::open().await;
    let reply = hall.twice("N1-leader", "/pioneer-posts", &mediators("XFG-1"), 201).await;
    let made = reply.json();
    assert_eq!(reply.header("location"), format!("/api/v1{}", one(&made)));
    assert_eq!(
        (&made["grid"], &made["places"], &made["held"]),
        (&json!(grid_id("N1")), &3.into(), &0.into())
    );
    assert_eq!(made["zone"], json!({ "kind": "grid", "grid": grid_id("N1") }));
    let read = hall.get("resident", &one(&made)).expect(200).await;
    assert_eq!(
        (read.header("etag"), &read.json()["duties"]),
        ("\"1\"", &json!(["上门劝和", "每周巡楼一次"]))
    );
    let (town, other) = (grid_id("T"), grid_id("N2"));
    for (query, found) in [
        (String::new(), 1),
        (format!("?grid={town}"), 1),
        (format!("?grid={other}"), 0),
        ("?skill=law".to_owned(), 1),
        ("?skill=repair".to_owned(), 0),
    ] {
        let all = hall.get("resident", &format!("/pioneer-posts{query}")).expect(200).await.json();
        assert_eq!(all["items"].as_array().unwrap().len(), found, "{query}");
    }
    hall.get("resident", "/pioneer-posts?skill=flying")
        .expect(422)
        .await
        .code("unknown_skill")
        .at("skill");
}

#[actix_web::test]
async fn it_changes_and_ends_and_its_code_is_never_given_again() {
    let hall = Hall::open().await;
    let post = founded(&hall, &mediators("XFG-1")).await;
    let mut profile = with(mediators("XFG-1"), "version", json!(1));
    profile.as_object_mut().unwrap().remove("code");
    profile["zone"] = json!({ "kind": "grid", "grid": grid_id("G2") });
    let changed = hall.twice("N1-leader", &of(&post, "profile"), &profile, 200).await;
    assert_eq!((changed.header("etag"), &changed.json()["grid"]), ("\"2\"", &json!(grid_id("G2"))));
    hall.post("N1-leader", &of(&post, "profile"), &profile).expect(412).await.code("stale_version");
    let held = given(&hall, &post, "idle").await;
    hall.twice("N1-leader", &of(&post, "retire"), &json!({ "version": 2 }), 200).await;
    let over = hall.get("idle", &format!("/post-holdings/{}", id(&held))).expect(200).await.json();
    assert_eq!((&over["version"], &over["to"]), (&2.into(), &"2026-03-02T02:00:00.000001Z".into()));
    hall.post("N1-leader", &of(&post, "retire"), &json!({ "version": 3 }))
        .expect(422)
        .await
        .code("unknown_pioneer_post");
    hall.post("N1-leader", "/pioneer-posts", &mediators("XFG-1"))
        .expect(409)
        .await
        .code("code_in_use")
        .alone();
    assert_eq!(hall.get("resident", "/pioneer-posts").expect(200).await.json()["items"], json!([]));
    assert!(hall.get("resident", &one(&post)).expect(200).await.json()["retired_at"].is_string());
}

#[actix_web::test]
async fn each_cares_for_the_posts_of_their_own_grids() {
    let hall = Hall::open().await;
    let post = founded(&hall, &mediators("XFG-1")).await;
    hall.post("N2-leader", &of(&post, "retire"), &json!({ "version": 1 }))
        .expect(404)
        .await
        .code("not_found");
    let to = json!({ "member": member_id("idle"), "to": "2026-12-31T16:00:00Z" });
    hall.post("N2-leader", &of(&post, "holders"), &to).expect(404).await.code("not_found");
    for zone in [
        json!({ "kind": "grid", "grid": grid_id("N2") }),
        json!({ "kind": "point", "lon": 121.425, "lat": 30.905, "radius_m": 100 }),
        json!({ "kind": "grid", "grid": member_id("idle") }),
    ] {
        let elsewhere = with(mediators("XFG-2"), "zone", zone);
        hall.post("N1-leader", "/pioneer-posts", &elsewhere)
            .expect(404)
            .await
            .code("not_found")
            .at("/zone");
    }
    let away = json!({ "name": "岗", "places": 1, "zone": { "kind": "grid", "grid": grid_id("N2") }, "version": 1 });
    hall.post("N1-leader", &of(&post, "profile"), &away)
        .expect(404)
        .await
        .code("not_found")
        .at("/zone");
}
