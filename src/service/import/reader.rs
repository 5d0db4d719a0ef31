//! Readers of files: from bytes to values with their position.

mod archive;
mod bound;
pub mod cell;
mod csv;
pub mod gathering;
pub mod geojson;
pub mod heading;
mod markup;
pub mod merged;
mod number_format;
pub(in crate::service::import) mod place;
pub mod rows;
pub mod sheet;
pub mod source;
pub mod table;
mod xlsx;
