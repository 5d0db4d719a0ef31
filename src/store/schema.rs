//! The tables of both databases; kept by hand beside the migrations.

mod areas;
mod change_sets;
mod circles;
mod community;
mod files;
mod handling;
mod login;
mod people;
mod work;

pub use areas::*;
pub use change_sets::*;
pub use circles::*;
pub use community::*;
pub use files::*;
pub use handling::*;
pub use login::*;
pub use people::*;
pub use work::*;

diesel::allow_tables_to_appear_in_same_query!(
    revision,
    grids,
    grid_boundaries,
    accepted_gaps,
    building_groups,
    building_group_memberships,
    addresses,
    aliases,
    members,
    member_identities,
    duties,
    absences,
    appointments,
    organizations,
    organization_places,
    pioneer_posts,
    post_holdings,
    registrations,
    registration_skills,
    registration_details,
    community_roles,
    second_identities,
    alliances,
    alliance_organizations,
    building_circles,
    building_circle_groups,
    circle_exchanges,
    circle_topics,
    circle_texts,
    accounts,
    account_identities,
    passwords,
    sessions,
    login_codes,
    requests,
    external_numbers,
    exports,
    file_imports,
    file_import_contents,
    request_details,
    request_notes,
    request_conflict_units,
    request_conflicts,
    request_conflict_organizations,
    request_partakers,
    request_tasks,
    request_assignments,
    request_attempts,
    events,
    jobs,
    idempotency_keys,
    number_blocks,
    reassignments,
    reassignment_units,
    reassignment_members,
    reassignment_notes,
    access_records,
);
