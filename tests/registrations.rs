//! 双报到 over HTTP: who reports to a neighbourhood, who decides, and what others learn of it.

use crate::support::hall::Hall;
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};

fn here(grid: &str) -> Value {
    json!({
        "grid": grid_id(grid), "skills": ["law", "mediation"],
        "free_times": [{ "weekday": 6, "from": "09:00:00", "to": "11:30:00" }],
    })
}

async fn registered(hall: &Hall, who: &str, grid: &str) -> Value {
    hall.post(who, "/registrations", &here(grid)).expect(201).await.json()
}

fn of(registration: &Value, action: &str) -> String {
    format!("/registrations/{}{action}", registration["id"].as_str().unwrap())
}

fn seen(version: i64) -> Value {
    json!({ "version": version })
}

#[actix_web::test]
async fn a_member_reports_and_the_secretary_accepts() {
    let hall = Hall::open().await;
    let reply = hall.twice("idle", "/registrations", &here("N1"), 201).await;
    let pending = reply.json();
    assert_eq!(reply.header("location"), format!("/api/v1{}", of(&pending, "")));
    assert_eq!(
        (&pending["state"], &pending["skills"]),
        (&"pending".into(), &json!(["law", "mediation"]))
    );
    assert_eq!(pending["free_times"], here("N1")["free_times"]);
    let waiting =
        hall.get("N1-leader", "/registrations?state=pending&skill=law").expect(200).await.json();
    assert_eq!(
        (&waiting["items"][0]["id"], &waiting["items"][0]["name"]),
        (&pending["id"], &"张*".into())
    );
    assert_eq!(
        waiting["items"][0].get("free_times"),
        None,
        "in a list nobody reads when they are free"
    );
    let accepted = hall.twice("N1-leader", &of(&pending, "/accept"), &seen(1), 200).await;
    assert_eq!((accepted.header("etag"), &accepted.json()["state"]), ("\"2\"", &"accepted".into()));
    hall.post("N1-leader", &of(&pending, "/accept"), &seen(1))
        .expect(412)
        .await
        .code("stale_version");
    let again = hall.post(
        "N1-leader",
        &of(&pending, "/decline"),
        &json!({ "version": 2, "reason": "迟了" }),
    );
    assert_eq!(
        again.expect(409).await.code("registration_state").json()["errors"][0]["params"]["state"]["zh"],
        "已报到"
    );
    let records = hall.get("idle", "/me/access-records").expect(200).await.json();
    assert_eq!(records["items"][0]["fields"], json!(["free_times"]));
    let plain = hall
        .post("G1-leader", "/registrations", &json!({ "grid": grid_id("N1") }))
        .expect(201)
        .await
        .json();
    hall.get("N1-leader", &of(&plain, "")).expect(200).await;
    let records = hall.get("G1-leader", "/me/access-records").expect(200).await.json();
    assert_eq!(records["items"], json!([]), "nothing personal was there to be read");
}

#[actix_web::test]
async fn whoever_is_declined_reads_why_and_may_ask_again() {
    let hall = Hall::open().await;
    let pending = registered(&hall, "idle", "N1").await;
    let no = json!({ "version": 1, "reason": "户籍与居住地均不在本居村" });
    hall.twice("N1-leader", &of(&pending, "/decline"), &no, 200).await;
    let read = hall.get("idle", &of(&pending, "")).expect(200).await.json();
    assert_eq!((&read["state"], &read["reason"]), (&"declined".into(), &no["reason"]));
    assert_eq!(read.get("free_times"), None, "when they are free is nobody's business any more");
    registered(&hall, "idle", "N1").await;
}

