//! Which posts serve a place, for everybody.

use crate::domain::atlas::Atlas;
use crate::domain::id::{MemberId, PioneerPostId};
use crate::domain::pioneer_post::ZoneKind;
use crate::domain::routing::PlacedBy;
use crate::error::Result;
use crate::service::member_names::shown_names;
use crate::service::pioneer_posts::{ServingPost, serving};
use crate::store::Db;
use crate::web::answer::Answer;
use crate::web::body::Body;
use crate::web::permission::{OptionalLogin, Permit};
use crate::web::place::{PlaceBody, home_of};
use crate::web::rule_files::SkillView;
use crate::web::units::GridBrief;
use actix_web::web::Data;
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// A pioneer post that serves a place.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ServingPostView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: PioneerPostId,
    /// Name.
    #[schema(example = "邻里调解先锋岗")]
    pub name: String,
    /// Duties of the holders.
    pub duties: Vec<String>,
    /// Skills that the post asks for.
    pub skills: Vec<SkillView>,
    /// Sort of zone that the post serves.
    pub zone_kind: ZoneKind,
    /// Name of the unit that the post serves at the place: a building group or a grid.
    #[schema(example = "金水苑1–4号楼组")]
    pub unit_name: String,
    /// Names of the holders who are present and let everybody read their name.
    #[schema(example = json!(["张三"]))]
    pub holders: Vec<String>,
    /// Number of the other holders who are present.
    pub others: usize,
}

impl ServingPostView {
    fn new(atlas: &Atlas, serving: &ServingPost<'_>, names: &HashMap<MemberId, String>) -> Self {
        let profile = &serving.post.profile;
        let mut holders: Vec<String> =
            serving.shown.iter().filter_map(|member| names.get(member).cloned()).collect();
        holders.sort_unstable();
        let skills = profile.skills.iter().filter_map(|code| atlas.settings().skills.get(code));
        Self {
            id: serving.post.id,
            name: profile.name.clone(),
            duties: profile.duties.clone(),
            skills: skills.map(SkillView::from).collect(),
            zone_kind: profile.zone.kind(),
            unit_name: serving.unit_name.to_owned(),
            // A name that was erased is nobody's to read.
            others: serving.others + serving.shown.len() - holders.len(),
            holders,
        }
    }
}

/// The pioneer posts that serve a place.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ServedPlaceView {
    /// What decided the place.
    pub by: PlacedBy,
    /// Grid of the place. When the text may mean several addresses, the lowest grid that all of
    /// them belong to.
    pub grid: GridBrief,
    /// Number of addresses that the text may mean. `POST /api/v1/locate` lists them, so that one
    /// can be chosen.
    pub candidate_count: usize,
    /// Posts, the narrowest zones first.
    pub posts: Vec<ServingPostView>,
}

/// Finds the pioneer posts that serve a place.
///
/// The place is given by an address, a point or the code of a grid. The answer holds the duties of
/// the posts, and the names of those holders who consented. Nothing is stored, and no address is
/// given back.
///
/// # Errors
/// `required`, `too_long`, `one_coordinate`, `coordinate_out_of_range`, `coordinates_swapped`,
/// `address_says_nothing`, `address_not_found`, `unknown_address`, `unknown_building_group`,
/// `unknown_grid`, `not_initialized`, `place_required`
#[utoipa::path(post, path = "/api/v1/pioneer-posts/serving")]
pub async fn find_serving_posts(
    permit: Permit<OptionalLogin>,
    db: Data<Db>,
    Body(body): Body<PlaceBody>,
) -> Result<Answer<ServedPlaceView>> {
    let atlas = db.atlas();
    let now = db.now();
    let given = body.given()?;
    let home = home_of(&db, permit.bearer.as_ref(), &given).await?;
    let served = serving(&atlas, &given, home, now)?;
    let shown = served.posts.iter().flat_map(|post| post.shown.iter().copied()).collect();
    let names = shown_names(&db, shown).await?;
    let posts = served.posts.iter().map(|post| ServingPostView::new(&atlas, post, &names));
    Ok(Answer(ServedPlaceView {
        by: served.by,
        grid: served.grid.into(),
        candidate_count: served.candidate_count,
        posts: posts.collect(),
    }))
}
