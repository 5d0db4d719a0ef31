//! One value of a rule file, read by the type it must have.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveTime};
use toml::Spanned;
use toml::de::DeValue;

use super::{RuleFile, Section};
use crate::domain::label::Label;
use crate::domain::vocabulary::Unknown;
use crate::error::{Code, Problem};

/// A value of a rule file and its place. Each reading method reports a wrong type and then returns
/// `None`.
pub(crate) struct Item<'f> {
    file: &'f RuleFile<'f>,
    path: String,
    at: usize,
    value: DeValue<'f>,
}

impl<'f> Item<'f> {
    pub(super) fn of(file: &'f RuleFile<'f>, path: String, value: Spanned<DeValue<'f>>) -> Self {
        Self { file, path, at: value.span().start, value: value.into_inner() }
    }

    /// Returns the line the value begins on, counted from 1.
    pub(crate) fn line(&self) -> usize {
        self.file.line(self.at)
    }

    /// Reports a problem of this value.
    pub(crate) fn refuse(&self, problem: Problem) {
        self.file.report(self.at, &self.path, problem);
    }

    /// Reports a problem of a part of this value, on the line where that part is written.
    pub(crate) fn refuse_part(&self, part: &str, problem: Problem) {
        let after =
            self.file.text.get(self.at..).and_then(|text| text.find(part)).unwrap_or_default();
        self.file.report(self.at + after, &self.path, problem);
    }

    /// Reports that the value is not as it must be; `expected` is written as it would be in the
    /// file.
    pub(crate) fn expected<T>(&self, expected: &str) -> Option<T> {
        self.refuse(
            Problem::new(Code::RuleFileValue).with("key", self.key()).with("expected", expected),
        );
        None
    }

    /// Returns the key of the value, or of the list that it is a member of.
    fn key(&self) -> &str {
        self.path.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or_default()
    }

