//! What each role may import, and where.

use super::{Form, problems, read, run, uri};
use crate::support::hall::Hall;
use crate::support::town::{grid_id, member_id};
use serde_json::json;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::change_size::ChangeSize;

const GROUPS: &str = "网格代码,名称,楼组代码,组长工号,户数,门址\n\
    G1,听潮东组,N-1,idle,48,听潮苑1号楼；听潮苑2号楼\n\
    G1,听潮西组,N-2,,36,听潮苑3号楼\n";

#[actix_web::test]
async fn a_secretary_brings_the_building_groups_of_her_neighbourhood() {
    let hall = Hall::open().await;
    let sent = Form::of("building_groups", GROUPS).by(&hall, "N1-leader").expect(201).await;
    let waiting = sent.json();
    assert_eq!(sent.header("location"), format!("/api/v1{}", uri(&waiting, "")));
    assert_eq!((&waiting["state"], &waiting["rows_done"]), (&json!("waiting"), &json!(0)));
    assert_eq!(run(&hall).await, 1);
    let done = read(&hall, "N1-leader", &waiting).await.json();
    assert_eq!((&done["state"], &done["row_count"]), (&json!("stored"), &json!(2)));
    assert_eq!((&done["counts"]["created"], &done["counts"]["addresses"]), (&json!(2), &json!(3)));
    let atlas = hall.town.db.atlas();
    let group = atlas.groups().by_code("N-1").unwrap();
    assert_eq!(atlas.groups().grid_of(group.id), Some(grid_id("G1")));
    let found = hall.app.post("/api/v1/locate").json(&json!({ "address": "听潮苑3号楼" }));
    assert_eq!(found.expect(200).await.json()["building_group"]["code"], "N-2");
}

#[actix_web::test]
async fn rows_outside_her_area_refuse_the_file_and_the_sheet_says_which() {
    let hall = Hall::open().await;
    let file = format!("{GROUPS}G3,别处的楼组,N-3,,10,\nG9,没有的网格,N-4,,10,\n");
    let refused = Form::of("building_groups", &file).imported(&hall, "N1-leader").await;
    assert_eq!(refused["state"], "refused");
    let expected = [("row_outside_area".to_owned(), 4), ("unknown_grid".to_owned(), 5)];
    assert_eq!(problems(&refused), expected);
    assert!(hall.town.db.atlas().groups().by_code("N-1").is_none());
    let listed = hall.get("N1-leader", &uri(&refused, "/problems")).expect(200).await.items();
    assert_eq!(listed, *refused["problems"].as_array().unwrap());
    assert_eq!(refused["has_problem_sheet"], true);
    let sheet = hall.get("N1-leader", &uri(&refused, "/problem-sheet")).bytes(200).await;
    let again = Form::of("building_groups", &sheet).imported(&hall, "N1-leader").await;
    assert_eq!(problems(&again), expected, "it is read as it came back");
    let done = Form::of("building_groups", GROUPS).imported(&hall, "supervisor-N1").await;
    assert_eq!(done["state"], "stored");
}

#[actix_web::test]
async fn addresses_duties_and_aliases_go_by_the_same_rules_as_by_hand() {
    let hall = Hall::open().await;
    let addresses = "building_group,address\nB1,听潮苑8号楼\n";
    assert_eq!(
        Form::of("addresses", addresses).imported(&hall, "N2-leader").await["state"],
        "refused"
    );
    assert_eq!(
        Form::of("addresses", addresses).imported(&hall, "N1-leader").await["state"],
        "stored"
    );
    let duties =
        "member,unit,unit_kind,capacity\nidle,B1,building_group,deputy\nidle,G1,grid,worker\n";
    let refused = Form::of("duties", duties).imported(&hall, "N1-leader").await;
    assert_eq!(
        problems(&refused),
        [("row_outside_area".to_owned(), 3)],
        "grids are staffed by supervisors"
    );
    let done = Form::of("duties", duties).imported(&hall, "supervisor-N1").await;
    assert_eq!((&done["state"], &done["counts"]["created"]), (&json!("stored"), &json!(2)));
    let aliases = "name,grid_code\n老供销社,G1\n";
    Form::of("aliases", aliases)
        .by(&hall, "N1-leader")
        .expect(403)
        .await
        .code("import_not_yours")
        .at("/kind");
    assert_eq!(
        Form::of("aliases", aliases).imported(&hall, "supervisor-N1").await["state"],
        "stored"
    );
    for who in ["G1-leader", "B1-leader", "resident", "security", "auditor", "idle"] {
        Form::of("addresses", addresses).by(&hall, who).expect(403).await.code("role_required");
    }
}

