//! The file of the demo: filled at the first start, kept at the next, made anew when it was left
//! half-filled.

use super::passwords;
use crate::support::office::code;
use crate::support::town::{rulebook, settings};
use diesel::prelude::*;
use std::fs::File;
use std::sync::Arc;
use tempfile::TempDir;
use wangge::demo::{Opening, Progress, open, progress};
use wangge::domain::atlas::Atlas;
use wangge::domain::id::RequestId;
use wangge::error::{Code, Result};
use wangge::store::connection::Location;
use wangge::store::schema::{events, requests};
use wangge::store::vault::{KeyFile, Vault};
use wangge::store::{Db, DbOptions};

struct Folder {
    folder: TempDir,
    vault: Arc<Vault>,
}

impl Folder {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            vault: Arc::new(Vault::new(KeyFile::random())),
        }
    }

    async fn open(&self) -> Result<Db> {
        let file = self.folder.path().join("demo.db");
        let (empty, vault) = (Atlas::empty(settings()), Arc::clone(&self.vault));
        let (options, rulebook, passwords) = (DbOptions::default(), rulebook(), passwords());
        open(Opening { file, options, empty, vault, rulebook, passwords }).await
    }

    /// What a process leaves that was killed just before the end.
    fn interrupt(&self) {
        let mut connection =
            Location::Sqlite(self.folder.path().join("demo.db")).open_writer(false).unwrap();
        let last = diesel::delete(events::table.filter(events::kind.eq("demo.filled")));
        assert_eq!(last.execute(&mut connection).unwrap(), 1);
    }
}

async fn all(db: &Db) -> Vec<RequestId> {
    let ids = requests::table.select(requests::id).order(requests::id);
    db.read(move |connection| Ok(ids.load(connection)?)).await.unwrap()
}

#[tokio::test]
async fn a_second_start_finds_what_the_first_one_made() {
    let folder = Folder::new();
    let first = all(&folder.open().await.unwrap()).await;
    let again = folder.open().await.unwrap();
    assert_eq!((first.len(), all(&again).await), (92, first));
    assert_eq!(again.read(progress).await.unwrap(), Progress::Filled);
}

#[tokio::test]
async fn a_town_that_was_left_half_filled_is_made_anew() {
    let folder = Folder::new();
    let first = all(&folder.open().await.unwrap()).await;
    folder.interrupt();
    let again = all(&folder.open().await.unwrap()).await;
    assert_eq!(again.len(), 92);
    assert!(!again.iter().any(|id| first.contains(id)));
}

#[tokio::test]
async fn two_processes_do_not_fill_one_file() {
    let folder = Folder::new();
    let lock = File::create(folder.folder.path().join("demo.lock")).unwrap();
    lock.lock().unwrap();
    assert_eq!(code(folder.open().await.map(|_| ())), Code::DemoBeingMade);
}
