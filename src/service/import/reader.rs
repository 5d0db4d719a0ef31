//! Readers of files: from bytes to values with the place they stand at.

pub mod csv;
pub mod geojson;
pub mod sheet;
