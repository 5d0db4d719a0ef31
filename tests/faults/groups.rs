//! Writes that are committed together succeed or fail each for itself.

use crate::support::town::Town;
use serde_json::json;
use std::panic::resume_unwind;
use std::sync::mpsc::channel;
use uuid::Uuid;
use wangge::error::{Code, Error, Result};
use wangge::store::{Actor, ChangeEvent, Db, RecordedEvent, Tx};

fn event(tx: &mut Tx<'_>, aggregate: Uuid) -> Result<()> {
    tx.event(
        &Actor::Service,
        ChangeEvent { aggregate, sequence: 1, kind: "happened", payload: json!({}) },
    )
}

async fn happened(db: &Db, aggregate: Uuid) -> bool {
    let events = db.read(move |connection| RecordedEvent::of(connection, aggregate)).await.unwrap();
    events.len() == 1
}

#[tokio::test]
async fn of_writes_that_wait_together_those_that_fail_leave_nothing_and_the_others_all() {
    let town = Town::new().await;
    let [first, fails, panics, last] = [(); 4].map(|()| Uuid::now_v7());
    let (all_wait, until_all_wait) = channel();
    let (held_up, failed, panicked, after, ()) = tokio::join!(
        town.db.write(move |tx| {
            // When it runs again nobody is waited for any more.
            let _ = until_all_wait.recv();
            event(tx, first)
        }),
        town.db.write(move |tx| event(tx, fails).and(Err::<(), _>(Code::NotFound.into()))),
        town.db.write(move |tx| -> Result<()> {
            event(tx, panics)?;
            resume_unwind(Box::new("as the story wants it"))
        }),
        town.db.write(move |tx| event(tx, last)),
        async move { all_wait.send(()).unwrap() },
    );
    held_up.unwrap();
    after.unwrap();
    assert!(matches!(failed, Err(Error::Refused(problems)) if problems[0].code == Code::NotFound));
    assert!(matches!(panicked, Err(Error::Internal(_))));
    let mut left = [false; 4];
    for (left, id) in left.iter_mut().zip([first, fails, panics, last]) {
        *left = happened(&town.db, id).await;
    }
    assert_eq!(left, [true, false, false, true]);
}
