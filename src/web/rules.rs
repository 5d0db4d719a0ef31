//! What the town's rule files say to those who make forms: categories, levels and skills.

mod questions;

pub use questions::QuestionView;

use super::answer::Answer;
use super::page::Listed;
use super::permission::{Permit, Public};
use crate::domain::category::{Category, Concern, Referral, Theme};
use crate::domain::label::Label;
use crate::domain::request::{RequestKind, Urgency};
use crate::domain::skill::Skill;
use crate::store::Db;
use actix_web::web::Data;
use serde::Serialize;
use utoipa::ToSchema;

/// Rule files are read at start.
const CACHED_SECONDS: u32 = 300;

/// What a request may be about.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryView {
    /// The way through the tree, joined by dots.
    #[schema(example = "environment.noise")]
    pub code: String,
    /// The category it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// What it is called.
    pub name: Label,
    /// 急难愁盼
    pub concern: Concern,
    /// 老小旧远
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<Theme>,
    /// The kind a form offers first.
    pub kind: RequestKind,
    /// The urgency of a request nobody rated.
    pub urgency: Urgency,
    /// Whether residents may choose it.
    pub public: bool,
    /// Whether a request may be sent without saying by whom.
    pub anonymous: bool,
    /// Whether the town desk alone knows the reporter, asked for or not.
    pub confidential: bool,
    /// Metres within which two requests may be about the same thing; 0 when they never are.
    pub duplicate_radius_m: u16,
    /// Whether it can be sent; if not, the referral says who takes it.
    pub submittable: bool,
    /// Where people are pointed to, beside or instead of sending it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referral: Option<Referral>,
    /// What the form asks, in this order.
    pub questions: Vec<QuestionView>,
}

/// Every category, and what holds for all of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryList {
    /// The categories, each after the one it belongs to.
    pub items: Vec<CategoryView>,
    /// Where reports about a person on duty are pointed to, whatever their category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reports_about_staff: Option<Referral>,
}

impl From<&Category> for CategoryView {
    fn from(category: &Category) -> Self {
        Self {
            code: category.code.clone(),
            parent: category.parent().map(str::to_owned),
            name: category.name.clone(),
            concern: category.concern,
            theme: category.theme,
            kind: category.kind,
            urgency: category.urgency,
            public: category.public,
            anonymous: category.anonymous,
            confidential: category.confidential,
            duplicate_radius_m: category.duplicate_radius_m,
            submittable: category.submittable,
            referral: category.referral.clone(),
            questions: category.questions.iter().map(Into::into).collect(),
        }
    }
}

/// What requests may be about, each category after the one it belongs to.
#[utoipa::path(get, path = "/api/v1/categories", responses((status = 200, body = CategoryList)))]
pub async fn list_categories(_: Permit<Public>, db: Data<Db>) -> Answer<CategoryList> {
    let atlas = db.atlas();
    let categories = &atlas.settings().categories;
    let items = categories.all().iter().map(Into::into).collect();
    let reports_about_staff = categories.reports_about_staff().cloned();
    Answer::ok(CategoryList { items, reports_about_staff }).cached(CACHED_SECONDS)
}

/// A level of grids.
#[derive(Debug, Serialize, ToSchema)]
pub struct LevelView {
    /// What import files and grids say.
    #[schema(example = "neighborhood")]
    pub code: String,
    /// What the level is called.
    pub name: Label,
    /// The title of who leads a unit of this level.
    pub leader: Label,
}

/// The levels of grids, the widest first.
#[utoipa::path(get, path = "/api/v1/levels", responses((status = 200, body = Listed<LevelView>)))]
pub async fn list_levels(_: Permit<Public>, db: Data<Db>) -> Answer<Listed<LevelView>> {
    let atlas = db.atlas();
    let view = |level: &crate::domain::level::Level| LevelView {
        code: level.code.clone(),
        name: level.name.clone(),
        leader: level.leader.clone(),
    };
    Answer::ok(Listed::whole(atlas.settings().levels.all().iter().map(view))).cached(CACHED_SECONDS)
}

/// What somebody can do for a neighbourhood.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SkillView {
    /// What the interface says.
    #[schema(example = "mediation")]
    pub code: String,
    /// What it is called.
    pub name: Label,
}

/// What people can do for a neighbourhood, in the order of the dictionary.
#[utoipa::path(get, path = "/api/v1/skills", responses((status = 200, body = Listed<SkillView>)))]
pub async fn list_skills(_: Permit<Public>, db: Data<Db>) -> Answer<Listed<SkillView>> {
    let atlas = db.atlas();
    let view = |skill: &Skill| SkillView { code: skill.code.clone(), name: skill.name.clone() };
    Answer::ok(Listed::whole(atlas.settings().skills.all().iter().map(view))).cached(CACHED_SECONDS)
}
