//! The variants of a choice get schemas of their own: generators name their types by them.

use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Gives every inline object among the variants of a schema a name made of both. One whose name
/// belongs to another schema stays where it is.
pub(super) fn name_variants(document: &mut Value) {
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    let Some(schemas) = schemas else { return };
    let taken: BTreeSet<String> = schemas.keys().cloned().collect();
    let mut named = Map::new();
    for (name, schema) in schemas.iter_mut() {
        let variants = schema.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten();
        for variant in variants.filter(|variant| variant["properties"].is_object()) {
            let only = variant["properties"].as_object().and_then(|fields| fields.keys().next());
            let own = format!("{name}{}", only.map(|field| pascal(field)).unwrap_or_default());
            if taken.contains(&own) || named.contains_key(&own) {
                continue;
            }
            let reference = json!({ "$ref": format!("#/components/schemas/{own}") });
            named.insert(own, std::mem::replace(variant, reference));
        }
    }
    for (own, mut variant) in named {
        inner(&own, &mut variant, schemas);
        schemas.insert(own, variant);
    }
}

/// An object inside a variant is named likewise.
fn inner(own: &str, variant: &mut Value, schemas: &mut Map<String, Value>) {
    let description = variant.get("description").cloned();
    let name = format!("{own}Fields");
    for (_, field) in variant["properties"].as_object_mut().into_iter().flatten() {
        if field["properties"].is_object() && !schemas.contains_key(&name) {
            let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
            let mut fields = std::mem::replace(field, reference);
            for described in [field, &mut fields].into_iter().filter_map(Value::as_object_mut) {
                described.extend(description.clone().map(|text| ("description".to_owned(), text)));
            }
            schemas.insert(name.clone(), fields);
        }
    }
}

fn pascal(snake: &str) -> String {
    snake
        .split('_')
        .map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| first.to_ascii_uppercase())
                .into_iter()
                .chain(letters)
                .collect()
        })
        .collect::<Vec<String>>()
        .concat()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;

    #[test]
    fn inline_variants_are_referred_to_by_their_names() {
        let span = json!({ "properties": { "from": {} } });
        let daily = json!({ "description": "Every day.", "properties": { "daily_time": span } });
        let choice = json!({ "oneOf": [{ "type": "string" }, daily] });
        let mut document = json!({ "components": { "schemas": { "Time": choice } } });
        name_variants(&mut document);
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["Time"]["oneOf"][1]["$ref"], "#/components/schemas/TimeDailyTime");
        let field = &schemas["TimeDailyTime"]["properties"]["daily_time"];
        assert_eq!(field["$ref"], "#/components/schemas/TimeDailyTimeFields");
        let span = &schemas["TimeDailyTimeFields"];
        assert!(span["properties"]["from"].is_object());
        assert_eq!(
            (&field["description"], &span["description"]),
            (&json!("Every day."), &json!("Every day."))
        );
    }

    #[test]
    fn a_name_that_another_schema_has_is_not_given_twice() {
        let fields = json!({ "properties": { "from": {} } });
        let variants = ["a_b", "a", "c"].map(|name| json!({ "properties": { name: fields } }));
        let other = json!({ "type": "string" });
        let mut document = json!({ "components": { "schemas": {
            "T": { "oneOf": variants }, "TA": other, "TAB": other, "TCFields": other,
        } } });
        let before = document["components"]["schemas"].clone();
        name_variants(&mut document);
        let schemas = &document["components"]["schemas"];
        for kept in ["TA", "TAB", "TCFields"] {
            assert_eq!(schemas[kept], before[kept]);
        }
        assert_eq!(schemas["T"]["oneOf"][0], variants[0]);
        assert_eq!(schemas["T"]["oneOf"][1], variants[1]);
        assert_eq!(schemas["T"]["oneOf"][2]["$ref"], "#/components/schemas/TC");
        assert_eq!(schemas["TC"]["properties"]["c"], fields);
    }

    #[test]
    fn every_variant_of_the_document_has_a_name_of_its_own() {
        let document = crate::web::openapi::english(&crate::web::routes::table());
        let schemas = document["components"]["schemas"].as_object().unwrap();
        let named = schemas.keys().filter(|name| name.starts_with("Operation")).count();
        assert!(named > 10, "only {named} operations");
        for (name, schema) in schemas {
            for variant in schema["oneOf"].as_array().into_iter().flatten() {
                assert!(!variant["properties"].is_object(), "a variant of {name} has no name");
            }
        }
    }
}
