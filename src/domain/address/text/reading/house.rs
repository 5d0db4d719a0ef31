//! Other houses that a number may mean: 龙泉路138号12号, 龙泉路12-138号, 东街12号A.

use super::AddressPart::Numbered;
use super::NumberKind::{Building, Door, Lane, Room};
use super::{AddressPart, AddressReader, BLANK, COMMA, JOINER, Suffix, is_room};
use crate::domain::address::text::name::is_facility;
use crate::domain::address::text::words::word_of;

impl AddressReader<'_> {
    /// Reads a number with 号 behind the floor of an unknown house as a room too: 柳荫一村三层3号.
    pub(super) fn read_on_floor(&mut self, numbers: &[String]) {
        let is_on_floor = self.name.is_empty() && self.floor == Some(self.parts.len());
        if is_on_floor && !self.parts.is_empty() {
            self.others.push(with(&self.parts, [Numbered(Room, numbers.join("-"))]));
            self.names_several = true;
        }
    }

    /// Reads a letter behind 号 as a part of the number: 12号A is a house of its own, or the part A
    /// of house 12.
    pub(super) fn read_with_letter(&mut self, door: &str) {
        let [letter, behind @ ..] = self.rest else { return };
        let ends = behind.first().is_none_or(|next| matches!(*next, BLANK | JOINER | COMMA));
        if letter.is_ascii_uppercase() && ends {
            self.end_name();
            let house = Numbered(Door, format!("{door}{letter}"));
            self.others.push(with(&self.parts, [house]));
        }
    }

    /// Reads the last of several long numbers along a road as a house too: 龙泉路12-138号 are many.
    pub(super) fn read_as_last_house(&mut self, numbers: &[String]) {
        if let Some(last) = numbers.last()
            && self.after_road()
        {
            self.end_name();
            self.others.push(with(&self.parts, [Numbered(Door, last.clone())]));
            self.names_several = true;
        }
    }

    /// Reads a number with 号 behind a house as that of a house too: 龙泉路138号12号 may be
    /// 龙泉路138弄12号, or the houses 138 and 12, and of 12号院3# the second is a building.
    pub(super) fn read_as_house(&mut self, numbers: &[String], suffix: Suffix) {
        let ([number], Some((last, before))) = (numbers, self.parts.split_last()) else { return };
        let joined = self.separator == Some(JOINER);
        // 138号-140号 are houses, but of 3号-502号 the second is a room.
        let is_room = is_room(numbers) && !(joined && self.is_as_long(numbers));
        if is_room || self.begins_name() || is_inside(self.rest) {
            return;
        }
        let house = Numbered(Door, number.clone());
        match last {
            Numbered(Door, _) if suffix == Suffix::Sign => {
                self.others.push(with(&self.parts, [Numbered(Building, number.clone())]));
            }
            Numbered(Door, door) if !joined && !self.has(Lane) => {
                let in_lane = with(before, [Numbered(Lane, door.clone()), house.clone()]);
                self.others.extend([in_lane, with(before, [house])]);
                self.names_several = true;
            }
            Numbered(Door, door) if !joined || is_less(door, number) => {
                self.others.push(with(before, [house]));
                self.names_several = true;
            }
            Numbered(Building, _) if self.may_be_floor => {
                self.others.push(with(before, [house]));
                self.names_several = true;
            }
            _ => {}
        }
    }
}

/// Returns true if a text begins with something that has a number of its own in a house or beside
/// it: of 3号1号电梯 the second.
fn is_inside(text: &[char]) -> bool {
    word_of(text, &["电梯", "楼梯"]).is_some() || is_facility(&String::from_iter(text))
}

/// Returns parts with others behind them.
fn with<const N: usize>(before: &[AddressPart], more: [AddressPart; N]) -> Vec<AddressPart> {
    before.iter().cloned().chain(more).collect()
}

/// Returns true if two numbers may be a range: 3号-5号, but not 12号-1号.
fn is_less(number: &str, other: &str) -> bool {
    let bounds = number.parse::<u32>().ok().zip(other.parse::<u32>().ok());
    bounds.is_some_and(|(from, to)| from < to)
}
