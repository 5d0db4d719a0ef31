//! Files that hold secrets: readable by their owner alone, never overwritten by accident, replaced
//! whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::error::{Code, Problem, Result, system_reason};

const OTHERS: u32 = 0o077;
const OWNER_ONLY: u32 = 0o600;

/// Reads a secret file.
///
/// # Errors
/// [`Code::KeyFileMissing`], [`Code::KeyFileExposed`] when group or others may touch it,
/// [`Code::KeyFileUnusable`].
pub fn read(path: &Path) -> Result<String> {
    let mut file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => problem(Code::KeyFileMissing, path),
        _ => unusable(path, &error),
    })?;
    let mode = file.metadata().map_err(|error| unusable(path, &error))?.permissions().mode();
    if mode & OTHERS != 0 {
        return Err(problem(Code::KeyFileExposed, path)
            .with("mode", format!("{:04o}", mode & 0o7777))
            .into());
    }
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(|error| unusable(path, &error))?;
    Ok(text)
}

/// Writes a new secret file with mode 0600 and waits until it is on disk.
///
/// # Errors
/// [`Code::KeyFileExists`] when there is one, [`Code::KeyFileUnusable`] when it cannot be written.
pub fn create(path: &Path, text: &str) -> Result<()> {
    let file = create_exclusively(path)?;
    Ok(write_out(file, text)
        .and_then(|()| sync_directory(path))
        .map_err(|error| discard(path, path, &error))?)
}

/// Replaces the text of a secret file by the one that `change` makes of it, and returns the second
/// value of `change`. A reader sees the old text or the new one.
///
/// The new text is written to a file beside it that ends in `.new`; while that exists, nobody else
/// can change the secret file.
///
/// # Errors
/// Those of [`read`] and of `change`; [`Code::KeyFileExists`] for the `.new` file of another
/// change.
pub fn change<T>(path: &Path, change: impl FnOnce(&str) -> Result<(String, T)>) -> Result<T> {
    let beside = beside(path);
    let file = create_exclusively(&beside)?;
    let (text, answer) = read(path).and_then(|old| change(&old)).inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })?;
    let written = write_out(file, &text).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| discard(&beside, path, &error))?;
    sync_directory(path).map_err(|error| unusable(path, &error))?;
    Ok(answer)
}

fn create_exclusively(path: &Path) -> Result<File, Problem> {
    OpenOptions::new().write(true).create_new(true).mode(OWNER_ONLY).open(path).map_err(|error| {
        match error.kind() {
            ErrorKind::AlreadyExists => problem(Code::KeyFileExists, path),
            _ => unusable(path, &error),
        }
    })
}

fn write_out(mut file: File, text: &str) -> io::Result<()> {
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Syncs the directory of a file: a new name is on disk only when its directory is.
fn sync_directory(path: &Path) -> io::Result<()> {
    let parent =
        path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(parent)?.sync_all()
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    name.into()
}

fn discard(half_written: &Path, path: &Path, error: &io::Error) -> Problem {
    let _ = fs::remove_file(half_written);
    unusable(path, error)
}

fn unusable(path: &Path, error: &io::Error) -> Problem {
    problem(Code::KeyFileUnusable, path).with("reason", system_reason(error))
}

fn problem(code: Code, path: &Path) -> Problem {
    Problem::new(code).with("path", path.display().to_string())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop where it fails")]
mod tests {
    use super::*;
    use crate::error::Error;

    fn code<T: std::fmt::Debug>(result: Result<T>) -> Code {
        match result.unwrap_err() {
            Error::Refused(problems) => problems[0].code,
            other => unreachable!("{other}"),
        }
    }

    #[test]
    fn is_created_once_and_for_the_owner_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret.toml");
        assert_eq!(code(read(&path)), Code::KeyFileMissing);
        create(&path, "one").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
        assert_eq!(code(create(&path, "two")), Code::KeyFileExists);
        assert_eq!(read(&path).unwrap(), "one");
    }

    #[test]
    fn is_refused_when_others_may_touch_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret.toml");
        create(&path, "one").unwrap();
        for mode in [0o640, 0o604, 0o620, 0o601] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(code(read(&path)), Code::KeyFileExposed, "{mode:o}");
        }
        let words = read(&path).unwrap_err().to_string();
        assert!(words.contains("chmod 600") && words.contains("0601"), "{words}");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        assert_eq!(read(&path).unwrap(), "one");
    }

    #[test]
    fn is_changed_whole_or_not_at_all() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret.toml");
        assert_eq!(code(change(&path, |_| Ok(("two".into(), ())))), Code::KeyFileMissing);
        create(&path, "one").unwrap();
        assert_eq!(change(&path, |old| Ok((format!("{old} two"), 2))).unwrap(), 2);
        assert_eq!(read(&path).unwrap(), "one two");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
        assert!(matches!(
            change(&path, |_| Err::<(String, ()), _>(Error::internal("no"))),
            Err(Error::Internal(_))
        ));
        let within =
            |_: &str| change(&path, |_| Ok((String::new(), ()))).map(|()| (String::new(), ()));
        assert_eq!(code(change(&path, within)), Code::KeyFileExists);
        assert_eq!(read(&path).unwrap(), "one two");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }
}
