//! Which posts serve a place, for everybody.

use crate::domain::id::{MemberId, PioneerPostId};
use crate::domain::label::Label;
use crate::domain::pioneer_post::ZoneKind;
use crate::domain::routing::PlacedBy;
use crate::error::Result;
use crate::service::members::shown_names;
use crate::service::pioneer_posts::{ServingPost, serving};
use crate::store::Db;
use crate::web::answer::Answer;
use crate::web::body::Body;
use crate::web::locate::GridBrief;
use crate::web::permission::{OptionalLogin, Permit};
use crate::web::place::{PlaceBody, home_of};
use crate::web::rules::SkillView;
use actix_web::web::Data;
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// A post that serves a place.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ServingPostView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: PioneerPostId,
    /// What it is called.
    #[schema(example = "邻里调解先锋岗")]
    pub name: String,
    /// What whoever holds it does.
    pub duties: Vec<String>,
    /// What they can do.
    pub skills: Vec<SkillView>,
    /// What sort of zone it serves.
    pub zone_kind: ZoneKind,
    /// The name of the unit that it serves here: a building group or a grid.
    #[schema(example = "金水苑1–4号楼组")]
    pub unit_name: String,
    /// The names of those who hold it, are there and let everybody read them.
    #[schema(example = json!(["张三"]))]
    pub holders: Vec<String>,
    /// How many others hold it and are there.
    pub others: usize,
}

/// The posts that serve a place.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ServedPlaceView {
    /// What decided the place.
    pub by: PlacedBy,
    /// The grid of the place; of several addresses that may be meant, the lowest that all belong
    /// to.
    pub grid: GridBrief,
    /// How many addresses the text may mean. `POST /api/v1/locate` lists them, so that one can be
    /// chosen.
    pub candidate_count: usize,
    /// The posts, the narrowest zones first.
    pub posts: Vec<ServingPostView>,
}

/// Which pioneer posts serve a place, told by an address, a point or the code of a grid: what they
/// do, and the names of those holders who agreed. Nothing is stored, and no address is given back.
#[utoipa::path(
    post, path = "/api/v1/pioneer-posts/serving", request_body = PlaceBody,
    responses((status = 200, body = ServedPlaceView))
)]
pub async fn find_serving_posts(
    permit: Permit<OptionalLogin>,
    db: Data<Db>,
    Body(body): Body<PlaceBody>,
) -> Result<Answer<ServedPlaceView>> {
    let (atlas, now) = (db.atlas(), db.now());
    let given = body.given()?;
    let home = home_of(&db, permit.bearer.as_ref(), &given).await?;
    let served = serving(&atlas, &given, home, now)?;
    let names =
        shown_names(&db, served.posts.iter().flat_map(|post| post.shown.iter().copied()).collect())
            .await?;
    let skill = |code: &String| atlas.settings().skills.get(code).map(|skill| skill.name.clone());
    Ok(Answer::ok(ServedPlaceView {
        by: served.by,
        grid: served.grid.into(),
        candidate_count: served.candidate_count,
        posts: served.posts.into_iter().map(|post| view(post, &names, skill)).collect(),
    }))
}

fn view(
    serving: ServingPost<'_>,
    names: &HashMap<MemberId, String>,
    skill: impl Fn(&String) -> Option<Label>,
) -> ServingPostView {
    let profile = &serving.post.profile;
    let mut holders: Vec<String> =
        serving.shown.iter().filter_map(|member| names.get(member).cloned()).collect();
    holders.sort_unstable();
    let skills = profile
        .skills
        .iter()
        .filter_map(|code| Some(SkillView { code: code.clone(), name: skill(code)? }));
    ServingPostView {
        id: serving.post.id,
        name: profile.name.clone(),
        duties: profile.duties.clone(),
        skills: skills.collect(),
        zone_kind: profile.zone.kind(),
        unit_name: serving.unit_name.to_owned(),
        // A name that was erased is nobody's to read.
        others: serving.others + serving.shown.len() - holders.len(),
        holders,
    }
}
