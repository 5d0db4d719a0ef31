//! What a process that serves does by itself, again and again.

use crate::support::office::{Office, Phones, code};
use crate::support::town::grid_id;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use wangge::app::{App, Parts};
use wangge::clock::SetClock;
use wangge::config::{Config, Sources};
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::error::Code;
use wangge::service::login::{Authentication, identify, sign_out_everywhere};
use wangge::store::vault::key::KeyRing;
use wangge::store::{Db, due_job};

/// More than anybody waits; what is waited for comes within a second.
const DEADLINE: Duration = Duration::from_secs(30);

/// Another process on the database of the office, which serves.
async fn serve(office: &Office) -> (Db, Arc<Authentication>) {
    let (config, _) = Config::load(&Sources::default()).unwrap();
    let town = &office.town;
    let parts = Parts {
        db: town.another(),
        clock: Arc::<SetClock>::clone(&town.clock),
        rulebook: Arc::clone(&town.rulebook),
        token_keys: KeyRing::random(),
        passwords: office.workers.clone(),
        sender: Arc::<Phones>::clone(&office.phones),
        demo_accounts: false,
    };
    let app = App::new(&config, parts).await.unwrap();
    let seen = (app.db.clone(), Arc::clone(&app.authentication));
    actix_web::rt::spawn(app.serve("127.0.0.1:0".parse().unwrap(), drop));
    seen
}

/// Asks until it is so.
async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    let asked = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(DEADLINE, asked).await.unwrap();
}

#[actix_web::test]
async fn a_process_that_serves_learns_by_itself_what_another_changed() {
    let office = Office::new().await;
    let tokens = office.settle("leader", "G1-leader").await;
    let (db, authentication) = serve(&office).await;
    let rename = AtlasEdit::RenameGrid { grid: grid_id("G2"), name: "二号网格".to_owned() };
    office.town.apply(vec![rename]).await.unwrap();
    until(async || db.atlas().tree().by_code("G2").unwrap().name == "二号网格").await;
    let claims =
        office.authentication.tokens().verify(tokens.access.expose(), office.town.now()).unwrap();
    assert!(identify(&authentication, &claims).await.is_ok());
    sign_out_everywhere(&office.authentication, claims.account).await.unwrap();
    until(async || identify(&authentication, &claims).await.is_err()).await;
    assert_eq!(code(identify(&authentication, &claims).await), Code::SessionEnded);
}

#[actix_web::test]
async fn a_process_that_serves_does_what_falls_due() {
    let office = Office::new().await;
    let (_, _) = serve(&office).await;
    let db = &office.town.db;
    db.write(|tx| tx.job("expire", Value::Null, tx.now())).await.unwrap();
    let due = async || {
        let now = db.now();
        db.read(move |connection| due_job(connection, now)).await.unwrap()
    };
    until(async || due().await.is_none()).await;
}
