//! One-time codes for residents: six digits sent to a phone.
//!
//! A plain hash of one in a million possibilities is guessed at once, so the stored hash is keyed
//! by the vault.

use crate::domain::secret_text::SecretText;
use crate::store::vault::{Lookup, Vault};

const DIGITS: usize = 6;

/// Generates a code, each of the million equally likely.
pub fn generate() -> SecretText {
    let number = rand::random_range(0..10_u32.pow(DIGITS as u32));
    format!("{number:0DIGITS$}").into()
}

/// Returns the hash to store. `purpose` names what the code allows (`sign_in`); `phone` is where it
/// was sent.
pub fn hash(vault: &Vault, purpose: &str, phone: Lookup, code: &SecretText) -> [u8; 32] {
    vault.hash(&scope(purpose), &[&phone.0, code.expose().as_bytes()])
}

/// Returns true if `given` is the code behind `stored` for this purpose and phone, in constant
/// time.
pub fn matches(
    vault: &Vault,
    purpose: &str,
    phone: Lookup,
    given: &str,
    stored: &[u8; 32],
) -> bool {
    vault.hash_matches(&scope(purpose), &[&phone.0, given.as_bytes()], stored)
}

fn scope(purpose: &str) -> String {
    format!("one_time_code.{purpose}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::vault::KeyFile;

    #[test]
    fn is_six_digits() {
        for _ in 0..1000 {
            let code = generate();
            assert!(
                code.expose().len() == DIGITS
                    && code.expose().bytes().all(|byte| byte.is_ascii_digit())
            );
        }
    }

    #[test]
    fn counts_for_its_purpose_and_phone_only() {
        let vault = Vault::new(KeyFile::random());
        let phone = vault.lookup("account.phone", "13812341234");
        let other = vault.lookup("account.phone", "13812341235");
        let code = SecretText::from("042917".to_owned());
        let stored = hash(&vault, "sign_in", phone, &code);
        assert!(matches(&vault, "sign_in", phone, "042917", &stored));
        assert!(!matches(&vault, "sign_in", other, "042917", &stored));
        assert!(!matches(&vault, "change_phone", phone, "042917", &stored));
        assert!(!matches(&Vault::new(KeyFile::random()), "sign_in", phone, "042917", &stored));
        for wrong in ["042918", "42917", "0429170", "", "０４２９１７"] {
            assert!(!matches(&vault, "sign_in", phone, wrong, &stored), "{wrong}");
        }
        for byte in 0..stored.len() {
            let mut changed = stored;
            changed[byte] ^= 1;
            assert!(!matches(&vault, "sign_in", phone, "042917", &changed), "byte {byte}");
        }
    }
}
