//! `tests/fuzzing/xlsx.rs` as a program.
#![no_main]

#[path = "../../fuzzing/refusal.rs"]
mod refusal;
#[path = "../../fuzzing/xlsx.rs"]
mod xlsx;

libfuzzer_sys::fuzz_target!(|input: &[u8]| xlsx::check(input));
