//! Co-handlers and copies: who has to do with a request beside its holder.

use super::{rule, ruled, supervisor};
use crate::support::desk::{Desk, noise, with};
use crate::support::town::{grid_id, member_id};
use serde_json::{Value, json};
use wangge::domain::role::Role;

/// Noise is handled with an organisation, and G2 reads along.
async fn noise_is_shared(desk: &Desk) -> Value {
    let supervisor = supervisor(desk).await;
    let office = json!({ "code": "CG-1", "kind": "station_office", "name": "城管中队", "grid": grid_id("T"),
        "office_phone": "021-55551234" });
    let office = supervisor.post("/api/v1/organizations", &office).keyed().expect(201).await.json();
    let effect = json!({ "co_handlers": [office["id"]], "copies": [{ "kind": "grid", "id": grid_id("G2") }] });
    ruled(&supervisor, rule("NOISE", "T", json!({ "category": "environment.noise" }), effect)).await
}

#[actix_web::test]
async fn the_holder_stays_one_and_others_read_along() {
    let desk = Desk::new().await;
    noise_is_shared(&desk).await;
    let resident = desk.resident("13812341234").await;
    let sent = resident.submit(noise()).await;
    let id = sent["id"].as_str().unwrap();
    assert_eq!(sent["unit"]["code"], "G1");
    let (holder, along) = (desk.member("G1-leader").await, desk.member("G2-deputy").await);
    let shared = holder.read(id).await.json()["shared"].clone();
    let named: Vec<_> =
        shared.as_array().unwrap().iter().map(|one| [&one["part"], &one["code"]]).collect();
    assert!(
        named.contains(&[&json!("co_handler"), &json!("CG-1")])
            && named.contains(&[&json!("copy"), &json!("G2")])
    );
    assert!(shared.to_string().contains("55551234"), "{shared}: the holder knows whom to call");
    assert_eq!(along.listed("/api/v1/requests?whose=shared").await, [id]);
    let copied = along.read(id).await.json();
    assert_eq!(
        (&copied["description"], &copied["contact_phone"]),
        (&json!("夜里施工噪声"), &json!("138****1234"))
    );
    assert_eq!(copied["may_unmask"], false);
    assert!(along.listed("/api/v1/inbox").await.is_empty(), "they have nothing to do");
    let moves = along.get(&format!("/api/v1/requests/{id}/transitions")).expect(200).await.json();
    assert_eq!(moves["items"], json!([]));
    let own = resident.read(id).await.json()["shared"].clone();
    assert_eq!(
        own.as_array().unwrap().len(),
        1,
        "the resident reads who helps, not who reads along"
    );
    let stranger = desk.member("G3-leader").await;
    assert!(stranger.listed("/api/v1/requests?whose=shared").await.is_empty());
    stranger.get(&format!("/api/v1/requests/{id}")).expect(404).await;
}

#[actix_web::test]
async fn a_confidential_request_is_shared_with_nobody() {
    let desk = Desk::new().await;
    let made = noise_is_shared(&desk).await;
    let resident = desk.resident("13812341234").await;
    let id = resident.sent(with(noise(), json!({ "confidential": true }))).await;
    let along = desk.member("G2-leader").await;
    assert!(along.listed("/api/v1/requests?whose=shared").await.is_empty());
    along.get(&format!("/api/v1/requests/{id}")).expect(404).await;
    let office = desk.appointed("DESK", Role::TownDesk, "T").await;
    assert_eq!(office.read(&id).await.json().get("shared"), None);
    let routing = office.get(&format!("/api/v1/requests/{id}/routing")).expect(200).await.json();
    let steps = routing["items"][0]["trace"].as_array().unwrap().clone();
    assert!(steps.contains(&json!({ "step": "not_shared", "rule": made["id"] })), "{steps:?}");
}

#[actix_web::test]
async fn whom_it_is_about_reads_nothing_along() {
    let desk = Desk::new().await;
    noise_is_shared(&desk).await;
    let resident = desk.resident("13812341234").await;
    let subject = member_id("G2-leader");
    let id = resident.sent(with(noise(), json!({ "about_member": subject }))).await;
    let (subject, deputy) = (desk.member("G2-leader").await, desk.member("G2-deputy").await);
    assert_eq!(subject.learns(&id).await, ([404; 4], false));
    assert!(subject.listed("/api/v1/requests?whose=shared").await.is_empty());
    assert_eq!(
        deputy.listed("/api/v1/requests?whose=shared").await,
        [id],
        "of whom nothing is said"
    );
}
