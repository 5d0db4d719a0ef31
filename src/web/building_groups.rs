//! Building groups over HTTP.

use super::answer::Answer;
use super::grids::grid;
use super::page::{Listed, Page};
use super::parameters::Path;
use super::permission::{Permit, SignedIn};
use crate::domain::id::{BuildingGroupId, GridId};
use crate::domain::unit::BuildingGroup;
use crate::error::Result;
use crate::store::Db;
use actix_web::web::Data;
use serde::Serialize;
use utoipa::ToSchema;

/// A building group.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BuildingGroupView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: BuildingGroupId,
    /// The code people use.
    pub code: String,
    /// The name shown to people.
    #[schema(example = "3号楼")]
    pub name: String,
    /// How many households there are; the only thing known of who lives there.
    pub household_count: i32,
    /// Row version.
    pub version: i64,
}

impl From<&BuildingGroup> for BuildingGroupView {
    fn from(group: &BuildingGroup) -> Self {
        let (code, name) = (group.code.clone(), group.name.clone());
        Self { id: group.id, code, name, household_count: group.household_count, version: group.version }
    }
}

/// The building groups of a grid, in the order of their codes.
#[utoipa::path(
    get, path = "/api/v1/grids/{id}/building-groups", params(("id" = Uuid, Path)),
    responses((status = 200, body = Listed<BuildingGroupView>))
)]
pub async fn list_building_groups(
    _: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Path(id): Path<GridId>,
) -> Result<Answer<Listed<BuildingGroupView>>> {
    let atlas = db.atlas();
    let groups = atlas.groups().of_grid(grid(&atlas, id)?.id);
    Ok(Answer::ok(page.cut(groups, |group| group.code.clone())?.map(BuildingGroupView::from)))
}
