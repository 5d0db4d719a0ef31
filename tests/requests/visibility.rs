//! What each person sees of one request.

use crate::support::desk::{Desk, noise, resolved, verdict, with};
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::Capacity;
use wangge::domain::role::Role;
use wangge::domain::unit::Unit;

#[actix_web::test]
async fn strangers_get_404_and_staff_in_scope_200() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let id = resident.sent(noise()).await;
    assert_eq!(desk.resident("13812340000").await.learns(&id).await, ([404; 4], false));
    for (code, role) in [("auditor", Role::Auditor), ("operator", Role::SystemAdministrator)] {
        assert_eq!(
            desk.appointed(code, role, "T").await.learns(&id).await,
            ([404; 4], false),
            "{code}"
        );
    }
    for code in ["G2-leader", "N2-leader"] {
        assert_eq!(desk.member(code).await.learns(&id).await, ([404; 4], false), "{code}");
    }
    for code in ["G1-leader", "G1-deputy", "N1-deputy", "T-leader"] {
        assert_eq!(desk.member(code).await.learns(&id).await, ([200; 4], true), "{code}");
    }
    assert_eq!(resident.learns(&id).await, ([200; 4], true));
}

#[actix_web::test]
async fn a_resident_sees_units_and_staff_see_people_and_reasons() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    let uri = format!("/api/v1/requests/{id}/routing");
    let (outside, inside) =
        (resident.get(&uri).expect(200).await, leader.get(&uri).expect(200).await);
    assert_eq!(outside.items()[0]["unit"]["title"], "网格长");
    assert!(!outside.body.contains(&member_id("G1-leader").to_string()), "{}", outside.body);
    assert_eq!(inside.items()[0]["holder"], member_id("G1-leader").to_string());
    assert!(!inside.items()[0]["trace"].as_array().unwrap().is_empty());
}

#[actix_web::test]
async fn a_former_holder_keeps_the_timeline_without_personal_data() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(with(noise(), json!({ "contact_name": "张三丰" }))).await;
    leader.act(&id, json!({ "action": "accept" })).await;
    desk.town.clock.advance(TimeDelta::minutes(5));
    let unit = Unit::Grid(grid_id("G1"));
    let duty = desk.town.db.atlas();
    let duty = duty
        .people()
        .chain(unit, desk.town.now())
        .find(|duty| duty.capacity == Capacity::Leader)
        .unwrap()
        .id;
    desk.town.apply(vec![AtlasEdit::EndDuty { duty, at: desk.town.now() }]).await.unwrap();
    let seen = leader.read(&id).await.json();
    assert_eq!(seen["state"], "accepted");
    for hidden in ["description", "contact_name", "contact_phone"] {
        assert!(seen.get(hidden).is_none(), "{hidden}");
    }
    let timeline = leader.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await;
    assert!(!timeline.body.contains("张") && timeline.items().len() == 4);
    assert!(leader.listed("/api/v1/requests?whose=my_grids").await.is_empty());
    leader.moves(&id, json!({ "action": "start" })).await.code("move_not_possible");
}

#[actix_web::test]
async fn whoever_entered_it_for_another_follows_it_without_reading_on() {
    let desk = Desk::new().await;
    let (proxy, leader) = (desk.member("G3-leader").await, desk.member("G1-leader").await);
    let entered = json!({ "channel": "proxy", "contact_phone": "13812341234" });
    let id = proxy.sent(with(noise(), entered)).await;
    let seen = proxy.read(&id).await.json();
    assert!(seen["state"] == "assigned" && seen.get("description").is_none());
    assert_eq!(
        proxy.act(&id, json!({ "action": "withdraw" })).await,
        "withdrawn",
        "a mistake is taken back"
    );
    let id = proxy.sent(with(noise(), json!({ "channel": "proxy" }))).await;
    leader.act(&id, json!({ "action": "accept" })).await;
    proxy.moves(&id, json!({ "action": "withdraw" })).await.code("move_not_possible");
}

