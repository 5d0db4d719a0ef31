//! `tests/fuzzing/geojson.rs` as a program.
#![no_main]

#[path = "../../fuzzing/geojson.rs"]
mod geojson;
#[path = "../../fuzzing/refusal.rs"]
mod refusal;

libfuzzer_sys::fuzz_target!(|input: &[u8]| geojson::check(input));
