//! Corrections (更正) of a request over HTTP: what one would do, and what is proposed.

use super::ClocksView;
use crate::domain::atlas::Atlas;
use crate::domain::id::RequestId;
use crate::domain::request::Urgency;
use crate::error::{Language, Problem, Result};
use crate::service::requests::correction::CorrectionInput;
use crate::service::requests::correction_preview::{CorrectionPreview, preview_correction};
use crate::service::requests::read::RequestDetail;
use crate::service::rulebook::Rulebook;
use crate::store::Db;
use crate::web::answer::Answer;
use crate::web::body::Body;
use crate::web::language::Preferred;
use crate::web::parameters::Path;
use crate::web::permission::{Permit, SignedIn};
use crate::web::place::PlaceBody;
use crate::web::units::UnitView;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// What is wrong with a request, as it should be.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectionBody {
    /// The place.
    #[validate(nested)]
    pub place: Option<PlaceBody>,
    /// Code of the category.
    #[validate(length(max = 64))]
    #[schema(max_length = 64)]
    pub category: Option<String>,
    /// Urgency.
    pub urgency: Option<Urgency>,
}

impl CorrectionBody {
    /// The correction that it states.
    pub(super) fn given(self) -> Result<CorrectionInput, Problem> {
        let place = self.place.map(PlaceBody::given).transpose();
        let place = place.map_err(|problem| problem.below("/place"))?;
        Ok(CorrectionInput { place, category: self.category, urgency: self.urgency })
    }
}

/// What a correction would do.
#[derive(Debug, Serialize, ToSchema)]
pub struct CorrectionPreviewView {
    /// True when the caller's correction is made at once; false when it is proposed to the desk.
    pub applies: bool,
    /// Unit that has the request.
    pub unit_before: UnitView,
    /// Unit that would have it.
    pub unit_after: UnitView,
    /// Clocks now.
    pub clocks_before: ClocksView,
    /// Clocks afterwards.
    pub clocks_after: ClocksView,
    /// True when only the desk would know the reporter.
    pub confidential_after: bool,
}

impl CorrectionPreviewView {
    fn new(atlas: &Atlas, preview: &CorrectionPreview, language: Language) -> Self {
        let CorrectionPreview { row, after, applies, shown } = preview;
        Self {
            applies: *applies,
            unit_before: UnitView::holding(atlas, row, language),
            unit_after: UnitView::holding(atlas, after, language),
            clocks_before: ClocksView::new(row, (*shown).into()),
            clocks_after: ClocksView::new(after, (*shown).into()),
            confidential_after: after.confidential,
        }
    }
}

/// Shows what a correction would do.
///
/// Who would get the request, and the clocks before and after. Nothing is stored. Those who may
/// correct the request may ask: the reporter for its place, who handles it, and the desk.
///
/// # Errors
/// `not_found`, `move_not_possible`, `required`, `unknown_field`, `unknown_category`,
/// `category_referred`, `unknown_grid`, `unknown_address`, `address_not_found`,
/// `coordinate_out_of_range`, `coordinates_swapped`, `one_coordinate`, `place_required`,
/// `correction_to_the_same`, `urgency_never_lowered`, `urgency_lowered_by_desk`
#[utoipa::path(post, path = "/api/v1/requests/{id}/correction-preview")]
pub async fn preview_request_correction(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    rulebook: Data<Rulebook>,
    language: Preferred,
    Path(id): Path<RequestId>,
    Body(body): Body<CorrectionBody>,
) -> Result<Answer<CorrectionPreviewView>> {
    let input = body.given()?;
    let scope = &permit.bearer.scope;
    let preview = preview_correction(&db, &rulebook.into_inner(), scope, id, input).await?;
    Ok(Answer(CorrectionPreviewView::new(&db.atlas(), &preview, language.0)))
}

/// A correction that waits for the desk.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProposedCorrectionView {
    /// True when the reporter proposes it, else a handler.
    pub by_reporter: bool,
    /// Time.
    pub proposed_at: DateTime<Utc>,
    /// Address, as it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Code of the grid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grid_code: Option<String>,
    /// Code of the category.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "environment.noise")]
    pub category: Option<String>,
    /// Urgency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgency: Option<Urgency>,
}

impl ProposedCorrectionView {
    /// What is proposed, for those who read the texts of the request.
    pub(super) fn of(detail: &RequestDetail) -> Option<Self> {
        let proposed = detail.correction.as_ref()?;
        let CorrectionInput { place, category, urgency } = proposed.proposal.clone();
        let place = place.unwrap_or_default();
        Some(Self {
            by_reporter: proposed.by_reporter,
            proposed_at: proposed.proposed_at,
            address: place.text,
            grid_code: place.grid_code,
            category,
            urgency,
        })
    }
}
