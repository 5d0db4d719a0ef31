//! `POST /routing/coverage`: who gets what in a subtree by which rule.

use super::{neighbourhood, rule, ruled, supervisor};
use crate::support::desk::{Desk, Person};
use crate::support::hall::group_id;
use crate::support::quarter::{group, settle};
use crate::support::town::grid_id;
use serde_json::{Value, json};
use std::io::{Cursor, Read as _};
use wangge::domain::role::Role;
use zip::ZipArchive;

const COVERAGE: &str = "/api/v1/routing/coverage";

async fn covered(supervisor: &Person<'_>, question: Value) -> Vec<Value> {
    supervisor.post(COVERAGE, &question).expect(200).await.items()
}

/// Place, whether with all below, what begins, and rules of each row.
fn said(rows: &[Value]) -> Vec<String> {
    let row = |row: &Value| {
        let rules = row["rules"].as_array().unwrap().iter();
        let rules: Vec<&str> = rules.map(|rule| rule["code"].as_str().unwrap()).collect();
        let place = row["place"]["code"].as_str().unwrap();
        let below = if row["whole"] == true { "+" } else { "" };
        let start = row["holder"]["start"].as_str().unwrap();
        format!("{place}{below} {start} {}", rules.join(","))
    };
    rows.iter().map(row).collect()
}

fn noise(grid: &str) -> Value {
    json!({ "grid": grid_id(grid), "categories": ["environment.noise", "environment.garbage"] })
}

#[actix_web::test]
async fn without_rules_the_town_is_one_row() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    let rows = covered(&supervisor, noise("T")).await;
    assert_eq!(said(&rows), ["T+ place "]);
    let below = ["environment.noise.construction", "environment.noise.business"];
    let asked = ["environment.garbage", "environment.noise"];
    assert_eq!(rows[0]["categories"], json!([asked, below].concat()), "with those below");
    assert_eq!(rows[0]["holder"]["capacity"], "leader");
    let all = covered(&supervisor, json!({ "grid": grid_id("T") })).await;
    assert!(all.len() < 12 && all.iter().all(|row| row["whole"] == true), "{:?}", said(&all));
    let desk_first = all.iter().filter(|row| row["holder"]["start"] == "desk");
    assert!(desk_first.count() > 0, "what is confidential lies with the desk first");
}

#[actix_web::test]
async fn a_company_gets_nothing_of_what_is_about_it() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    let company =
        json!({ "code": "WY-1", "kind": "property", "name": "物业", "grid": grid_id("T") });
    supervisor.post("/api/v1/organizations", &company).keyed().expect(201).await;
    let effect = json!({ "co_handlers_here": ["property_here"] });
    ruled(&supervisor, rule("WY", "T", json!({ "category": "housing" }), effect)).await;
    let categories = json!(["housing.property", "housing.lift"]);
    let question = json!({ "grid": grid_id("T"), "categories": categories });
    let rows = covered(&supervisor, question).await;
    let gets = |category: &str| {
        let of = |row: &&Value| row["categories"].as_array().unwrap().contains(&json!(category));
        let mut partakers =
            rows.iter().filter(of).flat_map(|row| row["partakers"].as_array().unwrap());
        partakers.any(|partaker| partaker["partaker"]["code"] == "WY-1")
    };
    assert!(gets("housing.lift") && !gets("housing.property"), "{rows:?}");
}

#[actix_web::test]
async fn a_rule_shows_where_it_differs_and_each_neighbourhood_has_its_own_company() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    for (code, grid) in [("WY-1", "N1"), ("WY-2", "N2")] {
        let company =
            json!({ "code": code, "kind": "property", "name": "物业", "grid": grid_id(grid) });
        supervisor.post("/api/v1/organizations", &company).keyed().expect(201).await;
    }
    let effect = json!({ "co_handlers_here": ["property_here"], "copies_here": ["neighborhood_here", "building_group_here"] });
    ruled(&supervisor, rule("WY", "T", json!({ "category": "environment.noise" }), effect)).await;
    ruled(&supervisor, rule("N2", "N2", json!({}), neighbourhood())).await;
    let rows = covered(&supervisor, noise("T")).await;
    assert_eq!(
        said(&rows),
        ["N1+ place ", "N1+ place WY", "N2+ level N2", "N2+ level N2,WY", "T place ", "T place WY",]
    );
    let partakers = |row: &Value| {
        let all = row["partakers"].as_array().unwrap().iter();
        let named = all.map(|one| {
            let who = one["partaker"]["code"].as_str().or(one["here"].as_str()).unwrap();
            format!("{}{who}", if one["nobody"] == true { "-" } else { "" })
        });
        named.collect::<Vec<_>>()
    };
    assert_eq!(partakers(&rows[1]), ["WY-1", "neighborhood_here", "-building_group_here"]);
    assert_eq!(partakers(&rows[3]), ["WY-2", "neighborhood_here", "-building_group_here"]);
    assert_eq!(
        partakers(&rows[5]),
        ["-property_here", "-neighborhood_here", "-building_group_here"]
    );
    assert_eq!(
        (&rows[3]["holder"]["level"], &rows[3]["holder"]["title"]),
        (&json!("neighborhood"), &json!("书记"))
    );
    let text = json!(rows).to_string();
    assert!(!text.contains("member") && !text.contains("张"), "{text}: nobody is named");
    let paged = supervisor.post(&format!("{COVERAGE}?limit=4"), &noise("T")).expect(200).await;
    let next = paged.json()["next_cursor"].as_str().unwrap().to_owned();
    let rest = supervisor.post(&format!("{COVERAGE}?limit=4&cursor={next}"), &noise("T"));
    assert_eq!([paged.items(), rest.expect(200).await.items()].concat(), rows);
}

