//! Minimum speed of transfers.

use std::time::Duration;
use tokio::time::Instant;

/// Deadline of a whole transfer, and its minimum rate after a grace period.
#[derive(Debug, Clone, Copy)]
pub(super) struct TransferPace {
    /// Maximum duration of the whole.
    pub deadline: Duration,
    /// Time that it may be behind the rate.
    pub grace: Duration,
    /// Minimum rate, 1 or more.
    pub bytes_per_second: u32,
}

impl TransferPace {
    /// Returns when a transfer that began at an instant, and of which `bytes` were transferred,
    /// must have transferred more.
    pub fn due(&self, began: Instant, bytes: u64) -> Instant {
        let earned = Duration::from_secs(bytes / u64::from(self.bytes_per_second.max(1)));
        began + self.deadline.min(self.grace.saturating_add(earned))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_earn_time_up_to_the_deadline() {
        let pace = TransferPace {
            deadline: Duration::from_secs(60),
            grace: Duration::from_secs(10),
            bytes_per_second: 500,
        };
        let began = Instant::now();
        for (bytes, seconds) in [(0, 10), (499, 10), (5_000, 20), (25_000, 60), (u64::MAX, 60)] {
            assert_eq!(pace.due(began, bytes) - began, Duration::from_secs(seconds), "{bytes}");
        }
    }
}
