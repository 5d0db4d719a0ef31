//! What a list names opens for whoever the list was shown to.

use super::Draft;
use crate::support::hall::Hall;
use crate::support::town::grid_id;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const EVERYBODY: &[&str] = &[
    "resident",
    "idle",
    "B1-leader",
    "G1-worker",
    "G1-leader",
    "N1-leader",
    "T-leader",
    "desk",
    "supervisor",
    "supervisor-N1",
    "system",
    "security",
    "auditor",
];

/// The lists whose items open by identifier, and where; `{G1}` stands for the grid.
const LISTS: &[(&str, &str)] = &[
    ("/reassignments", "/reassignments"),
    ("/grids", "/grids"),
    ("/members", "/members"),
    ("/duties?unit={G1}", "/duties"),
    ("/absences", "/absences"),
    ("/appointments", "/appointments"),
    ("/organizations", "/organizations"),
    ("/routing-rules", "/routing-rules"),
    ("/pioneer-posts", "/pioneer-posts"),
    ("/alliances", "/alliances"),
    ("/building-circles", "/building-circles"),
    ("/registrations", "/registrations"),
    ("/community-roles", "/community-roles"),
    ("/second-identities", "/second-identities"),
    ("/requests", "/requests"),
    ("/requests?whose=my_grids", "/requests"),
    ("/inbox", "/requests"),
];

/// Everything in a list, read two by two; none when it is not the caller's to read.
async fn paged(hall: &Hall, who: &str, uri: &str) -> Option<Vec<Value>> {
    let joint = if uri.contains('?') { '&' } else { '?' };
    let mut items = Vec::new();
    let mut cursor = String::new();
    loop {
        let reply = hall.get(who, &format!("{uri}{joint}limit=2{cursor}")).send().await;
        if [403, 404].contains(&reply.status.as_u16()) {
            return None;
        }
        assert_eq!(reply.status, 200, "{who} {uri}: {}", reply.body);
        items.extend(reply.items());
        assert!(items.len() < 1000, "{who} {uri} has no end");
        let Some(next) = reply.json()["next_cursor"].as_str().map(str::to_owned) else { return Some(items) };
        cursor = format!("&cursor={next}");
    }
}

async fn hall() -> Hall {
    let hall = Hall::open().await;
    // An empty draft touches no grid, a direct change of a secretary is drafted by no supervisor.
    Draft::begin(&hall).await;
    hall.post("supervisor-N1", "/reassignments", &json!({})).expect(201).await;
    let body = json!({ "code": "X1", "name": "物业一", "kind": "property", "grid": grid_id("N1") });
    hall.post("N1-leader", "/organizations", &body).expect(201).await;
    hall.post("resident", "/requests", &crate::support::desk::noise()).expect(201).await;
    hall
}

#[actix_web::test]
async fn what_a_list_names_opens() {
    let hall = hall().await;
    for who in EVERYBODY {
        for (list, read) in LISTS {
            let Some(items) = paged(&hall, who, &list.replace("{G1}", &grid_id("G1").to_string())).await else {
                continue;
            };
            let ids: BTreeSet<&str> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
            assert_eq!(ids.len(), items.len(), "{who} reads something twice in {list}");
            for id in ids {
                let reply = hall.get(who, &format!("{read}/{id}")).send().await;
                assert_eq!(reply.status, 200, "{who} {read}/{id}: {}", reply.body);
            }
        }
    }
}

#[actix_web::test]
async fn change_sets_are_listed_for_those_who_may_read_them() {
    let hall = hall().await;
    let all = paged(&hall, "supervisor", "/reassignments").await.unwrap();
    assert!(all.iter().any(|row| row["grid"].is_null()), "the draft of another, which touches nothing yet");
    for who in EVERYBODY {
        let listed = paged(&hall, who, "/reassignments").await.unwrap();
        for row in &all {
            let id = row["id"].as_str().unwrap();
            let opens = hall.get(who, &format!("/reassignments/{id}")).send().await.status == 200;
            assert_eq!(opens, listed.iter().any(|listed| listed["id"] == id), "{who} {row}");
        }
    }
}
