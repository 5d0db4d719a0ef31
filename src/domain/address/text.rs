//! The text of an address in its normal form, which is the same however the place was written.

mod beside;
mod brackets;
mod compound;
mod counting;
mod fold;
mod form;
mod further;
mod glyph;
mod lead;
mod moment;
mod name;
mod normal_form;
mod number;
mod numeral;
mod others;
mod reading;
mod readings;
mod respelling;
mod several;
mod signs;
mod slots;
mod spacing;
mod suffix;
#[cfg(test)]
mod tests;
mod words;

use crate::domain::characters::check_line;
use crate::error::{Code, Problem};
pub(in crate::domain) use compound::{
    CompoundName, KindRelation, begins_counted, cuts_number, distinguishes, goes_on, is_counted_in,
};
pub(in crate::domain) use name::{is_compound, is_facility, is_road, is_wing, may_be_place};
pub(super) use readings::AddressReadings;
use std::fmt;

/// Maximum characters of an address.
pub const ADDRESS_MAX: usize = 200;

/// Maximum readings of a text until its form is stable. Addresses need one reading, and one that
/// finds it stable.
const READINGS_MAX: usize = 6;

/// Kind of a number in an address, the widest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NumberKind {
    /// 弄
    Lane,
    /// 支弄
    SubLane,
    /// 号
    Door,
    /// 幢、栋、座、号楼
    Building,
    /// 单元、门
    Entrance,
    /// 室
    Room,
}

impl NumberKind {
    /// Returns the kind under which a number is indexed: what some call 3号 others call 3号楼.
    pub(in crate::domain) const fn indexed(self) -> Self {
        match self {
            Self::Building => Self::Door,
            other => other,
        }
    }

    /// Returns the word after the number in the normal form.
    const fn word(self) -> &'static str {
        match self {
            Self::Lane => "弄",
            Self::SubLane => "支弄",
            Self::Door => "号",
            Self::Building => "幢",
            Self::Entrance => "单元",
            Self::Room => "室",
        }
    }
}

/// A part of an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AddressPart {
    /// The name of a road, a village or a compound.
    Name(String),
    /// A number and what it counts: digits, perhaps with a letter or a branch (`12A`, `12-1`), or
    /// letters alone.
    Numbered(NumberKind, String),
}

impl AddressPart {
    /// Returns true for the number of a house or a building.
    const fn is_house(&self) -> bool {
        matches!(self, Self::Numbered(NumberKind::Door | NumberKind::Building, _))
    }

    /// Returns the name, if it is one.
    const fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name.as_str()),
            Self::Numbered(..) => None,
        }
    }
}

/// An address in its normal form. Reading its written form again returns the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AddressText {
    parts: Vec<AddressPart>,
}

impl AddressText {
    /// Reads an address as people write it.
    ///
    /// # Errors
    /// [`Code::AddressSaysNothing`] if there is neither a name nor a number in it;
    /// [`Code::TooLong`] if it is too long as written or in its normal form;
    /// [`Code::ControlCharacter`].
    pub fn read(text: &str) -> Result<Self, Problem> {
        // Text copied from a page with broken lines may hold soft hyphens.
        check_line(&text.replace('\u{AD}', "").replace(['\n', '\r', '\t'], " "))?;
        check_length(text)?;
        let read = Self::read_words(text)?;
        // The normal form may be longer: 3-502 becomes 3幢502室.
        check_length(&read.to_string())?;
        Ok(read)
    }

    /// Splits a text that names several addresses, such as 12号楼、13号楼 or 18-20号楼, into the
    /// words of each; one that names one address stays as it is.
    ///
    /// # Errors
    /// [`Code::AddressRangeUnclear`] if its numbers may be a range, or one with a branch.
    pub(super) fn several(text: &str) -> Result<Vec<String>, Problem> {
        several::several(text)
    }

