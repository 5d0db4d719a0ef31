//! The signed-in caller's own data.

use super::Authentication;
use crate::domain::duty::{Appointment, Duty};
use crate::domain::id::{AccountId, MemberId};
use crate::domain::phone::Phone;
use crate::domain::role::RoleSet;
use crate::domain::scope::Scope;
use crate::error::{Code, Result};
use crate::store::{account_identities, accounts, member_identities};

/// A login and its owner.
#[derive(Debug, Clone)]
pub struct Me {
    /// Account.
    pub account: AccountId,
    /// Login name, of staff.
    pub login_name: Option<String>,
    /// Phone, of residents.
    pub phone: Option<Phone>,
    /// True if an authenticator app is required.
    pub totp: bool,
    /// True if the account was made for the demo.
    pub demo: bool,
    /// All roles at present.
    pub roles: RoleSet,
    /// Member behind the login.
    pub member: Option<MyMember>,
}

/// The member behind a login.
#[derive(Debug, Clone)]
pub struct MyMember {
    /// Identifier.
    pub id: MemberId,
    /// Code (工号).
    pub code: String,
    /// Name; `None` when it was erased.
    pub name: Option<String>,
    /// Duties at present.
    pub duties: Vec<Duty>,
    /// Appointments at present.
    pub appointments: Vec<Appointment>,
}

/// Returns the signed-in caller's own data.
///
/// # Errors
/// [`Code::SessionEnded`] for a scope without a login; those of
/// [`Db::read`](crate::store::Db::read).
pub async fn me(authentication: &Authentication, scope: &Scope) -> Result<Me> {
    let id = scope.account.ok_or(Code::SessionEnded)?;
    let member = scope.member;
    let db = authentication.db.clone();
    let read = authentication.db.read(move |connection| {
        let account = accounts::find(connection, id)?.ok_or(Code::SessionEnded)?;
        let phone = account_identities::phone(connection, db.vault(), id)?;
        let totp = account_identities::totp(connection, db.vault(), id)?;
        let identity = member
            .map(|member| member_identities::find(connection, db.vault(), member))
            .transpose()?;
        Ok((account, phone, totp, identity.flatten()))
    });
    let (account, phone, totp, identity) = read.await?;
    Ok(Me {
        account: id,
        login_name: account.login_name,
        phone,
        totp: totp.is_some_and(|totp| totp.last_step.is_some()),
        demo: account.demo,
        roles: scope.roles,
        member: member.and_then(|member| {
            my_member(authentication, member, identity.map(|identity| identity.name))
        }),
    })
}

fn my_member(
    authentication: &Authentication,
    id: MemberId,
    name: Option<String>,
) -> Option<MyMember> {
    let atlas = authentication.db.atlas();
    let now = authentication.db.now();
    let people = atlas.people();
    Some(MyMember {
        id,
        code: people.member(id)?.code.clone(),
        name,
        duties: people.duties_of(id, now).copied().collect(),
        appointments: people.appointments_of(id, now).copied().collect(),
    })
}
