//! A process that is killed in the middle of its work.

use super::service::{Service, submit};
use crate::support::database::TestDatabase;
use std::sync::mpsc;

const SENDERS: usize = 4;
const BEFORE: usize = 120;

#[test]
fn what_was_acknowledged_is_there_after_a_kill() {
    let mut service = Service::start(TestDatabase::new(), "");
    let (sender, acknowledged) = mpsc::channel();
    let senders: Vec<_> = (0..SENDERS)
        .map(|_| {
            let (address, sender) = (service.address.clone(), sender.clone());
            // Until the process is gone.
            std::thread::spawn(move || {
                while let Ok(heard) = submit(&address) {
                    assert_eq!(heard.status, 201, "{heard:?}");
                    sender.send(heard.body).unwrap();
                }
            })
        })
        .collect();
    drop(sender);
    let mut sent: Vec<_> = acknowledged.iter().take(BEFORE).collect();
    service.kill();
    senders.into_iter().for_each(|sender| sender.join().unwrap());
    sent.extend(acknowledged.try_iter());
    service.serve("");
    for request in &sent {
        let standing = service.follow(request);
        assert_eq!((standing.status, &standing.body["number"]), (200, &request["number"]));
    }
    assert_eq!(service.submit().status, 201);
}
