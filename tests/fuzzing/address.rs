//! Addresses as people write them.

use super::refusal;
use std::collections::HashSet;
use wangge::domain::address::{
    ADDRESS_MAX, AddressPart, AddressQuery, AddressText, WrittenAddress,
};

/// The normal form of a text is a text with the same normal form, as it is stored and as a client
/// sends it again; a kind of number stands in it once; how letters are written changes nothing.
pub fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let read = match AddressText::read(&text) {
        Ok(read) => read,
        Err(problem) => return refusal::check_problem(&problem),
    };
    let written = read.to_string();
    assert!(written.chars().count() <= ADDRESS_MAX, "{written}");
    assert_eq!(AddressText::stored(&written).as_ref(), Ok(&read), "{text:?} reads {written:?}");
    assert_eq!(AddressText::read(&written).as_ref(), Ok(&read), "{text:?} reads {written:?}");
    assert_eq!(AddressText::read(&text.to_ascii_lowercase()).as_ref(), Ok(&read), "{text:?}");
    let kinds: HashSet<_> = read.numbers().map(|(kind, _)| kind).collect();
    assert_eq!(kinds.len(), read.numbers().count(), "{written}");
    for part in read.parts() {
        let (AddressPart::Name(text) | AddressPart::Numbered(_, text)) = part;
        assert!(!text.trim().is_empty(), "{written:?}");
    }
    check_shorter(&read);
    check_others(&text);
}

/// Whatever a text may mean as well is an address that is stored as it is, and so is each of several
/// in a cell.
fn check_others(text: &str) {
    let query = AddressQuery::read(text).unwrap();
    for reading in query.readings().chain(query.others()) {
        assert!(!reading.parts().is_empty(), "{text:?}");
    }
    for address in WrittenAddress::read_several(text).unwrap_or_default() {
        let kept = AddressText::stored(&address.normal().to_string());
        assert_eq!(kept.as_ref(), Ok(address.normal()), "{text:?}");
    }
}

/// A compound without its building is an address as well.
fn check_shorter(read: &AddressText) {
    if let Some(shorter) = read.to_compound() {
        assert!(shorter.parts().len() < read.parts().len());
        assert!(read.parts().starts_with(shorter.parts()));
    }
}