#[actix_web::test]
async fn whoever_moves_is_accepted_there_before_they_have_left_here() {
    let hall = Hall::open().await;
    let first = registered(&hall, "idle", "N1").await;
    hall.post("N1-leader", &of(&first, "/accept"), &seen(1)).expect(200).await;
    let second = registered(&hall, "idle", "N2").await;
    assert_eq!(hall.get("idle", &of(&first, "")).expect(200).await.json()["state"], "accepted");
    hall.post("N2-leader", &of(&second, "/accept"), &seen(1)).expect(200).await;
    let before = hall.get("idle", &of(&first, "")).expect(200).await.json();
    assert_eq!((&before["state"], &before["ended_because"]), (&"ended".into(), &"moved".into()));
    hall.twice("idle", &of(&second, "/end"), &seen(2), 200).await;
    assert_eq!(
        hall.get("idle", &of(&second, "")).expect(200).await.json()["ended_because"],
        "left"
    );
}

#[actix_web::test]
async fn nobody_registers_twice_or_where_there_is_no_neighbourhood() {
    let hall = Hall::open().await;
    let pending = registered(&hall, "idle", "N1").await;
    for grid in ["N1", "N2"] {
        let reply = hall.post("idle", "/registrations", &here(grid)).expect(409).await;
        let told = reply.code("registration_twice").at("/grid").json()["errors"][0].clone();
        assert_eq!(told["params"]["registration"], pending["id"]);
        assert_eq!(told["message"], "已在这里报到，或已有尚未审核的申请（N1，待审核）");
    }
    hall.post("N1-leader", &of(&pending, "/accept"), &seen(1)).expect(200).await;
    hall.post("idle", "/registrations", &here("N1")).expect(409).await.code("registration_twice");
    hall.post("G1-leader", "/registrations", &here("G1"))
        .expect(422)
        .await
        .code("not_a_neighbourhood")
        .at("/grid");
    hall.post("resident", "/registrations", &here("N1")).expect(403).await.code("members_only");
    let unknown = json!({ "grid": member_id("idle") });
    hall.post("G1-leader", "/registrations", &unknown)
        .expect(422)
        .await
        .code("unknown_grid")
        .at("/grid");
}

#[actix_web::test]
async fn of_registrations_at_once_one_is_made() {
    let hall = Hall::open().await;
    let send = |grid| {
        let body = here(grid);
        let hall = &hall;
        async move { hall.post("idle", "/registrations", &body).send().await.status.as_u16() }
    };
    let (first, second, third) = tokio::join!(send("N1"), send("N2"), send("N1"));
    let mut statuses = [first, second, third];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409]);
}

#[actix_web::test]
async fn what_is_wrong_with_skills_and_times_is_named() {
    let hall = Hall::open().await;
    let time =
        |weekday: i32, from: &str, to: &str| json!({ "weekday": weekday, "from": from, "to": to });
    let wrong = [
        (json!({ "skills": ["flying"] }), "unknown_skill", "/skills/0"),
        (json!({ "skills": ["law", "law"] }), "skill_twice", "/skills/1"),
        (
            json!({ "free_times": [time(8, "09:00:00", "10:00:00")] }),
            "free_time_wrong",
            "/free_times/0",
        ),
        (
            json!({ "home_organization": grid_id("N1") }),
            "unknown_organization",
            "/home_organization",
        ),
    ];
    for (mut body, code, place) in wrong {
        body["grid"] = json!(grid_id("N1"));
        hall.post("idle", "/registrations", &body).expect(422).await.code(code).at(place);
    }
    hall.get("idle", "/registrations?skill=flying")
        .expect(422)
        .await
        .code("unknown_skill")
        .at("skill");
}

#[actix_web::test]
async fn an_organisation_is_reported_by_those_who_care_for_it() {
    let hall = Hall::open().await;
    let firm = json!({ "code": "QY-1", "kind": "enterprise", "name": "海湾机械厂", "grid": grid_id("N2") });
    let firm = hall.post("N2-leader", "/organizations", &firm).expect(201).await.json();
    let report = json!({ "grid": grid_id("N1"), "organization": firm["id"], "skills": ["repair"] });
    hall.post("N1-leader", "/registrations", &report)
        .expect(404)
        .await
        .code("not_found")
        .at("/organization");
    let pending = hall.twice("N2-leader", "/registrations", &report, 201).await.json();
    hall.post("N2-leader", "/registrations", &report).expect(409).await.code("registration_twice");
    for query in ["".to_owned(), format!("?grid={}", grid_id("N1"))] {
        let listed =
            hall.get("N2-leader", &format!("/registrations{query}")).expect(200).await.json();
        assert_eq!(listed["items"][0]["id"], pending["id"], "who sent it finds it again");
    }
    hall.post("N1-leader", &of(&pending, "/accept"), &seen(1)).expect(200).await;
    let changed = json!({ "skills": ["repair", "fire_safety"], "version": 2 });
    let changed = hall.twice("N2-leader", &of(&pending, "/profile"), &changed, 200).await.json();
    assert_eq!(changed["skills"], json!(["fire_safety", "repair"]));
}

