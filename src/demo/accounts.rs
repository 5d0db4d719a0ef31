//! Accounts and sealed names: everybody who serves has an account, so that their actions bear their
//! name; only those whose logins are shown have a password.

use super::founding::Person;
use super::identifiers::DemoIdentifiers;
use super::logins::{self, PASSWORD, ShownMembers};
use super::names::{Names, mobile};
use super::{SeedPart, random};
use crate::domain::id::{AccountId, MemberId};
use crate::domain::login_name::LoginName;
use crate::domain::phone::Phone;
use crate::domain::scope::Scope;
use crate::domain::secret_text::SecretText;
use crate::error::{Error, Result};
use crate::service::accounts::{FirstPassword, NewStaffAccount};
use crate::service::credentials::PasswordWorkers;
use crate::store::accounts::{self, Account};
use crate::store::member_identities::{self, MemberIdentity};
use crate::store::{Actor, Db, Tx, account_identities};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// Number of residents with a login.
const RESIDENTS: usize = 24;

/// A resident with a login.
#[derive(Debug, Clone)]
pub(super) struct Resident {
    pub account: AccountId,
    pub name: String,
    pub phone: Phone,
}

type Staff = (Person, Option<(AccountId, LoginName)>);

/// The people who act in the town, and their accounts.
pub(super) struct Cast {
    accounts: HashMap<MemberId, AccountId>,
    pub residents: Vec<Resident>,
    pub desk: MemberId,
    /// The member that is the city's platform.
    pub integrator: MemberId,
    pub supervisor: MemberId,
    pub second_supervisor: MemberId,
    /// Member who holds a pioneer post and no duty.
    pub post_holder: MemberId,
    /// Liaison of a property company.
    pub liaison: MemberId,
    /// Residents without a login, for whom somebody else reports.
    pub others: Vec<(String, Phone)>,
}

impl Cast {
    /// Returns a resident by index.
    ///
    /// # Errors
    /// [`Error::Internal`] if there are fewer residents.
    pub fn resident(&self, index: usize) -> Result<&Resident> {
        self.residents.get(index).ok_or_else(|| Error::internal("a story has no resident"))
    }

    /// Returns the scope of a member now.
    ///
    /// # Errors
    /// As [`Self::account`].
    pub fn scope(&self, db: &Db, member: MemberId) -> Result<Scope> {
        Ok(Scope::of(&db.atlas(), self.account(member)?, Some(member), db.now()))
    }

    /// Returns the account of a member.
    ///
    /// # Errors
    /// [`Error::Internal`] if the member is not of the town.
    pub fn account(&self, member: MemberId) -> Result<AccountId> {
        self.accounts
            .get(&member)
            .copied()
            .ok_or_else(|| Error::internal(format!("{member} has no account")))
    }
}

/// Seals the names, opens the accounts, and sets the passwords of those whose logins are shown.
///
/// # Errors
/// Those of the database and of hashing.
pub(super) async fn open(
    db: &Db,
    passwords: &PasswordWorkers,
    people: Vec<Person>,
    shown: &ShownMembers,
    seed: u64,
) -> Result<Cast> {
    let mut identifiers =
        DemoIdentifiers { random: random(seed, SeedPart::Accounts), at: db.now() };
    let mut names = Names::new(random(!seed, SeedPart::Names));
    let residents = residents(&mut identifiers, &mut names)?;
    let others =
        (1..=RESIDENTS).map(|n| Ok((names.next(), mobile(500 + n)?))).collect::<Result<_>>()?;
    let staff = staff(people, shown, &mut identifiers)?;
    let unshown =
        staff.iter().filter_map(|(person, login)| Some((person.member, login.as_ref()?.0)));
    let mut accounts: HashMap<MemberId, AccountId> = unshown.collect();
    let guests = residents.clone();
    db.write(move |tx| {
        staff.iter().try_for_each(|(person, login)| settle(tx, person, login.as_ref()))?;
        guests.iter().try_for_each(|resident| welcome(tx, resident))
    })
    .await?;
    for (login, member) in shown.iter() {
        accounts.insert(member, show(db, passwords, login, member).await?);
    }
    Ok(Cast {
        desk: shown.member(logins::TOWN_DESK)?,
        integrator: shown.member(logins::CITY_PLATFORM)?,
        supervisor: shown.member(logins::SUPERVISOR)?,
        second_supervisor: shown.member(logins::SECOND_SUPERVISOR)?,
        post_holder: shown.member(logins::POST_HOLDER)?,
        liaison: shown.member(logins::LIAISON)?,
        accounts,
        residents,
        others,
    })
}

fn residents(identifiers: &mut DemoIdentifiers, names: &mut Names) -> Result<Vec<Resident>> {
    (1..=RESIDENTS)
        .map(|n| {
            Ok(Resident {
                account: AccountId(identifiers.next()),
                name: names.next(),
                phone: mobile(n)?,
            })
        })
        .collect()
}

/// Returns those who serve, each with the account and name to give them now; those whose logins are
/// shown get theirs later.
fn staff(
    people: Vec<Person>,
    shown: &ShownMembers,
    identifiers: &mut DemoIdentifiers,
) -> Result<Vec<Staff>> {
    let shown: HashSet<MemberId> = shown.iter().map(|(_, member)| member).collect();
    let mut staff = Vec::with_capacity(people.len());
    for person in people {
        let login = if shown.contains(&person.member) {
            None
        } else {
            let name = LoginName::parse(&person.code)?;
            Some((AccountId(identifiers.next()), name))
        };
        staff.push((person, login));
    }
    Ok(staff)
}

/// Seals the identity of a member, and opens the account of one whose login is not shown.
fn settle(tx: &mut Tx<'_>, person: &Person, login: Option<&(AccountId, LoginName)>) -> Result<()> {
    let identity = MemberIdentity { name: person.name.clone(), phone: Some(person.phone.clone()) };
    member_identities::put(tx, person.member, &identity)?;
    let Some((id, name)) = login else { return Ok(()) };
    accounts::insert(tx, &Account::new(*id, Some((name, person.member)), true, tx.now()))?;
    let payload = json!({ "member": person.member, "demo": true });
    accounts::record(tx, &Actor::Service, *id, "account.created", payload)
}

/// Opens the account of a resident.
fn welcome(tx: &mut Tx<'_>, resident: &Resident) -> Result<()> {
    let id = resident.account;
    accounts::insert(tx, &Account::new(id, None, true, tx.now()))?;
    account_identities::insert_phone(tx, id, &resident.phone)?;
    accounts::record(tx, &Actor::Service, id, "account.created", json!({ "demo": true }))
}

/// Opens an account with the password that is shown.
async fn show(
    db: &Db,
    passwords: &PasswordWorkers,
    login: &str,
    member: MemberId,
) -> Result<AccountId> {
    let name = LoginName::parse(login)?;
    let first = FirstPassword::Demo(SecretText::from(PASSWORD.to_owned()));
    let new = NewStaffAccount::prepare(passwords, name, member, first).await?;
    db.write(move |tx| new.create(tx, &Actor::Service)).await
}
