//! The second factor of staff: TOTP (RFC 6238) with SHA-1, 6 digits, steps of 30 s, as
//! authenticator apps expect.

use chrono::{DateTime, Utc};
use totp_rs::{Algorithm, Builder, Secret, Totp};

use crate::domain::secret_text::SecretText;
use crate::error::{Error, Result};

const STEP_SECONDS: u64 = 30;
const DIGITS: u8 = 6;
/// Steps before and after the present one whose code is accepted: clocks differ, people type
/// slowly.
const TOLERANCE: u16 = 1;
const SECRET_BYTES: usize = 20;

/// The secret that an account shares with an authenticator app: 160 bits. `Debug` hides it.
pub struct TotpSecret(Totp);

impl TotpSecret {
    /// Generates a random secret.
    pub fn random() -> Self {
        Self::from_bytes(rand::random())
    }

    /// Reads the base32 text that [`TotpSecret::base32`] wrote.
    ///
    /// # Errors
    /// [`Error::Internal`] when it is another text; the text is not shown.
    pub fn from_base32(text: &str) -> Result<Self> {
        let secret = Secret::try_from_base32(text)
            .map_err(|_| Error::internal("a TOTP secret is not base32"))?;
        let bytes: [u8; SECRET_BYTES] = secret
            .as_bytes()
            .try_into()
            .map_err(|_| Error::internal("a TOTP secret has not 160 bits"))?;
        Ok(Self::from_bytes(bytes))
    }

    fn from_bytes(bytes: [u8; SECRET_BYTES]) -> Self {
        let builder =
            Builder::new().with_algorithm(Algorithm::SHA1).with_digits(DIGITS).with_skew(TOLERANCE);
        Self(
            builder
                .with_step_duration(STEP_SECONDS)
                .with_secret(Secret::new_stack(bytes))
                .build_noncompliant(),
        )
    }

    /// Returns the secret as base32 (RFC 4648, no padding): 32 characters, to be stored sealed or
    /// typed into an app.
    pub fn base32(&self) -> SecretText {
        self.0.secret().to_base32().into()
    }

    /// Returns the `otpauth://` address that apps read from a QR code.
    pub fn uri(&self, issuer: &str, name: &str) -> SecretText {
        let issuer = percent_encoded(issuer);
        let name = percent_encoded(name);
        let secret = self.0.secret().to_base32();
        format!(
            "otpauth://totp/{issuer}:{name}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits={DIGITS}&period={STEP_SECONDS}"
        )
        .into()
    }

    /// Returns the step of a code, or `None` when the code is wrong or not newer than `last_step`.
    ///
    /// A step counts 30 s from 1970. Store it and refuse, in the same transaction, one that is not
    /// above the stored one: a code that was read over a shoulder is then useless.
    pub fn accepted_step(
        &self,
        code: &str,
        now: DateTime<Utc>,
        last_step: Option<i64>,
    ) -> Option<i64> {
        let now = u64::try_from(now.timestamp()).ok()?;
        let step = i64::try_from(self.0.check(code, now)?).ok()?;
        last_step.is_none_or(|last| step > last).then_some(step)
    }
}

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

/// Encodes all but the unreserved characters of RFC 3986 as `%XX` of their UTF-8.
fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop where it fails")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The secret of RFC 6238, appendix B; its codes have 8 digits, of which the last 6 are ours.
    const RFC: &[u8; 20] = b"12345678901234567890";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn gives_the_codes_of_the_standard() {
        let secret = TotpSecret::from_bytes(*RFC);
        let vectors = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ];
        for (seconds, code) in vectors {
            assert_eq!(secret.accepted_step(code, at(seconds), None), Some(seconds / 30), "{code}");
        }
    }

    #[test]
    fn one_step_early_or_late_is_accepted_two_are_not() {
        let secret = TotpSecret::from_bytes(*RFC);
        let code = "050471";
        let step = 1_111_111_111 / 30;
        for (second, accepted) in
            [(-31, false), (-30, true), (0, true), (30, true), (59, true), (60, false)]
        {
            assert_eq!(
                secret.accepted_step(code, at(step * 30 + second), None),
                accepted.then_some(step),
                "{second}"
            );
        }
        assert_eq!(secret.accepted_step(code, at(-1), None), None);
    }

    #[test]
    fn a_step_is_used_once() {
        let secret = TotpSecret::from_bytes(*RFC);
        let code = "050471";
        let step = 1_111_111_111 / 30;
        assert_eq!(secret.accepted_step(code, at(step * 30), Some(step - 1)), Some(step));
        assert_eq!(secret.accepted_step(code, at(step * 30), Some(step)), None);
        assert_eq!(secret.accepted_step(code, at(step * 30), Some(step + 1)), None);
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let secret = TotpSecret::from_bytes(*RFC);
        for wrong in ["", "50471", "050472", "0050471", "+50471", "050 471", "０５０４７１"] {
            assert_eq!(secret.accepted_step(wrong, at(1_111_111_111), None), None, "{wrong}");
        }
        assert_eq!(
            TotpSecret::random().accepted_step("050471", at(1_111_111_111), Some(i64::MAX)),
            None
        );
    }

    #[test]
    fn the_text_brings_the_secret_back() {
        let secret = TotpSecret::random();
        assert_eq!(secret.base32().expose().len(), 32);
        assert_eq!(
            TotpSecret::from_base32(secret.base32().expose()).unwrap().base32(),
            secret.base32()
        );
        for wrong in ["", "GEZDGNBVGY3TQOJQ", "0189", "不是"] {
            assert!(TotpSecret::from_base32(wrong).is_err(), "{wrong}");
        }
        assert_eq!(format!("{secret:?}"), "TotpSecret(…)");
    }

    #[test]
    fn the_address_names_issuer_and_account() {
        let uri = TotpSecret::from_bytes(*RFC).uri("网格", "li wei&x");
        assert_eq!(
            uri.expose(),
            "otpauth://totp/%E7%BD%91%E6%A0%BC:li%20wei%26x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=%E7%BD%91%E6%A0%BC&algorithm=SHA1&digits=6&period=30"
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_fail(code in "\\PC{0,12}", base32 in "\\PC{0,40}", now in -10_i64..4_000_000_000) {
            let _ = TotpSecret::from_bytes(*RFC).accepted_step(&code, at(now), None);
            let _ = TotpSecret::from_base32(&base32);
        }
    }
}
