//! Addresses, found by what their texts say.

use crate::domain::address::{Address, AddressText, Kind, Part, core};
use crate::domain::id::{AddressId, BuildingGroupId};
use std::collections::HashMap;
use std::sync::Arc;

/// All addresses that are not retired.
#[derive(Debug, Clone, Default)]
pub struct Addresses {
    addresses: HashMap<AddressId, Arc<Address>>,
    by_core: HashMap<String, Vec<AddressId>>,
    by_number: HashMap<Kind, HashMap<String, Vec<AddressId>>>,
    by_group: HashMap<BuildingGroupId, Vec<AddressId>>,
}

impl Addresses {
    /// Takes over an address, or forgets one that has ended.
    pub(super) fn put(&mut self, address: &Address) {
        let (id, ended) = (address.id, address.period.to.is_some());
        if self.addresses.contains_key(&id) == !ended {
            return;
        }
        for part in address.text.parts() {
            edit(self.of_part_mut(part), id, ended);
        }
        edit(self.by_group.entry(address.building_group).or_default(), id, ended);
        if ended {
            self.addresses.remove(&id);
        } else {
            self.addresses.insert(id, Arc::new(address.clone()));
        }
    }

    fn of_part_mut(&mut self, part: &Part) -> &mut Vec<AddressId> {
        match part {
            Part::Name(name) => self.by_core.entry(core(name).to_owned()).or_default(),
            Part::Numbered(kind, number) => {
                self.by_number.entry(kind.indexed()).or_default().entry(number.clone()).or_default()
            }
        }
    }

    /// An address that is not retired.
    pub fn get(&self, id: AddressId) -> Option<&Address> {
        self.addresses.get(&id).map(AsRef::as_ref)
    }

    /// The addresses of a building group, in no order.
    pub fn of_group(&self, group: BuildingGroupId) -> impl Iterator<Item = &Address> {
        self.all_of(self.by_group.get(&group))
    }

    /// The addresses that are written just so.
    pub fn same(&self, text: &AddressText) -> impl Iterator<Item = &Address> {
        let lists = text.parts().iter().map(|part| match part {
            Part::Name(name) => self.by_core.get(core(name)),
            Part::Numbered(kind, number) => self.numbered(*kind, number),
        });
        let fewest = lists.min_by_key(|list| list.map_or(0, Vec::len)).flatten();
        self.all_of(fewest).filter(move |address| address.text == *text)
    }

    /// The addresses in which a name has this core.
    pub fn of_core(&self, core: &str) -> impl Iterator<Item = &Address> {
        self.all_of(self.by_core.get(core))
    }

    /// The addresses with this number of the kind; a door and a building count as one kind.
    pub fn of_number(&self, kind: Kind, number: &str) -> impl Iterator<Item = &Address> {
        self.all_of(self.numbered(kind, number))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.addresses.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.addresses.is_empty()
    }

    fn numbered(&self, kind: Kind, number: &str) -> Option<&Vec<AddressId>> {
        self.by_number.get(&kind.indexed())?.get(number)
    }

    fn all_of<'a>(&'a self, ids: Option<&'a Vec<AddressId>>) -> impl Iterator<Item = &'a Address> {
        ids.into_iter().flatten().filter_map(|&id| self.get(id))
    }
}

fn edit(list: &mut Vec<AddressId>, id: AddressId, ended: bool) {
    if ended {
        list.retain(|&other| other != id);
    } else if !list.contains(&id) {
        list.push(id);
    }
}
