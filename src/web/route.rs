//! One route: method, path template, handler, and the rules checked before the handler is called.

use super::admit;
use super::answer::{DocumentedAnswer, DocumentedStatuses};
use super::handler::{Arguments, Needs};
use super::openapi::Schemas;
use super::permission::{Permission, Requirement};
use crate::error::{Code, Problem, Result};
use actix_web::guard::{self, Guard, GuardContext};
use actix_web::http::Method;
use actix_web::middleware::{Compress, Condition, from_fn};
use actix_web::{Handler, Responder};
use std::sync::Arc;

/// 1024 bytes.
pub const KIB: usize = 1024;

/// 1024 KiB.
pub const MIB: usize = 1024 * KIB;

/// Class of rate limit of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateClass {
    /// Unlimited: probes that watch the process.
    Unlimited,
    /// Per client address: for callers who have not signed in.
    Address,
    /// Per client address, lower: where passwords and codes could be guessed.
    SignIn,
    /// Per client address, by the hour: where every call costs a message to a phone.
    Message,
    /// Per account.
    Account,
    /// Per account, or per client address and higher than elsewhere: where maps are looked at.
    Locate,
    /// Per account, lower: where one call keeps a processor busy for seconds.
    Reckoning,
}

/// Reason why a POST takes no `Idempotency-Key`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unkeyed {
    /// It signs somebody in or out: nothing is stored that a repetition could duplicate.
    Authentication,
    /// The same contents, sent again, are found again.
    SameContents,
    /// It computes and stores nothing; it is a POST to keep personal data out of the URL.
    Computation,
}

/// Description of a route.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// `GET` (also answers `HEAD`) or `POST`.
    pub method: Method,
    /// Template of the path, such as `/api/v1/grids/{id}`.
    pub path: &'static str,
    /// Name of the permission.
    pub permission: &'static str,
    /// Requirement of the permission.
    pub requirement: Requirement,
    /// Needs of the handler.
    pub needs: Needs,
    /// Answer on success; none for pages, which the API does not document.
    pub answer: Option<fn(&mut Schemas) -> DocumentedStatuses>,
    /// Maximum size of the body, in bytes; none: the configured limit for all.
    pub body_limit: Option<usize>,
    /// True if answers are compressed for callers who accept that: never those with a secret.
    pub compressed: bool,
    /// Rate limit.
    pub rate: RateClass,
    /// Reason why it takes no `Idempotency-Key`, if it is a POST without.
    pub unkeyed: Option<Unkeyed>,
}

impl Endpoint {
    /// Checks that there are no query parameters that no argument of the handler takes.
    pub(super) fn check_query(&self, query: &[(String, String)]) -> Result<()> {
        let stranger =
            |(name, _): &&(String, String)| !self.needs.parameters.contains(&name.as_str());
        match query.iter().find(stranger) {
            Some((name, _)) if !self.needs.query => {
                let known = self.needs.parameters.clone();
                Err(Problem::new(Code::UnknownParameter)
                    .at(name)
                    .with("name", name.as_str())
                    .with("known", known)
                    .into())
            }
            _ => Ok(()),
        }
    }

    /// Returns the methods a client may use.
    pub(super) fn allowed(&self) -> &'static [&'static str] {
        if self.method == Method::GET { &["GET", "HEAD"] } else { &["POST"] }
    }
}

/// Route of the table.
#[derive(Clone)]
pub struct Route {
    endpoint: Endpoint,
    register: Arc<dyn Fn(Arc<Endpoint>) -> actix_web::Route + Send + Sync>,
}

impl Route {
    /// Creates a route. A handler without a [`super::permission::Permit`] does not compile:
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
        F::Output: DocumentedAnswer,
    {
        Self::page(method, path, handler)
            .changed(|endpoint| endpoint.answer = Some(F::Output::document))
    }

    /// Creates a route to a page for people, which is not part of the API.
    pub fn page<F, A>(method: Method, path: &'static str, handler: F) -> Self
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
            answer: None,
            body_limit: None,
            compressed: false,
            rate: if requirement == Requirement::Anyone {
                RateClass::Address
            } else {
                RateClass::Account
            },
            unkeyed: None,
        };
        let register = move |endpoint: Arc<Endpoint>| {
            let methods = Methods(endpoint.method.clone());
            let compress = Condition::new(endpoint.compressed, Compress::default());
            actix_web::Route::new()
                .guard(methods)
                .to(handler.clone())
                .wrap(from_fn(move |request, next| {
                    admit::admit(Arc::clone(&endpoint), request, next)
                }))
                .wrap(compress)
        };
        Self { endpoint, register: Arc::new(register) }
    }

    /// Returns its description.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Marks the route as signing in or out: no `Idempotency-Key`.
    #[must_use]
    pub fn authentication(self) -> Self {
        self.changed(|endpoint| endpoint.unkeyed = Some(Unkeyed::Authentication))
    }

    /// Sets the rate limit.
    #[must_use]
    pub fn rate(self, rate: RateClass) -> Self {
        self.changed(|endpoint| endpoint.rate = rate)
    }

    /// Marks the route as a pure computation: no `Idempotency-Key`.
    #[must_use]
    pub fn computation(self) -> Self {
        self.changed(|endpoint| endpoint.unkeyed = Some(Unkeyed::Computation))
    }

    /// Marks the route as finding the same contents again: no `Idempotency-Key`.
    #[must_use]
    pub fn same_contents(self) -> Self {
        self.changed(|endpoint| endpoint.unkeyed = Some(Unkeyed::SameContents))
    }

    /// Compresses answers for callers who accept that.
    #[must_use]
    pub fn compressed(self) -> Self {
        self.changed(|endpoint| endpoint.compressed = true)
    }

    /// Removes the rate limit.
    #[must_use]
    pub fn unlimited(self) -> Self {
        self.changed(|endpoint| endpoint.rate = RateClass::Unlimited)
    }

    /// Sets a limit of its own for the body, in bytes.
    #[must_use]
    pub fn body_limit(self, bytes: usize) -> Self {
        self.changed(|endpoint| endpoint.body_limit = Some(bytes))
    }

    /// Returns the route for actix.
    pub(super) fn register(&self) -> actix_web::Route {
        (self.register)(Arc::new(self.endpoint.clone()))
    }

    fn changed(mut self, change: impl FnOnce(&mut Endpoint)) -> Self {
        change(&mut self.endpoint);
        self
    }
}

/// Guard of a method. GET answers HEAD too (RFC 9110, section 9.3.2).
struct Methods(Method);

impl Guard for Methods {
    fn check(&self, context: &GuardContext<'_>) -> bool {
        guard::Method(self.0.clone()).check(context)
            || self.0 == Method::GET && guard::Head().check(context)
    }
}