#[actix_web::test]
async fn members_come_without_logins() {
    let hall = Hall::open().await;
    let file = "code,name,phone,login_name\nM-01,张敏,13812345678,zhang.min\n";
    let refused = Form::of("members", file).imported(&hall, "N1-leader").await;
    assert_eq!(problems(&refused), [("login_not_here".to_owned(), 2)]);
    let done =
        Form::of("members", file.replace("zhang.min", "")).imported(&hall, "N1-leader").await;
    assert_eq!((&done["state"], &done["counts"]["created"]), (&json!("stored"), &json!(1)));
    let found = hall.get("N1-leader", "/members").expect(200).await.items();
    assert!(found.iter().any(|member| member["code"] == "M-01" && member["name"] == "张*"));
}

#[actix_web::test]
async fn people_of_elsewhere_are_unknown_and_register_themselves() {
    let hall = Hall::open().await;
    let duties = "member,unit,unit_kind,capacity\nG3-leader,B1,building_group,deputy\n";
    let refused = Form::of("duties", duties).imported(&hall, "N1-leader").await;
    assert_eq!(problems(&refused), [("unknown_member".to_owned(), 2)]);
    let groups = "grid_code,name,leader\nG1,听潮东组,G3-leader\n";
    let refused = Form::of("building_groups", groups).imported(&hall, "N1-leader").await;
    assert_eq!(problems(&refused), [("unknown_member".to_owned(), 2)]);
    let registrations = "member,grid_code\nidle,N1\nG3-leader,N1\n";
    let refused = Form::of("registrations", registrations).imported(&hall, "N1-leader").await;
    let expected = [("registrant_not_yours".to_owned(), 2), ("unknown_member".to_owned(), 3)];
    assert_eq!(problems(&refused), expected);
}

#[actix_web::test]
async fn whoever_lost_the_role_meanwhile_stores_nothing() {
    let hall = Hall::open().await;
    let sent = Form::of("building_groups", GROUPS).sent(&hall, "N1-leader").await;
    let atlas = hall.town.db.atlas();
    let duty = atlas.people().all_duties_of(member_id("N1-leader")).next().unwrap();
    let end = AtlasEdit::EndDuty { duty: duty.id, at: hall.town.now() };
    hall.town.apply(vec![end]).await.unwrap();
    assert_eq!(run(&hall).await, 1);
    assert!(hall.town.db.atlas().groups().by_code("N-1").is_none());
    hall.get("N1-leader", &uri(&sent, "")).expect(403).await.code("role_required");
}

#[actix_web::test]
async fn grids_come_under_a_parent_in_the_area_of_the_supervisor() {
    let hall = Hall::open().await;
    let square = crate::support::hall::geojson(121.40, 30.90, 0.01);
    let file = json!({ "type": "FeatureCollection", "features": [
        { "type": "Feature", "properties": { "code": "BLK-1", "name": "一块" }, "geometry": square },
    ] });
    let form = |parent: &str| {
        Form::of("grids", file.to_string()).with("level", "block").with("parent", parent)
    };
    let elsewhere = form("G3").imported(&hall, "supervisor-N1").await;
    assert_eq!(problems(&elsewhere)[0].0, "row_outside_area");
    let dry = form("G1").with("dry_run", "true").imported(&hall, "supervisor").await;
    assert_eq!((&dry["state"], &dry["counts"]["created"]), (&json!("checked"), &json!(1)));
    assert!(hall.town.db.atlas().tree().by_code("BLK-1").is_none());
    assert_eq!(form("G1").imported(&hall, "supervisor-N1").await["state"], "stored");
    let atlas = hall.town.db.atlas();
    assert_eq!(atlas.tree().by_code("BLK-1").unwrap().parent, Some(grid_id("G1")));
}

