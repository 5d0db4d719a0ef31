//! What the stories stand on.

pub mod app;
pub mod chance;
pub mod comb;
pub mod council;
pub mod database;
pub mod described;
pub mod desk;
pub mod form;
pub mod hall;
pub mod lobby;
pub mod log;
pub mod office;
pub mod quarter;
pub mod realm;
pub mod request;
pub mod submission;
pub mod town;
pub mod wording;
pub mod workbook;
