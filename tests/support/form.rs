//! Forms with files, which are sent to be imported.

use super::hall::Hall;
use super::request::{Call, Reply};
use serde_json::{Map, Value};
use wangge::service::file_imports::run_due;

/// A form with a file.
pub struct Form {
    fields: Vec<(String, String)>,
    file: Option<(String, Vec<u8>)>,
}

const BOUNDARY: &str = "------------------------wangge";

impl Form {
    pub fn of(kind: &str, file: impl AsRef<[u8]>) -> Self {
        let file = Some((format!("{kind}.csv"), file.as_ref().to_vec()));
        Self { fields: Vec::new(), file }.with("kind", kind)
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without_file(self) -> Self {
        Self { file: None, ..self }
    }

    fn body(&self) -> Vec<u8> {
        let mut body = Vec::new();
        for (name, value) in &self.fields {
            body.extend(part(&format!("name=\"{name}\""), value.as_bytes()));
        }
        if let Some((name, bytes)) = &self.file {
            body.extend(part(&format!("name=\"file\"; filename=\"{name}\""), bytes));
        }
        body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        body
    }

    /// Puts the call together that sends it.
    pub fn by<'a>(&self, hall: &'a Hall, who: &str) -> Call<'a> {
        self.fill(hall.bare_post(who, "/imports"))
    }

    /// Puts it into a call.
    pub fn fill<'a>(&self, call: Call<'a>) -> Call<'a> {
        call.header("Content-Type", Self::media_type()).body(self.body())
    }

    /// The media type of forms.
    pub fn media_type() -> String {
        format!("multipart/form-data; boundary={BOUNDARY}")
    }

    /// What is sent, of a file that is text.
    pub fn text(&self) -> String {
        String::from_utf8(self.body()).unwrap()
    }

    /// The form of these fields, `file` among them.
    pub fn of_fields(fields: &Map<String, Value>) -> Self {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let others = fields.iter().filter(|(name, _)| *name != "file" && *name != "kind");
        let form = Self::of(&text(&fields["kind"]), text(&fields["file"]));
        others.fold(form, |form, (name, value)| form.with(name, &text(value)))
    }

    /// Sends it; returns the import.
    pub async fn sent(&self, hall: &Hall, who: &str) -> Value {
        self.by(hall, who).expect(201).await.json()
    }

    /// Sends it and has it imported; returns the import as its sender reads it then.
    pub async fn imported(&self, hall: &Hall, who: &str) -> Value {
        let sent = self.sent(hall, who).await;
        assert_eq!(run(hall).await, 1);
        read(hall, who, &sent).await.json()
    }
}

fn part(disposition: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n");
    [head.as_bytes(), bytes, b"\r\n"].concat()
}

/// Imports every file whose turn it is.
pub async fn run(hall: &Hall) -> usize {
    run_due(&hall.town.db, &hall.town.rulebook).await.unwrap()
}

pub async fn read(hall: &Hall, who: &str, import: &Value) -> Reply {
    hall.get(who, &uri(import, "")).expect(200).await
}

pub fn uri(import: &Value, rest: &str) -> String {
    format!("/imports/{}{rest}", import["id"].as_str().unwrap())
}