#[actix_web::test]
async fn what_changes_much_waits_for_a_second_person_who_sees_how_much_and_not_what() {
    let limit = ChangeSize { requests: 0, units: 2, households: 0 };
    let hall = Hall::with_approval(limit).await;
    let waiting = Form::of("building_groups", GROUPS).imported(&hall, "supervisor-N1").await;
    assert_eq!(
        (&waiting["state"], &waiting["counts"]["created"]),
        (&json!("awaiting_approval"), &json!(2))
    );
    assert!(hall.town.db.atlas().groups().by_code("N-1").is_none());
    let approve = uri(&waiting, "/approve");
    let version = json!({ "version": waiting["version"] });
    hall.post("supervisor-N1", &approve, &version).expect(403).await.code("sender_approves");
    hall.post("N1-leader", &approve, &version).expect(403).await.code("role_required");
    hall.get("N1-leader", &uri(&waiting, "")).expect(404).await.code("not_found");
    let listed = hall.get("supervisor", "/imports?awaiting=true").expect(200).await.items();
    assert_eq!((listed.len(), &listed[0]["approvable"]), (1, &json!(true)));
    let seen = read(&hall, "supervisor", &waiting).await.json();
    assert_eq!((seen.get("file_name"), &seen["problems"]), (None, &json!([])));
    assert_eq!(seen["grid"], json!(grid_id("G1")));
    hall.get("supervisor", &uri(&waiting, "/problems")).expect(404).await.code("not_found");
    hall.get("supervisor", &uri(&waiting, "/problem-sheet")).expect(404).await.code("not_found");
    hall.twice("supervisor", &approve, &version, 200).await;
    assert_eq!(run(&hall).await, 1);
    let done = read(&hall, "supervisor-N1", &waiting).await.json();
    assert_eq!((&done["state"], &done["approved"]), (&json!("stored"), &json!(true)));
    let again = Form::of("building_groups", GROUPS).by(&hall, "supervisor-N1").expect(201).await;
    assert_eq!(again.json()["id"], waiting["id"], "it is stored once");
    hall.post("supervisor", &approve, &json!({ "version": done["version"] }))
        .expect(409)
        .await
        .code("import_not_awaiting");
}

#[actix_web::test]
async fn the_agreement_of_somebody_who_is_not_responsible_any_more_does_not_count() {
    let limit = ChangeSize { requests: 0, units: 2, households: 0 };
    let hall = Hall::with_approval(limit).await;
    let waiting = Form::of("building_groups", GROUPS).imported(&hall, "supervisor-N1").await;
    let version = json!({ "version": waiting["version"] });
    hall.post("supervisor", &uri(&waiting, "/approve"), &version).expect(200).await;
    let atlas = hall.town.db.atlas();
    let held = atlas.people().all_appointments_of(member_id("supervisor"))[0];
    let end = AtlasEdit::EndAppointment { appointment: held.id, at: hall.town.now() };
    hall.town.apply(vec![end]).await.unwrap();
    assert_eq!(run(&hall).await, 1);
    let again = read(&hall, "supervisor-N1", &waiting).await.json();
    assert_eq!((&again["state"], &again["approved"]), (&json!("awaiting_approval"), &json!(false)));
    assert_eq!(again["problems"][0]["code"], "agreement_lapsed");
    assert!(hall.town.db.atlas().groups().by_code("N-1").is_none());
}
