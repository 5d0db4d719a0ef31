//! Grids and their polygons over HTTP.

mod boundaries;
mod changes;
mod overview;
mod reading;
