//! One route: method, path template, handler, and what holds before the handler is called.

use super::admit;
use super::handler::{Arguments, Needs};
use super::permission::{Permission, Requirement};
use crate::error::{Code, Problem, Result};
use actix_web::guard::{self, Guard, GuardContext};
use actix_web::http::Method;
use actix_web::middleware::{Next, from_fn};
use actix_web::{Handler, Responder};
use std::sync::Arc;

/// 1024 bytes.
pub const KIB: usize = 1024;

/// 1024 KiB.
pub const MIB: usize = 1024 * KIB;

/// How often a route may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateClass {
    /// Always: probes that watch the process.
    Unlimited,
    /// Per client address: whoever has not signed in.
    Address,
    /// Per client address, and less often: where passwords and codes could be guessed.
    SignIn,
    /// Per client address, by the hour: where every call costs a message to a phone.
    Message,
    /// Per account.
    Account,
    /// Per account, or per client address and more often than elsewhere: where maps are looked at.
    Locate,
    /// Per account, and less often: where one call keeps a processor for seconds.
    Reckoning,
}

/// Why a POST takes no `Idempotency-Key`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unkeyed {
    /// It signs somebody in or out: nothing is stored that a repetition could double.
    Authentication,
    /// It computes and stores nothing; it is a POST to keep personal data out of the URL.
    Computation,
}

/// What is known of a route without calling it.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// `GET` (also answers `HEAD`) or `POST`.
    pub method: Method,
    /// The template of the path, such as `/api/v1/grids/{id}`.
    pub path: &'static str,
    /// The name of the permission.
    pub permission: &'static str,
    /// What the permission requires.
    pub requirement: Requirement,
    /// What the handler needs.
    pub needs: Needs,
    /// The largest body, in bytes; none: the configured limit for all.
    pub body_limit: Option<usize>,
    /// How often it may be called.
    pub rate: RateClass,
    /// Why it takes no `Idempotency-Key`, if it is a POST without.
    pub unkeyed: Option<Unkeyed>,
}

impl Endpoint {
    /// Refuses query parameters that no argument of the handler takes.
    pub(super) fn check_query(&self, query: &[(String, String)]) -> Result<()> {
        let stranger =
            |(name, _): &&(String, String)| !self.needs.parameters.contains(&name.as_str());
        match query.iter().find(stranger) {
            Some((name, _)) if !self.needs.query => {
                let known = self.needs.parameters.join(", ");
                Err(Problem::new(Code::UnknownParameter)
                    .at(name)
                    .with("name", name.as_str())
                    .with("known", known)
                    .into())
            }
            _ => Ok(()),
        }
    }

    /// The methods a client may use, as `Allow` lists them.
    pub(super) fn allowed(&self) -> &'static str {
        if self.method == Method::GET { "GET, HEAD" } else { "POST" }
    }
}

/// A route of the table.
#[derive(Clone)]
pub struct Route {
    endpoint: Endpoint,
    register: Arc<dyn Fn(Arc<Endpoint>) -> actix_web::Route + Send + Sync>,
}

impl Route {
    /// A route to a handler. A handler without a [`super::permission::Permit`] does not compile:
    ///
    /// ```compile_fail,E0277
    /// use actix_web::http::Method;
    /// async fn open_to_all() -> &'static str { "" }
    /// wangge::web::route::Route::new(Method::GET, "/", open_to_all);
    /// ```
    pub fn new<F, A>(method: Method, path: &'static str, handler: F) -> Self
    where
        A: Arguments,
        F: Handler<A> + Send + Sync,
        F::Output: Responder + 'static,
    {
        let requirement = <A::Permission as Permission>::REQUIREMENT;
        let endpoint = Endpoint {
            method,
            path,
            permission: <A::Permission as Permission>::NAME,
            requirement,
            needs: A::needs(),
            body_limit: None,
            rate: if requirement == Requirement::Anyone {
                RateClass::Address
            } else {
                RateClass::Account
            },
            unkeyed: None,
        };
        let register = move |endpoint: Arc<Endpoint>| {
            let methods = Methods(endpoint.method.clone());
            let admitted =
                move |request, next: Next<_>| admit::admit(Arc::clone(&endpoint), request, next);
            actix_web::Route::new().guard(methods).to(handler.clone()).wrap(from_fn(admitted))
        };
        Self { endpoint, register: Arc::new(register) }
    }

    /// What is known of it.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The same route for signing in or out: no `Idempotency-Key`.
    #[must_use]
    pub fn authentication(self) -> Self {
        self.changed(|endpoint| endpoint.unkeyed = Some(Unkeyed::Authentication))
    }

    /// The same route with another rate.
    #[must_use]
    pub fn rate(self, rate: RateClass) -> Self {
        self.changed(|endpoint| endpoint.rate = rate)
    }

    /// The same route as a pure computation: no `Idempotency-Key`.
    #[must_use]
    pub fn computation(self) -> Self {
        self.changed(|endpoint| endpoint.unkeyed = Some(Unkeyed::Computation))
    }

    /// The same route with the rate limit of maps.
    #[must_use]
    pub fn of_maps(self) -> Self {
        self.changed(|endpoint| endpoint.rate = RateClass::Locate)
    }

    /// The same route without a rate limit.
    #[must_use]
    pub fn unlimited(self) -> Self {
        self.changed(|endpoint| endpoint.rate = RateClass::Unlimited)
    }

    /// The same route with a limit of its own for the body, in bytes.
    #[must_use]
    pub fn body_limit(self, bytes: usize) -> Self {
        self.changed(|endpoint| endpoint.body_limit = Some(bytes))
    }

    /// The route as actix takes it.
    pub(super) fn register(&self) -> actix_web::Route {
        (self.register)(Arc::new(self.endpoint.clone()))
    }

    fn changed(mut self, change: impl FnOnce(&mut Endpoint)) -> Self {
        change(&mut self.endpoint);
        self
    }
}

/// GET answers HEAD too (RFC 9110, section 9.3.2).
struct Methods(Method);

impl Guard for Methods {
    fn check(&self, context: &GuardContext<'_>) -> bool {
        guard::Method(self.0.clone()).check(context)
            || self.0 == Method::GET && guard::Head().check(context)
    }
}
