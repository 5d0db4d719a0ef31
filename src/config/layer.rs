//! The layers of the configuration, merged key by key.

use super::nearest::nearest;
use super::{Config, DEFAULT};
use crate::error::{Code, Error, JsonForm, Problem, Result, both, system_reason};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use toml::{Table, Value};

/// Variables that begin like settings and are none.
const OTHER_VARIABLES: [&str; 3] = ["WANGGE_CONFIG", "WANGGE_TEST_POSTGRES", "WANGGE_SHARED_DATA"];

const PREFIX: &str = "WANGGE_";

/// Sources of the settings besides the defaults.
#[derive(Debug, Default)]
pub struct Sources {
    /// A file: its name and its text.
    pub file: Option<(PathBuf, String)>,
    /// Environment variables.
    pub environment: Vec<(String, String)>,
    /// Command-line flags, by the key they set.
    pub flags: Vec<(&'static str, String)>,
}

impl Sources {
    /// Returns the sources of this process: the named file, or else the one that the environment
    /// names, its environment, and flags.
    ///
    /// # Errors
    /// [`Code::ConfigUnreadable`]
    pub fn of_process(file: Option<PathBuf>, flags: Vec<(&'static str, String)>) -> Result<Self> {
        let environment: Vec<(String, String)> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let named = environment
            .iter()
            .find(|(name, _)| name == OTHER_VARIABLES[0])
            .map(|(_, path)| PathBuf::from(path));
        let file = file.or(named).map(|path| read(&path).map(|text| (path, text))).transpose()?;
        Ok(Self { file, environment, flags })
    }
}

fn read(path: &PathBuf) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| {
        let problem = Problem::new(Code::ConfigUnreadable).with("path", path.display().to_string());
        problem.with("reason", system_reason(&error)).into()
    })
}

/// Source of one value, as a person would look for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Layer {
    /// `config/default.toml`
    Default,
    /// A file.
    File(PathBuf),
    /// An environment variable.
    Variable(String),
    /// A command-line flag, by the key it sets: its section and name joined by hyphens.
    Flag(&'static str),
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("config/default.toml"),
            Self::File(path) => path.display().fmt(f),
            Self::Variable(name) => f.write_str(name),
            Self::Flag(key) => write!(f, "--{}", key.replace(['.', '_'], "-")),
        }
    }
}

/// The value of every setting, and the layer it comes from.
pub(super) struct LayeredSettings(BTreeMap<String, (Value, Layer)>);

impl LayeredSettings {
    /// Loads the settings of `config/default.toml`.
    pub fn defaults() -> Result<Self> {
        Ok(Self(
            leaves(&parse(DEFAULT, &Layer::Default)?)
                .into_iter()
                .map(|(key, value)| (key, (value, Layer::Default)))
                .collect(),
        ))
    }

    /// Overrides them; returns a problem for each key that is no setting.
    pub fn overlay(&mut self, sources: &Sources) -> Result<Vec<Problem>> {
        let mut strangers = Vec::new();
        let mut wrong = Vec::new();
        if let Some((path, text)) = &sources.file {
            let layer = Layer::File(path.clone());
            for (key, value) in leaves(&parse(text, &layer)?) {
                match self.0.contains_key(&key) {
                    true => wrong.extend(self.set(&key, value, layer.clone()).err()),
                    false => strangers.push(stranger(&key, self.keys(), &layer)),
                }
            }
        }
        let variables: BTreeMap<String, String> =
            self.keys().map(|key| (variable(key), key.to_owned())).collect();
        for (name, text) in sources.environment.iter().filter(|(name, _)| name.starts_with(PREFIX))
        {
            let layer = Layer::Variable(name.clone());
            match variables.get(name) {
                Some(key) => wrong.extend(self.set_text(key, text, layer).err()),
                None if OTHER_VARIABLES.contains(&name.as_str()) => {}
                None => {
                    let problem = stranger(name, variables.keys().map(String::as_str), &layer);
                    strangers.push(problem.with("layer", both("环境变量", "the environment")));
                }
            }
        }
        for (key, text) in &sources.flags {
            wrong.extend(self.set_text(key, text, Layer::Flag(key)).err());
        }
        if wrong.is_empty() { Ok(strangers) } else { Err(wrong.into()) }
    }

    /// Checks that numbers are within their ranges.
    pub fn check(&self, ranges: &[(&str, i64, i64)]) -> Result<()> {
        let mut wrong = Vec::new();
        for (key, min, max) in ranges {
            let (value, layer) =
                self.0.get(*key).ok_or_else(|| Error::internal(format!("no default for {key}")))?;
            let number =
                value.as_float().or_else(|| value.as_integer().map(|number| number as f64));
            if !number.is_some_and(|number| (*min as f64..=*max as f64).contains(&number)) {
                wrong.push(
                    problem(Code::ConfigRange, key, layer).with("min", *min).with("max", *max),
                );
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong.into()) }
    }

