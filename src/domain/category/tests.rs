#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use super::*;
use crate::domain::request::ClockAllowance;
use crate::domain::request::test_support::categories;

const FILE: &str = include_str!("../../../config/categories.toml");

pub(super) fn levels() -> Levels {
    Levels::parse(include_str!("../../../config/levels.toml")).unwrap()
}

#[test]
fn the_file_of_the_project_covers_the_concerns_and_themes() {
    let categories = categories();
    for &concern in Concern::ALL {
        assert!(categories.all().iter().any(|category| category.concern == concern), "{concern}");
    }
    for &theme in Theme::ALL {
        assert!(categories.all().iter().any(|category| category.theme == Some(theme)), "{theme}");
    }
    assert!(
        (60..80).contains(&categories.all().len()),
        "enough to tell apart, and few enough to choose from"
    );
    assert!(categories.get("other").unwrap().public, "whatever fits nowhere must go somewhere");
    assert!(categories.get("nothing").is_none());
}

#[test]
fn a_category_inherits_what_it_does_not_state() {
    let categories = categories();
    let gas = categories.get("safety.gas").unwrap();
    assert_eq!(
        (gas.concern, gas.urgency, gas.anonymous),
        (Concern::Pressing, Urgency::Critical, true)
    );
    let noise = categories.get("environment.noise").unwrap();
    assert_eq!((noise.kind, noise.theme, noise.start_level), (RequestKind::Complaint, None, None));
    let renewal = categories.get("housing.renewal").unwrap();
    assert_eq!(
        (renewal.concern, renewal.start_level),
        (Concern::Hoped, levels().index_of("neighborhood"))
    );
    let repair = categories.get("housing.repair").unwrap();
    assert_eq!(repair.clocks.resolve, Some(ClockAllowance::WorkingDays(3)));
    assert_eq!(
        (noise.duplicate_radius_m, categories.get("environment.river").unwrap().duplicate_radius_m),
        (100, 200)
    );
    assert_eq!(
        (repair.parent(), categories.get("housing").unwrap().parent()),
        (Some("housing"), None)
    );
}

#[test]
fn within_follows_the_tree_and_not_the_letters() {
    let rows = [
        ("care", "care", true),
        ("care.elderly", "care", true),
        ("care.elderly.meals", "care", true),
        ("care", "care.elderly", false),
        ("careers", "care", false),
        ("housing.care", "care", false),
    ];
    for (code, ancestor, expected) in rows {
        assert_eq!(is_within(code, ancestor), expected, "{code} {ancestor}");
    }
}

/// Returns the problems of a text as `code@line`.
pub(super) fn problems(text: &str) -> Vec<String> {
    let problems = Categories::parse(text, &levels()).unwrap_err();
    problems
        .iter()
        .map(|problem| format!("{}@{}", problem.code.as_str(), problem.params["line"]))
        .collect()
}

#[test]
fn problems_name_their_line() {
    let whole = |keys: &str| {
        format!(
            "[[category]]\ncode = \"care\"\nname = {{ zh = \"关爱\", en = \"Care\" }}\nconcern = \"hoped\"\n{keys}\n"
        )
    };
    let rows = [
        ("start_level = \"village\"", "rule_file_value@5"),
        ("theme = \"old\"\nstart_level = \"town\"", "rule_file_value@5"),
        ("urgency = 1", "rule_file_value@5"),
        ("public = \"yes\"", "rule_file_value@5"),
        ("questions = []", "rule_file_unknown_key@5"),
        ("clocks = { resolve = { working_days = 0 } }", "rule_file_value@5"),
        ("clocks = { resolve = { working_days = 1, minutes = 3 } }", "category_clock@5"),
        ("clocks = { resolve = {} }", "category_clock@5"),
        ("duplicate_radius_m = -1", "rule_file_value@5"),
        ("duplicate_radius_m = 5001", "rule_file_value@5"),
        ("submittable = false", "category_referral@1"),
        ("referral = \"discipline\"", "rule_file_value@5"),
        ("clocks = { finish = { minutes = 3 } }", "rule_file_unknown_key@5"),
    ];
    for (keys, expected) in rows {
        assert_eq!(problems(&whole(keys)), [expected], "{keys}");
    }
    assert_eq!(problems(""), ["rule_file_missing@1"]);
}

#[test]
fn codes_are_new_and_stand_after_the_category_they_belong_to() {
    let twice = format!(
        "{FILE}\n[[category]]\ncode = \"other\"\nname = {{ zh = \"他\", en = \"X\" }}\nconcern = \"hoped\"\n"
    );
    let lines = FILE.lines().count();
    assert_eq!(problems(&twice), [format!("rule_file_twice@{}", lines + 3)]);
    let renamed = problems(&FILE.replace("\"care\"", "\"cares\""));
    let below =
        categories().all().iter().filter(|category| category.code.starts_with("care.")).count();
    assert!(renamed.len() == below && renamed[0].starts_with("category_parent@"), "{renamed:?}");
    assert!(problems(&FILE.replace("\"care\"", "\"Care\""))[0].starts_with("rule_file_value@"));
}
