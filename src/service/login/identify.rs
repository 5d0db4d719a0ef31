//! From a verified access token to the present scope of its owner.

use super::Authentication;
use crate::domain::id::{AccountId, MemberId};
use crate::domain::scope::Scope;
use crate::error::{Code, Result};
use crate::service::credentials::token::Claims;
use crate::store::{Db, accounts};
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

/// Logins kept in memory, at 40 bytes each; beyond that the cache is cleared.
const KEPT: usize = 100_000;

/// Immutable facts of an account.
#[derive(Debug, Clone, Copy)]
struct AccountLogin {
    member: Option<MemberId>,
    demo: bool,
}

/// Accounts seen so far, in memory, so that a request reads none from the database.
#[derive(Debug, Default)]
pub(super) struct LoginCache(RwLock<HashMap<AccountId, AccountLogin>>);

impl LoginCache {
    async fn get(&self, db: &Db, id: AccountId) -> Result<AccountLogin> {
        if let Some(login) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return Ok(*login);
        }
        let account = db
            .read(move |connection| accounts::find(connection, id))
            .await?
            .ok_or(Code::SessionEnded)?;
        let login = AccountLogin { member: account.member_id, demo: account.demo };
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(id, login);
        Ok(login)
    }
}

/// Returns the present scope of the owner of a verified token.
///
/// # Errors
/// [`Code::TokenLifetime`]; [`Code::SessionEnded`]: disabling an account ends its sessions too;
/// [`Code::DemoAccountRefused`].
pub async fn identify(authentication: &Authentication, claims: &Claims) -> Result<Scope> {
    if claims.expires - claims.issued > authentication.policy.access_lifetime {
        return Err(Code::TokenLifetime.into());
    }
    authentication.sessions.require_going(&authentication.db, claims).await?;
    let login = authentication.logins.get(&authentication.db, claims.account).await?;
    if login.demo && !authentication.policy.demo_accounts {
        return Err(Code::DemoAccountRefused.into());
    }
    let db = &authentication.db;
    Ok(Scope::of(&db.atlas(), claims.account, login.member, db.now()))
}
