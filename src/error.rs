//! Errors, in words for the person who reads them.
//!
//! A [`Problem`] is one thing that is wrong with the input: a [`Code`] of the one table in
//! [`codes`], the place in the input, and the values that its text names. An [`Error`] is returned
//! by a function of the service instead of a result.

mod codes;
mod json;
mod stored;
mod wording;

pub use codes::Code;
pub(crate) use json::{JsonForm, escaped};
pub(crate) use wording::{
    ALLIANCES, BUILDING_GROUPS, Bilingual, CHILD_GRIDS, CIRCLES, HOUSEHOLDS, ORGANIZATIONS,
    REGISTRATIONS, ROLES, UNITS, both, counts, file_reason, instant, system_reason,
};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use wording::ValueWriter;

/// The language of a text. Chinese is the default everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// 简体中文
    #[default]
    Chinese,
    /// English
    English,
}

impl Language {
    /// Returns the key of its texts where both languages are side by side.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Chinese => "zh",
            Self::English => "en",
        }
    }

    /// Returns its tag in headers (RFC 5646).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }
}

/// One thing that is wrong with the input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "stored::StoredProblem")]
pub struct Problem {
    /// Code of the problem.
    pub code: Code,
    /// Place: a JSON pointer into the body (`/place/lon`), the name of a parameter, or empty for
    /// the whole.
    pub pointer: String,
    /// Values that the text of the code names in braces.
    pub params: Map<String, Value>,
}

impl Problem {
    /// Creates a problem of the whole input.
    pub fn new(code: Code) -> Self {
        Self { code, pointer: String::new(), params: Map::new() }
    }

    /// Returns the problem at a place of the input.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = pointer.into();
        self
    }

    /// Returns the problem of a part of the input, moved to the place of that part in the whole.
    #[must_use]
    pub fn below(mut self, place: &str) -> Self {
        self.pointer.insert_str(0, place);
        self
    }

    /// Returns the problem with one more value for its text.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }

    /// Returns the text of the code with its values filled in. Braces in a value stay as they are:
    /// a client that sends `{known}` does not get the known values in its place. Every value is in
    /// the language of the text; instants are those of the clocks in China.
    pub fn message(&self, language: Language) -> String {
        let mut rest = self.code.text(language);
        let mut text = String::with_capacity(rest.len());
        let mut values = ValueWriter::new(language);
        while let Some((before, name, after)) = first_name(rest) {
            text.push_str(before);
            match self.params.get(name) {
                Some(value) => text.push_str(&values.shown(name, value)),
                // Nobody is shown a name of ours in braces.
                None => text.push('…'),
            }
            rest = after;
        }
        text.push_str(rest);
        text
    }
}

impl Problem {
    /// Returns a value as a message shows it.
    pub(crate) fn shown(&self, name: &str, language: Language) -> Option<String> {
        self.params.get(name).map(|value| ValueWriter::new(language).shown(name, value))
    }
}

/// Maximum problems listed in one answer where there may be thousands; the others are counted.
pub const PROBLEMS_LISTED_MAX: usize = 50;

/// Returns the problem that stands for so many unlisted ones, if there are any.
pub fn unlisted(count: usize) -> Option<Problem> {
    (count > 0).then(|| Problem::new(Code::MoreProblems).with("more", count))
}

/// Reason why a function of the service has no result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The input is wrong or impossible: never empty, the first problem names the whole.
    #[error("{}", listed(.0))]
    Refused(Vec<Problem>),
    /// The database cannot answer now; the same call may succeed later.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// The write lost a conflict with another one repeatedly; the same call may succeed later.
    #[error("the database is busy: {0}")]
    Contended(String),
    /// A fault of the service itself; its text is for the log only.
    #[error("internal fault: {0}")]
    Internal(String),
}

/// Result of a function of the service.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Creates a fault of the service itself.
    pub fn internal(reason: impl std::fmt::Display) -> Self {
        Self::Internal(reason.to_string())
    }

    /// Returns true if it is a refusal whose first problem has this code.
    pub fn is(&self, code: Code) -> bool {
        matches!(self, Self::Refused(problems) if problems.first().is_some_and(|problem| problem.code == code))
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Refused(vec![problem])
    }
}

impl From<Vec<Problem>> for Error {
    fn from(problems: Vec<Problem>) -> Self {
        Self::Refused(problems)
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Problem::new(code).into()
    }
}

/// Returns the first name in braces in a text, between the text before and after it.
fn first_name(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

fn listed(problems: &[Problem]) -> String {
    let line = |p: &Problem| match p.pointer.as_str() {
        "" => format!("{}: {}", p.code.as_str(), p.message(Language::English)),
        pointer => format!("{} at {pointer}: {}", p.code.as_str(), p.message(Language::English)),
    };
    problems.iter().map(line).collect::<Vec<_>>().join("; ")
}
