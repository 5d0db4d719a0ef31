//! What the stories stand on.

pub mod app;
pub mod database;
pub mod hall;
pub mod office;
pub mod request;
pub mod town;
