//! `tests/fuzzing/token.rs` as a program.
#![no_main]

#[path = "../../fuzzing/refusal.rs"]
#[expect(dead_code, reason = "this target asks for single problems alone")]
mod refusal;
#[path = "../../fuzzing/served.rs"]
mod served;
#[path = "../../fuzzing/token.rs"]
mod token;

libfuzzer_sys::fuzz_target!(|input: &[u8]| token::check(input));
