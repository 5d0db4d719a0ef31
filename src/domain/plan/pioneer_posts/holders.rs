//! Planning terms at a post: their beginning, their end, and the publication of the holder's name.

use super::{active, places};
use crate::domain::change::Change;
use crate::domain::id::{MemberId, PostHoldingId};
use crate::domain::period::Instant;
use crate::domain::pioneer_post::{PostHolding, TERM_MONTHS, fullest, longest_term};
use crate::domain::plan::checks::{begins_well, end_of, ends_well, known_and_active};
use crate::domain::plan::draft::PlanDraft;
use crate::error::{Code, Problem};

pub(in crate::domain::plan) fn give(draft: &mut PlanDraft, holding: &PostHolding) {
    let Some(post) = active(draft, holding.post) else { return };
    if !known_and_active(draft, holding.member)
        | !begins_well(draft, &holding.period)
        | !ends_in_time(draft, holding)
    {
        return;
    }
    let posts = draft.atlas.pioneer_posts();
    let shared =
        posts.holdings(post.id).iter().filter(|other| other.period.overlaps(&holding.period));
    if let Some(twin) = shared.clone().find(|other| other.member == holding.member) {
        let problem = Problem::new(Code::PostHeldTwice)
            .with("holding", twin.id.to_string())
            .with("from", twin.period.from.to_rfc3339())
            .with("to", end_of(&twin.period));
        return draft.refuse("member", problem);
    }
    let (at, held) = fullest(shared, &holding.period);
    if held >= places(&post.profile) {
        let problem = Problem::new(Code::PostFull)
            .with("places", post.profile.places)
            .with("at", at.to_rfc3339());
        return draft.refuse("from", problem);
    }
    draft.change(Change::PostHolding(*holding));
}

pub(in crate::domain::plan) fn end(draft: &mut PlanDraft, id: PostHoldingId, at: Instant) {
    let Some(holding) = known_holding(draft, id) else { return };
    if ends_well(draft, &holding.period, at) {
        close(draft, &holding, at);
    }
}

pub(in crate::domain::plan) fn show_name(
    draft: &mut PlanDraft,
    id: PostHoldingId,
    name_shown: bool,
) {
    let Some(holding) = known_holding(draft, id) else { return };
    // Terms that have ended are no longer shown.
    if let Some(to) = holding.period.to.filter(|&to| to <= draft.now) {
        return draft.refuse("", Problem::new(Code::AlreadyEnds).with("to", to.to_rfc3339()));
    }
    let version = holding.version + 1;
    draft.change(Change::PostHolding(PostHolding { name_shown, version, ..holding }));
}

/// Ends all present and future holdings of a deactivated member.
pub(in crate::domain::plan) fn end_all_of(draft: &mut PlanDraft, member: MemberId) {
    let now = draft.now;
    let open = draft
        .atlas
        .pioneer_posts()
        .holdings_of(member)
        .filter(|holding| !holding.period.ended(now));
    let mut open: Vec<PostHolding> = open.copied().collect();
    open.sort_unstable_by_key(|holding| holding.id);
    open.iter().for_each(|holding| close(draft, holding, now));
}

pub(super) fn close(draft: &mut PlanDraft, holding: &PostHolding, at: Instant) {
    let period = holding.period.closed(at);
    draft.change(Change::PostHolding(PostHolding {
        period,
        version: holding.version + 1,
        ..*holding
    }));
}

fn ends_in_time(draft: &mut PlanDraft, holding: &PostHolding) -> bool {
    let latest = longest_term(holding.period.from);
    let fits = holding.period.to.is_some_and(|to| latest.is_some_and(|latest| to <= latest));
    if !fits {
        draft.refuse("to", Problem::new(Code::PostTermTooLong).with("years", TERM_MONTHS / 12));
    }
    fits
}

fn known_holding(draft: &mut PlanDraft, id: PostHoldingId) -> Option<PostHolding> {
    let holding = draft.atlas.pioneer_posts().holding(id).copied();
    if holding.is_none() {
        draft.refuse_code("holding", Code::NotFound);
    }
    holding
}
