//! Modules beside each other form no circle: of any two in one folder, at most one leads to the
//! other. So what a folder does can be read in an order. The few circles that stay have a name.

use crate::arrows::{code, is_test, name_at};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Modules of a folder that may lead to each other, with the reason.
const CIRCULAR: &[(&str, &[&str], &str)] = &[
    (
        "store",
        &["db", "number", "opened", "past", "postgres", "sqlite", "tx", "work"],
        "the store is its door: a transaction belongs to a writer, which belongs to the store",
    ),
    (
        "web",
        &[
            "admit",
            "answer",
            "arrival",
            "body",
            "handler",
            "idempotency",
            "language",
            "openapi",
            "parameters",
            "permission",
            "problem",
            "route",
            "table",
            "version",
        ],
        "a route is admitted by what its arguments need, and documented by what they are",
    ),
];

/// A module by the names that lead to it from the root of the crate.
type ModulePath = Vec<String>;

#[test]
fn modules_beside_each_other_form_no_circle() {
    let crate_modules = Modules::read();
    let mut wrong = Vec::new();
    for (folder, arrows) in crate_modules.arrows_between_siblings() {
        let excepted = CIRCULAR.iter().find(|(name, ..)| *name == folder.join("::"));
        let may_stay = |from: &str, to: &str| {
            excepted.is_some_and(|(_, ring, _)| ring.contains(&from) && ring.contains(&to))
        };
        let kept: BTreeMap<&str, BTreeSet<&str>> = arrows
            .iter()
            .map(|(from, to)| {
                let to = to.iter().map(String::as_str).filter(|to| !may_stay(from, to)).collect();
                (from.as_str(), to)
            })
            .collect();
        for (&from, targets) in &kept {
            let circular = targets.iter().filter(|to| reaches(&kept, to, from));
            wrong.extend(circular.map(|to| format!("{}: {from} ↔ {to}", folder.join("::"))));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn circles_that_stay_are_circles() {
    let arrows = Modules::read().arrows_between_siblings();
    for (folder, ring, _) in CIRCULAR {
        let path: ModulePath = folder.split("::").map(str::to_owned).collect();
        let inside: BTreeMap<&str, BTreeSet<&str>> = arrows[&path]
            .iter()
            .filter(|(from, _)| ring.contains(&from.as_str()))
            .map(|(from, to)| (from.as_str(), to.iter().map(String::as_str).collect()))
            .collect();
        for module in *ring {
            assert!(reaches(&inside, module, module), "{folder}::{module} is in no circle");
        }
    }
}

/// Returns true if arrows lead from one module to another one, or back to itself.
fn reaches(arrows: &BTreeMap<&str, BTreeSet<&str>>, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(module) = open.pop() {
        for &next in arrows.get(module).into_iter().flatten() {
            if next == to {
                return true;
            }
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    false
}

/// All modules of the crate.
struct Modules(BTreeMap<ModulePath, Module>);

struct Module {
    text: String,
    /// Paths that the module names, and whether it names them in a `use`.
    named: Vec<NamedPath>,
}

struct NamedPath {
    path: ModulePath,
    imported: bool,
}

impl Modules {
    fn read() -> Self {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut found = BTreeMap::new();
        for file in sources(&src) {
            let inside = file.strip_prefix(&src).unwrap().with_extension("");
            let path: ModulePath =
                inside.iter().map(|name| name.to_string_lossy().into_owned()).collect();
            let path = if path == ["lib"] { Vec::new() } else { path };
            let text = code(&fs::read_to_string(&file).unwrap());
            let named = named_paths(&text);
            found.insert(path, Module { text, named });
        }
        Self(found)
    }

    /// Returns the arrows between the modules of each folder, also those that parts of theirs draw.
    fn arrows_between_siblings(&self) -> BTreeMap<ModulePath, BTreeMap<String, BTreeSet<String>>> {
        let mut arrows: BTreeMap<ModulePath, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
        for (from, module) in &self.0 {
            let absolute = module.named.iter().filter_map(|named| self.absolute(from, &named.path));
            for to in absolute.map(|path| self.home_of(path, 0)) {
                let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
                if let (Some(a), Some(b)) = (from.get(common), to.get(common)) {
                    let folder = arrows.entry(from[..common].to_vec()).or_default();
                    folder.entry(a.clone()).or_default().insert(b.clone());
                }
            }
        }
        arrows
    }

    /// Returns a path from the root of the crate; none for one that leads out of it.
    fn absolute(&self, module: &ModulePath, path: &[String]) -> Option<ModulePath> {
        let (first, rest) = path.split_first()?;
        let mut base = match first.as_str() {
            "crate" => return Some(rest.to_vec()),
            "self" => module.clone(),
            "super" => module[..module.len().checked_sub(1)?].to_vec(),
            _ => {
                let child = [module.as_slice(), std::slice::from_ref(first)].concat();
                return self.0.contains_key(&child).then(|| [child.as_slice(), rest].concat());
            }
        };
        for name in rest {
            match name.as_str() {
                "super" => drop(base.pop()?),
                _ => base.push(name.clone()),
            }
        }
        Some(base)
    }

    /// Returns the module in which what a path names is written, behind what others pass on.
    fn home_of(&self, path: ModulePath, passed_on: usize) -> ModulePath {
        let deepest = (0..=path.len()).rev().find(|&end| self.0.contains_key(&path[..end]));
        let home = path[..deepest.unwrap_or_default()].to_vec();
        let Some(name) = path.get(home.len()).filter(|_| passed_on < 8) else { return home };
        let Some(module) = self.0.get(&home) else { return home };
        let imports = module.named.iter().filter(|named| named.imported);
        for import in imports {
            let Some((last, before)) = import.path.split_last() else { continue };
            let from = match last.as_str() {
                "*" => self.absolute(&home, before).filter(|child| {
                    self.0.get(child).is_some_and(|child| defines(&child.text, name))
                }),
                last if last == name => self.absolute(&home, &import.path),
                _ => None,
            };
            if let Some(from) = from.filter(|from| *from != path) {
                return self.home_of(from, passed_on + 1);
            }
        }
        home
    }
}

/// Returns true if a text defines a name, perhaps in a macro of ours: `vocabulary! { Name { … } }`.
fn defines(text: &str, name: &str) -> bool {
    text.lines().any(|line| {
        let words: Vec<&str> = line
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|w| !w.is_empty())
            .collect();
        let defined = words.windows(2).any(|pair| {
            let keyword = ["struct", "enum", "fn", "trait", "type", "const", "static"];
            keyword.contains(&pair[0]) && pair[1] == name
        });
        defined || line.trim_end() == format!("    {name} {{")
    })
}

/// Returns the paths in the `use` statements of a text, and those within the crate elsewhere.
fn named_paths(text: &str) -> Vec<NamedPath> {
    let mut named = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("use ") {
        let is_word = rest[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        rest = &rest[at + "use ".len()..];
        if !is_word {
            let statement = rest.split(';').next().unwrap_or_default();
            let paths = listed(statement, &Vec::new());
            named.extend(paths.into_iter().map(|path| NamedPath { path, imported: true }));
        }
    }
    for prefix in ["crate::", "super::", "self::"] {
        for (at, _) in text.match_indices(prefix) {
            named.push(NamedPath { path: leading_path(&text[at..]), imported: false });
        }
    }
    named
}

/// Returns the path that a text begins with.
fn leading_path(text: &str) -> ModulePath {
    let mut path = Vec::new();
    for part in text.split("::") {
        let name = name_at(part);
        if !name.is_empty() {
            path.push(name.to_owned());
        }
        if name != part {
            break;
        }
    }
    path
}

/// Returns the paths of a list as `use` writes them: `a::{b, c::{d, e as f}}`.
fn listed(list: &str, before: &ModulePath) -> Vec<ModulePath> {
    let mut found = Vec::new();
    let mut depth = 0;
    let parts = list.split(|c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        let (names, inner) = match part.split_once('{') {
            Some((names, inner)) => (names, inner.strip_suffix('}')),
            None => (part.split(" as ").next().unwrap_or_default(), None),
        };
        let names = names.split("::").map(str::trim).filter(|name| !name.is_empty());
        let path: ModulePath = before.iter().cloned().chain(names.map(str::to_owned)).collect();
        match inner {
            Some(inner) => found.extend(listed(inner, &path)),
            None => found.push(path),
        }
    }
    found
}

/// The files of a folder and those below it that are no tests.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") && !is_test(&path) {
            found.push(path);
        }
    }
    found
}
