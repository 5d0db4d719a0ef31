//! Properties of a feature, and codes that programs wrote as numbers.

use crate::service::import::reader::bound::PROPERTIES;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::HashMap;

/// Digits that floating point holds: of a longer number with a fraction or an exponent the last ones
/// are lost already.
const DIGITS_MAX: usize = 15;

/// Properties of a feature that are a text or a number, as texts. Lists and objects among them are
/// skipped: unpacked they can be larger than memory.
#[derive(Debug, Default)]
pub(super) struct Properties {
    pub(super) kept: HashMap<String, String>,
    /// Number of properties; those beyond the bound are not kept.
    pub(super) found: u64,
}

impl<'de> Deserialize<'de> for Properties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PropertiesVisitor;

        impl<'de> Visitor<'de> for PropertiesVisitor {
            type Value = Properties;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object with properties")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Properties, A::Error> {
                let mut properties = Properties::default();
                while let Some(name) = members.next_key::<String>()? {
                    properties.found += 1;
                    let value = members.next_value::<&RawValue>()?;
                    if properties.found > PROPERTIES.max {
                        continue;
                    }
                    if let Some(text) = text(value).map_err(A::Error::custom)? {
                        properties.kept.insert(name, text);
                    }
                }
                Ok(properties)
            }
        }

        deserializer.deserialize_map(PropertiesVisitor)
    }
}

/// Returns the text of a value; `None` if it is neither a text nor a number.
pub(super) fn text(value: &RawValue) -> serde_json::Result<Option<String>> {
    let written = value.get();
    match written.as_bytes().first() {
        Some(b'"') => serde_json::from_str::<String>(written).map(Some),
        Some(b'-' | b'0'..=b'9') => Ok(Some(whole(written).unwrap_or_else(|| written.to_owned()))),
        _ => Ok(None),
    }
}

/// Returns the digits of a whole number that is written with a fraction or an exponent: 12.0 and
/// 1.2e1 are 12. `None` for any other number, and where digits are lost.
pub(super) fn whole(number: &str) -> Option<String> {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (units, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let exponent: usize = exponent.trim_start_matches('+').parse().ok()?;
    let zeros = exponent.checked_sub(fraction.len())?;
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = !units.is_empty() && all_digits(units) && all_digits(fraction);
    if !is_number || units.len().saturating_add(exponent) > DIGITS_MAX {
        return None;
    }
    let digits = format!("{units}{fraction}{}", "0".repeat(zeros));
    // The zero of 0.5 is none of a code; those of a text are.
    let digits = if units == "0" { digits.trim_start_matches('0') } else { digits.as_str() };
    Some(if digits.is_empty() { "0".to_owned() } else { digits.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_their_digits() {
        for (written, digits) in [
            ("310120001003.0", Some("310120001003")),
            ("310120001003", Some("310120001003")),
            ("310120001003.", Some("310120001003")),
            ("3.10120001003e11", Some("310120001003")),
            ("3.10120001003E+11", Some("310120001003")),
            ("310120001003001.00", Some("310120001003001")),
            ("3101200010030012.00", None),
            ("3.101200010030012e15", None),
            ("007.0", Some("007")),
            ("0.0", Some("0")),
            ("0.5e1", Some("5")),
            ("3.5", None),
            ("3.5e0", None),
            ("1e-2", None),
            ("-3.0", None),
            ("1e999999999", None),
            ("1e18446744073709551615", None),
            (".0", None),
            ("G1.0", None),
        ] {
            assert_eq!(whole(written).as_deref(), digits, "{written}");
        }
    }
}