    /// Reads a stored normal form. It stays what it was when it was stored, also where a text that
    /// is written so would be read otherwise today.
    ///
    /// # Errors
    /// [`Code::AddressSaysNothing`] if it is empty.
    pub fn stored(text: &str) -> Result<Self, Problem> {
        let parts = normal_form::parts(text);
        if parts.is_empty() {
            Err(Problem::new(Code::AddressSaysNothing))
        } else {
            Ok(Self { parts })
        }
    }

    /// Returns an address with the names of another one if it has none: of 金水苑8号楼旁边12号楼
    /// the second is 金水苑12号楼.
    fn named_like(self, other: &Self) -> Self {
        if self.names().next().is_some() {
            return self;
        }
        let is_name = |part: &&AddressPart| matches!(part, AddressPart::Name(_));
        let names = other.parts.iter().take_while(is_name).cloned();
        Self { parts: names.chain(self.parts).collect() }
    }

    /// Returns what others write for the same, which is less likely meant: A1幢 for A区1幢.
    pub(super) fn others(&self) -> Vec<Self> {
        others::others(&self.parts).into_iter().map(|parts| Self { parts }).collect()
    }

    /// Reads a text without the limits on new addresses.
    fn read_words(text: &str) -> Result<Self, Problem> {
        let read = Self::settled(text).ok_or_else(|| Problem::new(Code::AddressSaysNothing))?;
        let tells = read.parts.iter().any(|part| match part {
            AddressPart::Name(name) => !compound::is_common(name),
            AddressPart::Numbered(..) => true,
        });
        if tells { Ok(read) } else { Err(Problem::new(Code::AddressSaysNothing)) }
    }

    /// Reads a text until its form is stable: leaving something out may join what was apart. What a
    /// form is made of is said by its own grammar, as when it is read from the store.
    fn settled(text: &str) -> Option<Self> {
        let mut form = Self { parts: reading::read(text).parts }.to_string();
        for _ in 0..READINGS_MAX {
            let again = Self { parts: reading::read(&form).parts }.to_string();
            if again == form {
                // Written again, because what a sign held apart is joined in the store.
                let written = Self { parts: normal_form::parts(&form) }.to_string();
                return Some(Self { parts: normal_form::parts(&written) });
            }
            form = again;
        }
        None
    }

    /// Reads a text that is nothing but a name, as names of addresses are written in their normal
    /// form; `None` if it says something else, or no more than 小区.
    pub(in crate::domain) fn name_of(text: &str) -> Option<String> {
        match Self::read(text).ok()?.parts.as_slice() {
            [AddressPart::Name(name)] if name.chars().nth(1).is_some() => Some(name.clone()),
            _ => None,
        }
    }

    /// Returns the address with another name in place of one; `None` if it has no such name.
    pub(super) fn renamed(&self, name: &str, other: &str) -> Option<Self> {
        let is_name = |part: &AddressPart| matches!(part, AddressPart::Name(said) if said == name);
        self.parts.iter().any(is_name).then_some(())?;
        let other = Self::name_of(other)?;
        let renamed = self.parts.iter().map(|part| match part {
            AddressPart::Name(said) if said == name => AddressPart::Name(other.clone()),
            part => part.clone(),
        });
        Some(Self { parts: renamed.collect() })
    }

    /// Creates an address of parts of others, which is compared and not stored.
    pub(in crate::domain) const fn of_parts(parts: Vec<AddressPart>) -> Self {
        Self { parts }
    }

    /// Returns the parts in order.
    pub fn parts(&self) -> &[AddressPart] {
        &self.parts
    }

