//! Two processes on PostgreSQL, eight residents who submit, four supervisors who redraw and
//! reassign, for 60 s.
//!
//! `WANGGE_TEST_POSTGRES=postgres://… cargo bench --bench supervisors`, and then the judge with the
//! database that it names. Without a server: one process on SQLite. A change set that is refused,
//! because somebody else was faster, is counted; a submission that is refused ends the bench.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot go on should stop"
)]

#[path = "load/border.rs"]
mod border;
#[path = "load/client.rs"]
#[allow(dead_code, reason = "other benches use more of it")]
mod client;
#[path = "../tests/support/database.rs"]
#[allow(dead_code, reason = "only the town names it")]
mod database;
#[path = "load/lattice.rs"]
mod lattice;
#[path = "load/process.rs"]
#[allow(dead_code, reason = "other benches use more of it")]
mod process;
#[path = "supervisors/sets.rs"]
mod sets;
#[path = "supervisors/stage.rs"]
mod stage;
#[path = "load/supervisor.rs"]
mod supervisor;
#[path = "../tests/support/town.rs"]
#[allow(dead_code, reason = "the stories use more of it")]
mod town;
#[path = "load/world.rs"]
#[allow(dead_code, reason = "only accounts are needed")]
mod world;

use client::Client;
use rand::random_range;
use serde_json::{Value, json};
use stage::Stage;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use supervisor::{Draft, Refused, Supervisor};
use uuid::Uuid;

const SUBMITTERS: usize = 8;
const SUPERVISORS: usize = 4;
const MEASURED: Duration = Duration::from_secs(60);
/// A submission of each resident in so long.
const EVERY: Duration = Duration::from_millis(10);
/// What ends by the clock has moved by then.
const SETTLED: Duration = Duration::from_secs(11);

/// How often each sort of change set was applied, and why others were not.
type Outcomes = Mutex<BTreeMap<(String, String), usize>>;

fn main() {
    let stage = Stage::set(SUPERVISORS);
    let (submitted, outcomes, applied) =
        (AtomicUsize::new(0), Outcomes::default(), Mutex::default());
    let start = Instant::now();
    thread::scope(|scope| {
        for number in 0..SUBMITTERS {
            let (stage, submitted) = (&stage, &submitted);
            scope.spawn(move || submit(stage, number, start, submitted));
        }
        for number in 0..SUPERVISORS {
            let (stage, outcomes, applied) = (&stage, &outcomes, &applied);
            scope.spawn(move || supervise(stage, number, start, outcomes, applied));
        }
    });
    thread::sleep(SETTLED);
    // The last word of the log, by which the judge knows that what ended by the clock should have
    // moved.
    Resident::of(&stage, 0).send();
    for ((sort, outcome), count) in outcomes.into_inner().unwrap() {
        println!("{count:6} {sort}: {outcome}");
    }
    println!("{} submitted in {:.0?}", submitted.into_inner() + 1, MEASURED);
    let breaches = stage.check();
    println!("wangge check: {} breaches {breaches:?}", breaches.len());
    println!("judge it: cargo bench --bench judge -- {}", stage.url);
    assert!(breaches.is_empty());
}

/// A resident who says nothing of themselves, on a connection to one of the processes.
struct Resident<'a> {
    client: Client,
    stage: &'a Stage,
}

impl<'a> Resident<'a> {
    fn of(stage: &'a Stage, number: usize) -> Self {
        Self { client: Client::connect(stage.address(number)), stage }
    }

    /// Submits something about a point, an address or a grid.
    fn send(&mut self) {
        let anywhere = |from: f64| ((from + random_range(0.0..lattice::SIDE)) * 1e7).round() / 1e7;
        let place = match random_range(0..4) {
            0 => {
                json!({ "address_id": self.stage.addresses[random_range(0..self.stage.addresses.len())] })
            }
            _ => json!({ "lon": anywhere(lattice::CORNER.0), "lat": anywhere(lattice::CORNER.1) }),
        };
        let body = json!({
            "place": place, "category": "environment.noise", "kind": "complaint", "anonymous": true,
            "description": "每晚十点以后工地仍在施工，请尽快协调处理，谢谢。",
        });
        let request = client::unsigned(&Uuid::now_v7().to_string(), &body.to_string());
        let (status, answer) = self.client.send(&request).expect("the service answers");
        assert_eq!(status, 201, "{}", String::from_utf8_lossy(answer));
    }
}

fn submit(stage: &Stage, number: usize, start: Instant, submitted: &AtomicUsize) {
    let mut resident = Resident::of(stage, number);
    for turn in 0.. {
        thread::sleep((start + EVERY * turn).saturating_duration_since(Instant::now()));
        if start.elapsed() >= MEASURED {
            return;
        }
        resident.send();
        submitted.fetch_add(1, Ordering::Relaxed);
    }
}

fn supervise(
    stage: &Stage,
    number: usize,
    start: Instant,
    outcomes: &Outcomes,
    applied: &Mutex<Vec<Draft>>,
) {
    let mut supervisor = Supervisor::connect(stage.address(number), &stage.tokens[number]);
    while start.elapsed() < MEASURED {
        let sort = random_range(0..=sets::SORTS);
        let drafted = if sort == sets::SORTS {
            let earlier = applied.lock().unwrap().pop();
            earlier.map(|earlier| ("undo".to_owned(), supervisor.undo(&earlier)))
        } else {
            let operation = stage.look(|atlas, now| sets::random(atlas, now, sort));
            operation.map(|operation| (name(&operation), supervisor.draft(&[operation])))
        };
        let Some((sort, drafted)) = drafted else { continue };
        let done = drafted.and_then(|draft| carry_out(&mut supervisor, draft));
        let outcome = match done {
            Ok(draft) => {
                applied.lock().unwrap().push(draft);
                "applied".to_owned()
            }
            Err(Refused(status, code)) => format!("{status} {code}"),
        };
        *outcomes.lock().unwrap().entry((sort, outcome)).or_default() += 1;
    }
}

fn name(operation: &Value) -> String {
    operation.as_object().unwrap().keys().next().unwrap().clone()
}

fn carry_out(supervisor: &mut Supervisor, mut draft: Draft) -> Result<Draft, Refused> {
    let preview = supervisor.preview(&mut draft)?;
    if let Some(problem) = preview["problems"].get(0) {
        return Err(Refused(200, format!("previewed with {}", problem["code"])));
    }
    supervisor.apply(&mut draft)?;
    Ok(draft)
}
