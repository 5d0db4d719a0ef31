//! 交接单: what is signed by those who hand over and take over.

use super::{Draft, duty, send};
use crate::support::hall::{Hall, NAME, PHONE, group_id, polygon};
use crate::support::request::Reply;
use crate::support::town::{grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use wangge::domain::routing::Excluded;
use wangge::domain::unit::Unit;

async fn report(draft: &Draft<'_>, who: &str) -> Reply {
    let reply = draft.hall.get(who, &draft.uri("/report")).expect(200).await;
    assert!(
        !reply.body.contains(NAME) && !reply.body.contains(PHONE),
        "names and phones are masked"
    );
    assert!(!reply.body.contains("夜里施工噪声"), "what a resident wrote is nobody's here");
    reply
}

async fn number(hall: &Hall, request: &str) -> String {
    let read = hall.get("supervisor", &format!("/requests/{request}")).expect(200).await.json();
    read["number"].as_str().unwrap().to_owned()
}

/// The east of `G1` as a grid of its own, with the building group.
fn split() -> Value {
    json!({ "split_grid": {
        "grid": grid_id("G1"),
        "line": [[121.405, 30.895], [121.405, 30.915]],
        "parts": [{}, { "code": "G1E", "name": "G1 东", "leader": member_id("idle") }],
        "building_groups": [{ "building_group": group_id("B1"), "part": 1 }],
    }})
}

/// The cells of the rows of a table, by what one of them holds.
#[track_caller]
fn row<'a>(page: &'a str, holds: &str) -> Vec<&'a str> {
    let mut rows = page.split("<tr>").skip(1).filter_map(|row| row.split("</tr>").next());
    let found = rows.find(|row| row.contains("<td>") && row.contains(holds));
    let found = found.unwrap_or_else(|| unreachable!("no row with {holds}: {page}"));
    found.split("<td>").skip(1).map(|cell| cell.trim_end_matches("</td>")).collect()
}

