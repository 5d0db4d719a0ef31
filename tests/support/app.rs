//! An application in this process, and requests to it in few words.

use super::described;
use super::log;
use super::request::Call;
use actix_web::body::{BoxBody, to_bytes};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::Method;
use actix_web::test::{TestRequest, init_service};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::future::{Future, ready};
use std::num::NonZeroU32;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock};
use uuid::Uuid;
use wangge::clock::{Clock, SetClock};
use wangge::config::{Config, Sources};
use wangge::domain::id::{AccountId, MemberId, SessionId};
use wangge::domain::role::Role;
use wangge::domain::scope::Scope;
use wangge::error::{Code, Error};
use wangge::service::credentials::token::{AccessTokens, Claims};
use wangge::store::Availability;
use wangge::store::vault::key::KeyRing;
use wangge::web::caller::Caller;
use wangge::web::metrics::Metrics;
use wangge::web::table::RouteTable;
use wangge::web::{Services, State, app, routes};

type Handle = Box<dyn Fn(TestRequest) -> Pin<Box<dyn Future<Output = ServiceResponse<BoxBody>>>>>;
type Callers = Arc<Mutex<HashMap<SessionId, Caller>>>;

/// The instant at which the clock of a test stands.
pub const NOW: &str = "2026-03-02T09:00:00+08:00";

/// An application with its clock and those who are signed in.
pub struct TestApp {
    handle: Handle,
    callers: Callers,
    pub clock: Arc<SetClock>,
    pub tokens: Arc<AccessTokens>,
}

/// What a test changes about the application before it starts.
pub struct Builder {
    pub table: RouteTable,
    pub config: Config,
    pub services: Services,
    callers: Callers,
    clock: Arc<SetClock>,
}

impl TestApp {
    /// The application as it is served.
    pub async fn start() -> Self {
        Self::build(|_| {}).await
    }

    /// The application with changes.
    pub async fn build(change: impl FnOnce(&mut Builder)) -> Self {
        log::begin();
        let mut builder = Builder::new();
        change(&mut builder);
        let Builder { table, config, services, callers, clock } = builder;
        let tokens = Arc::clone(&services.tokens);
        let state = Arc::new(State::new(services, config.server, config.limits, table));
        let service = std::rc::Rc::new(init_service(app(&state)).await);
        let handle: Handle = Box::new(move |request| {
            let service = std::rc::Rc::clone(&service);
            Box::pin(async move { service.call(request.to_request()).await.unwrap() })
        });
        Self { handle, callers, clock, tokens }
    }

    pub fn get(&self, uri: &str) -> Call<'_> {
        Call::new(self, Method::GET, uri)
    }

    pub fn post(&self, uri: &str) -> Call<'_> {
        Call::new(self, Method::POST, uri)
    }

    pub fn call(&self, method: Method, uri: &str) -> Call<'_> {
        Call::new(self, method, uri)
    }

    /// A token of somebody new with these roles.
    pub fn token(&self, roles: &[Role]) -> String {
        self.token_of(AccountId(Uuid::now_v7()), None, roles)
    }

    /// A token of a login with these roles, whatever duties the member behind it has.
    pub fn token_of(&self, account: AccountId, member: Option<MemberId>, roles: &[Role]) -> String {
        let session = SessionId(Uuid::now_v7());
        let mut scope = Scope::anonymous();
        (scope.account, scope.member) = (Some(account), member);
        scope.roles = roles.iter().copied().collect();
        let caller = Caller { account, session, scope: Arc::new(scope) };
        self.callers.lock().unwrap().insert(session, caller);
        self.tokens.issue(account, session, self.clock.now(), TimeDelta::minutes(15)).unwrap()
    }

    /// Sends a request; fails when the OpenAPI document does not describe the answer.
    pub async fn answer(&self, request: TestRequest) -> ServiceResponse<BoxBody> {
        let response = (self.handle)(request).await;
        let (request, response) = response.into_parts();
        let (response, body) = response.into_parts();
        let body = to_bytes(body).await.unwrap();
        if let Some(pattern) = request.match_pattern() {
            described::check(
                request.method(),
                &pattern,
                response.status(),
                response.headers(),
                &body,
            );
        }
        ServiceResponse::new(request, response.set_body(BoxBody::new(body)))
    }
}

/// The standard table, made once: its document is long.
fn table() -> RouteTable {
    static TABLE: OnceLock<RouteTable> = OnceLock::new();
    TABLE.get_or_init(routes::table).clone()
}

impl Builder {
    pub fn new() -> Self {
        let (config, _) = Config::load(&Sources::default()).unwrap();
        let clock = Arc::new(SetClock::at(NOW.parse::<DateTime<Utc>>().unwrap()));
        let callers = Callers::default();
        let signed_in = Arc::clone(&callers);
        let identify = move |claims: Claims| {
            let caller = signed_in.lock().unwrap().get(&claims.session).cloned();
            ready(caller.ok_or_else(|| Error::from(Code::SignInRequired)))
        };
        let services = Services {
            clock: Arc::<SetClock>::clone(&clock),
            tokens: Arc::new(
                AccessTokens::new(&KeyRing::random(), &*config.auth.issuer, &*config.auth.audience)
                    .unwrap(),
            ),
            identify: Arc::new(identify),
            readiness: Arc::new(|| ready(Availability::default())),
            metrics: Metrics::new().unwrap(),
            data: Arc::new(|_| {}),
        };
        Self { table: table(), config, services, callers, clock }
    }

    /// It may be called as often as somebody likes.
    pub fn unlimited(&mut self) {
        let limits = &mut self.config.limits;
        for limit in [
            &mut limits.address_per_minute,
            &mut limits.sign_in_per_minute,
            &mut limits.codes_per_address_per_hour,
            &mut limits.locate_per_minute,
            &mut limits.account_per_minute,
            &mut limits.reckonings_per_minute,
        ] {
            *limit = NonZeroU32::MAX;
        }
    }
}
