//! `tests/fuzzing/transition.rs` as a program.
#![no_main]

#[path = "../../fuzzing/refusal.rs"]
mod refusal;
#[path = "../../fuzzing/served.rs"]
mod served;
#[path = "../../fuzzing/transition.rs"]
mod transition;

libfuzzer_sys::fuzz_target!(|input: &[u8]| transition::check(input));
