//! What happens when the disk, the database or the process fails.

mod disk;
mod killed;
mod postgres;
mod processes;
mod service;
