//! Confidential requests: what the desk redacts, what is passed on, and a grid leader who tries to
//! learn who complained.

use crate::support::desk::{Desk, Person, noise, resolved, secret, with};
use crate::support::town::{at, grid_id, member_id};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::domain::duty::Capacity;
use wangge::domain::role::Role;
use wangge::domain::unit::Unit;

const COPY: &str = "金水苑附近夜里有施工声";

async fn until(desk: &Desk, time: &str) {
    desk.pass(at(&format!("2026-03-02T{time}:00+08:00")) - desk.town.now()).await;
}

/// A confidential complaint that says who sends it, and where they live.
fn telling() -> Value {
    with(secret(), json!({ "contact_name": "张三丰", "description": "我住三号楼五零二，夜里很吵" }))
}

#[actix_web::test]
async fn handlers_read_what_the_desk_has_redacted() {
    let desk = Desk::new().await;
    let reception = desk.appointed("DESK", Role::TownDesk, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let (id, _open) = (resident.sent(telling()).await, resident.sent(noise()).await);
    let queue = "/api/v1/requests?whose=my_grids&unredacted=true";
    assert_eq!(reception.listed(queue).await, std::slice::from_ref(&id), "what the desk has to do");
    let unread = leader.read(&id).await.json();
    assert_eq!((unread.get("description"), &unread["redacted"]), (None, &json!(false)));
    reception.act(&id, json!({ "action": "redact", "redacted": "有人反映噪声" })).await;
    reception.act(&id, json!({ "action": "redact", "redacted": COPY })).await;
    for code in ["G1-leader", "G1-deputy", "N1-leader"] {
        let reader = if code == "G1-leader" {
            leader.read(&id).await
        } else {
            desk.member(code).await.read(&id).await
        };
        let read = reader.json();
        assert_eq!(
            (&read["description"], &read["redacted"]),
            (&json!(COPY), &json!(true)),
            "the last copy, {code}"
        );
        assert!(!read.to_string().contains("五零二"), "{read}");
    }
    assert!(reception.listed(queue).await.is_empty());
    let whole = reception.read(&id).await.json();
    assert_eq!(
        (&whole["description"], &whole["redacted"]),
        (&json!("我住三号楼五零二，夜里很吵"), &json!(false))
    );
    let own = resident.read(&id).await.json();
    assert!(own["notes"].to_string().contains(COPY), "the reporter reads what handlers read");
    leader
        .moves(&id, json!({ "action": "redact", "redacted": COPY }))
        .await
        .code("move_not_possible");
    reception
        .moves(&id, json!({ "action": "redact", "redacted": " " }))
        .await
        .code("required")
        .at("/redacted");
    let long = json!({ "action": "redact", "redacted": "长".repeat(2001) });
    reception.moves(&id, long).await.code("too_long").at("/redacted");
}

#[actix_web::test]
async fn what_is_passed_on_names_nobody() {
    let desk = Desk::new().await;
    let reception = desk.appointed("DESK", Role::TownDesk, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(telling()).await;
    reception.offer(&id, "G1").await;
    leader.act(&id, json!({ "action": "accept" })).await;
    let pass_on = |words: &str| json!({ "action": "relay", "words": words });
    assert_eq!(leader.act(&id, pass_on("是几点开始响的？")).await, "accepted");
    assert!(resident.read(&id).await.json()["notes"].to_string().contains("是几点开始响的？"));
    resident.act(&id, pass_on("十点，就在我五零二楼上")).await;
    assert!(
        !leader.read(&id).await.body.contains("五零二"),
        "what the reporter writes is for the desk"
    );
    assert!(reception.read(&id).await.body.contains("五零二"));
    reception.act(&id, pass_on("晚上十点左右")).await;
    assert!(leader.read(&id).await.body.contains("晚上十点左右"));
    let timeline = leader.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await.json();
    let relayed: Vec<&Value> = timeline["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["kind"] == "relayed")
        .collect();
    assert_eq!(relayed.len(), 3);
    assert_eq!((&relayed[1]["actor"], relayed[1].get("note")), (&json!("reporter"), None));
    resident.moves(&id, pass_on("")).await.code("required").at("/words");
}

#[actix_web::test]
async fn only_confidential_requests_of_people_who_can_be_reached_are_relayed() {
    let desk = Desk::new().await;
    let reception = desk.appointed("DESK", Role::TownDesk, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let open = resident.sent(noise()).await;
    leader.act(&open, json!({ "action": "accept" })).await;
    leader
        .moves(&open, json!({ "action": "relay", "words": "在吗" }))
        .await
        .code("move_not_possible");
    reception
        .moves(&open, json!({ "action": "redact", "redacted": COPY }))
        .await
        .code("move_not_possible");
    let unnamed = desk
        .anonymous()
        .sent(with(noise(), json!({ "confidential": true, "anonymous": true })))
        .await;
    reception.offer(&unnamed, "G1").await;
    leader.act(&unnamed, json!({ "action": "accept" })).await;
    leader
        .moves(&unnamed, json!({ "action": "relay", "words": "在吗" }))
        .await
        .code("move_not_possible");
    reception.act(&unnamed, json!({ "action": "redact", "redacted": COPY })).await;
    assert_eq!(leader.read(&unnamed).await.json()["description"], COPY);
}

/// Whom a story is about, and when in the hour they wrote.
struct Sender {
    phone: &'static str,
    sent: &'static str,
    answered: &'static str,
    lon: f64,
}

/// What is in a cursor.
fn read(cursor: &str) -> String {
    String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).unwrap()).unwrap()
}

/// Everything that G1's leader can get out of the service, with the identifiers of requests
/// replaced.
async fn everything(leader: &Person<'_>, known: &[(&str, &str)]) -> String {
    let secret = known[0].0;
    let mut all = String::new();
    for part in ["", "/transitions", "/timeline", "/routing"] {
        all += &leader.get(&format!("/api/v1/requests/{secret}{part}")).expect(200).await.body;
    }
    for uri in
        ["/requests?whose=my_grids", "/requests?whose=my_grids&limit=1", "/inbox", "/inbox?limit=1"]
    {
        let listed = leader.get(&format!("/api/v1{uri}")).expect(200).await;
        all += &listed
            .body
            .replace(listed.json()["next_cursor"].as_str().unwrap_or("no cursor"), "cursor");
        all += &read(listed.json()["next_cursor"].as_str().unwrap_or_default());
    }
    for minute in 0..60 {
        for name in ["since", "due_before"] {
            let probe = format!(
                "/api/v1/requests?whose=my_grids&{name}=2026-03-02T10:{minute:02}:30%2B08:00"
            );
            let named = leader.listed(&probe).await.contains(&secret.to_owned());
            all += if named { "+" } else { "-" };
        }
    }
    for minute in 0..60 {
        let probe = format!(
            "/api/v1/responsibility?request={secret}&at=2026-03-02T10:{minute:02}:30%2B08:00"
        );
        all += &leader.get(&probe).send().await.json()["since"].to_string();
    }
    let unmask = leader
        .post(&format!("/api/v1/requests/{secret}/unmask"), &json!({ "reason": "想知道是谁" }));
    all += unmask.keyed().expect(403).await.json()["code"].as_str().unwrap();
    known.iter().fold(all, |all, (id, name)| all.replace(id, name))
}

/// What the leader learns when this one is the confidential reporter; both send something in the
/// open beside it.
async fn learned(reporter: &Sender) -> Vec<String> {
    let desk = Desk::new().await;
    let reception = desk.appointed("DESK", Role::TownDesk, "T").await;
    let leader = desk.member("G1-leader").await;
    let (early, late) = (desk.resident("13812341234").await, desk.resident("13900005678").await);
    let who = if reporter.phone == "13812341234" { &early } else { &late };
    let (mut ids, mut hidden) = (Vec::new(), String::new());
    for (time, resident) in [("10:03", &early), ("10:44", &late)] {
        until(&desk, time).await;
        ids.push(resident.sent(noise()).await);
        if time == reporter.sent {
            let place = json!({ "place": { "lon": reporter.lon, "lat": 30.905 }, "contact_name": reporter.phone });
            hidden = who.sent(with(telling(), place)).await;
        }
    }
    let duty =
        |grid| desk.town.db.atlas().people().duties(Unit::Grid(grid_id(grid)))[0].id.to_string();
    let (duty, above) = (duty("G1"), duty("T"));
    let [by_leader, by_desk] =
        [&leader, &reception].map(|person| person.account.unwrap().to_string());
    let mut numbers = Vec::new();
    for id in [&hidden, &ids[0], &ids[1]] {
        numbers.push(leader.read(id).await.json()["number"].as_str().unwrap().to_owned());
    }
    let names = [
        "secret", "first", "second", "duty", "above", "leader", "desk", "number 1", "number 2",
        "number 3",
    ];
    let ids = [
        &hidden,
        &ids[0],
        &ids[1],
        &duty,
        &above,
        &by_leader,
        &by_desk,
        &numbers[0],
        &numbers[1],
        &numbers[2],
    ];
    let named: Vec<_> = ids.map(String::as_str).into_iter().zip(names).collect();
    until(&desk, "11:00").await;
    let mut seen = vec![everything(&leader, &named).await];
    reception.offer(&hidden, "G1").await;
    seen.push(everything(&leader, &named).await);
    leader.act(&hidden, json!({ "action": "accept" })).await;
    reception.act(&hidden, json!({ "action": "redact", "redacted": COPY })).await;
    leader.act(&hidden, json!({ "action": "relay", "words": "几点？" })).await;
    until(&desk, reporter.answered).await;
    who.act(&hidden, json!({ "action": "relay", "words": reporter.phone })).await;
    until(&desk, "15:00").await;
    reception.act(&hidden, json!({ "action": "relay", "words": "十点" })).await;
    leader.act(&hidden, json!({ "action": "start" })).await;
    leader.act(&hidden, resolved()).await;
    seen.push(everything(&leader, &named).await);
    let made = Uuid::parse_str(&hidden).unwrap().get_timestamp().unwrap().to_unix().0;
    assert_eq!(made % 86_400, 0, "an identifier tells the day");
    seen
}

#[actix_web::test]
async fn a_grid_leader_sees_the_same_whoever_complained_and_whenever_in_the_hour() {
    let one = Sender { phone: "13812341234", sent: "10:03", answered: "14:02", lon: 121.405_04 };
    let other = Sender { phone: "13900005678", sent: "10:44", answered: "14:58", lon: 121.404_96 };
    let (one, other) = (learned(&one).await, learned(&other).await);
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(one, other);
    }
    let all = one.concat();
    assert!(all.contains(COPY) && !all.contains("三号楼五零二"));
}

#[actix_web::test]
async fn a_ticket_that_came_in_confidence_answers_no_guesses() {
    let desk = Desk::new().await;
    let city = desk.appointed("CITY", Role::Integrator, "T").await;
    let (leader, resident) = (desk.member("G1-leader").await, desk.resident("13812341234").await);
    let number = json!({ "system": "sh12345", "number": "20260302-7", "confidential": true });
    let ticket = json!({ "channel": "hotline_12345", "external_ref": number, "contact_phone": "13900001111" });
    city.sent(with(noise(), ticket.clone())).await;
    for phone in ["13900001111", "13900002222"] {
        let guess = with(noise(), json!({ "external_ref": number, "contact_phone": phone }));
        for (guesser, channel) in [(&leader, "proxy"), (&resident, "resident")] {
            let reply =
                guesser.refused(422, with(guess.clone(), json!({ "channel": channel }))).await;
            assert_eq!(reply.json()["errors"].as_array().unwrap().len(), 1, "{}", reply.body);
            reply.code("external_ref_not_here").at("/external_ref");
        }
        leader
            .refused(403, with(guess, json!({ "channel": "hotline_12345" })))
            .await
            .code("channel_not_yours");
    }
    let other = desk.appointed("CITY-2", Role::Integrator, "T").await;
    let reply = other.refused(409, with(noise(), ticket)).await;
    reply.code("external_number_known").at("/external_ref/number");
}

#[actix_web::test]
async fn nobody_who_handles_it_reads_as_the_desk() {
    let desk = Desk::new().await;
    let both = desk.appointed("DESK", Role::TownDesk, "T").await;
    let grid = Unit::Grid(grid_id("G2"));
    let edit = desk.town.give(grid, member_id("DESK"), Capacity::Deputy);
    desk.town.apply(vec![edit]).await.unwrap();
    let resident = desk.resident("13812341234").await;
    let id = resident.sent(with(telling(), json!({ "place": { "grid_code": "G2" } }))).await;
    desk.appointed("DESK-2", Role::TownDesk, "T").await.dispatch(&id, "G2").await;
    let read = both.read(&id).await.json();
    assert_eq!(
        (read.get("description"), read.get("contact_phone")),
        (None, None),
        "they handle it"
    );
    let elsewhere = resident.sent(telling()).await;
    assert_eq!(both.read(&elsewhere).await.json()["contact_phone"], "138****1234");
}
