//! 任务单: the holder asks others to do something about a request, and stays responsible. Those
//! with a duty there read the request; volunteers, posts and organisations get the task alone.

use crate::support::desk::{Desk, Person, noise, resolved, secret, transfer, with};
use crate::support::request::Reply;
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::domain::atlas_edit::{AtlasEdit, NewPioneerPost};
use wangge::domain::duty::{Absence, AbsenceKind, Appointment, Capacity};
use wangge::domain::id::{AbsenceId, AppointmentId, OrganizationId, PioneerPostId, PostHoldingId};
use wangge::domain::organization::{Organization, OrganizationKind, OrganizationProfile};
use wangge::domain::period::Period;
use wangge::domain::pioneer_post::{PioneerPostProfile, PostHolding, PostZone};
use wangge::domain::role::Role;
use wangge::domain::unit::Unit;

const UNTIL: &str = "2026-03-12T10:00:00Z";
const WHAT: &str = "请到三号楼门前看看积水退了没有";

/// A worker of `G1` and their duty.
async fn worker(desk: &Desk) -> (Person<'_>, Uuid) {
    let unit = Unit::Grid(grid_id("G1"));
    let edits = vec![
        AtlasEdit::AddMember(desk.town.member("G1-worker")),
        desk.town.give(unit, member_id("G1-worker"), Capacity::Worker),
    ];
    desk.town.apply(edits).await.unwrap();
    let atlas = desk.town.db.atlas();
    let duty = atlas.people().duties_of(member_id("G1-worker"), desk.town.now()).next().unwrap().id;
    (desk.member("G1-worker").await, duty.0)
}

/// A property company of `N1`, with a liaison if they are to sign in.
async fn property(desk: &Desk, code: &str) -> Uuid {
    let id = OrganizationId(Uuid::now_v7());
    let profile = OrganizationProfile {
        name: "金水苑物业服务处".to_owned(),
        parent: None,
        grid: grid_id("N1"),
        office_phone: Some("021-57001234".to_owned()),
        serves: Vec::new(),
    };
    let life = Period::since(desk.town.now());
    let (code, kind) = (code.to_owned(), OrganizationKind::Property);
    let organization = Organization { id, code, kind, profile, life, version: 1 };
    desk.town.apply(vec![AtlasEdit::CreateOrganization(organization)]).await.unwrap();
    id.0
}

async fn liaison<'a>(desk: &'a Desk, code: &str, organization: Uuid) -> Person<'a> {
    let appointment = Appointment {
        id: AppointmentId(Uuid::now_v7()),
        member: member_id(code),
        role: Role::Liaison,
        grid: grid_id("N1"),
        organization: Some(OrganizationId(organization)),
        period: Period::since(desk.town.now()),
        version: 1,
    };
    let edits = vec![AtlasEdit::AddMember(desk.town.member(code)), AtlasEdit::Appoint(appointment)];
    desk.town.apply(edits).await.unwrap();
    desk.member(code).await
}

/// A pioneer post of a grid with somebody who holds it.
async fn post<'a>(desk: &'a Desk, code: &str, grid: &str) -> (Person<'a>, Uuid) {
    let id = PioneerPostId(Uuid::now_v7());
    let profile = PioneerPostProfile {
        name: "环境整治先锋岗".to_owned(),
        duties: vec!["清理积水".to_owned()],
        zone: PostZone::Grid(grid_id(grid)),
        skills: Vec::new(),
        places: 1,
    };
    let holding = PostHolding {
        id: PostHoldingId(Uuid::now_v7()),
        post: id,
        member: member_id(code),
        name_shown: false,
        period: Period { from: desk.town.now(), to: Some(desk.town.now() + TimeDelta::days(365)) },
        version: 1,
    };
    let edits = vec![
        AtlasEdit::AddMember(desk.town.member(code)),
        AtlasEdit::CreatePioneerPost(NewPioneerPost { id, code: code.to_owned(), profile }),
        AtlasEdit::GivePost(holding),
    ];
    desk.town.apply(edits).await.unwrap();
    (desk.member(code).await, id.0)
}

