//! Planning pioneer posts and who holds them.

use super::draft::Draft;
use super::grids::{code_is_well_formed, name_is_well_formed};
use super::people::{begins_well, ends_well, known_and_active};
use crate::domain::change::Change;
use crate::domain::characters::{check_line, check_said};
use crate::domain::id::{BuildingGroupId, GridId, MemberId, PioneerPostId, PostHoldingId};
use crate::domain::operation::NewPioneerPost;
use crate::domain::period::{Instant, Period};
use crate::domain::pioneer_post::{
    DUTIES_MAX, DUTY_LENGTH, PioneerPost, PioneerPostProfile, PostHolding, TERM_MONTHS, Zone, fullest, longest_term,
};
use crate::error::{Code, Problem};

pub(super) fn create(draft: &mut Draft, new: &NewPioneerPost) {
    let coded = code_is_well_formed(draft, &new.code);
    if draft.atlas.pioneer_posts().by_code(&new.code).is_some() {
        return draft.refuse("code", Problem::new(Code::CodeInUse).with("code", new.code.as_str()));
    }
    let described = is_described(draft, &new.profile);
    let grid = grid_of_zone(draft, &new.profile.zone);
    if let Some(grid) = grid.filter(|_| coded && described) {
        let (id, code, profile) = (new.id, new.code.clone(), new.profile.clone());
        let life = Period::since(draft.now);
        draft.change(Change::PioneerPost(PioneerPost { id, code, profile, grid, life, version: 1 }));
    }
}

pub(super) fn change(draft: &mut Draft, id: PioneerPostId, profile: &PioneerPostProfile) {
    let Some(post) = active(draft, id) else { return };
    let described = is_described(draft, profile);
    // A point keeps the grid that it had when it was drawn, wherever borders went since.
    let grid = if profile.zone == post.profile.zone { Some(post.grid) } else { grid_of_zone(draft, &profile.zone) };
    let holdings = draft.atlas.pioneer_posts().holdings(id);
    let (at, held) = fullest(holdings.iter(), &Period::since(draft.now));
    if held > places(profile) {
        let problem = Problem::new(Code::PostPlacesHeld).with("at", at.to_rfc3339()).with("held", held);
        return draft.refuse("places", problem);
    }
    if let Some(grid) = grid.filter(|_| described) {
        let (profile, version) = (profile.clone(), post.version + 1);
        draft.change(Change::PioneerPost(PioneerPost { profile, grid, version, ..post }));
    }
}

/// Ends a post, and whatever holdings it has or will have.
pub(super) fn retire(draft: &mut Draft, id: PioneerPostId) {
    let Some(post) = active(draft, id) else { return };
    let now = draft.now;
    let open = draft.atlas.pioneer_posts().holdings(id).iter().filter(|holding| !holding.period.ended(now));
    let open: Vec<PostHolding> = open.copied().collect();
    open.iter().for_each(|holding| close(draft, holding, now));
    let (life, version) = (post.life.closed(now), post.version + 1);
    draft.change(Change::PioneerPost(PioneerPost { life, version, ..post }));
}

pub(super) fn give(draft: &mut Draft, holding: &PostHolding) {
    let Some(post) = active(draft, holding.post) else { return };
    if !known_and_active(draft, holding.member) | !begins_well(draft, &holding.period) | !ends_in_time(draft, holding) {
        return;
    }
    let posts = draft.atlas.pioneer_posts();
    let shared = posts.holdings(post.id).iter().filter(|other| other.period.overlaps(&holding.period));
    if let Some(twin) = shared.clone().find(|other| other.member == holding.member) {
        return draft.refuse("member", Problem::new(Code::PostHeldTwice).with("holding", twin.id.to_string()));
    }
    let (at, held) = fullest(shared, &holding.period);
    if held >= places(&post.profile) {
        let problem = Problem::new(Code::PostFull).with("places", post.profile.places).with("at", at.to_rfc3339());
        return draft.refuse("from", problem);
    }
    draft.change(Change::PostHolding(*holding));
}

pub(super) fn end(draft: &mut Draft, id: PostHoldingId, at: Instant) {
    let Some(holding) = known_holding(draft, id) else { return };
    if ends_well(draft, &holding.period, at) {
        close(draft, &holding, at);
    }
}

pub(super) fn show_name(draft: &mut Draft, id: PostHoldingId, name_shown: bool) {
    let Some(holding) = known_holding(draft, id) else { return };
    // What is over is shown to nobody any more.
    if let Some(to) = holding.period.to.filter(|&to| to <= draft.now) {
        return draft.refuse("", Problem::new(Code::AlreadyEnds).with("to", to.to_rfc3339()));
    }
    let version = holding.version + 1;
    draft.change(Change::PostHolding(PostHolding { name_shown, version, ..holding }));
}

/// Ends whatever posts somebody holds or will hold who may act no more.
pub(super) fn end_all_of(draft: &mut Draft, member: MemberId) {
    let now = draft.now;
    let open = draft.atlas.pioneer_posts().holdings_of(member).filter(|holding| !holding.period.ended(now));
    let mut open: Vec<PostHolding> = open.copied().collect();
    open.sort_unstable_by_key(|holding| holding.id);
    open.iter().for_each(|holding| close(draft, holding, now));
}

/// Whether no zone names a grid, so that it may be retired.
pub(super) fn none_in_grid(draft: &mut Draft, grid: GridId, code: &str) -> bool {
    let codes = codes(draft.atlas.pioneer_posts().in_grid(grid));
    none_named(draft, "grid", code, codes)
}

