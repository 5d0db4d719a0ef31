//! The questions of a category: answered, wrong, stopped, and read by whom the description is read.

use crate::support::desk::{Desk, gas, noise, with};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use serde_json::{Value, json};
use wangge::domain::role::Role;
use wangge::store::connection::AnyConnection;
use wangge::store::schema::request_details;
use wangge::store::vault::Sealed;

/// A leak on the fifth floor.
fn leak() -> Value {
    let answers = json!({ "since": "2026-02-27", "floor": 5 });
    with(noise(), json!({ "category": "housing.repair", "kind": "help", "answers": answers }))
}

fn answered(body: Value, answers: Value) -> Value {
    with(body, json!({ "answers": answers }))
}

#[actix_web::test]
async fn answers_are_read_where_the_description_is_read() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(leak()).await;
    let floor = json!({ "question": "floor", "text": "在几楼？", "value": 5, "shown": "5 楼" });
    let since = json!({ "question": "since", "text": "从哪天开始的？", "value": "2026-02-27", "shown": "2026-02-27" });
    for person in
        [&resident, &leader, &desk.member("G1-deputy").await, &desk.member("T-leader").await]
    {
        assert_eq!(
            person.read(&id).await.json()["answers"],
            json!([floor, since]),
            "in the order they are asked"
        );
    }
    let uri = format!("/api/v1/requests/{id}");
    let english = leader.get(&uri).header("Accept-Language", "en").expect(200).await.json();
    assert_eq!(english["answers"][0]["text"], "On which floor?");
    let proxy = desk.member("G3-leader").await;
    let entered = proxy.sent(with(leak(), json!({ "channel": "proxy" }))).await;
    assert!(
        proxy.read(&entered).await.json().get("answers").is_none(),
        "who entered it does not read on"
    );
    assert!(resident.read(&resident.sent(noise()).await).await.json().get("answers").is_none());
}

#[actix_web::test]
async fn of_a_confidential_request_the_desk_alone_reads_the_answers_and_leaves_a_record() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let id = resident.sent(with(leak(), json!({ "confidential": true }))).await;
    reception.dispatch(&id, "G1").await;
    for staff in [&leader, &desk.member("N1-leader").await] {
        let read = staff.get(&format!("/api/v1/requests/{id}")).expect(200).await.json();
        assert!(read.get("answers").is_none(), "{read}");
    }
    assert_eq!(reception.read(&id).await.json()["answers"][0]["value"], 5);
    let records = resident.get("/api/v1/me/access-records").expect(200).await.items();
    assert_eq!(records[0]["fields"], json!(["description", "answers"]));
}

#[actix_web::test]
async fn answers_are_sealed_erased_with_the_request_and_stand_in_no_event() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let line = json!({ "category": "transport", "kind": "suggestion", "answers": { "line": "三号楼门口的支线" } });
    let id = resident.sent(with(noise(), line)).await;
    let read = |connection: &mut AnyConnection| {
        Ok(request_details::table
            .select(request_details::answers)
            .load::<Option<Sealed>>(connection)?)
    };
    let stored = desk.town.db.read(read).await.unwrap();
    let [Some(sealed)] = &stored[..] else { unreachable!("{stored:?}") };
    assert!(!String::from_utf8_lossy(&sealed.0).contains("支线"));
    let timeline = resident.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await;
    assert!(
        !timeline.body.contains("支线") && !timeline.body.contains("answers"),
        "{}",
        timeline.body
    );
    let destroy = "UPDATE request_details SET wrapped_key = NULL";
    desk.town.location().open_writer(false).unwrap().batch_execute(destroy).unwrap();
    let erased = resident.read(&id).await.json();
    assert!(erased.get("answers").is_none() && erased.get("description").is_none(), "{erased}");
}

#[actix_web::test]
async fn a_form_stops_with_the_numbers_unless_they_were_called() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let danger = answered(gas(), json!({ "danger": "yes" }));
    let refused =
        resident.refused(422, danger.clone()).await.code("answer_stops").at("/answers/danger");
    let params = refused.json()["errors"][0]["params"].clone();
    assert_eq!((&params["numbers"], &params["called"]), (&json!(["119", "120"]), &json!("called")));
    let detail = refused.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.starts_with("请先离开到安全的地方，拨打 119"), "{detail}");
    let worker = desk.member("G2-leader").await;
    worker.refused(422, with(danger, json!({ "channel": "proxy" }))).await.code("answer_stops");
    assert!(resident.listed("/api/v1/requests").await.is_empty());
    let sent = resident.submit(gas()).await;
    assert_eq!(sent["urgency"], "critical");
    let read = resident.read(sent["id"].as_str().unwrap()).await.json();
    assert_eq!(read["answers"][0]["shown"], "有，已拨打，同时告知网格");
}

