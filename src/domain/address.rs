//! 门址: the addresses of building groups, and how a text that somebody writes is found among them.

mod text;

pub use text::{ADDRESS_MAX, AddressText, Kind, Part};
