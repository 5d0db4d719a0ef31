//! Rules that have no effect: written all the same, with a notice, and listed until they are mended.

use super::{neighbourhood, of, rule, ruled, supervisor};
use crate::reassignments::Draft;
use crate::support::desk::{Desk, Person};
use crate::support::hall::{Hall, group_id};
use crate::support::quarter::settle;
use crate::support::town::{Town, grid_id, settings};
use serde_json::{Value, json};
use wangge::domain::atlas::AtlasSettings;
use wangge::domain::category::Categories;

const PROBLEMS: &str = "/api/v1/routing-rules/problems";

fn noisy(fields: Value) -> Value {
    let mut condition = json!({ "category": "environment.noise" });
    condition.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    condition
}

/// The codes of what a rule is told about, and where.
fn told(items: &Value) -> Vec<(String, String)> {
    let said = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    let items = items.as_array().unwrap().iter();
    items.map(|one| (said(one, "code"), said(one, "pointer"))).collect()
}

async fn listed(supervisor: &Person<'_>) -> Vec<(Value, Vec<String>)> {
    let found = supervisor.get(PROBLEMS).expect(200).await.items();
    let codes = |rule: &Value| told(&rule["problems"]).into_iter().map(|(code, _)| code).collect();
    found.iter().map(|rule| (rule["code"].clone(), codes(rule))).collect()
}

#[actix_web::test]
async fn a_rule_that_always_comes_after_others_never_wins() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    let day = rule("DAY", "N1", noisy(json!({ "time": "working_hours" })), neighbourhood());
    let night = rule("NIGHT", "N1", noisy(json!({ "time": "outside_hours" })), neighbourhood());
    ruled(&supervisor, day).await;
    let night = ruled(&supervisor, night).await;
    let all = ruled(&supervisor, rule("ALL", "N1", noisy(json!({})), neighbourhood())).await;
    assert_eq!(told(&all["notices"]), [("rule_never_wins".to_owned(), String::new())]);
    assert_eq!(all["notices"][0]["params"]["rules"], json!(["DAY", "NIGHT"]));
    assert_eq!(listed(&supervisor).await, [(json!("ALL"), vec!["rule_never_wins".to_owned()])]);
    let wider = ruled(&supervisor, rule("WIDER", "T", noisy(json!({})), neighbourhood())).await;
    assert_eq!(wider["notices"], json!([]), "it holds in N2 too");
    let mut both = neighbourhood();
    both["first"] = json!("deputy");
    let more = json!({ "name": "都", "grid": grid_id("N1"), "condition": noisy(json!({})), "effect": both, "version": 1 });
    let more = supervisor.post(&of(&all, "profile"), &more).keyed().expect(200).await.json();
    assert_eq!(more["notices"], json!([]), "whom to ask first comes from no other rule");
    let less = json!({ "name": "都", "grid": grid_id("N1"), "condition": noisy(json!({})), "effect": neighbourhood(), "version": 2 });
    let less = supervisor.post(&of(&all, "profile"), &less).keyed().expect(200).await.json();
    assert_eq!(less["notices"][0]["code"], "rule_never_wins");
    supervisor.post(&of(&night, "retire"), &json!({ "version": 1 })).keyed().expect(200).await;
    assert!(listed(&supervisor).await.is_empty(), "at night it is the first now");
}

#[actix_web::test]
async fn what_is_confidential_is_shared_by_no_rule() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    let shared = json!({ "copies_here": ["neighborhood_here"] });
    let reports = rule("R", "T", json!({ "kind": "report" }), shared.clone());
    let reports = ruled(&supervisor, reports).await;
    let notice = ("rule_for_confidential_alone".to_owned(), String::new());
    assert_eq!(told(&reports["notices"]), [notice]);
    let with_clock = json!({ "copies_here": ["neighborhood_here"], "clocks": { "contact": { "working_hours": 4 } } });
    let clocks = rule("C", "N1", json!({ "kind": "report" }), with_clock);
    assert_eq!(ruled(&supervisor, clocks).await["notices"], json!([]), "its clock holds");
}

#[actix_web::test]
async fn partakers_who_have_nothing_to_do_with_the_grid_are_noticed() {
    let desk = Desk::new().await;
    settle(&desk.town).await;
    let supervisor = supervisor(&desk).await;
    let post = json!({ "code": "P1", "name": "先锋岗", "duties": ["巡查"], "skills": [], "places": 1,
        "zone": { "kind": "grid", "grid": grid_id("N1") } });
    let post = supervisor.post("/api/v1/pioneer-posts", &post).keyed().expect(201).await.json();
    let serves = json!([{ "kind": "building_group", "id": group_id("Q1") }]);
    let company = json!({ "code": "WY-1", "kind": "property", "name": "物业", "grid": grid_id("N1"), "serves": serves });
    let company =
        supervisor.post("/api/v1/organizations", &company).keyed().expect(201).await.json();
    let effect = json!({
        "first_handler": post["id"], "co_handlers": [company["id"]],
        "copies_here": ["building_group_here", "neighborhood_here"],
    });
    let expected = [
        ("rule_post_elsewhere", "/effect/first_handler"),
        ("rule_organization_elsewhere", "/effect/co_handlers"),
    ];
    let expected = expected.map(|(code, pointer)| (code.to_owned(), pointer.to_owned()));
    let east = ruled(&supervisor, rule("EAST", "N2", json!({}), effect.clone())).await;
    assert_eq!(told(&east["notices"]), expected);
    assert_eq!(told(&east["problems"]), expected, "beside the rule for whoever reads it later");
    let west = ruled(&supervisor, rule("WEST", "G1", json!({}), effect)).await;
    assert_eq!(west["notices"], json!([]));
    assert_eq!(listed(&supervisor).await.len(), 1);
    let english = supervisor.get(PROBLEMS).header("accept-language", "en").expect(200).await.json();
    let message = english["items"][0]["problems"][0]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("P1") && message.contains("N2"), "{message}");
}

