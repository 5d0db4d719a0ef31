//! Sending a one-time code to a resident.

use super::{Authentication, Policy};
use crate::domain::period::Instant;
use crate::domain::phone::Phone;
use crate::error::{Code, Problem, Result};
use crate::service::credentials::code;
use crate::store::vault::Lookup;
use crate::store::{Actor, ChangeEvent, Tx, account_identities, login_codes};
use chrono::TimeDelta;
use serde_json::json;

/// Purpose of the codes, as their hashes include it.
pub(super) const PURPOSE: &str = "sign_in";

/// Minimum time between two codes of a phone.
pub const RESEND_AFTER: TimeDelta = TimeDelta::minutes(1);

/// Window in which the codes of a phone are counted.
const WINDOW: TimeDelta = TimeDelta::hours(1);

/// Sends a code to a phone and returns its expiry. Behaves the same whether or not the phone has an
/// account. An earlier code becomes invalid.
///
/// # Errors
/// [`Code::PhoneInvalid`], [`Code::PhoneNotMobile`] at `/phone`; [`Code::CodeTooSoon`],
/// [`Code::CodeNotSent`].
pub async fn send_code(authentication: &Authentication, phone: &str) -> Result<Instant> {
    let phone = Phone::parse_mobile(phone).map_err(|problem| problem.at("/phone"))?;
    let vault = authentication.db.vault();
    let lookup = account_identities::phone_lookup(vault, &phone);
    let code = code::generate();
    let hash = code::hash(vault, PURPOSE, lookup, &code);
    let policy = authentication.policy.clone();
    let expires = authentication.db.write(move |tx| keep(tx, &policy, lookup, hash)).await?;
    let sent = authentication.sender.send(&phone, &code).await;
    sent.map(|()| expires).map_err(|fault| {
        tracing::warn!(%fault, "a one-time code was not sent");
        Code::CodeNotSent.into()
    })
}

fn keep(tx: &mut Tx<'_>, policy: &Policy, phone: Lookup, hash: [u8; 32]) -> Result<Instant> {
    let now = tx.now();
    login_codes::lock_phone(tx, phone)?;
    let sent = login_codes::sent_since(tx.connection, phone, now - WINDOW)?;
    let sent: Vec<Instant> = sent.into_iter().map(|at| at.0).collect();
    if let Some(wait) = wait(&sent, policy.codes_per_hour, now) {
        let seconds = (wait + TimeDelta::milliseconds(999)).num_seconds();
        return Err(Problem::new(Code::CodeTooSoon).with("seconds", seconds).into());
    }
    let expires = now + policy.code_lifetime;
    let id = login_codes::insert(tx, phone, hash, expires)?;
    tx.event(
        &Actor::Anonymous,
        ChangeEvent { aggregate: id, sequence: 1, kind: "login_code.sent", payload: json!({}) },
    )?;
    Ok(expires)
}

/// Returns the time to wait before the next code, if any; `sent` are the instants of codes in the
/// last [`WINDOW`], latest first.
fn wait(sent: &[Instant], per_window: usize, now: Instant) -> Option<TimeDelta> {
    let after_last = sent.first().map(|last| *last + RESEND_AFTER - now);
    let after_window = sent.get(per_window.max(1) - 1).map(|oldest| *oldest + WINDOW - now);
    after_last.max(after_window).filter(|wait| *wait > TimeDelta::zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds_to_wait(sent: &[i64], now: i64) -> Option<i64> {
        let at = |second| Instant::UNIX_EPOCH + TimeDelta::seconds(second);
        let sent: Vec<Instant> = sent.iter().rev().map(|&second| at(second)).collect();
        wait(&sent, 5, at(now)).map(|wait| wait.num_seconds())
    }

    #[test]
    fn one_a_minute_and_five_an_hour() {
        assert_eq!(seconds_to_wait(&[], 0), None);
        assert_eq!(seconds_to_wait(&[0], 1), Some(59));
        assert_eq!(seconds_to_wait(&[0], 60), None);
        assert_eq!(seconds_to_wait(&[0, 60, 120, 180], 240), None);
        assert_eq!(seconds_to_wait(&[0, 60, 120, 180, 240], 300), Some(3300));
        assert_eq!(seconds_to_wait(&[0, 60, 120, 180, 240], 241), Some(3359));
        assert_eq!(seconds_to_wait(&[0, 60, 120, 180, 3590], 3601), Some(49));
    }
}