    /// Returns the typed configuration.
    pub fn typed(&self) -> Result<Config> {
        let mut sections = Table::new();
        for (key, (value, _)) in &self.0 {
            if let Some((section, name)) = key.split_once('.')
                && let Value::Table(section) =
                    sections.entry(section).or_insert_with(|| Table::new().into())
            {
                section.insert(name.to_owned(), value.clone());
            }
        }
        serde_path_to_error::deserialize(Value::Table(sections)).map_err(|error| {
            let key = error.path().to_string();
            let layer = self.0.get(&key).map_or(&Layer::Default, |(_, layer)| layer);
            problem(Code::ConfigType, &key, layer)
                .with("expected", expected(error.inner().message()))
                .into()
        })
    }

    /// Returns the keys of the settings that are numbers.
    #[cfg(test)]
    pub fn numbers(&self) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(|(_, (value, _))| value.is_integer() || value.is_float())
            .map(|(key, _)| key.as_str())
    }

    fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Sets a known key to a value of its type; a whole number may stand for a fraction and vice
    /// versa.
    fn set(&mut self, key: &str, value: Value, layer: Layer) -> Result<(), Problem> {
        let Some((present, origin)) = self.0.get_mut(key) else {
            return Err(stranger(key, [].into_iter(), &layer));
        };
        let is_number = |value: &Value| value.is_integer() || value.is_float();
        if !(present.same_type(&value) || is_number(present) && is_number(&value)) {
            return Err(problem(Code::ConfigType, key, &layer).with("expected", form(present)));
        }
        (*present, *origin) = (value, layer);
        Ok(())
    }

    /// Sets a known key from a text, read as the type of the default.
    fn set_text(&mut self, key: &str, text: &str, layer: Layer) -> Result<(), Problem> {
        let is_text = self.0.get(key).is_some_and(|(present, _)| present.is_str());
        let parsed = || Value::deserialize(toml::de::ValueDeserializer::parse(text).ok()?).ok();
        let value = if is_text { None } else { parsed() };
        self.set(key, value.unwrap_or_else(|| text.into()), layer)
    }
}

/// Returns the form of a value.
const fn form(value: &Value) -> JsonForm {
    match value {
        Value::String(_) | Value::Datetime(_) => JsonForm::Text,
        Value::Integer(_) => JsonForm::Integer,
        Value::Float(_) => JsonForm::Number,
        Value::Boolean(_) => JsonForm::Boolean,
        Value::Array(_) => JsonForm::List,
        Value::Table(_) => JsonForm::Object,
    }
}

/// Returns what a type of ours or of a library expects of a setting, from the words with which it
/// refuses one.
fn expected(words: &str) -> serde_json::Value {
    if let Some((_, choices)) = words.split_once("unknown variant ") {
        return choices.split('`').skip(3).step_by(2).collect();
    }
    let zh = match words {
        words if words.contains("socket address") => "地址和端口，如 127.0.0.1:8080",
        words if words.starts_with("invalid value: integer") => "范围内的整数",
        _ => "config/default.toml 中所说明的值",
    };
    let en = match words {
        words if words.contains("socket address") => {
            "an address and a port, such as 127.0.0.1:8080"
        }
        words if words.starts_with("invalid value: integer") => "a whole number within its range",
        _ => "what config/default.toml says of it",
    };
    both(zh, en).into()
}

fn parse(text: &str, layer: &Layer) -> Result<Table> {
    text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
        let zh = format!("第 {line} 行写法有误");
        let en = format!("line {line}: {}", error.message());
        Problem::new(Code::ConfigSyntax)
            .with("layer", layer.to_string())
            .with("reason", both(&zh, &en))
            .into()
    })
}

/// Returns the values with their keys, sections joined by dots.
fn leaves(table: &Table) -> Vec<(String, Value)> {
    let below = |(name, value): (&String, &Value)| match value {
        Value::Table(section) => leaves(section)
            .into_iter()
            .map(|(key, value)| (format!("{name}.{key}"), value))
            .collect(),
        value => vec![(name.clone(), value.clone())],
    };
    table.iter().flat_map(below).collect()
}

fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "_").to_ascii_uppercase())
}

fn problem(code: Code, key: &str, layer: &Layer) -> Problem {
    Problem::new(code).at(key).with("key", key).with("layer", layer.to_string())
}

fn stranger<'a>(key: &str, known: impl Iterator<Item = &'a str>, layer: &Layer) -> Problem {
    problem(Code::ConfigUnknownKey, key, layer)
        .with("nearest", nearest(key, known).unwrap_or_default())
}
