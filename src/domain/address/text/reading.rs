//! Reading of the characters of an address into its parts.

mod another;
mod branch;
mod counted;
mod house;

use super::fold::fold;
use super::glyph::{BLANK, COMMA, JOINER};
use super::number::{Word, branch, is_measure, is_room, is_stem, word};
use super::suffix::{self, Suffix};
use super::{AddressPart, NumberKind, name, slots};
use crate::domain::characters::check_said;
use NumberKind::{Building, Door, Entrance, Lane, Room};

/// Characters before 丁, 临 and 甲 that make a word of them, which is no stem: 园丁, 面临.
const NO_STEMS: &[(char, &str)] = &[('丁', "园布"), ('临', "面光濒来降登"), ('甲', "马盔指")];

/// The parts of a text in order, and those of other things that it names: 12号、13号.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) parts: Vec<AddressPart>,
    pub(super) others: Vec<Vec<AddressPart>>,
    /// True if those are other places, or a number may be one of several kinds.
    pub(super) names_several: bool,
}

/// Reads the parts of a text.
pub(super) fn read(text: &str) -> Reading {
    let characters = fold(text);
    AddressReader { rest: &characters, ..AddressReader::default() }.read()
}

#[derive(Default)]
struct AddressReader<'t> {
    rest: &'t [char],
    /// Characters of a name that may continue.
    name: String,
    parts: Vec<AddressPart>,
    /// The parts of things of the same kind before.
    others: Vec<Vec<AddressPart>>,
    /// The first place, if another one follows it.
    place: Option<Vec<AddressPart>>,
    /// Index of a number that no word tells: it is none of the address if a name with a number of
    /// its own follows.
    untold: Option<usize>,
    /// True if the last number is that of a house along a road which no word tells: 136 of
    /// 136、138号.
    is_bare_door: bool,
    /// True if the building before may be a floor: 5楼.
    may_be_floor: bool,
    /// Number of parts before a floor of no house: 柳荫一村三层.
    floor: Option<usize>,
    /// True if the last number is that of a place which the house is only near: 近枫桥路288弄.
    is_nearby: bool,
    /// True if more than one place may be meant.
    names_several: bool,
    /// Separator before the next number: behind a comma another thing of the same kind may follow.
    separator: Option<char>,
}

