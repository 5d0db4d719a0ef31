//! The committed documents are what the code says.

use std::fs;
use std::path::Path;
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
