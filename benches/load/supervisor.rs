//! A supervisor who drafts, previews and applies change sets of responsibility over HTTP.

use crate::client::{Client, keyed_post};
use serde_json::{Value, json};
use std::net::SocketAddr;
use uuid::Uuid;

/// Somebody who is signed in, on a connection of their own.
pub struct Supervisor {
    client: Client,
    token: String,
}

/// A change set as it was shown last.
#[derive(Debug, Clone)]
pub struct Draft {
    pub id: String,
    pub version: Value,
    pub digest: Value,
}

/// What was refused: the status and the code of the problem.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused(pub u16, pub String);

impl Supervisor {
    pub fn connect(address: SocketAddr, token: &str) -> Self {
        Self { client: Client::connect(address), token: token.to_owned() }
    }

    /// Begins a change set of some operations.
    pub fn draft(&mut self, operations: &[Value]) -> Result<Draft, Refused> {
        let mut draft = shown(&self.post("", &json!({}))?);
        for operation in operations {
            draft = self
                .step(&draft, "/operations", json!({ "operation": operation }))
                .map(|view| shown(&view))?;
        }
        Ok(draft)
    }

    /// Looks at what it would do; answers what it showed.
    pub fn preview(&mut self, draft: &mut Draft) -> Result<Value, Refused> {
        let view = self.step(draft, "/preview", json!({}))?;
        *draft = shown(&view);
        Ok(view["preview"].clone())
    }

    /// Does what was previewed.
    pub fn apply(&mut self, draft: &mut Draft) -> Result<Value, Refused> {
        let view = self.step(draft, "/apply", json!({ "digest": draft.digest }))?;
        *draft = shown(&view);
        Ok(view)
    }

    /// Drafts what takes an applied one back.
    #[allow(dead_code, reason = "not every bench takes back")]
    pub fn undo(&mut self, draft: &Draft) -> Result<Draft, Refused> {
        self.step(draft, "/undo", json!({})).map(|view| shown(&view))
    }

    fn step(&mut self, draft: &Draft, what: &str, mut body: Value) -> Result<Value, Refused> {
        body["version"] = draft.version.clone();
        self.post(&format!("/{}{what}", draft.id), &body)
    }

    fn post(&mut self, path: &str, body: &Value) -> Result<Value, Refused> {
        let key = Uuid::now_v7().to_string();
        let path = format!("/api/v1/reassignments{path}");
        let request = keyed_post(&path, &self.token, &key, &body.to_string());
        let (status, answer) = self.client.send(&request).expect("the service answers");
        let answer: Value = serde_json::from_slice(answer).expect("JSON");
        if status < 300 { Ok(answer) } else { Err(Refused(status, answer["code"].to_string())) }
    }
}

fn shown(view: &Value) -> Draft {
    let id = view["id"].as_str().expect("an identifier").to_owned();
    Draft { id, version: view["version"].clone(), digest: view["digest"].clone() }
}
