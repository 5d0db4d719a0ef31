//! 责任区调整: change sets, drafted, previewed, agreed to, applied and taken back.

mod areas;
mod borders;
mod complexity;
mod confidence;
mod life;
mod limits;
mod people;
mod previews;
mod real;
mod repairs;
mod replay;
mod report;
mod undoing;
mod wrong_input;

use crate::support::hall::Hall;
use crate::support::request::Call;
use crate::support::town::grid_id;
use serde_json::{Value, json};

/// A change set in the hands of a supervisor.
pub struct Draft<'a> {
    pub hall: &'a Hall,
    pub who: &'a str,
    pub id: String,
}

impl<'a> Draft<'a> {
    /// Begins one with nothing in it.
    pub async fn begin(hall: &'a Hall) -> Self {
        Self::begun_by(hall, "supervisor", &json!({})).await
    }

    pub async fn begun_by(hall: &'a Hall, who: &'a str, body: &Value) -> Self {
        let drafted = hall.post(who, "/reassignments", body).expect(201).await.json();
        Self { hall, who, id: drafted["id"].as_str().unwrap().to_owned() }
    }

    pub fn uri(&self, what: &str) -> String {
        format!("/reassignments/{}{what}", self.id)
    }

    pub async fn read(&self) -> Value {
        self.hall.get(self.who, &self.uri("")).expect(200).await.json()
    }

    async fn version(&self) -> Value {
        self.read().await["version"].clone()
    }

    /// A POST by somebody with the present version.
    pub async fn post_as(&self, who: &str, what: &str, mut body: Value) -> Call<'_> {
        body["version"] = self.version().await;
        self.hall.post(who, &self.uri(what), &body)
    }

    /// Adds an operation.
    pub async fn add(&self, operation: Value) -> Value {
        self.post_as(self.who, "/operations", json!({ "operation": operation }))
            .await
            .expect(201)
            .await
            .json()
    }

    /// An operation that is refused, and why.
    pub async fn refuses(&self, operation: Value) -> Value {
        let reply = self
            .post_as(self.who, "/operations", json!({ "operation": operation }))
            .await
            .send()
            .await;
        assert!(reply.status.is_client_error(), "{}", reply.body);
        reply.json()
    }

    pub async fn preview(&self) -> Value {
        self.post_as(self.who, "/preview", json!({})).await.expect(200).await.json()
    }

    /// Applies what was previewed last.
    pub async fn apply(&self) -> Value {
        let digest = self.read().await["digest"].clone();
        self.post_as(self.who, "/apply", json!({ "digest": digest })).await.expect(200).await.json()
    }

    /// Adds, previews and applies.
    pub async fn carry_out(&self, operation: Value) -> Value {
        self.add(operation).await;
        let previewed = self.preview().await;
        assert_eq!(previewed["preview"]["problems"], json!([]), "{previewed}");
        self.apply().await
    }

    /// Drafts the change set that takes this one back.
    pub async fn undo(&self) -> Draft<'a> {
        let undoing = self.post_as(self.who, "/undo", json!({})).await.expect(201).await.json();
        Draft { hall: self.hall, who: self.who, id: undoing["id"].as_str().unwrap().to_owned() }
    }
}

/// The polygon of a grid, as a supervisor reads it.
pub async fn boundary(hall: &Hall, grid: &str) -> Value {
    let drawn = hall
        .get("supervisor", &format!("/grids/{}/boundary", grid_id(grid)))
        .expect(200)
        .await
        .json();
    drawn["geometry"].clone()
}

/// A request that a resident sends to a place.
pub async fn send(hall: &Hall, place: Value) -> String {
    let body = json!({
        "place": place, "category": "environment.noise", "kind": "complaint", "description": "夜里施工噪声",
    });
    let sent = hall.post("resident", "/requests", &body).expect(201).await.json();
    sent["id"].as_str().unwrap().to_owned()
}

/// The code of whoever holds a request now.
pub async fn holder(hall: &Hall, request: &str) -> String {
    let held = hall.town.db.read(wangge::store::requests::held).await.unwrap();
    let of = held.iter().find(|held| held.id.to_string() == request).unwrap();
    hall.town.db.atlas().people().member(of.holder).unwrap().code.clone()
}

/// The present leader, deputy or other duty of a unit.
pub fn duty(
    hall: &Hall,
    unit: wangge::domain::unit::Unit,
    member: &str,
) -> wangge::domain::duty::Duty {
    let (atlas, now) = (hall.town.db.atlas(), wangge::clock::Clock::now(&*hall.town.clock));
    let member = crate::support::town::member_id(member);
    *atlas.people().chain(unit, now).find(|duty| duty.member == member).unwrap()
}

/// Everything holds: nobody without a leader, no gap, no request with somebody who has no duty.
pub async fn clean(hall: &Hall) {
    let breaches = wangge::service::check::check_all(&hall.town.db).await.unwrap();
    assert!(breaches.is_empty(), "{breaches:?}");
}
