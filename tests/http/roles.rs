//! Who may call which route, written down once more, apart from the permissions of the handlers
//! that it is held against.

use super::table::uri;
use crate::support::app::TestApp;
use std::num::NonZeroU32;
use wangge::domain::role::Role;
use wangge::web::route::Endpoint;
use wangge::web::routes;

/// The letter of each role in the table.
const LETTERS: [(char, Role); Role::ALL.len()] = [
    ('r', Role::Resident),
    ('m', Role::Member),
    ('b', Role::BuildingGroupLeader),
    ('g', Role::GridLeader),
    ('n', Role::NeighbourhoodSecretary),
    ('d', Role::TownDesk),
    ('s', Role::Supervisor),
    ('y', Role::SystemAdministrator),
    ('c', Role::SecurityAdministrator),
    ('a', Role::Auditor),
    ('i', Role::Integrator),
    ('l', Role::Liaison),
];

/// Route by route the roles that may call it, or `anyone`, who need not have signed in.
#[rustfmt::skip]
const MAY_CALL: &[(&str, &str)] = &[
    ("GET /healthz", "anyone"),
    ("GET /readyz", "anyone"),
    ("GET /metrics", "anyone"),
    ("GET /api/v1/openapi.json", "anyone"),
    ("GET /api/v1/dictionaries", "anyone"),
    ("GET /api/v1/request-states", "anyone"),
    ("GET /api/v1/categories", "anyone"),
    ("GET /api/v1/levels", "anyone"),
    ("GET /api/v1/skills", "anyone"),
    ("GET /.well-known/jwks.json", "anyone"),
    ("POST /api/v1/auth/login", "anyone"),
    ("POST /api/v1/auth/password", "anyone"),
    ("POST /api/v1/auth/totp", "anyone"),
    ("POST /api/v1/auth/totp/confirm", "anyone"),
    ("POST /api/v1/auth/code", "anyone"),
    ("POST /api/v1/auth/code/login", "anyone"),
    ("POST /api/v1/auth/refresh", "anyone"),
    ("POST /api/v1/auth/logout", "rmbgndsycail"),
    ("GET /api/v1/me", "rmbgndsycail"),
    ("GET /api/v1/locate", "anyone"),
    ("POST /api/v1/locate", "anyone"),
    ("GET /api/v1/grids", "rmbgndsycail"),
    ("POST /api/v1/grids", "------s-----"),
    ("POST /api/v1/grids/boundaries", "------s-----"),
    ("GET /api/v1/grids/boundaries.geojson", "rmbgndsycail"),
    ("GET /api/v1/grids/{id}", "rmbgndsycail"),
    ("GET /api/v1/grids/{id}/boundary", "rmbgndsycail"),
    ("GET /api/v1/grids/{id}/children", "rmbgndsycail"),
    ("GET /api/v1/grids/{id}/history", "-mbgndsyca--"),
    ("GET /api/v1/grids/{id}/holders", "rmbgndsycail"),
    ("GET /api/v1/grids/{id}/building-groups", "rmbgndsycail"),
    ("GET /api/v1/grids/{id}/balance", "----n-s-----"),
    ("POST /api/v1/grids/{id}/retire", "------s-----"),
    ("POST /api/v1/building-groups", "----n-s-----"),
    ("GET /api/v1/building-groups/{id}", "rmbgndsycail"),
    ("POST /api/v1/building-groups/{id}/change", "------s-----"),
    ("POST /api/v1/building-groups/{id}/retire", "------s-----"),
    ("GET /api/v1/building-groups/{id}/addresses", "rmbgndsycail"),
    ("POST /api/v1/building-groups/{id}/addresses", "----n-s-----"),
    ("POST /api/v1/addresses/{id}/retire", "----n-s-----"),
    ("GET /api/v1/aliases", "rmbgndsycail"),
    ("POST /api/v1/aliases", "------s-----"),
    ("POST /api/v1/aliases/{id}/retire", "------s-----"),
    ("GET /api/v1/import-templates/{kind}", "----nds---i-"),
    ("GET /api/v1/imports", "----nds---i-"),
    ("POST /api/v1/imports", "----nds---i-"),
    ("GET /api/v1/imports/{id}", "----nds---i-"),
    ("GET /api/v1/imports/{id}/problems", "----nds---i-"),
    ("GET /api/v1/imports/{id}/problem-sheet", "----nds---i-"),
    ("POST /api/v1/imports/{id}/approve", "------s-----"),
    ("GET /api/v1/members", "-mbgndsyca--"),
    ("POST /api/v1/members", "----n-s-----"),
    ("GET /api/v1/members/{id}", "-mbgndsyca--"),
    ("GET /api/v1/members/{id}/duties", "-mbgndsyca--"),
    ("POST /api/v1/members/{id}/activate", "------s-----"),
    ("POST /api/v1/members/{id}/deactivate", "------s-----"),
    ("GET /api/v1/desk", "-mbgndsyca--"),
    ("GET /api/v1/desk/queues", "-----d------"),
    ("GET /api/v1/duties", "-mbgndsyca--"),
    ("POST /api/v1/duties", "----n-s-----"),
    ("GET /api/v1/duties/{id}", "-mbgndsyca--"),
    ("POST /api/v1/duties/{id}/end", "----n-s-----"),
    ("GET /api/v1/duty-roster", "-mbgndsyca--"),
    ("POST /api/v1/duty-roster", "------s-----"),
    ("GET /api/v1/absences", "-mbgndsyca--"),
    ("POST /api/v1/absences", "-mbgnds-----"),
    ("GET /api/v1/absences/{id}", "-mbgndsyca--"),
    ("POST /api/v1/absences/{id}/end", "-mbgnds-----"),
    ("GET /api/v1/appointments", "-------yca--"),
    ("POST /api/v1/appointments", "--------c---"),
    ("GET /api/v1/appointments/{id}", "-------yca--"),
    ("POST /api/v1/appointments/{id}/end", "--------c---"),
    ("GET /api/v1/organizations", "rmbgndsycail"),
    ("POST /api/v1/organizations", "----n-s-----"),
    ("GET /api/v1/organizations/{id}", "rmbgndsycail"),
    ("POST /api/v1/organizations/{id}/profile", "----n-s-----"),
    ("POST /api/v1/organizations/{id}/retire", "----n-s-----"),
    ("GET /api/v1/dispatch-catalogue", "-mbgndsyca--"),
    ("POST /api/v1/routing/coverage", "------s-----"),
    ("POST /api/v1/routing/coverage/sheet", "------s-----"),
    ("GET /api/v1/routing-rules", "-mbgndsyca--"),
    ("POST /api/v1/routing-rules", "------s-----"),
    ("GET /api/v1/routing-rules/problems", "------s-----"),
    ("GET /api/v1/routing-rules/{id}", "-mbgndsyca--"),
    ("POST /api/v1/routing-rules/{id}/profile", "------s-----"),
    ("POST /api/v1/routing-rules/{id}/retire", "------s-----"),
    ("GET /api/v1/reassignments", "rmbgndsycail"),
    ("POST /api/v1/reassignments", "------s-----"),
    ("POST /api/v1/reassignments/suggest", "------s-----"),
    ("POST /api/v1/reassignments/propose-borders", "------s-----"),
    ("GET /api/v1/reassignments/{id}", "rmbgndsycail"),
    ("GET /api/v1/reassignments/{id}/report", "rmbgndsycail"),
    ("POST /api/v1/reassignments/{id}/profile", "------s-----"),
    ("POST /api/v1/reassignments/{id}/operations", "------s-----"),
    ("POST /api/v1/reassignments/{id}/operations/remove", "------s-----"),
    ("POST /api/v1/reassignments/{id}/preview", "------s-----"),
    ("POST /api/v1/reassignments/{id}/replay", "------s-----"),
    ("POST /api/v1/reassignments/{id}/approve", "------s-----"),
    ("POST /api/v1/reassignments/{id}/apply", "------s-----"),
    ("POST /api/v1/reassignments/{id}/discard", "------s-----"),
    ("POST /api/v1/reassignments/{id}/undo", "------s-----"),
    ("POST /api/v1/routing/explain", "-mbgnds-----"),
    ("GET /api/v1/responsibility", "rmbgndsycail"),
    ("POST /api/v1/responsibility", "-mbgndsyca--"),
    ("GET /api/v1/pioneer-posts", "rmbgndsycail"),
    ("POST /api/v1/pioneer-posts", "----n-s-----"),
    ("POST /api/v1/pioneer-posts/serving", "anyone"),
    ("GET /api/v1/pioneer-posts/{id}", "rmbgndsycail"),
    ("POST /api/v1/pioneer-posts/{id}/profile", "----n-s-----"),
    ("POST /api/v1/pioneer-posts/{id}/retire", "----n-s-----"),
    ("GET /api/v1/pioneer-posts/{id}/holders", "rmbgndsycail"),
    ("POST /api/v1/pioneer-posts/{id}/holders", "----n-s-----"),
    ("GET /api/v1/post-holdings/{id}", "rmbgndsycail"),
    ("POST /api/v1/post-holdings/{id}/end", "rmbgndsycail"),
    ("POST /api/v1/post-holdings/{id}/consent", "rmbgndsycail"),
    ("GET /api/v1/alliances", "rmbgndsycail"),
    ("POST /api/v1/alliances", "----n-s-----"),
    ("GET /api/v1/alliances/{id}", "rmbgndsycail"),
    ("POST /api/v1/alliances/{id}/profile", "----n-s-----"),
    ("POST /api/v1/alliances/{id}/retire", "----n-s-----"),
    ("GET /api/v1/building-circles", "rmbgndsycail"),
    ("POST /api/v1/building-circles", "----n-s-----"),
    ("GET /api/v1/building-circles/{id}", "rmbgndsycail"),
    ("POST /api/v1/building-circles/{id}/profile", "rmbgndsycail"),
    ("POST /api/v1/building-circles/{id}/retire", "rmbgndsycail"),
    ("GET /api/v1/building-circles/{id}/exchanges", "rmbgndsycail"),
    ("POST /api/v1/building-circles/{id}/exchanges", "rmbgndsycail"),
    ("GET /api/v1/circle-exchanges/{id}", "rmbgndsycail"),
    ("POST /api/v1/circle-exchanges/{id}/settle", "rmbgndsycail"),
    ("GET /api/v1/building-circles/{id}/topics", "rmbgndsycail"),
    ("POST /api/v1/building-circles/{id}/topics", "rmbgndsycail"),
    ("GET /api/v1/circle-topics/{id}", "rmbgndsycail"),
    ("POST /api/v1/circle-topics/{id}/conclude", "rmbgndsycail"),
    ("GET /api/v1/registrations", "rmbgndsycail"),
    ("POST /api/v1/registrations", "rmbgndsycail"),
    ("GET /api/v1/registrations/{id}", "rmbgndsycail"),
    ("POST /api/v1/registrations/{id}/profile", "rmbgndsycail"),
    ("POST /api/v1/registrations/{id}/accept", "----n-s-----"),
    ("POST /api/v1/registrations/{id}/decline", "----n-s-----"),
    ("POST /api/v1/registrations/{id}/end", "rmbgndsycail"),
    ("GET /api/v1/community-roles", "rmbgndsycail"),
    ("POST /api/v1/community-roles", "----n-s-----"),
    ("GET /api/v1/community-roles/{id}", "rmbgndsycail"),
    ("POST /api/v1/community-roles/{id}/profile", "----n-s-----"),
    ("POST /api/v1/community-roles/{id}/retire", "----n-s-----"),
    ("POST /api/v1/community-roles/{id}/claims", "rmbgndsycail"),
    ("GET /api/v1/second-identities", "rmbgndsycail"),
    ("GET /api/v1/second-identities/{id}", "rmbgndsycail"),
    ("POST /api/v1/second-identities/{id}/accept", "----n-s-----"),
    ("POST /api/v1/second-identities/{id}/decline", "----n-s-----"),
    ("POST /api/v1/second-identities/{id}/end", "rmbgndsycail"),
    ("POST /api/v1/requests", "anyone"),
    ("GET /api/v1/requests", "rmbgndsycail"),
    ("GET /api/v1/requests/{id}", "rmbgndsycail"),
    ("GET /api/v1/requests/{id}/transitions", "rmbgndsycail"),
    ("POST /api/v1/requests/{id}/transitions", "anyone"),
    ("GET /api/v1/requests/{id}/timeline", "rmbgndsycail"),
    ("GET /api/v1/requests/{id}/routing", "rmbgndsycail"),
    ("GET /api/v1/requests/{id}/dispatch-candidates", "-----d------"),
    ("GET /api/v1/requests/{id}/report-back", "-----ds---i-"),
    ("POST /api/v1/requests/{id}/unmask", "-mbgnds-----"),
    ("POST /api/v1/requests/{id}/receipt", "anyone"),
    ("POST /api/v1/requests/{id}/receipt/renewal", "-----d------"),
    ("POST /api/v1/requests/{id}/correction-preview", "rmbgndsycail"),
    ("GET /api/v1/requests/{id}/tasks", "rmbgndsycail"),
    ("GET /api/v1/tasks", "-mbgnds----l"),
    ("GET /api/v1/tasks/{id}", "-mbgnds----l"),
    ("POST /api/v1/tasks/{id}/transitions", "-mbgnds----l"),
    ("POST /api/v1/requests/transitions", "rmbgndsycail"),
    ("POST /api/v1/requests/{id}/lease", "-----d------"),
    ("POST /api/v1/requests/{id}/lease/release", "-----d------"),
    ("GET /api/v1/reply-templates", "-----d------"),
    ("GET /api/v1/inbox", "-mbgn-------"),
    ("GET /api/v1/me/access-records", "rmbgndsycail"),
    ("GET /docs", "anyone"),
    ("GET /docs/errors", "anyone"),
    ("GET /docs/{file:.*}", "anyone"),
];

