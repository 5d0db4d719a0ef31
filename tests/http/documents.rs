//! The documentation the service carries with it.

use crate::support::app::TestApp;
use crate::support::hall::Hall;
use serde_json::json;
use wangge::error::Code;
use wangge::error::Language;
use wangge::web::routes;

#[actix_web::test]
async fn the_document_is_served_as_it_is_printed() {
    let app = TestApp::start().await;
    let served = app.get("/api/v1/openapi.json").expect(200).await;
    assert_eq!(served.header("content-type"), "application/json");
    assert_eq!(served.body, routes::document(Language::English));
    let document = served.json();
    assert_eq!(document["openapi"], "3.1.0");
    let operation = &document["paths"]["/api/v1/dictionaries"]["get"];
    assert_eq!(operation["operationId"], "list_dictionaries");
    assert_eq!(operation["x-permission"], "public");
    assert_eq!(operation["responses"]["429"]["$ref"], "#/components/responses/TooManyRequests");
    let content = &document["components"]["responses"]["TooManyRequests"]["content"]["application/problem+json"];
    assert_eq!(content["schema"]["$ref"], "#/components/schemas/Problem");
    assert!(document["components"]["schemas"]["Problem"]["properties"]["type"].is_object());
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
}

#[test]
fn the_document_is_the_same_each_time() {
    assert_eq!(routes::document(Language::English), routes::document(Language::English));
}

#[actix_web::test]
async fn every_reference_of_the_document_leads_somewhere() {
    let document: serde_json::Value =
        serde_json::from_str(&routes::document(Language::English)).unwrap();
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
}

#[actix_web::test]
async fn the_pages_need_no_network() {
    let app = TestApp::start().await;
    assert_eq!(app.get("/docs").expect(308).await.header("location"), "/docs/");
    let page = app.get("/docs/").expect(200).await;
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(page.header("content-security-policy").starts_with("default-src 'self'"));
    for file in ["swagger-ui.css", "swagger-ui-bundle.js", "swagger-initializer.js"] {
        assert!(page.body.contains(file));
        let file = app.get(&format!("/docs/{file}")).expect(200).await;
        assert!(!file.body.is_empty());
    }
    let initializer = app.get("/docs/swagger-initializer.js").expect(200).await.body;
    assert!(
        initializer.contains("/api/v1/openapi.json") && !initializer.contains("https://"),
        "{initializer}"
    );
}

#[actix_web::test]
async fn every_code_is_explained_where_its_type_points_to() {
    let app = TestApp::start().await;
    let page = app.get("/docs/errors").expect(200).await.body;
    for code in Code::ALL {
        assert!(page.contains(&format!("<tr id=\"{}\">", code.as_str())));
    }
}

#[actix_web::test]
async fn forms_are_made_from_the_rule_files() {
    let hall = Hall::open().await;
    for (list, code) in [("categories", "environment.noise"), ("levels", "neighborhood")] {
        let listed = hall.app.get(&format!("/api/v1/{list}")).expect(200).await;
        assert!(listed.items().iter().any(|item| item["code"] == code), "{}", listed.body);
        assert_eq!(listed.header("cache-control"), "public, max-age=300");
    }
}

#[actix_web::test]
async fn a_form_is_told_what_to_ask_where_to_stop_and_where_to_point_to() {
    let hall = Hall::open().await;
    let list = hall.app.get("/api/v1/categories").expect(200).await;
    let items = list.items();
    let category = |code: &str| items.iter().find(|item| item["code"] == code).unwrap();
    let danger = &category("safety.gas")["questions"][0];
    assert_eq!(
        (&danger["code"], &danger["answer"], &danger["required"]),
        (&json!("danger"), &json!("one"), &json!(true))
    );
    assert_eq!(danger["choices"][1]["stop"]["numbers"], json!(["119", "120"]));
    assert_eq!(
        (&danger["choices"][2]["called"], danger["choices"][2].get("stop")),
        (&json!(true), None)
    );
    let floor = &category("housing.repair")["questions"][0];
    assert_eq!(
        (&floor["min"], &floor["max"], &floor["whole"]),
        (&json!(-5), &json!(120), &json!(true))
    );
    assert!(floor.get("choices").is_none() && floor["unit"]["zh"] == "楼");
    let noise = category("environment.noise.construction");
    assert_eq!(
        (&noise["duplicate_radius_m"], &noise["questions"][0]["code"]),
        (&json!(300), &json!("when"))
    );
    let discipline = category("conduct.discipline");
    assert_eq!(
        (&discipline["submittable"], &discipline["referral"]["numbers"]),
        (&json!(false), &json!(["12388"]))
    );
    assert_eq!(list.json()["reports_about_staff"], discipline["referral"]);
    assert!(category("other").get("referral").is_none());
}

#[actix_web::test]
async fn words_have_labels_in_both_languages() {
    let app = TestApp::start().await;
    let words = app.get("/api/v1/dictionaries").expect(200).await.json();
    assert_eq!(words["role"][0], json!({ "value": "resident", "zh": "居民", "en": "resident" }));
    for entries in words.as_object().unwrap().values() {
        assert!(entries.as_array().is_some_and(|entries| !entries.is_empty()));
    }
}

#[test]
fn the_document_names_words_as_they_are_sent() {
    let document: serde_json::Value =
        serde_json::from_str(&routes::document(Language::English)).unwrap();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    assert_eq!(schemas["AccessPurpose"]["enum"], json!(["handling", "staffing", "stated"]));
    for (name, schema) in schemas {
        let words =
            schema["enum"].as_array().into_iter().flatten().filter_map(|word| word.as_str());
        words.for_each(|word| assert_eq!(word, word.to_ascii_lowercase(), "{name}"));
    }
}
