//! Storing a submission: row, texts, holder, events.

use super::prepared::{PreparedSubmission, RoutingContext, is_own, is_reported_by_sender, prepare};
use super::{RequestSubmission, TicketHashes, is_confidential};
use crate::domain::atlas::Atlas;
use crate::domain::calendar::zone;
use crate::domain::id::{GridId, MemberId, OrganizationId, RequestId};
use crate::domain::period::Instant;
use crate::domain::phone::Phone;
use crate::domain::request::{Answers, Channel, KindBy};
use crate::domain::role::Role;
use crate::domain::routing::{Conflicts, PlacedBy, about_by_category, find_or_leave};
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Error, Problem, Result};
use crate::service::place::PlaceInput;
use crate::service::requests::append::written;
use crate::service::requests::outcome::close_after_silence;
use crate::service::rulebook::Rulebook;
use crate::store::registrations::Registration;
use crate::store::requests::{NewDetails, RequestOrigin, RequestRow, StoredPlace};
use crate::store::{Actor, Tx, member_identities};

/// Sender of a request.
pub(in crate::service) struct RequestSender<'a> {
    /// Scope of the sender.
    pub scope: &'a Scope,
    /// Actor named in the events, unless the request is anonymous.
    pub actor: Actor,
}

/// Stores a request with its holder, its clocks and its first two events.
///
/// # Errors
/// Those of [`prepare`], [`Code::UnknownMember`] and [`Code::PlaceOutsideScope`].
pub(in crate::service) fn store(
    tx: &mut Tx<'_>,
    rulebook: &Rulebook,
    sender: &RequestSender<'_>,
    id: RequestId,
    submission: &RequestSubmission,
) -> Result<RequestRow> {
    let atlas = tx.atlas()?;
    let now = tx.now();
    let scope = sender.scope;
    let confidential = is_confidential(&atlas, submission);
    // An unnamed sender's neighbourhood must not influence the place: it would reveal where they
    // live.
    let named = is_own(submission) && !confidential;
    let member = scope.member.filter(|_| named && submission.place.is_text_alone());
    let home =
        member.map(|member| Registration::home_of(tx.connection, member)).transpose()?.flatten();
    let by_sender = is_reported_by_sender(submission, confidential);
    let reporter = if by_sender { member_of(tx, scope)? } else { None };
    let conflicts = conflicts_of(&atlas, submission, reporter.filter(|_| !confidential))?;
    let organizations = about_organizations(&atlas, submission, home)?;
    let mut partisans = Registration::members_from(tx.connection, &organizations)?;
    partisans.extend(acting_for(&atlas, &organizations, now));
    let conflicts = Conflicts { organizations, partisans, ..conflicts };
    let prepared =
        prepare(&atlas, rulebook, submission, RoutingContext { scope, home, conflicts, now })?;
    check_reach(&atlas, scope, submission, &prepared.place)?;
    let PreparedSubmission { category, place, routed, step, answers } = prepared;
    let external = submission.external.as_ref();
    let origin = RequestOrigin {
        id,
        number: number(tx, &atlas, place.grid)?,
        kind: submission.kind.unwrap_or(category.kind),
        kind_by: if submission.kind.is_some() { KindBy::Sender } else { KindBy::Category },
        category: category.code.clone(),
        about_staff: submission.about_staff,
        reporter: scope.account.filter(|_| by_sender),
        reporter_member: reporter,
        entered_by: scope.member.filter(|_| submission.channel != Channel::Resident),
        external: external.map(|external| (external.system.clone(), external.number.clone())),
    };
    let mut row = RequestRow::new(origin, place, &step.facts);
    row.event_count = i32::try_from(step.events.len()).map_err(Error::internal)?;
    tx.insert_request(&row)?;
    store_texts(tx, &atlas, id, submission, &answers)?;
    tx.exclude_from(id, &routed.excluded_people)?;
    tx.share(id, &routed.shared)?;
    let trace = routed.trace.clone();
    tx.insert_assignment(id, 1, routed.holding, row.held_by, trace, step.at)?;
    let actor = if submission.anonymous { &Actor::Anonymous } else { &sender.actor };
    let mut notes = step.notes.iter();
    for (sequence, event) in (1..).zip(&step.events) {
        tx.event(actor, written(id, sequence, event)?)?;
        if let Some((kind, text)) = event.note().and_then(|_| notes.next()) {
            tx.insert_note(id, sequence, *kind, text)?;
        }
    }
    if let Some(closing) = &step.closing {
        tx.close(id, closing, step.at)?;
    }
    close_after_silence(tx, rulebook, &row, &step.facts)?;
    Ok(row)
}

