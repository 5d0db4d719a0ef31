//! The small town over HTTP: people call it with the scope that their duties give them at that moment.

use super::app::TestApp;
use super::request::{Call, Reply};
use super::town::{Town, grid_id, member_id};
use actix_web::web::Data;
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::future::ready;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use uuid::Uuid;
use wangge::clock::SetClock;
use wangge::domain::duty::Appointment;
use wangge::domain::id::{AccountId, AppointmentId, MemberId, SessionId};
use wangge::domain::operation::Operation;
use wangge::domain::period::Period;
use wangge::domain::phone::Phone;
use wangge::domain::role::Role;
use wangge::domain::scope::Scope;
use wangge::error::{Code, Error};
use wangge::service::credentials::token::Claims;
use wangge::store::accounts::{self, Account};
use wangge::store::{account_identities, new_id};
use wangge::web::caller::Caller;

type Sessions = Arc<Mutex<HashMap<SessionId, (AccountId, Option<MemberId>)>>>;

/// The small town and its routes.
pub struct Desk {
    pub town: Town,
    pub app: TestApp,
    sessions: Sessions,
}

impl Desk {
    pub async fn new() -> Self {
        Self::of(Town::new().await).await
    }

    pub async fn of(town: Town) -> Self {
        let sessions = Sessions::default();
        let app = TestApp::build(|builder| {
            builder.config.limits.address_per_minute = NonZeroU32::MAX;
            builder.config.limits.account_per_minute = NonZeroU32::MAX;
            builder.services.clock = Arc::<SetClock>::clone(&town.clock);
            let (db, known) = (town.db.clone(), Arc::clone(&sessions));
            builder.services.identify = Arc::new(move |claims: Claims| {
                let found = known.lock().unwrap().get(&claims.session).copied();
                let caller = found.map(|(account, member)| Caller {
                    account,
                    session: claims.session,
                    scope: Arc::new(Scope::of(&db.atlas(), account, member, db.now())),
                });
                ready(caller.ok_or_else(|| Error::from(Code::SignInRequired)))
            });
            let (db, rulebook) = (town.db.clone(), Arc::clone(&town.rulebook));
            builder.services.data = Arc::new(move |config| {
                config.app_data(Data::new(db.clone())).app_data(Data::from(Arc::clone(&rulebook)));
            });
        })
        .await;
        Self { town, app, sessions }
    }

    /// Somebody who has not signed in.
    pub fn anonymous(&self) -> Person<'_> {
        Person { desk: self, account: None, token: None }
    }

    /// A resident with a phone and a login.
    pub async fn resident(&self, phone: &str) -> Person<'_> {
        let (account, phone) = (self.new_account(), Phone::parse(phone).unwrap());
        let now = self.town.now();
        let insert = move |tx: &mut wangge::store::Tx<'_>| {
            accounts::insert(tx, &Account::new(account, None, false, now))?;
            account_identities::insert_phone(tx, account, &phone)
        };
        self.town.db.write(insert).await.unwrap();
        self.sign_in(account, None)
    }

    /// The login of the member with a code, who is there already.
    pub async fn member(&self, code: &str) -> Person<'_> {
        let (account, member, now) = (self.new_account(), member_id(code), self.town.now());
        let name = super::office::login_name(code);
        let insert = move |tx: &mut wangge::store::Tx<'_>| {
            accounts::insert(tx, &Account::new(account, Some((&name, member)), false, now))
        };
        self.town.db.write(insert).await.unwrap();
        self.sign_in(account, Some(member))
    }

    /// A new member with a role over a grid, and their login.
    pub async fn appointed(&self, code: &str, role: Role, grid: &str) -> Person<'_> {
        let appointment = Appointment {
            id: AppointmentId(Uuid::now_v7()),
            member: member_id(code),
            role,
            grid: grid_id(grid),
            period: Period::since(self.town.now()),
            version: 1,
        };
        let operations = vec![Operation::AddMember(self.town.member(code)), Operation::Appoint(appointment)];
        self.town.apply(operations).await.unwrap();
        self.member(code).await
    }

    /// Lets time pass and does what falls due.
    pub async fn pass(&self, time: TimeDelta) {
        self.town.clock.advance(time);
        wangge::jobs::run_due(&self.town.db, &self.town.rulebook).await.unwrap();
    }

    fn new_account(&self) -> AccountId {
        AccountId(new_id(self.town.now()))
    }

    fn sign_in(&self, account: AccountId, member: Option<MemberId>) -> Person<'_> {
        let session = SessionId(Uuid::now_v7());
        self.sessions.lock().unwrap().insert(session, (account, member));
        let lifetime = TimeDelta::days(365);
        let token = self.app.tokens.issue(account, session, self.town.now(), lifetime).unwrap();
        Person { desk: self, account: Some(account), token: Some(token) }
    }
}

