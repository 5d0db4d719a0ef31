//! The rules of the service: pure functions over values. No SQL, no HTTP, no clock, no randomness.

pub(crate) mod rule_file;

pub mod access;
pub mod accuracy;
pub mod address;
pub mod atlas;
pub mod authority;
pub mod building_circle;
pub mod calendar;
pub mod category;
pub mod change;
pub mod characters;
pub mod check;
pub mod datum;
pub mod duty;
pub mod geometry;
pub mod id;
pub mod label;
pub mod level;
pub mod lockout;
pub mod login_name;
pub mod mask;
pub mod operation;
pub mod organization;
mod parallel;
pub mod period;
pub mod phone;
pub mod pioneer_post;
pub mod plan;
pub mod reassignment;
pub mod registration;
pub mod rehold;
pub mod report_back;
pub mod request;
pub mod role;
pub mod routing;
pub mod routing_rule;
pub mod scope;
pub mod second_identity;
pub mod secret_text;
pub mod skill;
pub mod unit;
pub(crate) mod vocabulary;

pub use vocabulary::Unknown as UnknownWord;
