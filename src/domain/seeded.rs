//! Numbers that look random and follow from a seed, so that the same input gives the same answer
//! everywhere.

/// SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators",
/// OOPSLA 2014). For looks and for searches, never for secrets.
#[derive(Debug, Clone)]
pub struct Seeded(pub u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number from 0 up to, not including, 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Returns a number from −1 up to, not including, 1.
    pub fn spread(&mut self) -> f64 {
        2.0 * self.unit() - 1.0
    }

    /// Returns a whole number below another one; 0 below 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.unit() * end as f64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_published_generator() {
        let mut seeded = Seeded(1_234_567);
        let first =
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423_u64];
        assert_eq!([seeded.next(), seeded.next(), seeded.next()], first);
    }

    #[test]
    fn numbers_below_another_one_reach_all_of_them_and_no_more() {
        let mut seeded = Seeded(7);
        let mut seen = [0; 5];
        (0..1000).for_each(|_| seen[seeded.below(5)] += 1);
        assert!(seen.iter().all(|&count| count > 100), "{seen:?}");
        assert_eq!(seeded.below(0), 0);
    }
}
