//! The same ticket is one request, however often and by whomever it is sent.

use super::{handled, kinds, platform, reception, referring, report_back, ticket};
use crate::support::desk::{Desk, with};
use crate::support::submission::{anonymous, key};
use crate::support::town::member_id;
use serde_json::json;
use wangge::domain::request::{Channel, ExternalRef};
use wangge::domain::role::Role;
use wangge::domain::scope::Scope;
use wangge::service::requests::submit::{RequestSubmission, submit};

#[actix_web::test]
async fn a_ticket_that_is_sent_again_is_the_same_request() {
    let desk = Desk::new().await;
    let city = platform(&desk).await;
    let send = || city.post("/api/v1/requests", &ticket(" 2026-17 ")).keyed().expect(201);
    let (first, again) = (send().await, send().await);
    assert_eq!(
        (first.header("idempotent-replayed"), again.header("idempotent-replayed")),
        ("", "true")
    );
    assert_eq!(first.json(), again.json());
    assert_eq!(city.listed("/api/v1/requests").await.len(), 1);
}

#[actix_web::test]
async fn other_contents_are_named_and_nothing_is_stored() {
    let desk = Desk::new().await;
    let city = platform(&desk).await;
    let id = city.sent(ticket("1")).await;
    let before = city.read(&id).await.json();
    let changed = with(
        referring("1", json!({ "due_at": "2026-03-04T00:00:00Z" })),
        json!({ "description": "白天也有噪声", "contact_phone": "13812345678" }),
    );
    let reply = city.refused(409, changed).await.code("external_number_taken");
    let named: Vec<String> = reply.errors().into_iter().map(|(pointer, _)| pointer).collect();
    assert_eq!(named, ["/contact_phone", "/description", "/external_ref/due_at"]);
    assert!(!reply.body.contains("13812341234"), "{}", reply.body);
    let elsewhere = json!({ "place": { "grid_code": "G2" }, "kind": "help", "urgency": "urgent" });
    let reply = city.refused(409, with(ticket("1"), elsewhere)).await;
    let named: Vec<String> = reply.errors().into_iter().map(|(pointer, _)| pointer).collect();
    assert_eq!(named, ["/kind", "/place", "/urgency"]);
    assert_eq!(city.read(&id).await.json(), before);
    assert_eq!(city.listed("/api/v1/requests").await.len(), 1);
    let mut other = ticket("1");
    other["external_ref"]["system"] = json!("other");
    assert_ne!(city.sent(other).await, id, "numbers of two platforms are two numbers");
}

#[actix_web::test]
async fn who_may_not_see_it_learns_only_that_the_number_is_taken() {
    let desk = Desk::new().await;
    let city = platform(&desk).await;
    let id = city.sent(ticket("1")).await;
    let other = desk.appointed("other-city", Role::Integrator, "T").await;
    let reply = other.refused(409, ticket("1")).await.code("external_number_known");
    assert_eq!(reply.errors().len(), 1);
    reply.at("/external_ref/number");
    let reception = reception(&desk).await;
    let hotline = with(ticket("1"), json!({ "channel": "hotline_12345" }));
    let reply = reception.refused(409, hotline).await;
    assert_eq!(
        reply.errors(),
        [("/channel".to_owned(), "external_number_taken".to_owned())],
        "{id}"
    );
}

#[actix_web::test]
async fn concurrent_twins_of_two_processes_are_one_request() {
    let desk = Desk::new().await;
    let city = platform(&desk).await;
    let (here, there) = (desk.town.db.clone(), desk.town.another());
    let scope =
        Scope::of(&here.atlas(), city.account.unwrap(), Some(member_id("city")), desk.town.now());
    for round in 0..5 {
        let (system, number) = ("sh12345".to_owned(), format!("2026-{round}"));
        let external = Some(ExternalRef { system, number, due_at: None, confidential: false });
        let sent = RequestSubmission {
            channel: Channel::CityPlatform,
            external,
            anonymous: false,
            ..anonymous()
        };
        let send = |db| submit(db, &desk.town.rulebook, scope.clone(), key(), sent.clone());
        let (a, b, c, d) = tokio::join!(send(&here), send(&there), send(&here), send(&there));
        let all = [a.unwrap(), b.unwrap(), c.unwrap(), d.unwrap()];
        assert!(all.iter().all(|one| one.sent.row.id == all[0].sent.row.id));
        assert_eq!(all.iter().filter(|one| one.replayed).count(), 3);
        assert_eq!(city.listed("/api/v1/requests").await.len(), round + 1);
    }
}

#[actix_web::test]
async fn what_the_desk_entered_before_becomes_the_platforms_own() {
    let desk = Desk::new().await;
    let (city, reception) = (platform(&desk).await, reception(&desk).await);
    let entered = with(ticket("1"), json!({ "channel": "hotline_12345" }));
    let id = reception.sent(entered.clone()).await;
    city.get(&format!("/api/v1/requests/{id}")).expect(404).await;
    let other = with(entered.clone(), json!({ "description": "另一件事" }));
    city.refused(409, other).await.code("external_number_known").at("/external_ref/number");
    let taken = city.post("/api/v1/requests", &entered).keyed().expect(201).await;
    assert_eq!((&taken.json()["id"], taken.header("idempotent-replayed")), (&json!(id), "true"));
    assert_eq!(city.sent(entered).await, id, "it is theirs now");
    handled(&desk.member("G1-leader").await, &id).await;
    assert_eq!(city.act(&id, report_back()).await, "closed");
    let kinds = kinds(&reception, &id).await;
    assert_eq!(kinds.iter().filter(|kind| *kind == "taken_over").count(), 1);
}

#[actix_web::test]
async fn whom_a_ticket_is_about_is_answered_as_if_there_were_none() {
    let desk = Desk::new().await;
    let city = platform(&desk).await;
    let own = reception(&desk).await;
    let about =
        city.sent(with(ticket("1"), json!({ "about_member": member_id("reception") }))).await;
    let entered = |number: &str| with(ticket(number), json!({ "channel": "hotline_12345" }));
    let nonsense = |number: &str| with(entered(number), json!({ "category": "nonsense" }));
    for number in ["1", "2"] {
        own.refused(422, nonsense(number)).await.code("unknown_category");
        let listed = format!(
            "/api/v1/requests?whose=my_grids&external_system=sh12345&external_number={number}"
        );
        assert!(own.listed(&listed).await.is_empty());
        let id = own.sent(entered(number)).await;
        assert_ne!(id, about, "it stands beside the one that they are kept from");
        let again = own.post("/api/v1/requests", &entered(number)).keyed().expect(201).await;
        assert_eq!(
            (&again.json()["id"], again.header("idempotent-replayed")),
            (&json!(id), "true")
        );
        let other = with(entered(number), json!({ "description": "不同的内容" }));
        own.refused(409, other).await.code("external_number_taken").at("/description");
        assert_eq!(own.listed(&listed).await, [id.as_str()]);
    }
    let again = with(ticket("1"), json!({ "about_member": member_id("reception") }));
    assert_eq!(city.sent(again).await, about, "the platform's own is still its own");
}
