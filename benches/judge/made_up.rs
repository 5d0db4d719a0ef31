//! Made-up logs: the judge must let the right ones pass and refuse the wrong ones.

use super::log::Event;
use super::replay::Replay;
use chrono::{DateTime, SecondsFormat};
use serde_json::{Value, json};
use uuid::Uuid;

/// Judges one right log and five wrong ones.
pub fn prove() {
    let count = |log: Vec<Event>| Replay::of(log).breaches.len();
    assert_eq!(count(replaced()), 0, "a handover in one commit is no breach");
    let late = [replaced(), vec![assigned(5, 2, 1, None)]].concat();
    assert_eq!(count(late), 2, "a request for whoever was replaced is a breach");
    let mut forgotten = replaced();
    forgotten.retain(|event| event.position != 4 || event.kind != "assigned");
    // What is left is seen at the commit and at the end.
    assert_eq!(count(forgotten), 2, "a request that is left behind is a breach");
    assert_eq!(count(vec![assigned(1, 1, 1, None)]), 2, "a holder without any duty is a breach");
    let by_clock = |after: i64| {
        vec![given(1, 1, Some(3)), assigned(2, 1, 1, None), event(after, 9, "submitted", json!({}))]
    };
    assert_eq!(count(by_clock(4)), 0, "the job of a duty that just ended may be under way");
    assert_eq!(count(by_clock(60)), 1, "but not forever");
    let mut retired = replaced();
    retired.push(event(5, 8, "grid_retired", json!({ "grid": named(7) })));
    assert_eq!(count(retired), 2, "a grid that ends leaves nobody");
    println!("made-up logs: 2 right ones passed, 5 wrong ones were refused");
}

/// The second member takes the unit over from the first, with the request.
fn replaced() -> Vec<Event> {
    let set = 8;
    vec![
        given(1, 1, None),
        event(2, 1, "submitted", json!({})),
        assigned(2, 1, 1, None),
        assigned(4, 1, 2, Some(set)),
        event(4, set, "duty_ended", json!({ "duty": named(101), "at": time(4) })),
        given(4, 2, None),
    ]
}

fn given(position: i64, member: u128, to: Option<i64>) -> Event {
    let payload = json!({
        "duty": named(100 + member), "unit": { "kind": "grid", "id": named(7) }, "member": named(member),
        "capacity": "leader", "from": time(position), "to": to.map(time),
    });
    event(position, 8, "duty_given", payload)
}

fn assigned(position: i64, request: u128, member: u128, set: Option<u128>) -> Event {
    let holding = json!({
        "unit": { "kind": "grid", "id": named(7) }, "duty": named(100 + member), "member": named(member),
    });
    let mut payload = json!({ "type": "assigned", "holding": holding });
    if let Some(set) = set {
        payload["change_set"] = json!(named(set));
    }
    event(position, 1000 + request, "assigned", payload)
}

fn event(position: i64, aggregate: u128, kind: &str, payload: Value) -> Event {
    Event {
        position,
        aggregate: named(aggregate),
        kind: kind.to_owned(),
        at: position * 1_000_000,
        payload,
    }
}

fn named(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn time(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0).unwrap().to_rfc3339_opts(SecondsFormat::Micros, true)
}
