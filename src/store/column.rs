//! Column types that the two databases store differently, and the domain's own types as columns.

mod bytes;
mod document;
mod native;
mod text;

pub use document::StoredAs;
pub use native::{AggregateKey, InstantSql, JsonbSql, StoredInstant, StoredJson, UuidSql};
