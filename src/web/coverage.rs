//! What the routing rules come to, over HTTP: who gets what by which rule.

use super::answer::Answer;
use super::body::Body;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::partakers::{PartakerView, RuleBrief};
use super::permission::{Permit, Ruling};
use super::units::UnitView;
use super::workbook::SavedWorkbook;
use crate::domain::atlas::Atlas;
use crate::domain::duty::Capacity;
use crate::domain::id::GridId;
use crate::domain::period::Instant;
use crate::domain::request::{ClockAllowances, RequestKind, Urgency};
use crate::domain::routing::coverage::{
    CoverageAnswer, CoveragePartaker, CoveragePlaces, CoverageStart, CoverageStartKind,
};
use crate::domain::routing_rule::{PartakerRole, RelativePartaker};
use crate::error::{Language, Result};
use crate::service::coverage::sheet::{sheet, start_title};
use crate::service::coverage::{CoverageQuestion, NamedCoverageRow, coverage};
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Places and sorts of requests of which a coverage tells.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverageBody {
    /// Grid; everything below it belongs to it.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// Codes of categories, each with all below it; empty: all categories.
    #[serde(default)]
    #[schema(max_items = 200)]
    pub categories: Vec<String>,
    /// Kinds of requests; empty: that of each category.
    #[serde(default)]
    #[schema(max_items = 6)]
    pub kinds: Vec<RequestKind>,
    /// Urgency; missing: that of each category.
    pub urgency: Option<Urgency>,
    /// Places: of which only the grid is known, or with an address in a building group; missing:
    /// those of which only the grid is known.
    pub places: Option<CoveragePlaces>,
    /// Instant at which the requests would come in, now or later; missing: now.
    pub at: Option<DateTime<Utc>>,
}

impl From<CoverageBody> for CoverageQuestion {
    fn from(body: CoverageBody) -> Self {
        let places = body.places.unwrap_or(CoveragePlaces::Grids);
        let CoverageBody { grid, categories, kinds, urgency, at, .. } = body;
        Self { grid, categories, kinds, urgency, places, at }
    }
}

/// Who gets some sorts of requests at some places, by which rules. No person is named.
#[derive(Debug, Serialize, ToSchema)]
pub struct CoverageRowView {
    /// Grid or building group.
    pub place: UnitView,
    /// True when the row holds for everything below the grid too.
    pub whole: bool,
    /// Codes of the categories.
    pub categories: Vec<String>,
    /// Kind, when kinds were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<RequestKind>,
    /// Who holds the requests.
    pub holder: CoverageHolderView,
    /// Partakers beside the holder.
    pub partakers: Vec<CoveragePartakerView>,
    /// Clocks that the rules or the category name; the others are those of the kind.
    pub clocks: ClockAllowances,
    /// Rules that give an effect, the most specific first.
    pub rules: Vec<RuleBrief>,
}

/// Who holds requests: a title, and the unit where it is the same for the whole row.
#[derive(Debug, Serialize, ToSchema)]
pub struct CoverageHolderView {
    /// Unit at which the search begins, as it follows from each place.
    pub start: CoverageStartKind,
    /// Code of the level that begins, when a level does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "neighborhood")]
    pub level: Option<String>,
    /// Title of whoever leads that unit.
    #[schema(example = "书记")]
    pub title: String,
    /// Unit that answers in its place, where that one has nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<UnitView>,
    /// Capacity of whoever answers.
    pub capacity: Capacity,
}

/// A partaker of the requests of a row.
#[derive(Debug, Serialize, ToSchema)]
pub struct CoveragePartakerView {
    /// Part in the request.
    pub part: PartakerRole,
    /// Partaker, when it is the same one in the whole row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partaker: Option<PartakerView>,
    /// Relation by which the rule names the partaker, when it is another one at each place, or
    /// nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub here: Option<RelativePartaker>,
    /// True when a rule names this relation, and nobody is in it.
    pub nobody: bool,
}

