//! Counts of the queues of the desk.

use super::list::{ListedRequests, collected};
use crate::domain::request::DeskQueue;
use crate::domain::scope::Scope;
use crate::error::Result;
use crate::store::Db;
use crate::store::requests::{ListFilter, ListPage};

/// Largest number that is counted exactly.
pub const COUNT_MAX: usize = 999;

/// How many requests a queue holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueCount {
    /// Queue.
    pub queue: DeskQueue,
    /// Number of requests, at most [`COUNT_MAX`].
    pub count: usize,
    /// True if there are more.
    pub more: bool,
}

/// Counts what each queue of the caller's desk holds.
///
/// # Errors
/// [`crate::error::Code::RoleRequired`] for others than the desk.
pub async fn counts(db: &Db, scope: &Scope) -> Result<Vec<QueueCount>> {
    let mut counts = Vec::with_capacity(DeskQueue::ALL.len());
    for &queue in DeskQueue::ALL {
        let filter = ListFilter { queue: Some(queue), ..ListFilter::default() };
        let page = ListPage { after: None, limit: COUNT_MAX as i64 + 1 };
        let found = collected(db, scope, ListedRequests::MyGrids, None, filter, page).await?;
        let count = found.len().min(COUNT_MAX);
        counts.push(QueueCount { queue, count, more: found.len() > COUNT_MAX });
    }
    Ok(counts)
}
