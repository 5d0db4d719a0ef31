//! Addresses, indexed by their texts.

use crate::domain::address::{AddressPart, AddressText, CompoundName, GroupAddress, NumberKind};
use crate::domain::id::{AddressId, BuildingGroupId};
use std::collections::HashMap;
use std::sync::Arc;

/// Addresses with a common key.
type AddressSet = Vec<Arc<GroupAddress>>;

/// Addresses with a common name, by the number that follows it next.
type ByNext = HashMap<Option<(NumberKind, String)>, AddressSet>;

/// All addresses that are not retired.
#[derive(Debug, Clone, Default)]
pub struct AddressIndex {
    addresses: HashMap<AddressId, Arc<GroupAddress>>,
    /// By the core of a name, the name, and the number that follows it next: a road has many lanes.
    by_core: HashMap<String, HashMap<String, ByNext>>,
    by_number: HashMap<NumberKind, HashMap<String, AddressSet>>,
    by_group: HashMap<BuildingGroupId, AddressSet>,
}

impl AddressIndex {
    /// Enters an address, replaces one that is written otherwise now, or removes one that has
    /// ended. The normal form of an address never changes.
    pub(super) fn put(&mut self, address: &GroupAddress) {
        let id = address.id;
        let ended = address.period.to.is_some();
        let known = self.addresses.get(&id);
        if known.map_or(ended, |known| **known == *address) {
            return;
        }
        let edit = match (ended, known) {
            (true, _) => remove,
            (false, Some(_)) => replace,
            (false, None) => add,
        };
        let shared = Arc::new(address.clone());
        let text = address.text.normal();
        for (at, part) in text.parts().iter().enumerate() {
            let next = text.number_after(at).map(|(kind, number)| (kind, number.to_owned()));
            edit(self.of_part_mut(part, next), &shared);
        }
        edit(self.by_group.entry(address.building_group).or_default(), &shared);
        if ended {
            self.addresses.remove(&id);
        } else {
            self.addresses.insert(id, shared);
        }
    }

    fn of_part_mut(
        &mut self,
        part: &AddressPart,
        next: Option<(NumberKind, String)>,
    ) -> &mut AddressSet {
        match part {
            AddressPart::Name(name) => {
                let core = CompoundName::of(name).core.to_owned();
                let named = self.by_core.entry(core).or_default();
                named.entry(name.clone()).or_default().entry(next).or_default()
            }
            AddressPart::Numbered(kind, number) => {
                self.by_number.entry(kind.indexed()).or_default().entry(number.clone()).or_default()
            }
        }
    }

    /// Returns an address that is not retired.
    pub fn get(&self, id: AddressId) -> Option<&GroupAddress> {
        self.addresses.get(&id).map(AsRef::as_ref)
    }

    /// Returns all addresses, in no order.
    pub(super) fn every(&self) -> impl Iterator<Item = &GroupAddress> {
        self.addresses.values().map(AsRef::as_ref)
    }

    /// Returns the addresses of a building group, in no order.
    pub fn of_group(&self, group: BuildingGroupId) -> impl Iterator<Item = &GroupAddress> {
        Self::all_of(self.by_group.get(&group))
    }

    /// Returns the addresses with exactly this text.
    pub fn same<'a>(&'a self, text: &AddressText) -> impl Iterator<Item = &'a GroupAddress> {
        let list = text.parts().first().and_then(|part| match part {
            AddressPart::Name(name) => {
                let next = text.number_after(0).map(|(kind, number)| (kind, number.to_owned()));
                self.by_core.get(CompoundName::of(name).core)?.get(name)?.get(&next)
            }
            AddressPart::Numbered(kind, number) => self.numbered(*kind, number),
        });
        Self::all_of(list).filter(move |address| address.text.normal() == text)
    }

    /// Returns the addresses that have a name of this core which is like the one asked for, without
    /// those whose next number contradicts the stated one.
    pub fn of_core(
        &self,
        core: &str,
        said: Option<(NumberKind, &str)>,
        is_like: impl Fn(&str) -> bool,
    ) -> Vec<&GroupAddress> {
        let like = self.named_of_core(core).filter(|(name, _)| is_like(name));
        let lists = like.flat_map(|(_, lists)| lists);
        let fitting = lists.filter(|(next, _)| !contradict(next.as_ref(), said));
        fitting.flat_map(|(_, list)| Self::all_of(Some(list))).collect()
    }

    /// Returns the different names of a core.
    pub fn names_of_core(&self, core: &str) -> impl Iterator<Item = &str> {
        self.named_of_core(core).map(|(name, _)| name.as_str())
    }

    /// Returns the addresses with exactly this name.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &GroupAddress> {
        let lists = self.by_core.get(CompoundName::of(name).core).and_then(|named| named.get(name));
        lists.into_iter().flatten().flat_map(|(_, list)| Self::all_of(Some(list)))
    }

    fn named_of_core(&self, core: &str) -> impl Iterator<Item = (&String, &ByNext)> {
        let named = self.by_core.get(core).into_iter().flatten();
        named.filter(|(_, lists)| lists.values().any(|list| !list.is_empty()))
    }

    /// Returns the addresses with this number of the kind; a door and a building count as one kind.
    pub fn of_number(&self, kind: NumberKind, number: &str) -> impl Iterator<Item = &GroupAddress> {
        Self::all_of(self.numbered(kind, number))
    }

    /// Returns the number of addresses.
    pub fn len(&self) -> usize {
        self.addresses.len()
    }

    /// Returns true if there are no addresses.
    pub fn is_empty(&self) -> bool {
        self.addresses.is_empty()
    }

    fn numbered(&self, kind: NumberKind, number: &str) -> Option<&AddressSet> {
        self.by_number.get(&kind.indexed())?.get(number)
    }

    fn all_of(few: Option<&AddressSet>) -> impl Iterator<Item = &GroupAddress> {
        few.into_iter().flatten().map(AsRef::as_ref)
    }
}

/// Adds an address. A part may occur twice in one address.
fn add(few: &mut AddressSet, address: &Arc<GroupAddress>) {
    if few.last().is_none_or(|last| last.id != address.id) {
        few.push(Arc::clone(address));
    }
}

fn replace(few: &mut AddressSet, address: &Arc<GroupAddress>) {
    if let Some(known) = few.iter_mut().find(|known| known.id == address.id) {
        *known = Arc::clone(address);
    }
}

fn remove(few: &mut AddressSet, address: &Arc<GroupAddress>) {
    few.retain(|other| other.id != address.id);
}

/// Returns true if the number next after a name is another one than the stated one. A building may
/// follow the door.
fn contradict(next: Option<&(NumberKind, String)>, said: Option<(NumberKind, &str)>) -> bool {
    let (Some((kind, number)), Some((said_kind, said))) = (next, said) else { return false };
    let comparable =
        *kind == said_kind || (*kind, said_kind) == (NumberKind::Building, NumberKind::Door);
    comparable && number != said
}
