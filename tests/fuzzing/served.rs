//! The web layer in this process, with routes of our own: what a handler is given has gone through
//! everything that stands before it.

use actix_web::body::{BoxBody, MessageBody, to_bytes};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::rt::{System, SystemRunner};
use actix_web::test::{TestRequest, init_service};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;
use wangge::clock::SetClock;
use wangge::config::{Config, Sources};
use wangge::domain::scope::Scope;
use wangge::error::Result;
use wangge::service::credentials::token::{AccessTokens, Claims};
use wangge::store::Availability;
use wangge::store::vault::key::{KeyRing, KeySecret, VaultKey};
use wangge::web::caller::Caller;
use wangge::web::metrics::Metrics;
use wangge::web::route::Route;
use wangge::web::table::RouteTable;
use wangge::web::{Services, State, app};

/// The secret of the key that signs.
pub const SECRET: [u8; 32] = [7; 32];
/// Who issues tokens.
pub const ISSUER: &str = "wangge";
/// Whom tokens are for.
pub const AUDIENCE: &str = "wangge-api";

type Answering = dyn Fn(TestRequest) -> Pin<Box<dyn Future<Output = ServiceResponse<BoxBody>>>>;

/// An application and the thread's runtime for it.
pub struct Served {
    system: SystemRunner,
    answer: Box<Answering>,
}

/// An answer: its status and its JSON, if it is such.
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Value,
}

/// The instant at which the clock stands: 2026-03-02T01:00:00Z.
pub fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_772_413_200)
}

/// What signs and verifies access tokens, with one key that has gone out of use.
pub fn tokens() -> AccessTokens {
    let mut keys = KeyRing::random();
    keys.rotate(VaultKey::from(KeySecret::from(SECRET)));
    AccessTokens::new(&keys, ISSUER, AUDIENCE).unwrap()
}

impl Served {
    /// An application of these routes, in which every verified token stands for somebody. It stays
    /// as long as its thread: the runtime cannot be put away when the thread ends.
    pub fn kept(routes: Vec<Route>) -> &'static Self {
        let (config, _) = Config::load(&Sources::default()).unwrap();
        let services = Services {
            clock: Arc::new(SetClock::at(now())),
            tokens: Arc::new(tokens()),
            identify: Arc::new(|claims| ready(Ok(caller(claims)) as Result<Caller>)),
            readiness: Arc::new(|| ready(Availability::default())),
            metrics: Metrics::new().unwrap(),
            data: Arc::new(|_| {}),
        };
        let routes = routes.into_iter().map(Route::unlimited).collect();
        let table = RouteTable::new(routes, Default::default());
        let state = Arc::new(State::new(services, config.server, config.limits, table));
        let system = System::new();
        let service = std::rc::Rc::new(system.block_on(init_service(app(&state))));
        let answer = Box::new(move |request: TestRequest| {
            let service = std::rc::Rc::clone(&service);
            let answer = async move { service.call(request.to_request()).await.unwrap() };
            Box::pin(answer) as Pin<Box<dyn Future<Output = ServiceResponse<BoxBody>>>>
        });
        Box::leak(Box::new(Self { system, answer }))
    }

    /// The answer to a request: a result, or a problem document of the caller's doing.
    pub fn call(&self, request: TestRequest) -> Reply {
        let request = request.peer_addr(([127, 0, 0, 1], 40_000).into());
        let (status, bytes) = self.system.block_on(async {
            let response = (self.answer)(request).await;
            (response.status().as_u16(), to_bytes(response.into_body().boxed()).await.unwrap())
        });
        let body: Value = serde_json::from_slice(&bytes).unwrap();
        if status != 200 {
            assert!((400..500).contains(&status), "{status} {body}");
            assert_eq!(body["status"], status, "{body}");
            let errors = body["errors"].as_array().unwrap();
            assert!(
                errors
                    .iter()
                    .all(|error| error["code"].is_string() && error["pointer"].is_string()),
                "{body}"
            );
            assert!(body["code"].is_string(), "{body}");
        }
        Reply { status, body }
    }
}

fn caller(claims: Claims) -> Caller {
    Caller { account: claims.account, session: claims.session, scope: Arc::new(Scope::anonymous()) }
}
