//! Named texts as a serde format: reads the parameters of a URL into a typed struct.

use crate::web::body::visit_text;
use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{Error as _, IntoDeserializer, Unexpected, Visitor};
use serde::{Deserializer, forward_to_deserialize_any};

/// Names with their values.
pub struct QueryFields<'a>(pub &'a [(&'a str, &'a str)]);

impl<'de> QueryFields<'de> {
    /// Returns the value, where a single one is expected.
    fn only(&self) -> Result<FieldText<'de>, Error> {
        match self.0 {
            &[(_, value)] => Ok(FieldText(value)),
            _ => Err(Error::custom("one value is expected")),
        }
    }
}

macro_rules! delegate_to_only {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.only()?.$method(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for QueryFields<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(MapDeserializer::new(
            self.0.iter().map(|&(name, value)| (name, FieldText(value))),
        ))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(SeqDeserializer::new(self.0.iter().map(|&(_, value)| FieldText(value))))
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
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.only()?.deserialize_enum(name, variants, visitor)
    }

    delegate_to_only! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16
        deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64 deserialize_char deserialize_str
        deserialize_string
    }

    fn is_human_readable(&self) -> bool {
        true
    }

    forward_to_deserialize_any! {
        i128 u128 bytes byte_buf option unit unit_struct seq tuple_struct map struct identifier ignored_any
    }
}

/// A single value. Lists are separated by commas.
#[derive(Clone, Copy)]
struct FieldText<'a>(&'a str);

impl<'de> IntoDeserializer<'de> for FieldText<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! parse {
    ($($method:ident $visit:ident $expected:literal)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            let value = self.0.parse().map_err(|_| self.unexpected($expected))?;
            visitor.$visit(value)
        }
    )*};
}

impl FieldText<'_> {
    fn unexpected(&self, expected: &str) -> Error {
        Error::invalid_type(Unexpected::Str(self.0), &expected)
    }
}

impl<'de> Deserializer<'de> for FieldText<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visit_text(self.0, visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(SeqDeserializer::new(self.0.split(',').map(FieldText)))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_f64(visitor)
    }

    /// Reads a finite number: `NaN` and `inf` are valid only in Rust.
    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0.parse::<f64>() {
            Ok(number) if number.is_finite() => visitor.visit_f64(number),
            _ => Err(self.unexpected("f64")),
        }
    }

    parse! {
        deserialize_bool visit_bool "a boolean"
        deserialize_i8 visit_i8 "i8"
        deserialize_i16 visit_i16 "i16"
        deserialize_i32 visit_i32 "i32"
        deserialize_i64 visit_i64 "i64"
        deserialize_u8 visit_u8 "u8"
        deserialize_u16 visit_u16 "u16"
        deserialize_u32 visit_u32 "u32"
        deserialize_u64 visit_u64 "u64"
    }

    fn is_human_readable(&self) -> bool {
        true
    }

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde::de::DeserializeOwned;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Help,
        Praise,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Filter {
        lon: f64,
        kind: Option<Kind>,
        #[serde(default)]
        states: Vec<Kind>,
        open: Option<bool>,
    }

    fn read<T: DeserializeOwned>(pairs: &[(&str, &str)]) -> Result<T, String> {
        T::deserialize(QueryFields(pairs)).map_err(|error| error.to_string())
    }

    #[test]
    fn texts_become_values() {
        let filter = Filter {
            lon: 121.5,
            kind: Some(Kind::Help),
            states: vec![Kind::Help, Kind::Praise],
            open: Some(true),
        };
        assert_eq!(
            read(&[
                ("lon", "121.5"),
                ("kind", "help"),
                ("states", "help,praise"),
                ("open", "true")
            ]),
            Ok(filter)
        );
        assert_eq!(read::<u32>(&[("id", "7")]), Ok(7));
        assert_eq!(read::<(u32, String)>(&[("id", "7"), ("code", "a")]), Ok((7, "a".to_owned())));
        assert_eq!(read::<Kind>(&[("kind", "praise")]), Ok(Kind::Praise));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for lon in ["", "NaN", "inf", "-inf", "1e999", "east", "1,5"] {
            assert!(read::<Filter>(&[("lon", lon)]).is_err(), "{lon}");
        }
        assert!(read::<u32>(&[("id", "-7")]).is_err());
    }
}
