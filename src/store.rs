//! What is kept: rows, and the secrets that protect the personal data in them.

pub mod vault;
