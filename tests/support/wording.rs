//! What a message must not say: words of the other language, words of a parser, names in braces,
//! instants as machines write them.

use serde_json::{Map, Value};
use wangge::error::{Code, Language, Problem};

/// Words with which libraries refuse an input.
const PARSER_WORDS: [&str; 18] = [
    "at line",
    "expected",
    "failed",
    "invalid",
    "IO error",
    "Io error",
    "input ",
    "missing field",
    "No such file",
    " object",
    "os error",
    "out of range",
    "parse",
    "Permission denied",
    "string",
    "unexpected",
    "unknown",
    "Xml",
];

/// Values that are words of the service and never of who sent something.
const OWN_WORDS: [&str; 11] = [
    "action",
    "changes",
    "differing",
    "expected",
    "found",
    "left",
    "possible",
    "reason",
    "size",
    "state",
    "what",
];

/// Codes that repeat an identifier as it was sent: what it names is not there, or is named wrongly.
const SENT: [&str; 5] =
    ["unknown_", "unit_not_held", "unit_twice", "organization_twice", "pioneer_post_twice"];

/// Examples of how something is to be written.
const SAMPLES: [&str; 3] =
    ["2026-03-02T09:00:00+08:00", "2026-03-01T08:30:00+08:00", "[经度, 纬度]"];

pub fn is_chinese(character: char) -> bool {
    matches!(character, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

/// The texts of a value that stand in a message as they are: what somebody sent or named.
fn given(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(members) => members.iter().flat_map(given).collect(),
        _ => Vec::new(),
    }
}

/// A message without what somebody sent or named.
fn own(problem: &Problem, language: Language) -> String {
    let mut names: Vec<&str> = problem
        .params
        .iter()
        .filter(|(name, _)| !OWN_WORDS.contains(&name.as_str()))
        .flat_map(|(_, value)| given(value))
        .filter(|text| !text.is_empty())
        .collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.iter().fold(problem.message(language), |message, name| message.replace(name, "…"))
}

/// Names in braces of a text.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}

/// Everything that is wrong with the messages of a problem, in both languages.
pub fn faults(problem: &Problem) -> Vec<String> {
    let mut faults = Vec::new();
    for language in [Language::Chinese, Language::English] {
        let message = own(problem, language);
        let message = SAMPLES.iter().fold(message, |message, sample| message.replace(sample, "…"));
        let mut fault = |what: &str| {
            faults.push(format!(
                "{}: {what}: {}",
                problem.code.as_str(),
                problem.message(language)
            ));
        };
        if names(problem.code.text(language)).any(|name| !problem.params.contains_key(name)) {
            fault("a value is missing");
        }
        let sent = SENT.iter().any(|code| problem.code.as_str().starts_with(code));
        if !sent && has_identifier(&problem.message(language)) {
            fault("an identifier that nobody knows");
        }
        if has_machine_instant(&message) {
            fault("an instant as machines write it");
        }
        match language {
            Language::English if message.contains(is_chinese) => fault("Chinese"),
            Language::English => {}
            Language::Chinese => {
                if let Some(words) = PARSER_WORDS.iter().find(|words| message.contains(**words)) {
                    fault(&format!("the words of a parser, \"{words}\""));
                }
                if has_narrow_comma(&message) {
                    fault("a comma of English");
                }
            }
        }
    }
    faults
}

/// Checks the messages of problems.
#[track_caller]
pub fn check(problems: &[Problem]) {
    let faults: Vec<String> = problems.iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Checks the messages of the problems and notices in an answer, wherever they stand.
pub fn check_body(body: &Value) {
    match body {
        Value::Array(members) => members.iter().for_each(check_body),
        Value::Object(fields) => match told(body) {
            Some(problem) => check(&[problem]),
            None => fields.values().for_each(check_body),
        },
        _ => {}
    }
}

/// The problem that an item of an answer tells.
fn told(item: &Value) -> Option<Problem> {
    item["params"].as_object()?;
    let code = Code::ALL.iter().find(|code| item["code"] == code.as_str())?;
    let mut problem = Problem::new(*code);
    problem.params = item["params"].as_object().cloned().unwrap_or_else(Map::new);
    Some(problem)
}

/// True if a UUID stands in a message.
fn has_identifier(message: &str) -> bool {
    let is_part = |character: char| character.is_ascii_hexdigit() || character == '-';
    let words = message.split(|character| !is_part(character));
    words.filter(|word| word.len() == 36).any(|word| word.parse::<uuid::Uuid>().is_ok())
}

/// True if digits around a `T` are those of an instant.
fn has_machine_instant(message: &str) -> bool {
    let bytes = message.as_bytes();
    bytes.windows(4).any(|four| {
        four[0].is_ascii_digit()
            && four[1] == b'T'
            && four[2].is_ascii_digit()
            && four[3].is_ascii_digit()
    })
}

/// True if a half-width comma stands beside a Chinese character, or between two listed words.
fn has_narrow_comma(message: &str) -> bool {
    let characters: Vec<char> = message.chars().collect();
    characters
        .windows(3)
        .any(|three| three[1] == ',' && (is_chinese(three[0]) || is_chinese(three[2])))
}
