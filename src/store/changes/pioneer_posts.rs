//! Rows of pioneer posts and their holdings.

use super::{columns, period, upsert};
use crate::domain::change::Change;
use crate::domain::geometry::Point;
use crate::domain::id::{BuildingGroupId, GridId, MemberId, PioneerPostId, PostHoldingId};
use crate::domain::pioneer_post::{
    PioneerPost, PioneerPostProfile, PostHolding, PostZone, ZoneKind,
};
use crate::error::{Error, Result};
use crate::store::column::{StoredAs, StoredInstant};
use crate::store::connection::AnyConnection;
use crate::store::schema::{pioneer_posts, post_holdings};
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = pioneer_posts, treat_none_as_default_value = false)]
struct PostRow {
    id: PioneerPostId,
    code: String,
    name: String,
    duties: StoredAs<Vec<String>>,
    skills: StoredAs<Vec<String>>,
    places: i32,
    grid_id: GridId,
    zone_kind: ZoneKind,
    building_groups: Option<StoredAs<Vec<BuildingGroupId>>>,
    lon_e7: Option<i32>,
    lat_e7: Option<i32>,
    radius_m: Option<i32>,
    created_at: StoredInstant,
    retired_at: Option<StoredInstant>,
    version: i64,
    revision: i64,
}

impl PostRow {
    fn of(post: &PioneerPost, revision: i64) -> Self {
        let profile = &post.profile;
        let (created_at, retired_at) = columns(&post.life);
        let (groups, centre, radius_m) = match &profile.zone {
            PostZone::Grid(_) => (None, None, None),
            PostZone::BuildingGroups(groups) => (Some(StoredAs(groups.clone())), None, None),
            PostZone::Point { centre, radius_m } => (None, Some(*centre), Some(*radius_m)),
        };
        Self {
            id: post.id,
            code: post.code.clone(),
            name: profile.name.clone(),
            duties: StoredAs(profile.duties.clone()),
            skills: StoredAs(profile.skills.clone()),
            places: profile.places,
            grid_id: post.grid,
            zone_kind: profile.zone.kind(),
            building_groups: groups,
            lon_e7: centre.map(|point| point.lon_e7),
            lat_e7: centre.map(|point| point.lat_e7),
            radius_m,
            created_at,
            retired_at,
            version: post.version,
            revision,
        }
    }
}

pub(super) fn write_posts<'a>(
    c: &mut AnyConnection,
    posts: impl Iterator<Item = &'a PioneerPost>,
    revision: i64,
) -> Result<()> {
    let rows = posts.map(|post| PostRow::of(post, revision));
    upsert!(c, pioneer_posts, rows, name duties skills places grid_id zone_kind building_groups lon_e7 lat_e7 radius_m retired_at version revision)
}

pub(super) fn posts_since(connection: &mut AnyConnection, revision: i64) -> Result<Vec<Change>> {
    let newer = pioneer_posts::table.filter(pioneer_posts::revision.gt(revision));
    let rows: Vec<PostRow> = newer.order(pioneer_posts::id).load(connection)?;
    rows.into_iter().map(|row| row.post().map(Change::PioneerPost)).collect()
}

impl PostRow {
    fn post(self) -> Result<PioneerPost> {
        let zone = self.zone()?;
        Ok(PioneerPost {
            id: self.id,
            code: self.code,
            profile: PioneerPostProfile {
                name: self.name,
                duties: self.duties.0,
                skills: self.skills.0,
                places: self.places,
                zone,
            },
            grid: self.grid_id,
            life: period(self.created_at, self.retired_at),
            version: self.version,
        })
    }

    fn zone(&self) -> Result<PostZone> {
        let lacks = || Error::internal(format!("the zone of post {} lacks a column", self.id));
        Ok(match self.zone_kind {
            ZoneKind::Grid => PostZone::Grid(self.grid_id),
            ZoneKind::BuildingGroups => {
                let StoredAs(groups) = self.building_groups.clone().ok_or_else(lacks)?;
                PostZone::BuildingGroups(groups)
            }
            ZoneKind::Point => {
                let (lon_e7, lat_e7) = self.lon_e7.zip(self.lat_e7).ok_or_else(lacks)?;
                PostZone::Point {
                    centre: Point { lon_e7, lat_e7 },
                    radius_m: self.radius_m.ok_or_else(lacks)?,
                }
            }
        })
    }
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = post_holdings, treat_none_as_default_value = false)]
struct HoldingRow {
    id: PostHoldingId,
    post_id: PioneerPostId,
    member_id: MemberId,
    name_shown: bool,
    valid_from: StoredInstant,
    valid_to: Option<StoredInstant>,
    version: i64,
    revision: i64,
}

impl HoldingRow {
    fn of(holding: &PostHolding, revision: i64) -> Self {
        let (valid_from, valid_to) = columns(&holding.period);
        Self {
            id: holding.id,
            post_id: holding.post,
            member_id: holding.member,
            name_shown: holding.name_shown,
            valid_from,
            valid_to,
            version: holding.version,
            revision,
        }
    }
}

pub(super) fn write_holdings<'a>(
    c: &mut AnyConnection,
    holdings: impl Iterator<Item = &'a PostHolding>,
    revision: i64,
) -> Result<()> {
    let rows = holdings.map(|holding| HoldingRow::of(holding, revision));
    upsert!(c, post_holdings, rows, name_shown valid_to version revision)
}

pub(super) fn holdings_since(connection: &mut AnyConnection, revision: i64) -> Result<Vec<Change>> {
    let newer = post_holdings::table.filter(post_holdings::revision.gt(revision));
    let rows: Vec<HoldingRow> = newer.order(post_holdings::id).load(connection)?;
    Ok(rows.into_iter().map(holding).collect())
}

fn holding(row: HoldingRow) -> Change {
    Change::PostHolding(PostHolding {
        id: row.id,
        post: row.post_id,
        member: row.member_id,
        period: period(row.valid_from, row.valid_to),
        name_shown: row.name_shown,
        version: row.version,
    })
}
