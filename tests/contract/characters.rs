//! No text of any body holds what nobody types, and one that shows nothing says nothing.

use super::samples::{Leaf, Sample, leaves, samples, uri};
use crate::support::lobby::Lobby;
use crate::support::request::Reply;
use actix_web::http::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Control characters, characters that turn the direction of a text, and unseen ones.
const REFUSED: &str = "\0\u{7}\u{1b}\u{7f}\u{85}\u{9f}\u{61c}\u{180e}\u{200b}\u{200e}\u{200f}\u{202a}\u{202e}\
                       \u{2060}\u{2066}\u{2069}\u{feff}\u{fff9}\u{ffff}\u{e0041}\u{ad}\u{34f}\u{115f}\u{2800}\u{3164}\u{ffa0}\u{1d173}";
/// What only texts of several lines hold.
const BREAKS: &str = "\n\r\t\u{2028}";
/// Emoji with joiners, variation selectors and tag characters.
const EMOJI: &str = "👩‍👩‍👧❤\u{FE0F}🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}";
/// Texts that show nothing: nothing, spaces, a mark without its letter.
const BLANK: [&str; 6] = ["", " ", "\u{3000}\u{3000}", "\u{A0}", "\u{2003}", "\u{301}"];

/// The texts that may have several lines: what people write in their own words.
const SEVERAL_LINES: &[(&str, &str)] = &[
    ("POST /api/v1/building-circles/{id}/exchanges", "/text"),
    ("POST /api/v1/building-circles/{id}/topics", "/text"),
    ("POST /api/v1/circle-topics/{id}/conclude", "/words"),
    ("POST /api/v1/community-roles", "/tasks"),
    ("POST /api/v1/community-roles/{id}/profile", "/tasks"),
    ("POST /api/v1/reassignments", "/note"),
    ("POST /api/v1/reassignments/{id}/profile", "/note"),
    ("POST /api/v1/registrations/{id}/decline", "/reason"),
    ("POST /api/v1/requests", "/answers/danger"),
    ("POST /api/v1/requests", "/answers/signs/0"),
    ("POST /api/v1/requests", "/description"),
    ("POST /api/v1/requests/transitions", "/items/0/redacted"),
    ("POST /api/v1/requests/transitions", "/items/0/reply"),
    ("POST /api/v1/requests/transitions", "/items/0/words"),
    ("POST /api/v1/requests/{id}/transitions", "/redacted"),
    ("POST /api/v1/requests/{id}/transitions", "/reply"),
    ("POST /api/v1/requests/{id}/transitions", "/words"),
    ("POST /api/v1/requests/{id}/unmask", "/reason"),
    ("POST /api/v1/tasks/{id}/transitions", "/words"),
];

/// The texts of which a blank one counts as left out: an answer that nobody gave in a form.
const MAY_BE_BLANK: &[(&str, &str)] =
    &[("POST /api/v1/requests", "/answers/danger"), ("POST /api/v1/requests", "/answers/signs/0")];

/// A table of texts, of which some were met.
struct Exceptions(&'static [(&'static str, &'static str)], BTreeSet<(String, String)>);

impl Exceptions {
    const fn of(table: &'static [(&'static str, &'static str)]) -> Self {
        Self(table, BTreeSet::new())
    }

    fn holds(&self, leaf: &Leaf<'_>) -> bool {
        self.0.contains(&(leaf.sample.route().as_str(), leaf.pointer.as_str()))
    }

    fn meet(&mut self, leaf: &Leaf<'_>) {
        self.1.insert((leaf.sample.route(), leaf.pointer.clone()));
    }

    /// Fails when one of the table is no exception any more.
    fn all_met(&self) {
        let met = |(route, place): &&(&str, &str)| {
            self.1.contains(&((*route).to_owned(), (*place).to_owned()))
        };
        let unmet: Vec<_> = self.0.iter().filter(|of| !met(of)).collect();
        assert!(unmet.is_empty(), "no exceptions: {unmet:?}");
    }
}

async fn sent(lobby: &Lobby, sample: &Sample, body: &Value) -> Reply {
    lobby.call(&Method::POST, &uri(sample.operation)).json(body).send().await
}

fn texts(samples: &[Sample]) -> Vec<Leaf<'_>> {
    leaves(samples).into_iter().filter(|leaf| leaf.value.is_string()).collect()
}

