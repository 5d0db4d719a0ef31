//! Who was responsible that day, within which border, and by which change sets.

mod history;
mod moved;
mod places;
mod requests;
mod wrong_input;

use crate::support::desk::{Desk, Person};
use crate::support::town::at;
use serde_json::{Value, json};
use wangge::domain::role::Role;

/// The day on which the town was founded, and three on which something changed.
const DAYS: [&str; 4] = [
    "2026-03-02T12:00:00+08:00",
    "2026-03-03T12:00:00+08:00",
    "2026-03-04T12:00:00+08:00",
    "2026-03-05T12:00:00+08:00",
];

/// Lets time pass until the morning of a day.
async fn morning(desk: &Desk, day: usize) {
    let morning = DAYS[day].replace("T12", "T09");
    desk.pass(at(&morning) - desk.town.now()).await;
}

/// An instant in a URL.
fn encoded(instant: &str) -> String {
    instant.replace('+', "%2B")
}

/// A supervisor of the town.
async fn supervisor(desk: &Desk) -> Person<'_> {
    desk.appointed("SUP", Role::Supervisor, "T").await
}

/// Who was responsible for a point at noon of a day.
async fn at_point(person: &Person<'_>, lon: f64, day: usize) -> Value {
    let uri = format!("/api/v1/responsibility?lon={lon}&lat=30.905&at={}", encoded(DAYS[day]));
    person.get(&uri).expect(200).await.json()
}

/// Who was responsible for a place that is told in a body.
async fn at_place(person: &Person<'_>, place: Value, day: usize) -> Value {
    let body = json!({ "place": place, "at": DAYS[day] });
    person.post("/api/v1/responsibility", &body).expect(200).await.json()
}

/// The grid of the place, the unit that answers, and whose duty it is.
fn told(answer: &Value) -> [&str; 3] {
    [&answer["grid"]["code"], &answer["unit"]["code"], &answer["duty"]["member"]["code"]]
        .map(|code| code.as_str().unwrap_or_default())
}
