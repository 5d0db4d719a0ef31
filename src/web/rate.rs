//! Rate limits: the generic cell rate algorithm, with a burst of one minute's or hour's worth.

use super::route::RateClass;
use crate::config::RequestLimits;
use crate::domain::id::AccountId;
use crate::error::{Code, Problem, Result};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU32, Ordering};

/// Number of calls after which keys that are no longer limited are dropped.
const SWEEP: u32 = 4096;

/// Rate limits of one process.
#[derive(Debug)]
pub(super) struct RateLimits {
    address: Limit<IpAddr>,
    sign_in: Limit<IpAddr>,
    message: Limit<IpAddr>,
    locate: Limit<IpAddr>,
    account: Limit<AccountId>,
    reckoning: Limit<AccountId>,
}

impl RateLimits {
    /// Applies the configured limits.
    pub fn new(limits: &RequestLimits) -> Self {
        Self {
            address: Limit::new(Quota::per_minute(limits.address_per_minute)),
            sign_in: Limit::new(Quota::per_minute(limits.sign_in_per_minute)),
            message: Limit::new(Quota::per_hour(limits.codes_per_address_per_hour)),
            locate: Limit::new(Quota::per_minute(limits.locate_per_minute)),
            account: Limit::new(Quota::per_minute(limits.account_per_minute)),
            reckoning: Limit::new(Quota::per_minute(limits.reckonings_per_minute)),
        }
    }

    /// Counts a call. Callers without an account count by address.
    ///
    /// # Errors
    /// [`Code::TooManyRequests`]
    pub fn check(
        &self,
        rate: RateClass,
        account: Option<AccountId>,
        address: IpAddr,
    ) -> Result<()> {
        match (rate, account) {
            (RateClass::Unlimited, _) => Ok(()),
            (RateClass::SignIn, _) => self.sign_in.check(&address),
            (RateClass::Message, _) => self.message.check(&address),
            (RateClass::Account | RateClass::Locate, Some(account)) => self.account.check(&account),
            (RateClass::Reckoning, Some(account)) => self.reckoning.check(&account),
            (RateClass::Locate, None) => self.locate.check(&address),
            (RateClass::Account | RateClass::Reckoning | RateClass::Address, _) => {
                self.address.check(&address)
            }
        }
    }
}

#[derive(Debug)]
struct Limit<K: Hash + Eq + Clone> {
    limiter: DefaultKeyedRateLimiter<K>,
    clock: DefaultClock,
    calls: AtomicU32,
}

impl<K: Hash + Eq + Clone> Limit<K> {
    fn new(quota: Quota) -> Self {
        let limiter = DefaultKeyedRateLimiter::keyed(quota);
        Self { limiter, clock: DefaultClock::default(), calls: AtomicU32::new(0) }
    }

    fn check(&self, key: &K) -> Result<()> {
        if self.calls.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(key).map_err(|until| {
            let seconds = until.wait_time_from(self.clock.now()).as_secs() + 1;
            Problem::new(Code::TooManyRequests).with("seconds", seconds).into()
        })
    }
}
