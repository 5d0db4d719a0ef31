//! Numbers of which a name in front says that they belong to another place than the numbers before.

use super::AddressPart::{Name, Numbered};
use super::{AddressPart, AddressReader, COMMA, NumberKind};
use crate::domain::address::text::name::{is_near, may_be_place};
use crate::domain::address::text::number::begins_word;
use NumberKind::{Building, Door, Lane};

/// Words between two numbers of one compound: 3号楼还有5号楼, 3号楼边上的5号楼.
const LINKING: &[&str] = &[
    "和", "与", "及", "或", "到", "至", "去", "往", "进", "边", "旁", "还有", "以及", "或者",
    "连同", "直到", "边上", "周边", "对过", "对门", "之间",
];

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

    /// Returns true if the name of a compound stands between the house before and the number at
    /// hand, which no word tells: 洪兴街12号金水苑3.
    pub(super) fn begins_compound(&self) -> bool {
        self.begins_another() && may_be_place(self.name_before())
    }

    /// Drops a word between two numbers of one compound, which is no name: they are a list.
    pub(super) fn drop_linking(&mut self) {
        let word = self.name.strip_suffix('的').unwrap_or(&self.name);
        if self.parts.last().is_some_and(AddressPart::is_house) && is_linking(word) {
            self.name.clear();
            self.separator = Some(COMMA);
        }
    }

    /// Drops the name at hand if the text only says that the house is near there, and returns true
    /// for its numbers: of 龙泉路3号近枫桥路288弄12号 the last two.
    pub(super) fn drops_nearby(&mut self) -> bool {
        let begins = self.begins_another() && is_near(&self.name);
        let goes_on = self.is_nearby && self.name.is_empty() && self.separator.is_none();
        self.is_nearby = begins || goes_on;
        if begins {
            self.name.clear();
        }
        self.is_nearby
    }

    /// Reads another place behind the room of the first one: 3幢502室居民反映柳荫一村12号.
    pub(super) fn read_behind_room(&mut self) {
        if self.rest.is_empty() || !self.parts.iter().any(|part| matches!(part, Name(_))) {
            return;
        }
        let behind = AddressReader { rest: self.rest, ..AddressReader::default() }.read();
        let is_place = |part: &AddressPart| matches!(part, Name(name) if may_be_place(name));
        let is_house = |part: &AddressPart| matches!(part, Numbered(Lane | Door | Building, _));
        if behind.parts.first().is_some_and(is_place) && behind.parts.iter().any(is_house) {
            self.names_several = true;
            self.others.push(behind.parts);
        }
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

    /// Begins another place with the names behind the last number.
    pub(super) fn begin_place(&mut self, numbers: Vec<String>, kind: NumberKind) {
        let is_number = |part: &AddressPart| matches!(part, Numbered(..));
        let end = self.parts.iter().rposition(is_number).map_or(0, |last| last + 1);
        let behind = self.parts.split_off(end);
        self.names_several = true;
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
        if self.begins_another() || self.has(kind) && self.after_road() {
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
    pub(super) fn begins_name(&self) -> bool {
        self.name.chars().nth(1).is_some()
    }
}

/// Returns true for what lies in a house and has a number of its own: 4号楼底层商铺1号.
fn is_inside(name: &str) -> bool {
    INSIDE.iter().any(|word| name.ends_with(word))
}

/// Returns true for a word between two numbers of one compound, also one for a side: 东边, 后排.
fn is_linking(word: &str) -> bool {
    let side = word.strip_suffix(['边', '面', '侧', '排']).and_then(|side| side.chars().next());
    LINKING.contains(&word)
        || word.chars().count() == 2 && side.is_some_and(|side| "东西南北前后左右旁".contains(side))
}
