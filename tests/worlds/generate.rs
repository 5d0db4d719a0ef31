//! Calls that chance puts together of what the document says and what was seen.

use super::chance::Chance;
use super::document::{Document, Operation, singular};
use super::pool::Pool;
use super::step::Call;
use actix_web::http::Method;
use chrono::{SecondsFormat, TimeDelta};
use serde_json::{Map, Value, json};
use wangge::domain::period::Instant;

/// So deep go objects in objects.
const DEEPEST: usize = 7;
/// Minutes from now that instants lie away: around the hours that are told, and days before and after.
const MINUTES: [i64; 14] = [-2880, -1440, -600, -90, -30, 0, 1, 30, 60, 240, 1440, 2880, 10_080, 43_200];
/// Degrees around the places that are hidden.
const LON: [f64; 8] = [121.404_6, 121.405, 121.405_4, 121.404_7, 121.405_3, 121.409, 121.415, 121.5];
const LAT: [f64; 5] = [30.905, 30.904_6, 30.905_4, 30.909, 30.95];
/// Texts of which one is written where nothing else is known.
const WORDS: [&str; 6] = ["夜里很吵", "A-1", "想知道", "grid", "13812341231", "2026"];

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
        for parameter in &operation.parameters {
            if self.chance.percent(30) {
                let value = self.value(&parameter.name, &parameter.schema, 0);
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                query.push(format!("{}={}", parameter.name, escaped(&value)));
            }
        }
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }

    /// A value of a schema. `name` is that of its field.
    pub fn value(&mut self, name: &str, schema: &Value, depth: usize) -> Value {
        let schema = self.document.resolved(schema);
        if let Some(choices) = schema["oneOf"].as_array() {
            return self.choice(name, choices, depth);
        }
        if let Some(words) = schema["enum"].as_array() {
            return self.chance.one(words).cloned().unwrap_or_default();
        }
        match kind(schema) {
            "object" => self.object(name, schema, depth),
            "array" => self.array(name, schema, depth),
            "string" => self.text(name, schema),
            "integer" => self.integer(name, schema),
            "number" => self.number(name),
            "boolean" => json!(self.chance.percent(50)),
            _ => json!(self.chance.below(3)),
        }
    }

    fn choice(&mut self, name: &str, choices: &[Value], depth: usize) -> Value {
        let given: Vec<&Value> = choices.iter().filter(|choice| choice["type"] != "null").collect();
        if given.len() < choices.len() && self.chance.percent(10) {
            return Value::Null;
        }
        self.chance.one(&given).map(|schema| self.value(name, schema, depth)).unwrap_or_default()
    }

    fn object(&mut self, name: &str, schema: &Value, depth: usize) -> Value {
        let Some(fields) = schema["properties"].as_object().filter(|_| depth < DEEPEST) else {
            return self.free_object(name, depth);
        };
        let is_unit = fields.len() == 2 && fields.contains_key("id") && fields.contains_key("kind");
        if let Some(unit) = self.chance.one(self.pool.under("unit")).filter(|_| is_unit) {
            return unit.clone();
        }
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let mut made = Map::new();
        for (field, schema) in fields {
            let often = match required.contains(&json!(field)) {
                true => 98,
                // It stands in a header already.
                false if field == "version" => 4,
                false => 28,
            };
            if self.chance.percent(often) {
                made.insert(field.clone(), self.value(field, schema, depth + 1));
            }
        }
        Value::Object(made)
    }

    /// An object of which the document does not say what it holds.
    fn free_object(&mut self, name: &str, depth: usize) -> Value {
        match name {
            "geometry" | "boundary" => self.chance.one(self.pool.under("geometry")).cloned().unwrap_or(json!({})),
            "profile" if depth < DEEPEST => {
                let schema = self.document.schema("RoutingRuleBody").clone();
                self.value("rule", &schema, depth + 1)
            }
            "answers" => json!({ "danger": "called" }),
            _ => self.chance.one(self.pool.under(name)).filter(|seen| seen.is_object()).cloned().unwrap_or(json!({})),
        }
    }

    fn array(&mut self, name: &str, schema: &Value, depth: usize) -> Value {
        if name == "line" {
            return meridian(121.405);
        }
        let least = schema["minItems"].as_u64().map_or(0, |least| usize::try_from(least).unwrap());
        let length = least.max(usize::from(self.chance.percent(80))) + self.chance.below(2);
        let one = singular(name);
        (0..length).map(|_| self.value(&one, &schema["items"], depth + 1)).collect()
    }

    fn text(&mut self, name: &str, schema: &Value) -> Value {
        match schema["format"].as_str() {
            Some("date-time") => self.instant(),
            Some("date") => json!((self.now + self.away()).format("%Y-%m-%d").to_string()),
            Some("uuid") => self.identifier(name),
            _ if name == "code" && self.chance.percent(60) => json!(format!("C{}", self.number)),
            _ => match self.chance.one(self.pool.under(name)).filter(|_| self.chance.percent(85)) {
                Some(seen) if seen.is_string() => seen.clone(),
                _ => json!(self.chance.one(&WORDS)),
            },
        }
    }

    fn identifier(&mut self, name: &str) -> Value {
        let seen = self.pool.under(name);
        if !seen.is_empty() && self.chance.percent(92) {
            return self.chance.one(seen).cloned().unwrap_or_default();
        }
        let names = self.pool.names();
        let other = self.chance.one(&names).map(|name| self.pool.under(name)).unwrap_or_default();
        self.chance.one(other).filter(|value| value.is_string()).cloned().unwrap_or(json!("nobody"))
    }

    fn away(&mut self) -> TimeDelta {
        TimeDelta::minutes(self.chance.one(&MINUTES).copied().unwrap_or_default())
    }

    fn instant(&mut self) -> Value {
        let instant = self.now + self.away();
        json!(instant.to_rfc3339_opts(SecondsFormat::Secs, true))
    }

    fn integer(&mut self, name: &str, schema: &Value) -> Value {
        if let Some(most) = schema["maximum"].as_u64() {
            return json!(1 + self.number_below(most));
        }
        match name {
            "limit" => json!(1 + self.chance.below(3)),
            "seconds" => json!(1),
            "version" => json!(1 + self.chance.below(3)),
            _ => json!(self.chance.below(60)),
        }
    }

    fn number_below(&mut self, end: u64) -> usize {
        self.chance.below(usize::try_from(end).unwrap())
    }

    fn number(&mut self, name: &str) -> Value {
        let degrees: &[f64] = if name == "lat" { &LAT } else { &LON };
        json!(self.chance.one(degrees))
    }

    /// Makes something wrong with a call.
    fn spoil(&mut self, call: &mut Call) {
        match self.chance.below(6) {
            0 => call.headers.clear(),
            1 => call.body = call.body.as_ref().map(|_| "{".to_owned()),
            2 => call.body = call.body.as_ref().map(|body| body.replacen('{', "{\"stranger\":1,", 1)),
            3 => call.uri = format!("{}{}stranger=1", call.uri, if call.uri.contains('?') { '&' } else { '?' }),
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

fn kind(schema: &Value) -> &str {
    let several = schema["type"].as_array().and_then(|kinds| kinds.iter().find(|kind| **kind != "null"));
    several
        .unwrap_or(&schema["type"])
        .as_str()
        .unwrap_or_else(|| if schema["properties"].is_object() { "object" } else { "" })
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
