//! Building groups and their addresses.

mod matching;
mod operations;
