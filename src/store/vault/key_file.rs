//! The key file of the vault: TOML with three sections, `wrapping`, `lookup` and `receipt`.

use serde::Deserialize;
use std::path::Path;

use super::key::{KeyRing, VaultKey};
use super::secret_file;
use crate::error::{Code, Problem, Result, both};

const HEADING: &str = "\
# The keys of the vault. With this file and the database all personal data can be read; without it, none.
# Keep it readable by the service alone, and its backup apart from the database's.
";

/// Keys that protect personal data.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyFile {
    /// Keys that wrap the keys of subjects. Rotate.
    pub wrapping: KeyRing,
    /// Key of keyed hashes. Never changes: the stored hashes depend on it.
    pub lookup: VaultKey,
    /// Key of receipt secrets. Never changes: receipts that people hold depend on it.
    pub receipt: VaultKey,
}

impl KeyFile {
    /// Creates random keys, not yet written anywhere.
    pub fn random() -> Self {
        Self {
            wrapping: KeyRing::random(),
            lookup: VaultKey::random(),
            receipt: VaultKey::random(),
        }
    }

    /// Creates random keys and writes them to a new file with mode 0600.
    ///
    /// # Errors
    /// [`Code::KeyFileExists`], [`Code::KeyFileUnusable`].
    pub fn create(path: &Path) -> Result<Self> {
        let keys = Self::random();
        secret_file::create(path, &keys.to_toml())?;
        Ok(keys)
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`Code::KeyFileMissing`], [`Code::KeyFileExposed`] when others may touch it,
    /// [`Code::KeyFileUnusable`].
    pub fn read(path: &Path) -> Result<Self> {
        parse(path, &secret_file::read(path)?)
    }

    /// Adds a new active wrapping key, keeps the older ones, and returns them all. Running
    /// processes read the file at their next start; until then they cannot open subjects wrapped
    /// under the new key.
    ///
    /// # Errors
    /// Those of [`KeyFile::read`]; [`Code::KeyFileExists`] while another rotation is under way.
    pub fn rotate(path: &Path) -> Result<KeyRing> {
        secret_file::change(path, |old| {
            let mut keys: Self = parse(path, old)?;
            keys.wrapping.rotate(VaultKey::random());
            Ok((keys.to_toml(), keys.wrapping))
        })
    }

    fn to_toml(&self) -> String {
        let mut out = format!("{HEADING}\n{}", self.wrapping.to_toml("wrapping"));
        for (section, key) in [("lookup", &self.lookup), ("receipt", &self.receipt)] {
            out += &format!("\n[{section}]\n");
            key.write_toml(&mut out);
        }
        out
    }
}

/// Parses the TOML text of a key file.
///
/// # Errors
/// [`Code::KeyFileUnusable`] with the line, and never with its text.
pub fn parse<T: for<'text> Deserialize<'text>>(path: &Path, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
        let zh = format!("第 {line} 行起的一段已损坏或不完整");
        let en = format!("the section at line {line} is damaged or incomplete");
        Problem::new(Code::KeyFileUnusable)
            .with("path", path.display().to_string())
            .with("reason", both(&zh, &en))
            .into()
    })
}
