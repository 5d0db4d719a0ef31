//! The route table as a value: what is registered, documented and walked by tests is one list.

use super::openapi;
use super::route::{Endpoint, Route};
use crate::error::{Code, Error, Problem};
use actix_web::HttpRequest;
use actix_web::web::{self, ServiceConfig};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use utoipa::openapi::OpenApi;

/// All routes, and what their handlers say about themselves. Cheap to clone.
#[derive(Clone)]
pub struct RouteTable {
    routes: Arc<Vec<Route>>,
    documented: Arc<OpenApi>,
    /// Written when it is read for the first time.
    document: Arc<OnceLock<String>>,
}

impl RouteTable {
    /// A table of routes. `documented` holds an operation for each of those under `/api`.
    pub fn new(routes: Vec<Route>, documented: OpenApi) -> Self {
        Self {
            routes: Arc::new(routes),
            documented: Arc::new(documented),
            document: Arc::default(),
        }
    }

    /// The table with one route more.
    #[must_use]
    pub fn with(mut self, route: Route) -> Self {
        Arc::make_mut(&mut self.routes).push(route);
        self.document = Arc::default();
        self
    }

    /// What is known of each route.
    pub fn endpoints(&self) -> impl Iterator<Item = &Endpoint> {
        self.routes.iter().map(Route::endpoint)
    }

    /// The operations as their handlers declare them.
    pub fn documented(&self) -> &OpenApi {
        &self.documented
    }

    /// The OpenAPI document.
    pub(super) fn document(&self) -> &str {
        self.document.get_or_init(|| openapi::text(self))
    }

    /// Registers every route, and 405 for every other method of a path that exists.
    pub(super) fn register(&self, config: &mut ServiceConfig) {
        let mut paths: BTreeMap<Order, Vec<&Route>> = BTreeMap::new();
        for route in self.routes.iter() {
            paths.entry(Order::of(route.endpoint().path)).or_default().push(route);
        }
        for (Order(_, path), routes) in paths {
            let allowed: Vec<&str> =
                routes.iter().map(|route| route.endpoint().allowed()).collect();
            let resource = web::resource(path).default_service(not_allowed(allowed.join(", ")));
            config.service(
                routes.iter().fold(resource, |resource, route| resource.route(route.register())),
            );
        }
    }
}

/// The first resource that matches is taken, so that a fixed segment goes before a variable one.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Order(Vec<bool>, &'static str);

impl Order {
    fn of(path: &'static str) -> Self {
        Self(path.split('/').map(|segment| segment.starts_with('{')).collect(), path)
    }
}

fn not_allowed(allowed: String) -> actix_web::Route {
    web::to(move |request: HttpRequest| {
        let problem = Problem::new(Code::MethodNotAllowed)
            .with("method", request.method().as_str())
            .with("allowed", allowed.as_str());
        std::future::ready(Err::<String, Error>(problem.into()))
    })
}
