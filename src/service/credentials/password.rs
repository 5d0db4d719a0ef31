//! Passwords of staff: Argon2id (RFC 9106), strength rules, and one-time passwords.

use argon2::password_hash::phc::{Output, ParamsString, Salt};
use argon2::{Algorithm, Argon2, Block, Params, PasswordHash, Version};

use crate::domain::secret_text::SecretText;
use crate::error::{Code, Error, Problem, Result};
use rand::seq::IndexedRandom;

/// Minimum and maximum number of characters of a password.
pub const LENGTH: std::ops::RangeInclusive<usize> = 8..=128;

/// Characters without those that are mistaken for each other: 0 O o, 1 l I i.
const READABLE: &[u8; 55] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789";

/// Cost of one hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB, at least 8 per lane.
    pub memory_kib: u32,
    /// Passes over the memory, at least 1.
    pub iterations: u32,
    /// Lanes, at least 1.
    pub lanes: u32,
}

/// Hashes and verifies passwords at one cost. Each call keeps one core busy: never call it on an
/// async thread.
#[derive(Debug)]
pub struct PasswordHashing {
    argon2: Argon2<'static>,
    nobodys: String,
}

impl PasswordHashing {
    /// Creates a hasher of this cost. Computes one hash.
    ///
    /// # Errors
    /// [`Error::Internal`] when the cost is out of Argon2's range.
    pub fn new(cost: Cost, memory: &mut Memory) -> Result<Self> {
        let params = Params::new(cost.memory_kib, cost.iterations, cost.lanes, None)
            .map_err(Error::internal)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobodys = hash_with(&argon2, memory, &rand::random::<[u8; 32]>())?;
        Ok(Self { argon2, nobodys })
    }

    /// Returns the hash to store, as a PHC string with a salt of its own.
    ///
    /// # Errors
    /// [`Error::Internal`] when memory is short.
    pub fn hash(&self, memory: &mut Memory, password: &str) -> Result<String> {
        hash_with(&self.argon2, memory, password.as_bytes())
    }

    /// Returns true if the password is the one behind `stored`. `None` stands for an unknown name:
    /// the result is false, and takes as long as for a known one.
    ///
    /// # Errors
    /// [`Error::Internal`] when `stored` is not a PHC string of Argon2, or memory is short.
    pub fn verify(
        &self,
        memory: &mut Memory,
        password: &str,
        stored: Option<&str>,
    ) -> Result<bool> {
        let hash = PasswordHash::new(stored.unwrap_or(&self.nobodys)).map_err(Error::internal)?;
        let (Some(salt), Some(expected)) = (hash.salt, hash.hash) else { return Ok(false) };
        let algorithm = Algorithm::try_from(hash.algorithm.as_str()).map_err(Error::internal)?;
        let version = hash
            .version
            .map_or(Ok(Version::default()), Version::try_from)
            .map_err(Error::internal)?;
        let params = Params::try_from(&hash).map_err(Error::internal)?;
        let output =
            memory.output(&Argon2::new(algorithm, version, params), password.as_bytes(), &salt)?;
        // Outputs are compared in constant time.
        Ok(output == expected && stored.is_some())
    }
}

/// Memory in which hashes are computed one after the other: as large as the most expensive so far,
/// and kept in between, because an allocator may keep what each thread gave back.
#[derive(Default)]
pub struct Memory(Vec<Block>);

impl Memory {
    fn output(&mut self, argon2: &Argon2<'_>, password: &[u8], salt: &Salt) -> Result<Output> {
        let blocks = &mut self.0;
        let params = argon2.params();
        let more = params.block_count().saturating_sub(blocks.len());
        blocks.try_reserve_exact(more).map_err(Error::internal)?;
        blocks.resize(blocks.len() + more, Block::new());
        let mut output = vec![0; params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN)];
        let computed = argon2.hash_password_into_with_memory(password, salt, &mut output, blocks);
        computed.map_err(Error::internal)?;
        Output::new(&output).map_err(Error::internal)
    }
}

