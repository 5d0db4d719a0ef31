//! Sign-in of residents by a code sent to their phone.

use super::send_code::PURPOSE;
use super::session::{self, OpenedSession, SessionTokens};
use super::{Authentication, Policy};
use crate::domain::id::AccountId;
use crate::domain::phone::Phone;
use crate::domain::secret_text::SecretText;
use crate::error::{Code, Result};
use crate::service::credentials::code;
use crate::store::accounts::Account;
use crate::store::login_codes::Tried;
use crate::store::vault::Lookup;
use crate::store::{Actor, ChangeEvent, Tx, account_identities, accounts, login_codes, new_id};
use serde_json::json;

/// Maximum number of attempts at one code.
const ATTEMPTS: i32 = 5;

/// Signs in; creates an account for the phone the first time.
///
/// # Errors
/// [`Code::PhoneInvalid`], [`Code::PhoneNotMobile`] at `/phone`; [`Code::CodeWrong`] for a code
/// that is wrong, used, expired, replaced or was tried five times; [`Code::AccountDisabled`],
/// [`Code::DemoAccountRefused`].
pub async fn sign_in_by_code(
    authentication: &Authentication,
    phone: &str,
    given: SecretText,
) -> Result<SessionTokens> {
    let phone = Phone::parse_mobile(phone).map_err(|problem| problem.at("/phone"))?;
    let lookup = account_identities::phone_lookup(authentication.db.vault(), &phone);
    let policy = authentication.policy.clone();
    let opened = authentication.db.write(move |tx| {
        let Some(tried) = login_codes::try_latest(tx, lookup, ATTEMPTS)? else { return Ok(None) };
        if !code::matches(tx.vault(), PURPOSE, lookup, given.expose(), &tried.hash) {
            // Committed rather than refused, so that the attempt is counted.
            record(tx, &tried, "login_code.refused")?;
            return Ok(None);
        }
        login_codes::set_used(tx, tried.id)?;
        record(tx, &tried, "login_code.used")?;
        let account = account_of(tx, lookup, &phone, &policy)?;
        session::open(tx, &policy, account, "code").map(Some)
    });
    let opened: Option<OpenedSession> = opened.await?;
    session::tokens(authentication, opened.ok_or(Code::CodeWrong)?)
}

fn record(tx: &mut Tx<'_>, tried: &Tried, kind: &'static str) -> Result<()> {
    let sequence = 1 + tried.attempts;
    tx.event(
        &Actor::Anonymous,
        ChangeEvent { aggregate: tried.id, sequence, kind, payload: json!({}) },
    )
}

fn account_of(
    tx: &mut Tx<'_>,
    lookup: Lookup,
    phone: &Phone,
    policy: &Policy,
) -> Result<AccountId> {
    let Some(id) = account_identities::by_phone(tx.connection, lookup)? else {
        return new_account(tx, phone);
    };
    let account = accounts::lock_known(tx, id)?;
    if account.disabled_at.is_some() {
        return Err(Code::AccountDisabled.into());
    }
    if account.demo && !policy.demo_accounts {
        return Err(Code::DemoAccountRefused.into());
    }
    Ok(id)
}

fn new_account(tx: &mut Tx<'_>, phone: &Phone) -> Result<AccountId> {
    let id = AccountId(new_id(tx.now()));
    accounts::insert(tx, &Account::new(id, None, false, tx.now()))?;
    account_identities::insert_phone(tx, id, phone)?;
    accounts::record(tx, &Actor::Account(id), id, "account.created", json!({ "demo": false }))?;
    Ok(id)
}
