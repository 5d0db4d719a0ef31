//! Refresh tokens: each is used once, and the use of an old one ends the session.
//!
//! A session has a chain of tokens of which the database keeps two hashes, the current one and the
//! one before. An answer can be lost on its way to a phone, so the previous token is accepted once
//! more for a short time.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::domain::id::SessionId;
use crate::domain::secret_text::SecretText;
use crate::error::{Code, Problem};

/// How long the token before the current one is still accepted.
pub const GRACE: TimeDelta = TimeDelta::seconds(60);

const SESSION_BYTES: usize = 16;
const RANDOM_BYTES: usize = 32;

/// SHA-256 of a token. The token's 256 random bits cannot be guessed from it, so it needs no key
/// and no salt, and comparing two hashes reveals nothing about a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenHash(pub [u8; 32]);

impl TokenHash {
    fn of(token: &[u8]) -> Self {
        Self(Sha256::digest(token).into())
    }
}

/// Generates a token of a session: 64 characters of base64url for the client, a hash to store.
pub fn generate(session: SessionId) -> (SecretText, TokenHash) {
    let mut token = [0; SESSION_BYTES + RANDOM_BYTES];
    token[..SESSION_BYTES].copy_from_slice(session.0.as_bytes());
    token[SESSION_BYTES..].copy_from_slice(&rand::random::<[u8; RANDOM_BYTES]>());
    (URL_SAFE_NO_PAD.encode(token).into(), TokenHash::of(&token))
}

/// Returns the session that a token names, and the hash to compare.
///
/// # Errors
/// [`Code::RefreshTokenInvalid`] when the text is not a token.
pub fn parse(text: &str) -> Result<(SessionId, TokenHash), Problem> {
    let token = URL_SAFE_NO_PAD.decode(text).map_err(|_| invalid())?;
    let token: [u8; SESSION_BYTES + RANDOM_BYTES] = token.try_into().map_err(|_| invalid())?;
    let (session, _) = token.split_first_chunk().ok_or_else(invalid)?;
    Ok((SessionId(Uuid::from_bytes(*session)), TokenHash::of(&token)))
}

fn invalid() -> Problem {
    Problem::new(Code::RefreshTokenInvalid)
}

/// The stored tokens of one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenChain {
    /// The token that was issued last.
    pub current: TokenHash,
    /// The token before it.
    pub previous: Option<ReplacedToken>,
    /// From this instant on no token of the session is accepted.
    pub expires: DateTime<Utc>,
}

/// A token that has a successor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplacedToken {
    /// The token.
    pub hash: TokenHash,
    /// When it was first exchanged.
    pub at: DateTime<Utc>,
}

/// Result of presenting a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenExchange {
    /// Issue the successor and store this chain.
    Granted(TokenChain),
    /// The session is over; sign in again.
    Expired,
    /// The token was used before or never issued: somebody copied it. End the session.
    Reused,
}

impl TokenChain {
    /// Creates the chain of a new session.
    pub fn new(first: TokenHash, expires: DateTime<Utc>) -> Self {
        Self { current: first, previous: None, expires }
    }

