//! The service as one process: everything put together from the configuration, served until it is
//! told to stop.

mod command_sender;
mod logging;
mod writable;

pub use command_sender::CommandSender;
pub use logging::log_to;

use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Code, Error, Problem, Result, system_reason};
use crate::service::credentials::PasswordWorkers;
use crate::service::credentials::token::AccessTokens;
use crate::service::file_imports;
use crate::service::login::{Authentication, CodeSender, Policy};
use crate::service::rulebook::Rulebook;
use crate::store::Db;
use crate::store::vault::key::KeyRing;
use crate::web::metrics::Metrics;
use crate::web::table::RouteTable;
use crate::web::{Services, State, routes, server};
use actix_web::web::Data;
use chrono::TimeDelta;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use writable::Writable;

/// Interval of the look for changes by other processes.
const REFRESH: Duration = Duration::from_millis(500);
/// Seconds that open connections have to finish when the service stops.
const SHUTDOWN_SECONDS: u64 = 10;
/// Number of sent files that are imported at the same time: a large one holds up no small one.
const IMPORTS_AT_ONCE: usize = 2;
/// The signal "file size limit exceeded", on Linux and macOS alike.
const SIGXFSZ: i32 = 25;

/// Parts of the service, beside the configuration.
pub struct Parts {
    /// The database.
    pub db: Db,
    /// Source of the time.
    pub clock: Arc<dyn Clock>,
    /// Working time and the length of silence.
    pub rulebook: Arc<Rulebook>,
    /// The keys that sign access tokens.
    pub token_keys: KeyRing,
    /// Workers that hash passwords.
    pub passwords: PasswordWorkers,
    /// Sender of codes to phones.
    pub sender: Arc<dyn CodeSender>,
    /// True if accounts made for the demo may sign in.
    pub demo_accounts: bool,
}

/// The service, ready to be served.
pub struct App {
    /// The database.
    pub db: Db,
    /// Signing in.
    pub authentication: Arc<Authentication>,
    rulebook: Arc<Rulebook>,
    state: Arc<State>,
}

impl App {
    /// Creates the service from its parts.
    ///
    /// # Errors
    /// Those of the keys and of the database.
    pub async fn new(config: &Config, parts: Parts) -> Result<Self> {
        Self::with_routes(config, parts, routes::table()).await
    }

    /// Creates the service with another route table, for callers that build more on it.
    ///
    /// # Errors
    /// Those of the keys and of the database.
    pub async fn with_routes(config: &Config, parts: Parts, table: RouteTable) -> Result<Self> {
        let auth = &config.auth;
        let tokens = Arc::new(AccessTokens::new(
            &parts.token_keys,
            auth.issuer.as_str(),
            auth.audience.as_str(),
        )?);
        let policy = policy(config, parts.demo_accounts);
        let db = parts.db.clone();
        let passwords = parts.passwords;
        let authentication =
            Arc::new(Authentication::new(db, Arc::clone(&tokens), passwords, parts.sender, policy));
        authentication.learn_ended_sessions().await?;
        let services = services(&parts.db, &parts.rulebook, &authentication, parts.clock, tokens)?;
        let state =
            Arc::new(State::new(services, config.server.clone(), config.limits.clone(), table));
        Ok(Self { db: parts.db, authentication, rulebook: parts.rulebook, state })
    }

    /// Returns the state that the workers of a server share.
    pub const fn state(&self) -> &Arc<State> {
        &self.state
    }

    /// Serves on an address until the process is told to stop; calls `ready` once connections are
    /// accepted.
    ///
    /// # Errors
    /// [`Code::AddressInUse`]; those of the database at start.
    pub async fn serve(self, listen: SocketAddr, ready: impl FnOnce(SocketAddr)) -> Result<()> {
        let unusable = |fault: std::io::Error| {
            Problem::new(Code::AddressInUse)
                .with("address", listen.to_string())
                .with("reason", system_reason(&fault))
        };
        outlive_file_limit()?;
        let listener = TcpListener::bind(listen).map_err(unusable)?;
        let address = listener.local_addr().map_err(unusable)?;
        crate::jobs::schedule(&self.db).await?;
        actix_web::rt::spawn(refresh(self.db.clone(), Arc::clone(&self.authentication)));
        actix_web::rt::spawn(writable::watch(self.db.clone()));
        actix_web::rt::spawn(crate::jobs::run(self.db.clone(), Arc::clone(&self.rulebook)));
        for _ in 0..IMPORTS_AT_ONCE {
            actix_web::rt::spawn(file_imports::run(self.db.clone(), Arc::clone(&self.rulebook)));
        }
        let server = server::server(&self.state, listener).map_err(unusable)?;
        let running = server.shutdown_timeout(SHUTDOWN_SECONDS).run();
        ready(address);
        running.await.map_err(Error::internal)
    }
}

/// Lets a write beyond the file size limit of the process fail like one on a full disk, as the
/// database expects. Without a handler the signal ends the process.
fn outlive_file_limit() -> Result<()> {
    // A handler, once registered, stays after its receiver is dropped.
    signal(SignalKind::from_raw(SIGXFSZ)).map(drop).map_err(Error::internal)
}

/// Looks twice a second for changes by other processes: responsibility, and ended sessions.
async fn refresh(db: Db, authentication: Arc<Authentication>) {
    loop {
        actix_web::rt::time::sleep(REFRESH).await;
        if let Err(fault) = db.refresh().await {
            tracing::warn!(%fault, "responsibility could not be refreshed");
        }
        if let Err(fault) = authentication.learn_ended_sessions().await {
            tracing::warn!(%fault, "ended sessions could not be learnt");
        }
    }
}

fn policy(config: &Config, demo_accounts: bool) -> Policy {
    let auth = &config.auth;
    Policy {
        totp_required: auth.totp_required,
        demo_accounts,
        issuer: auth.issuer.clone(),
        access_lifetime: TimeDelta::minutes(auth.access_minutes.into()),
        session_lifetime: TimeDelta::days(auth.refresh_days.into()),
        code_lifetime: TimeDelta::minutes(auth.code_minutes.into()),
        codes_per_hour: auth.codes_per_phone_per_hour as usize,
    }
}

fn services(
    db: &Db,
    rulebook: &Arc<Rulebook>,
    authentication: &Arc<Authentication>,
    clock: Arc<dyn Clock>,
    tokens: Arc<AccessTokens>,
) -> Result<Services> {
    let database = db.clone();
    let metrics = Metrics::new()?;
    metrics.registry().register(Box::new(Writable::new(db)?)).map_err(Error::internal)?;
    let db = db.clone();
    let rulebook = Arc::clone(rulebook);
    let authentication = Arc::clone(authentication);
    let identify = Arc::clone(&authentication);
    Ok(Services {
        clock,
        tokens,
        identify,
        readiness: Arc::new(move || {
            let database = database.clone();
            async move { database.availability().await }
        }),
        metrics,
        data: Arc::new(move |config| {
            config.app_data(Data::new(db.clone()));
            config.app_data(Data::from(Arc::clone(&rulebook)));
            config.app_data(Data::from(Arc::clone(&authentication)));
        }),
    })
}