/// Somebody who calls the service.
pub struct Person<'a> {
    desk: &'a Desk,
    pub account: Option<AccountId>,
    token: Option<String>,
}

impl<'a> Person<'a> {
    pub fn get(&self, uri: &str) -> Call<'a> {
        self.signed(self.desk.app.get(uri))
    }

    pub fn post(&self, uri: &str, body: &Value) -> Call<'a> {
        self.signed(self.desk.app.post(uri)).json(body)
    }

    /// Sends a request that is taken.
    pub async fn submit(&self, body: Value) -> Value {
        self.post("/api/v1/requests", &body).keyed().expect(201).await.json()
    }

    /// Sends a request that is taken, and answers its identifier.
    pub async fn sent(&self, body: Value) -> String {
        self.submit(body).await["id"].as_str().unwrap().to_owned()
    }

    /// Sends a request that is refused.
    pub async fn refused(&self, status: u16, body: Value) -> Reply {
        self.post("/api/v1/requests", &body).keyed().expect(status).await
    }

    pub async fn read(&self, id: &str) -> Reply {
        self.get(&format!("/api/v1/requests/{id}")).send().await
    }

    /// Moves a request, with any outcome.
    pub async fn moves(&self, id: &str, body: Value) -> Reply {
        self.post(&format!("/api/v1/requests/{id}/transitions"), &body).keyed().send().await
    }

    /// Moves a request; answers its state afterwards.
    #[track_caller]
    pub fn act(&self, id: &str, body: Value) -> impl Future<Output = String> {
        let call = self.post(&format!("/api/v1/requests/{id}/transitions"), &body).keyed();
        async move { call.expect(200).await.json()["state"].as_str().unwrap_or_default().to_owned() }
    }

    /// The identifiers in a list.
    pub async fn listed(&self, uri: &str) -> Vec<String> {
        let list = self.get(uri).expect(200).await.json();
        let items = list.as_array().or_else(|| list["items"].as_array()).unwrap();
        items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    }

    /// The statuses of all four ways to read a request, and whether a list or the inbox names it.
    pub async fn learns(&self, id: &str) -> ([u16; 4], bool) {
        let mut statuses = [0; 4];
        for (status, part) in statuses.iter_mut().zip(["", "/transitions", "/timeline", "/routing"]) {
            *status = self.get(&format!("/api/v1/requests/{id}{part}")).send().await.status.as_u16();
        }
        let mut named = false;
        for uri in ["/api/v1/requests?whose=my_grids", "/api/v1/requests", "/api/v1/inbox"] {
            named |= self.get(uri).send().await.body.contains(id);
        }
        (statuses, named)
    }

    fn signed(&self, call: Call<'a>) -> Call<'a> {
        match &self.token {
            Some(token) => call.token(token),
            None => call,
        }
    }
}

/// A complaint about noise in G1.
pub fn noise() -> Value {
    json!({
        "place": { "lon": 121.405, "lat": 30.905 },
        "category": "environment.noise",
        "kind": "complaint",
        "description": "夜里施工噪声",
    })
}

/// A body with other or more fields.
pub fn with(mut body: Value, fields: Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// What a handler answers.
pub fn resolved() -> Value {
    json!({ "action": "resolve", "outcome": "solved", "reply": "已与工地协调，夜间停工。" })
}

/// What a reporter says who was contacted.
pub fn verdict(solved: bool, satisfaction: &str) -> Value {
    json!({ "action": "verdict", "contacted": true, "solved": solved, "satisfaction": satisfaction })
}