#[actix_web::test]
async fn each_wrong_answer_is_told_by_code_and_place() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let line = "线".repeat(61);
    let cases = [
        ("safety.gas", json!({}), "required", "/answers/danger"),
        ("safety.gas", json!({ "danger": "maybe" }), "unknown_value", "/answers/danger"),
        ("housing.repair", json!({ "roof": 1 }), "unknown_question", "/answers/roof"),
        ("housing.repair", json!({ "floor": "five" }), "wrong_type", "/answers/floor"),
        ("housing.repair", json!({ "floor": 2.5 }), "wrong_type", "/answers/floor"),
        ("housing.repair", json!({ "floor": 121 }), "out_of_range", "/answers/floor"),
        ("housing.repair", json!({ "since": "2026-03-03" }), "out_of_range", "/answers/since"),
        ("housing.repair", json!({ "since": "yesterday" }), "wrong_type", "/answers/since"),
        (
            "environment.noise",
            json!({ "when": ["day", "noon"] }),
            "unknown_value",
            "/answers/when/1",
        ),
        ("environment.noise", json!({ "when": "day" }), "wrong_type", "/answers/when"),
        ("transport", json!({ "line": line }), "too_long", "/answers/line"),
        ("transport", json!({ "line": "支\0线" }), "control_character", "/answers/line"),
        ("other", json!({ "floor": 5 }), "unknown_question", "/answers/floor"),
        ("other", json!([]), "wrong_type", "/answers"),
        ("conduct.discipline", json!({}), "category_referred", "/category"),
    ];
    for (category, answers, code, pointer) in cases {
        let body = with(answered(noise(), answers.clone()), json!({ "category": category }));
        resident.refused(422, body).await.code(code).at(pointer);
    }
    let twice =
        noise().to_string().replacen('{', r#"{"answers":{"when":["day"],"when":["night"]},"#, 1);
    let call = resident.post("/api/v1/requests", &json!({})).keyed().body(twice);
    call.expect(422).await.code("duplicate_field").at("/answers/when");
}

#[actix_web::test]
async fn staff_may_leave_out_what_they_could_not_ask() {
    let desk = Desk::new().await;
    let worker = desk.member("G2-leader").await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let unasked = |channel: &str| with(answered(gas(), json!({})), json!({ "channel": channel }));
    for channel in ["proxy", "self_found"] {
        worker.submit(unasked(channel)).await;
    }
    reception.submit(unasked("desk")).await;
    let asked = with(answered(gas(), json!({ "danger": 1 })), json!({ "channel": "proxy" }));
    worker.refused(422, asked).await.code("wrong_type").at("/answers/danger");
    let anonymous = with(unasked("resident"), json!({ "anonymous": true }));
    desk.anonymous().refused(422, anonymous).await.code("required").at("/answers/danger");
}

#[actix_web::test]
async fn reports_about_staff_are_taken_and_pointed_to_12388() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let report = |fields: Value| with(with(noise(), json!({ "kind": "report" })), fields);
    let about = report(json!({ "about_staff": true }));
    let send =
        || resident.post("/api/v1/requests", &about).header("Idempotency-Key", "report-once");
    let (first, again) = (send().expect(201).await.json(), send().expect(201).await.json());
    assert_eq!(
        (&first["referral"]["numbers"], &first["confidential"]),
        (&json!(["12388"]), &json!(true))
    );
    assert_eq!(again["referral"], first["referral"], "sent again");
    let conduct = with(noise(), json!({ "category": "conduct", "kind": "complaint" }));
    assert_eq!(resident.submit(conduct).await["referral"]["numbers"], json!(["12388"]));
    let complaint = with(noise(), json!({ "about_staff": true }));
    for unpointed in [noise(), complaint, report(json!({}))] {
        assert!(resident.submit(unpointed).await.get("referral").is_none());
    }
}

#[actix_web::test]
async fn matters_of_discipline_are_not_taken_whoever_sends_them() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let body = |channel: &str| {
        with(
            noise(),
            json!({ "category": "conduct.discipline", "kind": "report", "channel": channel }),
        )
    };
    for (person, channel) in [(desk.resident("13812341234").await, "resident"), (reception, "desk")]
    {
        let refused =
            person.refused(422, body(channel)).await.code("category_referred").at("/category");
        assert_eq!(refused.json()["errors"][0]["params"]["numbers"], json!(["12388"]));
    }
}

#[actix_web::test]
async fn what_110_119_or_120_were_called_for_is_critical() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let lift = |danger: &str| json!({ "category": "housing.lift", "kind": "help", "answers": { "danger": danger } });
    let quiet = resident.submit(with(gas(), lift("no"))).await;
    let called = resident.submit(with(gas(), lift("called"))).await;
    assert_eq!((&quiet["urgency"], &called["urgency"]), (&json!("urgent"), &json!("critical")));
}

#[actix_web::test]
async fn whoever_reported_it_reads_again_where_else_to_take_it() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let body =
        with(noise(), json!({ "kind": "report", "category": "conduct", "about_staff": true }));
    let sent = resident.submit(body).await;
    let read = resident.read(sent["id"].as_str().unwrap()).await.json();
    assert_eq!(
        (&read["referral"], read["referral"]["numbers"].clone()),
        (&sent["referral"], json!(["12388"]))
    );
}
