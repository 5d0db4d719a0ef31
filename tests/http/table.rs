//! The route table, walked.

use actix_web::http::Method;
use std::collections::BTreeSet;
use wangge::web::openapi::operation_of;
use wangge::web::permission::Requirement;
use wangge::web::route::Endpoint;
use wangge::web::routes;

/// A path of the template's form.
pub fn uri(endpoint: &Endpoint) -> String {
    let filled = |segment: &'static str| {
        if segment.starts_with('{') { "0199a3f2-6a52-7c1e-9d4b-1f2e3d4c5b6a" } else { segment }
    };
    endpoint.path.split('/').map(filled).collect::<Vec<_>>().join("/")
}

fn is_page(endpoint: &Endpoint) -> bool {
    endpoint.path.starts_with("/docs")
}

#[test]
fn every_post_needs_a_key_unless_the_table_says_why_not() {
    for endpoint in routes::table().endpoints() {
        let expected = endpoint.method == Method::POST && endpoint.unkeyed.is_none();
        assert_eq!(endpoint.needs.key, expected, "{} {}", endpoint.method, endpoint.path);
        assert!([Method::GET, Method::POST].contains(&endpoint.method), "{}", endpoint.path);
        assert!(
            !endpoint.permission.is_empty()
                && endpoint.requirement != Requirement::Roles(Default::default())
        );
    }
}

#[test]
fn handlers_declare_the_method_and_path_of_the_table() {
    let table = routes::table();
    let mut documented = table.documented().clone();
    let mut names = BTreeSet::new();
    for endpoint in table.endpoints().filter(|endpoint| !is_page(endpoint)) {
        let operation = documented
            .paths
            .paths
            .get_mut(endpoint.path)
            .and_then(|item| operation_of(item, &endpoint.method));
        let operation = operation.unwrap_or_else(|| {
            unreachable!("{} {} is not declared", endpoint.method, endpoint.path)
        });
        let name = operation.operation_id.clone().unwrap_or_default();
        assert!(operation.summary.is_some(), "{name} has no summary");
        assert!(names.insert(name.clone()), "{name} is two operations");
    }
    let declared: usize = documented
        .paths
        .paths
        .values()
        .map(|item| usize::from(item.get.is_some()) + usize::from(item.post.is_some()))
        .sum();
    assert_eq!(declared, names.len(), "a handler declares a route that the table has not");
}
