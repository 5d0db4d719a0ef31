//! An address as somebody asks for it.

use super::AddressText;
use super::text::AddressReadings;
use crate::error::Problem;

/// Maximum texts that others would write for the same. A text with more is a list of many places.
const OTHERS_MAX: usize = 24;

/// The ways in which a text may mean an address.
#[derive(Debug, Clone, PartialEq)]
pub struct AddressQuery {
    first: AddressText,
    /// Equally likely ones.
    further: Vec<AddressText>,
    /// What others would write for the same.
    others: Vec<AddressText>,
    /// True if the readings are of several places, or nothing says what a number counts.
    names_several: bool,
}

impl AddressQuery {
    /// Reads an address as people write it.
    ///
    /// # Errors
    /// Those of [`AddressText::read`].
    pub fn read(text: &str) -> Result<Self, Problem> {
        let AddressReadings { first, further, names_several } = AddressReadings::of(text)?;
        let mut query = Self { first, further, others: Vec::new(), names_several };
        let mut others: Vec<AddressText> = query.readings().flat_map(AddressText::others).collect();
        // K 11 大厦 is written with spaces that part nothing.
        let joined: String = text.split_whitespace().collect();
        if joined.len() < text.trim().len() {
            others.extend(AddressText::read(&joined).ok());
        }
        for other in others.into_iter().take(OTHERS_MAX) {
            if !query.readings().chain(&query.others).any(|known| *known == other) {
                query.others.push(other);
            }
        }
        Ok(query)
    }

    /// Creates one of a single reading.
    pub(in crate::domain) const fn of(first: AddressText) -> Self {
        Self { first, further: Vec::new(), others: Vec::new(), names_several: false }
    }

    /// Adds the readings with one name in place of another.
    pub(in crate::domain) fn rename(&mut self, name: &str, other: &str) {
        let renamed: Vec<AddressText> =
            self.readings().filter_map(|reading| reading.renamed(name, other)).collect();
        for reading in renamed {
            if !self.readings().any(|known| *known == reading) {
                self.further.push(reading);
            }
        }
    }

    /// Returns the first reading.
    pub const fn first(&self) -> &AddressText {
        &self.first
    }

    /// Returns the equally likely readings: one, unless the text names several places.
    pub fn readings(&self) -> impl Iterator<Item = &AddressText> {
        std::iter::once(&self.first).chain(&self.further)
    }

    /// Returns what others would write for the same.
    pub fn others(&self) -> impl Iterator<Item = &AddressText> {
        self.others.iter()
    }

    /// Returns the compounds of the readings, without their buildings. `None` if no reading has one
    /// and a building.
    pub fn to_compound(&self) -> Option<Self> {
        let mut shorter = self.readings().filter_map(AddressText::to_compound);
        let first = shorter.next()?;
        let further = shorter.filter(|other| *other != first).collect();
        Some(Self { first, further, others: Vec::new(), ..*self })
    }

    /// Returns the numbers with which the readings begin, without remarks. `None` if none begins
    /// so.
    pub(in crate::domain) fn without_remarks(&self) -> Option<Self> {
        let mut told = self.readings().filter_map(AddressText::without_remarks);
        let first = told.next()?;
        Some(Self { first, further: told.collect(), others: Vec::new(), ..*self })
    }

    /// Returns true if the text may mean several places, of which none is meant for certain.
    pub(in crate::domain) const fn names_several(&self) -> bool {
        self.names_several
    }

    /// Returns true if a reading has a name.
    pub fn has_name(&self) -> bool {
        self.readings().any(|reading| reading.names().next().is_some())
    }
}
