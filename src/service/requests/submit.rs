//! Submitting a request: the one responsible person is found inside the transaction that stores it.

use super::append::written;
use super::receipt::Sent;
use crate::domain::atlas::Atlas;
use crate::domain::id::{GridId, MemberId, RequestId};
use crate::domain::period::Instant;
use crate::domain::phone::Phone;
use crate::domain::request::{self, Allowances, Answers, Channel, RequestKind, Urgency};
use crate::domain::role::{Role, RoleSet};
use crate::domain::routing::{Conflicts, KeptOut, Routed, Step, find, route};
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Problem, Result};
use crate::service::place::PlaceGiven;
use crate::service::rulebook::Rulebook;
use crate::store::registrations::Registration;
use crate::store::requests::{NewDetails, Origin, Place, RequestRow};
use crate::store::{Actor, Db, Tx, idempotency, member_identities, new_id};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use std::sync::Arc;

/// What the reporter says.
#[derive(Debug, Clone)]
pub struct Submission {
    /// Where it is.
    pub place: PlaceGiven,
    /// The code of the category.
    pub category: String,
    /// What the reporter wants.
    pub kind: RequestKind,
    /// How soon somebody must act; staff may say it, else it follows from the category.
    pub urgency: Option<Urgency>,
    /// The way it came.
    pub channel: Channel,
    /// What is wrong.
    pub description: String,
    /// What the reporter is called.
    pub contact_name: Option<String>,
    /// How to reach the reporter; the login's own phone when there is none.
    pub contact_phone: Option<Phone>,
    /// The reporter does not say who they are.
    pub anonymous: bool,
    /// Only the town desk may know the reporter.
    pub confidential: bool,
    /// It is about a person on duty.
    pub about_staff: bool,
    /// The person it is about, when named.
    pub about_member: Option<MemberId>,
    /// What was answered to the questions of the category.
    pub answers: Answers,
}

/// What a submission, or the earlier one of the same key, led to.
#[derive(Debug, Clone)]
pub struct Submitted {
    /// The request as it stands now, and its receipt.
    pub sent: Sent,
    /// The effect is that of an earlier call with the same key.
    pub replayed: bool,
}

/// Stores a request with its responsible person, its clocks and its first two events.
///
/// # Errors
/// Whatever is wrong with the submission, each with its pointer: unknown category, grid or member, a point out of
/// range, anonymity or urgency that is not the caller's to choose, a category that is not taken here, wrong answers; and
/// [`Code::IdempotencyKeyReused`].
pub async fn submit(
    db: &Db,
    rulebook: &Arc<Rulebook>,
    scope: Scope,
    key: idempotency::Key,
    submission: Submission,
) -> Result<Submitted> {
    check_sender(&scope, &submission)?;
    let key = if submission.anonymous { unnamed(db, key) } else { key };
    let rulebook = Arc::clone(rulebook);
    db.write(move |tx| {
        let request = RequestId(new_id(tx.now()));
        if let Some(earlier) = tx.replay(&key, json!(request))? {
            let earlier = serde_json::from_value(earlier).map_err(Error::internal)?;
            let row = RequestRow::load(tx.connection, earlier)?;
            return Ok(Submitted { sent: Sent::first(row, tx.vault()), replayed: true });
        }
        let row = store(tx, &rulebook, &scope, request, &submission)?;
        Ok(Submitted { sent: Sent::first(row, tx.vault()), replayed: false })
    })
    .await
}

/// The key beside a request whose reporter stays unnamed must not name them either; a keyed hash serves as well.
fn unnamed(db: &Db, key: idempotency::Key) -> idempotency::Key {
    let hash = db.vault().hash("idempotency.actor", &[key.actor.as_bytes()]);
    idempotency::Key { actor: URL_SAFE_NO_PAD.encode(hash), ..key }
}

