//! What happens when the disk, the database or the process fails.

mod disk;
mod groups;
mod jobs;
mod killed;
mod log;
mod loops;
mod postgres;
mod processes;
mod restored;
mod service;
