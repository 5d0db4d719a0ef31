//! Values that chance makes for the schemas of the document, of what was seen where that is known.

use super::document::singular;
use super::generate::{Maker, meridian};
use chrono::{SecondsFormat, TimeDelta};
use serde_json::{Map, Value, json};

/// So deep go objects in objects.
const DEEPEST: usize = 7;
/// Minutes from now that instants lie away: around the hours that are told, and days before and
/// after.
const MINUTES: [i64; 14] =
    [-2880, -1440, -600, -90, -30, 0, 1, 30, 60, 240, 1440, 2880, 10_080, 43_200];
/// Degrees around the places that are hidden.
const LON: [f64; 8] =
    [121.404_6, 121.405, 121.405_4, 121.404_7, 121.405_3, 121.409, 121.415, 121.5];
const LAT: [f64; 5] = [30.905, 30.904_6, 30.905_4, 30.909, 30.95];
/// Texts of which one is written where nothing else is known.
const WORDS: [&str; 6] = ["夜里很吵", "A-1", "想知道", "grid", "13812341231", "2026"];

impl Maker<'_> {
    /// A value of a schema. `name` is that of its field.
    pub fn value(&mut self, name: &str, schema: &Value, depth: usize) -> Value {
        let schema = self.document.resolved(schema);
        if ["geometry", "boundary"].contains(&name) {
            return self.chance.one(self.pool.under("geometry")).cloned().unwrap_or(json!({}));
        }
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
            return self.free_object(name);
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
    fn free_object(&mut self, name: &str) -> Value {
        match name {
            "answers" => json!({ "danger": "called" }),
            _ => self
                .chance
                .one(self.pool.under(name))
                .filter(|seen| seen.is_object())
                .cloned()
                .unwrap_or(json!({})),
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
}

fn kind(schema: &Value) -> &str {
    let several =
        schema["type"].as_array().and_then(|kinds| kinds.iter().find(|kind| **kind != "null"));
    several
        .unwrap_or(&schema["type"])
        .as_str()
        .unwrap_or_else(|| if schema["properties"].is_object() { "object" } else { "" })
}
