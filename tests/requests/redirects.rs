//! 告知途径 and 作废: the desk ends what is not for the town to handle, tells the reporter why and where
//! to go, and somebody else decides on an objection.

use crate::support::desk::{Desk, noise, resolved, secret, verdict, with};
use serde_json::{Value, json};
use wangge::domain::role::Role;

fn redirect(reason: &str) -> Value {
    json!({ "action": "redirect", "redirect_reason": reason, "words": "请到街镇信访窗口反映，周一至周五" })
}

fn object() -> Value {
    json!({ "action": "object", "words": "不是信访事项，是夜间施工" })
}

fn words_of(request: &Value, kind: &str) -> Option<String> {
    let notes = request["notes"].as_array().unwrap();
    let note = notes.iter().find(|note| note["kind"] == kind)?;
    note["body"].as_str().map(str::to_owned)
}

#[actix_web::test]
async fn the_reporter_reads_where_to_go_and_a_supervisor_takes_an_objection_up() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let supervisor = desk.appointed("super-1", Role::Supervisor, "T").await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    leader.moves(&id, redirect("petition")).await.code("move_not_possible");
    let told = reception.moves(&id, redirect("petition")).await.json();
    assert_eq!((&told["state"], &told["next_owner"]), (&json!("redirected"), &Value::Null));
    let read = resident.read(&id).await.json();
    assert_eq!(
        words_of(&read, "redirect_words").as_deref(),
        Some("请到街镇信访窗口反映，周一至周五")
    );
    assert!(leader.listed("/api/v1/inbox").await.is_empty(), "nobody has to handle it");
    let objected = resident.moves(&id, object()).await.json();
    assert_eq!(
        (&objected["state"], &objected["next_owner"]["party"], &objected["next_owner"]["due_at"]),
        (&json!("objected"), &json!("reviewer"), &json!("2026-03-03T09:30:00Z"))
    );
    let listed = supervisor.listed("/api/v1/requests?whose=to_decide").await;
    assert_eq!(listed, [id.as_str()]);
    leader.moves(&id, json!({ "action": "take_up" })).await.code("move_not_possible");
    desk.pass(chrono::TimeDelta::minutes(30)).await;
    let taken =
        supervisor.moves(&id, json!({ "action": "take_up", "words": "属噪声扰民，应办理" }));
    let taken = taken.await.json();
    assert_eq!(
        (&taken["state"], &taken["next_owner"]["party"], &taken["clocks"]["accept_due"]),
        (&json!("assigned"), &json!("holder"), &json!("2026-03-02T03:30:00Z")),
        "its holder gets it anew"
    );
    let read = resident.read(&id).await.json();
    assert_eq!(words_of(&read, "objection_reply").as_deref(), Some("属噪声扰民，应办理"));
    reception.moves(&id, redirect("petition")).await.code("move_not_possible");
    leader.act(&id, json!({ "action": "accept" })).await;
    leader.act(&id, json!({ "action": "start" })).await;
    leader.act(&id, resolved()).await;
    assert_eq!(resident.act(&id, verdict(true, "satisfied")).await, "closed");
}

#[actix_web::test]
async fn an_objection_is_made_once_by_login_or_receipt() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let supervisor = desk.appointed("super-1", Role::Supervisor, "T").await;
    let nobody = desk.anonymous();
    let sent = nobody.submit(with(noise(), json!({ "anonymous": true }))).await;
    let (id, receipt) = (sent["id"].as_str().unwrap(), &sent["receipt_secret"]);
    reception.act(id, redirect("legal_procedure")).await;
    let uri = format!("/api/v1/requests/{id}/receipt");
    let standing = nobody.post(&uri, &json!({ "secret": receipt })).expect(200).await.json();
    assert!(words_of(&standing, "redirect_words").is_some(), "{standing}");
    let objection = with(object(), json!({ "receipt_secret": receipt }));
    let objected = nobody.moves(id, objection.clone()).await.json();
    assert_eq!(objected["state"], "objected");
    let upheld = json!({ "action": "uphold", "words": "合同纠纷，应向法院起诉" });
    assert_eq!(supervisor.act(id, upheld).await, "redirected");
    let standing = nobody.post(&uri, &json!({ "secret": receipt })).expect(200).await.json();
    assert_eq!(words_of(&standing, "objection_reply").as_deref(), Some("合同纠纷，应向法院起诉"));
    nobody.moves(id, objection).await.code("objected_already");
}