fn task(kind: &str, id: Uuid) -> Value {
    let assignee = json!({ "kind": kind, "id": id });
    json!({ "assignee": assignee, "what": WHAT, "place": "三号楼门前", "until": UNTIL })
}

fn assign(kind: &str, id: Uuid) -> Value {
    json!({ "action": "assign", "task": task(kind, id) })
}

fn joint(parts: &[Value]) -> Value {
    json!({ "action": "co_handle", "parts": parts })
}

fn finished() -> Value {
    json!({ "action": "finish", "outcome": "solved", "words": "下水口已疏通，积水退了" })
}

async fn only_task(person: &Person<'_>) -> Value {
    let tasks = person.get("/api/v1/tasks?open=true").expect(200).await.items();
    assert_eq!(tasks.len(), 1, "{tasks:?}");
    tasks[0].clone()
}

async fn answers(person: &Person<'_>, task: &Value, body: Value) -> Reply {
    let uri = format!("/api/v1/tasks/{}/transitions", task["id"].as_str().unwrap());
    person.post(&uri, &body).keyed().send().await
}

async fn read_task(person: &Person<'_>, task: &Value) -> Reply {
    person.get(&format!("/api/v1/tasks/{}", task["id"].as_str().unwrap())).send().await
}

#[actix_web::test]
async fn a_worker_with_a_task_reads_the_request_calls_and_proposes_a_result_and_the_holder_resolves()
 {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let (worker, duty) = worker(&desk).await;
    let id = resident.sent(noise()).await;
    assert_eq!(leader.act(&id, assign("duty", duty)).await, "accepted", "who assigns has accepted");
    assert!(worker.listed("/api/v1/requests?whose=shared").await.contains(&id));
    let task = only_task(&worker).await;
    assert_eq!(
        (&task["request"], &task["what"], &task["state"], &task["unit"]["code"]),
        (&json!(id), &json!(WHAT), &json!("given"), &json!("G1"))
    );
    assert_eq!(
        answers(&worker, &task, json!({ "action": "accept" })).await.json()["state"],
        "accepted"
    );
    let reached = json!({ "action": "contact", "contact_outcome": "reached", "words": "约了下午" });
    assert_eq!(worker.act(&id, reached).await, "contacted");
    worker.moves(&id, resolved()).await.code("move_not_possible");
    let done = answers(&worker, &task, finished()).await.json();
    assert_eq!((&done["state"], &done["outcome"]), (&json!("done"), &json!("solved")));
    let of_request = leader.get(&format!("/api/v1/requests/{id}/tasks")).expect(200).await.items();
    assert_eq!(of_request[0]["answers"][1]["words"], "下水口已疏通，积水退了");
    assert_eq!(leader.read(&id).await.json()["unit"]["code"], "G1", "the holder stays responsible");
    assert_eq!(leader.act(&id, resolved()).await, "resolved");
    assert_eq!(read_task(&worker, &task).await.json()["state"], "ended");
    assert!(worker.get("/api/v1/tasks?open=true").expect(200).await.items().is_empty());
}

