//! 第二身份 over HTTP: roles that a neighbourhood offers, claims, places, the order of those who wait.

mod duties;

use crate::support::hall::Hall;
use crate::support::town::{Town, grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use uuid::Uuid;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::Member;
use wangge::domain::id::{AccountId, CommunityRoleId, MemberId, RegistrationId};
use wangge::domain::registration::{Registrant, RegistrationState};
use wangge::domain::scope::Scope;
use wangge::domain::second_identity::IdentityState;
use wangge::jobs::run_due;
use wangge::service::community_roles::{CommunityRoleProfile, create_community_role};
use wangge::service::second_identities::claim;
use wangge::store::Actor;
use wangge::store::community_roles::CommunityRole;
use wangge::store::idempotency::IdempotentCall;
use wangge::store::registrations::Registration;
use wangge::store::second_identities::SecondIdentity;

fn mediators(places: i32, reviewed: bool) -> Value {
    json!({
        "grid": grid_id("N1"), "name": "邻里调解员", "tasks": "邻里有纠纷时上门劝和", "skills": ["mediation"],
        "places": places, "waiting_places": 2, "term_days": 365, "reviewed": reviewed,
    })
}

async fn offered(hall: &Hall, places: i32, reviewed: bool) -> Value {
    hall.twice("N1-leader", "/community-roles", &mediators(places, reviewed), 201).await.json()
}

/// Members who are registered with N1.
async fn register(hall: &Hall, who: &[&str]) {
    for who in who {
        let made = hall
            .post(who, "/registrations", &json!({ "grid": grid_id("N1") }))
            .expect(201)
            .await
            .json();
        let accept = format!("/registrations/{}/accept", id(&made));
        hall.post("supervisor", &accept, &json!({ "version": 1 })).expect(200).await;
    }
}

fn id(of: &Value) -> &str {
    of["id"].as_str().unwrap()
}

fn claims(role: &Value) -> String {
    format!("/community-roles/{}/claims", id(role))
}

async fn claimed(hall: &Hall, who: &str, role: &Value) -> Value {
    hall.post(who, &claims(role), &json!({})).expect(201).await.json()
}

fn act(identity: &Value, action: &str) -> String {
    format!("/second-identities/{}/{action}", id(identity))
}

async fn state(hall: &Hall, identity: &Value) -> Value {
    let uri = format!("/second-identities/{}", id(identity));
    hall.get("supervisor", &uri).expect(200).await.json()["state"].clone()
}

#[actix_web::test]
async fn a_claim_is_decided_by_the_secretary_and_lasts_for_its_term() {
    let hall = Hall::open().await;
    let role = offered(&hall, 1, true).await;
    register(&hall, &["idle", "G1-leader"]).await;
    let mine = hall.twice("idle", &claims(&role), &json!({}), 201).await.json();
    assert_eq!(
        (&mine["state"], &mine["claim_number"], &mine["name"]),
        (&"claimed".into(), &1.into(), &"张*".into())
    );
    let begun =
        hall.twice("N1-leader", &act(&mine, "accept"), &json!({ "version": 1 }), 200).await.json();
    assert_eq!(begun["state"], "active");
    let later = claimed(&hall, "G1-leader", &role).await;
    hall.post("N1-leader", &act(&later, "accept"), &json!({ "version": 1 })).expect(200).await;
    assert_eq!(state(&hall, &later).await, "waiting");
    let counted =
        hall.get("resident", &format!("/community-roles/{}", id(&role))).expect(200).await;
    assert_eq!((&counted.json()["active"], &counted.json()["waiting"]), (&1.into(), &1.into()));
    hall.town.clock.advance(TimeDelta::days(365));
    run_due(&hall.town.db, &hall.town.rulebook).await.unwrap();
    let over =
        hall.get("idle", &format!("/second-identities/{}", id(&mine))).expect(200).await.json();
    assert_eq!((&over["state"], &over["ended_because"]), (&"ended".into(), &"expired".into()));
    assert_eq!(state(&hall, &later).await, "active", "whoever waited follows");
}

#[actix_web::test]
async fn places_go_to_those_who_wait_in_the_order_of_their_claims() {
    let hall = Hall::open().await;
    let role = offered(&hall, 1, false).await;
    register(&hall, &["idle", "G1-leader", "G2-leader", "G1-deputy"]).await;
    let [first, second, third] = [
        claimed(&hall, "idle", &role).await,
        claimed(&hall, "G1-leader", &role).await,
        claimed(&hall, "G2-leader", &role).await,
    ];
    assert_eq!(
        [&first["state"], &second["state"], &third["state"]],
        ["active", "waiting", "waiting"]
    );
    let full = hall.post("G1-deputy", &claims(&role), &json!({})).expect(409).await;
    let full = full.code("community_role_full").json();
    let params = &full["errors"][0]["params"];
    assert_eq!((&params["places"], &params["waiting"]), (&json!(1), &json!(2)));
    assert_eq!(full["detail"], "名额已满：1 个名额、2 个候补");
    hall.twice("idle", &act(&first, "end"), &json!({ "version": 2 }), 200).await;
    assert_eq!(
        (state(&hall, &second).await, state(&hall, &third).await),
        ("active".into(), "waiting".into())
    );
    let mut more = mediators(2, false);
    more.as_object_mut().unwrap().remove("grid");
    more["version"] = json!(1);
    hall.twice("N1-leader", &format!("/community-roles/{}/profile", id(&role)), &more, 200).await;
    assert_eq!(state(&hall, &third).await, "active", "a place that is added is given");
    hall.post("N1-leader", &act(&third, "end"), &json!({ "version": 3 })).expect(200).await;
    let read = hall
        .get("G2-leader", &format!("/second-identities/{}", id(&third)))
        .expect(200)
        .await
        .json();
    assert_eq!(read["ended_because"], "revoked");
    hall.twice(
        "N1-leader",
        &format!("/community-roles/{}/retire", id(&role)),
        &json!({ "version": 2 }),
        200,
    )
    .await;
    let read = hall
        .get("G1-leader", &format!("/second-identities/{}", id(&second)))
        .expect(200)
        .await
        .json();
    assert_eq!(read["ended_because"], "role_retired");
    hall.post("idle", &claims(&role), &json!({})).expect(409).await.code("community_role_retired");
}

#[actix_web::test]
async fn whoever_leaves_the_neighbourhood_leaves_its_roles() {
    let hall = Hall::open().await;
    let role = offered(&hall, 1, false).await;
    register(&hall, &["idle", "G1-leader"]).await;
    let (mine, waits) =
        (claimed(&hall, "idle", &role).await, claimed(&hall, "G1-leader", &role).await);
    let moved = hall
        .post("idle", "/registrations", &json!({ "grid": grid_id("N2") }))
        .expect(201)
        .await
        .json();
    let accept = format!("/registrations/{}/accept", id(&moved));
    hall.post("N2-leader", &accept, &json!({ "version": 1 })).expect(200).await;
    let read =
        hall.get("idle", &format!("/second-identities/{}", id(&mine))).expect(200).await.json();
    assert_eq!(read["ended_because"], "registration_ended");
    assert_eq!(state(&hall, &waits).await, "active");
}

#[actix_web::test]
async fn a_claim_that_cannot_be_says_why() {
    let hall = Hall::open().await;
    let role = offered(&hall, 1, true).await;
    hall.post("resident", &claims(&role), &json!({})).expect(403).await.code("members_only");
    hall.post("idle", &claims(&role), &json!({})).expect(403).await.code("not_registered_here");
    register(&hall, &["idle", "N1-leader"]).await;
    let mine = claimed(&hall, "idle", &role).await;
    let twice = hall
        .post("idle", &claims(&role), &json!({}))
        .expect(409)
        .await
        .code("identity_twice")
        .json();
    assert_eq!(twice["errors"][0]["params"]["identity"], mine["id"]);
    assert_eq!(twice["errors"][0]["message"], "您已认领这个角色，现为“待审核”");
    let no = json!({ "because": "not_suited", "version": 1 });
    hall.post("N2-leader", &act(&mine, "decline"), &no).expect(404).await.code("not_found");
    hall.twice("N1-leader", &act(&mine, "decline"), &no, 200).await;
    let late =
        hall.post("N1-leader", &act(&mine, "accept"), &json!({ "version": 2 })).expect(409).await;
    assert_eq!(
        late.code("identity_state").json()["errors"][0]["params"]["state"]["value"],
        "declined"
    );
    let own = claimed(&hall, "N1-leader", &role).await;
    hall.post("N1-leader", &act(&own, "accept"), &json!({ "version": 1 }))
        .expect(403)
        .await
        .code("own_identity");
    claimed(&hall, "idle", &role).await;
    for stranger in ["resident", "G2-leader", "N2-leader"] {
        hall.get(stranger, &format!("/second-identities/{}", id(&own)))
            .expect(404)
            .await
            .code("not_found");
        assert_eq!(
            hall.get(stranger, "/second-identities").expect(200).await.json()["items"],
            json!([])
        );
    }
}

/// 200 members of N1 and a role without a review.
async fn crowd(town: &Town, count: usize) -> Vec<MemberId> {
    let members: Vec<MemberId> = (0..count).map(|_| MemberId(Uuid::now_v7())).collect();
    let member = |(number, &id): (usize, &MemberId)| {
        AtlasEdit::AddMember(Member {
            id,
            code: format!("C{number}"),
            active: true,
            created_at: town.now(),
            version: 1,
        })
    };
    town.apply(members.iter().enumerate().map(member).collect()).await.unwrap();
    let registered = members.clone();
    let write = town.db.write(move |tx| {
        for &member in &registered {
            let (id, who) = (RegistrationId(Uuid::now_v7()), Registrant::Member(member));
            let mut row = Registration::new(id, grid_id("N1"), who, None, tx.now());
            row.state = RegistrationState::Accepted;
            row.insert(tx, &Actor::Service, "registration_requested", json!({}))?;
        }
        Ok(())
    });
    write.await.unwrap();
    members
}

async fn role_of(town: &Town, places: i32) -> CommunityRoleId {
    let leader = Scope::of(
        &town.db.atlas(),
        AccountId(Uuid::now_v7()),
        Some(member_id("N1-leader")),
        town.now(),
    );
    let (name, tasks, skills) = ("应急先锋".to_owned(), "汛期值守".to_owned(), Vec::new());
    let role = CommunityRoleProfile {
        name,
        tasks,
        skills,
        places,
        waiting_places: 1000,
        term_days: 90,
        reviewed: false,
        duty: None,
    };
    create_community_role(&town.db, &leader, key("role"), grid_id("N1"), role).await.unwrap().made
}

fn key(of: &str) -> IdempotentCall {
    IdempotentCall {
        actor: of.to_owned(),
        route: "story".to_owned(),
        key: Uuid::now_v7().to_string(),
        body_hash: vec![1],
    }
}

#[tokio::test]
async fn of_two_hundred_who_race_for_twenty_places_twenty_are_active_and_the_rest_wait_in_order() {
    let town = Town::new().await;
    let (members, role) = (crowd(&town, 200).await, role_of(&town, 20).await);
    let mut racing = JoinSet::new();
    for member in members {
        let (db, now) = (town.db.clone(), town.now());
        racing.spawn(async move {
            let scope = Scope::of(&db.atlas(), AccountId(Uuid::now_v7()), Some(member), now);
            claim(&db, &scope, key(&member.to_string()), role).await
        });
    }
    for claimed in racing.join_all().await {
        claimed.unwrap();
    }
    let (role, all) = town
        .db
        .read(move |connection| {
            Ok((
                CommunityRole::load(connection, role)?,
                SecondIdentity::live_of_role(connection, role)?,
            ))
        })
        .await
        .unwrap();
    assert_eq!((role.active_count, role.waiting_count), (20, 180));
    let numbers: Vec<i32> = all.iter().map(|identity| identity.claim_number).collect();
    assert_eq!(numbers, (1..=200).collect::<Vec<_>>());
    let active: Vec<bool> =
        all.iter().map(|identity| identity.state == IdentityState::Active).collect();
    assert_eq!(active, (0..200).map(|place| place < 20).collect::<Vec<_>>());
}
