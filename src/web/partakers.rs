//! Who has to do with a request beside its holder, and by which rule.

use super::units::UnitView;
use crate::domain::atlas::Atlas;
use crate::domain::id::RoutingRuleId;
use crate::domain::period::Instant;
use crate::domain::routing_rule::{Partaker, PartakerKind, PartakerRole};
use crate::error::Language;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A short form of a routing rule.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RuleBrief {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: RoutingRuleId,
    /// Code.
    #[schema(example = "NOISE-NIGHT")]
    pub code: String,
    /// Name at that time.
    #[schema(example = "夜间噪声由居村受理")]
    pub name: String,
}

impl RuleBrief {
    /// A rule under its name at an instant.
    pub fn of(atlas: &Atlas, id: RoutingRuleId, at: Instant) -> Option<Self> {
        let rows = atlas.rules().history(id);
        let rule = rows.iter().find(|row| row.period.contains(at)).or(rows.last())?;
        Some(Self { id, code: rule.code.clone(), name: rule.profile.name.clone() })
    }
}

/// A partaker of a request: a unit, post or organisation beside the holder.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PartakerView {
    /// Part in the request.
    pub part: PartakerRole,
    /// Kind.
    pub kind: PartakerKind,
    /// Identifier.
    pub id: Uuid,
    /// Code.
    pub code: String,
    /// Name.
    #[schema(example = "金水苑物业服务处")]
    pub name: String,
    /// Office phone, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office_phone: Option<String>,
}

impl PartakerView {
    /// Shows a partaker; none that is gone.
    pub fn of(
        atlas: &Atlas,
        part: PartakerRole,
        partaker: Partaker,
        language: Language,
    ) -> Option<Self> {
        let (code, name, office_phone) = match partaker {
            Partaker::Unit(unit) => {
                let unit = UnitView::of(atlas, unit, language);
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
        Some(Self { part, kind: partaker.kind(), id: partaker.id(), code, name, office_phone })
    }
}