impl AddressReader<'_> {
    /// Reads up to the room, or to the end; of several places the first one is the address.
    fn read(mut self) -> Reading {
        while self.deepest() != Some(Room) && self.step() {}
        self.end_name();
        self.others.extend(self.named_behind());
        self.read_behind_room();
        if let Some(place) = self.place.take() {
            self.others.push(std::mem::replace(&mut self.parts, place));
        }
        Reading { parts: self.parts, others: self.others, names_several: self.names_several }
    }

    /// Reads a number or a character; returns false at the end of the text.
    fn step(&mut self) -> bool {
        let Some((&first, after)) = self.rest.split_first() else { return false };
        match word(self.rest).filter(|_| !self.is_within_word(first)) {
            Some(word) => {
                self.pass(word.length);
                self.name.push_str(&word.name);
                self.count(word);
                self.separator = None;
            }
            None => {
                self.rest = after;
                self.separator =
                    Some(first).filter(|sign| matches!(*sign, BLANK | JOINER | COMMA | '#'));
                match self.separator {
                    Some(_) => self.end_name(),
                    None => self.name.push(first),
                }
            }
        }
        true
    }

    fn is_within_word(&self, first: char) -> bool {
        NO_STEMS.iter().any(|&(stem, before)| {
            stem == first && self.name.ends_with(|last| before.contains(last))
        })
    }

    fn is_listing(&self) -> bool {
        self.separator == Some(COMMA)
    }

    /// Moves on by some characters, at most to the end.
    fn pass(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    /// Adds numbers according to what follows them.
    fn count(&mut self, mut word: Word) {
        if let ([number], Some((branch, length))) = (word.numbers.as_mut_slice(), branch(self.rest))
        {
            *number = format!("{number}-{branch}");
            self.pass(length);
        }
        if word.numbers.is_empty() {
            return;
        }
        self.drop_untold();
        self.drop_linking();
        if let Some((suffix, length)) = suffix::of(self.rest) {
            let remark = self.rest.get(length - 1..).is_some_and(suffix::is_remark);
            self.pass(length);
            self.count_as(word.numbers, suffix);
            if remark {
                self.pass_remark();
            }
        } else if self.is_bare(&word.numbers) {
            self.count_bare(word.numbers);
        } else {
            self.name.extend(word.numbers);
        }
    }

    /// Passes the words up to the next number or separator: of 12号房屋漏水 those after 号, and of
    /// 一楼奶茶店 those after the floor.
    fn pass_remark(&mut self) {
        self.end_name();
        let ends = |rest: &[char]| match rest {
            [stem, next, ..] if is_stem(*stem) => next.is_ascii_digit(),
            [next, ..] => next.is_ascii_alphanumeric() || matches!(*next, BLANK | JOINER | COMMA),
            [] => true,
        };
        let end = (0..self.rest.len()).find(|&at| self.rest.get(at..).is_none_or(ends));
        self.pass(end.unwrap_or(self.rest.len()));
    }

    /// Returns true if nothing says what the numbers count, and they are no part of a name either.
    fn is_bare(&self, numbers: &[String]) -> bool {
        let ends = self.rest.first().is_none_or(|next| matches!(*next, BLANK | JOINER | COMMA));
        let inside = self.name.is_empty() && self.deepest().is_some() && is_room(numbers);
        let joined = numbers.len() > 1 && !is_measure(self.rest);
        ends || (inside || joined) && !suffix::names(self.rest)
    }

    fn count_bare(&mut self, numbers: Vec<String>) {
        if self.drops_nearby() {
            return;
        }
        let long_door = self.is_bare_door && self.is_as_long(&numbers);
        if self.is_listing() && (!is_room(&numbers) || long_door) && self.lists_another(&numbers) {
            return;
        }
        if !is_room(&numbers) && self.begins_compound() {
            return self.begin_another(numbers);
        }
        self.is_bare_door = self.after_road() && numbers.len() == 1;
        let lane = self.has(Lane);
        let road = self.after_road();
        let kinds = slots::bare(&numbers, self.deepest(), lane, road);
        self.end_name();
        self.others.extend(self.otherwise(&numbers, &kinds));
        if kinds.first() == Some(&Building) {
            self.untold = Some(self.parts.len());
        }
        self.add(numbers, kinds);
    }

    /// Returns true if a number has as many digits as the door before it.
    pub(super) fn is_as_long(&self, numbers: &[String]) -> bool {
        let door = self.parts.iter().find_map(|part| match part {
            AddressPart::Numbered(Door, door) => Some(door.len()),
            _ => None,
        });
        matches!(numbers, [number] if Some(number.len()) == door)
    }

    /// Drops a number without a word when a name follows it and now has a number of its own: of
    /// 工单1 柳荫一村3号楼 the first.
    fn drop_untold(&mut self) {
        let Some(at) = self.untold else { return };
        let Some(behind) = self.parts.get(at..) else { return };
        let numbers = behind.iter().take_while(|part| matches!(part, AddressPart::Numbered(..)));
        let end = at + numbers.count();
        if end < self.parts.len() || !self.name.is_empty() {
            self.parts.drain(at..end);
            self.untold = None;
        }
    }

    /// Returns the parts with the other meaning of short numbers that no word tells: 3-5 along a
    /// road is 3弄5号 or 3-5号, in a compound 3幢5室 or 3幢5单元, and 12号-1 is a room or a house.
    fn otherwise(&self, numbers: &[String], kinds: &[NumberKind]) -> Option<Vec<AddressPart>> {
        if let (
            [branch, inside @ ..],
            Some(JOINER),
            Some((AddressPart::Numbered(Door, door), before)),
        ) = (numbers, self.separator, self.parts.split_last())
            && !is_room(std::slice::from_ref(branch))
            && inside.len() < 2
        {
            let joined = AddressPart::Numbered(Door, format!("{door}-{branch}"));
            let room = inside.iter().map(|room| AddressPart::Numbered(Room, room.clone()));
            return Some(before.iter().cloned().chain([joined]).chain(room).collect());
        }
        let numbered = match (numbers, kinds) {
            ([lane, door], [Lane, Door]) => vec![(Door, format!("{lane}-{door}"))],
            ([building, room], [kind @ (Building | Door), Room]) if !is_room(numbers) => {
                vec![(*kind, building.clone()), (Entrance, room.clone())]
            }
            _ => return None,
        };
        let numbered =
            numbered.into_iter().map(|(kind, number)| AddressPart::Numbered(kind, number));
        Some(self.parts.iter().cloned().chain(numbered).collect())
    }

    /// Adds numbers of which the last is of a kind, and the others of the kinds above it.
    fn add_ending(&mut self, numbers: Vec<String>, kind: NumberKind) {
        let kinds =
            slots::ending(&numbers, kind, self.deepest(), self.has(Lane), self.after_road());
        self.add(numbers, kinds);
    }

    /// Adds numbers that are one: 12-1号, A-1幢, which is A1幢.
    fn add_joined(&mut self, numbers: Vec<String>, kind: NumberKind) {
        let join = if is_letter(&numbers) { "" } else { "-" };
        self.add(vec![numbers.join(join)], vec![kind]);
    }

    /// Adds numbers with their kinds; those left over belong to the last one.
    fn add(&mut self, mut numbers: Vec<String>, kinds: Vec<NumberKind>) {
        self.end_name();
        let Some(above) = kinds.len().checked_sub(1) else { return };
        let last = numbers.split_off(above.min(numbers.len())).join("-");
        for (kind, number) in kinds.into_iter().zip(numbers.into_iter().chain([last])) {
            if !self.has(kind) && !number.is_empty() {
                self.parts.push(AddressPart::Numbered(kind, number));
            }
        }
    }

    fn end_name(&mut self) {
        let run = std::mem::take(&mut self.name);
        let trails = matches!(self.parts.last(), Some(AddressPart::Numbered(..)));
        if run.is_empty() || trails && run.chars().nth(1).is_none() {
            return;
        }
        // A combining mark whose letter was dropped is invisible.
        let names = name::names(&run).into_iter().filter(|name| check_said(name).is_ok());
        self.parts.extend(names.map(AddressPart::Name));
    }

    fn has(&self, kind: NumberKind) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, AddressPart::Numbered(other, _) if *other == kind))
    }

    fn deepest(&self) -> Option<NumberKind> {
        let kinds = self.parts.iter().filter_map(|part| match part {
            AddressPart::Numbered(kind, _) => Some(*kind),
            AddressPart::Name(_) => None,
        });
        kinds.max()
    }

    /// Returns true if the numbers at hand follow the name of a road.
    fn after_road(&self) -> bool {
        name::is_road(self.name_before())
    }

    /// Returns true if the numbers at hand follow the name of one large building.
    fn after_tower(&self) -> bool {
        name::is_tower(self.name_before())
    }

    fn name_before(&self) -> &str {
        match self.parts.last() {
            _ if !self.name.is_empty() => &self.name,
            Some(AddressPart::Name(before)) => before,
            _ => "",
        }
    }
}

/// Returns true if the first of several numbers is a letter alone.
fn is_letter(numbers: &[String]) -> bool {
    numbers.first().is_some_and(|first| first.chars().all(|one| one.is_ascii_alphabetic()))
}
