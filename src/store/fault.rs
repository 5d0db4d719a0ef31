//! Conversion of database errors into the service's errors.

use crate::error::{Code, Error, Problem};
use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// Texts of errors that pass by themselves or by an administrator's hand: a locked, full or missing
/// database.
const PASSING: &[&str] = &[
    "database is locked",
    "database table is locked",
    "database or disk is full",
    "disk I/O error",
    "readonly database",
    "read-only transaction",
    "permission denied for",
    "unable to open database file",
    "out of memory",
    "lock timeout",
    "terminating connection",
    "server closed the connection",
    "could not extend file",
    "No space left on device",
    "the database system is",
    "no connection to the server",
    "could not connect",
    "connection not open",
];

impl From<DieselError> for Error {
    fn from(fault: DieselError) -> Self {
        let text = fault.to_string();
        match &fault {
            DieselError::NotFound => Code::NotFound.into(),
            // Primary keys are random, or the next number in a sequence: then another writer took
            // it first.
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info)
                if info.constraint_name().is_some_and(|name| name.ends_with("_pkey")) =>
            {
                Self::Contended(text)
            }
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => {
                let what =
                    info.constraint_name().map_or_else(|| info.message().to_owned(), str::to_owned);
                Problem::new(Code::AlreadyExists).with("what", what).into()
            }
            DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => {
                Self::Contended(text)
            }
            DieselError::DatabaseError(
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
                _,
            ) => Self::Unavailable(text),
            _ if text.contains("deadlock detected") => Self::Contended(text),
            _ if PASSING.iter().any(|words| text.contains(words)) => Self::Unavailable(text),
            _ => Self::Internal(text),
        }
    }
}
