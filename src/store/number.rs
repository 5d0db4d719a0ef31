//! Numbers of requests: unique, short, and in no visible order. They are counted in blocks, so that
//! writers do not queue for them, and permuted under a key, so that neither a gap nor a later
//! number reveals a request that somebody may not know of.

mod permutation;

use super::schema::number_blocks;
use super::tx::Tx;
use super::vault::Vault;
use crate::error::{Error, Result};
use crate::store::connection::each;
use diesel::prelude::*;
use permutation::Permutation;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// Size of a block of counts.
const BLOCK: i64 = 64;
/// Purpose for which the key of the permutation is derived.
const PURPOSE: &str = "requests.number";
/// Permutation of the first numbers of a series, which have five digits.
const SHORT: Permutation = Permutation::of(100_000);
/// Permutation of those after them, which have seven.
const LONG: Permutation = Permutation::of(10_000_000);

/// Unused counts by series.
pub(super) type Blocks = HashMap<String, Range<i64>>;

/// Unused counts of this process.
#[derive(Debug, Default)]
pub(super) struct Numbers(Mutex<Blocks>);

impl Numbers {
    fn take(&self, series: &str) -> Option<i64> {
        let mut blocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        blocks.get_mut(series)?.next()
    }

    /// Takes over the blocks that a committed transaction claimed. Days that are over are dropped.
    pub(super) fn give_back(&self, claimed: Blocks) {
        if claimed.is_empty() {
            return;
        }
        let mut blocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        blocks.retain(|_, free| !free.is_empty());
        blocks.extend(claimed);
    }
}

impl Tx<'_> {
    /// Returns the next number of a series, prefixed with the series' name. A number whose write
    /// fails is not used again.
    ///
    /// # Errors
    /// [`Error::Internal`] beyond ten million numbers of one series.
    pub fn number(&mut self, series: &str) -> Result<String> {
        let count = self.count(series)?;
        Ok(format!("{series}{}", digits(self.vault(), series, count)?))
    }

    /// Returns the next count of a series, from 0 on.
    fn count(&mut self, series: &str) -> Result<i64> {
        if let Some(count) = self.blocks.get_mut(series).and_then(Iterator::next) {
            return Ok(count);
        }
        if let Some(count) = self.opened.numbers.take(series) {
            return Ok(count);
        }
        let end = self.claim(series)?;
        self.blocks.insert(series.to_owned(), end - BLOCK + 1..end);
        Ok(end - BLOCK)
    }

    /// Claims a block and returns the first count after it.
    fn claim(&mut self, series: &str) -> Result<i64> {
        use number_blocks::{next, prefix, table};
        // Numbers in the order of time, as they were assigned until the day of the upgrade, have
        // five digits: those are taken.
        let plain: Option<i64> =
            table.find(series).select(next).get_result(self.connection).optional()?;
        let begin = if plain.is_some() {
            i64::try_from(SHORT.size()).map_err(Error::internal)?
        } else {
            0
        };
        let first = (prefix.eq(format!("permuted {series}")), next.eq(begin + BLOCK));
        Ok(each!(&mut *self.connection, |native| diesel::insert_into(table)
            .values(first)
            .on_conflict(prefix)
            .do_update()
            .set(next.eq(next + BLOCK))
            .returning(next)
            .get_result(native))?)
    }
}

/// Returns the digits of a count in a series.
fn digits(vault: &Vault, series: &str, count: i64) -> Result<String> {
    let count = u64::try_from(count).map_err(Error::internal)?;
    let keyed = |round: u8, digit: u64| {
        let hash = vault.hash(PURPOSE, &[series.as_bytes(), &[round], &digit.to_be_bytes()]);
        hash.iter().take(8).fold(0, |sum, &byte| sum << 8 | u64::from(byte))
    };
    match count.checked_sub(SHORT.size()) {
        None => Ok(format!("{:05}", SHORT.apply(count, keyed))),
        Some(count) if count < LONG.size() => Ok(format!("{:07}", LONG.apply(count, keyed))),
        Some(_) => Err(Error::internal(format!("the series {series} has no numbers left"))),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;
    use crate::store::vault::KeyFile;

    fn given_out(vault: &Vault, counts: Range<i64>) -> Vec<String> {
        counts.map(|count| digits(vault, "T-20260302-", count).unwrap()).collect()
    }

    #[test]
    fn what_is_given_out_is_in_no_order_without_the_key() {
        let [vault, other] = [(); 2].map(|()| Vault::new(KeyFile::random()));
        let numbers = given_out(&vault, 0..200);
        assert!(numbers.iter().all(|number| number.len() == 5), "{numbers:?}");
        assert!(!numbers.is_sorted() && numbers != given_out(&other, 0..200));
        let different: std::collections::BTreeSet<&String> = numbers.iter().collect();
        assert_eq!(different.len(), 200);
        assert!(given_out(&vault, 100_000..100_010).iter().all(|number| number.len() == 7));
    }
}
