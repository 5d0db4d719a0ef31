//! A backup is put in the place of the database while the service runs.

use super::disk::{beside, file, is_degraded, is_unavailable, stored};
use super::service::Service;
use crate::support::database::TestDatabase;
use crate::support::town::{Town, square};
use diesel::connection::SimpleConnection;
use std::fs;
use std::path::{Path, PathBuf};
use wangge::error::Error;
use wangge::store::DbOptions;

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

/// A copy of a database in use, as the documentation says to make it.
fn backup(database: &TestDatabase) -> PathBuf {
    let copy = with_suffix(&file(database), ".backup");
    beside(database).batch_execute(&format!("VACUUM INTO '{}'", copy.display())).unwrap();
    copy
}

/// A database and what SQLite keeps beside it.
const PARTS: [&str; 3] = ["", "-wal", "-shm"];

fn move_away(file: &Path, parts: &[&str]) {
    for part in parts.iter().map(|suffix| with_suffix(file, suffix)) {
        fs::rename(&part, with_suffix(&part, ".away")).unwrap();
    }
}

fn move_back(file: &Path) {
    for part in PARTS.map(|suffix| with_suffix(file, suffix)) {
        fs::rename(with_suffix(&part, ".away"), &part).unwrap();
    }
}

#[test]
fn a_restored_backup_is_served_without_a_restart() {
    let service = Service::start(TestDatabase::sqlite(), "");
    let kept = service.submit();
    let copy = backup(&service.database);
    let lost = service.submit();
    move_away(&file(&service.database), &PARTS);
    is_unavailable(&service.submit());
    fs::rename(&copy, file(&service.database)).unwrap();
    assert_eq!(service.submit().status, 201);
    assert_eq!((service.follow(&kept.body).status, service.follow(&lost.body).status), (200, 404));
    assert_eq!((service.get("/readyz").status, stored(&service.database)), (200, 2));
}

#[test]
fn the_log_of_the_database_before_is_not_played_into_it() {
    let service = Service::start(TestDatabase::sqlite(), "");
    let copy = backup(&service.database);
    let lost = service.submit();
    fs::rename(&copy, file(&service.database)).unwrap();
    is_unavailable(&service.submit());
    is_degraded(&service, "file_moved", "file_moved");
    move_away(&file(&service.database), &PARTS[1..]);
    assert_eq!(service.submit().status, 201);
    assert_eq!((service.follow(&lost.body).status, stored(&service.database)), (404, 1));
}

#[tokio::test]
async fn who_is_responsible_is_what_the_restored_file_says() {
    let town = Town::on(TestDatabase::sqlite(), DbOptions::default()).await;
    let (copy, before) = (backup(&town.database), town.db.atlas().revision());
    let create = || town.create("G5", "grid", Some("N1"), square(121.40, 30.91, 0.01));
    town.apply(vec![create()]).await.unwrap();
    move_away(&file(&town.database), &PARTS);
    fs::rename(&copy, file(&town.database)).unwrap();
    town.db.refresh().await.unwrap();
    let atlas = town.db.atlas();
    assert_eq!((atlas.revision(), atlas.tree().by_code("G5").is_some()), (before, false));
    town.apply(vec![create()]).await.unwrap();
    assert!(town.another().atlas().tree().by_code("G5").is_some());
}

#[tokio::test]
async fn a_file_that_is_not_yet_whole_is_left_alone() {
    let town = Town::on(TestDatabase::sqlite(), DbOptions::default()).await;
    let (here, copy) = (file(&town.database), backup(&town.database));
    let whole = fs::read(copy).unwrap();
    move_away(&here, &PARTS);
    // A copy grows by pages of 4 KiB, or more.
    for length in [0, 4096, whole.len() / 2, whole.len() - 4096] {
        fs::write(&here, &whole[..length]).unwrap();
        assert!(matches!(town.db.refresh().await, Err(Error::Unavailable(_))), "{length}");
        assert!(fs::read(&here).unwrap() == whole[..length], "{length}");
    }
    fs::write(&here, &whole).unwrap();
    town.db.refresh().await.unwrap();
    assert!(town.db.atlas().tree().by_code("G4").is_some());
}

#[tokio::test]
async fn a_database_of_other_keys_is_not_taken_over() {
    let [town, other] = [(); 2].map(|()| Town::on(TestDatabase::sqlite(), DbOptions::default()));
    let (town, other) = (town.await, other.await);
    let (here, copy) = (file(&town.database), backup(&other.database));
    move_away(&here, &PARTS);
    fs::rename(&copy, &here).unwrap();
    let bytes = fs::read(&here).unwrap();
    let refused = town.db.refresh().await;
    assert!(
        matches!(&refused, Err(Error::Unavailable(why)) if why.contains("lookup key")),
        "{refused:?}"
    );
    assert!(fs::read(&here).unwrap() == bytes, "it is another town's");
    fs::remove_file(&here).unwrap();
    move_back(&here);
    let create = town.create("G5", "grid", Some("N1"), square(121.40, 30.91, 0.01));
    town.apply(vec![create]).await.unwrap();
    assert!(town.another().atlas().tree().by_code("G5").is_some());
}
