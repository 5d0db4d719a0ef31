//! A database with a town, and the processes that serve it.

use crate::lattice::founding;
use crate::process::{Process, command};
use crate::world::account;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tokio::runtime::Runtime;
use wangge::clock::{Clock, SystemClock};
use wangge::domain::atlas::Atlas;
use wangge::domain::check::InvariantBreach;
use wangge::domain::id::AddressId;
use wangge::domain::period::Instant;
use wangge::domain::plan::PlanConsent;
use wangge::service::atlas_edits::{ChangeSet, apply_edits};
use wangge::service::check::check_all;
use wangge::service::credentials::token::{AccessTokens, key_file};
use wangge::store::connection::Location;
use wangge::store::vault::{KeyFile, Vault};
use wangge::store::{Actor, Db, DbOptions, migration};

/// The database on a server; it stays for the judge until the next run.
const NAME: &str = "wangge_supervisors";
const PROCESSES: usize = 2;

/// Processes on one database, and what their callers know.
pub struct Stage {
    pub url: String,
    pub tokens: Vec<String>,
    pub addresses: Vec<AddressId>,
    processes: Vec<Process>,
    db: Db,
}

impl Stage {
    /// A new town with so many supervisors, served.
    pub fn set(supervisors: usize) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("supervisors");
        if folder.exists() {
            std::fs::remove_dir_all(&folder).unwrap();
        }
        std::fs::create_dir_all(&folder).unwrap();
        let server = std::env::var("WANGGE_TEST_POSTGRES").ok();
        let url = server
            .as_deref()
            .map_or_else(|| format!("sqlite://{}", folder.join("wangge.db").display()), new_on);
        let location = Location::parse(&url).unwrap();
        migration::up(&location, true).unwrap();
        let (vault, tokens) = (folder.join("vault-keys.toml"), folder.join("token-keys.toml"));
        let keys = Arc::new(Vault::new(KeyFile::create(&vault).unwrap()));
        let signer =
            AccessTokens::new(&key_file::create(&tokens).unwrap(), "wangge", "wangge").unwrap();
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let empty = Atlas::empty(crate::town::settings());
        let db = Db::open(&location, &DbOptions::default(), empty, keys, clock).unwrap();
        let names: Vec<String> =
            (0..supervisors).map(|number| format!("supervisor-{number}")).collect();
        let tokens_of = runtime().block_on(async {
            let (prepared_at, allowances) =
                (db.now(), PlanConsent { gaps: false, overlaps: false });
            let set = ChangeSet { prepared_at, edits: founding(prepared_at, &names), allowances };
            apply_edits(&db, Actor::Service, set).await.unwrap();
            let mut tokens = Vec::new();
            for name in &names {
                tokens.push(account(&db, &signer, Some(name)).await);
            }
            tokens
        });
        let atlas = db.atlas();
        let all = atlas.groups().all().flat_map(|group| atlas.addresses().of_group(group.id));
        let addresses = all.map(|address| address.id).collect();
        let count = if server.is_some() { PROCESSES } else { 1 };
        let processes = (0..count).map(|_| serve(&folder, &url, &vault, &tokens)).collect();
        Self { url, tokens: tokens_of, addresses, processes, db }
    }

    /// Where somebody's process answers.
    pub fn address(&self, number: usize) -> SocketAddr {
        self.processes[number % self.processes.len()].address
    }

    /// Looks at the town as it is now.
    pub fn look<T>(&self, at: impl FnOnce(&Atlas, Instant) -> T) -> T {
        runtime().block_on(self.db.refresh()).unwrap();
        at(&self.db.atlas(), self.db.now())
    }

    /// What the service itself finds amiss.
    pub fn check(&self) -> Vec<InvariantBreach> {
        runtime().block_on(check_all(&self.db)).unwrap()
    }
}

/// Makes the database on a server anew, and answers its URL.
fn new_on(server: &str) -> String {
    let mut connection = PgConnection::establish(server).unwrap();
    connection.batch_execute(&format!("DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")).unwrap();
    connection.batch_execute(&format!("CREATE DATABASE {NAME}")).unwrap();
    let (server, _) = server.rsplit_once('/').unwrap();
    format!("{server}/{NAME}")
}

fn serve(folder: &Path, url: &str, vault: &Path, tokens: &Path) -> Process {
    let mut command = command(folder);
    // No change of responsibility is so large that a second person must agree.
    for limit in ["REQUESTS", "UNITS", "HOUSEHOLDS"] {
        command.env(format!("WANGGE_RULES_APPROVAL_{limit}"), "0");
    }
    command
        .env("WANGGE_AUTH_ACCESS_MINUTES", "60")
        .env("WANGGE_LIMITS_ACCOUNT_PER_MINUTE", "1000000")
        .env("WANGGE_DATABASE_URL", url)
        .env("WANGGE_KEYS_VAULT", vault)
        .env("WANGGE_KEYS_TOKENS", tokens)
        .arg("serve");
    Process::run(&mut command)
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}
