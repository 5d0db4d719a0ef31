//! A thread that only reckons: as much as something else costs, in the same portions.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// What is reckoned.
pub struct Burning {
    /// Processor time of one portion.
    pub cost: Duration,
    /// How often a portion begins, when the one before is done.
    pub pace: Duration,
}

impl Burning {
    /// Reckons for so long.
    pub fn go(&self, length: Duration) {
        let (start, mut next) = (Instant::now(), Instant::now());
        while start.elapsed() < length {
            let until = own() + self.cost;
            while own() < until {
                black_box((0..200_000_u64).fold(1_u64, |sum, n| sum.wrapping_mul(n | 1)));
            }
            next += self.pace;
            std::thread::sleep(next.saturating_duration_since(Instant::now()));
        }
    }
}

/// The processor time that the process has used so far (Linux).
pub fn spent() -> Duration {
    std::fs::read_dir("/proc/self/task")
        .expect("Linux")
        .flatten()
        .map(|task| used(&task.path().join("schedstat")))
        .sum()
}

fn own() -> Duration {
    used("/proc/thread-self/schedstat".as_ref())
}

fn used(file: &std::path::Path) -> Duration {
    // A thread may have ended since it was listed.
    let text = std::fs::read_to_string(file).unwrap_or_default();
    Duration::from_nanos(
        text.split(' ').next().and_then(|used| used.parse().ok()).unwrap_or_default(),
    )
}
