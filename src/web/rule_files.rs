//! What the town's rule files say to those who make forms: categories, levels and skills.

mod questions;

pub use questions::QuestionView;

use super::answer::Answer;
use super::language::Wished;
use super::page::Listed;
use super::permission::{Permit, Public, Reception};
use super::published::Published;
use crate::domain::category::{Category, Concern, Referral, Theme};
use crate::domain::label::Label;
use crate::domain::level::Level;
use crate::domain::reply_template::ReplyTemplate;
use crate::domain::request::{RequestKind, Urgency};
use crate::domain::skill::Skill;
use crate::service::rulebook::Rulebook;
use crate::store::Db;
use actix_web::web::Data;
use serde::Serialize;
use utoipa::ToSchema;

/// Rule files are read at start.
const CACHED_SECONDS: u32 = 300;

/// A category of requests.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryView {
    /// Code: the path through the tree, joined by dots.
    #[schema(example = "environment.noise")]
    pub code: String,
    /// Code of the category it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Name.
    pub name: Label,
    /// Concern (急难愁盼).
    pub concern: Concern,
    /// Theme (老小旧远).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<Theme>,
    /// Kind that a form offers first.
    pub kind: RequestKind,
    /// Urgency of a request that nobody rated.
    pub urgency: Urgency,
    /// True when residents may choose it.
    pub public: bool,
    /// True when it may be sent anonymously.
    pub anonymous: bool,
    /// True when the town desk alone knows the reporter, asked for or not.
    pub confidential: bool,
    /// Distance in metres within which two requests may be about the same thing; 0 when never.
    pub duplicate_radius_m: u16,
    /// True when staff may put it right where they find it, in one call.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub on_the_spot: bool,
    /// True when it is against a neighbour: a form has `confidential` ticked beforehand; missing when
    /// it is not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub against_neighbour: bool,
    /// True when it can be submitted; if not, the referral names who takes it.
    pub submittable: bool,
    /// Text and numbers to call, beside or instead of submitting it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referral: Option<Referral>,
    /// Questions of the form, in order.
    pub questions: Vec<QuestionView>,
}

/// All categories, and the referral that holds for all of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryList {
    /// The categories, each after the one it belongs to.
    pub items: Vec<CategoryView>,
    /// Referral of reports about a person on duty, whatever their category.
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
            on_the_spot: category.on_the_spot,
            against_neighbour: category.against_neighbour,
            submittable: category.submittable,
            referral: category.referral.clone(),
            questions: category.questions.iter().map(Into::into).collect(),
        }
    }
}

/// Lists the categories of requests.
///
/// Each category stands after the one it belongs to. Labels come in Chinese and English; in one of
/// them when `lang` or `Accept-Language` names it. They change with a restart only: ask with
/// `If-None-Match`.
#[utoipa::path(get, path = "/api/v1/categories")]
pub async fn list_categories(
    _: Permit<Public>,
    db: Data<Db>,
    Wished(language): Wished,
) -> Published<CategoryList> {
    let atlas = db.atlas();
    let categories = &atlas.settings().categories;
    let items = categories.all().iter().map(Into::into).collect();
    let reports_about_staff = categories.reports_about_staff().cloned();
    let document = CategoryList { items, reports_about_staff };
    Published { document, language, seconds: CACHED_SECONDS }
}

/// A level of grids.
#[derive(Debug, Serialize, ToSchema)]
pub struct LevelView {
    /// Code, as import files and grids name it.
    #[schema(example = "neighborhood")]
    pub code: String,
    /// Name.
    pub name: Label,
    /// Title of the leader of a unit of this level.
    pub leader: Label,
}

impl From<&Level> for LevelView {
    fn from(level: &Level) -> Self {
        Self { code: level.code.clone(), name: level.name.clone(), leader: level.leader.clone() }
    }
}

/// Lists the levels of grids, the widest first.
#[utoipa::path(get, path = "/api/v1/levels")]
pub async fn list_levels(
    _: Permit<Public>,
    db: Data<Db>,
    Wished(language): Wished,
) -> Published<Listed<LevelView>> {
    let atlas = db.atlas();
    let document = Listed::whole(atlas.settings().levels.all().iter().map(LevelView::from));
    Published { document, language, seconds: CACHED_SECONDS }
}

/// A skill that serves a neighbourhood.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SkillView {
    /// Code.
    #[schema(example = "mediation")]
    pub code: String,
    /// Name.
    pub name: Label,
}

impl From<&Skill> for SkillView {
    fn from(skill: &Skill) -> Self {
        Self { code: skill.code.clone(), name: skill.name.clone() }
    }
}

/// Lists the skills that serve a neighbourhood.
///
/// In the order of the town's own list.
#[utoipa::path(get, path = "/api/v1/skills")]
pub async fn list_skills(
    _: Permit<Public>,
    db: Data<Db>,
    Wished(language): Wished,
) -> Published<Listed<SkillView>> {
    let atlas = db.atlas();
    let document = Listed::whole(atlas.settings().skills.all().iter().map(SkillView::from));
    Published { document, language, seconds: CACHED_SECONDS }
}

/// A template of a reply by which the desk answers at once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReplyTemplateView {
    /// Identifier, as `reply_template` of a request names it.
    #[schema(example = "materials")]
    pub id: String,
    /// Title, by which clerks choose.
    pub title: Label,
    /// Text that the reporter reads.
    pub text: String,
}

impl From<&ReplyTemplate> for ReplyTemplateView {
    fn from(template: &ReplyTemplate) -> Self {
        Self { id: template.id.clone(), title: template.title.clone(), text: template.text.clone() }
    }
}

/// Lists the templates of replies by which the desk answers at once.
///
/// In the order of the town's own list.
#[utoipa::path(get, path = "/api/v1/reply-templates")]
pub async fn list_reply_templates(
    _: Permit<Reception>,
    rulebook: Data<Rulebook>,
) -> Answer<Listed<ReplyTemplateView>> {
    Answer(Listed::whole(rulebook.reply_templates.all().iter().map(ReplyTemplateView::from)))
}
