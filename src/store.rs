//! What is kept: rows in either database behind one door for writes, and the secrets that protect the personal data.

pub mod access;
pub mod account_identities;
pub mod accounts;
mod atlas;
mod changes;
pub mod column;
pub mod connection;
mod db;
mod event;
mod fault;
mod file;
pub mod idempotency;
mod identifier;
mod job;
pub mod login_codes;
mod lookup_key;
pub mod member_identities;
pub mod migration;
mod number;
mod opened;
pub mod passwords;
mod pool;
mod postgres;
pub mod requests;
pub mod schema;
pub mod sessions;
mod sqlite;
mod tx;
pub mod vault;
mod work;

pub use atlas::has_root;
pub use db::{Db, Options};
pub use event::{Actor, Event, Recorded};
pub use identifier::new_id;
pub use job::{Job, due as due_job, waiting as waiting_jobs};
pub use tx::{Revision, Tx};
