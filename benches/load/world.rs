//! The small town under load: a real service on a real database, and residents who are signed in.

use crate::database::TestDatabase;
use crate::town::{Town, member_id, rulebook, settings};
use chrono::TimeDelta;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use tokio::runtime::Runtime;
use uuid::Uuid;
use wangge::app::{App, Parts};
use wangge::clock::{Clock, SystemClock};
use wangge::config::{Config, Sources};
use wangge::domain::atlas::{Atlas, AtlasSettings};
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::change_size::ChangeSize;
use wangge::domain::id::{AccountId, SessionId};
use wangge::domain::login_name::LoginName;
use wangge::service::credentials::PasswordWorkers;
use wangge::service::credentials::password::Cost;
use wangge::service::credentials::token::AccessTokens;
use wangge::service::login::LogSender;
use wangge::store::accounts::{self, Account};
use wangge::store::column::StoredInstant;
use wangge::store::sessions::{self, Session};
use wangge::store::vault::key::KeyRing;
use wangge::store::{Db, DbOptions};
use wangge::web::routes;
use wangge::web::table::RouteTable;

/// How long a token is good, and its session with it.
const LIFETIME: TimeDelta = TimeDelta::hours(1);

/// A service that answers on loopback.
pub struct World {
    pub address: SocketAddr,
    pub db: Db,
    pub tokens: Vec<String>,
    signer: AccessTokens,
    /// The town as its bench made it, with a clock of its own.
    #[allow(dead_code, reason = "kept for its Drop, if for nothing else")]
    pub town: Town,
}

impl World {
    /// Starts a service with so many residents, and waits until it answers.
    pub fn start(database: TestDatabase, residents: usize, group_limit: usize) -> Self {
        Self::with(database, residents, group_limit, None, routes::table())
    }

    /// The same with other grids and people, and with routes of its own.
    pub fn with(
        database: TestDatabase,
        residents: usize,
        group_limit: usize,
        founding: Option<Vec<AtlasEdit>>,
        table: RouteTable,
    ) -> Self {
        let runtime = runtime();
        let town = match founding {
            None => runtime.block_on(Town::on(database, DbOptions::default())),
            Some(edits) => {
                let town = Town::unfounded(database, DbOptions::default());
                runtime.block_on(town.apply(edits)).expect("is planned well");
                town
            }
        };
        Self::of(town, residents, group_limit, table)
    }

    /// The same on a town that is there already.
    pub fn of(town: Town, residents: usize, group_limit: usize, table: RouteTable) -> Self {
        let (runtime, options) = (runtime(), DbOptions { group_limit, ..DbOptions::default() });
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        // No change of responsibility is so large that a second person must agree.
        let atlas = Atlas::empty(AtlasSettings { approval: ChangeSize::default(), ..settings() });
        let db =
            Db::open(town.location(), &options, atlas, Arc::clone(&town.vault), Arc::clone(&clock))
                .expect("opens");
        let keys = KeyRing::random();
        let config = config();
        let signer =
            AccessTokens::new(&keys, config.auth.issuer.as_str(), config.auth.audience.as_str())
                .expect("keys");
        let tokens =
            (0..residents).map(|_| runtime.block_on(account(&db, &signer, None))).collect();
        let (told, address) = channel();
        let served = db.clone();
        thread::spawn(move || {
            actix_web::rt::System::new().block_on(async {
                let cost = Cost { memory_kib: 8, iterations: 1, lanes: 1 };
                let parts = Parts {
                    db: served,
                    clock,
                    rulebook: rulebook(),
                    token_keys: keys,
                    passwords: PasswordWorkers::new(cost, 1).expect("workers"),
                    sender: Arc::new(LogSender),
                    demo_accounts: false,
                };
                let app = App::with_routes(&config, parts, table).await.expect("an app");
                let any = SocketAddr::from(([127, 0, 0, 1], 0));
                app.serve(any, move |address| told.send(address).expect("somebody waits"))
                    .await
                    .expect("serves");
            });
        });
        Self { address: address.recv().expect("an address"), db, tokens, signer, town }
    }

    /// The token of somebody who serves, by the code that is their login name.
    #[allow(dead_code, reason = "not every bench needs staff")]
    pub fn sign_in(&self, code: &str) -> String {
        runtime().block_on(account(&self.db, &self.signer, Some(code)))
    }
}

/// The defaults, without limits on how often one client may call.
fn config() -> Config {
    let mut config = Config::load(&Sources::default()).expect("the defaults are right").0;
    let limits = &mut config.limits;
    for limit in [
        &mut limits.address_per_minute,
        &mut limits.account_per_minute,
        &mut limits.locate_per_minute,
        &mut limits.reckonings_per_minute,
    ] {
        *limit = NonZeroU32::MAX;
    }
    config.auth.access_minutes = 60;
    config
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// Makes an account, of a resident or of a member with a code, and answers a token for it.
pub async fn account(db: &Db, signer: &AccessTokens, code: Option<&str>) -> String {
    let (id, session) = (AccountId(Uuid::now_v7()), SessionId(Uuid::now_v7()));
    let login = code.map(|code| (LoginName::parse(code).expect("a login name"), member_id(code)));
    db.write(move |tx| {
        let login = login.as_ref().map(|(name, member)| (name, *member));
        accounts::insert(tx, &Account::new(id, login, false, tx.now()))?;
        let now = tx.now();
        let going = Session {
            id: session,
            account_id: id,
            refresh_hash: vec![0; 32],
            previous_hash: None,
            rotated_at: StoredInstant(now),
            created_at: StoredInstant(now),
            expires_at: StoredInstant(now + LIFETIME),
            ended_at: None,
        };
        sessions::insert(tx, &going)
    })
    .await
    .expect("an account");
    signer.issue(id, session, db.now(), LIFETIME).expect("a token")
}
