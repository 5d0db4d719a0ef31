//! `tests/fuzzing/split_line.rs` as a program.
#![no_main]

#[path = "../../fuzzing/refusal.rs"]
mod refusal;
#[path = "../../fuzzing/split_line.rs"]
mod split_line;

libfuzzer_sys::fuzz_target!(|input: &[u8]| split_line::check(input));
