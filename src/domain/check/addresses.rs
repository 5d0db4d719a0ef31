//! Addresses that keep the reading of an earlier version.

use crate::domain::address::AddressText;
use crate::domain::atlas::Atlas;
use crate::error::{Code, Problem};

/// Finds the addresses whose words would be read otherwise today. They keep the reading under which
/// they were registered, until somebody registers them again.
pub fn read_otherwise(atlas: &Atlas) -> Vec<Problem> {
    let mut groups: Vec<_> = atlas.groups().all().collect();
    groups.sort_by(|a, b| a.code.cmp(&b.code));
    let addresses = groups.into_iter().flat_map(|group| {
        let mut own: Vec<_> = atlas.addresses().of_group(group.id).collect();
        own.sort_by_key(|address| address.id);
        own.into_iter().map(move |address| (group, address))
    });
    addresses
        .filter_map(|(group, address)| {
            let kept = address.text.normal();
            let today = AddressText::read(address.text.words()).ok().filter(|read| read != kept)?;
            Some(
                Problem::new(Code::AddressReadOtherwise)
                    .with("building_group", group.code.as_str())
                    .with("address", address.text.words())
                    .with("kept", kept.to_string())
                    .with("today", today.to_string()),
            )
        })
        .collect()
}
