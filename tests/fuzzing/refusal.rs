//! What every refusal is, whatever was sent.

use wangge::error::{Error, Language, Problem};

/// A verb refuses for reasons of the caller, never for one of the service.
pub fn check(error: &Error) {
    match error {
        Error::Refused(problems) => {
            assert!(!problems.is_empty(), "a refusal says why");
            problems.iter().for_each(check_problem);
        }
        fault => unreachable!("a fault of the service: {fault}"),
    }
}

/// A problem has a status of the caller's, and every value that its text names.
pub fn check_problem(problem: &Problem) {
    let status = problem.code.status();
    assert!((400..500).contains(&status), "{problem:?} has status {status}");
    for language in [Language::Chinese, Language::English] {
        let text = problem.code.text(language);
        let names =
            text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
        for name in names {
            assert!(problem.params.contains_key(name), "{problem:?} has no {name} for its text");
        }
    }
}