/// Seals the texts of a submission.
fn store_texts(
    tx: &mut Tx<'_>,
    atlas: &Atlas,
    id: RequestId,
    submission: &RequestSubmission,
    answers: &Answers,
) -> Result<()> {
    let contents = submission
        .external
        .as_ref()
        .map(|_| TicketHashes::of(tx.vault(), submission))
        .transpose()?;
    let address = written_address(atlas, &submission.place);
    let details = NewDetails {
        description: &submission.description,
        address: address.as_deref(),
        contact_name: submission.contact_name.as_deref(),
        contact_phone: submission.contact_phone.as_ref().map(Phone::as_str),
        answers,
        upstream: &submission.upstream,
        contents: contents.map(TicketHashes::into_json).transpose()?,
    };
    tx.insert_details(id, &details)
}

/// Checks that a login that hands over tickets from above is appointed to the grid of the place.
/// Where nobody knows the place, the desk finds out.
pub(in crate::service) fn check_reach(
    atlas: &Atlas,
    scope: &Scope,
    submission: &RequestSubmission,
    place: &StoredPlace,
) -> Result<(), Problem> {
    let grid = place.grid;
    let reached = || {
        place.by == PlacedBy::Unplaced
            || [Role::Integrator, Role::TownDesk]
                .iter()
                .any(|&role| scope.covers_as(atlas, role, grid))
    };
    if !submission.channel.is_from_above() || scope.account.is_none() || reached() {
        return Ok(());
    }
    Err(Problem::new(Code::PlaceOutsideScope).at("/place"))
}

/// Returns the address in words: as written, else that of the chosen one.
pub(in crate::service::requests) fn written_address(
    atlas: &Atlas,
    given: &PlaceInput,
) -> Option<String> {
    given.text.clone().or_else(|| {
        given
            .address
            .and_then(|id| atlas.addresses().get(id))
            .map(|address| address.text.to_string())
    })
}

/// Returns the member who sends it, with either a staff or a resident login.
fn member_of(tx: &mut Tx<'_>, scope: &Scope) -> Result<Option<MemberId>> {
    match (scope.member, scope.account) {
        (None, Some(account)) => member_identities::of_phone_of(tx.connection, account),
        (member, _) => Ok(member),
    }
}

/// Returns the people with a conflict. An unnamed reporter is not one of them: a skipped chain
/// would reveal that they are one of its people.
fn conflicts_of(
    atlas: &Atlas,
    submission: &RequestSubmission,
    reporter: Option<MemberId>,
) -> Result<Conflicts> {
    if let Some(member) = submission.about_member {
        atlas.people().member(member).ok_or_else(|| {
            Problem::new(Code::UnknownMember).at("/about_member").with("member", member.to_string())
        })?;
    }
    Ok(Conflicts {
        reporter,
        subject: submission.about_member,
        about_staff: submission.about_staff || submission.about_member.is_some(),
        ..Conflicts::default()
    })
}

/// Returns the members who act for some organisations: liaisons, and who has a duty in an office.
fn acting_for(atlas: &Atlas, organizations: &[OrganizationId], now: Instant) -> Vec<MemberId> {
    let people = atlas.people();
    let of_one = |&id: &OrganizationId| {
        let office = people.chain(Unit::Office(id), now).map(|duty| duty.member);
        people.liaisons(id, now).chain(office)
    };
    organizations.iter().flat_map(of_one).collect()
}

/// Returns the organisations that a submission is about: the one it names, else those of the kinds
/// that its category is about which serve the place.
fn about_organizations(
    atlas: &Atlas,
    submission: &RequestSubmission,
    home: Option<GridId>,
) -> Result<Vec<OrganizationId>, Problem> {
    if let Some(id) = submission.about_organization {
        let active = atlas.organizations().active(id).map(|organization| organization.id);
        return active.map(|id| vec![id]).ok_or_else(|| {
            Problem::new(Code::UnknownOrganization)
                .at("/about_organization")
                .with("organization", id.to_string())
        });
    }
    let Some(category) = atlas.settings().categories.get(&submission.category) else {
        return Ok(Vec::new());
    };
    if category.about_organizations.is_empty() {
        return Ok(Vec::new());
    }
    let below = |problem: Problem| problem.below("/place");
    let given = submission.place.read_or_leave(atlas, home).map_err(below)?;
    let found = find_or_leave(atlas, &given).map_err(below)?;
    about_by_category(atlas, category, &found.place)
}

/// Generates a number: town (or the nearest level above it), local date, and digits without
/// meaning, such as `310120001-20261122-48213`.
fn number(tx: &mut Tx<'_>, atlas: &Atlas, grid: GridId) -> Result<String> {
    let tree = atlas.tree();
    let town = atlas.settings().levels.index_of("town");
    let named = tree
        .upward(grid)
        .find(|grid| {
            town.is_some_and(|town| tree.level(grid.id).is_some_and(|level| level <= town))
        })
        .or_else(|| tree.root());
    let code = named.map(|grid| grid.code.as_str()).unwrap_or_default();
    let series = format!("{code}-{}-", local_date(tx.now()));
    tx.number(&series)
}

fn local_date(now: Instant) -> String {
    now.with_timezone(&zone()).format("%Y%m%d").to_string()
}
