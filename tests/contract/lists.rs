//! What a list names opens for whoever the list was shown to.

use super::furnished::{EVERYBODY, hall, paged, scope};
use crate::support::hall::Hall;
use crate::support::town::grid_id;
use crate::worlds::document::Document;
use std::collections::{BTreeMap, BTreeSet};
use wangge::domain::role::{Role, RoleSet};

/// The lists whose items open by identifier, and where.
const LISTS: &[(&str, &str)] = &[
    ("/reassignments", "/reassignments"),
    ("/grids", "/grids"),
    ("/members", "/members"),
    ("/duties?unit={grid}", "/duties"),
    ("/absences", "/absences"),
    ("/appointments", "/appointments"),
    ("/organizations", "/organizations"),
    ("/routing-rules", "/routing-rules"),
    ("/routing-rules/problems", "/routing-rules"),
    ("/pioneer-posts", "/pioneer-posts"),
    ("/alliances", "/alliances"),
    ("/building-circles", "/building-circles"),
    ("/imports", "/imports"),
    ("/registrations", "/registrations"),
    ("/community-roles", "/community-roles"),
    ("/second-identities", "/second-identities"),
    ("/requests", "/requests"),
    ("/requests?whose=my_grids", "/requests"),
    ("/inbox", "/requests"),
    ("/tasks", "/tasks"),
    ("/requests/{id}/tasks", "/tasks"),
    ("/duty-roster?grid={grid}", "/duties"),
    ("/grids/{id}/children", "/grids"),
    ("/grids/{id}/building-groups", "/building-groups"),
    ("/members/{id}/duties", "/duties"),
    ("/pioneer-posts/{id}/holders", "/post-holdings"),
    ("/building-circles/{id}/exchanges", "/circle-exchanges"),
    ("/building-circles/{id}/topics", "/circle-topics"),
];

/// The lists whose items are read nowhere else, and what they are.
const WHOLE: &[(&str, &str)] = &[
    ("/aliases", "names of what is read elsewhere"),
    ("/building-groups/{id}/addresses", "addresses belong to what is read with its group"),
    ("/categories", "rules"),
    ("/desk/queues", "counts"),
    ("/dispatch-catalogue", "entries of rules that are read elsewhere"),
    ("/grids/{id}/history", "what happened"),
    ("/grids/{id}/holders", "who answers, without identifiers for those who may not look further"),
    ("/imports/{id}/problems", "what was found in a file"),
    ("/levels", "rules"),
    ("/me/access-records", "who read what of the caller"),
    ("/reply-templates", "rules"),
    ("/request-states", "the table of moves"),
    ("/requests/{id}/dispatch-candidates", "units that a move may name"),
    ("/requests/{id}/routing", "what happened"),
    ("/requests/{id}/timeline", "what happened"),
    ("/requests/{id}/transitions", "moves"),
    ("/skills", "rules"),
];

/// Lists that are empty for everybody in this town.
const EMPTY: &[(&str, &str)] = &[("/routing-rules/problems", "every rule of the town is sound")];

/// What the lists of a town name, by where it opens.
#[derive(Default)]
pub struct Named {
    pub ids: BTreeMap<&'static str, BTreeSet<String>>,
    filled: BTreeSet<&'static str>,
    opened: BTreeSet<(&'static str, &'static str, String)>,
    wrong: Vec<String>,
}

impl Named {
    /// Reads every list as everybody, and opens what it names.
    pub async fn in_all_lists(hall: &Hall) -> Self {
        let mut named = Self::default();
        for &(list, read) in LISTS {
            for uri in named.uris(list) {
                for &who in EVERYBODY {
                    named.read(hall, who, list, &uri, read).await;
                }
            }
        }
        named
    }

    /// A list of each thing below which it stands.
    fn uris(&self, list: &str) -> Vec<String> {
        let list = list.replace("{grid}", &grid_id("G1").to_string());
        let Some((parent, _)) = list.split_once("/{id}") else { return vec![list] };
        self.ids.get(parent).into_iter().flatten().map(|id| list.replace("{id}", id)).collect()
    }

    async fn read(
        &mut self,
        hall: &Hall,
        who: &'static str,
        list: &'static str,
        uri: &str,
        read: &'static str,
    ) {
        let Some(items) = paged(hall, who, uri).await else { return };
        let ids: BTreeSet<String> =
            items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect();
        if ids.len() != items.len() {
            self.wrong.push(format!("{who} reads something twice in {uri}"));
        }
        if !ids.is_empty() {
            self.filled.insert(list);
        }
        for id in ids {
            if self.opened.insert((who, read, id.clone())) {
                let reply = hall.get(who, &format!("{read}/{id}")).send().await;
                if reply.status != 200 {
                    self.wrong.push(format!("{who} {uri} {read}/{id}: {}", reply.body));
                }
            }
            self.ids.entry(read).or_default().insert(id);
        }
    }
}

#[test]
fn every_list_of_the_service_is_read() {
    let document = Document::of_the_service();
    let lists = document.operations.iter().filter(|operation| document.is_list(operation));
    let lists: BTreeSet<&str> =
        lists.map(|operation| operation.path.strip_prefix("/api/v1").unwrap()).collect();
    let opened = LISTS.iter().map(|(list, _)| list.split('?').next().unwrap());
    let known: BTreeSet<&str> = opened.chain(WHOLE.iter().map(|(list, _)| *list)).collect();
    assert_eq!(
        known, lists,
        "say in LISTS where the items of a list open, or in WHOLE why they need not"
    );
}

#[actix_web::test]
async fn what_a_list_names_opens() {
    let hall = hall().await;
    for role in Role::ALL {
        let has = |who: &&&str| scope(&hall, who).has(RoleSet::of(&[*role]));
        assert!(EVERYBODY.iter().any(|who| has(&who)), "nobody reads as {role}");
    }
    let named = Named::in_all_lists(&hall).await;
    assert!(named.wrong.is_empty(), "{}", named.wrong.join("\n"));
    let empty = LISTS.iter().map(|(list, _)| *list).filter(|list| !named.filled.contains(list));
    let expected = EMPTY.iter().map(|(list, _)| *list);
    assert_eq!(
        empty.collect::<Vec<_>>(),
        expected.collect::<Vec<_>>(),
        "these are empty for everybody"
    );
}

#[actix_web::test]
async fn change_sets_are_listed_for_those_who_may_read_them() {
    let hall = hall().await;
    let all = paged(&hall, "supervisor", "/reassignments").await.unwrap();
    assert!(
        all.iter().any(|row| row["grid"].is_null()),
        "the draft of another, which touches nothing yet"
    );
    for who in EVERYBODY {
        let listed = paged(&hall, who, "/reassignments").await.unwrap();
        for row in &all {
            let id = row["id"].as_str().unwrap();
            let opens = hall.get(who, &format!("/reassignments/{id}")).send().await.status == 200;
            assert_eq!(opens, listed.iter().any(|listed| listed["id"] == id), "{who} {row}");
        }
    }
}
