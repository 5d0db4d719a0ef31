//! A story in the town of the examples.

use super::document::Document;
use super::recorder::Examples;
use super::town::{PEOPLE, PHONE, fixed, found, member};
use crate::support::app::TestApp;
use crate::support::form::Form;
use crate::support::hall::{Members, app_of};
use crate::support::request::Reply;
use crate::support::town::{Town, settings};
use chrono::TimeDelta;
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;
use wangge::domain::atlas::AtlasSettings;
use wangge::domain::change_size::ChangeSize;
use wangge::domain::id::{AccountId, SessionId};
use wangge::domain::login_name::LoginName;
use wangge::domain::phone::Phone;
use wangge::service::file_imports::run_due;
use wangge::store::account_identities;
use wangge::store::accounts::{self, Account};

/// A story in the town: who calls what, and what of it is shown.
pub struct Story {
    pub town: Town,
    pub examples: Examples,
    app: TestApp,
    logins: HashMap<&'static str, AccountId>,
}

impl Story {
    /// Begins one.
    pub async fn begin() -> Self {
        Self::under(settings()).await
    }

    /// Begins one where a second person must agree to every change set.
    pub async fn where_two_agree() -> Self {
        let approval = ChangeSize { requests: 200, units: 1, households: 5000 };
        Self::under(AtlasSettings { approval, ..settings() }).await
    }

    async fn under(settings: AtlasSettings) -> Self {
        let town = found(settings).await;
        let members = Members::default();
        let app = app_of(&town, &members).await;
        let mut story =
            Self { town, app, logins: HashMap::new(), examples: Examples::of_the_document() };
        let everybody = PEOPLE.iter().map(|(who, code, _)| (*who, Some((*code, member(who)))));
        for (number, (who, serving)) in everybody.chain([("resident", None)]).enumerate() {
            let account = AccountId(fixed(9, number));
            story.logins.insert(who, account);
            members.lock().unwrap().insert(account, serving.map(|(_, member)| member));
            let now = story.town.now();
            let insert = story.town.db.write(move |tx| {
                let name = serving.map(|(code, _)| LoginName::parse(code).unwrap());
                let login = name.as_ref().zip(serving.map(|(_, member)| member));
                accounts::insert(tx, &Account::new(account, login, false, now))?;
                match serving {
                    Some(_) => Ok(()),
                    None => {
                        account_identities::insert_phone(tx, account, &Phone::parse(PHONE).unwrap())
                    }
                }
            });
            insert.await.unwrap();
        }
        story
    }

    /// A GET that is shown.
    pub async fn reads(&self, operation: &str, who: &str, parameters: Value) -> Value {
        let reply = self.call(operation, who, &parameters, None).await;
        self.examples.record(operation, parameters, None, &reply)
    }

    /// A POST that is shown.
    pub async fn sends(&self, operation: &str, who: &str, parameters: Value, body: Value) -> Value {
        let reply = self.call(operation, who, &parameters, Some(&body)).await;
        self.examples.record(operation, parameters, Some(body), &reply)
    }

    /// A file that is sent and imported, and is shown.
    pub async fn uploads(&self, operation: &str, who: &str, form: Value) -> Value {
        let reply = self.sent(operation, who, &form).await;
        self.examples.record(operation, Value::Null, Some(form), &reply)
    }

    /// A file that is sent and imported, and that other examples stand on.
    pub async fn uploaded(&self, operation: &str, who: &str, form: Value) -> Value {
        self.sent(operation, who, &form).await.json()
    }

    async fn sent(&self, operation: &str, who: &str, fields: &Value) -> Reply {
        self.town.clock.advance(TimeDelta::minutes(1));
        let described = Document::get().operation(operation);
        let uri = described.uri(&serde_json::json!({}));
        let form = Form::of_fields(fields.as_object().unwrap());
        let call = self.app.call(described.method.clone(), &uri).token(&self.token(who));
        let reply = form.fill(call).expect(described.status).await;
        run_due(&self.town.db, &self.town.rulebook).await.unwrap();
        reply
    }

    /// A GET that other examples stand on.
    pub async fn given_read(&self, operation: &str, who: &str, parameters: Value) -> Value {
        self.call(operation, who, &parameters, None).await.json()
    }

    /// A POST that other examples stand on.
    pub async fn given(&self, operation: &str, who: &str, parameters: Value, body: Value) -> Value {
        self.call(operation, who, &parameters, Some(&body)).await.json()
    }

    /// Calls an operation. A minute passes before each call, so that no two fall together.
    async fn call(
        &self,
        operation: &str,
        who: &str,
        parameters: &Value,
        body: Option<&Value>,
    ) -> Reply {
        self.town.clock.advance(TimeDelta::minutes(1));
        let described = Document::get().operation(operation);
        let mut call = self.app.call(described.method.clone(), &described.uri(parameters));
        if who != "nobody" {
            call = call.token(&self.token(who));
        }
        if described.keyed {
            call = call.keyed();
        }
        let call = match body {
            Some(body) => call.json(body),
            None => call,
        };
        call.expect(described.status).await
    }

    fn token(&self, who: &str) -> String {
        let session = SessionId(Uuid::now_v7());
        let lifetime = TimeDelta::minutes(15);
        self.app.tokens.issue(self.logins[who], session, self.town.now(), lifetime).unwrap()
    }
}
