//! Judges, from the table of events alone, whether every request was held by somebody with a duty
//! at every commit.
//!
//! `cargo bench --bench judge -- postgres://…` or `-- sqlite://…`; exits with 1 on a breach. It
//! shares nothing with the service but the format of the log. First it judges made-up logs, of
//! which it must refuse the wrong ones. With `--without N` it leaves out the N-th move of a request
//! by a set of edits: when its holder lost their duty, that is a breach.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot go on should stop"
)]

#[path = "judge/log.rs"]
mod log;
#[path = "judge/made_up.rs"]
mod made_up;
#[path = "judge/replay.rs"]
mod replay;

use replay::Replay;
use std::process::ExitCode;

/// Breaches that are printed, at most.
const SHOWN: usize = 20;

fn main() -> ExitCode {
    made_up::prove();
    let Some(url) = std::env::args().skip(1).find(|argument| argument.contains("://")) else {
        eprintln!("judged made-up logs only: name a database, postgres://… or sqlite://…");
        return ExitCode::SUCCESS;
    };
    let mut log = log::read(&url);
    if let Some(number) = argument_of("--without") {
        let mut moves = log
            .iter()
            .enumerate()
            .filter(|(_, event)| event.kind == "assigned" && replay::set(event).is_some());
        let (left_out, _) = moves.nth(number).expect("so many moves");
        log.remove(left_out);
    }
    let replay = Replay::of(log);
    println!("{}", replay.seen);
    replay.breaches.iter().take(SHOWN).for_each(|breach| println!("breach: {breach}"));
    println!("{} breaches (wanted: 0)", replay.breaches.len());
    if replay.breaches.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn argument_of(name: &str) -> Option<usize> {
    let value = std::env::args().skip_while(|argument| argument != name).nth(1)?;
    Some(value.parse().expect("a number"))
}