#[actix_web::test]
async fn an_organisation_gets_the_task_alone_unless_the_reporter_says_so_for_this_one() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let company = property(&desk, "WY-1").await;
    let liaison = liaison(&desk, "WY-liaison", company).await;
    let named = with(noise(), json!({ "contact_name": "王小明" }));
    let id = resident.sent(named).await;
    leader.act(&id, assign("organization", company)).await;
    let task = only_task(&liaison).await;
    assert_eq!(liaison.read(&id).await.status, 404);
    let seen = read_task(&liaison, &task).await;
    for hidden in [&id[..], "13812341234", "138****1234", "王小明", "王*", "施工噪声", "resident"]
    {
        assert!(!seen.body.contains(hidden), "{hidden}: {}", seen.body);
    }
    assert_eq!(seen.json()["assignee"]["name"], "金水苑物业服务处");
    let told = resident.read(&id).await.json()["tasks"][0].clone();
    assert_eq!(
        (&told["id"], &told["what"]),
        (&task["id"], &json!(WHAT)),
        "so that they can consent"
    );
    let release =
        |fields: Value| json!({ "action": "release", "task_id": task["id"], "releases": fields });
    leader.moves(&id, release(json!(["phone"]))).await.code("move_not_possible");
    resident.act(&id, release(json!(["phone", "text"]))).await;
    let released = read_task(&liaison, &task).await.json()["released"].clone();
    assert_eq!(released, json!({ "text": "夜里施工噪声", "phone": "13812341234" }));
    let records = resident.get("/api/v1/me/access-records").expect(200).await.items();
    let record = records.iter().find(|record| record["role"] == "liaison").unwrap();
    assert_eq!(record["fields"], json!(["description", "contact_phone"]));
    resident.act(&id, release(json!([]))).await;
    assert!(read_task(&liaison, &task).await.json().get("released").is_none());
    let unknown = json!({ "action": "release", "task_id": Uuid::now_v7(), "releases": ["name"] });
    resident.moves(&id, unknown).await.code("unknown_task").at("/task_id");
}

#[actix_web::test]
async fn somebody_without_a_login_reads_the_tasks_by_receipt_and_releases_the_text_alone() {
    let desk = Desk::new().await;
    let leader = desk.member("G1-leader").await;
    let company = property(&desk, "WY-1").await;
    let liaison = liaison(&desk, "WY-liaison", company).await;
    let nobody = desk.anonymous();
    let sent = nobody.submit(with(noise(), json!({ "anonymous": true }))).await;
    let (id, receipt) = (sent["id"].as_str().unwrap(), &sent["receipt_secret"]);
    leader.act(id, assign("organization", company)).await;
    let uri = format!("/api/v1/requests/{id}/receipt");
    let standing = nobody.post(&uri, &json!({ "secret": receipt })).expect(200).await.json();
    let task = &standing["tasks"][0];
    assert_eq!((&task["what"], &task["state"]), (&json!(WHAT), &json!("given")));
    let release = |fields: Value| {
        json!({
            "action": "release", "task_id": task["id"], "releases": fields,
            "receipt_secret": receipt,
        })
    };
    nobody.moves(id, release(json!(["phone"]))).await.code("nobody_named").at("/releases");
    nobody.act(id, release(json!(["text"]))).await;
    let released = read_task(&liaison, task).await.json()["released"].clone();
    assert_eq!(released, json!({ "text": "夜里施工噪声" }));
}

#[actix_web::test]
async fn the_desk_invites_several_to_handle_it_together_and_one_of_them_leads() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let (clerk, other) =
        (desk.appointed("desk", Role::TownDesk, "T").await, desk.member("G2-leader").await);
    let company = property(&desk, "WY-1").await;
    let liaison = liaison(&desk, "WY-liaison", company).await;
    let id = resident.sent(noise()).await;
    let unit = grid_id("G2").0;
    let leads = with(task("grid", unit), json!({ "leads": true }));
    let both_lead = [leads.clone(), with(task("organization", company), json!({ "leads": true }))];
    clerk.moves(&id, joint(&both_lead)).await.code("two_parts_lead").at("/parts/1/leads");
    let twice = [leads.clone(), task("grid", unit)];
    clerk.moves(&id, joint(&twice)).await.code("assignee_twice").at("/parts/1/assignee");
    clerk.moves(&id, json!({ "action": "co_handle", "parts": [] })).await.code("too_few");
    clerk.act(&id, joint(&[leads.clone(), task("organization", company)])).await;
    let parts = clerk.get(&format!("/api/v1/requests/{id}/tasks")).expect(200).await.items();
    let kinds: Vec<&Value> = parts.iter().map(|part| &part["assignee"]["kind"]).collect();
    assert_eq!(kinds, ["grid", "organization"], "in the order in which they were written down");
    assert_eq!(other.read(&id).await.status, 200, "whoever leads the unit reads it");
    let (led, part) = (only_task(&other).await, only_task(&liaison).await);
    assert_eq!((&led["leads"], &part["leads"]), (&json!(true), &json!(false)));
    answers(&liaison, &part, json!({ "action": "hand_back" })).await.code("required").at("/words");
    let back = json!({ "action": "hand_back", "words": "公共部位不归物业" });
    assert_eq!(answers(&liaison, &part, back).await.json()["state"], "handed_back");
    answers(&liaison, &part, json!({ "action": "accept" })).await.code("task_move_not_possible");
    leader.act(&id, json!({ "action": "accept" })).await;
    assert_eq!(answers(&leader, &led, json!({ "action": "end" })).await.json()["state"], "ended");
    assert_eq!(other.read(&id).await.status, 404, "nothing is left to do for them");
    assert_eq!(leader.act(&id, joint(&[task("grid", unit)])).await, "accepted");
    let parts = leader.get(&format!("/api/v1/requests/{id}/tasks")).expect(200).await.items();
    let states: Vec<&Value> = parts.iter().map(|part| &part["state"]).collect();
    for state in ["ended", "handed_back", "given"] {
        assert!(states.contains(&&json!(state)), "{states:?}");
    }
}

