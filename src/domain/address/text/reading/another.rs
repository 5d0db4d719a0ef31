//! Numbers of which a name in front says that they belong to another place than the numbers before.

use super::AddressPart::{Name, Numbered};
use super::{AddressPart, AddressReader, NumberKind};
use crate::domain::address::text::number::begins_word;
use NumberKind::{Building, Door};

/// Words before a name that say that the place is only near there.
const NEAR: &[&str] = &["近", "靠近", "临近", "邻近", "毗邻", "紧邻"];

/// Words for what lies in a house.
const INSIDE: &[&str] = &[
    "商铺",
    "店铺",
    "铺面",
    "门面",
    "门面房",
    "店面",
    "底商",
    "网点",
    "摊位",
    "档口",
    "柜台",
    "车库",
    "车位",
    "仓库",
    "库房",
    "地下室",
    "储藏室",
    "办公室",
    "阁楼",
    "底层",
];

impl AddressReader<'_> {
    /// Drops the numbers that the text begins with where a name follows that now has a number of
    /// its own: of 8号上午柳荫一村12号 and 5楼住户反映柳荫一村3号 the first.
    pub(super) fn drop_leading(&mut self) {
        let is_house = |part: &&AddressPart| matches!(part, Numbered(kind, _) if *kind >= Door);
        let leading = self.parts.iter().take_while(is_house).count();
        if leading > 0 && (self.parts.len() > leading || self.begins_name()) {
            self.parts.drain(..leading);
            self.untold = None;
        }
    }

    /// Returns true if a name stands between the door or building before and the number at hand.
    pub(super) fn begins_another(&self) -> bool {
        let is_house = |part: &AddressPart| matches!(part, Numbered(Door | Building, _));
        let house = self.parts.iter().rposition(is_house).filter(|_| !self.may_be_floor);
        let Some(house) = house else { return false };
        let mut behind = self.parts.iter().skip(house + 1).rev();
        let last = behind.find_map(|part| if let Name(name) = part { Some(name) } else { None });
        let name = if self.begins_name() { Some(&self.name) } else { last };
        name.is_some_and(|name| !is_inside(name))
    }

    /// Adds the numbers of a name behind a house: of 洪兴街12号金水苑3号 the second is a building,
    /// but 金水苑3号楼、洪兴街12号 are two places, of which the first is the address.
    pub(super) fn begin_another(&mut self, numbers: Vec<String>) {
        let along_road = self.after_road();
        self.end_name();
        if !along_road && self.has(Door) && !self.has(Building) {
            self.add_joined(numbers, Building);
        } else {
            self.begin_place(numbers, Door);
        }
    }

    /// Begins another place with the names behind the last number; of 龙泉路3号近枫桥路12号 there
    /// is none.
    pub(super) fn begin_place(&mut self, numbers: Vec<String>, kind: NumberKind) {
        let is_number = |part: &AddressPart| matches!(part, Numbered(..));
        let end = self.parts.iter().rposition(is_number).map_or(0, |last| last + 1);
        let behind = self.parts.split_off(end);
        if matches!(behind.first(), Some(Name(name)) if is_near(name)) {
            return;
        }
        let place = std::mem::replace(&mut self.parts, behind);
        if self.place.is_none() {
            self.place = Some(place);
        } else {
            self.others.push(place);
        }
        self.add_joined(numbers, kind);
    }

    /// Returns what the name behind the room says where none is in front: 3-2-502 金水苑, or with a
    /// number of its own 502室，柳荫一村12号.
    pub(super) fn named_behind(&self) -> Option<Vec<AddressPart>> {
        let is_number = |part: &AddressPart| matches!(part, Numbered(..));
        let is_led = !self.parts.is_empty() && self.parts.iter().all(is_number);
        let behind = AddressReader { rest: self.rest, ..AddressReader::default() };
        let mut place = Some(behind).filter(|_| is_led && !self.rest.is_empty())?.read().parts;
        matches!(place.first()?, Name(_)).then_some(())?;
        if !place.iter().any(is_number) {
            place.extend(self.parts.iter().cloned());
        }
        Some(place)
    }

    /// Adds a lane. Behind a house it is another place, or only near it: 龙泉路12号138弄口.
    pub(super) fn add_lane(&mut self, numbers: Vec<String>, kind: NumberKind) {
        self.drop_leading();
        if self.begins_another() {
            self.end_name();
            self.begin_place(numbers, kind);
        } else if self.has(Door) || self.has(Building) {
            self.end_name();
        } else {
            self.add_joined(numbers, kind);
        }
    }

    /// Reads what follows a house whose stem may be the beginning of a word, as another meaning:
    /// 88号甲苑3号楼.
    pub(super) fn read_as_word(&mut self, door: &str) {
        if !begins_word(self.rest) {
            return;
        }
        let (name, parts) = (self.name.clone(), self.parts.clone());
        let mut reader = AddressReader { rest: self.rest, name, parts, ..AddressReader::default() };
        reader.add_joined(vec![door.to_owned()], Door);
        self.others.push(reader.read().parts);
    }

    /// Returns true if the characters at hand are a name; one alone is none behind a number.
    fn begins_name(&self) -> bool {
        self.name.chars().nth(1).is_some()
    }
}

/// Returns true for what lies in a house and has a number of its own: 4号楼底层商铺1号.
fn is_inside(name: &str) -> bool {
    INSIDE.iter().any(|word| name.ends_with(word))
}

fn is_near(name: &str) -> bool {
    NEAR.iter().any(|word| name.starts_with(word))
}
