//! What the validator checks of a field stands in its schema: the sources say the one, the document
//! the other.

use crate::support::described;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A field with bounds.
struct Bounded {
    file: String,
    /// The structs it is a field of.
    structs: Vec<String>,
    name: String,
    /// Bounds as the document calls them.
    bounds: BTreeMap<&'static str, f64>,
}

/// Names of bounds in the document.
const NAMES: [&str; 6] = ["minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum"];

/// The bodies that `transition_body!` makes.
const TRANSITIONS: [&str; 2] = ["NewTransition", "BatchTransition"];

#[test]
fn what_validator_checks_stands_in_the_schema() {
    let mut wrong = Vec::new();
    let mut count = 0;
    let files = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web"));
    let profiles: Vec<String> = files.iter().filter_map(|file| profile(file)).collect();
    assert!(profiles.len() > 5, "{profiles:?}");
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        let fields = fields(&file, text);
        let checks =
            ["validate(length(", "validate(range("].map(|check| text.matches(check).count());
        assert_eq!(
            fields.len(),
            checks.iter().sum::<usize>(),
            "{} is not understood",
            file.display()
        );
        count += fields.len();
        for field in &fields {
            for of in &field.structs {
                // What the macro adds to the second body of each profile.
                let of = match of.as_str() {
                    "$profile" => profiles.clone(),
                    "$name" => TRANSITIONS.map(str::to_owned).to_vec(),
                    _ => vec![of.clone()],
                };
                wrong.extend(of.iter().flat_map(|of| differences(text, of, field)));
            }
        }
    }
    assert!(count > 80, "only {count} fields were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

pub fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) = entries.partition(|path| path.is_dir());
    let below = folders.iter().flat_map(|folder| sources(folder));
    files.into_iter().chain(below).collect()
}

/// The second body that a file makes with `profile_bodies!`.
fn profile(file: &Path) -> Option<String> {
    let text = fs::read_to_string(file).unwrap();
    let (_, bodies) = text.split_once("\nprofile_bodies! {")?;
    bodies.lines().filter_map(|line| head(line.trim(), true)).nth(1)
}

/// The fields of a file that have bounds. The bodies of `profile_bodies!` are two structs, the first
/// of which has the fields of both.
fn fields(file: &Path, text: &str) -> Vec<Bounded> {
    let mut found = Vec::new();
    let mut structs: Vec<String> = Vec::new();
    let mut in_profile = false;
    let mut attributes = String::new();
    for line in text.lines().map(str::trim) {
        let open = attributes.matches('[').count() > attributes.matches(']').count();
        if open || line.starts_with("#[") {
            attributes.push_str(line);
            continue;
        }
        if line.starts_with("//") {
            continue;
        }
        if line == "profile_bodies! {" || line == "transition_body! {" {
            in_profile = true;
            structs.clear();
        } else if let Some(name) = head(line, in_profile) {
            if !in_profile {
                structs.clear();
            }
            structs.push(name);
        } else if let Some(bounds) = bounds(&attributes, line) {
            let of = structs.clone();
            let name = line.trim_start_matches("pub ").split(':').next().unwrap().to_owned();
            let file = file.file_name().unwrap().to_string_lossy().into_owned();
            found.push(Bounded { file, structs: of, name, bounds });
        } else if line.starts_with("impl") || line.starts_with("pub async fn") {
            in_profile = false;
        }
        attributes.clear();
    }
    found
}

/// The name of a struct that a line begins.
fn head(line: &str, in_profile: bool) -> Option<String> {
    let name = line.strip_suffix(" {")?;
    let name = match name.split_once("struct ") {
        Some((_, name)) => name,
        None if in_profile && name.chars().all(char::is_alphanumeric) => name,
        None => return None,
    };
    Some(name.split('<').next().unwrap().to_owned())
}

/// The bounds that the attributes of a field state.
fn bounds(attributes: &str, field: &str) -> Option<BTreeMap<&'static str, f64>> {
    let (names, rest) = if let Some((_, rest)) = attributes.split_once("validate(length(") {
        let many = field.contains("Vec<");
        (if many { ["minItems", "maxItems"] } else { ["minLength", "maxLength"] }, rest)
    } else {
        (["minimum", "maximum"], attributes.split_once("validate(range(")?.1)
    };
    let mut bounds = BTreeMap::new();
    for said in rest.split(')').next()?.split(',') {
        let (name, value) = said.split_once('=')?;
        let value: f64 = value.trim().replace('_', "").parse().ok()?;
        for (bound, own) in names.into_iter().zip(["min", "max"]) {
            if [own, "equal"].contains(&name.trim()) {
                bounds.insert(bound, value);
            }
        }
    }
    Some(bounds)
}

/// How the schemas of a field of a struct differ from its bounds.
fn differences(text: &str, of: &str, field: &Bounded) -> Vec<String> {
    let Bounded { file, name, bounds, .. } = field;
    let schemas = match described::document()["components"]["schemas"].get(of) {
        Some(schema) => vec![property(schema, name)],
        None => parameters(text, of, name),
    };
    if schemas.is_empty() || schemas.contains(&&Value::Null) {
        return vec![format!("{file}: {of}.{name} is not in the document")];
    }
    let differs = |schema: &&Value| {
        NAMES.iter().any(|name| schema[name].as_f64() != bounds.get(name).copied())
    };
    let told = |schema: &Value| format!("{file}: {of}.{name} takes {bounds:?}, told is {schema}");
    schemas.into_iter().filter(differs).map(told).collect()
}

fn property<'a>(schema: &'a Value, name: &str) -> &'a Value {
    let own = &schema["properties"][name];
    let parts = schema["allOf"].as_array().into_iter().flatten();
    let inherited = parts.map(|part| &part["properties"][name]).find(|found| !found.is_null());
    if own.is_null() { inherited.unwrap_or(own) } else { own }
}

/// The parameters of a name of the handlers that take a query.
fn parameters(text: &str, query: &str, name: &str) -> Vec<&'static Value> {
    let before = |(at, _): (usize, &str)| text[..at].rsplit_once("pub async fn ").unwrap().1;
    let argument = format!("Query<{query}>");
    let handlers = text.match_indices(&argument).map(before);
    let handlers = handlers.map(|rest| rest.split(['(', '<']).next().unwrap());
    let paths = described::document()["paths"].as_object().unwrap().values();
    let operations: Vec<&Value> =
        paths.flat_map(|item| item.as_object().unwrap().values()).collect();
    let of = |handler: &str| {
        let found = operations.iter().find(|operation| operation["operationId"] == json!(handler));
        let parameters = found.and_then(|operation| operation["parameters"].as_array());
        let mut parameters = parameters.into_iter().flatten();
        parameters.find(|parameter| parameter["name"] == json!(name)).map(|found| &found["schema"])
    };
    handlers.filter_map(of).collect()
}
