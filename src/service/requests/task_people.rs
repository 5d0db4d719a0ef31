//! Who answers a task, and what somebody is given tasks by.

use crate::domain::atlas::Atlas;
use crate::domain::id::MemberId;
use crate::domain::period::Instant;
use crate::domain::request::TaskAssignee;
use crate::domain::second_identity::IdentityState;
use crate::error::Result;
use crate::store::connection::AnyConnection;
use crate::store::requests::RequestTask;
use crate::store::second_identities::SecondIdentity;

/// Returns true if a member answers a task of an assignee at an instant.
///
/// # Errors
/// Those of the database.
pub(super) fn answers_task(
    connection: &mut AnyConnection,
    atlas: &Atlas,
    member: MemberId,
    task: &RequestTask,
    at: Instant,
) -> Result<bool> {
    let assignee = task.assignee();
    if !atlas.people().is_active(member) {
        return Ok(false);
    }
    if let TaskAssignee::SecondIdentity(id) = assignee {
        let identity = SecondIdentity::find(connection, id)?;
        return Ok(identity.is_some_and(|identity| {
            identity.state == IdentityState::Active && identity.member_id == member
        }));
    }
    Ok(answers_by_duty(atlas, member, assignee, at)
        || match assignee {
            TaskAssignee::PioneerPost(post) => {
                atlas.pioneer_posts().holders_at(post, at).any(|held| held.member == member)
            }
            TaskAssignee::Organization(id) => {
                atlas.people().liaisons(id, at).any(|liaison| liaison == member)
            }
            _ => false,
        })
}

/// Returns true if a member answers for an assignee by a duty of theirs, so that they read the
/// request.
pub(super) fn answers_by_duty(
    atlas: &Atlas,
    member: MemberId,
    assignee: TaskAssignee,
    at: Instant,
) -> bool {
    match assignee {
        TaskAssignee::Duty(id) => atlas
            .people()
            .duty(id)
            .is_some_and(|duty| duty.member == member && duty.period.contains(at)),
        TaskAssignee::Unit(unit) => atlas.people().leads(member, unit, at),
        _ => false,
    }
}

/// Returns everything by which a member is given tasks at an instant.
///
/// # Errors
/// Those of the database.
pub(super) fn assignees_of(
    connection: &mut AnyConnection,
    atlas: &Atlas,
    member: MemberId,
    at: Instant,
) -> Result<Vec<TaskAssignee>> {
    let posts = atlas.pioneer_posts().holdings_of(member);
    let posts = posts.filter(|holding| holding.period.contains(at));
    let organizations = atlas.people().appointments_of(member, at);
    let organizations = organizations.filter_map(|held| held.organization);
    let identities = SecondIdentity::active_of_member(connection, member)?;
    Ok(by_duty(atlas, member, at)
        .into_iter()
        .chain(posts.map(|holding| TaskAssignee::PioneerPost(holding.post)))
        .chain(organizations.map(TaskAssignee::Organization))
        .chain(identities.into_iter().map(TaskAssignee::SecondIdentity))
        .collect())
}

/// Returns the duties of a member and the units that they lead, by which they are given tasks and
/// read the requests.
pub(super) fn by_duty(atlas: &Atlas, member: MemberId, at: Instant) -> Vec<TaskAssignee> {
    let mut found = Vec::new();
    for duty in atlas.people().duties_of(member, at) {
        found.push(TaskAssignee::Duty(duty.id));
        if duty.capacity.leads() {
            found.push(TaskAssignee::Unit(duty.unit));
        }
    }
    found
}
