//! The parts of the API, by which operations are grouped.

use utoipa::openapi::tag::{Tag, TagBuilder};

/// A part of the API.
struct Part {
    name: &'static str,
    description: &'static str,
    /// The modules whose handlers belong to it.
    modules: &'static [&'static str],
}

/// In the order in which somebody meets them.
const PARTS: &[Part] = &[
    Part {
        name: "sign_in",
        description: "Signing in and out, tokens, and the caller's own account.",
        modules: &["auth", "me"],
    },
    Part {
        name: "places",
        description: "From a point, an address or a grid to whoever answers for it, at any instant.",
        modules: &["locate", "place", "responsibility", "explain"],
    },
    Part {
        name: "requests",
        description: "Requests of residents (诉求): submitting, handling, following and judging them.",
        modules: &["requests", "desk", "tasks"],
    },
    Part {
        name: "grids",
        description: "Grids (网格), their borders, their history and who serves in them.",
        modules: &["grids", "boundaries", "grid_history", "holders"],
    },
    Part {
        name: "building_groups",
        description: "Building groups (楼组), their addresses, and popular names of places.",
        modules: &["building_groups", "addresses", "aliases"],
    },
    Part {
        name: "members",
        description: "Members, their duties, shifts on call, absences and appointments.",
        modules: &["members", "duties", "duty_roster", "absences", "appointments"],
    },
    Part {
        name: "imports",
        description: "Files that are sent to be imported, and their templates.",
        modules: &["imports"],
    },
    Part {
        name: "reassignments",
        description: "Change sets: drafting, previewing, approving, applying and undoing a change \
                      of responsibility, and how the load is spread.",
        modules: &["reassignments", "balance"],
    },
    Part {
        name: "routing_rules",
        description: "Rules that differ from “the grid leader answers”, and who gets what by them.",
        modules: &["routing_rules", "coverage"],
    },
    Part {
        name: "organizations",
        description: "Organisations, and the alliances (治理共同体) they form.",
        modules: &["organizations", "alliances"],
    },
    Part {
        name: "registrations",
        description: "Registrations with a neighbourhood (双报到), community roles and second \
                      identities (第二身份).",
        modules: &["registrations", "community_roles", "second_identities"],
    },
    Part {
        name: "pioneer_posts",
        description: "Pioneer posts (党员先锋岗) and who holds them.",
        modules: &["pioneer_posts"],
    },
    Part {
        name: "building_circles",
        description: "Building circles (楼组圈): offers, needs and topics of neighbours.",
        modules: &["building_circles"],
    },
    Part {
        name: "dictionaries",
        description: "Labels of all enums, the table of moves, and the rule files of the town.",
        modules: &["dictionaries", "request_states", "rule_files"],
    },
    Part {
        name: "service",
        description: "The state of the process, and this document.",
        modules: &["probes", "docs"],
    },
];

/// The parts with their descriptions.
pub(super) fn tags() -> Vec<Tag> {
    PARTS
        .iter()
        .map(|part| TagBuilder::new().name(part.name).description(Some(part.description)).build())
        .collect()
}

/// The part that the handlers of a module belong to.
pub(super) fn part_of(module: &str) -> Option<&'static str> {
    PARTS.iter().find(|part| part.modules.contains(&module)).map(|part| part.name)
}
