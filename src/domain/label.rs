//! A name in the two languages of the service.

use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Language;

/// A name or title as people read it: Chinese first, English second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Label {
    /// Chinese; missing where names are told in English alone.
    #[schema(required = false)]
    pub zh: String,
    /// English; missing where names are told in Chinese alone.
    #[schema(required = false)]
    pub en: String,
}

impl Label {
    /// Creates a name in both languages.
    pub fn new(zh: &str, en: &str) -> Self {
        Self { zh: zh.to_owned(), en: en.to_owned() }
    }

    /// Returns the name in one language.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }
}