impl CoverageRowView {
    fn new(atlas: &Atlas, named: NamedCoverageRow, at: Instant, language: Language) -> Self {
        let answer = &named.row.answer;
        let rules = answer.rules.iter().filter_map(|&rule| RuleBrief::of(atlas, rule, at));
        Self {
            place: UnitView::of(atlas, named.row.place, language),
            whole: named.row.whole,
            categories: named.categories,
            kind: named.kind,
            holder: CoverageHolderView::new(atlas, answer, language),
            partakers: answer
                .partakers
                .iter()
                .filter_map(|&(part, of)| CoveragePartakerView::new(atlas, part, of, language))
                .collect(),
            clocks: answer.clocks,
            rules: rules.collect(),
        }
    }
}

impl CoverageHolderView {
    fn new(atlas: &Atlas, answer: &CoverageAnswer, language: Language) -> Self {
        let level = match answer.start {
            CoverageStart::Level(level) => atlas.settings().levels.get(level),
            _ => None,
        };
        Self {
            start: answer.start.kind(),
            level: level.map(|level| level.code.clone()),
            title: start_title(atlas, answer.start, language),
            instead: answer.instead.map(|unit| UnitView::of(atlas, unit, language)),
            capacity: answer.capacity,
        }
    }
}

impl CoveragePartakerView {
    fn new(
        atlas: &Atlas,
        part: PartakerRole,
        partaker: CoveragePartaker,
        language: Language,
    ) -> Option<Self> {
        Some(match partaker {
            CoveragePartaker::Named(with) => {
                let partaker = Some(PartakerView::of(atlas, part, with, language)?);
                Self { part, partaker, here: None, nobody: false }
            }
            CoveragePartaker::Here(here) => {
                Self { part, partaker: None, here: Some(here), nobody: false }
            }
            CoveragePartaker::Nobody(here) => {
                Self { part, partaker: None, here: Some(here), nobody: true }
            }
        })
    }
}

/// Lists who gets what, by which rules.
///
/// Each sort of request is routed at each place of a grid and below it as a new one would be, with
/// the duties, absences and rules of the instant. What is answered alike is one row: a grid with all
/// below it, and all categories that agree. Holders are told by title, partakers by relation where
/// each place has its own. Nothing is stored.
///
/// # Errors
/// `not_found`, `too_many`, `unknown_category`, `begins_in_the_past`, `coverage_too_large`,
/// `calculation_running`
#[utoipa::path(post, path = "/api/v1/routing/coverage")]
pub async fn list_routing_coverage(
    permit: Permit<Ruling>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
    Body(body): Body<CoverageBody>,
) -> Result<Answer<Listed<CoverageRowView>>> {
    let found = coverage(&db, &permit.bearer.scope, body.into()).await?;
    let listed = page.cut(found.rows, NamedCoverageRow::position)?;
    let shown = |row| CoverageRowView::new(&found.atlas, row, found.at, language.0);
    Ok(Answer(listed.map(shown)))
}

/// Reads the sheet of who gets what, by which rules.
///
/// A workbook (.xlsx) with all rows of the coverage of a grid and what is below it, in the caller's
/// language.
///
/// # Errors
/// `not_found`, `too_many`, `unknown_category`, `begins_in_the_past`, `coverage_too_large`,
/// `calculation_running`
#[utoipa::path(post, path = "/api/v1/routing/coverage/sheet")]
pub async fn read_routing_coverage_sheet(
    permit: Permit<Ruling>,
    db: Data<Db>,
    language: Preferred,
    Body(body): Body<CoverageBody>,
) -> Result<SavedWorkbook> {
    let found = coverage(&db, &permit.bearer.scope, body.into()).await?;
    Ok(SavedWorkbook { name: "coverage.xlsx".to_owned(), bytes: sheet(&found, language.0)? })
}
