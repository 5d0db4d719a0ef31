//! Planning pioneer posts and their holders.

mod holders;
mod zones;

pub(super) use holders::{end, end_all_of, give, show_name};
pub(super) use zones::{none_in_grid, none_names};

use super::checks::{code_is_well_formed, name_is_well_formed};
use super::draft::PlanDraft;
use crate::domain::atlas_edit::NewPioneerPost;
use crate::domain::change::Change;
use crate::domain::characters::{check_line, check_said};
use crate::domain::id::PioneerPostId;
use crate::domain::period::Period;
use crate::domain::pioneer_post::{
    DUTY_LENGTH, PioneerPost, PioneerPostProfile, PostHolding, fullest,
};
use crate::error::{Code, Problem};
use holders::close;
use zones::grid_of_zone;

pub(super) fn create(draft: &mut PlanDraft, new: &NewPioneerPost) {
    let coded = code_is_well_formed(draft, &new.code);
    if draft.atlas.pioneer_posts().by_code(&new.code).is_some() {
        return draft.refuse("code", Problem::new(Code::CodeInUse).with("code", new.code.as_str()));
    }
    let described = is_described(draft, &new.profile);
    let grid = grid_of_zone(draft, &new.profile.zone);
    if let Some(grid) = grid.filter(|_| coded && described) {
        let id = new.id;
        let code = new.code.clone();
        let profile = new.profile.clone();
        let life = Period::since(draft.now);
        draft.change(Change::PioneerPost(PioneerPost {
            id,
            code,
            profile,
            grid,
            life,
            version: 1,
        }));
    }
}

pub(super) fn change(draft: &mut PlanDraft, id: PioneerPostId, profile: &PioneerPostProfile) {
    let Some(post) = active(draft, id) else { return };
    let described = is_described(draft, profile);
    // A point keeps the grid that it had when it was drawn, even if borders have moved since.
    let grid = if profile.zone == post.profile.zone {
        Some(post.grid)
    } else {
        grid_of_zone(draft, &profile.zone)
    };
    let holdings = draft.atlas.pioneer_posts().holdings(id);
    let (at, held) = fullest(holdings.iter(), &Period::since(draft.now));
    if held > places(profile) {
        let problem =
            Problem::new(Code::PostPlacesHeld).with("at", at.to_rfc3339()).with("held", held);
        return draft.refuse("places", problem);
    }
    if let Some(grid) = grid.filter(|_| described) {
        let profile = profile.clone();
        let version = post.version + 1;
        draft.change(Change::PioneerPost(PioneerPost { profile, grid, version, ..post }));
    }
}

/// Retires a post, and ends all its present and future holdings.
pub(super) fn retire(draft: &mut PlanDraft, id: PioneerPostId) {
    let Some(post) = active(draft, id) else { return };
    let now = draft.now;
    let open = draft
        .atlas
        .pioneer_posts()
        .holdings(id)
        .iter()
        .filter(|holding| !holding.period.ended(now));
    let open: Vec<PostHolding> = open.copied().collect();
    open.iter().for_each(|holding| close(draft, holding, now));
    let life = post.life.closed(now);
    let version = post.version + 1;
    draft.change(Change::PioneerPost(PioneerPost { life, version, ..post }));
}

fn places(profile: &PioneerPostProfile) -> usize {
    usize::try_from(profile.places).unwrap_or_default()
}

/// Checks that name, duties and skills are fit for publication.
fn is_described(draft: &mut PlanDraft, profile: &PioneerPostProfile) -> bool {
    let mut wrong = Vec::new();
    for (index, duty) in profile.duties.iter().enumerate() {
        if let Err(problem) = check_duty(duty) {
            wrong.push(problem.at(format!("/duties/{index}")));
        }
    }
    wrong.extend(draft.atlas.settings().skills.check(&profile.skills).err().unwrap_or_default());
    let described = wrong.is_empty();
    for problem in wrong {
        let field = problem.pointer.trim_start_matches('/').to_owned();
        draft.refuse(&field, problem);
    }
    name_is_well_formed(draft, &profile.name) & described
}

fn check_duty(duty: &str) -> Result<(), Problem> {
    if duty.chars().count() > DUTY_LENGTH {
        return Err(Problem::new(Code::TooLong).with("max", DUTY_LENGTH));
    }
    check_said(duty).and_then(|()| check_line(duty))
}

fn active(draft: &mut PlanDraft, id: PioneerPostId) -> Option<PioneerPost> {
    let post = draft.atlas.pioneer_posts().active(id).cloned();
    if post.is_none() {
        draft.refuse("post", Problem::new(Code::UnknownPioneerPost).with("post", id.to_string()));
    }
    post
}
