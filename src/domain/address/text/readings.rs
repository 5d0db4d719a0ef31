//! All readings of a text.

use super::{AddressText, further, reading};
use crate::error::Problem;

/// The ways in which a text may be meant.
#[derive(Debug)]
pub(in crate::domain::address) struct AddressReadings {
    /// The first one.
    pub(in crate::domain::address) first: AddressText,
    /// Others that are equally likely because it names several places (12号、13号) or does not say
    /// what its numbers count (3-5).
    pub(in crate::domain::address) further: Vec<AddressText>,
    /// True if one place among the readings is not meant rather than another.
    pub(in crate::domain::address) names_several: bool,
}

impl AddressReadings {
    /// Reads an address in every way in which it may be meant.
    ///
    /// # Errors
    /// Those of [`AddressText::read`].
    pub(in crate::domain::address) fn of(text: &str) -> Result<Self, Problem> {
        let first = AddressText::read(text)?;
        let reading = reading::read(text);
        let mut readings =
            Self { first, further: Vec::new(), names_several: reading.names_several };
        for parts in reading.others {
            let other = AddressText::read_words(&AddressText { parts }.to_string());
            readings.extend(other.ok());
        }
        readings.extend(further::in_brackets(text).and_then(|other| readings.beside(&other)));
        if let Some(beyond) = further::beyond(text)
            && let Some(other) = readings.beside(&beyond.text)
        {
            readings.add_beyond(other, beyond.is_meant);
        }
        Ok(readings)
    }

    /// Reads another place. Without a name it is in the compound of the house before it.
    fn beside(&self, text: &str) -> Option<AddressText> {
        let other = AddressText::read_words(text).ok()?;
        let is_placed = other.names().next().is_some() || self.first.has_house();
        is_placed.then(|| other.named_like(&self.first))
    }

    /// Adds a place behind a word such as 旁边. Of 3号对面的枫桥路12号 it is the one that is meant.
    fn add_beyond(&mut self, other: AddressText, is_meant: bool) {
        let is_elsewhere = other.names().ne(self.first.names());
        if is_meant && is_elsewhere && self.first.has_house() {
            self.first = other;
        } else {
            self.names_several |= self.first.has_house();
            self.extend(Some(other));
        }
    }

    /// Adds a reading that is not known yet.
    fn extend(&mut self, other: Option<AddressText>) {
        let is_new = |other: &AddressText| *other != self.first && !self.further.contains(other);
        let new = other.filter(is_new);
        self.further.extend(new);
    }
}
