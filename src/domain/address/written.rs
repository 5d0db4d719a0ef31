//! An address as it was registered, beside its normal form.

use super::AddressText;
use crate::error::{Code, Problem};
use std::fmt;

/// A registered address: people are shown the words, matching and uniqueness go by the normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenAddress {
    words: String,
    normal: AddressText,
}

impl WrittenAddress {
    /// Reads an address as people write it. Spaces around it, line breaks and soft hyphens
    /// are not kept.
    ///
    /// # Errors
    /// Those of [`AddressText::read`]; [`Code::AddressSaysNothing`] if it is a single character;
    /// [`Code::AddressNumberAlone`] if it is a number and no word says what it counts.
    pub fn read(text: &str) -> Result<Self, Problem> {
        let normal = AddressText::read(text)?;
        if normal.numbers().next().is_none() && normal.names().all(is_single) {
            return Err(Problem::new(Code::AddressSaysNothing));
        }
        if normal.names().next().is_none() && !tells_what_it_counts(text) {
            return Err(Problem::new(Code::AddressNumberAlone).with("value", text.trim()));
        }
        let shown = text.replace('\u{AD}', "").replace(['\n', '\r', '\t'], " ");
        Ok(Self { words: shown.trim().to_owned(), normal })
    }

    /// Reads all addresses that a cell of a sheet names: 12号楼、13号楼; 16、17号楼; 18-20号楼.
    ///
    /// # Errors
    /// Those of [`AddressText::read`]; [`crate::error::Code::AddressRangeUnclear`] if it is not clear
    /// whether it names one or several.
    pub fn read_several(text: &str) -> Result<Vec<Self>, Problem> {
        AddressText::several(text)?.iter().map(|words| Self::read(words)).collect()
    }

    /// Creates one of what is stored; without words the normal form is shown.
    pub fn stored(normal: AddressText, words: Option<String>) -> Self {
        Self { words: words.unwrap_or_else(|| normal.to_string()), normal }
    }

    /// Returns the words, as registered.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// Returns the normal form.
    pub const fn normal(&self) -> &AddressText {
        &self.normal
    }
}

fn is_single(name: &str) -> bool {
    name.chars().nth(1).is_none()
}

/// Returns true if a number has a word or a sign for what it counts: 3号, 3#.
fn tells_what_it_counts(text: &str) -> bool {
    text.chars().any(|one| matches!(one, '#' | '＃') || one.is_alphabetic() && !one.is_ascii())
}

impl fmt::Display for WrittenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}
