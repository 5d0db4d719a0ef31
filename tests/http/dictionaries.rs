//! The labels of all enums, and what every phone asks for when it starts.

use crate::support::app::TestApp;
use crate::support::hall::Hall;
use crate::support::request::Reply;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Write;
use wangge::error::Language;
use wangge::web::routes;

/// Bytes that the dictionaries and the categories may be together, compressed.
const COMPRESSED_MAX: usize = 12 * 1024;

/// Words that are written for programs alone, or of which one alone can stand in its place.
const UNLABELLED: &[&[&str]] = &[&["Polygon"], &["MultiPolygon"], &["Feature"]];

/// The sets of words that a schema allows somewhere.
fn enums(schema: &Value, found: &mut BTreeSet<Vec<String>>) {
    match schema {
        Value::Object(fields) => {
            if let Some(words) = fields.get("enum").and_then(Value::as_array) {
                found.insert(words.iter().filter_map(Value::as_str).map(str::to_owned).collect());
            }
            fields.values().for_each(|value| enums(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| enums(item, found)),
        _ => {}
    }
}

#[actix_web::test]
async fn every_enum_of_an_answer_has_its_labels() {
    let app = TestApp::start().await;
    let listed = app.get("/api/v1/dictionaries").expect(200).await.json();
    let words: Vec<BTreeSet<String>> = listed
        .as_object()
        .unwrap()
        .values()
        .map(|entries| {
            let value = |entry: &Value| entry["value"].as_str().unwrap().to_owned();
            entries.as_array().unwrap().iter().map(value).collect()
        })
        .collect();
    let document: Value = serde_json::from_str(&routes::document(Language::English)).unwrap();
    let mut found = BTreeSet::new();
    enums(&document["components"]["schemas"], &mut found);
    assert!(found.len() > 50, "{}", found.len());
    let without: Vec<Vec<String>> = found
        .into_iter()
        .filter(|of| !UNLABELLED.iter().any(|known| known == of))
        .filter(|of| !words.iter().any(|known| of.iter().all(|word| known.contains(word))))
        .collect();
    assert!(without.is_empty(), "no dictionary has these: {without:?}");
}

#[actix_web::test]
async fn one_dictionary_comes_alone_and_what_is_none_is_named() {
    let app = TestApp::start().await;
    let listed = app.get("/api/v1/dictionaries?name=urgency,channel").expect(200).await.json();
    assert_eq!(listed.as_object().unwrap().keys().collect::<Vec<_>>(), ["channel", "urgency"]);
    app.get("/api/v1/dictionaries?name=urgency,colour")
        .expect(404)
        .await
        .code("unknown_dictionary")
        .at("name");
}

#[actix_web::test]
async fn labels_come_in_both_languages_or_the_one_that_is_wanted() {
    let hall = Hall::open().await;
    let app = &hall.app;
    let both = app.get("/api/v1/dictionaries?name=urgency").expect(200).await;
    assert_eq!(both.json()["urgency"][0]["zh"], "一般");
    assert_eq!(both.json()["urgency"][0]["en"], "normal");
    assert_eq!(both.header("content-language"), "");
    for list in ["dictionaries", "categories"] {
        let uri = format!("/api/v1/{list}");
        let chinese = app.get(&uri).header("Accept-Language", "zh-CN,zh;q=0.9").expect(200).await;
        assert_eq!(chinese.header("content-language"), "zh-CN", "{list}");
        assert!(chinese.body.contains("\"zh\":") && !chinese.body.contains("\"en\":"), "{list}");
        let english =
            app.get(&format!("{uri}?lang=en")).header("Accept-Language", "zh-CN").expect(200).await;
        assert_eq!(english.header("content-language"), "en", "{list}");
        assert!(english.body.contains("\"en\":") && !english.body.contains("\"zh\":"), "{list}");
        app.get(&format!("{uri}?lang=fr")).expect(400).await.code("invalid_parameter").at("lang");
    }
}

#[actix_web::test]
async fn who_has_it_is_not_sent_it_again() {
    let hall = Hall::open().await;
    for list in ["dictionaries", "categories", "levels", "skills"] {
        let uri = format!("/api/v1/{list}");
        let first = hall.app.get(&uri).expect(200).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{list}: {tag}");
        let again = hall.app.get(&uri).header("If-None-Match", &tag).expect(304).await;
        assert_eq!((again.body.as_str(), again.header("etag")), ("", tag.as_str()), "{list}");
        let english = hall.app.get(&format!("{uri}?lang=en")).header("If-None-Match", &tag);
        english.expect(200).await;
    }
}

fn compressed(reply: &Reply) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(reply.body.as_bytes()).unwrap();
    encoder.finish().unwrap().len()
}

#[actix_web::test]
async fn a_phone_starts_with_little() {
    let hall = Hall::open().await;
    let get = |list: &str| {
        hall.app.get(&format!("/api/v1/{list}")).header("Accept-Language", "zh-CN").expect(200)
    };
    let bytes = compressed(&get("dictionaries").await) + compressed(&get("categories").await);
    assert!(bytes <= COMPRESSED_MAX, "{bytes} bytes");
    let packed = hall
        .app
        .get("/api/v1/dictionaries")
        .header("Accept-Language", "zh-CN")
        .header("Accept-Encoding", "gzip")
        .expect(200)
        .await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    let asked: Vec<String> = packed
        .headers
        .get_all("vary")
        .flat_map(|value| value.to_str().unwrap().split(", ").map(str::to_ascii_lowercase))
        .collect();
    assert!(
        ["accept-language", "accept-encoding"].iter().all(|one| asked.iter().any(|a| a == one))
    );
    assert_eq!(get("dictionaries").await.header("content-encoding"), "");
}
