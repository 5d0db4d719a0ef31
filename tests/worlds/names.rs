//! What is called differently in each world without telling anything: identifiers, tokens, digests,
//! running numbers.
//!
//! Each is replaced by a label: in which call and at which place in its answer it first appeared.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use uuid::Uuid;

/// Running numbers that lie so close show which of them are missing.
const CLOSE: u64 = 8;

/// Fields whose values nobody can guess.
const TOKENS: [&str; 5] = ["receipt_secret", "secret", "access_token", "refresh_token", "digest"];

/// The names of one world.
#[derive(Debug, Default)]
pub struct Names {
    labels: HashMap<String, String>,
    raws: HashMap<String, String>,
    series: BTreeMap<String, BTreeSet<u64>>,
    call: usize,
    next: usize,
}

impl Names {
    /// What appears from now on appears in a call.
    pub const fn begin(&mut self, call: usize) {
        self.call = call;
        self.next = 0;
    }

    /// The label of a name.
    pub fn label(&mut self, raw: &str) -> String {
        if let Some(label) = self.labels.get(raw) {
            return label.clone();
        }
        let label = format!("~{}.{}~", self.call, self.next);
        self.next += 1;
        self.labels.insert(raw.to_owned(), label.clone());
        self.raws.insert(label.clone(), raw.to_owned());
        label
    }

    /// A text with labels for names.
    pub fn text(&mut self, raw: &str) -> String {
        let mut text = String::with_capacity(raw.len());
        for part in raw.split_inclusive(|char: char| !is_of_a_name(char)) {
            let name = part.trim_end_matches(|char: char| !is_of_a_name(char));
            text += &self.name(name);
            text += &part[name.len()..];
        }
        text
    }

    /// A document with labels for names.
    pub fn value(&mut self, raw: &Value) -> Value {
        match raw {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Object(fields) => Value::Object(self.fields(fields)),
            other => other.clone(),
        }
    }

    fn fields(&mut self, raw: &Map<String, Value>) -> Map<String, Value> {
        let told = |(name, value): (&String, &Value)| match value.as_str() {
            Some(secret) if TOKENS.contains(&name.as_str()) => {
                (name.clone(), Value::String(self.label(secret)))
            }
            _ => (self.text(name), self.value(value)),
        };
        raw.iter().map(told).collect()
    }

    fn name(&mut self, raw: &str) -> String {
        if Uuid::try_parse(raw).is_ok() && raw.len() == 36 {
            return self.label(raw);
        }
        if let Some((series, number)) = running_number(raw) {
            self.series.entry(series.to_owned()).or_default().insert(number);
            return self.label(raw);
        }
        if !is_opaque(raw) {
            return raw.to_owned();
        }
        let label = self.label(raw);
        match opened(raw) {
            Some(inside) => label + &self.value(&inside).to_string(),
            None => label,
        }
    }

    /// What the running numbers tell that were seen so far: how far each lies from the one before,
    /// where they are close.
    pub fn gaps(&self) -> String {
        let mut told = String::new();
        for (series, numbers) in self.series.iter().filter(|(_, numbers)| numbers.len() > 2) {
            let numbers: Vec<u64> = numbers.iter().copied().collect();
            let gaps: Vec<u64> = numbers.windows(2).map(|pair| pair[1] - pair[0]).collect();
            if gaps.iter().all(|&gap| gap <= CLOSE) {
                let _ = write!(told, "{series}{gaps:?} ");
            }
        }
        told
    }

    /// A text with names for labels. A label that never appeared stands for nothing.
    pub fn raw(&self, text: &str) -> String {
        let mut raw = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find('~') {
            let Some(length) = rest[start + 1..].find('~') else { break };
            let end = start + length + 2;
            raw += &rest[..start];
            match self.raws.get(&rest[start..end]) {
                Some(name) => raw += name,
                None => raw += &Uuid::nil().to_string(),
            }
            rest = &rest[end..];
        }
        raw + rest
    }
}

const fn is_of_a_name(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '-' || char == '_'
}

/// `T-20260302-00001` is number 1 of its series.
fn running_number(text: &str) -> Option<(&str, u64)> {
    let (day, number) = text.rsplit_once('-')?;
    let (_, date) = day.rsplit_once('-')?;
    let is_one =
        date.len() == 8 && number.len() >= 5 && date.bytes().all(|byte| byte.is_ascii_digit());
    let series = &text[..text.len() - number.len()];
    is_one.then(|| number.parse().ok()).flatten().map(|number| (series, number))
}

/// Long, and of letters and digits without a word in them.
fn is_opaque(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() >= 22 && digits >= 2 && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// What a cursor says.
fn opened(cursor: &str) -> Option<Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()
}