#[actix_web::test]
async fn tasks_end_when_the_request_goes_to_another_unit() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let (secretary, other) = (desk.member("N1-leader").await, desk.member("G2-leader").await);
    let (worker, duty) = worker(&desk).await;
    let id = resident.sent(noise()).await;
    leader.act(&id, assign("duty", duty)).await;
    let task = only_task(&worker).await;
    secretary.act(&id, transfer(Unit::Grid(grid_id("G2")))).await;
    assert_eq!(read_task(&worker, &task).await.json()["state"], "given");
    other.act(&id, json!({ "action": "accept" })).await;
    assert_eq!(read_task(&worker, &task).await.json()["state"], "ended");
    answers(&worker, &task, finished()).await.code("task_move_not_possible");
}

#[actix_web::test]
async fn who_cannot_take_a_task_is_refused_with_what_to_do_instead() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let (_, duty) = worker(&desk).await;
    let (_, near) = post(&desk, "XFG-near", "N1").await;
    let (_, far) = post(&desk, "XFG-far", "G2").await;
    let company = property(&desk, "WY-1").await;
    let id = resident.sent(noise()).await;
    let at = "/task/assignee";
    let refused = async |kind: &str, assignee: Uuid, code: &str| {
        leader.moves(&id, assign(kind, assignee)).await.code(code).at(at);
    };
    let duty_of = |code: &str| {
        let atlas = desk.town.db.atlas();
        atlas.people().duties_of(member_id(code), desk.town.now()).next().unwrap().id.0
    };
    refused("duty", Uuid::now_v7(), "unknown_assignee").await;
    refused("duty", duty_of("G1-leader"), "assignee_is_holder").await;
    refused("duty", duty_of("G2-leader"), "assignee_outside").await;
    refused("grid", grid_id("G2").0, "assignee_outside").await;
    refused("grid", grid_id("G1").0, "assignee_is_holder").await;
    refused("building_group", Uuid::now_v7(), "unknown_assignee").await;
    refused("second_identity", Uuid::now_v7(), "unknown_assignee").await;
    refused("pioneer_post", Uuid::now_v7(), "unknown_assignee").await;
    refused("pioneer_post", far, "post_outside_zone").await;
    refused("organization", Uuid::now_v7(), "unknown_assignee").await;
    refused("organization", company, "liaison_missing").await;
    let past = with(task("duty", duty), json!({ "until": "2026-03-01T00:00:00Z" }));
    let past = json!({ "action": "assign", "task": past });
    leader.moves(&id, past).await.code("task_until_passed").at("/task/until");
    let leads = with(task("duty", duty), json!({ "leads": true }));
    let leads = json!({ "action": "assign", "task": leads });
    leader.moves(&id, leads).await.code("task_does_not_lead").at("/task/leads");
    leader.moves(&id, joint(&[task("duty", duty)])).await.code("joint_needs_unit");
    let now = desk.town.now();
    let absence = |code: &str| {
        AtlasEdit::AddAbsence(Absence {
            id: AbsenceId(Uuid::now_v7()),
            member: member_id(code),
            kind: AbsenceKind::Leave,
            period: Period { from: now, to: Some(now + TimeDelta::days(3)) },
            version: 1,
        })
    };
    desk.town.apply(vec![absence("G1-worker"), absence("XFG-near")]).await.unwrap();
    refused("duty", duty, "assignee_absent").await;
    refused("pioneer_post", near, "nobody_for_task").await;
    desk.pass(TimeDelta::days(4)).await;
    leader.act(&id, assign("pioneer_post", near)).await;
}

