//! Every code is provoked by a test: it stands in one, as a text or as a variant.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use wangge::error::{Code, Language, Problem};

const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");

/// Those that no test can provoke, and why.
const BEYOND_REACH: &[(Code, &str)] = &[(
    Code::MalformedRequest,
    "it stands in for errors of the HTTP library, and no argument of ours has one",
)];

/// Adds the names in the tests below a folder: in `tests` all is one, in a source what begins with
/// its tests.
fn collect(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // What is built of the fuzz targets lies below them.
        if path.is_dir() && !path.ends_with("target") {
            collect(&path, names);
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !path.ends_with(file!())
        {
            let text = fs::read_to_string(&path).unwrap();
            let is_test = !path.starts_with(SOURCES) || path.ends_with("tests.rs");
            let tests = if is_test {
                Some(&*text)
            } else {
                text.find("#[cfg(test)]").map(|start| &text[start..])
            };
            names.extend(tests.into_iter().flat_map(words));
        }
    }
}

/// Variants of codes, and words between quotation marks.
fn words(tests: &str) -> impl Iterator<Item = String> {
    let variant = |text: &str| text.chars().take_while(|c| c.is_alphanumeric()).collect();
    let quoted = tests.split('"').skip(1).step_by(2);
    let words = quoted.flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && c != '_'));
    tests.split("Code::").skip(1).map(variant).chain(words.map(str::to_owned))
}

#[test]
fn every_code_is_named_by_a_test() {
    let mut names = BTreeSet::new();
    for folder in [SOURCES, concat!(env!("CARGO_MANIFEST_DIR"), "/tests")] {
        collect(Path::new(folder), &mut names);
    }
    let is_named =
        |code: &Code| names.contains(code.as_str()) || names.contains(&format!("{code:?}"));
    let beyond = |code: &Code| BEYOND_REACH.iter().any(|(other, _)| other == code);
    let unnamed: Vec<&str> = Code::ALL
        .iter()
        .filter(|code| is_named(code) == beyond(code))
        .map(|code| code.as_str())
        .collect();
    assert_eq!(
        unnamed, [""; 0],
        "no test provokes these; or one does, and they are listed as beyond reach"
    );
}

/// Functions that add values to the problems they are given.
const GIVERS: &[(&str, &[&str])] = &[
    (".refuse(", &["line"]),
    ("naming(", &["at"]),
    ("measured(", &["lon", "lat", "area_m2", "reason", "before_m2", "after_m2", "changed_m2"]),
];

/// Problems that get a value from whoever asked for them.
const COMPLETED: &[(&str, Code, &str)] = &[
    ("report_back.rs", Code::ReportPlaceholder, "line"),
    ("rule_file.rs", Code::RuleFileUnknownKey, "line"),
    ("sheet/row.rs", Code::SheetValue, "column"),
];

/// The sources below a folder, without their tests.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if !path.ends_with("tests.rs") && !path.ends_with("codes.rs") {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
            found.push((path.display().to_string(), text));
        }
    }
    found
}

/// The functions of a source, each from its first line on.
fn functions(text: &str) -> Vec<String> {
    let mut functions = vec![String::new()];
    for line in text.lines() {
        let begins = line.trim_start().split(['(', '<']).next().unwrap_or_default();
        let words: Vec<&str> = begins.split_whitespace().collect();
        if words.iter().rev().nth(1) == Some(&"fn") {
            functions.push(String::new());
        }
        let last = functions.last_mut().unwrap();
        last.push_str(line);
        last.push('\n');
    }
    functions
}

/// Codes that a function makes problems of.
fn made(function: &str) -> Vec<Code> {
    let named = |text: &str, name: &str| {
        text.strip_prefix(name)
            .is_some_and(|rest| rest.starts_with(')') || rest.starts_with(".into()"))
    };
    let uses: Vec<&str> = function.split("Code::").skip(1).collect();
    let of = |code: &&Code| uses.iter().any(|text| named(text, &format!("{code:?}")));
    Code::ALL.iter().filter(of).copied().collect()
}

/// Names in braces of the texts of a code.
fn values(code: Code) -> BTreeSet<String> {
    let texts = [Language::Chinese, Language::English].map(|language| code.text(language));
    let names = texts.iter().flat_map(|text| text.split('{').skip(1));
    names.filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
}

#[test]
fn every_problem_that_is_made_has_all_values_that_its_text_names() {
    let mut lacking = Vec::new();
    let mut seen = 0;
    for (path, text) in sources(Path::new(SOURCES)) {
        for function in functions(&text) {
            let is_made = |code: &Code| {
                function.contains(&format!("Problem::new(Code::{code:?})"))
                    || function.contains(&format!("Code::{code:?}.into()"))
            };
            for code in made(&function).into_iter().filter(is_made) {
                seen += 1;
                let given = |name: &str| {
                    let by_giver = GIVERS
                        .iter()
                        .any(|(giver, gives)| function.contains(giver) && gives.contains(&name));
                    let later = COMPLETED.iter().any(|(file, of, gets)| {
                        path.ends_with(file) && *of == code && *gets == name
                    });
                    by_giver || later || function.contains(&format!("\"{name}\""))
                };
                let missing = values(code).into_iter().filter(|name| !given(name));
                lacking.extend(missing.map(|name| format!("{path}: {code:?} without {{{name}}}")));
            }
        }
    }
    assert!(seen > 400, "{seen}");
    assert_eq!(lacking, [""; 0]);
}

#[test]
fn nobody_is_shown_a_name_in_braces() {
    for &code in Code::ALL {
        for language in [Language::Chinese, Language::English] {
            let message = Problem::new(code).message(language);
            assert!(!message.contains(['{', '}']), "{message}");
        }
    }
}