/// Shows the size only: the contents follow from a password.
impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Memory({} KiB)", self.0.len())
    }
}

fn hash_with(argon2: &Argon2<'_>, memory: &mut Memory, password: &[u8]) -> Result<String> {
    let salt =
        Salt::new(&rand::random::<[u8; Salt::RECOMMENDED_LENGTH]>()).map_err(Error::internal)?;
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(argon2.params()).map_err(Error::internal)?,
        salt: Some(salt),
        hash: Some(memory.output(argon2, password, &salt)?),
    };
    Ok(hash.to_string())
}

/// Checks that a person called `name` may choose this password.
///
/// # Errors
/// [`Code::PasswordTooShort`], [`Code::TooLong`], [`Code::PasswordIsName`],
/// [`Code::PasswordCommon`].
pub fn check(password: &str, name: &str) -> Result<(), Problem> {
    let length = password.chars().count();
    let lower = password.to_lowercase();
    if length < *LENGTH.start() {
        Err(Problem::new(Code::PasswordTooShort).with("min", *LENGTH.start()))
    } else if length > *LENGTH.end() {
        Err(Problem::new(Code::TooLong).with("max", *LENGTH.end()))
    } else if lower == name.to_lowercase() {
        Err(Problem::new(Code::PasswordIsName))
    } else if COMMON.contains(&lower.as_str()) {
        Err(Problem::new(Code::PasswordCommon))
    } else {
        Ok(())
    }
}

/// Generates a one-time password that can be read out: three groups of four, 69 bits.
pub fn generate() -> SecretText {
    let mut random = rand::rng();
    let mut character = |_| READABLE.choose(&mut random).copied().map(char::from);
    let groups: [String; 3] = std::array::from_fn(|_| (0..4).filter_map(&mut character).collect());
    groups.join("-").into()
}

/// The most common passwords that are long enough to be chosen, in lower case.
const COMMON: &[&str] = &[
    "00000000",
    "11111111",
    "22222222",
    "55555555",
    "66666666",
    "77777777",
    "88888888",
    "99999999",
    "12345678",
    "123456789",
    "1234567890",
    "0123456789",
    "87654321",
    "987654321",
    "12344321",
    "11223344",
    "123123123",
    "147258369",
    "123456aa",
    "123456abc",
    "12345678a",
    "123456789a",
    "a1234567",
    "a12345678",
    "a123456789",
    "aa123456",
    "aa12345678",
    "abc12345",
    "abc123456",
    "abcd1234",
    "abcdefgh",
    "qwertyui",
    "qwertyuiop",
    "qwer1234",
    "qwerty123",
    "asdfghjkl",
    "1q2w3e4r",
    "1qaz2wsx",
    "zaq12wsx",
    "q1w2e3r4",
    "password",
    "password1",
    "password123",
    "passw0rd",
    "p@ssw0rd",
    "admin123",
    "admin888",
    "admin1234",
    "admin123456",
    "administrator",
    "iloveyou",
    "woaini1314",
    "woaini520",
    "5201314520",
    "13145200",
    "wangge123",
    "wangge123456",
];

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop where it fails")]
mod tests {
    use super::*;

    const CHEAP: Cost = Cost { memory_kib: 8, iterations: 1, lanes: 1 };

    #[test]
    fn the_right_password_alone_is_right() {
        let memory = &mut Memory::default();
        let hashing = PasswordHashing::new(CHEAP, memory).unwrap();
        let stored = hashing.hash(memory, "正确的密码 correct").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{stored}");
        assert!(hashing.verify(memory, "正确的密码 correct", Some(&stored)).unwrap());
        for wrong in ["", "正确的密码 correcT", "正确的密码 correct ", &stored] {
            assert!(!hashing.verify(memory, wrong, Some(&stored)).unwrap(), "{wrong}");
        }
        assert_ne!(stored, hashing.hash(memory, "正确的密码 correct").unwrap());
    }

