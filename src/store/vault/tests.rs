#![expect(clippy::unwrap_used, reason = "a test may stop where it fails")]

use super::*;
use crate::error::Code;
use proptest::prelude::*;
use std::fs;
use std::path::Path;
use uuid::Uuid;

fn subject(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn request(number: u128) -> RequestId {
    RequestId(Uuid::from_u128(number))
}

fn refusal<T: std::fmt::Debug>(result: Result<T>) -> (Code, String) {
    match result.unwrap_err() {
        Error::Refused(problems) => {
            (problems[0].code, problems[0].message(crate::error::Language::English))
        }
        other => unreachable!("{other}"),
    }
}

const ROW: Uuid = Uuid::from_u128(7);

#[test]
fn a_text_opens_in_its_own_place_only() {
    let vault = Vault::new(KeyFile::random());
    let (key, wrapped) = vault.new_subject(subject(1)).unwrap();
    let (other, _) = vault.new_subject(subject(2)).unwrap();
    let sealed = key.seal("account.phone", ROW, "13812341234").unwrap();
    let again = vault.unwrap(subject(1), &wrapped).unwrap();
    assert_eq!(again.open("account.phone", ROW, &sealed).unwrap(), "13812341234");
    assert!(key.open("account.name", ROW, &sealed).is_err());
    assert!(key.open("account.phon", ROW, &sealed).is_err());
    assert!(key.open("account.phone", Uuid::from_u128(8), &sealed).is_err());
    assert!(other.open("account.phone", ROW, &sealed).is_err());
    assert!(key.open("account.phone", ROW, &Sealed(wrapped.0)).is_err());
}

#[test]
fn the_same_text_is_never_sealed_alike() {
    let (key, _) = Vault::new(KeyFile::random()).new_subject(subject(1)).unwrap();
    assert_ne!(key.seal("a.b", ROW, "same").unwrap(), key.seal("a.b", ROW, "same").unwrap());
}

#[test]
fn a_wrapped_key_belongs_to_its_subject_and_key_file() {
    let vault = Vault::new(KeyFile::random());
    let (_, wrapped) = vault.new_subject(subject(1)).unwrap();
    assert!(vault.unwrap(subject(2), &wrapped).is_err());
    let stranger = Vault::new(KeyFile::random()).unwrap(subject(1), &wrapped).unwrap_err();
    assert!(stranger.to_string().contains("which the key file lacks"), "{stranger}");
}

#[test]
fn every_changed_bit_and_every_cut_is_noticed() {
    let vault = Vault::new(KeyFile::random());
    let (key, wrapped) = vault.new_subject(subject(1)).unwrap();
    let sealed = key.seal("a.b", ROW, "漏水").unwrap();
    for bit in 0..sealed.0.len() * 8 {
        let mut changed = sealed.clone();
        changed.0[bit / 8] ^= 1 << (bit % 8);
        assert!(key.open("a.b", ROW, &changed).is_err(), "bit {bit}");
    }
    for bit in 0..wrapped.0.len() * 8 {
        let mut changed = wrapped.clone();
        changed.0[bit / 8] ^= 1 << (bit % 8);
        assert!(vault.unwrap(subject(1), &changed).is_err(), "bit {bit}");
    }
    for length in 0..sealed.0.len() {
        assert!(
            key.open("a.b", ROW, &Sealed(sealed.0[..length].to_vec())).is_err(),
            "{length} bytes"
        );
    }
    for length in 0..wrapped.0.len() {
        assert!(
            vault.unwrap(subject(1), &WrappedKey(wrapped.0[..length].to_vec())).is_err(),
            "{length} bytes"
        );
    }
}

#[test]
fn lookups_are_separated_by_purpose_and_key() {
    let vault = Vault::new(KeyFile::random());
    let lookup = vault.lookup("account.phone", "13812341234");
    assert_eq!(lookup, vault.lookup("account.phone", "13812341234"));
    assert_ne!(lookup, vault.lookup("account.phone", "13812341235"));
    assert_ne!(lookup, vault.lookup("reporter.phone", "13812341234"));
    assert_ne!(lookup, vault.lookup("account.phone1", "3812341234"));
    assert_ne!(lookup, Vault::new(KeyFile::random()).lookup("account.phone", "13812341234"));
    assert_ne!(vault.hash("p", &[b"ab", b"c"]), vault.hash("p", &[b"a", b"bc"]));
}

#[test]
fn a_receipt_is_made_again_and_revoked_by_its_version() {
    let vault = Vault::new(KeyFile::random());
    let secret = vault.receipt_secret(request(1), 1);
    assert_eq!(secret.expose().len(), 22);
    assert_eq!(secret, vault.receipt_secret(request(1), 1));
    assert!(vault.receipt_matches(request(1), 1, secret.expose()));
    assert!(!vault.receipt_matches(request(1), 2, secret.expose()));
    assert!(!vault.receipt_matches(request(2), 1, secret.expose()));
    assert!(!Vault::new(KeyFile::random()).receipt_matches(request(1), 1, secret.expose()));
    for wrong in [
        "",
        "A",
        "AAAAAAAAAAAAAAAAAAAAAA",
        "不是",
        &format!("{}A", secret.expose()),
        &secret.expose()[..21],
    ] {
        assert!(!vault.receipt_matches(request(1), 1, wrong), "{wrong}");
    }
    for place in 0..22 {
        let mut text = secret.expose().as_bytes().to_vec();
        text[place] = if text[place] == b'A' { b'Q' } else { b'A' };
        assert!(
            !vault.receipt_matches(request(1), 1, std::str::from_utf8(&text).unwrap()),
            "character {place}"
        );
    }
}

#[test]
fn nothing_secret_is_shown_by_debug() {
    let file = KeyFile::random();
    let secrets = [file.wrapping.active(), &file.lookup, &file.receipt]
        .map(|key| format!("{:?}", key.secret.bytes()));
    let shown_file = format!("{file:?}");
    let vault = Vault::new(file);
    let (key, wrapped) = vault.new_subject(subject(1)).unwrap();
    let sealed = key.seal("a.b", ROW, "13812341234").unwrap();
    let receipt = vault.receipt_secret(request(1), 1);
    let shown = format!(
        "{shown_file}{vault:?}{key:?}{wrapped:?}{sealed:?}{receipt:?}{:?}",
        vault.lookup("a.b", "c")
    );
    let hidden = secrets
        .iter()
        .cloned()
        .chain([format!("{:?}", key.0.bytes()), receipt.expose().to_owned()]);
    for secret in hidden {
        assert!(!shown.contains(secret.trim_matches(['[', ']'])), "{shown}");
    }
}

#[test]
fn a_rotated_key_file_opens_old_and_new() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("vault.toml");
    let before = Vault::new(KeyFile::create(&path).unwrap());
    let (old, old_wrapped) = before.new_subject(subject(1)).unwrap();
    let sealed = old.seal("a.b", ROW, "text").unwrap();
    let lookup = before.lookup("a.b", "text");

    let active = KeyFile::rotate(&path).unwrap().active().id;
    KeyFile::rotate(&path).unwrap();
    let keys = KeyFile::read(&path).unwrap();
    assert_eq!(keys.wrapping.all().count(), 3);
    assert_ne!(keys.wrapping.active().id, active);
    assert!(keys.wrapping.get(active).is_some());

    let after = Vault::new(keys);
    assert_eq!(after.lookup("a.b", "text"), lookup);
    assert_eq!(
        after.unwrap(subject(1), &old_wrapped).unwrap().open("a.b", ROW, &sealed).unwrap(),
        "text"
    );
    let (_, new_wrapped) = after.new_subject(subject(2)).unwrap();
    assert_ne!(new_wrapped.0[..8], old_wrapped.0[..8]);
    assert!(before.unwrap(subject(2), &new_wrapped).is_err());
}

