//! Readers of files: from bytes to values with their position.

mod archive;
mod bound;
mod csv;
pub mod geojson;
mod markup;
mod place;
pub mod rows;
pub mod sheet;
pub mod source;
pub mod table;
mod xlsx;
