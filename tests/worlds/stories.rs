//! What must hold.

use super::document::Document;
use super::library::Library;
use super::roles::{NOBODY, adversaries, in_role};
use super::run::{Plan, run};
use super::secret::{Secret, Side};
use wangge::domain::role::{Role, RoleSet};

/// Sequences in the suite: on SQLite, on PostgreSQL.
const SEQUENCES: [usize; 2] = [200, 50];
/// Routes are called in so many sequences.
const PARTS: usize = 20;

fn from_environment(name: &str) -> Option<usize> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

/// `WANGGE_WORLDS_FROM` and `WANGGE_WORLDS_SEQUENCES` say which sequences are played, so that one
/// can be played again.
fn sequences() -> (usize, usize) {
    let on_postgres = std::env::var("WANGGE_TEST_POSTGRES").is_ok();
    let usual = SEQUENCES[usize::from(on_postgres)];
    let from = from_environment("WANGGE_WORLDS_FROM").unwrap_or_default();
    (from, from_environment("WANGGE_WORLDS_SEQUENCES").unwrap_or(usual))
}

#[test]
fn nobody_learns_what_is_hidden_from_them() {
    let (from, sequences) = sequences();
    let outcome = run(Plan::Chance, from, sequences);
    assert!(outcome.found.is_empty(), "{}", outcome.report());
}

#[test]
fn worlds_without_a_difference_look_alike() {
    let outcome = run(Plan::Control, 0, 20);
    assert!(outcome.found.is_empty(), "{}", outcome.report());
}

#[test]
fn every_route_tells_nothing() {
    let outcome = run(Plan::Tour { parts: PARTS }, 0, PARTS);
    assert!(outcome.found.is_empty(), "{}", outcome.report());
    for operation in &Document::of_the_service().operations {
        let name = format!("{} {}", operation.method, operation.path);
        assert!(outcome.covered.keys().any(|(route, _)| *route == name), "{name} is not called");
    }
}

#[test]
fn somebody_tries_in_every_role() {
    actix_web::rt::System::new().block_on(async {
        let world = Library::default().world(Secret::Nothing, Side::One, NOBODY).await;
        for &role in Role::ALL {
            let logins: Vec<_> =
                in_role(role).iter().filter(|login| adversaries().contains(login)).collect();
            assert!(!logins.is_empty(), "nobody tries as {role}");
            for login in logins {
                assert!(world.scope(login).has(RoleSet::of(&[role])), "{login} is no {role}");
            }
        }
    });
}
