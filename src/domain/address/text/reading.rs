//! Reading of the characters of an address into its parts.

use super::fold::{BLANK, JOINER, fold};
use super::number::{Word, is_room, word};
use super::suffix::{self, Suffix};
use super::{AddressPart, NumberKind, name, slots};
use crate::domain::characters::check_said;

/// Returns the parts of a text, in order.
pub(super) fn parts(text: &str) -> Vec<AddressPart> {
    let characters = fold(text);
    let mut reader = AddressReader { rest: &characters, name: String::new(), parts: Vec::new() };
    while reader.deepest() != Some(NumberKind::Room) && reader.step() {}
    reader.end_name();
    reader.parts
}

struct AddressReader<'t> {
    rest: &'t [char],
    /// Characters of a name that may continue.
    name: String,
    parts: Vec<AddressPart>,
}

impl AddressReader<'_> {
    /// Reads a number or a character; returns false at the end of the text.
    fn step(&mut self) -> bool {
        let Some((&first, after)) = self.rest.split_first() else { return false };
        match word(self.rest) {
            Some(word) => {
                self.pass(word.length);
                self.name.push_str(&word.name);
                self.count(word);
            }
            None => {
                self.rest = after;
                if matches!(first, BLANK | JOINER) {
                    self.end_name()
                } else {
                    self.name.push(first)
                }
            }
        }
        true
    }

    /// Moves on by some characters, at most to the end.
    fn pass(&mut self, count: usize) {
        self.rest = self.rest.get(count..).unwrap_or_default();
    }

    /// Adds numbers according to what follows them.
    fn count(&mut self, word: Word) {
        if word.numbers.is_empty() {
            return;
        }
        if let Some((suffix, length)) = suffix::of(self.rest) {
            self.pass(length);
            self.count_as(word.numbers, suffix);
        } else if self.is_bare(&word.numbers) {
            let kinds = slots::bare(
                &word.numbers,
                self.deepest(),
                self.has(NumberKind::Lane),
                self.after_road(),
            );
            self.add(word.numbers, kinds);
        } else {
            self.name.extend(word.numbers);
        }
    }

    /// Returns true if nothing says what the numbers count, and they are no part of a name either.
    fn is_bare(&self, numbers: &[String]) -> bool {
        let ends = self.rest.first().is_none_or(|next| matches!(next, &BLANK | &JOINER));
        let inside = self.name.is_empty() && self.deepest().is_some();
        ends || inside && is_room(numbers) && !suffix::names(self.rest)
    }

    fn count_as(&mut self, numbers: Vec<String>, suffix: Suffix) {
        let inside = self.has(NumberKind::Building) || self.has(NumberKind::Entrance);
        match suffix {
            Suffix::Floor => self.end_name(),
            Suffix::Storey if inside || self.has(NumberKind::Door) => self.end_name(),
            Suffix::Storey => self.add_joined(numbers, NumberKind::Building),
            Suffix::Number | Suffix::Sign if inside || self.has(NumberKind::Door) => {
                self.add_ending(numbers, NumberKind::Room)
            }
            Suffix::Sign if !self.has(NumberKind::Lane) => {
                self.add_joined(numbers, NumberKind::Building)
            }
            Suffix::Number | Suffix::Sign => {
                let number = self.with_branch(numbers.join("-"));
                self.add_joined(vec![number], NumberKind::Door);
            }
            // 3号楼A座
            Suffix::Kind(NumberKind::Building) if self.has(NumberKind::Building) => {
                self.add_joined(numbers, NumberKind::Entrance)
            }
            Suffix::Kind(kind @ (NumberKind::Entrance | NumberKind::Room)) => {
                self.add_ending(numbers, kind)
            }
            Suffix::Kind(kind) => self.add_joined(numbers, kind),
        }
    }

    /// Adds the branch that follows a number: 12号甲 becomes 12甲号, 12号之一 becomes 12-1号.
    fn with_branch(&mut self, number: String) -> String {
        if let [stem, rest @ ..] = self.rest
            && super::number::is_stem(*stem)
            && suffix::of(rest).is_none()
        {
            self.rest = rest;
            return format!("{number}{stem}");
        }
        let branch =
            self.rest.strip_prefix(&['之']).and_then(word).filter(|word| word.name.is_empty());
        match branch {
            Some(branch) if !branch.numbers.is_empty() => {
                self.pass(branch.length + 1);
                format!("{number}-{}", branch.numbers.join("-"))
            }
            _ => number,
        }
    }

    /// Adds numbers of which the last is of a kind, and the others of the kinds above it.
    fn add_ending(&mut self, numbers: Vec<String>, kind: NumberKind) {
        let kinds = slots::ending(
            &numbers,
            kind,
            self.deepest(),
            self.has(NumberKind::Lane),
            self.after_road(),
        );
        self.add(numbers, kinds);
    }

    /// Adds numbers that are one: 12-1号.
    fn add_joined(&mut self, numbers: Vec<String>, kind: NumberKind) {
        self.add(vec![numbers.join("-")], vec![kind]);
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
        match self.parts.last() {
            _ if !self.name.is_empty() => name::is_road(&self.name),
            Some(AddressPart::Name(before)) => name::is_road(before),
            _ => false,
        }
    }
}
