//! An answer as it is compared.

use super::names::Names;
use crate::support::request::Reply;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Headers that differ from one call to the next.
const LEFT_OUT: [&str; 2] = ["date", "x-request-id"];
/// How the counters of the process begin. They are the operator's: they count what everybody does,
/// and how long it took.
const COUNTERS: &str = "# HELP wangge_";

/// What came back, with labels for names.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<String>,
    pub body: Value,
    /// Bytes of the body.
    pub length: usize,
    /// What the running numbers tell that were seen so far.
    pub gaps: String,
}

impl Answer {
    pub fn of(reply: &Reply, names: &mut Names) -> Self {
        let told = reply.headers.iter().filter(|(name, _)| !LEFT_OUT.contains(&name.as_str()));
        let mut headers: Vec<String> = told
            .map(|(name, value)| {
                format!("{name}: {}", names.text(value.to_str().unwrap_or_default()))
            })
            .collect();
        headers.sort_unstable();
        let counters = reply.body.starts_with(COUNTERS);
        let body = match serde_json::from_str::<Value>(&reply.body) {
            Ok(document) => without_request_id(names.value(&document)),
            Err(_) if counters => Value::Null,
            Err(_) => Value::String(names.text(&reply.body)),
        };
        let length = if counters { 0 } else { reply.body.len() };
        Self { status: reply.status.as_u16(), headers, body, length, gaps: names.gaps() }
    }

    /// Where two answers differ, and what stands there.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let mut found = Vec::new();
        // What goes wrong in both worlds hides what else would differ.
        if self.status >= 500 {
            found.push(format!("fault: {} | {}", self.status, other.status));
        }
        if self.status != other.status {
            found.push(format!("status: {} | {}", self.status, other.status));
        }
        for header in self.headers.iter().filter(|header| !other.headers.contains(header)) {
            found.push(format!("header: {header}"));
        }
        compare("", &self.body, &other.body, &mut found);
        if self.gaps != other.gaps {
            found.push(format!("running numbers: {} | {}", self.gaps, other.gaps));
        }
        if found.is_empty() && self != other {
            found.push(format!("length: {} | {}", self.length, other.length));
        }
        found
    }
}

fn compare(place: &str, one: &Value, other: &Value, found: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for name in names {
                let field = |of: &Value| of.get(name).cloned().unwrap_or(json!("(missing)"));
                compare(&format!("{place}/{name}"), &field(one), &field(other), found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (index, (one, other)) in a.iter().zip(b).enumerate() {
                compare(&format!("{place}/{index}"), one, other, found);
            }
        }
        _ if one != other => found.push(format!("{place}: {} | {}", short(one), short(other))),
        _ => {}
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() > 200 {
        text.chars().take(200).collect::<String>() + "…"
    } else {
        text
    }
}

fn without_request_id(mut body: Value) -> Value {
    if let Some(fields) = body.as_object_mut().filter(|fields| fields.contains_key("code")) {
        fields.remove("request_id");
    }
    body
}
