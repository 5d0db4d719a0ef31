//! Values that the document describes.

use crate::support::town::grid_id;
use crate::worlds::document::Document;
use serde_json::{Map, Value, json};

/// What fields without a format hold.
const TEXTS: &[(&str, &str)] = &[
    ("category", "environment.noise"),
    ("contact_phone", "13812341234"),
    ("digest", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
    ("level", "neighborhood"),
    ("office_phone", "021-57123456"),
    ("phone", "13812341234"),
    ("skills", "mediation"),
    ("totp", "042917"),
];

/// Values of a schema: together they make every choice that it leaves. `whole` puts in what may be
/// left out.
pub fn values(document: &Document, name: &str, schema: &Value, whole: bool) -> Vec<Value> {
    let schema = document.resolved(schema);
    if let Some(choices) = schema["oneOf"].as_array() {
        let choices = choices.iter().filter(|choice| choice["type"] != "null");
        return choices.flat_map(|choice| values(document, name, choice, whole)).collect();
    }
    if let Some(parts) = schema["allOf"].as_array() {
        return parts
            .iter()
            .map(|part| values(document, name, part, whole))
            .reduce(joined)
            .unwrap();
    }
    if let Some(words) = schema["enum"].as_array() {
        return vec![words[0].clone()];
    }
    if let Some(example) = schema["examples"].as_array().filter(|_| type_of(schema) == "array") {
        return vec![example[0].clone()];
    }
    match type_of(schema) {
        "object" if name == "zone" => zones(),
        _ if name == "line" => vec![json!([[121.405, 30.89], [121.405, 30.92]])],
        "object" => objects(document, name, schema, whole),
        "array" => {
            let least =
                schema["minItems"].as_u64().map_or(1, |least| usize::try_from(least).unwrap());
            let items = values(document, name, &schema["items"], whole);
            items.into_iter().map(|item| Value::Array(vec![item; least])).collect()
        }
        "string" => vec![text(name, schema)],
        "integer" => vec![schema["minimum"].as_u64().map_or(json!(1), |least| json!(least))],
        "number" => vec![json!(if name == "lat" { 30.905 } else { 121.405 })],
        "boolean" => vec![json!(false)],
        _ => unreachable!("{name} has no type: {schema}"),
    }
}

/// One zone of each kind, with the fields of that kind alone.
fn zones() -> Vec<Value> {
    vec![
        json!({ "kind": "grid", "grid": grid_id("G1") }),
        json!({ "kind": "building_groups", "building_groups": [grid_id("Q1")] }),
        json!({ "kind": "point", "lon": 121.405, "lat": 30.905, "datum": "wgs84", "radius_m": 50 }),
    ]
}

fn objects(document: &Document, name: &str, schema: &Value, whole: bool) -> Vec<Value> {
    let Some(fields) = schema["properties"].as_object() else {
        return undescribed(name, schema);
    };
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let fields = fields.iter().filter(|(field, _)| whole || required.contains(&json!(field)));
    let choices: Vec<_> =
        fields.map(|(field, schema)| (field, values(document, field, schema, whole))).collect();
    let most = choices.iter().map(|(_, values)| values.len()).max().unwrap_or(1);
    let made = |number: usize| {
        let field = |(field, values): &(&String, Vec<Value>)| {
            ((*field).clone(), values[number % values.len()].clone())
        };
        Value::Object(choices.iter().map(field).collect())
    };
    (0..most).map(made).collect()
}

/// Objects of which the document does not say what they hold.
fn undescribed(name: &str, schema: &Value) -> Vec<Value> {
    match name {
        "answers" => vec![json!({ "danger": "called", "signs": ["smell"] })],
        _ if schema["additionalProperties"] == false => vec![json!({})],
        _ => unreachable!("say what {name} may hold: {schema}"),
    }
}

fn joined(first: Vec<Value>, second: Vec<Value>) -> Vec<Value> {
    let most = first.len().max(second.len());
    let both = |number: usize| {
        let [one, other] = [&first, &second]
            .map(|values| values[number % values.len()].as_object().unwrap().clone());
        Value::Object(one.into_iter().chain(other).collect::<Map<_, _>>())
    };
    (0..most).map(both).collect()
}

/// Where nothing may stand as well, what may stand.
fn type_of(schema: &Value) -> &str {
    match &schema["type"] {
        Value::String(only) => only,
        Value::Array(types) => {
            types.iter().filter_map(Value::as_str).find(|of| *of != "null").unwrap_or_default()
        }
        _ => "",
    }
}

fn text(name: &str, schema: &Value) -> Value {
    match (schema["format"].as_str(), schema["example"].as_str()) {
        (Some("uuid"), _) => json!(grid_id(name)),
        (Some("date-time"), _) => json!("2026-03-04T09:00:00+08:00"),
        (Some("date"), _) => json!("2026-03-04"),
        (_, Some(example)) => json!(example),
        _ => json!(TEXTS.iter().find(|(field, _)| *field == name).map_or("A-1", |(_, text)| text)),
    }
}
