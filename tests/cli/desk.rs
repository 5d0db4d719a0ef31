//! Somebody at the machine, with the binary.

use crate::support::database::TestDatabase;
use crate::support::town::settings;
use serde_json::Value;
use std::fs;
use std::io::{Seek, Write};
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;
use tempfile::TempDir;
use wangge::clock::SystemClock;
use wangge::domain::atlas::Atlas;
use wangge::store::connection::Location;
use wangge::store::vault::{KeyFile, Vault};
use wangge::store::{Db, DbOptions};

/// What begins a town of one grid and two people.
pub const BEGIN: [&str; 9] = [
    "init",
    "--code",
    "T",
    "--name",
    "测试镇",
    "--supervisor",
    "first",
    "--second-supervisor",
    "second",
];

/// A folder to run in, and an empty database.
pub struct Desk {
    pub folder: TempDir,
    pub database: TestDatabase,
}

impl Desk {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), database: TestDatabase::new() }
    }

    /// With a root grid and its two people.
    pub fn begun() -> Self {
        let desk = Self::new();
        let done = desk.run(&BEGIN);
        assert!(done.status.success(), "{}", said(&done));
        desk
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.on_database(arguments).output().unwrap()
    }

    /// With something to read on its input: a file, since a program that refuses its arguments
    /// reads nothing.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Output {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(input.as_bytes()).unwrap();
        file.rewind().unwrap();
        self.on_database(arguments).stdin(file).output().unwrap()
    }

    pub fn on_database(&self, arguments: &[&str]) -> Command {
        let url = match &self.database.location {
            Location::Postgres(url) => url.clone(),
            Location::Sqlite(path) => format!("sqlite://{}", path.display()),
        };
        let mut command = self.command(arguments);
        command.env("WANGGE_DATABASE_URL", url);
        command
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wangge"));
        command.args(arguments).current_dir(self.folder.path()).env_clear();
        // Hashing at full cost is slow without optimisation.
        command.env("WANGGE_AUTH_ARGON2_MEMORY_KIB", "8192").env("USER", "tester");
        command
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    pub fn vault_keys(&self) -> PathBuf {
        self.folder.path().join("data/vault-keys.toml")
    }

    pub fn token_keys(&self) -> PathBuf {
        self.folder.path().join("data/token-keys.toml")
    }

    /// The database as a process opens it with the key file as it is now.
    pub fn open(&self) -> Db {
        let (empty, vault) =
            (Atlas::empty(settings()), Vault::new(KeyFile::read(&self.vault_keys()).unwrap()));
        let (location, options) = (&self.database.location, DbOptions::default());
        Db::open(location, &options, empty, Arc::new(vault), Arc::new(SystemClock)).unwrap()
    }
}

/// Both streams.
pub fn said(output: &Output) -> String {
    let [out, err] =
        [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    out + &err
}

pub fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}
