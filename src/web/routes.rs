//! Every route of the service, on one page.

use super::route::{MIB, RateClass, Route};
use super::table::RouteTable;
use super::{
    absences, addresses, aliases, alliances, appointments, auth, balance, boundaries,
    building_circles, building_groups, community_roles, coverage, desk, dictionaries, docs, duties,
    duty_roster, explain, grid_history, grids, holders, imports, locate, me, members,
    organizations, pioneer_posts, place, probes, reassignments, registrations, request_states,
    requests, responsibility, routing_rules, rule_files, second_identities, tasks,
};
use crate::error::Language;
use actix_web::http::Method;
use utoipa::OpenApi;

macro_rules! routes {
    (
        documented { $($method:ident $path:literal => $module:ident::$handler:ident $(, $option:ident$(($value:expr))?)*;)+ }
        pages { $($page:literal => $page_module:ident::$page_handler:ident;)+ }
    ) => {
        /// The table of all routes.
        pub fn table() -> RouteTable {
            #[derive(OpenApi)]
            #[openapi(paths($($module::$handler),+))]
            struct Handlers;

            let routes = vec![
                $(Route::new(Method::$method, $path, $module::$handler)$(.$option($($value)?))*,)+
                $(Route::page(Method::GET, $page, $page_module::$page_handler),)+
            ];
            RouteTable::new(routes, Handlers::openapi())
        }
    };
}

/// The OpenAPI document of all routes in a language.
pub fn document(language: Language) -> String {
    table().document(language).to_owned()
}