/// Who may enter what for whom.
fn check_sender(scope: &Scope, submission: &Submission) -> Result<()> {
    const STAFF: RoleSet = RoleSet::of(&[Role::Member, Role::TownDesk]);
    const DESK: RoleSet = RoleSet::of(&[Role::TownDesk]);
    let staff = scope.has(STAFF);
    let mut problems = Vec::new();
    match submission.channel {
        Channel::Resident if scope.account.is_none() && !submission.anonymous => {
            problems.push(Problem::new(Code::LoginOrAnonymous))
        }
        Channel::Resident => {}
        Channel::Proxy | Channel::SelfFound if staff => {}
        Channel::Desk if scope.has(DESK) => {}
        _ => problems.push(Problem::new(Code::ChannelNotYours).at("/channel").with("channel", submission.channel)),
    }
    if submission.urgency.is_some() && !staff {
        problems.push(Problem::new(Code::UrgencyForStaff).at("/urgency"));
    }
    let contact =
        [("/contact_name", submission.contact_name.is_some()), ("/contact_phone", submission.contact_phone.is_some())];
    let given = contact.into_iter().filter(|&(_, given)| given && submission.anonymous);
    problems.extend(given.map(|(pointer, _)| Problem::new(Code::AnonymousWithContact).at(pointer)));
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

fn store(
    tx: &mut Tx<'_>,
    rulebook: &Rulebook,
    scope: &Scope,
    id: RequestId,
    submission: &Submission,
) -> Result<RequestRow> {
    let atlas = tx.atlas()?;
    let category = atlas.settings().category(&submission.category)?;
    let own = submission.channel == Channel::Resident && !submission.anonymous;
    // Who stays unnamed is not told by the neighbourhood they live in.
    let member = scope.member.filter(|_| own && submission.place.is_text_alone());
    let home = member.map(|member| Registration::home_of(tx.connection, member)).transpose()?.flatten();
    let given = submission.place.read(&atlas, home).map_err(of_place)?;
    let found = find(&atlas, &given).map_err(of_place)?;
    let conflicts = conflicts_of(tx, &atlas, scope, submission)?;
    let mut sent = request::Submission {
        kind: submission.kind,
        category,
        urgency: submission.urgency,
        channel: submission.channel,
        anonymous: submission.anonymous,
        confidential: submission.confidential,
        // A resident's login is a phone; a member's is not.
        phone_given: submission.contact_phone.is_some() || own && scope.member.is_none(),
        answers: &submission.answers,
        clocks: Allowances::default(),
    };
    let Routed { place: grid, holding, shared, clocks, kept_out, trace, .. } =
        route(&atlas, &found.place, &sent.matter(), &conflicts, tx.now())?;
    sent.clocks = clocks;
    let trace: Vec<Step> = found.steps.into_iter().chain(trace.0).collect();
    let (step, answers) = request::submit(&sent, holding, tx.now(), &rulebook.calendar)?;
    let origin = Origin {
        id,
        number: number(tx, &atlas, grid)?,
        kind: submission.kind,
        category: category.code.clone(),
        about_staff: submission.about_staff,
        reporter: scope.account.filter(|_| own),
        entered_by: scope.member.filter(|_| submission.channel != Channel::Resident),
    };
    let place = Place { point: given.point, grid, building_group: found.place.building_group(), by: found.by };
    let mut row = RequestRow::new(origin, place, &step.facts);
    row.event_count = i32::try_from(step.events.len()).map_err(Error::internal)?;
    tx.insert_request(&row)?;
    tx.insert_details(
        id,
        &NewDetails {
            description: &submission.description,
            address: written_address(&atlas, &submission.place).as_deref(),
            contact_name: submission.contact_name.as_deref(),
            contact_phone: submission.contact_phone.as_ref().map(Phone::as_str),
            answers: &answers,
        },
    )?;
    tx.keep_out(id, &kept_out)?;
    tx.share(id, &shared)?;
    tx.insert_assignment(
        id,
        1,
        holding,
        row.held_by,
        serde_json::to_value(&trace).map_err(Error::internal)?,
        tx.now(),
    )?;
    let actor = if submission.anonymous { Actor::Anonymous } else { Actor::of(scope) };
    for (sequence, event) in (1..).zip(&step.events) {
        tx.event(&actor, written(id, sequence, event)?)?;
    }
    Ok(row)
}

/// A problem of the place, at its field of the submission.
fn of_place(problem: Problem) -> Problem {
    Problem { pointer: format!("/place{}", problem.pointer), ..problem }
}

/// The address in words: as it was written, else that of the one that was chosen.
fn written_address(atlas: &Atlas, given: &PlaceGiven) -> Option<String> {
    let chosen = || given.address.and_then(|id| atlas.addresses().get(id)).map(|address| address.text.to_string());
    given.text.clone().or_else(chosen)
}

fn conflicts_of(tx: &mut Tx<'_>, atlas: &Atlas, scope: &Scope, submission: &Submission) -> Result<Conflicts> {
    if let Some(member) = submission.about_member {
        let unknown = || Problem::new(Code::UnknownMember).at("/about_member").with("member", member.to_string());
        atlas.people().member(member).ok_or_else(unknown)?;
    }
    // Who stays unnamed is no conflict either: a skipped chain would tell that it is one of its people.
    let known = submission.channel == Channel::Resident && !submission.anonymous;
    let reporter = match (known, scope.member, scope.account) {
        (true, None, Some(account)) => member_identities::of_phone_of(tx.connection, account)?,
        (true, member, _) => member,
        (false, ..) => None,
    };
    Ok(Conflicts {
        reporter,
        subject: submission.about_member,
        about_staff: submission.about_staff || submission.about_member.is_some(),
        kept_out: KeptOut::default(),
    })
}

/// Town (or the nearest level above it), local date, running number: `310120001-20261122-00042`.
fn number(tx: &mut Tx<'_>, atlas: &Atlas, grid: GridId) -> Result<String> {
    let tree = atlas.tree();
    let town = atlas.settings().levels.index_of("town");
    let is_town = |id| town.is_some_and(|town| tree.level(id).is_some_and(|level| level <= town));
    let named = tree.upward(grid).find(|grid| is_town(grid.id)).or_else(|| tree.root());
    let prefix = format!("{}-{}", named.map(|grid| grid.code.as_str()).unwrap_or_default(), local_date(tx.now()));
    let running = tx.number(&prefix)?;
    Ok(format!("{prefix}-{running:05}"))
}

fn local_date(now: Instant) -> String {
    now.with_timezone(&crate::domain::calendar::zone()).format("%Y%m%d").to_string()
}
