//! The platform above (12345): what it sends, what goes back to it, and what it says of that.

mod chicago;
mod exports;
pub mod files;
mod imports;
mod reports;
mod returns;
mod rows;
mod sending;
mod twins;
mod verdicts;

use crate::support::desk::{Desk, Person, noise, resolved, with};
use serde_json::{Value, json};
use wangge::domain::role::Role;

/// A ticket of the city about noise in G1.
fn ticket(number: &str) -> Value {
    with(
        noise(),
        json!({
            "channel": "city_platform",
            "contact_name": "张三丰",
            "contact_phone": "13812341234",
            "external_ref": { "system": "sh12345", "number": number },
        }),
    )
}

/// The same with other or more fields of its reference.
fn referring(number: &str, fields: Value) -> Value {
    let mut sent = ticket(number);
    sent["external_ref"] = with(sent["external_ref"].clone(), fields);
    sent
}

/// The login of the city's platform.
async fn platform(desk: &Desk) -> Person<'_> {
    desk.appointed("city", Role::Integrator, "T").await
}

async fn reception(desk: &Desk) -> Person<'_> {
    desk.appointed("reception", Role::TownDesk, "T").await
}

/// Whoever holds it does the work.
async fn handled(holder: &Person<'_>, id: &str) {
    holder.act(id, json!({ "action": "accept" })).await;
    holder.act(id, json!({ "action": "start" })).await;
    holder.act(id, resolved()).await;
}

fn report_back() -> Value {
    json!({ "action": "report_back" })
}

async fn kinds(person: &Person<'_>, id: &str) -> Vec<String> {
    let events = person.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await.items();
    events.iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect()
}
