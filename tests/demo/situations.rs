//! What goes on in the town: requests that go on to others, tasks, offices, circles, and what each
//! of those whose logins are shown sees of it.

use super::Demo;
use super::served::Served;
use serde_json::{Value, json};
use std::collections::HashSet;

#[actix_web::test]
async fn requests_go_on_to_others() {
    let demo = Demo::new().await;
    let supervisor = Served::of(&demo, "supervisor").await;
    offices_are_offered_requests_and_work_on_them(&supervisor).await;
    returns_wait_for_the_desk_and_for_a_supervisor(&supervisor).await;
    what_is_wrong_is_corrected_or_proposed(&supervisor).await;
    some_end_otherwise_than_by_being_handled(&supervisor).await;
    blocks_and_points_have_requests_of_their_own(&supervisor).await;
    tasks_are_with_people_posts_organisations_and_volunteers(&supervisor).await;
    each_desk_queue_has_something_in_it(&demo).await;
    neighbours_offer_need_and_consult(&demo).await;
    who_has_a_task_alone_reads_nothing_of_the_request(&demo).await;
}

async fn offices_are_offered_requests_and_work_on_them(supervisor: &Served<'_>) {
    let offered = |read: &Value| read["offer"]["unit"]["name"] == "苇浦镇综合行政执法队";
    let waiting = supervisor.one("housing.unlicensed", offered).await;
    assert_eq!(waiting["unit"]["name"], "柳荫居民区", "its holder keeps it");
    let at_office = |read: &Value| read["unit"]["kind"] == "office";
    let worked = supervisor.one("housing.unlicensed", at_office).await;
    assert_eq!(worked["state"], "in_progress");
    let assists = worked["shared"].as_array().unwrap();
    assert!(assists.iter().any(|one| one["part"] == "assistant"), "{assists:?}");
    let lift = supervisor.one("housing.lift", |read| read["state"] == "in_progress").await;
    assert_eq!(lift["unit"]["name"], "柳荫一村网格");
    let catalogue = supervisor.items("/dispatch-catalogue").await;
    assert!(catalogue.len() >= 7, "{catalogue:?}");
    let escalated = |read: &Value| read["offer"]["unit"]["name"] == "柳荫居民区";
    supervisor.one("traffic.parking", escalated).await;
}

async fn returns_wait_for_the_desk_and_for_a_supervisor(supervisor: &Served<'_>) {
    let returned = supervisor.items("/requests?whose=my_grids&state=returned").await;
    assert_eq!(returned.len(), 2, "one for the desk, one for a supervisor");
    let agreed = |read: &Value| read["state"] == "transferred";
    let agreed = supervisor.one("environment.greening", agreed).await;
    assert_eq!(agreed["unit"]["kind"], "desk", "{agreed}");
}

async fn what_is_wrong_is_corrected_or_proposed(supervisor: &Served<'_>) {
    let mended = |read: &Value| read["unit"]["name"] == "柳荫三村网格";
    supervisor.one("housing.property", mended).await;
    let moved = supervisor.one("environment.fumes", |read| read["state"] == "accepted").await;
    assert_ne!(moved["unit"]["name"], "柳荫二村网格", "its reporter mended the place");
}

async fn some_end_otherwise_than_by_being_handled(supervisor: &Served<'_>) {
    for (category, state) in [
        ("consumption", "redirected"),
        ("work.wages", "objected"),
        ("culture", "void"),
        ("traffic.road", "merged"),
        ("welfare.insurance", "resolved"),
        ("environment.street_trade", "closed"),
    ] {
        supervisor.one(category, |read| read["state"] == state).await;
    }
}

async fn blocks_and_points_have_requests_of_their_own(supervisor: &Served<'_>) {
    for (category, name) in
        [("safety.passage", "书带新苑北块"), ("environment.garbage", "书带新苑垃圾厢房点位")]
    {
        supervisor.one(category, |read| read["unit"]["name"] == name).await;
    }
}

async fn tasks_are_with_people_posts_organisations_and_volunteers(supervisor: &Served<'_>) {
    let mut kinds = HashSet::new();
    for category in
        ["care.elderly", "care", "utilities.power", "traffic.parking", "safety.charging"]
    {
        let uri = format!("/requests?whose=my_grids&limit=100&category={category}");
        for listed in supervisor.items(&uri).await {
            let uri = format!("/requests/{}/tasks", listed["id"].as_str().unwrap());
            let tasks = supervisor.items(&uri).await;
            let leading = tasks.iter().filter(|task| task["leads"] == true).count();
            assert_eq!(leading, usize::from(tasks.len() > 1), "one part leads: {tasks:?}");
            kinds.extend(tasks.iter().map(|task| task["assignee"]["kind"].to_string()));
        }
    }
    let all = ["duty", "pioneer_post", "second_identity", "organization", "office", "grid"];
    assert_eq!(kinds, all.map(|kind| json!(kind).to_string()).into());
}

async fn each_desk_queue_has_something_in_it(demo: &Demo) {
    let desk = Served::of(demo, "desk-head").await;
    let counts = desk.items("/desk/queues").await;
    for queue in ["unplaced", "returns", "corrections", "reminded", "report_back", "hard_case"] {
        let counted = counts.iter().find(|one| one["queue"] == queue).unwrap();
        assert!(counted["count"].as_u64().unwrap() > 0, "{queue}: {counts:?}");
    }
    let unplaced = desk.items("/requests?whose=my_grids&queue=unplaced").await;
    let first = unplaced.first().unwrap()["id"].as_str().unwrap();
    let read = desk.get(&format!("/requests/{first}")).await;
    assert_eq!(read["unit"]["kind"], "desk", "{read}");
}

async fn neighbours_offer_need_and_consult(demo: &Demo) {
    let secretary = Served::of(demo, "secretary").await;
    let alliances = secretary.items("/alliances").await;
    assert!(alliances.iter().any(|one| one["organizations"].as_array().unwrap().len() >= 6));
    let circles = secretary.items("/building-circles").await;
    let circle = circles.first().unwrap()["id"].as_str().unwrap();
    let exchanges = secretary.items(&format!("/building-circles/{circle}/exchanges")).await;
    for state in ["open", "met", "closed"] {
        assert!(exchanges.iter().any(|one| one["state"] == state), "{state}");
    }
    let topics = secretary.items(&format!("/building-circles/{circle}/topics")).await;
    for state in ["open", "concluded"] {
        assert!(topics.iter().any(|one| one["state"] == state), "{state}");
    }
}

async fn who_has_a_task_alone_reads_nothing_of_the_request(demo: &Demo) {
    for name in ["post-holder", "liaison"] {
        let served = Served::of(demo, name).await;
        let tasks = served.items("/tasks").await;
        assert!(!tasks.is_empty(), "{name}");
        for task in tasks {
            assert_eq!(task.get("request"), None, "{name}: {task}");
            let read = served.get(&format!("/tasks/{}", task["id"].as_str().unwrap())).await;
            assert_eq!(read.get("released"), None, "{name}: {read}");
        }
    }
}