    /// Returns the names in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(AddressPart::name)
    }

    /// Returns the numbers with their kinds, each kind at most once.
    pub fn numbers(&self) -> impl Iterator<Item = (NumberKind, &str)> {
        self.parts.iter().filter_map(|part| match part {
            AddressPart::Name(_) => None,
            AddressPart::Numbered(kind, number) => Some((*kind, number.as_str())),
        })
    }

    /// Returns the first number after the part at an index, with its kind.
    pub fn number_after(&self, at: usize) -> Option<(NumberKind, &str)> {
        self.parts.iter().skip(at + 1).find_map(|part| match part {
            AddressPart::Name(_) => None,
            AddressPart::Numbered(kind, number) => Some((*kind, number.as_str())),
        })
    }

    /// Returns the numbers that a text begins with, without who says it and the remarks behind
    /// them: 王阿姨3号楼漏水. `None` if there are none of a house, nothing is left out, or a name
    /// may be that of a place.
    pub fn without_remarks(&self) -> Option<Self> {
        let told = self.parts.iter().skip_while(|part| part.name().is_some_and(name::is_speaker));
        let told: Vec<AddressPart> = told.cloned().collect();
        let end = told.iter().position(|part| part.name().is_some()).unwrap_or(told.len());
        let (numbers, remarks) = told.split_at(end);
        let is_told = numbers.iter().any(AddressPart::is_house);
        let is_placed = remarks
            .iter()
            .any(|part| part.is_house() || part.name().is_some_and(name::may_be_place));
        let is_shorter = numbers.len() < self.parts.len();
        (is_told && is_shorter && !is_placed).then(|| Self { parts: numbers.to_vec() })
    }

    /// Returns true if it says a house or a building.
    fn has_house(&self) -> bool {
        self.parts.iter().any(AddressPart::is_house)
    }

    /// Returns the compound of an address, without its building: up to the last name, or along a
    /// road up to the lane. `None` if there is neither, or nothing to leave out.
    pub fn to_compound(&self) -> Option<Self> {
        let (at, name) = self.last_name()?;
        let end = match self.parts.get(at + 1) {
            _ if !name::is_road(name) => at,
            Some(AddressPart::Numbered(NumberKind::Lane, _)) => at + 1,
            _ => return None,
        };
        let parts = self.parts.get(..=end).filter(|parts| parts.len() < self.parts.len())?;
        Some(Self { parts: parts.to_vec() })
    }

    /// Splits a lane or a house and the compound or tower named behind it, which may be one place
    /// or two: 汀云路3号汀云大厦. `None` if only one is said.
    pub(in crate::domain) fn house_and_compound(&self) -> Option<[Self; 2]> {
        let (at, name) = self.last_name()?;
        let is_compound = name::may_be_place(name) && !name::is_road(name) && !name::is_near(name);
        let (house, compound) = self.parts.split_at_checked(at).filter(|_| is_compound)?;
        let is_numbered = house.last().is_some_and(|part| part.name().is_none());
        let is_named = house.iter().any(|part| part.name().is_some());
        (is_numbered && is_named)
            .then(|| [house, compound].map(|side| Self { parts: side.to_vec() }))
    }

    /// Returns the last name with its index among the parts.
    fn last_name(&self) -> Option<(usize, &str)> {
        self.parts.iter().enumerate().rev().find_map(|(at, part)| Some((at, part.name()?)))
    }

    /// Returns the number of a kind.
    pub fn number(&self, kind: NumberKind) -> Option<&str> {
        self.numbers().find(|&(other, _)| other == kind).map(|(_, number)| number)
    }
}

fn check_length(text: &str) -> Result<(), Problem> {
    let is_longer = text.chars().nth(ADDRESS_MAX).is_some();
    if is_longer { Err(Problem::new(Code::TooLong).with("max", ADDRESS_MAX)) } else { Ok(()) }
}

impl fmt::Display for AddressText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, part) in self.parts.iter().enumerate() {
            match part {
                AddressPart::Name(name) if place > 0 => write!(f, " {name}")?,
                AddressPart::Name(name) => f.write_str(name)?,
                AddressPart::Numbered(kind, number) => write!(f, "{number}{}", kind.word())?,
            }
        }
        Ok(())
    }
}
