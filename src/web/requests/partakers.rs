//! Who has to do with a request beside its holder, and by which rule.

use super::unit_view;
use crate::domain::atlas::Atlas;
use crate::domain::id::RoutingRuleId;
use crate::domain::period::Instant;
use crate::domain::routing_rule::{Partaker, PartakerKind, PartakerRole};
use crate::error::Language;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A routing rule in few words.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RuleBrief {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: RoutingRuleId,
    /// The code people use.
    #[schema(example = "NOISE-NIGHT")]
    pub code: String,
    /// What it was called then.
    #[schema(example = "夜间噪声由居村受理")]
    pub name: String,
}

/// A rule, as it was called at an instant.
pub fn rule_brief(atlas: &Atlas, id: RoutingRuleId, at: Instant) -> Option<RuleBrief> {
    let rows = atlas.rules().history(id);
    let rule = rows.iter().find(|row| row.period.contains(at)).or(rows.last())?;
    Some(RuleBrief { id, code: rule.code.clone(), name: rule.profile.name.clone() })
}

/// Somebody beside the holder.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PartakerView {
    /// What they have to do with it.
    pub part: PartakerRole,
    /// What sort they are.
    pub kind: PartakerKind,
    /// Identifier.
    pub id: Uuid,
    /// The code people use.
    pub code: String,
    /// What they are called.
    #[schema(example = "金水苑物业服务处")]
    pub name: String,
    /// The office phone, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office_phone: Option<String>,
}

/// Shows somebody beside the holder.
pub fn partaker_view(
    atlas: &Atlas,
    (part, partaker): (PartakerRole, Partaker),
    language: Language,
) -> Option<PartakerView> {
    let (code, name, office_phone) = match partaker {
        Partaker::Unit(unit) => {
            let unit = unit_view(atlas, unit, language);
            (unit.code, unit.name, unit.office_phone)
        }
        Partaker::PioneerPost(id) => {
            let post = atlas.pioneer_posts().get(id)?;
            (post.code.clone(), post.profile.name.clone(), None)
        }
        Partaker::Organization(id) => {
            let organization = atlas.organizations().get(id)?;
            let profile = organization.profile.clone();
            (organization.code.clone(), profile.name, profile.office_phone)
        }
    };
    Some(PartakerView { part, kind: partaker.kind(), id: partaker.id(), code, name, office_phone })
}
