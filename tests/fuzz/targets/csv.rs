//! `tests/fuzzing/csv.rs` as a program.
#![no_main]

#[path = "../../fuzzing/csv.rs"]
mod csv;
#[path = "../../fuzzing/refusal.rs"]
mod refusal;

libfuzzer_sys::fuzz_target!(|input: &[u8]| csv::check(input));
