//! `tests/fuzzing/address.rs` as a program.
#![no_main]

#[path = "../../fuzzing/address.rs"]
mod address;
#[path = "../../fuzzing/refusal.rs"]
#[expect(dead_code, reason = "this target asks for single problems alone")]
mod refusal;

libfuzzer_sys::fuzz_target!(|input: &[u8]| address::check(input));