#[test]
fn a_damaged_key_file_is_refused_without_showing_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("vault.toml");
    KeyFile::create(&path).unwrap();
    let text = secret_file::read(&path).unwrap();
    let damaged = [
        text.replacen("secret = \"", "secret = \"x", 1),
        text.replacen("id = \"", "id = \"0", 1),
        text.replacen("active = \"", "active = \"0", 1),
        text.replacen("[receipt]", "[receipts]", 1),
        text.replacen("secret", "secrets", 1),
        text.replacen("[lookup]", "[lookup", 1),
        text.replacen("secret = \"", "secret = [\"", 1),
        String::new(),
    ];
    for damaged in damaged {
        let (code, words) = refusal(rewritten(&path, &damaged));
        assert_eq!(code, Code::KeyFileUnusable, "{words}");
        assert!(
            text.lines()
                .filter_map(|line| line.split('"').nth(1))
                .all(|value| !words.contains(value)),
            "{words}"
        );
    }
}

fn rewritten(path: &Path, text: &str) -> Result<KeyFile> {
    fs::write(path, text).unwrap();
    KeyFile::read(path)
}

proptest! {
    #[test]
    fn any_text_comes_back(text in "\\PC*", column in "[a-z.]{0,20}", row: u128) {
        let (key, _) = Vault::new(KeyFile::random()).new_subject(subject(1)).unwrap();
        let row = Uuid::from_u128(row);
        let sealed = key.seal(&column, row, &text).unwrap();
        prop_assert_eq!(key.open(&column, row, &sealed).unwrap(), text);
    }

    #[test]
    fn garbage_never_opens(garbage in proptest::collection::vec(any::<u8>(), 0..200)) {
        let vault = Vault::new(KeyFile::random());
        let (key, _) = vault.new_subject(subject(1)).unwrap();
        prop_assert!(key.open("a.b", ROW, &Sealed(garbage.clone())).is_err());
        prop_assert!(vault.unwrap(subject(1), &WrappedKey(garbage)).is_err());
    }
}
