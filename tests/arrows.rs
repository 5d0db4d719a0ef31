//! The direction of the architecture: main → app → web, jobs → service → store → domain. A wrong
//! arrow fails.

use std::fs;
use std::path::{Path, PathBuf};

/// Each layer and the modules of the crate that it may name.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &["domain", "error"]),
    ("store", &["store", "domain", "error", "clock"]),
    ("service", &["service", "store", "domain", "error", "clock"]),
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
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn name_at(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}
