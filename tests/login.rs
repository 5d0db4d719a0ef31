//! Signing in, at the verbs: what no route shows, and what two processes share.

mod residents;
mod sessions;
mod staff;
