//! Many sequences, on all processors.

use super::chance::Chance;
use super::difference::Difference;
use super::document::Document;
use super::library::Library;
use super::pair::{End, Pair};
use super::roles::adversaries;
use super::secret::{SECRETS, Secret};
use super::sequence::{CALLS, Sequence};
use super::shrink::shrunk;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Those who see most: every third sequence is theirs.
const KEEN: [&str; 4] = ["G1-leader", "supervisor", "N1-leader", "supervisor-N1"];

/// What came of it.
#[derive(Default)]
pub struct Outcome {
    pub sequences: usize,
    pub calls: usize,
    /// How often each route answered with each status and code.
    pub covered: BTreeMap<(String, String), usize>,
    /// What was found, with the number of its sequence, each sort once.
    pub found: BTreeMap<String, (usize, Difference)>,
    /// How often each sort was found.
    pub often: BTreeMap<String, usize>,
}

/// What is played.
#[derive(Debug, Clone, Copy)]
pub enum Plan {
    /// A sequence that its number decides.
    Chance,
    /// The same between two worlds without any difference.
    Control,
    /// Every route in turn, a part of them in each sequence.
    Tour { parts: usize },
}

/// Plays sequences from a number on.
pub fn run(plan: Plan, from: usize, sequences: usize) -> Outcome {
    let library = Library::default();
    let (next, outcome) = (AtomicUsize::new(from), Mutex::new(Outcome::default()));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                actix_web::rt::System::new().block_on(async {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= from + sequences {
                            return;
                        }
                        one(&library, plan, number, &outcome).await;
                    }
                });
            });
        }
    });
    outcome.into_inner().unwrap()
}

async fn one(library: &Library, plan: Plan, number: usize, outcome: &Mutex<Outcome>) {
    let mut pair = pair(library, plan, number).await;
    let chance = Chance::of(number as u64);
    let end = match plan {
        Plan::Chance | Plan::Control => Sequence::of(&mut pair, chance, CALLS).play().await,
        Plan::Tour { parts } => {
            let operations = &Document::of_the_service().operations;
            let part: Vec<_> =
                operations.iter().skip(number % parts).step_by(parts).cloned().collect();
            Sequence::of(&mut pair, chance, usize::MAX).tour(&part).await
        }
    };
    let sort = match &end {
        End::Differs(found) => Some(sort_of(found)),
        _ => None,
    };
    let is_new = {
        let mut outcome = outcome.lock().unwrap();
        outcome.sequences += 1;
        outcome.calls += pair.covered.len();
        for covered in pair.covered.drain(..) {
            *outcome.covered.entry(covered).or_default() += 1;
        }
        sort.as_ref().is_some_and(|sort| {
            let often = outcome.often.entry(sort.clone()).or_default();
            *often += 1;
            *often == 1
        })
    };
    drop(pair);
    if let (End::Differs(found), Some(sort), true) = (end, sort, is_new) {
        let shortest = shrunk(library, *found).await;
        outcome.lock().unwrap().found.insert(sort, (number, shortest));
    }
}

/// The adversary and the secret of a sequence: all adversaries in turn, each with another secret
/// every time.
async fn pair(library: &Library, plan: Plan, number: usize) -> Pair {
    let adversaries = adversaries();
    let adversary = match number % 3 {
        0 => KEEN[number / 3 % KEEN.len()],
        _ => adversaries[number % adversaries.len()],
    };
    let first = number / adversaries.len() + number;
    for further in 0..SECRETS.len() {
        let secret = match plan {
            Plan::Control => Secret::Nothing,
            _ => SECRETS[(first + further) % SECRETS.len()],
        };
        if let Some(pair) = Pair::open(library, secret, adversary).await {
            return pair;
        }
    }
    unreachable!("nothing is hidden from {adversary}")
}

/// Differences of one secret, route and place are one.
fn sort_of(found: &Difference) -> String {
    let place = found
        .found
        .first()
        .map(|first| first.split(": ").next().unwrap_or_default())
        .unwrap_or_default();
    let place: String = place.chars().filter(|char| !char.is_ascii_digit()).collect();
    let secret: String =
        format!("{:?}", found.secret).chars().take_while(|char| char.is_alphanumeric()).collect();
    format!("{secret} {} {place}", found.route)
}

impl Outcome {
    /// What was found, in words.
    pub fn report(&self) -> String {
        let mut text = format!(
            "{} sequences, {} calls in each world, {} pairs of route and code, {} sorts of difference\n",
            self.sequences,
            self.calls,
            self.covered.len(),
            self.found.len()
        );
        for operation in &Document::of_the_service().operations {
            let name = format!("{} {}", operation.method, operation.path);
            let outcomes = || self.covered.iter().filter(|((route, _), _)| *route == name);
            if !outcomes().any(|((_, outcome), _)| outcome.starts_with(['2', '3'])) {
                let why: Vec<_> = outcomes()
                    .map(|((_, outcome), often)| format!("{outcome} × {often}"))
                    .collect();
                let _ = writeln!(text, "never done: {name}: {}", why.join(", "));
            }
        }
        for (sort, (number, difference)) in &self.found {
            let often = self.often.get(sort).copied().unwrap_or_default();
            let _ = writeln!(text, "\n{sort} ({often} times; sequence {number})\n{difference}");
        }
        text
    }
}
