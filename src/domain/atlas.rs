//! The immutable picture of who is responsible where and when.

pub mod areas;
