//! The HTTP API. The table of all routes is in [`routes`]; a handler is called once its caller,
//! query and body are admitted, and all that goes wrong leaves as a problem document.

pub mod absences;
pub mod addresses;
pub mod aliases;
mod alliances;
pub mod answer;
pub mod appointments;
pub mod auth;
pub mod balance;
pub mod body;
pub mod boundaries;
pub mod building_circles;
pub mod building_groups;
pub mod caller;
pub mod change;
pub mod community_roles;
pub mod coverage;
pub mod desk;
pub mod dictionaries;
pub mod docs;
pub mod duties;
pub mod duty_roster;
pub mod effects;
pub mod explain;
pub mod form;
mod grid_history;
pub mod grids;
pub mod handler;
pub mod holders;
mod html;
pub mod idempotency;
pub mod imports;
mod language;
pub mod locate;
pub mod me;
pub mod members;
pub mod metrics;
pub mod openapi;
pub mod organizations;
pub mod origins;
pub mod page;
pub mod parameters;
pub mod partakers;
pub mod people;
pub mod permission;
pub mod pioneer_posts;
pub mod place;
pub mod probes;
pub mod problem;
pub mod reassignments;
pub mod registrations;
pub mod request_states;
pub mod requests;
pub mod responsibility;
pub mod route;
pub mod routes;
pub mod routing_rules;
pub mod rule_files;
pub mod second_identities;
pub mod server;
pub mod table;
pub mod tasks;
pub mod units;
pub mod version;

mod admit;
mod arrival;
mod bodies;
mod client;
mod pace;
mod paced_stream;
mod profile;
mod published;
mod rate;
mod receive;
mod unread;
mod workbook;

use crate::clock::Clock;
use crate::config::{RequestLimits, ServerSettings};
use crate::error::{Code, Error};
use crate::service::credentials::token::AccessTokens;
use crate::store::Availability;
use actix_web::App;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig};
use bodies::Bodies;
use boundaries::KeptOverviews;
use caller::Identify;
use metrics::Metrics;
use rate::RateLimits;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;
use table::RouteTable;

/// What the web layer asks of the rest of the process.
#[derive(Clone)]
pub struct Services {
    /// The time by which tokens expire.
    pub clock: Arc<dyn Clock>,
    /// Verifies access tokens.
    pub tokens: Arc<AccessTokens>,
    /// Finds out who a token stands for.
    pub identify: Arc<dyn Identify>,
    /// Tells what can be done with the database.
    pub readiness: Arc<dyn Readiness>,
    /// Counts requests.
    pub metrics: Metrics,
    /// Registers what handlers take as [`Data`].
    pub data: Arc<dyn Fn(&mut ServiceConfig) + Send + Sync>,
}

/// Tells what the process can do.
pub trait Readiness: Send + Sync + 'static {
    /// Asks the database.
    fn check(&self) -> Pin<Box<dyn Future<Output = Availability> + '_>>;
}

impl<F, R> Readiness for F
where
    F: Fn() -> R + Send + Sync + 'static,
    R: Future<Output = Availability> + 'static,
{
    fn check(&self) -> Pin<Box<dyn Future<Output = Availability> + '_>> {
        Box::pin(self())
    }
}

/// What all workers of a server share.
pub struct State {
    services: Services,
    server: ServerSettings,
    limits: RequestLimits,
    table: RouteTable,
    rates: RateLimits,
    bodies: Arc<Bodies>,
    overviews: Arc<KeptOverviews>,
}

impl State {
    /// The state of one server.
    pub fn new(
        services: Services,
        server: ServerSettings,
        limits: RequestLimits,
        table: RouteTable,
    ) -> Self {
        let rates = RateLimits::new(&limits);
        let bodies = Arc::new(Bodies::new(&limits));
        let overviews = Arc::default();
        Self { services, server, limits, table, rates, bodies, overviews }
    }
}

/// The application as each worker runs it.
pub fn app(
    state: &Arc<State>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = actix_web::Error,
        InitError = (),
    > + use<>,
> {
    App::new()
        .app_data(Data::from(Arc::clone(state)))
        .app_data(Data::from(Arc::clone(&state.overviews)))
        .configure(|config| {
            (state.services.data)(config);
            state.table.register(config);
        })
        .default_service(web::to(|| ready(Err::<String, Error>(Code::UnknownRoute.into()))))
        .wrap(from_fn(receive::receive))
}
