//! Residents who send at a steady pace, and how long each of them waits for the answer.

use crate::client::{Client, submission};
use crate::world::World;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};
use uuid::Uuid;
use wangge::domain::id::RequestId;

/// What was sent and acknowledged meanwhile.
pub struct Sent {
    /// How long each one waited, the longest last.
    pub waits: Vec<Duration>,
    /// What is to be there afterwards.
    pub acknowledged: Vec<RequestId>,
}

impl Sent {
    /// What 99 of 100 did not wait longer than.
    pub fn p99(&self) -> Duration {
        self.waits[self.waits.len() * 99 / 100]
    }

    /// What nobody waited longer than.
    pub fn longest(&self) -> Duration {
        self.waits.last().copied().expect("somebody sent")
    }
}

/// Every resident of a world sends once in `every`, until `meanwhile` is done.
pub fn sending<T>(world: &World, every: Duration, meanwhile: impl FnOnce() -> T) -> (Sent, T) {
    let (over, sent) = (Mutex::new(false), Mutex::new(Vec::new()));
    let done = thread::scope(|scope| {
        for (number, token) in world.tokens.iter().enumerate() {
            let (over, sent) = (&over, &sent);
            scope.spawn(move || {
                let mut client = Client::connect(world.address);
                let mut mine = Vec::new();
                let start = Instant::now() + every / 8 * u32::try_from(number % 8).expect("small");
                for turn in 0.. {
                    thread::sleep((start + every * turn).saturating_duration_since(Instant::now()));
                    if *over.lock().expect("not poisoned") {
                        return sent.lock().expect("not poisoned").extend(mine);
                    }
                    mine.push(send(&mut client, token, number * 1_000_003 + turn as usize));
                }
            });
        }
        let done = meanwhile();
        *over.lock().expect("not poisoned") = true;
        done
    });
    let mut sent = sent.into_inner().expect("not poisoned");
    sent.sort_unstable();
    let (waits, acknowledged) = sent.into_iter().unzip();
    (Sent { waits, acknowledged }, done)
}

fn send(client: &mut Client, token: &str, number: usize) -> (Duration, RequestId) {
    let request = submission(token, &Uuid::now_v7().to_string(), number);
    let start = Instant::now();
    let (status, body) = client.send(&request).expect("the service answers");
    let waited = start.elapsed();
    assert_eq!(status, 201, "{}", String::from_utf8_lossy(body));
    let answer: serde_json::Value = serde_json::from_slice(body).expect("JSON");
    (waited, serde_json::from_value(answer["id"].clone()).expect("an identifier"))
}
