//! What the binary is built from: licences that suit Apache-2.0, no crate that was found wanting,
//! no second copy of the heavy ones.

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Licences that may stand alone; of "A OR B" one is enough.
const SUITABLE: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "PostgreSQL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Crates that must not come in, and why.
const BANNED: &[(&str, &str)] = &[
    ("actix-governor", "GPL; `governor` with a small middleware does it"),
    ("garde", "counts bytes, not characters"),
    ("utoipa-scalar", "its page loads a script from elsewhere"),
    ("openssl-sys", "needs more than a C compiler"),
    ("aws-lc-sys", "needs more than a C compiler"),
];

/// What the fuzz targets need beside what is built here, with its licences: it is built by whoever
/// fuzzes, never served.
const FUZZING: &[(&str, &str)] = &[
    ("arbitrary", "MIT OR Apache-2.0"),
    ("jobserver", "MIT OR Apache-2.0"),
    ("libfuzzer-sys", "(MIT OR Apache-2.0) AND NCSA"),
    ("wangge-fuzz", "Apache-2.0"),
];

fn packages() -> Vec<Value> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--offline",
            "--filter-platform",
            &host(),
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// The platform that is built for: crates of others need not be on this machine.
fn host() -> String {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let version = Command::new(rustc).arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

fn suits(expression: &str) -> bool {
    let part = |part: &str| {
        part.split(" AND ").all(|one| SUITABLE.contains(&one.trim_matches(['(', ')', ' '])))
    };
    expression.replace('/', " OR ").split(" OR ").any(|one| part(one.trim()))
        || expression
            .split(" AND ")
            .all(|one| one.trim_matches(['(', ')']).split(" OR ").any(|one| part(one.trim())))
}

#[test]
fn every_licence_suits_ours_and_no_banned_crate_is_in() {
    let mut wrong = Vec::new();
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        if !suits(package["license"].as_str().unwrap_or_default()) {
            wrong.push(format!("{name}: licence {}", package["license"]));
        }
        wrong.extend(
            BANNED
                .iter()
                .filter(|(banned, _)| *banned == name)
                .map(|(_, why)| format!("{name}: {why}")),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn everything_of_others_comes_from_one_registry_with_its_checksum() {
    for (lock, own) in
        [("Cargo.lock", &["wangge"][..]), ("tests/fuzz/Cargo.lock", &["wangge", "wangge-fuzz"])]
    {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(lock)).unwrap();
        let lock: toml::Table = text.parse().unwrap();
        let packages = lock["package"].as_array().unwrap();
        let of_others =
            packages.iter().filter(|package| !own.contains(&package["name"].as_str().unwrap()));
        let field = |package: &toml::Value, name: &str| {
            package.get(name).map(|text| text.as_str().unwrap().to_owned())
        };
        let sources: BTreeSet<Option<String>> =
            of_others.clone().map(|package| field(package, "source")).collect();
        assert_eq!(sources.len(), 1, "{sources:?}");
        assert!(
            sources.first().unwrap().as_ref().is_some_and(|source| source.starts_with("registry+"))
        );
        let unchecked: Vec<_> =
            of_others.filter(|package| package.get("checksum").is_none()).collect();
        assert!(unchecked.is_empty(), "{unchecked:?}");
    }
}

#[test]
fn there_is_one_diesel_one_geo_and_one_rstar() {
    let copies = |name| packages().iter().filter(|package| package["name"] == name).count();
    for single in ["diesel", "geo", "rstar", "actix-web", "libsqlite3-sys"] {
        assert_eq!(copies(single), 1, "{single}");
    }
    // Below `geo` there is one of its own, older than that which our overlay needs.
    assert_eq!(copies("i_overlay"), 2);
}

#[test]
fn the_fuzz_targets_need_nothing_else_than_what_is_listed() {
    let locked = |path: &str| -> BTreeSet<String> {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        text.lines()
            .filter_map(|line| Some(line.strip_prefix("name = ")?.trim_matches('"').to_owned()))
            .collect()
    };
    let ours = locked("Cargo.lock");
    let further: Vec<String> = locked("tests/fuzz/Cargo.lock").difference(&ours).cloned().collect();
    assert_eq!(further, FUZZING.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    for (name, licence) in FUZZING {
        // NCSA is a permissive licence like MIT's, of the fuzzer itself.
        assert!(suits(&licence.replace(" AND NCSA", "")), "{name}: {licence}");
    }
}
