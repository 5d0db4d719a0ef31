//! Never nobody, whatever people do: requests are moved by those who may, while duties, absences,
//! units and rules change, and after every step each request has one holder with the duty, every
//! task somebody who may read it, and every state a row of the table that leads to it.

mod bodies;
mod changes;
mod checks;
mod game;
mod people;
mod turns;

use game::{Game, Tally};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::RefCell;

const CASES: u32 = 12;
/// So many steps are in a play, about thirty.
const STEPS: std::ops::Range<usize> = 1..64;

fn from_environment(name: &str) -> Option<u32> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

#[test]
fn a_request_has_one_holder_after_every_move() {
    let cases = from_environment("WANGGE_MOVES_CASES").unwrap_or(CASES);
    let config = ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 150,
        ..ProptestConfig::with_cases(cases)
    };
    let tally = RefCell::new(Tally::default());
    let seeds = prop::collection::vec(any::<u64>().no_shrink(), STEPS);
    let run = TestRunner::new(config).run(&seeds, |seeds| {
        let mut tally = tally.borrow_mut();
        let system = actix_web::rt::System::new();
        let played = system.block_on(async { Game::open(&mut tally).await.play(&seeds).await });
        played.map_err(TestCaseError::fail)
    });
    let tally = tally.into_inner();
    println!("made {:?}\nrefused {:#?}\nchanges {:?}", tally.made, tally.refused, tally.changes);
    run.unwrap_or_else(|failure| unreachable!("{failure}"));
}