#[actix_web::test]
async fn who_told_where_to_go_does_not_decide_on_the_objection_but_may_think_better_of_it() {
    let desk = Desk::new().await;
    let both = desk.appointed("both", Role::TownDesk, "T").await;
    desk.appointed("both-2", Role::Supervisor, "T").await;
    let resident = desk.resident("13812341234").await;
    let id = resident.sent(noise()).await;
    both.act(&id, redirect("other_area")).await;
    resident.act(&id, object()).await;
    both.moves(&id, json!({ "action": "uphold", "words": "维持" })).await.code("move_not_possible");
    assert_eq!(both.act(&id, json!({ "action": "take_up" })).await, "assigned");
}

#[actix_web::test]
async fn a_confidential_request_is_decided_by_the_desk_alone() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let supervisor = desk.appointed("super-1", Role::Supervisor, "T").await;
    let resident = desk.resident("13812341234").await;
    let id = resident.sent(secret()).await;
    reception.act(&id, redirect("discipline")).await;
    let objected = resident.moves(&id, object()).await.json();
    assert_eq!(objected["next_owner"]["party"], "desk");
    let queue = "/api/v1/requests?whose=my_grids&queue=objections";
    assert_eq!(reception.listed(queue).await, [id.as_str()]);
    supervisor.moves(&id, json!({ "action": "take_up" })).await.code("move_not_possible");
    let read = supervisor.read(&id).await.json();
    assert_eq!(words_of(&read, "redirect_words"), None, "what the desk tells stays there");
    assert_eq!(reception.act(&id, json!({ "action": "take_up" })).await, "assigned");
}

#[actix_web::test]
async fn what_was_settled_before_names_a_reply_to_the_same_person_and_no_new_fact() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let (resident, other) =
        (desk.resident("13812341234").await, desk.resident("13912341234").await);
    let leader = desk.member("G1-leader").await;
    let mut answered = Vec::new();
    for person in [&resident, &other] {
        let id = person.sent(noise()).await;
        leader.act(&id, json!({ "action": "accept" })).await;
        leader.act(&id, json!({ "action": "start" })).await;
        leader.act(&id, resolved()).await;
        answered.push(id);
    }
    let id = resident.sent(noise()).await;
    let settled = |earlier: &str, new_fact: bool| {
        with(redirect("settled_before"), json!({ "earlier": earlier, "new_fact": new_fact }))
    };
    reception.moves(&id, redirect("settled_before")).await.code("required").at("/earlier");
    let unsaid = with(redirect("settled_before"), json!({ "earlier": answered[0] }));
    reception.moves(&id, unsaid).await.code("required").at("/new_fact");
    let others = reception.moves(&id, settled(&answered[1], false)).await;
    others.code("earlier_reply_unknown").at("/earlier");
    let itself = reception.moves(&id, settled(&id, false)).await;
    itself.code("earlier_reply_unknown").at("/earlier");
    let new = reception.moves(&id, settled(&answered[0], true)).await;
    new.code("new_fact_is_handled").at("/new_fact");
    let elsewhere = with(redirect("petition"), json!({ "earlier": answered[0] }));
    reception.moves(&id, elsewhere).await.code("unknown_field").at("/earlier");
    assert_eq!(reception.act(&id, settled(&answered[0], false)).await, "redirected");
    let number = resident.read(&answered[0]).await.json()["number"].clone();
    let told = words_of(&resident.read(&id).await.json(), "redirect_words").unwrap();
    assert!(told.contains(number.as_str().unwrap()), "{told}");
}

#[actix_web::test]
async fn what_is_void_says_why_to_its_reporter_and_can_be_recalled() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let resident = desk.resident("13812341234").await;
    let id = resident.sent(noise()).await;
    reception.moves(&id, json!({ "action": "void" })).await.code("required").at("/words");
    let void = json!({ "action": "void", "words": "误录，与上一件重复" });
    assert_eq!(reception.act(&id, void).await, "void");
    let read = resident.read(&id).await.json();
    assert_eq!(words_of(&read, "void_words").as_deref(), Some("误录，与上一件重复"));
    let due = read["clocks"]["resolve_due"].clone();
    let back = reception.moves(&id, json!({ "action": "recall" })).await.json();
    assert_eq!(
        (&back["state"], &back["clocks"]["resolve_due"], &back["clocks"]["ended_at"]),
        (&json!("assigned"), &due, &Value::Null)
    );
    reception.moves(&id, json!({ "action": "recall" })).await.code("move_not_possible");
}

#[actix_web::test]
async fn a_ticket_from_above_is_returned_there_and_not_ended_here() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let ticket = with(
        noise(),
        json!({
            "channel": "hotline_12345",
            "external_ref": { "system": "sh12345", "number": "2026-1" },
        }),
    );
    let id = reception.sent(ticket).await;
    reception.moves(&id, redirect("petition")).await.code("move_not_possible");
    let void = json!({ "action": "void", "words": "误录" });
    reception.moves(&id, void).await.code("move_not_possible");
}
