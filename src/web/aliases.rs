//! Aliases of places over HTTP.

use super::answer::{Answer, Changed, Created, Located, Resource};
use super::body::{Body, one_line};
use super::effects::WithEffects;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::Path;
use super::permission::{Drawing, Permit, SignedIn};
use crate::domain::alias::{Alias, AliasTarget, AliasTargetKind};
use crate::domain::id::{AliasId, BuildingGroupId, GridId};
use crate::error::{Code, Problem, Result};
use crate::service::aliases;
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// An alias: a popular name by which a place is found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AliasView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: AliasId,
    /// Name, as it was registered.
    #[schema(example = "老供销社")]
    pub name: String,
    /// Kind of what it names.
    pub kind: AliasTargetKind,
    /// Grid that it names, or the neighbourhood of the compound.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
    /// Building group that it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub building_group: Option<BuildingGroupId>,
    /// Compound that it names, by its name in addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "金水苑")]
    pub compound: Option<String>,
    /// Creation time.
    pub since: DateTime<Utc>,
}

impl From<&Alias> for AliasView {
    fn from(alias: &Alias) -> Self {
        let (grid, building_group, compound) = match &alias.target {
            AliasTarget::Grid(grid) => (Some(*grid), None, None),
            AliasTarget::BuildingGroup(group) => (None, Some(*group), None),
            AliasTarget::Compound { grid, name } => (Some(*grid), None, Some(name.clone())),
        };
        let kind = alias.target.kind();
        let name = alias.name.clone();
        Self { id: alias.id, name, kind, grid, building_group, compound, since: alias.period.from }
    }
}

/// An alias is never changed, and read in the list of all.
impl Resource for AliasView {
    fn version(&self) -> Option<i64> {
        None
    }
}

impl Located for AliasView {
    fn location(&self) -> String {
        "/api/v1/aliases".to_owned()
    }
}

/// Lists the aliases.
///
/// In the order of their names.
#[utoipa::path(get, path = "/api/v1/aliases")]
pub async fn list_aliases(
    _: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
) -> Result<Answer<Listed<AliasView>>> {
    let atlas = db.atlas();
    let aliases = atlas.place_names().aliases();
    let listed = page.cut(aliases, |alias| (alias.name.clone(), alias.id))?;
    Ok(Answer(listed.map(|alias| AliasView::from(alias.as_ref()))))
}

/// An alias to be created.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAliasBody {
    /// Name that people use. In a neighbourhood one name is one thing.
    #[validate(length(min = 1, max = 50), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 50, example = "老供销社")]
    pub name: String,
    /// Kind of what it names.
    pub kind: AliasTargetKind,
    /// Grid that it names, or in which the compound lies.
    #[schema(value_type = Option<Uuid>)]
    pub grid: Option<GridId>,
    /// Building group that it names.
    #[schema(value_type = Option<Uuid>)]
    pub building_group: Option<BuildingGroupId>,
    /// Compound that it names, by its name in addresses.
    #[validate(length(min = 1, max = 50), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 50, example = "金水苑")]
    pub compound: Option<String>,
}

impl NewAliasBody {
    /// What it names.
    ///
    /// # Errors
    /// [`Code::Required`] at the field that the kind needs.
    fn target(&self) -> Result<AliasTarget, Problem> {
        let missing = |field: &str| Problem::new(Code::Required).at(field);
        let grid = || self.grid.ok_or_else(|| missing("/grid"));
        Ok(match self.kind {
            AliasTargetKind::Grid => AliasTarget::Grid(grid()?),
            AliasTargetKind::BuildingGroup => AliasTarget::BuildingGroup(
                self.building_group.ok_or_else(|| missing("/building_group"))?,
            ),
            AliasTargetKind::Compound => AliasTarget::Compound {
                grid: grid()?,
                name: self.compound.clone().ok_or_else(|| missing("/compound"))?,
            },
        })
    }
}

/// Creates an alias of a grid, a building group or a compound.
///
/// Addresses that use the name are found from then on.
///
/// # Errors
/// `required`, `too_long`, `not_found`, `unknown_grid`, `unknown_building_group`,
/// `unknown_compound`, `alias_no_name`, `alias_taken`
#[utoipa::path(post, path = "/api/v1/aliases")]
pub async fn add_alias(
    permit: Permit<Drawing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewAliasBody>,
) -> Result<Created<WithEffects<AliasView>>> {
    let scope = &permit.bearer.scope;
    let target = body.target()?;
    let done = aliases::add_alias(&db, scope, key, body.name, target).await?;
    let atlas = db.atlas();
    let alias = atlas.place_names().alias(done.made).ok_or(Code::NotFound)?;
    let view = AliasView::from(alias.as_ref());
    let resource = WithEffects::new(&db, scope, language.0, &done.effects, view).await?;
    Ok(Created { resource, replayed: done.replayed })
}

/// Retirement of an alias; no field is needed.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AliasRetirement {}

/// An alias that was retired.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct RetiredAlias {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: AliasId,
}

/// It is read nowhere any more.
impl Resource for RetiredAlias {
    fn version(&self) -> Option<i64> {
        None
    }
}

/// Retires an alias; what was found by it stays where it is.
///
/// # Errors
/// `not_found`
#[utoipa::path(post, path = "/api/v1/aliases/{id}/retire")]
pub async fn retire_alias(
    permit: Permit<Drawing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Path(id): Path<AliasId>,
    Body(_): Body<AliasRetirement>,
) -> Result<Changed<WithEffects<RetiredAlias>>> {
    let scope = &permit.bearer.scope;
    let done = aliases::retire_alias(&db, scope, key, id).await?;
    let retired = RetiredAlias { id: done.made };
    let resource = WithEffects::new(&db, scope, language.0, &done.effects, retired).await?;
    Ok(Changed { resource, replayed: done.replayed })
}
