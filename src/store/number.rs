//! Human numbers: unique, gaps allowed, taken from the database in blocks, so that writers do not queue for them.

use super::schema::number_blocks;
use super::tx::Tx;
use crate::error::Result;
use crate::store::connection::each;
use diesel::prelude::*;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// Numbers taken at a time.
const BLOCK: i64 = 64;

/// Free numbers by prefix.
pub(super) type Blocks = HashMap<String, Range<i64>>;

/// The free numbers of this process.
#[derive(Debug, Default)]
pub(super) struct Numbers(Mutex<Blocks>);

impl Numbers {
    fn take(&self, prefix: &str) -> Option<i64> {
        let mut blocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        blocks.get_mut(prefix)?.next()
    }

    /// Takes over the blocks that a committed transaction claimed. Days that are over are forgotten.
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
    /// The next number of a prefix, 1 or more. A number whose write fails is not given out again.
    pub fn number(&mut self, prefix: &str) -> Result<i64> {
        if let Some(number) = self.blocks.get_mut(prefix).and_then(Iterator::next) {
            return Ok(number);
        }
        if let Some(number) = self.opened.numbers.take(prefix) {
            return Ok(number);
        }
        let end = self.claim(prefix)?;
        self.blocks.insert(prefix.to_owned(), end - BLOCK + 1..end);
        Ok(end - BLOCK)
    }

    /// Claims a block and answers the first number after it.
    fn claim(&mut self, prefix: &str) -> Result<i64> {
        use number_blocks::{next, prefix as column, table};
        let first = (column.eq(prefix), next.eq(1 + BLOCK));
        Ok(each!(&mut *self.connection, |native| diesel::insert_into(table)
            .values(first)
            .on_conflict(column)
            .do_update()
            .set(next.eq(next + BLOCK))
            .returning(next)
            .get_result(native))?)
    }
}
