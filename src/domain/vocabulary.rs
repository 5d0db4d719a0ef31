//! Written forms of the words of the glossary: enums with one lower-case ASCII text per variant.

/// Defines an enum whose variants have one text each, used alike in JSON, in the database and in
/// configuration, and a Chinese and an English label for people.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:tt $zh:literal $en:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        pub enum $name { $($(#[$variant_doc])* #[doc = concat!($zh, ": ", $en)] #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// All values, in the order in which people see them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Returns the text of the value in JSON, in the database and in configuration.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// Returns the label for people: Chinese, English.
            pub const fn label(self) -> (&'static str, &'static str) {
                match self { $(Self::$variant => ($zh, $en)),+ }
            }
        }

        impl From<$name> for serde_json::Value {
            /// Returns the value for a problem: its text, and both labels, of which people read
            /// one.
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
    /// Name of the enum.
    pub what: &'static str,
    /// The text.
    pub found: String,
    /// Texts of all values.
    pub known: &'static [&'static str],
}