    #[test]
    fn a_hash_of_another_cost_still_verifies() {
        let memory = &mut Memory::default();
        let cheap = PasswordHashing::new(CHEAP, memory).unwrap();
        let dear =
            PasswordHashing::new(Cost { memory_kib: 16, iterations: 2, lanes: 1 }, memory).unwrap();
        for (hashing, other) in [(&cheap, &dear), (&dear, &cheap)] {
            let stored = hashing.hash(memory, "correct horse").unwrap();
            assert!(other.verify(memory, "correct horse", Some(&stored)).unwrap());
        }
    }

    #[test]
    fn memory_is_taken_once_and_used_again() {
        let memory = &mut Memory::default();
        let hashing = PasswordHashing::new(CHEAP, memory).unwrap();
        let taken = (memory.0.as_ptr(), memory.0.len(), memory.0.capacity());
        let stored = hashing.hash(memory, "correct horse").unwrap();
        assert!(hashing.verify(memory, "correct horse", Some(&stored)).unwrap());
        assert_eq!((memory.0.as_ptr(), memory.0.len(), memory.0.capacity()), taken);
        assert_eq!(taken.1, 8);
    }

    #[test]
    fn an_unknown_name_costs_the_same_and_is_never_right() {
        let memory = &mut Memory::default();
        let hashing = PasswordHashing::new(CHEAP, memory).unwrap();
        assert!(!hashing.verify(memory, "correct horse", None).unwrap());
        let cost_of = |hash: &str| hash.split('$').nth(3).map(str::to_owned);
        assert_eq!(
            cost_of(&hashing.nobodys),
            cost_of(&hashing.hash(memory, "correct horse").unwrap())
        );
    }

    #[test]
    fn a_changed_hash_is_wrong_or_refused() {
        let memory = &mut Memory::default();
        let hashing = PasswordHashing::new(CHEAP, memory).unwrap();
        let stored = hashing.hash(memory, "correct horse").unwrap();
        let hash_begins = stored.match_indices('$').nth(3).unwrap().0 + 1;
        for place in hash_begins..stored.len() {
            let mut changed = stored.clone().into_bytes();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(
                !hashing.verify(memory, "correct horse", Some(&changed)).unwrap_or(false),
                "{changed}"
            );
        }
        for broken in
            ["", "correct horse", "$argon2id$v=19$m=8,t=1,p=1$", "$2b$10$abcdefghijklmnopqrstuv"]
        {
            assert!(hashing.verify(memory, "correct horse", Some(broken)).is_err(), "{broken}");
        }
        assert!(PasswordHashing::new(Cost { memory_kib: 1, ..CHEAP }, memory).is_err());
    }

    #[test]
    fn a_password_is_long_enough_and_not_obvious() {
        let code = |password: &str| check(password, "ZhangWei88").map_err(|problem| problem.code);
        assert_eq!(code("1234567"), Err(Code::PasswordTooShort));
        assert_eq!(code("七个汉字的密码"), Err(Code::PasswordTooShort));
        assert_eq!(code("八个汉字的新密码"), Ok(()));
        assert_eq!(code(&"长".repeat(128)), Ok(()));
        assert_eq!(code(&"长".repeat(129)), Err(Code::TooLong));
        assert_eq!(code("zhangwei88"), Err(Code::PasswordIsName));
        assert_eq!(code("PassWord"), Err(Code::PasswordCommon));
        assert_eq!(code("correct horse"), Ok(()));
        assert!(
            COMMON
                .iter()
                .all(|common| LENGTH.contains(&common.len()) && *common == common.to_lowercase())
        );
    }

    #[test]
    fn one_time_passwords_are_readable_and_differ() {
        let made: std::collections::HashSet<_> =
            (0..1000).map(|_| generate().expose().to_owned()).collect();
        assert_eq!(made.len(), 1000);
        for password in made {
            assert_eq!(password.len(), 14, "{password}");
            assert!(!password.contains(['0', 'O', 'o', '1', 'l', 'I', 'i']), "{password}");
            assert_eq!(check(&password, "somebody"), Ok(()));
        }
        assert!((READABLE.len() as f64).log2() * 12.0 >= 64.0);
    }
}
