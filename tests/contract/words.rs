//! What is written wrongly is told in the words of the service: in Chinese, without those of a
//! library, and without what was sent.

use super::parameters::{asked, places};
use super::samples::{leaves, samples, uri};
use crate::support::lobby::Lobby;
use crate::support::request::Reply;
use actix_web::http::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What is sent where something else is expected.
const GIBBERISH: &str = "zzz-wrong";
/// The codes of what is not written as it should be.
const FORMS: [&str; 5] =
    ["invalid_json", "invalid_value", "invalid_parameter", "wrong_type", "unknown_value"];
/// How a problem says that the words of a library were not known.
const UNTOLD: &str = "/docs";

/// What is wrong with the words of an answer.
fn faults(reply: &Reply) -> Vec<String> {
    if reply.status.is_success() {
        return Vec::new();
    }
    let problems = reply.json()["errors"].as_array().cloned().unwrap_or_default();
    let mut faults = Vec::new();
    for problem in problems {
        let (message, code) =
            (problem["message"].as_str().unwrap(), problem["code"].as_str().unwrap());
        if is_english(message) {
            faults.push(format!("English: {message}"));
        }
        if FORMS.contains(&code)
            && (message.contains(UNTOLD) || problem.to_string().contains(GIBBERISH))
        {
            faults.push(format!("untold or repeated: {problem}"));
        }
    }
    if reply.status.is_server_error() || reply.json()["code"] == "invalid_json" {
        faults.push(reply.body.clone());
    }
    faults
}

/// Whether two English words stand side by side. Codes that are listed have commas between them.
fn is_english(message: &str) -> bool {
    let is_word =
        |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let words: Vec<&str> = message.split(' ').collect();
    words.windows(2).any(|pair| is_word(pair[0]) && is_word(pair[1]))
}

#[test]
fn english_is_known_when_it_is_met() {
    assert!(is_english("参数 id 取值无效，应为：UUID parsing failed: invalid length"));
    assert!(!is_english(
        "参数 at 取值无效，应为：带时差的时刻，如 2026-03-02T09:00:00+08:00；只能取 help, praise"
    ));
}

#[actix_web::test]
async fn what_is_wrong_in_a_url_is_told_in_words_of_our_own() {
    let lobby = Lobby::open().await;
    let (mut wrong, mut told) = (Vec::new(), BTreeSet::new());
    for place in &places() {
        for text in [
            GIBBERISH,
            "-1",
            "1.5",
            "2026-13-45",
            "2026-03-02",
            "99999999999999999999",
            "1e999",
            "null",
            "[]",
        ] {
            let reply = asked(&lobby, place, text).await;
            wrong.extend(
                faults(&reply)
                    .into_iter()
                    .map(|fault| format!("{} {text}: {fault}", place.route())),
            );
            if reply.status == 400 {
                told.insert(
                    reply.json()["errors"][0]["params"]["expected"]["value"]
                        .as_str()
                        .unwrap_or("")
                        .to_owned(),
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for form in ["boolean", "date-time", "integer", "number", "uuid"] {
        assert!(told.contains(form), "nobody was told that {form} is expected: {told:?}");
    }
}

#[actix_web::test]
async fn what_is_wrong_in_a_body_is_told_in_words_of_our_own() {
    let lobby = Lobby::open().await;
    let samples = samples();
    let mut wrong = Vec::new();
    let values: [Value; 10] = [
        json!(GIBBERISH),
        json!("2026-03-02"),
        json!(-1),
        json!(1.5),
        json!(99_999_999_999_999_999_u64),
        json!(true),
        json!([]),
        json!([1]),
        json!({}),
        Value::Null,
    ];
    for leaf in leaves(&samples) {
        for value in &values {
            let body = match leaf.pointer.as_str() {
                "" => value.clone(),
                pointer => leaf.sample.with(pointer, value.clone()),
            };
            let reply =
                lobby.call(&Method::POST, &uri(leaf.sample.operation)).json(&body).send().await;
            let place = format!("{} {} {value}", leaf.sample.route(), leaf.pointer);
            wrong.extend(faults(&reply).into_iter().map(|fault| format!("{place}: {fault}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
