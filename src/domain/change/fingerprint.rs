//! Fingerprint of a changed row, by which two plans can be compared: the instant at which they are
//! made is left out.

use super::Change;
use crate::domain::geometry::Shape;
use crate::domain::period::{Instant, Period};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

impl Change {
    /// Returns the content of the row, with "now" in place of the instant at which it is planned.
    pub fn fingerprint(&self, now: Instant) -> Value {
        let when = |period: &Period| {
            json!([moment(period.from, now), period.to.map(|to| moment(to, now))])
        };
        match self {
            Self::Grid(grid) => json!([
                "grid",
                grid.id,
                grid.code,
                grid.name,
                grid.level,
                grid.kind,
                grid.parent,
                when(&grid.life),
                grid.version,
            ]),
            Self::Boundary(drawn) => {
                json!(["boundary", drawn.id, drawn.grid, hash(&drawn.shape), when(&drawn.period)])
            }
            Self::AcceptedGap(gap) => json!(["gap", gap.parent, hash(&gap.shape)]),
            Self::BuildingGroup(group) => json!([
                "building_group",
                group.id,
                group.code,
                group.name,
                group.household_count,
                when(&group.life),
                group.version,
            ]),
            Self::GroupMembership(membership) => json!([
                "membership",
                membership.id,
                membership.building_group,
                membership.grid,
                when(&membership.period),
            ]),
            Self::Address(address) => {
                json!(["address", address.id, address.building_group, when(&address.period)])
            }
            Self::Alias(alias) => json!(["alias", alias.id, alias.name, when(&alias.period)]),
            Self::Member(member) => json!(["member", member.id, member.active, member.version]),
            Self::Duty(duty) => json!([
                "duty",
                duty.id,
                duty.unit,
                duty.member,
                duty.capacity,
                duty.rank,
                when(&duty.period),
                duty.version,
            ]),
            Self::Absence(absence) => {
                json!([
                    "absence",
                    absence.id,
                    absence.member,
                    when(&absence.period),
                    absence.version
                ])
            }
            Self::Appointment(held) => {
                json!([
                    "appointment",
                    held.id,
                    held.member,
                    held.role,
                    held.grid,
                    when(&held.period),
                    held.version,
                ])
            }
            Self::Organization(organization) => json!([
                "organization",
                organization.id,
                organization.profile.grid,
                organization.profile.parent,
                when(&organization.life),
                organization.version,
            ]),
            Self::RoutingRule(rule) => {
                json!(["rule", rule.row, rule.id, rule.profile, when(&rule.period), rule.version])
            }
            Self::PioneerPost(post) => {
                json!([
                    "post",
                    post.id,
                    post.grid,
                    post.profile.places,
                    when(&post.life),
                    post.version
                ])
            }
            Self::PostHolding(holding) => {
                json!([
                    "post_holding",
                    holding.id,
                    holding.post,
                    holding.member,
                    when(&holding.period)
                ])
            }
        }
    }
}

fn moment(at: Instant, now: Instant) -> Value {
    if at == now { json!("now") } else { json!(at) }
}

fn hash(shape: &Shape) -> String {
    Sha256::digest(shape.to_twkb()).iter().map(|byte| format!("{byte:02x}")).collect()
}
