//! 回传: what the platform above is told.

use super::{handled, kinds, platform, reception, referring, report_back, ticket};
use crate::support::desk::{Desk, noise, resolved};
use chrono::TimeDelta;
use serde_json::json;
use wangge::domain::role::Role;

fn uri(id: &str) -> String {
    format!("/api/v1/requests/{id}/report-back")
}

#[actix_web::test]
async fn the_report_says_what_was_done_and_names_nobody() {
    let desk = Desk::new().await;
    let (city, leader) = (platform(&desk).await, desk.member("G1-leader").await);
    let id = city.sent(ticket("2026-17")).await;
    let early = city.get(&uri(&id)).expect(200).await.json();
    assert!(early["text"].as_str().unwrap().contains("【签收时间】无"), "{early}");
    leader.act(&id, json!({ "action": "accept" })).await;
    leader
        .act(
            &id,
            json!({ "action": "contact", "contact_outcome": "reached", "words": "答应明天再说" }),
        )
        .await;
    desk.town.clock.advance(TimeDelta::minutes(90));
    leader.act(&id, resolved()).await;
    let report = city.get(&uri(&id)).expect(200).await;
    let text = report.json()["text"].as_str().unwrap().to_owned();
    for said in [
        "【工单编号】2026-17",
        "【诉求人】张*",
        "【承办单位】G1 网格（网格长）",
        "【受理时间】2026-03-02 09:00",
        "【联系情况】已联系上（2026-03-02 09:00）",
        "【办结时间】2026-03-02 10:30（用时 1.5 工作小时）",
        "【办理结果】实际解决",
        "【答复内容】已与工地协调，夜间停工。",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(
        !text.contains("13812341234") && !text.contains("答应") && !text.contains("G1-leader"),
        "{text}"
    );
    assert!(report.json().get("reported_at").is_none());
}

#[actix_web::test]
async fn what_was_told_is_kept_and_closes_it() {
    let desk = Desk::new().await;
    let (city, leader) = (platform(&desk).await, desk.member("G1-leader").await);
    let id = city.sent(ticket("1")).await;
    handled(&leader, &id).await;
    desk.pass(TimeDelta::days(30)).await;
    assert_eq!(city.read(&id).await.json()["state"], "resolved", "silence does not report back");
    leader.moves(&id, report_back()).await.code("move_not_possible");
    assert_eq!(city.act(&id, report_back()).await, "closed");
    assert!(
        kinds(&leader, &id).await.ends_with(&["reported_back".to_owned(), "closed".to_owned()])
    );
    let told = city.get(&uri(&id)).expect(200).await.json();
    assert!(
        told["reported_at"].is_string() && told["text"].as_str().unwrap().contains("夜间停工"),
        "{told}"
    );
    let shown = city.read(&id).await.json();
    assert_eq!(shown["clocks"]["reported_at"], told["reported_at"]);
    let kept =
        shown["notes"].as_array().unwrap().iter().find(|note| note["kind"] == "report").unwrap();
    assert_eq!(kept["body"], told["text"]);
}

#[actix_web::test]
async fn of_a_confidential_ticket_the_report_shows_no_reporter() {
    let desk = Desk::new().await;
    let (city, reception) = (platform(&desk).await, reception(&desk).await);
    let supervisor = desk.appointed("super", Role::Supervisor, "T").await;
    let id = city.sent(referring("1", json!({ "confidential": true }))).await;
    reception.offer(&id, "G1").await;
    handled(&desk.member("G1-leader").await, &id).await;
    for teller in [&city, &reception] {
        let text = teller.get(&uri(&id)).expect(200).await.json()["text"].clone();
        assert!(text.as_str().unwrap().contains("【诉求人】保密"), "{text}");
    }
    supervisor.get(&uri(&id)).expect(403).await.code("report_not_yours");
    supervisor.moves(&id, report_back()).await.code("move_not_possible");
    assert_eq!(reception.act(&id, report_back()).await, "closed");
}

#[actix_web::test]
async fn only_those_who_tell_the_city_read_it() {
    let desk = Desk::new().await;
    let (city, resident) = (platform(&desk).await, desk.resident("13812341234").await);
    let (leader, reception) = (desk.member("G1-leader").await, reception(&desk).await);
    let supervisor = desk.appointed("super", Role::Supervisor, "T").await;
    let id = city.sent(ticket("1")).await;
    supervisor.get(&uri(&id)).expect(200).await;
    leader.get(&uri(&id)).expect(403).await.code("role_required");
    resident.get(&uri(&id)).expect(403).await.code("role_required");
    let other = desk.appointed("other-city", Role::Integrator, "T").await;
    other.get(&uri(&id)).expect(404).await.code("not_found");
    let own = resident.sent(noise()).await;
    reception.get(&uri(&own)).expect(409).await.code("not_from_above");
}
