//! Requests over HTTP: what each person can do with them, and learn from them.

mod changes;
mod contact;
mod conversation;
mod corrections;
mod dispatching;
mod handing_on;
mod hours;
mod idempotency;
mod lists;
mod masks;
mod offers;
mod offices;
mod places;
mod questions;
mod receipts;
mod reception;
mod refusals;
mod relay;
mod returns;
mod secrecy;
mod sending;
mod tasks;
mod unplaced;
mod verdicts;
mod visibility;
mod wrong_bodies;