#[actix_web::test]
async fn places_with_an_address_kinds_and_hours_are_asked_about_apart() {
    let desk = Desk::new().await;
    settle(&desk.town).await;
    let supervisor = supervisor(&desk).await;
    let serves = json!([{ "kind": "building_group", "id": group_id("Q2") }]);
    let company = json!({ "code": "WY-1", "kind": "property", "name": "物业", "grid": grid_id("N1"), "serves": serves });
    supervisor.post("/api/v1/organizations", &company).keyed().expect(201).await;
    let noisy = json!({ "category": "environment.noise" });
    let effect = json!({ "co_handlers_here": ["property_here"] });
    ruled(&supervisor, rule("WY", "T", noisy.clone(), effect)).await;
    let night = json!({ "category": "environment.noise", "kind": "complaint", "time": { "daily": { "from": "22:00", "to": "06:00" } } });
    ruled(&supervisor, rule("NIGHT", "T", night, json!({ "level": "building_group" }))).await;
    let question = |fields: Value| {
        let mut question = json!({ "grid": grid_id("N1"), "categories": ["environment.noise"], "places": "building_groups" });
        question.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        question
    };
    let rows = covered(&supervisor, question(json!({}))).await;
    assert_eq!(said(&rows), ["G2+ place WY", "Q1 place WY", "Q2 place WY"]);
    let night = json!({ "kinds": ["help", "complaint"], "at": "2026-03-02T23:00:00+08:00" });
    let rows = covered(&supervisor, question(night)).await;
    let kinds: Vec<_> = rows.iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["complaint", "help", "complaint", "help", "complaint", "help"]);
    assert_eq!(said(&rows)[2], "Q1 building_group NIGHT,WY");
    assert_eq!(rows[2]["holder"]["instead"]["code"], "G1", "Q1 has no leader");
}

#[actix_web::test]
async fn the_sheet_holds_every_row_in_the_language_of_its_reader() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    let company =
        json!({ "code": "WY-1", "kind": "property", "name": "金水苑物业", "grid": grid_id("N1") });
    supervisor.post("/api/v1/organizations", &company).keyed().expect(201).await;
    let effect = json!({ "co_handlers_here": ["property_here"], "clocks": { "contact": { "working_hours": 4 } } });
    ruled(&supervisor, rule("WY", "T", json!({ "category": "environment.noise" }), effect)).await;
    let sheet = format!("{COVERAGE}/sheet");
    let told = [
        ("zh", ["派单一览", "所在网格的负责人", "WY-1 金水苑物业", "先行联系 4个工作小时"]),
        (
            "en",
            ["Coverage", "Leader of the grid", "nobody: the property company", "contact 4 working"],
        ),
    ];
    for (language, words) in told {
        let call = supervisor.post(&sheet, &noise("T")).header("accept-language", language);
        let mut workbook = ZipArchive::new(Cursor::new(call.bytes(200).await)).unwrap();
        let mut text = String::new();
        for index in 0..workbook.len() {
            workbook.by_index(index).unwrap().read_to_string(&mut text).unwrap();
        }
        for word in words {
            assert!(text.contains(word), "{language}: {word}");
        }
    }
}

#[actix_web::test]
async fn only_a_supervisor_asks_about_their_grids_and_not_about_too_much() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    let of_n1 = desk.appointed("SUP1", Role::Supervisor, "N1").await;
    of_n1.post(COVERAGE, &noise("N1")).expect(200).await;
    of_n1.post(COVERAGE, &noise("T")).expect(404).await.code("not_found").at("/grid");
    desk.member("N1-leader").await.post(COVERAGE, &noise("N1")).expect(403).await;
    let mut unknown = noise("T");
    unknown["categories"] = json!(["environment.noise", "no.such"]);
    let reply = supervisor.post(COVERAGE, &unknown).expect(422).await;
    reply.code("unknown_category").at("/categories/1");
    let mut many = noise("T");
    many["categories"] = json!(vec!["environment.noise"; 201]);
    supervisor.post(COVERAGE, &many).expect(422).await.code("too_many").at("/categories");
    let mut past = noise("T");
    past["at"] = json!("2026-03-01T09:00:00+08:00");
    supervisor.post(COVERAGE, &past).expect(422).await.code("begins_in_the_past").at("/at");
    let groups = (0..500).map(|index| group(&desk.town, &format!("Z{index}"), "G1"));
    desk.town.apply(groups.collect()).await.unwrap();
    let kinds = ["consultation", "help", "complaint", "report", "suggestion", "praise"];
    let much = json!({ "grid": grid_id("T"), "kinds": kinds, "places": "building_groups" });
    let reply = supervisor.post(COVERAGE, &much).expect(422).await.code("coverage_too_large");
    assert!(reply.detail().contains("200000"), "{}", reply.detail());
}
