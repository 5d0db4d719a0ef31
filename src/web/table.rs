//! The route table as a value: registration, documentation and tests use one list.

use super::openapi;
use super::route::{Endpoint, Route};
use crate::error::{Code, Error, Language, Problem};
use actix_web::HttpRequest;
use actix_web::web::{self, ServiceConfig};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use utoipa::openapi::OpenApi;

/// All routes, with the documentation of their handlers. Cheap to clone.
#[derive(Clone)]
pub struct RouteTable {
    routes: Arc<Vec<Route>>,
    documented: Arc<OpenApi>,
    /// In Chinese and in English, each written when it is read for the first time.
    documents: Arc<[OnceLock<String>; 2]>,
}

impl RouteTable {
    /// Creates a table of routes. `documented` has an operation for each of those under `/api`.
    pub fn new(routes: Vec<Route>, documented: OpenApi) -> Self {
        Self {
            routes: Arc::new(routes),
            documented: Arc::new(documented),
            documents: Arc::default(),
        }
    }

    /// Adds a route.
    #[must_use]
    pub fn with(mut self, route: Route) -> Self {
        Arc::make_mut(&mut self.routes).push(route);
        self.documents = Arc::default();
        self
    }

    /// Returns the descriptions of all routes.
    pub fn endpoints(&self) -> impl Iterator<Item = &Endpoint> {
        self.routes.iter().map(Route::endpoint)
    }

    /// Returns the operations as their handlers declare them.
    pub fn documented(&self) -> &OpenApi {
        &self.documented
    }

    /// Returns the OpenAPI document in a language.
    pub(super) fn document(&self, language: Language) -> &str {
        let [chinese, english] = &*self.documents;
        let document = match language {
            Language::Chinese => chinese,
            Language::English => english,
        };
        document.get_or_init(|| openapi::text(self, language))
    }

    /// Registers every route, and 405 for every other method of a path that exists.
    pub(super) fn register(&self, config: &mut ServiceConfig) {
        let mut paths: BTreeMap<Order, Vec<&Route>> = BTreeMap::new();
        for route in self.routes.iter() {
            paths.entry(Order::of(route.endpoint().path)).or_default().push(route);
        }
        for (Order(_, path), routes) in paths {
            let allowed: Vec<&str> =
                routes.iter().flat_map(|route| route.endpoint().allowed()).copied().collect();
            let resource = web::resource(path).default_service(not_allowed(allowed));
            config.service(
                routes.iter().fold(resource, |resource, route| resource.route(route.register())),
            );
        }
    }
}

/// Order of registration: the first match is used, so fixed segments precede variable ones.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Order(Vec<bool>, &'static str);

impl Order {
    fn of(path: &'static str) -> Self {
        Self(path.split('/').map(|segment| segment.starts_with('{')).collect(), path)
    }
}

fn not_allowed(allowed: Vec<&'static str>) -> actix_web::Route {
    web::to(move |request: HttpRequest| {
        let problem = Problem::new(Code::MethodNotAllowed)
            .with("method", request.method().as_str())
            .with("allowed", allowed.clone());
        std::future::ready(Err::<String, Error>(problem.into()))
    })
}
