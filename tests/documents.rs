//! The committed documents are what the code says.

use serde_json::Value;
use std::fs;
use std::path::Path;
use wangge::domain::reassignment::ActionKind;
use wangge::error::{Code, Language};
use wangge::web::openapi::document;

fn committed(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)).unwrap_or_default()
}

#[test]
fn the_openapi_document_is_locked() {
    assert!(committed("openapi.json") == document(), "run: cargo run -- openapi > docs/openapi.json");
}

#[test]
fn every_operation_of_a_change_set_says_what_it_takes() {
    let document: Value = serde_json::from_str(&document()).unwrap();
    let schemas = &document["components"]["schemas"];
    let operations = schemas["Operation"]["oneOf"].as_array().unwrap();
    for kind in ActionKind::ALL {
        let of_kind = operations.iter().find_map(|operation| operation["properties"].get(kind.as_str()));
        let reference = of_kind.and_then(|of_kind| of_kind["$ref"].as_str()).and_then(|path| path.rsplit('/').next());
        let schema = reference.map(|name| &schemas[name]["properties"]);
        assert!(schema.is_some_and(Value::is_object), "{kind}");
    }
    let part = &schemas["SplitGrid"]["properties"]["parts"]["items"]["$ref"];
    assert_eq!(part, "#/components/schemas/GridPart", "two types of one name would be one schema");
}

#[test]
fn every_error_code_is_documented_in_the_order_of_the_table() {
    let row = |code: &Code| {
        let (zh, en) = (code.text(Language::Chinese), code.text(Language::English));
        format!("| `{}` | {} | {zh} | {en} |", code.as_str(), code.status())
    };
    let expected: Vec<String> = Code::ALL.iter().map(row).collect();
    let text = committed("errors.md");
    let documented: Vec<&str> = text.lines().filter(|line| line.starts_with("| `")).collect();
    let wrong = expected.iter().find(|line| !documented.contains(&line.as_str()));
    assert_eq!(wrong, None, "docs/errors.md lacks this line");
    assert!(documented == expected, "docs/errors.md has other lines than the table, or in another order");
}
