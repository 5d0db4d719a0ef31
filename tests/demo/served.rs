//! The demo over HTTP.

use super::{Demo, passwords};
use crate::support::app::TestApp;
use crate::support::office::{LENIENT, Phones};
use crate::support::town::rulebook;
use actix_web::web::Data;
use serde_json::{Value, json};
use std::sync::Arc;
use wangge::clock::SetClock;
use wangge::demo::PASSWORD;
use wangge::service::credentials::token::AccessTokens;
use wangge::service::login::{Authentication, Policy};
use wangge::store::vault::key::KeyRing;

/// The demo as it is served to somebody whose login is shown.
pub(super) struct Served<'a> {
    pub demo: &'a Demo,
    pub app: TestApp,
    pub token: String,
}

impl<'a> Served<'a> {
    pub async fn of(demo: &'a Demo, name: &str) -> Self {
        let tokens = Arc::new(AccessTokens::new(&KeyRing::random(), "wangge", "wangge").unwrap());
        let policy = Policy { demo_accounts: true, ..LENIENT() };
        let (db, phones) = (demo.db.clone(), Arc::<Phones>::default());
        let authentication =
            Arc::new(Authentication::new(db.clone(), tokens, passwords(), phones, policy));
        let app = TestApp::build(|builder| {
            builder.services.clock = Arc::<SetClock>::clone(&demo.clock);
            builder.services.tokens = Arc::clone(authentication.tokens());
            builder.services.identify = Arc::<Authentication>::clone(&authentication);
            builder.services.data = Arc::new(move |config| {
                config
                    .app_data(Data::from(Arc::clone(&authentication)))
                    .app_data(Data::new(db.clone()));
                config.app_data(Data::from(rulebook()));
            });
        });
        let app = app.await;
        let login = json!({ "name": name, "password": PASSWORD });
        let signed_in = app.post("/api/v1/auth/login").json(&login).expect(200).await.json();
        let token = signed_in["tokens"]["access_token"].as_str().unwrap().to_owned();
        Self { demo, app, token }
    }

    pub async fn get(&self, uri: &str) -> Value {
        self.app.get(&format!("/api/v1{uri}")).token(&self.token).expect(200).await.json()
    }

    /// The items of a list.
    pub async fn items(&self, uri: &str) -> Vec<Value> {
        self.get(uri).await["items"].as_array().unwrap().clone()
    }

    /// A request of a category that meets a condition.
    pub async fn one(&self, category: &str, is: impl Fn(&Value) -> bool) -> Value {
        let uri = format!("/requests?whose=my_grids&limit=100&category={category}");
        for listed in self.items(&uri).await {
            let id = listed["id"].as_str().unwrap();
            let read = self.get(&format!("/requests/{id}")).await;
            if is(&read) {
                return read;
            }
        }
        unreachable!("no request of {category} is as it should be")
    }
}