/// Whether no zone names a building group, so that it may be retired or go to another grid.
pub(super) fn none_names(draft: &mut Draft, group: BuildingGroupId, code: &str) -> bool {
    let grid = draft.atlas.groups().grid_of(group);
    let posts = draft.atlas.pioneer_posts();
    let codes = grid.map(|grid| codes(posts.naming(grid, group))).unwrap_or_default();
    none_named(draft, "building_group", code, codes)
}

fn codes<'a>(posts: impl Iterator<Item = &'a PioneerPost>) -> Vec<String> {
    let mut codes: Vec<String> = posts.map(|post| post.code.clone()).collect();
    codes.sort_unstable();
    codes
}

fn none_named(draft: &mut Draft, field: &str, unit: &str, posts: Vec<String>) -> bool {
    let none = posts.is_empty();
    if !none {
        draft.refuse(field, Problem::new(Code::PostsInZone).with("unit", unit).with("posts", posts));
    }
    none
}

fn close(draft: &mut Draft, holding: &PostHolding, at: Instant) {
    let period = holding.period.closed(at);
    draft.change(Change::PostHolding(PostHolding { period, version: holding.version + 1, ..*holding }));
}

fn places(profile: &PioneerPostProfile) -> usize {
    usize::try_from(profile.places).unwrap_or_default()
}

/// Whether name, duties and skills are such as everybody may read.
fn is_described(draft: &mut Draft, profile: &PioneerPostProfile) -> bool {
    let mut wrong: Vec<Problem> = profile
        .duties
        .iter()
        .enumerate()
        .filter_map(|(index, duty)| {
            let length = if duty.chars().count() > DUTY_LENGTH { Err(too_long()) } else { Ok(()) };
            let checked = length.and_then(|()| check_said(duty)).and_then(|()| check_line(duty));
            Some(checked.err()?.at(format!("/duties/{index}")))
        })
        .collect();
    if profile.duties.len() > DUTIES_MAX {
        wrong.push(Problem::new(Code::TooMany).at("/duties").with("max", DUTIES_MAX));
    }
    wrong.extend(draft.atlas.settings().skills.check(&profile.skills).err().unwrap_or_default());
    let described = wrong.is_empty();
    for problem in wrong {
        let field = problem.pointer.trim_start_matches('/').to_owned();
        draft.refuse(&field, problem);
    }
    name_is_well_formed(draft, &profile.name) & described
}

fn too_long() -> Problem {
    Problem::new(Code::TooLong).with("max", DUTY_LENGTH)
}

/// The grid that a post with the zone belongs to; none when something is wrong with the zone.
fn grid_of_zone(draft: &mut Draft, zone: &Zone) -> Option<GridId> {
    let grid = zone.grid(&draft.atlas);
    match (zone, grid) {
        (Zone::Grid(id), None) => {
            draft.refuse("zone/grid", Problem::new(Code::UnknownGrid).with("grid", id.to_string()));
        }
        (Zone::Point { .. }, None) => draft.refuse_code("zone", Code::NotInitialized),
        (Zone::BuildingGroups(groups), None) => {
            let first = groups.first().map(ToString::to_string).unwrap_or_default();
            let problem = Problem::new(Code::UnknownBuildingGroup).with("building_group", first);
            draft.refuse("zone/building_groups", problem);
        }
        (Zone::BuildingGroups(groups), Some(grid)) if !groups_fit(draft, groups, grid) => return None,
        _ => {}
    }
    grid
}

/// Whether building groups are there, each once, and all of them in one grid.
fn groups_fit(draft: &mut Draft, groups: &[BuildingGroupId], grid: GridId) -> bool {
    let known = draft.atlas.groups();
    let wrong = |(index, id): (usize, &BuildingGroupId)| {
        let Some(group) = known.get(*id).filter(|group| group.life.to.is_none()) else {
            return Some((index, Problem::new(Code::UnknownBuildingGroup).with("building_group", id.to_string())));
        };
        let code = match known.grid_of(*id) {
            _ if groups[..index].contains(id) => Code::BuildingGroupTwice,
            other if other != Some(grid) => Code::ZoneOverGrids,
            _ => return None,
        };
        Some((index, Problem::new(code).with("code", group.code.as_str())))
    };
    let wrong: Vec<(usize, Problem)> = groups.iter().enumerate().filter_map(wrong).collect();
    let fit = wrong.is_empty();
    wrong.into_iter().for_each(|(index, problem)| draft.refuse(&format!("zone/building_groups/{index}"), problem));
    fit
}

fn ends_in_time(draft: &mut Draft, holding: &PostHolding) -> bool {
    let latest = longest_term(holding.period.from);
    let fits = holding.period.to.is_some_and(|to| latest.is_some_and(|latest| to <= latest));
    if !fits {
        draft.refuse("to", Problem::new(Code::PostTermTooLong).with("years", TERM_MONTHS / 12));
    }
    fits
}

fn active(draft: &mut Draft, id: PioneerPostId) -> Option<PioneerPost> {
    let post = draft.atlas.pioneer_posts().active(id).cloned();
    if post.is_none() {
        draft.refuse("post", Problem::new(Code::UnknownPioneerPost).with("post", id.to_string()));
    }
    post
}

fn known_holding(draft: &mut Draft, id: PostHoldingId) -> Option<PostHolding> {
    let holding = draft.atlas.pioneer_posts().holding(id).copied();
    if holding.is_none() {
        draft.refuse_code("holding", Code::NotFound);
    }
    holding
}
