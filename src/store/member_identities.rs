//! Names and phones of members, each sealed under the member's own key.

use super::account_identities::phone_lookup;
use super::connection::{AnyConnection, each};
use super::schema::{account_identities, member_identities};
use super::tx::Tx;
use super::vault::{Sealed, Vault, WrappedKey};
use crate::domain::id::{AccountId, MemberId};
use crate::domain::phone::Phone;
use crate::error::Result;
use diesel::prelude::*;
use std::collections::HashMap;

const NAME: &str = "member_identities.name";
const PHONE: &str = "member_identities.phone";

/// Maximum number of identifiers in one statement; SQLite takes at most 32 766 values.
const STATEMENT_IDS: usize = 1000;

/// Name and phone of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberIdentity {
    /// Name, 1–64 characters.
    pub name: String,
    /// Phone, if known.
    pub phone: Option<Phone>,
}

#[derive(Queryable)]
struct MemberIdentityRow {
    wrapped_key: Option<WrappedKey>,
    name: Sealed,
    phone: Option<Sealed>,
}

const COLUMNS: (member_identities::wrapped_key, member_identities::name, member_identities::phone) =
    (member_identities::wrapped_key, member_identities::name, member_identities::phone);

/// Finds the name and phone of a member; none if they are erased.
pub fn find(
    connection: &mut AnyConnection,
    vault: &Vault,
    member: MemberId,
) -> Result<Option<MemberIdentity>> {
    let row: Option<MemberIdentityRow> =
        member_identities::table.find(member).select(COLUMNS).get_result(connection).optional()?;
    row.map_or(Ok(None), |row| open(vault, member, &row))
}

/// Loads the names of members. Erased ones are left out.
pub fn names(
    connection: &mut AnyConnection,
    vault: &Vault,
    members: &[MemberId],
) -> Result<HashMap<MemberId, String>> {
    let mut names = HashMap::with_capacity(members.len());
    for members in members.chunks(STATEMENT_IDS) {
        let columns =
            (member_identities::member_id, member_identities::wrapped_key, member_identities::name);
        let found = member_identities::table
            .filter(member_identities::member_id.eq_any(members))
            .select(columns);
        for (member, wrapped, name) in
            found.load::<(MemberId, Option<WrappedKey>, Sealed)>(connection)?
        {
            if let Some(wrapped) = wrapped {
                names
                    .insert(member, vault.unwrap(member.0, &wrapped)?.open(NAME, member.0, &name)?);
            }
        }
    }
    Ok(names)
}

/// Finds the member with the phone by which an account signs in. Both columns are hashed alike, so
/// that they can be compared.
pub fn of_phone_of(connection: &mut AnyConnection, account: AccountId) -> Result<Option<MemberId>> {
    let phone = account_identities::table
        .find(account)
        .select(account_identities::phone_lookup)
        .single_value();
    let found = member_identities::table.filter(member_identities::phone_lookup.eq(phone));
    // Only the first row is read. A LIMIT is a bound value, for which SQLite prepares the statement
    // again each time.
    let first = found.select(member_identities::member_id).order(member_identities::member_id);
    Ok(each!(connection, |native| first.get_result(native).optional())?)
}

/// Stores the name and phone of a member, under a new key each time; older copies of them are under
/// keys of their own.
pub fn put(tx: &mut Tx<'_>, member: MemberId, identity: &MemberIdentity) -> Result<()> {
    let vault = tx.vault();
    let (key, wrapped) = vault.new_subject(member.0)?;
    let phone = identity.phone.as_ref();
    let columns = (
        member_identities::wrapped_key.eq(wrapped),
        member_identities::name.eq(key.seal(NAME, member.0, &identity.name)?),
        member_identities::phone
            .eq(phone.map(|phone| key.seal(PHONE, member.0, phone.as_str())).transpose()?),
        member_identities::phone_lookup.eq(phone.map(|phone| phone_lookup(vault, phone))),
    );
    each!(&mut *tx.connection, |native| diesel::insert_into(member_identities::table)
        .values((member_identities::member_id.eq(member), columns.clone()))
        .on_conflict(member_identities::member_id)
        .do_update()
        .set(columns)
        .execute(native))?;
    Ok(())
}

fn open(
    vault: &Vault,
    member: MemberId,
    row: &MemberIdentityRow,
) -> Result<Option<MemberIdentity>> {
    let Some(wrapped) = &row.wrapped_key else { return Ok(None) };
    let key = vault.unwrap(member.0, wrapped)?;
    let phone = row.phone.as_ref().map(|phone| key.open(PHONE, member.0, phone)).transpose()?;
    Ok(Some(MemberIdentity {
        name: key.open(NAME, member.0, &row.name)?,
        phone: phone.map(|text| Phone::parse(&text)).transpose()?,
    }))
}
