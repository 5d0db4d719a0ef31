//! The small town with people who sign in.

use super::app::TestApp;
use super::town::{Town, member_id};
use actix_web::web::Data;
use chrono::TimeDelta;
use serde_json::Value;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use wangge::clock::{Clock, SetClock};
use wangge::config::RequestLimits;
use wangge::domain::id::{AccountId, MemberId};
use wangge::domain::login_name::LoginName;
use wangge::domain::period::Instant;
use wangge::domain::phone::Phone;
use wangge::domain::scope::Scope;
use wangge::domain::secret_text::SecretText;
use wangge::error::{Code, Error, Result};
use wangge::service::accounts::create_staff_account;
use wangge::service::credentials::PasswordWorkers;
use wangge::service::credentials::password::Cost;
use wangge::service::credentials::token::AccessTokens;
use wangge::service::credentials::totp::TotpSecret;
use wangge::service::login::{
    Authentication, CodeSender, Credentials, Policy, Sending, SessionTokens, SignIn,
    change_password, identify, sign_in,
};
use wangge::store::vault::key::KeyRing;
use wangge::store::{Actor, Db, RecordedEvent};

pub const PHONE: &str = "138 1234 1234";
pub const PASSWORD: &str = "correct horse battery";

/// Keeps what it sends, as phones would.
#[derive(Default)]
pub struct Phones {
    received: Mutex<Vec<(String, String)>>,
    pub broken: Mutex<bool>,
}

impl Phones {
    /// The last code that a phone received.
    pub fn last(&self, phone: &str) -> SecretText {
        let phone = Phone::parse(phone).unwrap();
        let received = self.received.lock().unwrap();
        let last = received.iter().rev().find(|(to, _)| to == phone.as_str());
        last.map(|(_, code)| code.clone()).unwrap().into()
    }
}

impl CodeSender for Phones {
    fn send<'a>(&'a self, phone: &'a Phone, code: &'a SecretText) -> Sending<'a> {
        self.received.lock().unwrap().push((phone.as_str().to_owned(), code.expose().to_owned()));
        let broken = *self.broken.lock().unwrap();
        Box::pin(async move {
            if broken { Err(Error::internal("the gateway is down")) } else { Ok(()) }
        })
    }

    fn is_for_production(&self) -> bool {
        true
    }
}

/// The authenticator app of somebody who was shown an `otpauth://` address.
pub struct AuthenticatorApp(TotpSecret);

impl AuthenticatorApp {
    pub fn scan(uri: &str) -> Self {
        let secret = uri.split("secret=").nth(1).and_then(|rest| rest.split('&').next()).unwrap();
        Self(TotpSecret::from_base32(secret).unwrap())
    }

    /// The code that the app shows, found as the service would check it.
    pub fn shows(&self, now: Instant) -> SecretText {
        let step = now.timestamp() / 30;
        let codes = (0..1_000_000).map(|code| format!("{code:06}"));
        let mut right =
            codes.filter(|code| self.0.accepted_step(code, now, Some(step - 1)) == Some(step));
        right.next().unwrap().into()
    }
}

/// A process that signs people in to the small town.
pub struct Office {
    pub town: Town,
    pub authentication: Arc<Authentication>,
    pub phones: Arc<Phones>,
    pub workers: PasswordWorkers,
    keys: KeyRing,
}

pub const LENIENT: fn() -> Policy = || Policy {
    totp_required: false,
    demo_accounts: false,
    issuer: "网格".to_owned(),
    access_lifetime: TimeDelta::minutes(15),
    session_lifetime: TimeDelta::days(30),
    code_lifetime: TimeDelta::minutes(5),
    codes_per_hour: 5,
};

impl Office {
    pub async fn new() -> Self {
        Self::with(LENIENT()).await
    }

    pub async fn with(policy: Policy) -> Self {
        Self::on(Town::new().await, KeyRing::random(), policy)
    }

    /// The same for another town, with the keys of its tokens.
    pub fn on(town: Town, keys: KeyRing, policy: Policy) -> Self {
        let workers =
            PasswordWorkers::new(Cost { memory_kib: 8, iterations: 1, lanes: 1 }, 2).unwrap();
        let phones = Arc::<Phones>::default();
        let authentication = Arc::new(process(&town.db, &keys, &workers, &phones, policy));
        Self { town, authentication, phones, workers, keys }
    }