#[actix_web::test]
async fn others_learn_nothing_and_nobody_decides_about_themselves() {
    let hall = Hall::open().await;
    let pending = registered(&hall, "idle", "N1").await;
    for stranger in ["resident", "G1-leader", "N2-leader", "auditor"] {
        hall.get(stranger, &of(&pending, "")).expect(404).await.code("not_found");
        let listed = hall.get(stranger, "/registrations").expect(200).await.json();
        assert_eq!(listed["items"], json!([]), "{stranger}");
    }
    hall.post("N2-leader", &of(&pending, "/accept"), &seen(1)).expect(404).await.code("not_found");
    hall.post("G1-leader", &of(&pending, "/end"), &seen(1)).expect(404).await.code("not_found");
    let own = registered(&hall, "N1-leader", "N1").await;
    hall.post("N1-leader", &of(&own, "/accept"), &seen(1))
        .expect(403)
        .await
        .code("own_registration");
    hall.post("supervisor", &of(&own, "/accept"), &seen(1)).expect(200).await;
}

#[actix_web::test]
async fn whoever_may_act_no_more_is_registered_nowhere_and_registers_no_more() {
    let hall = Hall::open().await;
    let (first, waits) =
        (registered(&hall, "idle", "N1").await, registered(&hall, "G2-deputy", "N1").await);
    hall.post("N1-leader", &of(&first, "/accept"), &seen(1)).expect(200).await;
    for member in ["idle", "G2-deputy"] {
        let suspend = format!("/members/{}/deactivate", member_id(member));
        hall.post("supervisor", &suspend, &seen(1)).expect(200).await;
    }
    for (registration, because) in [(&first, "left"), (&waits, "left")] {
        let read = hall.get("supervisor", &of(registration, "")).expect(200).await.json();
        assert_eq!(read.get("free_times"), None);
        assert_eq!((&read["state"], &read["ended_because"]), (&"ended".into(), &because.into()));
    }
    hall.post("idle", "/registrations", &here("N1")).expect(403).await.code("members_only");
}

#[actix_web::test]
async fn a_neighbourhood_with_registrations_is_not_retired_and_a_blank_reason_is_none() {
    let hall = Hall::open().await;
    let new =
        json!({ "code": "N9", "name": "新居村", "level": "neighborhood", "parent": grid_id("T") });
    let new = hall.post("supervisor", "/grids", &new).expect(201).await.json();
    let pending =
        hall.post("idle", "/registrations", &json!({ "grid": new["id"] })).expect(201).await.json();
    let retire = format!("/grids/{}/retire", new["id"].as_str().unwrap());
    let kept = json!({ "version": 1, "allow_gaps": true });
    let full = hall.post("supervisor", &retire, &kept).expect(409).await.code("grid_in_use").json();
    let params = &full["errors"][0]["params"];
    let counted = ["registrations", "roles", "alliances", "circles"].map(|name| &params[name]);
    assert_eq!(counted, [1, 0, 0, 0]);
    assert_eq!(full["detail"], "网格还有 1 个报到，请先了结");
    let blank = json!({ "version": 1, "reason": " 　" });
    hall.post("supervisor", &of(&pending, "/decline"), &blank)
        .expect(422)
        .await
        .code("required")
        .at("/reason");
    hall.post("idle", &of(&pending, "/end"), &seen(1)).expect(200).await;
    hall.post("supervisor", &retire, &kept).expect(200).await;
}
