//! What happens when the machine fails.
