//! Calls that chance puts together of what the document says and what was seen.

use super::chance::Chance;
use super::document::{Document, Operation};
use super::pool::Pool;
use super::step::Call;
use actix_web::http::Method;
use serde_json::{Value, json};
use wangge::domain::period::Instant;

/// Pages.
const FILES: [&str; 3] = ["index.html", "swagger-ui.css", "nothing"];

/// What calls are made of.
pub struct Maker<'a> {
    pub document: &'a Document,
    pub pool: &'a Pool,
    pub chance: &'a mut Chance,
    pub now: Instant,
    /// That of the call.
    pub number: usize,
}

impl Maker<'_> {
    /// A call of a route, well-formed but for one in eight.
    pub fn call(&mut self, operation: &Operation) -> Call {
        let number = self.number;
        let named = self.named(operation);
        let mut call = Call {
            number,
            method: operation.method.clone(),
            route: operation.path,
            uri: self.uri(operation, named.as_deref()),
            headers: Vec::new(),
            body: operation.body.as_ref().map(|schema| self.value("body", schema, 0).to_string()),
        };
        if operation.keyed {
            call.headers.push(("Idempotency-Key", key(number)));
        }
        if operation.versioned {
            let version = named.and_then(|id| self.pool.version(&id)).unwrap_or(1);
            call.headers.push(("If-Match", format!("\"{version}\"")));
        }
        if self.chance.percent(12) {
            self.spoil(&mut call);
        }
        call
    }

    /// What the path names, when it was seen.
    fn named(&mut self, operation: &Operation) -> Option<String> {
        let seen = self.pool.under(&operation.named()?);
        self.chance.one(seen).and_then(Value::as_str).map(str::to_owned)
    }

    fn uri(&mut self, operation: &Operation, named: Option<&str>) -> String {
        let file = self.chance.one(&FILES).copied().unwrap_or_default();
        let id = named.unwrap_or("0199a3f2-6a52-7c1e-9d4b-1f2e3d4c5b6a");
        let filled = |segment: &str| match segment.starts_with('{') {
            true if segment.starts_with("{file") => file.to_owned(),
            true => escaped(id),
            false => segment.to_owned(),
        };
        let path = operation.path.split('/').map(filled).collect::<Vec<_>>().join("/");
        let mut query = Vec::new();
        // Some routes take one of several, and no more.
        let alone = self.chance.below(operation.parameters.len().max(1));
        let is_alone = self.chance.percent(40);
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let chosen = if is_alone { index == alone } else { self.chance.percent(30) };
            if chosen || parameter.required {
                let value = self.value(&parameter.name, &parameter.schema, 0);
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                query.push(format!("{}={}", parameter.name, escaped(&value)));
            }
        }
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }

    /// Makes something wrong with a call.
    fn spoil(&mut self, call: &mut Call) {
        match self.chance.below(6) {
            0 => call.headers.clear(),
            1 => call.body = call.body.as_ref().map(|_| "{".to_owned()),
            2 => {
                call.body = call.body.as_ref().map(|body| body.replacen('{', "{\"stranger\":1,", 1))
            }
            3 => {
                call.uri = format!(
                    "{}{}stranger=1",
                    call.uri,
                    if call.uri.contains('?') { '&' } else { '?' }
                )
            }
            4 => call.method = if call.method == Method::GET { Method::POST } else { Method::GET },
            _ => call.body = None,
        }
    }
}

/// A key that goes with the number of a call.
pub fn key(number: usize) -> String {
    uuid::Uuid::from_u128(0x0199_a3f2_6a52_7000_8000_0000_0000_0000 + number as u128).to_string()
}

/// A line along a meridian from border to border of a grid in the south of the town.
pub fn meridian(lon: f64) -> Value {
    json!([[lon, 30.899_9], [lon, 30.910_1]])
}

fn escaped(value: &str) -> String {
    let mut text = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~,".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text += &format!("%{byte:02X}");
        }
    }
    text
}
