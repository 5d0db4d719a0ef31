//! Parallel work on long lists, shared among the processors.

use std::thread;

/// Works on equal parts of a list at once, one for each processor; the results are in the order of
/// the parts.
pub(super) fn in_parts<T: Sync, R: Send>(items: &[T], work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = items.len().div_ceil(threads).max(1);
    let work = &work;
    thread::scope(|scope| {
        let handles: Vec<_> =
            items.chunks(share).map(|part| scope.spawn(move || work(part))).collect();
        let joined = handles.into_iter().map(|handle| handle.join());
        joined.map(|done| done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}