    /// Decides the exchange of `presented` for `successor` at `now`.
    ///
    /// A repeated exchange within [`GRACE`] drops the successor whose answer was lost and does not
    /// extend the grace period: when a thief and the owner exchange the same token, the first to
    /// come back ends the session.
    pub fn exchange(
        &self,
        presented: TokenHash,
        successor: TokenHash,
        now: DateTime<Utc>,
    ) -> TokenExchange {
        if now >= self.expires {
            return TokenExchange::Expired;
        }
        let previous = match self.previous {
            _ if presented == self.current => ReplacedToken { hash: presented, at: now },
            Some(previous) if presented == previous.hash && now - previous.at <= GRACE => previous,
            _ => return TokenExchange::Reused,
        };
        TokenExchange::Granted(Self { current: successor, previous: Some(previous), ..*self })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop where it fails")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SESSION: SessionId = SessionId(Uuid::from_u128(42));

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    fn token(number: u8) -> TokenHash {
        TokenHash([number; 32])
    }

    fn granted(exchange: TokenExchange) -> TokenChain {
        match exchange {
            TokenExchange::Granted(chain) => chain,
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn a_token_names_its_session_and_is_stored_as_a_hash() {
        let (text, hash) = generate(SESSION);
        assert_eq!(text.expose().len(), 64);
        assert_eq!(parse(text.expose()), Ok((SESSION, hash)));
        assert_ne!(generate(SESSION).1, hash);
        assert!(!format!("{text:?}").contains(text.expose()));
    }

    #[test]
    fn every_changed_character_is_another_token() {
        let (text, hash) = generate(SESSION);
        for place in 0..text.expose().len() {
            let mut changed = text.expose().as_bytes().to_vec();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            let changed = parse(std::str::from_utf8(&changed).unwrap()).unwrap();
            assert_ne!(changed.1, hash, "character {place}");
        }
        for wrong in [
            "",
            "AAAA",
            &text.expose()[1..],
            &format!("{}A", text.expose()),
            &"+".repeat(64),
            "不是令牌",
        ] {
            assert_eq!(
                parse(wrong).map_err(|problem| problem.code),
                Err(Code::RefreshTokenInvalid),
                "{wrong}"
            );
        }
    }

    #[test]
    fn each_token_is_exchanged_once() {
        let chain = TokenChain::new(token(1), at(10_000));
        let chain = granted(chain.exchange(token(1), token(2), at(100)));
        let chain = granted(chain.exchange(token(2), token(3), at(1000)));
        assert_eq!(chain.current, token(3));
        assert_eq!(chain.exchange(token(1), token(9), at(1001)), TokenExchange::Reused);
        assert_eq!(chain.exchange(token(8), token(9), at(1001)), TokenExchange::Reused);
    }

    #[test]
    fn a_lost_answer_is_given_again_for_a_minute() {
        let chain = TokenChain::new(token(1), at(10_000));
        let chain = granted(chain.exchange(token(1), token(2), at(100)));
        let chain = granted(chain.exchange(token(1), token(3), at(160)));
        assert_eq!(chain.exchange(token(1), token(4), at(161)), TokenExchange::Reused);
        assert_eq!(chain.exchange(token(2), token(4), at(161)), TokenExchange::Reused);
        assert_eq!(granted(chain.exchange(token(3), token(4), at(161))).current, token(4));
    }

    #[test]
    fn nothing_is_taken_after_the_end() {
        let chain =
            granted(TokenChain::new(token(1), at(100)).exchange(token(1), token(2), at(99)));
        for presented in [1, 2, 3] {
            assert_eq!(chain.exchange(token(presented), token(9), at(100)), TokenExchange::Expired);
        }
    }

    proptest! {
        #[test]
        fn only_the_current_token_is_taken_after_the_grace(uses in proptest::collection::vec((0_i64..200, 0_u8..9), 1..40)) {
            let mut chain = TokenChain::new(token(0), at(i64::from(u16::MAX)));
            let mut now = 0;
            for (number, (wait, back)) in (1..).zip(uses) {
                now += wait;
                let presented = token(chain.current.0[0].saturating_sub(back));
                match chain.exchange(presented, token(number), at(now)) {
                    TokenExchange::Granted(next) => {
                        let lost_answer = chain.previous.is_some_and(|old| old.hash == presented && at(now) - old.at <= GRACE);
                        prop_assert!(presented == chain.current || lost_answer);
                        prop_assert_eq!(next.current, token(number));
                        prop_assert_eq!(next.previous.map(|old| old.hash), Some(presented));
                        chain = next;
                    }
                    TokenExchange::Reused => prop_assert!(presented != chain.current),
                    TokenExchange::Expired => prop_assert!(false),
                }
            }
        }
    }
}
