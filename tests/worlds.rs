//! Non-interference: two worlds that differ in one secret look alike to everybody from whom it is
//! hidden.
//!
//! A world is a town, a script of what happened in it, and one secret, which is told in two ways.
//! Somebody from whom the secret is hidden calls every route that the table knows, with what the
//! OpenAPI document says it takes and with what earlier answers named. The same calls are made in
//! both worlds, with the identifiers of each. Every answer must be the same, once identifiers are
//! replaced by the order in which they first appeared.
//!
//! Left out are `Date` and `X-Request-Id`, the counters of `/metrics`, what tokens, digests and
//! secrets say, and how long an answer took.

pub mod answer;
pub mod arrangements;
pub mod chance;
pub mod difference;
pub mod document;
pub mod files;
pub mod generate;
pub mod given;
pub mod library;
pub mod names;
pub mod pair;
pub mod people;
pub mod pool;
pub mod probes;
pub mod roles;
pub mod run;
pub mod script;
pub mod secret;
pub mod sequence;
pub mod shrink;
pub mod step;
#[cfg(test)]
mod stories;
pub mod values;
pub mod world;