#[actix_web::test]
async fn what_was_applied_is_on_paper_with_who_gave_what_to_whom() {
    let hall = Hall::open().await;
    let request = send(&hall, json!({ "lon": 121.408, "lat": 30.905 })).await;
    let number = number(&hall, &request).await;
    let draft = Draft::begun_by(
        &hall,
        "supervisor",
        &json!({ "reason": "area_redrawn", "note": "只给督导看的话" }),
    )
    .await;
    draft.carry_out(split()).await;
    let reply = report(&draft, "supervisor").await;
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(reply.header("cache-control"), "no-store");
    let policy = reply.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    let page = &reply.body;
    for foreign in ["<script", "http:", "https:", "src=", "href=", "url(", "只给督导看的话"]
    {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert!(page.contains("<h1>责任交接单</h1>") && page.contains(&draft.id));
    assert!(page.contains("<dd>网格划分调整</dd>") && page.contains("<dd>supervisor 张*</dd>"));
    assert!(
        page.contains("<li>拆分：G1 G1 网格 拆为 2 个：本网格；G1E G1 东，由 idle 张* 负责</li>"),
        "{page}"
    );
    assert_eq!(
        row(page, "idle 张*（2026-03-02 10:00 至 长期）")[..3],
        ["G1E G1 东", "网格长", "—"]
    );
    assert_eq!(row(page, "B1 1号楼"), ["B1 1号楼", "G1 G1 网格", "G1E G1 东", "48"]);
    assert!(page.contains("共 1 个楼组、48 户。"));
    assert_eq!(row(page, "无边界")[..2], ["G1E G1 东", "无边界"]);
    assert!(page.contains("<td>1.06 平方公里</td><td>529942 平方米</td>"), "{page}");
    let handed = row(page, &number);
    assert_eq!(handed[1..4], ["G1-leader 张*（G1 G1 网格）", "idle 张*（G1E G1 东）", "待签收"]);
    assert!(handed[4].starts_with("2026-03-02 1"), "{handed:?}");
    for signed in ["移交人：", "接收人：", "监交人：", "日期：", "打印时间：2026-03-02 10:00"]
    {
        assert!(page.contains(signed), "{signed}");
    }
}

#[actix_web::test]
async fn a_preview_says_that_it_is_one_and_a_draft_lists_its_operations_alone() {
    let hall = Hall::open().await;
    let request = send(&hall, json!({ "grid_code": "G1" })).await;
    let number = number(&hall, &request).await;
    let draft = Draft::begin(&hall).await;
    let leader = duty(&hall, Unit::Grid(grid_id("G1")), "G1-leader").id;
    draft.add(json!({ "replace_holder": { "duty": leader, "by": member_id("idle") } })).await;
    let drafted = report(&draft, "supervisor").await.body;
    assert!(
        drafted.contains("责任交接单（草稿）")
            && drafted.contains("没有预览")
            && !drafted.contains(&number)
    );
    assert!(
        drafted.contains("<li>接替：G1 G1 网格 网格长 G1-leader 张*，由 idle 张* 接替</li>"),
        "{drafted}"
    );
    draft.preview().await;
    let previewed = report(&draft, "supervisor").await.body;
    assert!(previewed.contains("责任交接单（预览）"));
    let passed = row(&previewed, "网格长");
    assert!(
        passed[2].starts_with("G1-leader 张*（") && passed[3].starts_with("idle 张*（"),
        "{passed:?}"
    );
    assert_eq!(row(&previewed, &number)[2], "idle 张*（G1 G1 网格）");
    assert_eq!(draft.read().await["state"], "previewed");
    draft.post_as("supervisor", "/discard", json!({})).await.expect(200).await;
    assert!(report(&draft, "supervisor").await.body.contains("责任交接单（已作废）"));
}

#[actix_web::test]
async fn those_who_are_told_find_their_own_requests_and_nobody_else_finds_anything() {
    let hall = Hall::open().await;
    let (first, second) = (
        send(&hall, json!({ "grid_code": "G1" })).await,
        send(&hall, json!({ "grid_code": "G3" })).await,
    );
    let (first, second) = (number(&hall, &first).await, number(&hall, &second).await);
    let draft = Draft::begin(&hall).await;
    for (grid, by) in [("G1", "idle"), ("G3", "G4-deputy")] {
        let leader = duty(&hall, Unit::Grid(grid_id(grid)), &format!("{grid}-leader")).id;
        draft.add(json!({ "replace_holder": { "duty": leader, "by": member_id(by) } })).await;
    }
    draft.preview().await;
    hall.get("idle", &draft.uri("/report")).expect(404).await.code("not_found");
    draft.apply().await;
    let page = report(&draft, "idle").await.body;
    assert!(page.contains(&first) && !page.contains(&second));
    let whole = report(&draft, "supervisor").await.body;
    assert!(whole.contains(&first) && whole.contains(&second));
    for stranger in ["G2-leader", "resident", "supervisor-N1"] {
        hall.get(stranger, &draft.uri("/report")).expect(404).await.code("not_found");
    }
    let unknown = format!("/reassignments/{}/report", uuid::Uuid::now_v7());
    hall.get("supervisor", &unknown).expect(404).await.code("not_found");
    hall.get("supervisor", "/reassignments/x/report").expect(400).await;
}

#[actix_web::test]
async fn a_request_about_the_reader_is_not_on_their_paper() {
    let hall = Hall::open().await;
    let request = send(&hall, json!({ "grid_code": "G1" })).await;
    let number = number(&hall, &request).await;
    let id = wangge::domain::id::RequestId(request.parse().unwrap());
    let excluded_people = Excluded {
        members: vec![member_id("supervisor")],
        units: Vec::new(),
        organizations: Vec::new(),
    };
    hall.town.db.write(move |tx| tx.exclude_from(id, &excluded_people)).await.unwrap();
    let draft = Draft::begin(&hall).await;
    let leader = duty(&hall, Unit::Grid(grid_id("G1")), "G1-leader").id;
    draft.add(json!({ "replace_holder": { "duty": leader, "by": member_id("idle") } })).await;
    draft.preview().await;
    assert!(report(&draft, "supervisor").await.body.contains("没有诉求移交。"));
    draft.apply().await;
    assert!(report(&draft, "supervisor").await.body.contains("没有诉求移交。"));
    assert!(report(&draft, "idle").await.body.contains(&number));
}

#[actix_web::test]
async fn a_name_that_looks_like_a_program_is_a_name() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let name = "<script>alert('1')</script>";
    draft.add(json!({ "rename_grid": { "grid": grid_id("G1"), "name": name } })).await;
    draft
        .carry_out(json!({ "rename_grid": { "grid": grid_id("G2"), "name": "\"><img src=x>" } }))
        .await;
    let page = report(&draft, "supervisor").await.body;
    assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
    assert!(page.contains("更名为“&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;”"), "{page}");
}