    /// The routes of the process.
    pub async fn app(&self) -> TestApp {
        self.app_with(|_| {}).await
    }

    /// The same with other limits.
    pub async fn app_with(&self, change: impl FnOnce(&mut RequestLimits)) -> TestApp {
        let (authentication, db) = (Arc::clone(&self.authentication), self.town.db.clone());
        TestApp::build(|builder| {
            builder.config.limits.sign_in_per_minute = NonZeroU32::MAX;
            change(&mut builder.config.limits);
            builder.services.clock = Arc::<SetClock>::clone(&self.town.clock);
            builder.services.tokens = Arc::clone(authentication.tokens());
            builder.services.identify = Arc::<Authentication>::clone(&authentication);
            builder.services.data = Arc::new(move |config| {
                config
                    .app_data(Data::from(Arc::clone(&authentication)))
                    .app_data(Data::new(db.clone()));
            });
        })
        .await
    }

    /// Another process on the same database and keys.
    pub fn another(&self) -> Authentication {
        process(&self.town.another(), &self.keys, &self.workers, &self.phones, LENIENT())
    }

    /// Somebody of staff with a one-time password.
    pub async fn hire(&self, name: &str, member: MemberId) -> (AccountId, SecretText) {
        create_staff_account(&self.town.db, &self.workers, Actor::Service, login_name(name), member)
            .await
            .unwrap()
    }

    /// Somebody of staff with a password of their own, and the tokens of their first session.
    pub async fn settle(&self, name: &str, member: &str) -> SessionTokens {
        let (_, one_time) = self.hire(name, member_id(member)).await;
        let changed = change_password(
            &self.authentication,
            credentials(name, one_time.expose()),
            text(PASSWORD),
        );
        signed_in(changed.await.unwrap())
    }

    pub async fn try_password(&self, name: &str, password: &str) -> Result<SignIn> {
        sign_in(&self.authentication, credentials(name, password)).await
    }

    pub async fn sees(&self, tokens: &SessionTokens) -> Result<Scope> {
        sees(&self.authentication, &self.town, tokens).await
    }

    /// The events of an account, in order.
    pub async fn events(&self, account: AccountId) -> Vec<(String, Value)> {
        let read = self.town.db.read(move |connection| RecordedEvent::of(connection, account.0));
        read.await.unwrap().into_iter().map(|event| (event.kind, event.payload.0)).collect()
    }
}

fn process(
    db: &Db,
    keys: &KeyRing,
    workers: &PasswordWorkers,
    phones: &Arc<Phones>,
    policy: Policy,
) -> Authentication {
    let tokens = Arc::new(AccessTokens::new(keys, "wangge", "wangge").unwrap());
    Authentication::new(db.clone(), tokens, workers.clone(), Arc::<Phones>::clone(phones), policy)
}

/// What the bearer of an access token may see in a process.
pub async fn sees(
    authentication: &Authentication,
    town: &Town,
    tokens: &SessionTokens,
) -> Result<Scope> {
    let claims = authentication.tokens().verify(tokens.access.expose(), town.clock.now())?;
    identify(authentication, &claims).await
}

pub fn login_name(name: &str) -> LoginName {
    LoginName::parse(name).unwrap()
}

pub fn credentials(name: &str, password: &str) -> Credentials {
    Credentials { name: name.to_owned(), password: text(password), totp: None }
}

pub fn text(secret: &str) -> SecretText {
    SecretText::from(secret.to_owned())
}

#[track_caller]
pub fn signed_in(outcome: SignIn) -> SessionTokens {
    match outcome {
        SignIn::SignedIn(tokens) => tokens,
        other => unreachable!("{other:?}"),
    }
}

/// The code of the first problem.
#[track_caller]
pub fn code<T: std::fmt::Debug>(outcome: Result<T>) -> Code {
    match outcome.unwrap_err() {
        Error::Refused(problems) => problems[0].code,
        other => unreachable!("{other}"),
    }
}
