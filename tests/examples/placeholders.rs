//! What differs from run to run, shown as something of the same shape that does not.

use super::town::FIXED;
use serde_json::Value;
use std::collections::HashMap;

/// Secrets by the names of their fields.
const SECRETS: [(&str, &str); 9] = [
    (
        "access_token",
        "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiIwMTljMWJkZC0xNjgwLTcwMDkifQ.c2lnbmF0dXJl",
    ),
    ("refresh_token", "b3BhcXVlLXJlZnJlc2gtdG9rZW4tb2YtYS1zZXNzaW9uLTA"),
    ("receipt_secret", "7QK2M-9XWTD-4HRVB-P8C3N"),
    ("secret", "7QK2M-9XWTD-4HRVB-P8C3N"),
    ("digest", "8f14e45fceea167a5a36dedd4bea2543b7f6c8a1d0e94f2b6c3a5d7e9f102132"),
    ("next_cursor", "eyJhZnRlciI6IjAxOWMxYmRkIn0"),
    (
        "otpauth_uri",
        "otpauth://totp/%E7%BD%91%E6%A0%BC:wp0101?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=%E7%BD%91%E6%A0%BC",
    ),
    ("kid", "3f1c9b7a"),
    ("x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"),
];

/// The placeholders of a story.
#[derive(Default)]
pub struct Placeholders {
    texts: HashMap<String, String>,
    identifiers: HashMap<String, String>,
}

impl Placeholders {
    /// Shows one text for another.
    pub fn replace(&mut self, real: &str, shown: &str) {
        self.texts.insert(real.to_owned(), shown.to_owned());
    }

    /// Replaces what differs in an example of an operation.
    pub fn apply(&mut self, operation: &str, value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for (name, field) in fields {
                    let secret = SECRETS.iter().find(|(secret, _)| secret == name);
                    match (secret, &*field) {
                        (Some((_, shown)), Value::String(_)) => *field = (*shown).into(),
                        _ => self.apply(operation, field),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.apply(operation, item)),
            Value::String(text) => *text = self.shown(operation, text),
            _ => {}
        }
    }

    fn shown(&mut self, operation: &str, text: &str) -> String {
        if let Some(shown) = self.texts.get(text) {
            return shown.clone();
        }
        if !is_identifier(text) || text.starts_with(FIXED) {
            return text.to_owned();
        }
        // Of the operation that first names it, so that no two things of two stories share one.
        let number = self.identifiers.len() + 1;
        let made = || format!("019cac0f-2680-7100-8{:03x}-{:08x}{number:04x}", 0, hash(operation));
        self.identifiers.entry(text.to_owned()).or_insert_with(made).clone()
    }
}

fn is_identifier(text: &str) -> bool {
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}

/// FNV-1a.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