#[actix_web::test]
async fn whom_a_request_is_about_gets_no_task_of_it() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let (_, duty) = worker(&desk).await;
    let about = json!({ "about_member": member_id("G1-worker"), "confidential": false });
    let id = resident.sent(with(noise(), about)).await;
    let unit = resident.read(&id).await.json()["unit"]["code"].as_str().unwrap().to_owned();
    let holder = desk.member(&format!("{unit}-leader")).await;
    let reply = holder.moves(&id, assign("duty", duty)).await;
    reply.code("assignee_conflict").at("/task/assignee");
}

#[actix_web::test]
async fn whom_a_request_is_about_is_not_told_of_a_task_that_others_do_in_their_unit() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let clerk = desk.appointed("desk", Role::TownDesk, "T").await;
    let (other, deputy) = (desk.member("G2-leader").await, desk.member("G2-deputy").await);
    let period = Period { from: desk.town.now(), to: Some(desk.town.now() + TimeDelta::days(3)) };
    let (id, member, kind) =
        (AbsenceId(Uuid::now_v7()), member_id("G2-leader"), AbsenceKind::Leave);
    let away = Absence { id, member, kind, period, version: 1 };
    desk.town.apply(vec![AtlasEdit::AddAbsence(away)]).await.unwrap();
    let about = json!({ "about_member": member_id("G2-leader"), "confidential": false });
    let id = resident.sent(with(noise(), about)).await;
    clerk.act(&id, joint(&[task("grid", grid_id("G2").0)])).await;
    let part = only_task(&deputy).await;
    assert!(other.get("/api/v1/tasks").expect(200).await.items().is_empty());
    read_task(&other, &part).await.code("not_found");
}

#[actix_web::test]
async fn of_a_confidential_request_the_desk_alone_gives_tasks_and_nobody_reads_it_by_one() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let clerk = desk.appointed("desk", Role::TownDesk, "T").await;
    let (_, duty) = worker(&desk).await;
    let other = desk.member("G2-leader").await;
    let id = resident.sent(secret()).await;
    clerk.dispatch(&id, "G1").await;
    leader.moves(&id, assign("duty", duty)).await.code("move_not_possible");
    clerk.act(&id, joint(&[task("grid", grid_id("G2").0)])).await;
    let part = only_task(&other).await;
    assert_eq!((other.read(&id).await.status.as_u16(), part.get("request")), (404, None));
    assert_eq!(answers(&other, &part, finished()).await.json()["state"], "done");
    let read = read_task(&leader, &part).await.json();
    assert_eq!(
        (&read["state"], read.get("what"), read["answers"][0].get("words")),
        (&json!("done"), None, None),
        "whoever handles it sees the parts, and not what the desk wrote"
    );
    assert_eq!(read_task(&clerk, &part).await.json()["what"], WHAT);
    answers(&leader, &part, json!({ "action": "end" })).await.code("task_move_not_possible");
    assert_eq!(answers(&clerk, &part, json!({ "action": "end" })).await.json()["state"], "ended");
}

#[actix_web::test]
async fn the_table_of_task_moves_stands_beside_the_states_of_requests() {
    let desk = Desk::new().await;
    let table = desk.anonymous().get("/api/v1/request-states").expect(200).await.json();
    let moves = table["task_moves"].as_array().unwrap();
    let finish = moves.iter().find(|rule| rule["action"] == "finish").unwrap();
    assert_eq!((&finish["to"], &finish["outcome"]), (&json!("done"), &json!(true)));
}