    /// Reads a text that is not blank.
    pub(crate) fn text(&self) -> Option<String> {
        match self.value.as_str().map(str::trim) {
            Some(text) if !text.is_empty() => Some(text.to_owned()),
            _ => self.expected(r#""…""#),
        }
    }

    /// Reads a text of at most so many characters.
    pub(crate) fn short_text(&self, max: usize) -> Option<String> {
        let text = self.text()?;
        if text.chars().count() > max {
            self.refuse(
                Problem::new(Code::RuleFileTooLong).with("key", self.key()).with("max", max),
            );
            return None;
        }
        Some(text)
    }

    /// Reads a text of at most so many characters, blank or not.
    pub(crate) fn verbatim(&self, max: usize) -> Option<String> {
        let text = self.value.as_str().filter(|text| text.chars().count() <= max);
        text.map(str::to_owned).or_else(|| self.expected(r#""…""#))
    }

    /// Reads the number of a service that people call: `110`, `12388`, `021-12345678`.
    pub(crate) fn service_number(&self) -> Option<String> {
        let text = self.value.as_str().filter(|text| {
            (3..=20).contains(&text.len())
                && text.starts_with(|first: char| first.is_ascii_digit())
                && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
        });
        text.map(str::to_owned).or_else(|| self.expected(r#""110""#))
    }

    /// Reads a boolean.
    pub(crate) fn boolean(&self) -> Option<bool> {
        self.value.as_bool().or_else(|| self.expected("true | false"))
    }

    /// Reads a whole number within a range.
    pub(crate) fn integer<N: FromStr + PartialOrd + Display>(
        &self,
        range: RangeInclusive<N>,
    ) -> Option<N> {
        let integer = self.value.as_integer().and_then(|integer| integer.as_str().parse().ok());
        integer
            .filter(|number| range.contains(number))
            .or_else(|| self.expected(&format!("{} … {}", range.start(), range.end())))
    }

    /// Reads a date without a time.
    pub(crate) fn date(&self) -> Option<NaiveDate> {
        let written =
            self.value.as_datetime().filter(|at| at.time.is_none()).and_then(|at| at.date);
        written
            .and_then(|date| {
                NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
            })
            .or_else(|| self.expected("2026-01-31"))
    }

    /// Reads a time of day, to the second.
    pub(crate) fn time(&self) -> Option<NaiveTime> {
        let written =
            self.value.as_datetime().filter(|at| at.date.is_none()).and_then(|at| at.time);
        written
            .and_then(|time| {
                NaiveTime::from_hms_opt(
                    time.hour.into(),
                    time.minute.into(),
                    time.second.unwrap_or(0).into(),
                )
            })
            .or_else(|| self.expected("08:30:00"))
    }

    /// Reads a word of a vocabulary.
    pub(crate) fn word<W: FromStr<Err = Unknown>>(&self) -> Option<W> {
        let Some(text) = self.value.as_str() else { return self.expected(r#""…""#) };
        text.parse()
            .or_else(|unknown: Unknown| self.expected(&unknown.known.join(" | ")).ok_or(()))
            .ok()
    }

    /// Reads a code: lower-case ASCII letters, digits and underscores, a letter first.
    pub(crate) fn code(&self) -> Option<String> {
        let text = self.value.as_str().filter(|text| is_code(text));
        text.map(str::to_owned).or_else(|| self.expected("a-z 0-9 _"))
    }

    /// Reads a code that is none of those before it.
    pub(crate) fn new_code<'c>(&self, mut before: impl Iterator<Item = &'c str>) -> Option<String> {
        let code = self.code()?;
        if before.any(|other| other == code) {
            self.refuse(Problem::new(Code::RuleFileTwice).with("value", code));
            return None;
        }
        Some(code)
    }

    /// Reads codes joined by dots.
    pub(crate) fn dotted_code(&self) -> Option<String> {
        let text = self.value.as_str().filter(|text| text.split('.').all(is_code));
        text.map(str::to_owned).or_else(|| self.expected("a-z 0-9 _ ."))
    }

    /// Reads a name in both languages: `{ zh = "…", en = "…" }`.
    pub(crate) fn label(self) -> Option<Label> {
        self.short_label(usize::MAX)
    }

    /// Reads a text in both languages, each of at most so many characters.
    pub(crate) fn short_label(self, max: usize) -> Option<Label> {
        self.section(|section| {
            let zh = section.required("zh");
            let en = section.required("en");
            let zh = zh.map(|item| item.short_text(max));
            let en = en.map(|item| item.short_text(max));
            Some(Label { zh: zh??, en: en?? })
        })
    }

    /// Returns true if it is a list.
    pub(crate) fn is_list(&self) -> bool {
        self.value.is_array()
    }

    /// Reads the values of a table with free keys, and their keys.
    pub(crate) fn entries(self) -> Vec<(String, Item<'f>)> {
        match self.value {
            DeValue::Table(table) => table
                .into_iter()
                .map(|(key, value)| {
                    let key: String = AsRef::<str>::as_ref(key.get_ref()).to_owned();
                    let item = Item::of(self.file, format!("{}/{key}", self.path), value);
                    (key, item)
                })
                .collect(),
            _ => {
                self.expected::<()>("{ … }");
                Vec::new()
            }
        }
    }

    /// Reads the members of a list.
    pub(crate) fn list(self) -> Vec<Item<'f>> {
        match self.value {
            DeValue::Array(members) => members
                .into_iter()
                .enumerate()
                .map(|(index, value)| Item::of(self.file, format!("{}/{index}", self.path), value))
                .collect(),
            _ => {
                self.expected::<()>("[ … ]");
                Vec::new()
            }
        }
    }

    /// Reads the members of a list whose number is within a range.
    pub(crate) fn list_of(self, count: RangeInclusive<usize>) -> Option<Vec<Item<'f>>> {
        let Some(members) = self.value.as_array() else { return self.expected("[ … ]") };
        if !count.contains(&members.len()) {
            let problem = Problem::new(Code::RuleFileCount).with("key", self.key());
            self.refuse(problem.with("min", *count.start()).with("max", *count.end()));
            return None;
        }
        Some(self.list())
    }

    /// Reads the value as a section of its own.
    pub(crate) fn section<T>(self, build: impl FnOnce(&mut Section<'f>) -> Option<T>) -> Option<T> {
        match self.value {
            DeValue::Table(table) => Section::of(self.file, &self.path, self.at, table).read(build),
            _ => self.expected("{ … }"),
        }
    }
}

fn is_code(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
