//! One world: a copy of a database, an application on it, and the people who call it.

use super::names::Names;
use super::people::{Logins, rules};
use super::roles::NOBODY;
use crate::support::app::TestApp;
use crate::support::database::TestDatabase;
use crate::support::office::{LENIENT, Phones};
use crate::support::request::{Call, Reply};
use crate::support::town::Town;
use actix_web::http::Method;
use actix_web::web::Data;
use chrono::TimeDelta;
use serde_json::Value;
use std::collections::HashMap;
use std::future::ready;
use std::sync::{Arc, OnceLock};
use uuid::Uuid;
use wangge::clock::SetClock;
use wangge::domain::id::SessionId;
use wangge::domain::period::Instant;
use wangge::domain::scope::Scope;
use wangge::error::{Code, Error};
use wangge::service::credentials::PasswordWorkers;
use wangge::service::credentials::password::Cost;
use wangge::service::credentials::token::{AccessTokens, Claims};
use wangge::service::login::Authentication;
use wangge::store::vault::Vault;
use wangge::store::vault::key::KeyRing;
use wangge::web::caller::Caller;

/// What worlds are copied from: nobody is connected to it.
pub struct Template {
    pub database: TestDatabase,
    pub vault: Arc<Vault>,
    pub now: Instant,
    pub logins: Arc<Logins>,
    /// What was made, and of what sort it is, in its order; the secret is not among it.
    pub made: Vec<(&'static str, String)>,
    /// The request of which something is hidden.
    pub secret: Option<String>,
}

/// A world in which something happens.
pub struct World {
    pub town: Town,
    pub names: Names,
    pub logins: Arc<Logins>,
    pub made: Vec<(&'static str, String)>,
    pub secret: Option<String>,
    app: TestApp,
}

impl World {
    /// A world that begins where another one was left.
    pub async fn open(template: &Template) -> Self {
        let vault = Arc::clone(&template.vault);
        let town = Town::again(template.database.copy(), rules(), vault, template.now);
        let app = app_of(&town, &template.logins).await;
        let logins = Arc::clone(&template.logins);
        let names = Names::default();
        let made = template.made.clone();
        Self { town, app, logins, names, made, secret: template.secret.clone() }
    }

    /// What other worlds begin with.
    pub fn close(self) -> Template {
        let now = self.town.now();
        drop(self.app);
        let Town { vault, database, .. } = self.town;
        database.settle();
        Template { database, vault, now, logins: self.logins, made: self.made, secret: self.secret }
    }

    /// A call by somebody.
    pub fn call(&self, who: &str, method: Method, uri: &str) -> Call<'_> {
        let call = self.app.call(method, uri);
        if who == NOBODY {
            return call;
        }
        let session = SessionId(Uuid::nil());
        let lifetime = TimeDelta::days(365);
        let token = self
            .app
            .tokens
            .issue(self.logins[who].account, session, self.town.now(), lifetime)
            .unwrap();
        call.token(&token)
    }

    pub async fn get(&self, who: &str, uri: &str) -> Reply {
        self.call(who, Method::GET, &format!("/api/v1{uri}")).send().await
    }

    pub async fn post(&self, who: &str, uri: &str, body: &Value) -> Reply {
        self.call(who, Method::POST, &format!("/api/v1{uri}")).keyed().json(body).send().await
    }

    /// Lets time pass and does what falls due.
    pub async fn pass(&self, time: TimeDelta) {
        self.town.clock.advance(time);
        wangge::jobs::run_due(&self.town.db, &self.town.rulebook).await.unwrap();
    }

    /// What somebody may do now.
    pub fn scope(&self, who: &str) -> Scope {
        let login = self.logins.get(who);
        login.map_or_else(Scope::anonymous, |login| {
            Scope::of(&self.town.db.atlas(), login.account, login.member, self.town.now())
        })
    }
}

/// The application on a town, without limits to how often it is called.
async fn app_of(town: &Town, logins: &Logins) -> TestApp {
    let members: HashMap<_, _> =
        logins.values().map(|login| (login.account, login.member)).collect();
    let db = town.db.clone();
    let rulebook = Arc::clone(&town.rulebook);
    TestApp::build(|builder| {
        builder.unlimited();
        builder.services.clock = Arc::<SetClock>::clone(&town.clock);
        let tokens = tokens();
        builder.services.tokens = Arc::clone(&tokens);
        let authentication =
            Authentication::new(db.clone(), tokens, workers(), Arc::<Phones>::default(), LENIENT());
        let authentication = Data::new(authentication);
        let seen = db.clone();
        builder.services.identify = Arc::new(move |claims: Claims| {
            let caller = |member: &Option<_>| {
                let scope = Arc::new(Scope::of(&seen.atlas(), claims.account, *member, seen.now()));
                Caller { account: claims.account, session: claims.session, scope }
            };
            ready(
                members
                    .get(&claims.account)
                    .map(caller)
                    .ok_or_else(|| Error::from(Code::SignInRequired)),
            )
        });
        builder.services.data = Arc::new(move |config| {
            config.app_data(Data::new(db.clone()));
            config.app_data(Data::from(Arc::clone(&rulebook)));
            config.app_data(authentication.clone());
        });
    })
    .await
}

/// One key signs in all worlds: it is published.
fn tokens() -> Arc<AccessTokens> {
    static TOKENS: OnceLock<Arc<AccessTokens>> = OnceLock::new();
    let made = || Arc::new(AccessTokens::new(&KeyRing::random(), "wangge", "wangge").unwrap());
    Arc::clone(TOKENS.get_or_init(made))
}

fn workers() -> PasswordWorkers {
    static WORKERS: OnceLock<PasswordWorkers> = OnceLock::new();
    let cheap = Cost { memory_kib: 8, iterations: 1, lanes: 1 };
    WORKERS.get_or_init(|| PasswordWorkers::new(cheap, 1).unwrap()).clone()
}
