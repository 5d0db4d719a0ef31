//! The direction of the architecture: main → app → web, jobs → service → store → domain. A wrong
//! arrow fails.

use std::fs;
use std::path::{Path, PathBuf};

/// Each layer and the modules of the crate that it may name.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &["domain", "error"]),
    ("store", &["store", "domain", "error", "clock"]),
    ("service", &["service", "store", "domain", "error", "clock"]),
    ("demo", &["demo", "service", "store", "domain", "error", "clock"]),
    ("jobs", &["jobs", "service", "store", "domain", "error", "clock"]),
    ("web", &["web", "service", "store", "domain", "error", "clock", "config"]),
    ("config", &["config", "domain", "error"]),
    ("error", &["error"]),
    ("clock", &["clock", "domain"]),
];

/// What a layer must not know of, wherever it comes from.
const FOREIGN: &[(&str, &[&str])] = &[
    ("domain", &["diesel", "actix_web", "tokio", "rand"]),
    ("store", &["actix_web"]),
    ("service", &["actix_web", "diesel"]),
];

/// The modules of the domain, each of which names only those before it.
const DOMAIN: &[&str] = &[
    // words, identifiers, time and other ground
    "vocabulary",
    "label",
    "id",
    "identifiers",
    "period",
    "seeded",
    "parallel",
    "characters",
    "secret_text",
    "phone",
    "mask",
    "login_name",
    "lockout",
    "datum",
    "role",
    "access",
    "rule_file",
    // what the rule files say
    "calendar",
    "level",
    "skill",
    "request_terms",
    "report_back",
    "reply_template",
    // places and people
    "geometry",
    "unit",
    "duty",
    "grid_history",
    "organization",
    // what a request may be about, which names kinds of organisations
    "category",
    "address",
    "alias",
    "pioneer_post",
    "file_import",
    // requests and rules, then the picture of everything that decides who answers
    "request",
    "routing_rule",
    "change",
    "change_size",
    "atlas",
    "accuracy",
    "routing",
    "office",
    "rehold",
    // who may see and change what
    "scope",
    "authority",
    // changes of responsibility
    "atlas_edit",
    "plan",
    "check",
    "balance",
    "border_proposal",
    "reassignment",
    // who serves beside those on duty
    "registration",
    "second_identity",
    "building_circle",
    // for the API reference
    "schemas",
];

/// Where the domain knows the API reference: the macro of all vocabularies, what a supervisor
/// writes and reads as it is (operations, sizes, loads, what cannot be restored), and the words of
/// rule files that forms are made of. Views of these would repeat them field by field.
const DOCUMENTED: &[&str] = &[
    "category/question.rs",
    "change_size.rs",
    "label.rs",
    "reassignment/inverse.rs",
    "reassignment/operation.rs",
    "reassignment/operation/areas.rs",
    "reassignment/operation/people.rs",
    "reassignment/operation/rules.rs",
    "reassignment/preview/loads.rs",
    "registration.rs",
    "request_terms.rs",
    "routing_rule/time.rs",
    "schemas.rs",
    "vocabulary.rs",
];

#[test]
fn the_domain_has_an_order() {
    let mut wrong = Vec::new();
    for file in sources("domain").iter().filter(|file| !is_test(file)) {
        let inside =
            file.strip_prefix(domain()).unwrap_or(Path::new("")).to_string_lossy().into_owned();
        let module = inside.split(['/', '.']).next().unwrap_or_default();
        let Some(place) = DOMAIN.iter().position(|known| *known == module) else {
            wrong.extend(
                (!module.is_empty()).then(|| format!("{module} has no place in the order")),
            );
            continue;
        };
        let text = code(&fs::read_to_string(file).unwrap());
        // From a folder of a module it takes as many steps up as the file lies deep.
        let up = "super::".repeat(inside.split('/').count());
        let crosses = ["crate::domain::", &up];
        for prefix in crosses {
            let named =
                text.match_indices(prefix).map(|(at, _)| name_at(&text[at + prefix.len()..]));
            let later = named.filter(|name| {
                DOMAIN.iter().position(|known| known == name).is_some_and(|other| other > place)
            });
            wrong.extend(later.map(|name| format!("{inside} → {name}")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn few_modules_of_the_domain_know_the_api_reference() {
    let knowing = |file: &PathBuf| {
        let text = code(&fs::read_to_string(file).unwrap());
        let inside = file.strip_prefix(domain()).ok()?.to_string_lossy().into_owned();
        text.contains("utoipa").then_some(inside)
    };
    let mut found: Vec<String> = sources("domain").iter().filter_map(knowing).collect();
    found.sort();
    assert_eq!(found, DOCUMENTED);
}

fn domain() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/domain")
}

/// Tests may look at anything.
pub fn is_test(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default();
    ["tests.rs", "properties.rs", "test_support.rs"].iter().any(|known| name == *known)
}

#[test]
fn no_arrow_points_the_wrong_way() {
    let mut wrong = Vec::new();
    for &(layer, allowed) in MAY_USE {
        let foreign =
            FOREIGN.iter().find(|(of, _)| *of == layer).map_or(&[][..], |(_, names)| names);
        for file in sources(layer) {
            let text = code(&fs::read_to_string(&file).unwrap());
            let named =
                text.match_indices("crate::").map(|(at, _)| name_at(&text[at + "crate::".len()..]));
            wrong.extend(
                named
                    .filter(|name| !allowed.contains(name))
                    .map(|name| format!("{} → {name}", file.display())),
            );
            let known = foreign.iter().filter(|name| text.contains(&format!("{name}::")));
            wrong.extend(known.map(|name| format!("{} knows {name}", file.display())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The files of a layer: `src/layer.rs` and everything in `src/layer/`.
fn sources(layer: &str) -> Vec<PathBuf> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = vec![src.join(format!("{layer}.rs"))];
    let mut folders = vec![src.join(layer)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.retain(|path| path.is_file());
    found
}

/// The text without comments and without the unit tests at its foot.
pub fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

pub fn name_at(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}