/// A text with something behind its first character.
fn inside(text: &str, something: &str) -> String {
    let end = text.chars().next().map_or(0, char::len_utf8);
    format!("{}{something}{}", &text[..end], &text[end..])
}

/// Whether a body is refused for this text before all.
fn is_refused(reply: &Reply, pointer: &str) -> bool {
    reply.status.is_client_error()
        && reply.errors().first().is_some_and(|(place, _)| place == pointer)
}

#[actix_web::test]
async fn every_sample_has_the_shape_that_its_route_takes() {
    let lobby = Lobby::open().await;
    let mut wrong = Vec::new();
    for sample in &samples() {
        let reply = sent(&lobby, sample, &sample.body).await;
        let shape = [
            "required",
            "unknown_field",
            "wrong_type",
            "unknown_value",
            "invalid_value",
            "control_character",
        ];
        let refused = reply.status.is_client_error()
            && shape.contains(&reply.json()["code"].as_str().unwrap());
        if refused || reply.status.is_server_error() {
            wrong.push(format!("{} {}: {}", sample.route(), sample.body, reply.body));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[actix_web::test]
async fn no_text_of_any_body_holds_what_is_not_seen() {
    let lobby = Lobby::open().await;
    let samples = samples();
    let mut several = Exceptions::of(SEVERAL_LINES);
    let mut wrong = Vec::new();
    for leaf in texts(&samples) {
        let text = leaf.value.as_str().unwrap();
        let has_lines = several.holds(&leaf);
        for character in REFUSED.chars().chain(BREAKS.chars()) {
            let body = leaf.sample.with(&leaf.pointer, json!(inside(text, &character.to_string())));
            let reply = sent(&lobby, leaf.sample, &body).await;
            let is_taken = has_lines && BREAKS.contains(character);
            if is_refused(&reply, &leaf.pointer) == is_taken || reply.status.is_server_error() {
                wrong.push(format!(
                    "{} {} {character:?}: {}",
                    leaf.sample.route(),
                    leaf.pointer,
                    reply.body
                ));
            }
        }
        if has_lines {
            several.meet(&leaf);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    several.all_met();
}

#[actix_web::test]
async fn every_text_in_own_words_may_hold_emoji() {
    let lobby = Lobby::open().await;
    let samples = samples();
    for leaf in texts(&samples) {
        let body =
            leaf.sample.with(&leaf.pointer, json!(inside(leaf.value.as_str().unwrap(), EMOJI)));
        let reply = sent(&lobby, leaf.sample, &body).await;
        let code =
            if reply.status.is_success() { Value::Null } else { reply.json()["code"].clone() };
        assert_ne!(
            code,
            "control_character",
            "{} {}: {}",
            leaf.sample.route(),
            leaf.pointer,
            reply.body
        );
    }
}

#[actix_web::test]
async fn a_text_that_shows_nothing_is_refused_by_every_body() {
    let lobby = Lobby::open().await;
    let samples = samples();
    let mut blank = Exceptions::of(MAY_BE_BLANK);
    let mut wrong = Vec::new();
    for leaf in texts(&samples) {
        for text in BLANK {
            let reply =
                sent(&lobby, leaf.sample, &leaf.sample.with(&leaf.pointer, json!(text))).await;
            let is_taken = blank.holds(&leaf) && text.trim().is_empty();
            // Where no text of one's own stands the form is wrong first.
            let codes = ["required", "invalid_value", "unknown_value", "wrong_type"];
            let refused =
                is_refused(&reply, &leaf.pointer) && codes.contains(&reply.errors()[0].1.as_str());
            if refused == is_taken || reply.status.is_server_error() {
                wrong.push(format!(
                    "{} {} {text:?}: {}",
                    leaf.sample.route(),
                    leaf.pointer,
                    reply.body
                ));
            }
        }
        if blank.holds(&leaf) {
            blank.meet(&leaf);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    blank.all_met();
}
