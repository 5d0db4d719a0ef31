//! A serde format over a JSON value, whose errors name what was expected when a type refuses a
//! text. The types of libraries report in English, and repeating the text, why they cannot read it,
//! but not what they expect.

use serde::de::value::{Error, MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, Error as _, Expected, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Value;

/// Prefix of an error that names what was expected of a text.
pub(in crate::web) const REFUSED: &str = "refused ";

/// Error of an object that names none of several choices, or more than one.
pub(super) const ONE_CHOICE: &str = "one of several is chosen";

/// Lets a type read a text. Whatever its own error, the returned one names what it expected.
///
/// # Errors
/// When the type takes no text, or not this one.
pub(in crate::web) fn visit_text<'de, V: Visitor<'de>>(
    text: &'de str,
    visitor: V,
) -> Result<V::Value, Error> {
    let expected = (&visitor as &dyn Expected).to_string();
    visitor.visit_borrowed_str(text).map_err(|error: Error| {
        let of_type = error.to_string().starts_with("invalid type");
        if of_type {
            error
        } else {
            Error::custom(format_args!("{REFUSED}a text, expected {expected}"))
        }
    })
}

/// A JSON value to deserialise.
#[derive(Clone, Copy)]
pub(super) struct ToldValue<'a>(pub &'a Value);

impl<'de> IntoDeserializer<'de> for ToldValue<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for ToldValue<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (None, Some(number)) => visitor.visit_i64(number),
                (None, None) => visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN)),
            },
            Value::String(text) => visit_text(text, visitor),
            Value::Array(items) => {
                visitor.visit_seq(SeqDeserializer::new(items.iter().map(ToldValue)))
            }
            Value::Object(fields) => {
                let fields = fields.iter().map(|(name, value)| (name.as_str(), ToldValue(value)));
                visitor.visit_map(MapDeserializer::new(fields))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        choices: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Value::String(text) => visitor.visit_enum(text.as_str().into_deserializer()),
            Value::Object(fields) if fields.len() == 1 => {
                let fields = fields.iter().map(|(name, value)| (name.as_str(), ToldValue(value)));
                visitor.visit_enum(MapAccessDeserializer::new(MapDeserializer::new(fields)))
            }
            Value::Object(fields) => {
                let stranger = fields.keys().find(|name| !choices.contains(&name.as_str()));
                Err(stranger.map_or_else(
                    || Error::custom(ONE_CHOICE),
                    |name| Error::unknown_field(name, choices),
                ))
            }
            other => Err(Error::invalid_type(unexpected(other), &visitor)),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

const fn unexpected(value: &Value) -> Unexpected<'_> {
    match value {
        Value::Bool(value) => Unexpected::Bool(*value),
        Value::Number(_) => Unexpected::Float(0.0),
        Value::Array(_) => Unexpected::Seq,
        Value::Object(_) => Unexpected::Map,
        Value::Null | Value::String(_) => Unexpected::Unit,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;
    use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
    use serde::Deserialize;
    use serde::de::DeserializeOwned;
    use serde_json::json;
    use uuid::Uuid;

    fn refused<T: DeserializeOwned + std::fmt::Debug>(value: &Value) -> String {
        T::deserialize(ToldValue(value)).unwrap_err().to_string()
    }

    #[test]
    fn what_was_expected_of_a_text_is_told_and_the_text_is_not() {
        let text = json!("zzz");
        for (told, expected) in [
            (refused::<Uuid>(&text), "a formatted UUID string"),
            (refused::<DateTime<Utc>>(&text), "an RFC 3339 formatted date and time string"),
            (refused::<NaiveDate>(&text), "a formatted date string"),
            (refused::<NaiveTime>(&text), "a formatted time string"),
        ] {
            assert_eq!(told, format!("refused a text, expected {expected}"));
        }
        assert_eq!(refused::<u8>(&text), "invalid type: string \"zzz\", expected u8");
    }

    #[test]
    fn what_is_right_is_read_as_it_stands() {
        #[derive(Debug, PartialEq, Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum ToldShape {
            Point(f64, f64),
            Named { name: Option<String>, number: i64 },
            Nothing,
        }
        let shapes =
            json!([{ "point": [1, 2.5] }, { "named": { "name": null, "number": -7 } }, "nothing"]);
        let expected = vec![
            ToldShape::Point(1.0, 2.5),
            ToldShape::Named { name: None, number: -7 },
            ToldShape::Nothing,
        ];
        assert_eq!(Vec::<ToldShape>::deserialize(ToldValue(&shapes)).unwrap(), expected);
        assert!(refused::<ToldShape>(&json!(5)).starts_with("invalid type: floating point"));
        assert_eq!(refused::<ToldShape>(&json!({})), ONE_CHOICE);
        let stranger = refused::<ToldShape>(&json!({ "point": [1, 2], "line": 1 }));
        assert!(
            stranger.starts_with("unknown field `line`, expected one of `point`"),
            "{stranger}"
        );
    }
}
