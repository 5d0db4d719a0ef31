//! Imports: files become operations, all of them or none.

pub mod grids;
pub mod reader;
