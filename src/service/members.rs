//! Taking people in: as members, with their name and phone sealed, and with a login when they need
//! one.

mod change;
pub(super) use change::has_no_roles;
mod read;

pub use change::{create_member, set_member_active};
pub use read::{MemberFilter, VisibleMember, list_members, masked_names, read_member, shown_names};

use super::accounts::{FirstPassword, NewStaffAccount};
use super::credentials::PasswordWorkers;
use super::operations::{AppliedEdits, ChangeSet, PlannedEdits, plan_operations};
use crate::domain::characters::{check_line, check_said};
use crate::domain::duty::Member;
use crate::domain::id::MemberId;
use crate::domain::login_name::LoginName;
use crate::domain::operation::AtlasEdit;
use crate::domain::period::Instant;
use crate::domain::phone::Phone;
use crate::domain::plan::PlanConsent;
use crate::domain::secret_text::SecretText;
use crate::error::{Error, Problem, Result};
use crate::store::member_identities::{self, MemberIdentity};
use crate::store::{Actor, Db, Tx, new_id};
use std::sync::Arc;
use tokio::task::JoinSet;

/// Somebody who is to become a member.
#[derive(Debug, Clone)]
pub struct NewMember {
    /// Identifier.
    pub id: MemberId,
    /// The code people use.
    pub code: String,
    /// Name and phone.
    pub identity: MemberIdentity,
    /// What they sign in with, if they do.
    pub login: Option<LoginName>,
}

impl NewMember {
    /// Somebody under a new identifier.
    pub fn new(
        code: String,
        name: String,
        phone: Option<Phone>,
        login: Option<LoginName>,
        now: Instant,
    ) -> Self {
        Self { id: MemberId(new_id(now)), code, identity: MemberIdentity { name, phone }, login }
    }

    /// The operation that makes them a member.
    fn operation(&self, now: Instant) -> AtlasEdit {
        let (id, code) = (self.id, self.code.clone());
        AtlasEdit::AddMember(Member { id, code, active: true, created_at: now, version: 1 })
    }
}

/// People and what else changes together with their coming.
#[derive(Debug)]
pub struct Enrolment {
    /// The instant that "now" means in the operations.
    pub prepared_at: Instant,
    /// Who comes.
    pub members: Vec<NewMember>,
    /// Operations after that: duties, appointments. A problem's index counts the members before
    /// them.
    pub operations: Vec<AtlasEdit>,
}

/// A login and the password that it begins with, to be told once.
#[derive(Debug, Clone)]
pub struct FirstLogin {
    /// The login name.
    pub name: LoginName,
    /// The one-time password.
    pub password: SecretText,
}

/// Checks whether people can be taken in, without doing it.
///
/// # Errors
/// [`Code::Required`](crate::error::Code::Required) and
/// [`Code::ControlCharacter`](crate::error::Code::ControlCharacter) in a name; every problem of the
/// plan; those of the database.
pub async fn plan_enrolment(db: &Db, enrolment: &Enrolment) -> Result<PlannedEdits> {
    let named = |(index, member): (usize, &NewMember)| {
        let named =
            check_said(&member.identity.name).and_then(|()| check_line(&member.identity.name));
        named.err().map(|problem| problem.at(format!("/operations/{index}/name")))
    };
    let problems: Vec<Problem> = enrolment.members.iter().enumerate().filter_map(named).collect();
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let now = enrolment.prepared_at;
    let members = enrolment.members.iter().map(|member| member.operation(now));
    let operations = members.chain(enrolment.operations.iter().cloned()).collect();
    plan_operations(
        db,
        ChangeSet { prepared_at: now, operations, allowances: PlanConsent::default() },
    )
    .await
}

/// Takes people in, in one transaction with the operations that go with it. Answers the first
/// passwords of those who sign in.
///
/// # Errors
/// Every problem of the plan; those of [`NewStaffAccount::create`]; those of the database.
pub async fn enroll(
    db: &Db,
    workers: &PasswordWorkers,
    actor: Actor,
    enrolment: Enrolment,
) -> Result<(AppliedEdits, Vec<FirstLogin>)> {
    let planned = plan_enrolment(db, &enrolment).await?;
    let accounts = Arc::new(accounts(workers, &enrolment.members).await?);
    let logins = accounts.iter().map(|(name, account)| FirstLogin {
        name: name.clone(),
        password: account.password().clone(),
    });
    let logins = logins.collect();
    let members = enrolment.members;
    let write = move |tx: &mut crate::store::Revision<'_, '_>| {
        let applied = planned.apply(tx, &actor)?;
        write_people(tx, &actor, &members, &accounts)?;
        Ok(applied)
    };
    Ok((db.revise(write).await?, logins))
}

fn write_people(
    tx: &mut Tx<'_>,
    actor: &Actor,
    members: &[NewMember],
    accounts: &[(LoginName, NewStaffAccount)],
) -> Result<()> {
    members
        .iter()
        .try_for_each(|member| member_identities::put(tx, member.id, &member.identity))?;
    accounts.iter().try_for_each(|(_, account)| account.create(tx, actor).map(drop))
}

/// Accounts with their passwords hashed, as many at once as there are workers.
async fn accounts(
    workers: &PasswordWorkers,
    members: &[NewMember],
) -> Result<Vec<(LoginName, NewStaffAccount)>> {
    let mut hashing = JoinSet::new();
    for (place, member) in members.iter().enumerate() {
        let Some(name) = member.login.clone() else { continue };
        let (workers, id) = (workers.clone(), member.id);
        hashing.spawn(async move {
            let account =
                NewStaffAccount::prepare(&workers, name.clone(), id, FirstPassword::OneTime)
                    .await?;
            Ok((place, name, account))
        });
    }
    let prepared = hashing.join_all().await;
    let mut prepared = prepared.into_iter().collect::<Result<Vec<_>, Error>>()?;
    prepared.sort_by_key(|(place, ..)| *place);
    Ok(prepared.into_iter().map(|(_, name, account)| (name, account)).collect())
}
