//! Numbers with a word for what they count.

use super::NumberKind::{self, Building, Door, Entrance, Lane, Room, SubLane};
use super::{AddressPart, AddressReader, Suffix, is_letter, is_room};

impl AddressReader<'_> {
    /// Adds numbers as what their suffix counts.
    pub(super) fn count_as(&mut self, numbers: Vec<String>, suffix: Suffix) {
        if self.drops_nearby() {
            return;
        }
        let is_in_house = self.has(Building) || self.has(Entrance) || self.has(Door);
        match suffix {
            Suffix::Floor => {
                self.pass_remark();
                self.floor = Some(self.parts.len()).filter(|_| !is_in_house);
            }
            Suffix::Storey if is_in_house || self.after_tower() => self.pass_remark(),
            Suffix::Storey => {
                self.may_be_floor = true;
                self.add_joined(numbers, Building);
            }
            Suffix::Number | Suffix::Sign => self.count_house(numbers, suffix),
            Suffix::Kind(kind) => self.count_kind(numbers, kind),
        }
    }

    /// Adds numbers with 号 or #: a house, or inside one a room.
    fn count_house(&mut self, numbers: Vec<String>, suffix: Suffix) {
        self.drop_leading();
        if self.begins_another() {
            return self.begin_another(numbers);
        }
        if self.is_listing() && self.lists_another(&numbers) {
            return;
        }
        if self.has(Building) || self.has(Entrance) || self.has(Door) {
            self.others.extend(self.otherwise(&numbers, &[Room]));
            self.read_as_house(&numbers, suffix);
            self.add_ending(numbers, Room);
        } else if suffix == Suffix::Sign && !self.has(Lane) {
            let number = self.with_wing(numbers);
            self.add_joined(number, Building);
        } else if suffix == Suffix::Number && numbers.len() > 1 && is_room(&numbers) {
            // 288弄3-502号
            self.read_as_last_house(&numbers);
            self.add_ending(numbers, Room);
        } else {
            self.read_on_floor(&numbers);
            let number = self.with_branch(numbers.join("-"));
            self.read_with_letter(&number);
            self.add_joined(vec![number], Door);
        }
    }

    /// Adds numbers with a word that counts one kind of part.
    fn count_kind(&mut self, numbers: Vec<String>, kind: NumberKind) {
        match kind {
            // 3号楼A座
            Building if self.has(Building) && is_letter(&numbers) => {
                self.add_joined(numbers, Entrance);
            }
            Building if self.has(Building) => {
                self.lists_another(&numbers);
            }
            Lane | SubLane => self.add_lane(numbers, kind),
            Entrance | Room => self.add_ending(numbers, kind),
            Building => {
                let number = self.with_wing(numbers);
                self.add_joined(number, Building);
            }
            Door => self.add_joined(numbers, Door),
        }
    }

    /// Begins another thing of the kind of the door or building before: 12号楼、13号楼. Returns
    /// false if there is none before.
    pub(super) fn lists_another(&mut self, numbers: &[String]) -> bool {
        let before = |kind: NumberKind| {
            self.parts
                .iter()
                .position(|part| matches!(part, AddressPart::Numbered(other, _) if *other == kind))
                .map(|at| (at, kind))
        };
        let Some((at, kind)) = before(Building).or_else(|| before(Door)) else { return false };
        self.end_name();
        let named = |part: &AddressPart| matches!(part, AddressPart::Name(_));
        if self.parts.get(at..).is_some_and(|behind| behind.iter().any(named)) {
            if at == 0 {
                // 8楼柳荫一村3号楼: what stands before the name is none of it.
                self.parts.remove(at);
                self.add_joined(numbers.to_vec(), kind);
            } else {
                self.begin_place(numbers.to_vec(), kind);
            }
            return true;
        }
        self.names_several = true;
        let shared = self.parts.get(..at).unwrap_or_default().to_vec();
        self.others.push(std::mem::replace(&mut self.parts, shared));
        self.add_joined(numbers.to_vec(), kind);
        true
    }
}
