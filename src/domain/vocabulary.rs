//! How the words of the glossary are written: enums with one lower-case ASCII text per variant.

/// Defines an enum whose variants have one text each, used alike in JSON, in the database and in
/// configuration, and a Chinese and an English label for people.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:tt $zh:literal $en:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        pub enum $name { $($(#[$variant_doc])* #[doc = concat!($zh, ": ", $en)] #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every value, in the order it is listed to people.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The text that stands for the value in JSON, in the database and in configuration.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The label shown to people: Chinese, English.
            pub const fn label(self) -> (&'static str, &'static str) {
                match self { $(Self::$variant => ($zh, $en)),+ }
            }
        }

        impl From<$name> for serde_json::Value {
            /// The value of a problem: the text that stands for it, and both labels, of which
            /// people read one.
            fn from(word: $name) -> Self {
                let (zh, en) = word.label();
                serde_json::json!({ "value": word.as_str(), "zh": zh, "en": en })
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::vocabulary::Unknown;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    other => Err($crate::domain::vocabulary::Unknown {
                        what: stringify!($name), found: other.to_owned(), known: &[$($text),+],
                    }),
                }
            }
        }
    };
}
pub(crate) use vocabulary;

/// A text that is no value of an enum.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is no {what}; known are {}", known.join(", "))]
pub struct Unknown {
    /// The enum.
    pub what: &'static str,
    /// What was given.
    pub found: String,
    /// What may be given.
    pub known: &'static [&'static str],
}
