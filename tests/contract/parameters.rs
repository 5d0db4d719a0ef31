//! No variable of a path and no parameter of a query holds what is not seen, or says nothing.

use crate::support::lobby::Lobby;
use crate::support::request::Reply;
use crate::worlds::document::{Document, Operation};
use actix_web::http::Method;
use std::fmt::Write as _;

const REFUSED: &str = "\0\n\t\u{7f}\u{85}\u{61c}\u{200b}\u{200e}\u{200f}\u{202e}\u{2028}\u{2060}\u{2066}\u{feff}\u{e0041}";
const BLANK: [&str; 5] = ["", " ", "\u{3000}", "\u{2003}", "\u{301}"];

/// A place in the URL of a route.
pub struct Place {
    pub operation: &'static Operation,
    /// The name of the variable or parameter.
    pub name: String,
    is_variable: bool,
}

impl Place {
    /// The URL with a text at this place.
    pub fn uri(&self, text: &str) -> String {
        let text = encoded(text);
        let filled = |segment: &'static str| match name_of(segment) {
            Some(name) if self.is_variable && name == self.name => text.clone(),
            Some(_) => "0199a3f2-6a52-7c1e-9d4b-1f2e3d4c5b6a".to_owned(),
            None => segment.to_owned(),
        };
        let path = self.operation.path.split('/').map(filled).collect::<Vec<_>>().join("/");
        if self.is_variable { path } else { format!("{path}?{}={text}", self.name) }
    }

    pub fn route(&self) -> String {
        format!("{} {} {}", self.operation.method, self.operation.path, self.name)
    }
}

fn name_of(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')?.split(':').next()
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        let _ = write!(encoded, "%{byte:02X}");
        encoded
    })
}

/// Every variable and every parameter of every route.
pub fn places() -> Vec<Place> {
    let mut places = Vec::new();
    for operation in &Document::of_the_service().operations {
        let variables = operation.path.split('/').filter_map(name_of);
        places.extend(variables.map(|name| Place {
            operation,
            name: name.to_owned(),
            is_variable: true,
        }));
        let parameters = operation.parameters.iter().map(|parameter| parameter.name.clone());
        places.extend(parameters.map(|name| Place { operation, name, is_variable: false }));
    }
    places
}

/// The answer to a call with a text at a place.
pub async fn asked(lobby: &Lobby, place: &Place, text: &str) -> Reply {
    let call = lobby.call(&place.operation.method, &place.uri(text));
    let call = if place.operation.method == Method::POST {
        call.json(&serde_json::json!({}))
    } else {
        call
    };
    call.send().await
}

#[actix_web::test]
async fn no_place_of_any_url_holds_what_is_not_seen() {
    let lobby = Lobby::open().await;
    let places = places();
    let variables = places.iter().filter(|place| place.is_variable).count();
    assert!(variables > 70 && places.len() - variables > 60, "{variables} {}", places.len());
    let mut wrong = Vec::new();
    for place in &places {
        for character in REFUSED.chars() {
            let reply = asked(&lobby, place, &format!("0199{character}a3f2")).await;
            let expected = (place.name.clone(), "control_character".to_owned());
            if reply.status != 422 || reply.errors().first() != Some(&expected) {
                wrong.push(format!("{} {character:?}: {}", place.route(), reply.body));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[actix_web::test]
async fn no_parameter_of_any_query_says_nothing() {
    let lobby = Lobby::open().await;
    let mut wrong = Vec::new();
    for place in places().iter().filter(|place| !place.is_variable) {
        for text in BLANK {
            let reply = asked(&lobby, place, text).await;
            let at = reply.status.is_client_error().then(|| reply.errors()[0].clone());
            let codes = ["required", "invalid_parameter", "invalid_cursor", "missing_parameter"];
            if !at.is_some_and(|(name, code)| name == place.name && codes.contains(&code.as_str()))
            {
                wrong.push(format!("{} {text:?}: {}", place.route(), reply.body));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