// method, path template => handler, options of `Route`. Handler and path carry the same method and
// path in their `#[utoipa::path]`; a test compares them.
routes! {
    documented {
        GET "/healthz" => probes::read_health, unlimited;
        GET "/readyz" => probes::read_readiness, unlimited;
        GET "/metrics" => probes::read_metrics, unlimited;
        GET "/api/v1/openapi.json" => docs::read_openapi, compressed;
        GET "/api/v1/dictionaries" => dictionaries::list_dictionaries, compressed;
        GET "/api/v1/request-states" => request_states::list_request_states, compressed;
        GET "/api/v1/categories" => rule_files::list_categories, compressed;
        GET "/api/v1/levels" => rule_files::list_levels;
        GET "/api/v1/skills" => rule_files::list_skills;
        GET "/api/v1/reply-templates" => rule_files::list_reply_templates;
        GET "/.well-known/jwks.json" => auth::read_jwks;
        POST "/api/v1/auth/login" => auth::sign_in, authentication, rate(RateClass::SignIn);
        POST "/api/v1/auth/password" => auth::change_password, authentication, rate(RateClass::SignIn);
        POST "/api/v1/auth/totp" => auth::enrol_totp, authentication, rate(RateClass::SignIn);
        POST "/api/v1/auth/totp/confirm" => auth::confirm_totp, authentication, rate(RateClass::SignIn);
        POST "/api/v1/auth/code" => auth::send_code, authentication, rate(RateClass::Message);
        POST "/api/v1/auth/code/login" => auth::sign_in_with_code, authentication, rate(RateClass::SignIn);
        POST "/api/v1/auth/refresh" => auth::refresh_tokens, authentication;
        POST "/api/v1/auth/logout" => auth::sign_out, authentication;
        GET "/api/v1/me" => me::read_me;
        GET "/api/v1/locate" => locate::locate, rate(RateClass::Locate);
        POST "/api/v1/locate" => place::locate_place, computation, rate(RateClass::Locate);
        GET "/api/v1/grids" => grids::list_grids;
        POST "/api/v1/grids" => grids::create_grid, body_limit(MIB);
        POST "/api/v1/grids/boundaries" => boundaries::change_boundaries, body_limit(8 * MIB);
        GET "/api/v1/grids/boundaries.geojson" => boundaries::read_boundary_overview, compressed;
        GET "/api/v1/grids/{id}" => grids::read_grid;
        GET "/api/v1/grids/{id}/boundary" => boundaries::read_boundary, compressed;
        GET "/api/v1/grids/{id}/children" => grids::list_children;
        GET "/api/v1/grids/{id}/history" => grid_history::read_grid_history;
        GET "/api/v1/grids/{id}/holders" => holders::list_holders;
        GET "/api/v1/grids/{id}/building-groups" => building_groups::list_building_groups;
        GET "/api/v1/grids/{id}/balance" => balance::read_balance;
        POST "/api/v1/grids/{id}/retire" => grids::retire_grid;
        POST "/api/v1/building-groups" => building_groups::create_building_group;
        GET "/api/v1/building-groups/{id}" => building_groups::read_building_group;
        POST "/api/v1/building-groups/{id}/change" => building_groups::change_building_group;
        POST "/api/v1/building-groups/{id}/retire" => building_groups::retire_building_group;
        GET "/api/v1/building-groups/{id}/addresses" => addresses::list_addresses;
        POST "/api/v1/building-groups/{id}/addresses" => addresses::add_address;
        POST "/api/v1/addresses/{id}/retire" => addresses::retire_address;
        GET "/api/v1/aliases" => aliases::list_aliases;
        POST "/api/v1/aliases" => aliases::add_alias;
        POST "/api/v1/aliases/{id}/retire" => aliases::retire_alias;
        GET "/api/v1/import-templates/{kind}" => imports::read_import_template;
        GET "/api/v1/imports" => imports::list_imports;
        POST "/api/v1/imports" => imports::send_import, same_contents, body_limit(16 * MIB), rate(RateClass::Reckoning);
        GET "/api/v1/imports/{id}" => imports::read_import;
        GET "/api/v1/imports/{id}/problems" => imports::list_import_problems;
        GET "/api/v1/imports/{id}/problem-sheet" => imports::read_import_problem_sheet;
        POST "/api/v1/imports/{id}/approve" => imports::approve_import;
        GET "/api/v1/members" => members::list_members;
        POST "/api/v1/members" => members::create_member;
        GET "/api/v1/members/{id}" => members::read_member;
        GET "/api/v1/members/{id}/duties" => duties::list_duties_of_member;
        POST "/api/v1/members/{id}/activate" => members::activate_member;
        POST "/api/v1/members/{id}/deactivate" => members::deactivate_member;
        GET "/api/v1/desk" => desk::read_desk;
        GET "/api/v1/desk/queues" => desk::count_desk_queues;
        GET "/api/v1/duties" => duties::list_duties;
        POST "/api/v1/duties" => duties::give_duty;
        GET "/api/v1/duties/{id}" => duties::read_duty;
        POST "/api/v1/duties/{id}/end" => duties::end_duty;
        GET "/api/v1/duty-roster" => duty_roster::read_duty_roster;
        POST "/api/v1/duty-roster" => duty_roster::add_shifts, body_limit(MIB);
        GET "/api/v1/absences" => absences::list_absences;
        POST "/api/v1/absences" => absences::add_absence;
        GET "/api/v1/absences/{id}" => absences::read_absence;
        POST "/api/v1/absences/{id}/end" => absences::end_absence;
        GET "/api/v1/appointments" => appointments::list_appointments;
        POST "/api/v1/appointments" => appointments::give_appointment;
        GET "/api/v1/appointments/{id}" => appointments::read_appointment;
        POST "/api/v1/appointments/{id}/end" => appointments::end_appointment;
        GET "/api/v1/organizations" => organizations::list_organizations;
        POST "/api/v1/organizations" => organizations::create_organization;
        GET "/api/v1/organizations/{id}" => organizations::read_organization;
        POST "/api/v1/organizations/{id}/profile" => organizations::change_organization;
        POST "/api/v1/organizations/{id}/retire" => organizations::retire_organization;
        GET "/api/v1/dispatch-catalogue" => routing_rules::list_dispatch_catalogue;
        GET "/api/v1/routing-rules" => routing_rules::list_routing_rules;
        POST "/api/v1/routing-rules" => routing_rules::create_routing_rule;
        GET "/api/v1/routing-rules/problems" => routing_rules::list_routing_rule_problems;
        GET "/api/v1/routing-rules/{id}" => routing_rules::read_routing_rule;
        POST "/api/v1/routing-rules/{id}/profile" => routing_rules::change_routing_rule;
        POST "/api/v1/routing-rules/{id}/retire" => routing_rules::retire_routing_rule;
        GET "/api/v1/reassignments" => reassignments::list_reassignments;
        POST "/api/v1/reassignments" => reassignments::create_reassignment;
        POST "/api/v1/reassignments/suggest" => reassignments::suggest_reassignment, rate(RateClass::Reckoning);
        POST "/api/v1/reassignments/propose-borders" => reassignments::propose_borders, rate(RateClass::Reckoning);
        GET "/api/v1/reassignments/{id}" => reassignments::read_reassignment;
        GET "/api/v1/reassignments/{id}/report" => reassignments::report_reassignment, rate(RateClass::Reckoning);
        POST "/api/v1/reassignments/{id}/profile" => reassignments::change_reassignment;
        POST "/api/v1/reassignments/{id}/operations" => reassignments::add_operation, body_limit(8 * MIB);
        POST "/api/v1/reassignments/{id}/operations/remove" => reassignments::remove_operation;
        POST "/api/v1/reassignments/{id}/preview" => reassignments::preview_reassignment;
        POST "/api/v1/reassignments/{id}/replay" => reassignments::replay_reassignment, computation, rate(RateClass::Reckoning);
        POST "/api/v1/reassignments/{id}/approve" => reassignments::approve_reassignment;
        POST "/api/v1/reassignments/{id}/apply" => reassignments::apply_reassignment;
        POST "/api/v1/reassignments/{id}/discard" => reassignments::discard_reassignment;
        POST "/api/v1/reassignments/{id}/undo" => reassignments::undo_reassignment;
        POST "/api/v1/routing/explain" => explain::explain_routing, computation;
        POST "/api/v1/routing/coverage" => coverage::list_routing_coverage, computation, rate(RateClass::Reckoning);
        POST "/api/v1/routing/coverage/sheet" => coverage::read_routing_coverage_sheet, computation, rate(RateClass::Reckoning);
        GET "/api/v1/responsibility" => responsibility::read_responsibility;
        POST "/api/v1/responsibility" => responsibility::find_responsibility, computation;
        GET "/api/v1/pioneer-posts" => pioneer_posts::list_pioneer_posts;
        POST "/api/v1/pioneer-posts" => pioneer_posts::create_pioneer_post;
        POST "/api/v1/pioneer-posts/serving" => pioneer_posts::find_serving_posts, computation, rate(RateClass::Locate);
        GET "/api/v1/pioneer-posts/{id}" => pioneer_posts::read_pioneer_post;
        POST "/api/v1/pioneer-posts/{id}/profile" => pioneer_posts::change_pioneer_post;
        POST "/api/v1/pioneer-posts/{id}/retire" => pioneer_posts::retire_pioneer_post;
        GET "/api/v1/pioneer-posts/{id}/holders" => pioneer_posts::list_post_holders;
        POST "/api/v1/pioneer-posts/{id}/holders" => pioneer_posts::give_pioneer_post;
        GET "/api/v1/post-holdings/{id}" => pioneer_posts::read_post_holding;
        POST "/api/v1/post-holdings/{id}/end" => pioneer_posts::end_post_holding;
        POST "/api/v1/post-holdings/{id}/consent" => pioneer_posts::consent_to_name;
        GET "/api/v1/alliances" => alliances::list_alliances;
        POST "/api/v1/alliances" => alliances::create_alliance;
        GET "/api/v1/alliances/{id}" => alliances::read_alliance;
        POST "/api/v1/alliances/{id}/profile" => alliances::change_alliance;
        POST "/api/v1/alliances/{id}/retire" => alliances::retire_alliance;
        GET "/api/v1/building-circles" => building_circles::list_building_circles;
        POST "/api/v1/building-circles" => building_circles::create_building_circle;
        GET "/api/v1/building-circles/{id}" => building_circles::read_building_circle;
        POST "/api/v1/building-circles/{id}/profile" => building_circles::change_building_circle;
        POST "/api/v1/building-circles/{id}/retire" => building_circles::retire_building_circle;
        GET "/api/v1/building-circles/{id}/exchanges" => building_circles::list_circle_exchanges;
        POST "/api/v1/building-circles/{id}/exchanges" => building_circles::open_circle_exchange;
        GET "/api/v1/circle-exchanges/{id}" => building_circles::read_circle_exchange;
        POST "/api/v1/circle-exchanges/{id}/settle" => building_circles::settle_circle_exchange;
        GET "/api/v1/building-circles/{id}/topics" => building_circles::list_circle_topics;
        POST "/api/v1/building-circles/{id}/topics" => building_circles::open_circle_topic;
        GET "/api/v1/circle-topics/{id}" => building_circles::read_circle_topic;
        POST "/api/v1/circle-topics/{id}/conclude" => building_circles::conclude_circle_topic;
        GET "/api/v1/registrations" => registrations::list_registrations;
        POST "/api/v1/registrations" => registrations::register;
        GET "/api/v1/registrations/{id}" => registrations::read_registration;
        POST "/api/v1/registrations/{id}/profile" => registrations::change_registration;
        POST "/api/v1/registrations/{id}/accept" => registrations::accept_registration;
        POST "/api/v1/registrations/{id}/decline" => registrations::decline_registration;
        POST "/api/v1/registrations/{id}/end" => registrations::end_registration;
        GET "/api/v1/community-roles" => community_roles::list_community_roles;
        POST "/api/v1/community-roles" => community_roles::create_community_role;
        GET "/api/v1/community-roles/{id}" => community_roles::read_community_role;
        POST "/api/v1/community-roles/{id}/profile" => community_roles::change_community_role;
        POST "/api/v1/community-roles/{id}/retire" => community_roles::retire_community_role;
        POST "/api/v1/community-roles/{id}/claims" => second_identities::claim_community_role;
        GET "/api/v1/second-identities" => second_identities::list_second_identities;
        GET "/api/v1/second-identities/{id}" => second_identities::read_second_identity;
        POST "/api/v1/second-identities/{id}/accept" => second_identities::accept_second_identity;
        POST "/api/v1/second-identities/{id}/decline" => second_identities::decline_second_identity;
        POST "/api/v1/second-identities/{id}/end" => second_identities::end_second_identity;
        POST "/api/v1/requests" => requests::submit_request;
        GET "/api/v1/requests" => requests::list_requests;
        POST "/api/v1/requests/transitions" => requests::make_transitions, body_limit(MIB);
        GET "/api/v1/requests/{id}" => requests::read_request;
        GET "/api/v1/requests/{id}/transitions" => requests::list_transitions;
        POST "/api/v1/requests/{id}/transitions" => requests::make_transition;
        GET "/api/v1/requests/{id}/timeline" => requests::read_timeline;
        GET "/api/v1/requests/{id}/routing" => requests::read_routing;
        GET "/api/v1/requests/{id}/report-back" => requests::read_report_back;
        GET "/api/v1/requests/{id}/dispatch-candidates" => requests::list_dispatch_candidates;
        POST "/api/v1/requests/{id}/unmask" => requests::unmask_request;
        POST "/api/v1/requests/{id}/receipt" => requests::follow_request, computation;
        POST "/api/v1/requests/{id}/receipt/renewal" => requests::renew_receipt;
        POST "/api/v1/requests/{id}/correction-preview" => requests::preview_request_correction, computation;
        GET "/api/v1/requests/{id}/tasks" => tasks::list_request_tasks;
        GET "/api/v1/tasks" => tasks::list_tasks;
        GET "/api/v1/tasks/{id}" => tasks::read_task;
        POST "/api/v1/tasks/{id}/transitions" => tasks::make_task_transition;
        POST "/api/v1/requests/{id}/lease" => requests::take_request_in_hand;
        POST "/api/v1/requests/{id}/lease/release" => requests::release_request;
        GET "/api/v1/inbox" => requests::read_inbox, compressed;
        GET "/api/v1/me/access-records" => requests::list_access_records;
    }
    pages {
        "/docs" => docs::redirect_to_docs;
        "/docs/errors" => docs::show_errors;
        "/docs/{file:.*}" => docs::show_docs;
    }
}
