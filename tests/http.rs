//! The web layer by itself: what holds for every route.

mod answers;
mod bodies_and_versions;
mod callers;
mod connection;
mod dictionaries;
mod documents;
mod logs;
mod rates;
mod roles;
mod routes;
mod table;
mod wrong_body;
mod wrong_request;
