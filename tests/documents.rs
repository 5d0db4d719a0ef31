//! The committed documents are what the code says.

use serde_json::Value;
use std::fs;
use std::path::Path;
use wangge::domain::reassignment::OperationKind;
use wangge::error::{Code, Language};
use wangge::web::openapi::{chinese, english};
use wangge::web::routes::{self, document};

fn committed(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name))
        .unwrap_or_default()
}

#[test]
fn the_openapi_document_is_locked() {
    for (name, language, option) in
        [("openapi.json", Language::English, "en"), ("openapi.zh.json", Language::Chinese, "zh")]
    {
        assert!(
            committed(name) == document(language),
            "run: cargo run -- openapi --lang {option} > docs/{name}"
        );
    }
}

#[test]
fn every_text_of_the_openapi_document_has_its_chinese() {
    let unsettled = chinese::unsettled(english(&routes::table()));
    assert!(
        unsettled.is_empty(),
        "src/web/openapi/chinese.json, as [hash, text] by key: {unsettled:#?}"
    );
}

#[test]
fn every_operation_of_a_change_set_says_what_it_takes() {
    let document: Value = serde_json::from_str(&document(Language::English)).unwrap();
    let schemas = &document["components"]["schemas"];
    let operations = schemas["Operation"]["oneOf"].as_array().unwrap();
    for kind in OperationKind::ALL {
        let of_kind = operations.iter().find_map(|operation| {
            let (_, name) = operation["$ref"].as_str()?.rsplit_once('/')?;
            schemas[name]["properties"].get(kind.as_str())
        });
        let reference = of_kind
            .and_then(|of_kind| of_kind["$ref"].as_str())
            .and_then(|path| path.rsplit('/').next());
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
    assert!(
        documented == expected,
        "docs/errors.md has other lines than the table, or in another order"
    );
}

#[test]
fn the_chinese_document_of_codes_says_what_the_table_says() {
    let row = |code: &Code| {
        format!("| `{}` | {} | {} |", code.as_str(), code.status(), code.text(Language::Chinese))
    };
    let text = committed("zh/errors.md");
    let documented: Vec<&str> = text.lines().filter(|line| line.starts_with("| `")).collect();
    let expected: Vec<String> = Code::ALL.iter().map(row).collect();
    let lacking = expected.iter().find(|line| !documented.contains(&line.as_str()));
    assert_eq!(lacking, None, "docs/zh/errors.md lacks this line");
    assert!(documented == expected, "docs/zh/errors.md has other lines, or in another order");
}

#[test]
fn the_chinese_documents_have_the_parts_of_the_english_ones() {
    let counts = |text: &str| {
        let count = |is: fn(&&str) -> bool| text.lines().filter(is).count();
        [
            count(|line| line.starts_with('#')),
            count(|line| line.starts_with("```")),
            count(|line| line.starts_with('|')),
        ]
    };
    for name in ["api.md", "operations.md"] {
        let english = counts(&committed(name));
        let chinese = counts(&committed(&format!("zh/{name}")));
        assert_eq!(english, chinese, "{name}: headings, fences, rows of tables");
    }
}

#[test]
fn every_promise_of_the_security_documents_has_a_test_that_is_there() {
    let english = committed("security.md");
    let chinese = committed("security.zh-CN.md");
    let rows = numbered_rows(&english);
    assert!(
        rows.iter().any(|row| row.number.starts_with('P')),
        "docs/security.md names no promise"
    );
    for row in &rows {
        assert!(
            !row.number.starts_with('P') || !row.tests.is_empty(),
            "{} has no test",
            row.number
        );
        let missing = row.tests.iter().find(|named| !is_test(named));
        assert_eq!(missing, None, "{} names a test that is not there", row.number);
    }
    assert_eq!(
        numbered_rows(&chinese),
        rows,
        "docs/security.zh-CN.md differs from docs/security.md"
    );
}

/// A row of a table that begins with the number of an attacker, a promise or a clause.
#[derive(Debug, PartialEq, Eq)]
struct NumberedRow<'a> {
    number: &'a str,
    /// The tests that it names, as `file::function`.
    tests: Vec<&'a str>,
}

fn numbered_rows(text: &str) -> Vec<NumberedRow<'_>> {
    let rows = text.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" |"));
    let numbered = rows.filter(|(number, _)| number.contains(|c: char| c.is_ascii_digit()));
    numbered.map(|(number, rest)| NumberedRow { number, tests: named_tests(rest) }).collect()
}

fn named_tests(text: &str) -> Vec<&str> {
    text.split('`').filter(|word| word.contains(".rs::")).collect()
}

/// Whether a function of this name stands in the file, with the attribute of a test above it; one
/// that is ignored holds nothing.
fn is_test(named: &str) -> bool {
    let Some((file, function)) = named.split_once("::") else { return false };
    let source =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap_or_default();
    let above = source.split_once(&format!("fn {function}(")).map(|(above, _)| above);
    let attributes = above.and_then(|above| above.rsplit('}').next()).unwrap_or_default();
    ["test]", "::test("].iter().any(|end| attributes.contains(end))
        && !attributes.contains("#[ignore")
}