#[actix_web::test]
async fn a_reporter_reads_the_reply_and_their_own_words_but_no_notes_of_the_staff() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    let to = json!({ "kind": "grid", "id": grid_id("G2") });
    let on = json!({ "action": "transfer", "to": to, "reason": "not_our_area", "words": "此人多次来电" });
    desk.member("N1-leader").await.act(&id, on).await;
    let other = desk.member("G2-leader").await;
    other.act(&id, json!({ "action": "accept" })).await;
    other
        .act(&id, json!({ "action": "contact", "contact_outcome": "reached", "words": "语气激动" }))
        .await;
    other.act(&id, resolved()).await;
    resident.act(&id, with(verdict(true, "mostly"), json!({ "words": "安静多了" }))).await;
    let kinds = |notes: &Value, name: &str| {
        let notes = notes.as_array().unwrap().iter();
        notes.filter_map(|note| note[name].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    let timeline = format!("/api/v1/requests/{id}/timeline");
    for (person, read) in [(&resident, &["public_reply", "verdict_words"][..]), (&leader, &ALL)] {
        assert_eq!(kinds(&person.read(&id).await.json()["notes"], "kind"), read);
        assert_eq!(
            kinds(&person.get(&timeline).expect(200).await.json()["items"], "note_kind"),
            read
        );
    }
}

const ALL: [&str; 4] = ["transfer_words", "contact_words", "public_reply", "verdict_words"];

#[actix_web::test]
async fn no_timeline_tells_who_entered_what_somebody_said_in_confidence() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (leader, deputy) = (desk.member("G1-leader").await, desk.member("G1-deputy").await);
    let other = desk.member("G2-leader").await;
    let by_staff =
        json!({ "confidential": true, "channel": "proxy", "contact_phone": "13900001111" });
    let mut timelines = Vec::new();
    for sender in [&leader, &other, &reception] {
        let id = sender.sent(with(noise(), by_staff.clone())).await;
        reception.offer(&id, "G1").await;
        leader.act(&id, json!({ "action": "accept" })).await;
        reception.act(&id, json!({ "action": "contact", "contact_outcome": "reached" })).await;
        leader.act(&id, json!({ "action": "start" })).await;
        leader.act(&id, resolved()).await;
        reception.act(&id, verdict(true, "satisfied")).await;
        let timeline =
            deputy.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await.items();
        let told = |event: &Value| {
            (event["kind"].clone(), event["actor"].clone(), event["payload"].clone())
        };
        timelines.push(timeline.iter().map(told).collect::<Vec<_>>());
    }
    assert_eq!(timelines[0][0].1, "reporter");
    assert!(
        timelines[0][0].2.get("channel").is_none() && timelines[0][0].2.get("anonymous").is_none()
    );
    assert_eq!((&timelines[0], &timelines[0]), (&timelines[1], &timelines[2]));
}

#[actix_web::test]
async fn the_timeline_names_members_but_never_the_login_of_the_reporter() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (secretary, member) = (desk.member("N1-leader").await, leader.account.unwrap().to_string());
    let by_desk = reception.account.unwrap().to_string();
    for confidential in [false, true] {
        let id = resident.sent(with(noise(), json!({ "confidential": confidential }))).await;
        let mut expected = vec!["reporter", "reporter"];
        if confidential {
            reception.offer(&id, "G1").await;
            expected.extend([by_desk.as_str(), member.as_str()]);
        }
        leader.act(&id, json!({ "action": "accept" })).await;
        resident.act(&id, json!({ "action": "withdraw" })).await;
        expected.extend([member.as_str(), "reporter"]);
        for person in [&leader, &reception, &secretary] {
            let timeline = person.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await;
            let actors: Vec<Value> =
                timeline.items().iter().map(|event| event["actor"].clone()).collect();
            assert_eq!(actors, expected, "{confidential}");
        }
    }
}
