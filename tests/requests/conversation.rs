//! What is said while a request is handled: notes, progress, questions, supplements, reminders.

use crate::support::desk::{Desk, Person, noise, with};
use chrono::TimeDelta;
use serde_json::{Value, json};
use wangge::domain::role::Role;

fn says(action: &str, words: &str) -> Value {
    json!({ "action": action, "words": words })
}

/// Kinds and texts of the notes that somebody reads.
async fn notes(person: &Person<'_>, id: &str) -> Vec<(String, String)> {
    let read = person.read(id).await.json();
    let text = |note: &Value, field: &str| note[field].as_str().unwrap().to_owned();
    let notes = read["notes"].as_array().unwrap().iter();
    notes.map(|note| (text(note, "kind"), text(note, "body"))).collect()
}

fn told(kind: &str, body: &str) -> (String, String) {
    (kind.to_owned(), body.to_owned())
}

#[actix_web::test]
async fn a_grid_leader_telephones_before_anything_else() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    let called = json!({ "action": "contact", "contact_outcome": "reached" });
    assert_eq!(leader.act(&id, called).await, "contacted");
    let timeline = leader.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await.body;
    for kind in ["accepted", "contact_attempted", "contact_settled"] {
        assert!(timeline.contains(kind), "{kind}: {timeline}");
    }
}

#[actix_web::test]
async fn colleagues_read_notes_and_the_reporter_reads_the_progress() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    leader.act(&id, says("note", "工地负责人周三回来")).await;
    leader.act(&id, says("progress", "已约工地周三面谈")).await;
    assert_eq!(notes(&resident, &id).await, [told("progress_words", "已约工地周三面谈")]);
    let both =
        [told("internal_note", "工地负责人周三回来"), told("progress_words", "已约工地周三面谈")];
    assert_eq!(notes(&desk.member("N1-leader").await, &id).await, both);
    let refused = leader.moves(&id, json!({ "action": "note", "words": "  " })).await;
    refused.code("required").at("/words");
    let stranger = desk.member("G2-leader").await.moves(&id, says("note", "也在我处")).await;
    assert_eq!(stranger.status, 404);
}

#[actix_web::test]
async fn a_question_is_answered_by_whoever_bears_the_receipt() {
    let desk = Desk::new().await;
    let leader = desk.member("G1-leader").await;
    let nobody = desk.anonymous();
    let sent = nobody.submit(with(noise(), json!({ "anonymous": true }))).await;
    let (id, secret) = (sent["id"].as_str().unwrap(), &sent["receipt_secret"]);
    leader.act(id, says("ask", "是哪一层的声音？")).await;
    assert!(leader.read(id).await.json()["asked_at"].is_string(), "it waits for the reporter");
    let uri = format!("/api/v1/requests/{id}/receipt");
    let followed = nobody.post(&uri, &json!({ "secret": secret })).expect(200).await.json();
    assert_eq!(followed["notes"][0]["body"], "是哪一层的声音？");
    assert!(followed["asked_at"].is_string());
    let answer = with(says("answer", "十二层"), json!({ "receipt_secret": secret }));
    let answered = nobody.moves(id, answer.clone()).await;
    assert_eq!((answered.status.as_u16(), answered.json()["asked_at"].is_null()), (200, true));
    assert_eq!(notes(&leader, id).await[1], told("answer", "十二层"));
    nobody.moves(id, answer).await.code("move_not_possible");
    leader.act(id, says("note", "不给居民看")).await;
    let followed = nobody.post(&uri, &json!({ "secret": secret })).expect(200).await.body;
    assert!(!followed.contains("不给居民看"), "{followed}");
}

#[actix_web::test]
async fn the_reporter_adds_to_it_and_presses_for_it_once_in_a_working_day() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let id = resident.sent(noise()).await;
    let clocks = leader.read(&id).await.json()["clocks"].clone();
    resident.act(&id, says("supplement", "昨晚又到两点")).await;
    resident.act(&id, json!({ "action": "remind" })).await;
    let read = leader.read(&id).await.json();
    assert!(read["reminded_at"].is_string());
    assert_eq!(read["clocks"], clocks, "it changes no clock");
    assert!(notes(&leader, &id).await.contains(&told("supplement", "昨晚又到两点")));
    let again = reception.moves(&id, says("remind", "居民来电催办")).await;
    assert_eq!(again.status, 409);
    again.code("reminded_today");
    desk.town.clock.advance(TimeDelta::days(3));
    reception.act(&id, says("remind", "居民来电催办")).await;
}

#[actix_web::test]
async fn of_a_confidential_request_the_desk_keeps_its_notes_and_the_reporters_words() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let leader = desk.member("G1-leader").await;
    let id = resident.sent(with(noise(), json!({ "confidential": true }))).await;
    reception.dispatch(&id, "G1").await;
    reception.act(&id, says("note", "三楼王阿姨打来")).await;
    resident.act(&id, says("supplement", "就在我楼上")).await;
    leader.act(&id, says("note", "周三去看")).await;
    leader.act(&id, says("progress", "周三上门了解")).await;
    let seen = [told("internal_note", "周三去看"), told("progress_words", "周三上门了解")];
    assert_eq!(notes(&leader, &id).await, seen);
    assert_eq!(notes(&reception, &id).await.len(), 4);
    assert_eq!(
        notes(&resident, &id).await,
        [told("supplement", "就在我楼上"), told("progress_words", "周三上门了解")]
    );
    leader.moves(&id, says("ask", "您住几楼？")).await.code("move_not_possible");
}

#[actix_web::test]
async fn the_table_of_moves_is_published() {
    let desk = Desk::new().await;
    let table = desk.anonymous().get("/api/v1/request-states").expect(200).await.items();
    let state = |name: &str| table.iter().find(|one| one["state"] == name).unwrap().clone();
    let actions = |name: &str| -> Vec<String> {
        let moves = state(name)["moves"].as_array().unwrap().clone();
        moves.iter().map(|one| one["action"].as_str().unwrap().to_owned()).collect()
    };
    assert!(actions("assigned").contains(&"contact".to_owned()), "people telephone first");
    assert!(actions("withdrawn").is_empty() && state("withdrawn")["ended"] == true);
    let contact = state("accepted")["moves"].as_array().unwrap().clone();
    let contact = contact.iter().find(|one| one["action"] == "contact").unwrap();
    assert_eq!(
        (&contact["requires"], &contact["to"]),
        (&json!(["contact_outcome"]), &json!(["accepted", "contacted"]))
    );
    let labels = desk.anonymous().get("/api/v1/dictionaries?name=party,move_condition");
    let labels = labels.expect(200).await.json();
    for one in table.iter().flat_map(|state| state["moves"].as_array().unwrap()) {
        for (field, dictionary) in [("by", "party"), ("when", "move_condition")] {
            for word in one[field].as_array().unwrap() {
                let known = labels[dictionary].as_array().unwrap();
                assert!(known.iter().any(|label| label["value"] == *word), "{word}");
            }
        }
    }
}
