//! No object of any body, however deep it stands, holds a field that is not known.

use super::samples::{leaves, samples, uri};
use crate::support::lobby::Lobby;
use actix_web::http::Method;
use serde_json::json;

/// Objects that may hold more: members that RFC 7946 leaves to others, and answers, which have
/// codes of their own.
const OPEN: [&str; 3] = ["geometry", "boundary", "answers"];

#[actix_web::test]
async fn a_field_that_is_not_known_is_refused_wherever_it_stands() {
    let lobby = Lobby::open().await;
    let samples = samples();
    let (mut closed, mut wrong, mut open) = (0, Vec::new(), 0);
    for leaf in leaves(&samples).into_iter().filter(|leaf| leaf.value.is_object()) {
        let name = leaf.pointer.rsplit('/').next().unwrap_or_default();
        if OPEN.contains(&name) {
            open += 1;
            continue;
        }
        closed += 1;
        let mut object = leaf.value.clone();
        object["unexpected"] = json!(1);
        let body = leaf.sample.with(&leaf.pointer, object);
        let reply = lobby.call(&Method::POST, &uri(leaf.sample.operation)).json(&body).send().await;
        let expected = (format!("{}/unexpected", leaf.pointer), "unknown_field".to_owned());
        if reply.status != 422 || reply.errors().first() != Some(&expected) {
            wrong.push(format!(
                "{} {}: {} {}",
                leaf.sample.route(),
                leaf.pointer,
                reply.status,
                reply.body
            ));
        }
    }
    assert!(closed > 90 && open > 3, "{closed} {open}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
