//! Every code is provoked by a test: it stands in one, as a text or as a variant.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use wangge::error::Code;

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
