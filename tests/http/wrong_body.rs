//! Bodies that are wrong.

use super::routes::app;
use crate::support::app::TestApp;
use crate::support::request::Reply;

async fn refused(app: &TestApp, body: &str, status: u16) -> Reply {
    app.post("/test/note")
        .header("Content-Type", "application/json")
        .body(body.to_owned())
        .expect(status)
        .await
}

#[actix_web::test]
async fn what_is_no_json_is_refused_with_its_place() {
    let app = app().await;
    let reply =
        refused(&app, "{\n  \"title\": \"漏水\",\n  oops }", 400).await.code("invalid_json");
    assert_eq!(reply.json()["errors"][0]["params"]["line"], 3);
    for body in [
        "",
        "{",
        "{\"title\":\"a\"} trailing",
        "{\"title\":NaN}",
        "{'title':'a'}",
        "{\"title\":1e999}",
    ] {
        refused(&app, body, 400).await.code("invalid_json");
    }
}

#[actix_web::test]
async fn syntax_is_judged_before_shape() {
    let app = app().await;
    for body in
        [r#"{"a":"#, r#"{"titel":"a"}}"#, r#"{"title":7,"#, r#"{"title":"a","title""#, r#"["a""#]
    {
        refused(&app, body, 400).await.code("invalid_json");
    }
}

#[actix_web::test]
async fn control_characters_are_refused_in_every_string() {
    let app = app().await;
    let cases = [
        ("{\"title\":\"a\\u0000\"}", "/title"),
        ("{\"title\":\"a\u{7f}\"}", "/title"),
        ("{\"title\":\"a\u{202e}\"}", "/title"),
        ("{\"title\":\"a\u{61c}\"}", "/title"),
        ("{\"title\":\"a\\u200e\"}", "/title"),
        ("{\"title\":\"a\u{200f}b\"}", "/title"),
        ("{\"title\":\"\\ufeffa\"}", "/title"),
        ("{\"title\":\"a\u{e0041}\"}", "/title"),
        ("{\"title\":\"a\u{3164}b\"}", "/title"),
        ("{\"title\":\"a\\u00adb\"}", "/title"),
    ];
    for (body, pointer) in cases {
        refused(&app, body, 422).await.code("control_character").at(pointer);
    }
    let unseen = ["\u{301}", "\\u2003", "\u{fe0f}", "\\u200b", "\u{3164}", "\u{2800} \u{ad}"];
    for body in unseen.map(|text| format!("{{\"title\":\"{text}\"}}")) {
        let body = body.as_str();
        refused(&app, body, 422).await.code("required").at("/title");
    }
    refused(&app, r#"{"title":"a\n\tb"}"#, 422).await.code("control_character").at("/title");
    refused(&app, r#"{"title":"\ud83d\ude4b\u6f0f"}"#, 200).await;
}

#[actix_web::test]
async fn what_stands_in_braces_in_a_value_is_filled_with_nothing() {
    let app = app().await;
    let reply = refused(&app, r#"{"{known}{known}":1}"#, 422)
        .await
        .code("unknown_field")
        .at("/{known}{known}");
    let message = reply.json()["errors"][0]["message"].as_str().unwrap().to_owned();
    assert!(
        message.contains("{known}{known}") && message.matches("title").count() == 1,
        "{message}"
    );
}

#[actix_web::test]
async fn a_body_in_another_encoding_is_refused() {
    let app = app().await;
    let latin = app
        .post("/test/note")
        .header("Content-Type", "application/json")
        .body(&b"{\"title\":\"\xa4\"}"[..]);
    let reply = latin.expect(400).await.code("body_not_utf8");
    assert_eq!(reply.json()["errors"][0]["params"]["byte"], 10);
    let note = r#"{"title":"漏水"}"#;
    let send = |media_type: &'static str| {
        app.post("/test/note").header("Content-Type", media_type).body(note)
    };
    for media_type in
        ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk", "json"]
    {
        send(media_type).expect(415).await.code("unsupported_media_type");
    }
    app.post("/test/note").body(note).expect(415).await.code("unsupported_media_type");
    for media_type in
        ["application/json", "Application/JSON; charset=UTF-8", "application/geo+json"]
    {
        send(media_type).expect(200).await;
    }
    let packed = send("application/json").header("Content-Encoding", "gzip");
    packed.expect(415).await.code("content_encoding_unsupported");
}

#[actix_web::test]
async fn a_body_over_the_limit_of_its_route_is_refused() {
    let app = app().await;
    let title = "漏".repeat(200);
    let reply =
        refused(&app, &format!("{{\"title\":\"{title}\"}}"), 413).await.code("body_too_large");
    assert_eq!(reply.json()["errors"][0]["params"]["limit"], 300);
    let usual =
        app.post("/test/things/fixed").json(&serde_json::json!({ "title": "x".repeat(70_000) }));
    let reply = usual.expect(413).await.code("body_too_large");
    assert_eq!(reply.json()["errors"][0]["params"]["limit"], 65_536);
}

#[actix_web::test]
async fn what_has_the_wrong_shape_is_told_with_a_pointer() {
    let app = app().await;
    let cases = [
        (r#"{}"#, "required", "/title"),
        (r#"{"title":"a","titel":"b"}"#, "unknown_field", "/titel"),
        (r#"{"title":"a","title":"b"}"#, "duplicate_field", "/title"),
        (r#"{"title":7}"#, "wrong_type", "/title"),
        (r#"{"title":null}"#, "wrong_type", "/title"),
        (r#"["a"]"#, "wrong_type", ""),
        (r#"["a",null,[]]"#, "wrong_type", ""),
        (r#""a""#, "wrong_type", ""),
        (r#"{"title":"a","places":[[]]}"#, "wrong_type", "/places/0"),
        (r#"{"title":"a","urgency":"low"}"#, "unknown_value", "/urgency"),
        (r#"{"title":"a","places":[{"lon":1,"lat":2},{"lon":1}]}"#, "required", "/places/1/lat"),
        (r#"{"title":"a","places":[{"lon":1,"lat":"2"}]}"#, "wrong_type", "/places/0/lat"),
        (r#"{"title":"a","places":[{"lon":1,"lat":2,"x":3}]}"#, "unknown_field", "/places/0/x"),
    ];
    for (body, code, pointer) in cases {
        refused(&app, body, 422).await.code(code).at(pointer);
    }
}

#[actix_web::test]
async fn everything_that_is_out_of_range_is_listed_and_characters_are_counted() {
    let app = app().await;
    let body = r#"{"title":"楼道堆物多日","places":[{"lon":181,"lat":2},{"lon":1,"lat":-91}]}"#;
    let errors = refused(&app, body, 422).await.errors();
    let expected = [
        ("/places/0/lon", "out_of_range"),
        ("/places/1/lat", "out_of_range"),
        ("/title", "too_long"),
    ];
    assert_eq!(errors, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));
    refused(&app, r#"{"title":"楼道堆物多"}"#, 200).await;
    refused(&app, r#"{"title":""}"#, 422).await.code("required").at("/title");
    let place = r#"{"lon":1,"lat":2}"#;
    let many = format!(r#"{{"title":"a","places":[{place},{place},{place},{place}]}}"#);
    refused(&app, &many, 422).await.code("too_many").at("/places");
}

#[actix_web::test]
async fn a_body_on_get_is_ignored() {
    let app = app().await;
    app.get("/api/v1/dictionaries")
        .header("Content-Type", "text/plain")
        .body("x".repeat(100_000))
        .expect(200)
        .await;
}
