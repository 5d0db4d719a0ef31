//! What differs from run to run, shown as something of the same shape that does not.

use super::town::{FIXED, TOWN, grid};
use serde_json::Value;
use std::collections::HashMap;
use wangge::domain::id::DeskId;

/// Secrets by the names of their fields.
const SECRETS: [(&str, &str); 6] = [
    (
        "access_token",
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJFZERTQSIsImtpZCI6IjNmMWM5YjdhMmQ1ZThmNDAifQ.eyJpc3MiOiJ3YW5nZ\
     2UiLCJhdWQiOiJ3YW5nZ2UiLCJzdWIiOiIwMTljMWJkZC0xNjgwLTcwMDktODAwMC0wMDAwMDAwMDAwMDYiLCJpY\
     XQiOjE3NzI0MTMyNjAsImV4cCI6MTc3MjQxNDE2MH0.O7Eu2jwpjbXeJVl_VNkk8uF-eKJq2JU-2CGO5oLwu76QI\
     eLzAJ0VLJEb8fJexoOpAnFBZnZ6-9jlvQ-wEk7Lig",
    ),
    ("refresh_token", "_u6_iE9tq-bsqNaONz1r5IjNql63ZOiVKQM2_-n_lpaG8qnTYumou93257LhRV8t"),
    ("receipt_secret", RECEIPT),
    ("secret", RECEIPT),
    ("digest", "50d858e0985ecc7f60418aaf0cc5ab587f42c2570a884095a9e8ccacd0f6545c"),
    (
        "next_cursor",
        "eyJmb3JtIjoxLCJsaXN0IjoiL2FwaS92MS9leGFtcGxlIiwiYWZ0ZXIiOiIyMDI2LTAzLTAyVDAxOjAwOjAwWiJ9",
    ),
];
/// The secret of a receipt.
const RECEIPT: &str = "Gnmk1g3mcY6OWzJuM4rlMw";
/// The secret that an authenticator app scans.
const AUTHENTICATOR: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
/// What the fixed identifiers of the town have in common besides their beginning.
const NUMBERED: &str = "-8000-000000000";
/// The change set that founded the town.
const FOUNDING: &str = "019c1bdd-1680-700a-8000-000000000000";
/// Secrets as long as what they stand for.
const AS_LONG: [&str; 4] = ["refresh_token", "receipt_secret", "secret", "digest"];

/// The placeholders of a story.
#[derive(Default)]
pub struct Placeholders {
    texts: HashMap<String, String>,
    identifiers: HashMap<String, String>,
    /// The change set that founded the town.
    founding: Option<String>,
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
                        (Some((_, shown)), Value::String(real)) => {
                            let alike = !AS_LONG.contains(&&**name) || real.len() == shown.len();
                            assert!(alike, "{operation}: {name} has another shape: {real}");
                            *field = (*shown).into();
                        }
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
        if let Some((before, after)) = scanned(text) {
            return format!("{before}{AUTHENTICATOR}{after}");
        }
        let desk = DeskId::of(grid(TOWN)).0.to_string();
        let is_fixed = (text.starts_with(FIXED) && text.contains(NUMBERED)) || text == desk;
        if !is_identifier(text) || is_fixed {
            return text.to_owned();
        }
        if text.starts_with(FIXED) {
            let founding = self.founding.get_or_insert_with(|| text.to_owned());
            assert_eq!(founding, text, "{operation} names something else that founded the town");
            return FOUNDING.to_owned();
        }
        // Of the operation that first names it, so that no two things of two stories share one.
        let number = self.identifiers.len() + 1;
        let made = || format!("019cac0f-2680-7100-8000-{:08x}{number:04x}", hash(operation));
        self.identifiers.entry(text.to_owned()).or_insert_with(made).clone()
    }
}

/// What stands around the secret in what an authenticator app scans.
fn scanned(text: &str) -> Option<(&str, &str)> {
    let (_, rest) = text.strip_prefix("otpauth://").and(text.split_once("secret="))?;
    let before = &text[..text.len() - rest.len()];
    Some((before, &rest[AUTHENTICATOR.len()..]))
}

fn is_identifier(text: &str) -> bool {
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}

/// FNV-1a.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
