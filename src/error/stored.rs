//! Problems that were stored, perhaps by an earlier version whose texts named other values.

use super::wording::{
    ALLIANCES, BUILDING_GROUPS, CHILD_GRIDS, CIRCLES, HOUSEHOLDS, ORGANIZATIONS, REGISTRATIONS,
    ROLES, UNITS,
};
use super::{Code, Language, Problem, counts, first_name};
use serde::Deserialize;
use serde_json::{Map, Value};

/// A problem as it is stored.
#[derive(Deserialize)]
pub(super) struct StoredProblem {
    code: Code,
    pointer: String,
    params: Map<String, Value>,
}

impl From<StoredProblem> for Problem {
    /// Completes the values that the text of today names: what was stored as numbers is put into
    /// words, and what was not stored is not known.
    fn from(StoredProblem { code, pointer, params }: StoredProblem) -> Self {
        let mut problem = Self { code, pointer, params };
        for name in [Language::Chinese, Language::English]
            .into_iter()
            .flat_map(|language| names(code.text(language)))
        {
            if !problem.params.contains_key(name) {
                let value = counted(&problem, name);
                problem.params.insert(name.to_owned(), value.unwrap_or_default());
            }
        }
        problem
    }
}

/// Returns the names in braces in a text.
fn names(mut rest: &str) -> Vec<&str> {
    let mut names = Vec::new();
    while let Some((_, name, after)) = first_name(rest) {
        names.push(name);
        rest = after;
    }
    names
}

/// Returns words for what an earlier version stored as numbers alone.
fn counted(problem: &Problem, name: &str) -> Option<Value> {
    let kinds = match (problem.code, name) {
        (Code::GridNotEmpty, "left") => &[CHILD_GRIDS, BUILDING_GROUPS, ORGANIZATIONS][..],
        (Code::GridInUse, "left") => &[REGISTRATIONS, ROLES, ALLIANCES, CIRCLES][..],
        (Code::ApprovalRequired, "size") => &[UNITS, HOUSEHOLDS][..],
        _ => return None,
    };
    let number = |kind: &str| usize::try_from(problem.params.get(kind)?.as_u64()?).ok();
    let found = kinds.iter().map(|&counted| Some((number(counted.0)?, counted)));
    Some(counts(&found.collect::<Option<Vec<_>>>()?).into())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(code: &str, params: &Value) -> String {
        let stored = json!({ "code": code, "pointer": "", "params": params });
        serde_json::from_value::<Problem>(stored).unwrap().message(Language::Chinese)
    }

    #[test]
    fn values_that_an_earlier_version_did_not_store_are_put_into_words_or_not_known() {
        let full = json!({ "code": "G1", "children": 2, "building_groups": 0, "organizations": 1 });
        assert_eq!(told("grid_not_empty", &full), "网格 G1 还有 2 个下级网格、1 个单位，请先移走");
        let unknown = told("grid_not_empty", &json!({ "code": "G1" }));
        assert_eq!(unknown, "网格 G1 还有 —，请先移走");
    }

    #[test]
    fn what_is_stored_today_is_read_as_it_is() {
        let problem = Problem::new(Code::StaleVersion).at("/version").with("current", 7);
        let stored = serde_json::to_value(&problem).unwrap();
        assert_eq!(serde_json::from_value::<Problem>(stored).unwrap(), problem);
    }
}
