//! Rule files: TOML texts that a town writes by hand. One is read to its end, and every problem
//! names its line.

mod item;

use std::cell::RefCell;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(crate) use item::Item;

use crate::error::{Code, Problem, both};
use serde_json::Value;

/// A rule file while it is read, and the problems found so far.
pub(crate) struct RuleFile<'t> {
    text: &'t str,
    problems: RefCell<Vec<Problem>>,
}

impl<'t> RuleFile<'t> {
    /// Reads a whole text. `build` gets its top section, and returns `None` only after it reported
    /// a problem.
    ///
    /// Errors: every problem of the file in the order of its lines; a syntax error of TOML is
    /// reported alone.
    pub(crate) fn read<T>(
        text: &str,
        build: impl FnOnce(&mut Section<'_>) -> Option<T>,
    ) -> Result<T, Vec<Problem>> {
        let file = RuleFile { text, problems: RefCell::default() };
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            let at = error.span().unwrap_or_default().start;
            file.report(
                at,
                "",
                Problem::new(Code::RuleFileSyntax).with("reason", syntax_reason(error)),
            );
        }
        let built = if errors.is_empty() {
            Section::of(&file, "", 0, table.into_inner()).read(build)
        } else {
            None
        };
        let mut problems = file.problems.into_inner();
        problems
            .sort_by_key(|problem| problem.params.get("line").and_then(serde_json::Value::as_u64));
        match built {
            Some(value) if problems.is_empty() => Ok(value),
            _ => Err(problems),
        }
    }

    fn report(&self, at: usize, path: &str, problem: Problem) {
        self.problems.borrow_mut().push(problem.at(path).with("line", self.line(at)));
    }

    fn line(&self, at: usize) -> usize {
        self.text.bytes().take(at).filter(|&byte| byte == b'\n').count() + 1
    }
}

/// Returns why a text is no TOML, which the library says in English.
pub(crate) fn syntax_reason(error: &toml::de::Error) -> Value {
    let zh = match error.message() {
        message if message.starts_with("duplicate key") => "键重复",
        message if message.starts_with("unclosed") => "括号或引号没有成对",
        _ => "此处写法有误",
    };
    both(zh, error.message()).into()
}

/// A table of a rule file. Keys that nobody asked for are reported after it has been read.
pub(crate) struct Section<'f> {
    file: &'f RuleFile<'f>,
    path: String,
    at: usize,
    entries: Vec<(String, usize, Spanned<DeValue<'f>>)>,
    asked: Vec<&'static str>,
}

impl<'f> Section<'f> {
    fn of(file: &'f RuleFile<'f>, path: &str, at: usize, table: DeTable<'f>) -> Self {
        let entries = table.into_iter();
        let entries = entries
            .map(|(key, value)| (key.get_ref().to_string(), key.span().start, value))
            .collect();
        Self { file, path: path.to_owned(), at, entries, asked: Vec::new() }
    }

    fn read<T>(mut self, build: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let built = build(&mut self);
        for (key, at, _) in &self.entries {
            let problem = Problem::new(Code::RuleFileUnknownKey).with("key", key.as_str());
            self.file.report(*at, &self.path_of(key), problem.with("known", self.asked.clone()));
        }
        built
    }

    fn path_of(&self, key: &str) -> String {
        format!("{}/{key}", self.path)
    }

    /// Returns the value of a key, if it is written.
    pub(crate) fn optional(&mut self, key: &'static str) -> Option<Item<'f>> {
        self.asked.push(key);
        let found = self.entries.iter().position(|(name, ..)| name == key)?;
        let (name, _, value) = self.entries.swap_remove(found);
        Some(Item::of(self.file, self.path_of(&name), value))
    }

    /// Returns the value of a key; reports a problem if it is missing.
    pub(crate) fn required(&mut self, key: &'static str) -> Option<Item<'f>> {
        let item = self.optional(key);
        if item.is_none() {
            self.refuse(Problem::new(Code::RuleFileMissing).with("key", key));
        }
        item
    }

    /// Returns the sections of a key that is repeated as `[[key]]`; none is no problem.
    pub(crate) fn repeated(&mut self, key: &'static str) -> Vec<Item<'f>> {
        self.optional(key).map(Item::list).unwrap_or_default()
    }

    /// Accepts all other keys: those allowed here depend on a value that is wrong.
    pub(crate) fn ignore_rest(&mut self) {
        self.entries.clear();
    }

    /// Returns the key of the section.
    pub(crate) fn key(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Reports a problem of the whole section.
    pub(crate) fn refuse(&self, problem: Problem) {
        self.file.report(self.at, &self.path, problem);
    }
}