fn named(endpoint: &Endpoint) -> String {
    format!("{} {}", endpoint.method, endpoint.path)
}

#[test]
fn every_route_is_written_down() {
    let routes: Vec<String> = routes::table().endpoints().map(named).collect();
    for route in &routes {
        let written = MAY_CALL.iter().filter(|(name, _)| name == route).count();
        assert_eq!(written, 1, "{route}: say in MAY_CALL who may call it");
    }
    assert_eq!(MAY_CALL.len(), routes.len(), "MAY_CALL names a route that the table has not");
}

#[actix_web::test]
async fn every_route_admits_exactly_its_roles() {
    // There are more routes than one address may call in a minute.
    let app =
        TestApp::build(|builder| builder.config.limits.address_per_minute = NonZeroU32::MAX).await;
    for endpoint in routes::table().endpoints() {
        let (route, may) = MAY_CALL.iter().find(|(name, _)| *name == named(endpoint)).unwrap();
        let call = || app.call(endpoint.method.clone(), &uri(endpoint));
        let expect = |status: u16, refusal: Option<u16>, who: &str| match refusal {
            Some(refusal) => assert_eq!(status, refusal, "{route} as {who}"),
            None => assert!(![401, 403].contains(&status), "{route} as {who}: {status}"),
        };
        let anyone = *may == "anyone";
        expect(call().send().await.status.as_u16(), (!anyone).then_some(401), "nobody");
        for (letter, role) in LETTERS {
            let admitted = anyone || may.contains(letter);
            let reply = call().role(role).send().await;
            expect(reply.status.as_u16(), (!admitted).then_some(403), role.as_str());
        }
    }
}
