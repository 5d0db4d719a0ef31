//! Identifiers derived from another one: whatever an operation makes is the same if it is planned
//! again, and a root has one desk.

use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

/// Generator of identifiers, all of the instant of the first one.
#[derive(Debug, Clone)]
pub(in crate::domain) struct IdentifierSource {
    seed: Uuid,
    given: u32,
}

impl IdentifierSource {
    pub(in crate::domain) const fn from(seed: Uuid) -> Self {
        Self { seed, given: 0 }
    }

    /// Returns the next one: a UUIDv7 (RFC 9562) with the time of the seed, and bits that nobody
    /// could have guessed before.
    pub(in crate::domain) fn next(&mut self) -> Uuid {
        self.given += 1;
        let hash = Sha256::new()
            .chain_update(self.seed.as_bytes())
            .chain_update(self.given.to_be_bytes())
            .finalize();
        let milliseconds =
            self.seed.as_bytes().iter().take(6).fold(0, |sum, &byte| sum << 8 | u64::from(byte));
        let mut random = [0; 10];
        random.iter_mut().zip(&hash[..]).for_each(|(to, from)| *to = *from);
        Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_identifiers_of_the_same_instant() {
        let seed = Uuid::now_v7();
        let mut once = IdentifierSource::from(seed);
        let mut again = IdentifierSource::from(seed);
        let given: Vec<Uuid> = (0..4).map(|_| once.next()).collect();
        assert_eq!(given, (0..4).map(|_| again.next()).collect::<Vec<_>>());
        assert!(
            given
                .iter()
                .all(|id| id.get_version_num() == 7 && id.as_bytes()[..6] == seed.as_bytes()[..6])
        );
        assert!(given.windows(2).all(|pair| pair[0] != pair[1]));
        assert_ne!(IdentifierSource::from(Uuid::now_v7()).next(), given[0]);
    }
}