#[actix_web::test]
async fn a_relation_that_nobody_can_be_in_is_noticed_until_somebody_is() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk).await;
    let effect = json!({
        "first_handler_here": "building_group_here", "co_handlers_here": ["owners_committee_here"],
        "copies_here": ["post_here", "neighborhood_here"],
    });
    let made = ruled(&supervisor, rule("R", "N1", json!({}), effect)).await;
    let expected =
        ["/effect/first_handler_here", "/effect/co_handlers_here", "/effect/copies_here"];
    let expected = expected.map(|pointer| ("rule_nobody_here".to_owned(), pointer.to_owned()));
    assert_eq!(told(&made["notices"]), expected);
    settle(&desk.town).await;
    let committee = json!({ "code": "YW-1", "kind": "owners_committee", "name": "业委会", "grid": grid_id("G1") });
    supervisor.post("/api/v1/organizations", &committee).keyed().expect(201).await;
    let post = json!({ "code": "P1", "name": "先锋岗", "duties": ["巡查"], "skills": [], "places": 1,
        "zone": { "kind": "building_groups", "building_groups": [group_id("Q1")] } });
    supervisor.post("/api/v1/pioneer-posts", &post).keyed().expect(201).await;
    assert!(listed(&supervisor).await.is_empty());
}

#[actix_web::test]
async fn whoever_a_matter_is_about_or_is_below_its_lowest_level_is_noticed() {
    let desk = Desk::new().await;
    settle(&desk.town).await;
    let supervisor = supervisor(&desk).await;
    let company = json!({ "code": "WY-1", "kind": "property", "name": "物业", "grid": grid_id("N1"),
        "serves": [{ "kind": "grid", "id": grid_id("N1") }] });
    let company =
        supervisor.post("/api/v1/organizations", &company).keyed().expect(201).await.json();
    let helps = json!({ "co_handlers": [company["id"]], "co_handlers_here": ["property_here"] });
    let about = [
        ("rule_about_partaker", "/effect/co_handlers"),
        ("rule_about_partaker", "/effect/co_handlers_here"),
    ];
    let about = about.map(|(code, pointer)| (code.to_owned(), pointer.to_owned()));
    let category = json!({ "category": "housing.property" });
    let fees = ruled(&supervisor, rule("FEES", "N1", category, helps.clone())).await;
    assert_eq!((told(&fees["notices"]), told(&fees["problems"])), (about.to_vec(), about.to_vec()));
    let category = json!({ "category": "housing" });
    let houses = ruled(&supervisor, rule("HOUSES", "N1", category, helps)).await;
    assert_eq!(told(&houses["notices"]), about, "where it does nothing");
    assert_eq!(houses["problems"], Value::Null, "for it does something elsewhere");
    let low = json!({ "level": "building_group" });
    let category = json!({ "category": "mediation.violence" });
    let low = ruled(&supervisor, rule("LOW", "N1", category, low)).await;
    let expected = [("rule_below_lowest_level".to_owned(), "/effect/level".to_owned())];
    assert_eq!(told(&low["notices"]), expected);
}

#[actix_web::test]
async fn whoever_is_below_the_lowest_level_that_sees_a_matter_has_no_part_in_it() {
    let written = include_str!("../../config/categories.toml");
    let lowest = "lowest_level = \"neighborhood\"";
    let open = written.replace(lowest, &format!("{lowest}\nconfidential = false"));
    assert_ne!(open, written);
    let settings = settings();
    let categories = Categories::parse(&open, &settings.levels).unwrap();
    let desk = Desk::on(Town::with(AtlasSettings { categories, ..settings }).await).await;
    let supervisor = supervisor(&desk).await;
    let family = json!({ "category": "mediation.family" });
    let shared = json!({ "copies_here": ["neighborhood_here"] });
    let shared = ruled(&supervisor, rule("FAMILY", "T", family, shared)).await;
    let expected = [("rule_never_shared".to_owned(), "/effect".to_owned())];
    assert_eq!(told(&shared["notices"]), expected);
}

#[actix_web::test]
async fn a_change_set_that_writes_such_a_rule_says_so_in_its_preview() {
    let hall = Hall::open().await;
    let profile = json!({ "name": "业委会协办", "grid": grid_id("N1"),
        "effect": { "co_handlers_here": ["owners_committee_here"] } });
    let draft = Draft::begin(&hall).await;
    draft.add(json!({ "set_rule": { "code": "YW", "profile": profile } })).await;
    let previewed = draft.preview().await;
    let notices = &previewed["preview"]["notices"];
    assert_eq!(notices[0]["code"], "rule_nobody_here");
    assert_eq!(notices[0]["pointer"], "/operations/0/set_rule/effect/co_handlers_here");
    assert_eq!(previewed["preview"]["problems"], json!([]), "it may be applied all the same");
    draft.apply().await;
    let problems = hall.get("supervisor", "/routing-rules/problems").expect(200).await.items();
    assert_eq!(problems[0]["code"], "YW");
}
