//! Enrolment of members, with name and phone sealed, and with a login if they need one.

mod change;
pub(super) use change::has_no_roles;
mod read;

pub use change::{create_member, set_member_active};
pub use read::{MemberFilter, VisibleMember, list_members, read_member};

use super::accounts::{FirstPassword, NewStaffAccount};
use super::atlas_edits::{AppliedEdits, ChangeSet, PlannedEdits, plan_edits};
use super::credentials::PasswordWorkers;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::characters::{check_line, check_said};
use crate::domain::duty::Member;
use crate::domain::id::MemberId;
use crate::domain::login_name::LoginName;
use crate::domain::period::Instant;
use crate::domain::phone::Phone;
use crate::domain::plan::PlanConsent;
use crate::domain::secret_text::SecretText;
use crate::error::{Error, Result};
use crate::store::member_identities::{self, MemberIdentity};
use crate::store::{Actor, Db, Revision, Tx, new_id};
use tokio::task::JoinSet;

/// Input of a new member.
#[derive(Debug, Clone)]
pub struct NewMember {
    /// Identifier.
    pub id: MemberId,
    /// Code.
    pub code: String,
    /// Name and phone.
    pub identity: MemberIdentity,
    /// Login name, if they sign in.
    pub login: Option<LoginName>,
}

impl NewMember {
    /// Creates the input with a new identifier.
    pub fn new(
        code: String,
        name: String,
        phone: Option<Phone>,
        login: Option<LoginName>,
        now: Instant,
    ) -> Self {
        Self { id: MemberId(new_id(now)), code, identity: MemberIdentity { name, phone }, login }
    }

    /// Returns the edit that adds the member.
    fn edit(&self, now: Instant) -> AtlasEdit {
        let id = self.id;
        let code = self.code.clone();
        AtlasEdit::AddMember(Member { id, code, active: true, created_at: now, version: 1 })
    }
}

/// New members and the edits applied together with them.
#[derive(Debug)]
pub struct Enrolment {
    /// The instant that "now" means in the edits.
    pub prepared_at: Instant,
    /// The new members.
    pub members: Vec<NewMember>,
    /// Edits after that: duties, appointments. The index in a problem counts the members before
    /// them.
    pub edits: Vec<AtlasEdit>,
}

/// A login and its first password, to be shown once.
#[derive(Debug, Clone)]
pub struct FirstLogin {
    /// Login name.
    pub name: LoginName,
    /// One-time password.
    pub password: SecretText,
}

/// Checks that members can be enrolled, without doing it.
///
/// # Errors
/// [`Code::Required`](crate::error::Code::Required) and
/// [`Code::ControlCharacter`](crate::error::Code::ControlCharacter) in a name; every problem of the
/// plan; those of the database.
pub async fn plan_enrolment(db: &Db, enrolment: &Enrolment) -> Result<PlannedEdits> {
    let mut problems = Vec::new();
    for (index, member) in enrolment.members.iter().enumerate() {
        let name = &member.identity.name;
        if let Err(problem) = check_said(name).and_then(|()| check_line(name)) {
            problems.push(problem.at(format!("/operations/{index}/name")));
        }
    }
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let now = enrolment.prepared_at;
    let members = enrolment.members.iter().map(|member| member.edit(now));
    let edits = members.chain(enrolment.edits.iter().cloned()).collect();
    plan_edits(db, ChangeSet { prepared_at: now, edits, allowances: PlanConsent::default() }).await
}

/// Enrols members in one transaction with further edits. Returns the first passwords of those who
/// sign in.
///
/// # Errors
/// Every problem of the plan; those of [`EnlistedMembers::write`]; those of the database.
pub async fn enroll(
    db: &Db,
    workers: &PasswordWorkers,
    actor: Actor,
    enrolment: Enrolment,
) -> Result<(AppliedEdits, Vec<FirstLogin>)> {
    let planned = plan_enrolment(db, &enrolment).await?;
    let enlisted = enlist(Some(workers), enrolment.members).await?;
    let logins = enlisted.logins();
    let write = move |tx: &mut Revision<'_, '_>| {
        let applied = planned.apply(tx, &actor)?;
        enlisted.write(tx, &actor)?;
        Ok(applied)
    };
    Ok((db.revise(write).await?, logins))
}

/// New members, whose accounts are ready to be written.
pub struct EnlistedMembers {
    members: Vec<NewMember>,
    accounts: Vec<(LoginName, NewStaffAccount)>,
}

/// Prepares the accounts of those members who have a login name; without `workers`, which hash
/// passwords, of nobody.
///
/// # Errors
/// Those of [`NewStaffAccount::prepare`].
pub async fn enlist(
    workers: Option<&PasswordWorkers>,
    members: Vec<NewMember>,
) -> Result<EnlistedMembers> {
    let accounts = match workers {
        Some(workers) => accounts(workers, &members).await?,
        None => Vec::new(),
    };
    Ok(EnlistedMembers { members, accounts })
}

impl EnlistedMembers {
    /// Returns the first passwords of those who sign in.
    pub fn logins(&self) -> Vec<FirstLogin> {
        let logins = self.accounts.iter().map(|(name, account)| FirstLogin {
            name: name.clone(),
            password: account.password().clone(),
        });
        logins.collect()
    }

    /// Writes names, phones and accounts, in the transaction that adds the members.
    ///
    /// # Errors
    /// Those of [`NewStaffAccount::create`] and of the database.
    pub fn write(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<()> {
        self.members
            .iter()
            .try_for_each(|member| member_identities::put(tx, member.id, &member.identity))?;
        self.accounts.iter().try_for_each(|(_, account)| account.create(tx, actor).map(drop))
    }
}

/// Prepares accounts with hashed passwords, as many at once as there are workers.
async fn accounts(
    workers: &PasswordWorkers,
    members: &[NewMember],
) -> Result<Vec<(LoginName, NewStaffAccount)>> {
    let mut hashing = JoinSet::new();
    for (place, member) in members.iter().enumerate() {
        let Some(name) = member.login.clone() else { continue };
        let workers = workers.clone();
        let id = member.id;
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