#[actix_web::test]
async fn every_sort_of_operation_has_its_words() {
    let hall = Hall::open().await;
    let draft = Draft::begin(&hall).await;
    let (leader, deputy) =
        (Unit::Grid(grid_id("G2")), duty(&hall, Unit::Grid(grid_id("G4")), "G4-deputy").id);
    let (from, to) = (hall.town.now() + TimeDelta::days(1), hall.town.now() + TimeDelta::days(8));
    let west = polygon(&[[121.42, 30.90], [121.428, 30.90], [121.428, 30.91], [121.42, 30.91]]);
    let east = polygon(&[[121.428, 30.90], [121.44, 30.90], [121.44, 30.91], [121.428, 30.91]]);
    let operations = [
        (
            json!({ "assign_duty": { "unit": leader, "member": member_id("idle"), "capacity": "worker", "from": from } }),
            "任命：idle 张* 任 G2 G2 网格 网格员，自 2026-03-03 10:00 起",
        ),
        (json!({ "end_duty": { "duty": deputy } }), "免去：G4 G4 网格 副职（B角） G4-deputy 张*"),
        (
            json!({ "cover_absence": { "member": member_id("G3-leader"), "absence": "sick", "from": from, "to": to, "by": member_id("idle") } }),
            "顶岗：G3-leader 张* 离岗，自 2026-03-03 10:00 起，至 2026-03-10 10:00 止，由 idle 张* 顶岗",
        ),
        (
            json!({ "move_boundary": { "boundaries": [
                { "grid": grid_id("G3"), "geometry": west }, { "grid": grid_id("G4"), "geometry": east },
            ]}}),
            "调整边界：G3 G3 网格、G4 G4 网格 的边界调整",
        ),
        (
            json!({ "move_building_group": { "building_group": group_id("B1"), "grid": grid_id("G2") } }),
            "楼组调整：B1 1号楼 划归 G2 G2 网格",
        ),
        (
            json!({ "merge_grids": { "into": grid_id("G2"), "grids": [grid_id("G1")], "name": "大网格" } }),
            "合并：G1 G1 网格 并入 G2 G2 网格，名称改为“大网格”",
        ),
        (
            json!({ "hand_over_all": { "member": member_id("B1-leader"), "to": member_id("idle"), "deactivate": true } }),
            "移交：B1-leader 张* 移交全部责任，其余由 idle 张* 接任，本人停用",
        ),
        (
            json!({ "set_rule": { "code": "R1", "profile": { "name": "夜间", "grid": grid_id("G2"), "effect": { "first": "deputy" } } } }),
            "派单规则：新增 R1 夜间",
        ),
    ];
    for (operation, _) in &operations {
        draft.add(operation.clone()).await;
    }
    draft.preview().await;
    let applied = draft.apply().await;
    let page = report(&draft, "supervisor").await.body;
    for (_, words) in &operations {
        let words = words.replace("G2 G2 网格", "G2 大网格");
        assert!(page.contains(&format!("<li>{words}</li>")), "{words}: {page}");
    }
    assert!(!page.contains("病假"), "why somebody is away is not told");
    assert_eq!(
        row(&page, "G3-leader 张*"),
        ["G3-leader 张*", "2026-03-03 10:00 至 2026-03-10 10:00"]
    );
    let ended = row(&page, "G4-deputy 张*");
    assert_eq!((ended[0], ended[3]), ("G4 G4 网格", "—"));
    assert!(
        row(&page, "G1-leader 张*")[0].starts_with("G1 "),
        "the duties of a grid that ended are listed"
    );
    let passed = row(&page, "B1-leader 张*");
    assert!(passed[1] == "楼组长" && passed[3].starts_with("idle 张*"), "{passed:?}");
    assert_eq!(applied["state"], "applied");
}

#[actix_web::test]
async fn a_single_change_has_a_paper_too() {
    let hall = Hall::open().await;
    let leader = duty(&hall, Unit::Grid(grid_id("G1")), "G1-leader").id;
    hall.post("supervisor", &format!("/duties/{leader}/end"), &json!({ "version": 1 }))
        .expect(200)
        .await;
    let direct = hall.get("supervisor", "/reassignments?origin=direct").expect(200).await.items()
        [0]["id"]
        .clone();
    let set = Draft { hall: &hall, who: "supervisor", id: direct.as_str().unwrap().to_owned() };
    let page = report(&set, "supervisor").await.body;
    assert!(page.contains("没有起草的操作"));
    let ended = row(&page, "G1-leader 张*");
    assert_eq!((ended[0], ended[1], ended[3]), ("G1 G1 网格", "网格长", "—"));
    assert!(ended[2].ends_with("至 2026-03-02 10:00）"), "{ended:?}");
}
