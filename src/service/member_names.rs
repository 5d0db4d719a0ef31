//! Names of members, as readers of other things are shown them.

use crate::domain::id::MemberId;
use crate::domain::mask;
use crate::error::Result;
use crate::store::{Db, member_identities};
use std::collections::HashMap;

/// Returns the masked names of members. Members whose names were erased are left out.
///
/// # Errors
/// Those of the database.
pub async fn masked_names(db: &Db, members: Vec<MemberId>) -> Result<HashMap<MemberId, String>> {
    let names = shown_names(db, members).await?;
    Ok(names.into_iter().map(|(member, name)| (member, mask::name(&name))).collect())
}

/// Returns the full names of members who let everybody read theirs. Members whose names were erased
/// are left out.
///
/// # Errors
/// Those of the database.
pub async fn shown_names(db: &Db, members: Vec<MemberId>) -> Result<HashMap<MemberId, String>> {
    if members.is_empty() {
        return Ok(HashMap::new());
    }
    let vault = db.clone();
    db.read(move |connection| member_identities::names(connection, vault.vault(), &members)).await
}
