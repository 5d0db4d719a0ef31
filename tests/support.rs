//! What the stories stand on.

pub mod app;
pub mod database;
pub mod desk;
pub mod hall;
pub mod office;
pub mod quarter;
pub mod request;
pub mod submission;
pub mod town;
pub mod workbook;
