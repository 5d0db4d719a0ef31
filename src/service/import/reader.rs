//! Readers of files: from bytes to values with the place they stand at.

mod csv;
pub mod geojson;
pub mod sheet;
pub mod table;
mod xlsx;
