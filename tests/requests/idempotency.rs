//! The same key: one effect, rendered as the caller may see it now.

use crate::support::desk::{Desk, Person, noise, with};
use crate::support::town::member_id;
use diesel::prelude::*;
use serde_json::json;
use uuid::Uuid;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::store::schema::idempotency_keys as keys;

#[actix_web::test]
async fn a_replay_is_marked_and_has_no_second_effect() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let key = Uuid::now_v7().to_string();
    let send = || resident.post("/api/v1/requests", &noise()).header("Idempotency-Key", &key);
    let (first, again) = (send().expect(201).await, send().expect(201).await);
    assert_eq!(
        (first.header("idempotent-replayed"), again.header("idempotent-replayed")),
        ("", "true")
    );
    assert_eq!(first.json(), again.json());
    assert_eq!(resident.listed("/api/v1/requests").await.len(), 1);
    let other =
        resident.post("/api/v1/requests", &with(noise(), json!({ "description": "另一件事" })));
    other.header("Idempotency-Key", &key).expect(422).await.code("idempotency_key_reused");
    let two = resident.post("/api/v1/requests", &noise()).header("Idempotency-Key", &key);
    two.header("Idempotency-Key", Uuid::now_v7().to_string())
        .expect(400)
        .await
        .code("idempotency_key_malformed");
    let stranger = desk.resident("13812340000").await;
    let same_key = stranger
        .post("/api/v1/requests", &noise())
        .header("Idempotency-Key", &key)
        .expect(201)
        .await;
    assert_ne!(same_key.json()["id"], first.json()["id"], "keys of two people are two keys");
}

#[actix_web::test]
async fn a_replay_shows_only_what_the_caller_may_see_now() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(noise()).await;
    let uri = format!("/api/v1/requests/{id}/transitions");
    let key = Uuid::now_v7().to_string();
    let accept =
        || leader.post(&uri, &json!({ "action": "accept" })).header("Idempotency-Key", &key);
    assert_eq!(accept().expect(200).await.json()["contact_phone"], "13812341234");
    let inactive = AtlasEdit::SetMemberActive { member: member_id("G1-leader"), active: false };
    desk.town.apply(vec![inactive]).await.unwrap();
    let replayed = accept().expect(200).await;
    assert_eq!(replayed.header("idempotent-replayed"), "true");
    assert!(
        !replayed.body.contains("13812341234") && !replayed.body.contains("夜里"),
        "{}",
        replayed.body
    );
}

#[actix_web::test]
async fn concurrent_twins_store_one_request() {
    let desk = Desk::new().await;
    let resident = desk.resident("13812341234").await;
    let key = Uuid::now_v7().to_string();
    let send =
        || resident.post("/api/v1/requests", &noise()).header("Idempotency-Key", &key).expect(201);
    let (a, b, c) = tokio::join!(send(), send(), send());
    let replayed =
        [&a, &b, &c].iter().filter(|reply| reply.header("idempotent-replayed") == "true").count();
    assert_eq!((replayed, resident.listed("/api/v1/requests").await.len()), (2, 1));
    assert!(a.json()["id"] == b.json()["id"] && b.json()["id"] == c.json()["id"]);
}

#[actix_web::test]
async fn concurrent_moves_have_one_winner() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let deputy = desk.member("G1-deputy").await;
    for _ in 0..10 {
        let id = resident.sent(noise()).await;
        let accept =
            async |person: &Person<'_>| person.moves(&id, json!({ "action": "accept" })).await;
        let (a, b, c, d) =
            tokio::join!(accept(&leader), accept(&deputy), accept(&leader), accept(&deputy));
        let replies = [a, b, c, d];
        let winners = replies.iter().filter(|reply| reply.status == 200).count();
        assert_eq!(winners, 1, "{replies:?}");
        for refused in replies.into_iter().filter(|reply| reply.status != 200) {
            refused.code("move_not_possible");
        }
    }
}

#[actix_web::test]
async fn what_is_kept_of_a_key_names_neither_who_used_it_nor_what_they_sent() {
    let mut kept = Vec::new();
    for desk in [Desk::new().await, Desk::new().await] {
        let nobody = desk.anonymous();
        let key = "01a0cafe-5a52-4000-8000-00000000000d";
        nobody
            .post("/api/v1/requests", &with(noise(), json!({ "anonymous": true })))
            .header("Idempotency-Key", key)
            .expect(201)
            .await;
        let hashes = desk.town.db.read(|connection| {
            Ok(keys::table
                .select((keys::lookup, keys::body_lookup))
                .load::<(Vec<u8>, Vec<u8>)>(connection)?)
        });
        kept.extend(hashes.await.unwrap());
    }
    let [(here, body_here), (there, body_there)] = kept.as_slice() else {
        unreachable!("{kept:?}")
    };
    assert_eq!([here, body_here, there, body_there].map(Vec::len), [32; 4]);
    assert!(
        here != there && body_here != body_there,
        "whoever has no key of the house can make them of a guess"
    );
}
