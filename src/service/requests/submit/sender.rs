//! Checks of what a sender may submit, and in whose name.

use super::RequestSubmission;
use crate::domain::request::{AtOnce, Channel};
use crate::domain::role::{Role, RoleSet};
use crate::domain::scope::Scope;
use crate::error::{Code, Problem, Result};

/// Checks that the sender may submit this, by this channel and for this person.
///
/// # Errors
/// [`Code::LoginOrAnonymous`], [`Code::ChannelNotYours`], [`Code::ExternalRefNotHere`],
/// [`Code::UrgencyForStaff`], [`Code::AnonymousWithContact`], [`Code::OnTheSpotPlain`].
pub(in crate::service) fn check(scope: &Scope, submission: &RequestSubmission) -> Result<()> {
    const STAFF: RoleSet = RoleSet::of(&[Role::Member, Role::TownDesk]);
    const DESK: RoleSet = RoleSet::of(&[Role::TownDesk]);
    const CITY: RoleSet = RoleSet::of(&[Role::Integrator]);
    let staff = scope.has(STAFF);
    let mut problems = Vec::new();
    match submission.channel {
        Channel::Resident if scope.account.is_none() && !submission.anonymous => {
            problems.push(Problem::new(Code::LoginOrAnonymous))
        }
        Channel::Resident => {}
        Channel::Proxy | Channel::SelfFound if staff => {}
        Channel::Desk if scope.has(DESK) => {}
        Channel::Hotline12345 if scope.has(DESK.union(CITY)) => {}
        Channel::CityPlatform if scope.has(CITY) => {}
        _ => problems.push(
            Problem::new(Code::ChannelNotYours).at("/channel").with("channel", submission.channel),
        ),
    }
    if submission.external.is_some() && !submission.channel.is_from_above() {
        problems.push(Problem::new(Code::ExternalRefNotHere).at("/external_ref"));
    }
    if submission.urgency.is_some() && !staff {
        problems.push(Problem::new(Code::UrgencyForStaff).at("/urgency"));
    }
    let contact = [
        ("/contact_name", submission.contact_name.is_some()),
        ("/contact_phone", submission.contact_phone.is_some()),
    ];
    let given = contact.into_iter().filter(|&(_, given)| given && submission.anonymous);
    problems.extend(given.map(|(pointer, _)| Problem::new(Code::AnonymousWithContact).at(pointer)));
    if submission.at_once == Some(AtOnce::OnTheSpot) {
        problems.extend(beyond_what_and_where(submission));
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

/// Returns a problem for each field that says more of what was put right on the spot than what it
/// was and where.
fn beyond_what_and_where(submission: &RequestSubmission) -> impl Iterator<Item = Problem> {
    let fields = [
        ("/contact_name", submission.contact_name.is_some()),
        ("/contact_phone", submission.contact_phone.is_some()),
        ("/anonymous", submission.anonymous),
        ("/confidential", submission.confidential),
        ("/about_staff", submission.about_staff),
        ("/about_member", submission.about_member.is_some()),
        ("/about_organization", submission.about_organization.is_some()),
        ("/urgency", submission.urgency.is_some()),
        ("/answers", !submission.answers.is_empty()),
    ];
    let given = fields.into_iter().filter(|&(_, is_given)| is_given);
    given.map(|(pointer, _)| Problem::new(Code::OnTheSpotPlain).at(pointer))
}
