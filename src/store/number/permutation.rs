//! A keyed permutation of small numbers: the order reveals nothing without the key.

/// Number of rounds; eight are enough where an observer cannot choose what is permuted.
const ROUNDS: u8 = 8;

/// A permutation of the numbers from 0 up to, not including, `size`.
///
/// A balanced Feistel network over pairs of digits of base `side`, iterated until the result falls
/// into the range (J. Black, P. Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002).
#[derive(Debug, Clone, Copy)]
pub(super) struct Permutation {
    size: u64,
    side: u64,
}

impl Permutation {
    /// Creates a permutation of `size` numbers.
    pub(super) const fn of(size: u64) -> Self {
        let root = size.isqrt();
        Self { size, side: if root * root < size { root + 1 } else { root } }
    }

    /// Returns how many numbers are permuted.
    pub(super) const fn size(self) -> u64 {
        self.size
    }

    /// Permutes a number below `size`. `keyed` returns a pseudorandom number for a round and a
    /// digit.
    pub(super) fn apply(self, number: u64, keyed: impl Fn(u8, u64) -> u64) -> u64 {
        let mut walked = self.once(number, &keyed);
        while walked >= self.size {
            walked = self.once(walked, &keyed);
        }
        walked
    }

    fn once(self, number: u64, keyed: &impl Fn(u8, u64) -> u64) -> u64 {
        let mut left = number / self.side;
        let mut right = number % self.side;
        for round in 0..ROUNDS {
            let mixed = (left + keyed(round, right) % self.side) % self.side;
            left = right;
            right = mixed;
        }
        left * self.side + right
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    fn keyed(key: u8) -> impl Fn(u8, u64) -> u64 {
        move |round, digit| {
            let hash = Sha256::new()
                .chain_update([key, round])
                .chain_update(digit.to_be_bytes())
                .finalize();
            hash.iter().take(8).fold(0, |sum, &byte| sum << 8 | u64::from(byte))
        }
    }

    #[test]
    fn every_number_becomes_exactly_one_other() {
        for size in [1, 2, 10, 999, 10_000, 100_000] {
            let permutation = Permutation::of(size);
            let mut seen = vec![false; usize::try_from(size).unwrap_or_default()];
            for number in 0..size {
                let place =
                    usize::try_from(permutation.apply(number, keyed(1))).unwrap_or(usize::MAX);
                assert!(
                    !std::mem::replace(&mut seen[place], true),
                    "{number} of {size} falls on a number twice"
                );
            }
        }
    }

    #[test]
    fn neither_the_order_nor_the_neighbours_show() {
        let permutation = Permutation::of(100_000);
        let permuted: Vec<u64> =
            (0..2_000).map(|number| permutation.apply(number, keyed(7))).collect();
        let rising = permuted.windows(2).filter(|pair| pair[0] < pair[1]).count();
        assert!((850..1_150).contains(&rising), "{rising} of 1999 rise");
        assert!(permuted.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) == 1).count() < 5);
        let other: Vec<u64> =
            (0..2_000).map(|number| permutation.apply(number, keyed(8))).collect();
        assert!(
            permuted.iter().zip(&other).filter(|(a, b)| a == b).count() < 5,
            "another key gives another order"
        );
    }
}
