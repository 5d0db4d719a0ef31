//! Files of tickets.

use super::files::{MAPPING, differing, import, mapped, mapping, refused, tickets};
use crate::support::desk::Desk;
use crate::support::town::Town;
use crate::support::workbook::Cell::{Number, Text};
use crate::support::workbook::{Sheet, workbook_of};
use serde_json::json;
use wangge::domain::request::RequestState;
use wangge::error::{Code, Problem};
use wangge::service::import::requests::{Mapping, TicketFile};
use wangge::store::requests::{RequestRow, RequestTexts};

const FILE: &str = "\
工单号,性质,内容,经度,纬度,地址,网格,办结时限,保密,姓名,电话
1,噪声,夜里施工,121.405,30.905,,,2026-03-05,否,张三丰,13812341234
2,垃圾,\"楼道,堆物\",,,,G2,,是,,
3,,路灯不亮,,,没有的路1号,G3,2026-02-20 12:00,,,
";

#[tokio::test]
async fn each_row_is_a_request_routed_by_todays_atlas() {
    let town = Town::new().await;
    let done = import(&town, &mapped(FILE, MAPPING), false).await;
    assert_eq!((done.imported, done.present, done.problems), (3, 0, vec![]));
    let rows = tickets(&town).await;
    let places: Vec<_> = rows
        .iter()
        .map(|row| town.db.atlas().tree().get(row.place_grid_id).unwrap().code.clone())
        .collect();
    assert_eq!(
        places,
        ["G1", "G2", "G3"],
        "by point, by grid, and by grid because no address is like that one"
    );
    assert!(rows.iter().all(|row| row.state == RequestState::Assigned && row.entered_by.is_none()));
    let categories: Vec<_> = rows.iter().map(|row| row.category.as_str()).collect();
    assert_eq!(categories, ["environment.noise", "environment", "other"]);
    assert_eq!(rows.iter().map(|row| row.confidential).collect::<Vec<_>>(), [false, true, false]);
    let due: Vec<_> =
        rows.iter().map(|row| row.external_due_at.map(|at| at.0.to_rfc3339())).collect();
    let expected = [Some("2026-03-05T16:00:00+00:00"), None, Some("2026-02-20T04:00:00+00:00")];
    assert_eq!(due, expected.map(|due| due.map(str::to_owned)), "a bare date is the last day");
}

#[tokio::test]
async fn what_the_file_holds_is_kept_as_it_is_written() {
    let town = Town::new().await;
    let file = FILE.replace("张三丰,", " 张三丰,").replace("垃圾,", "垃圾 ,");
    import(&town, &mapped(&file, MAPPING), false).await;
    let ids: Vec<_> = tickets(&town).await.iter().map(|row| row.id).collect();
    let db = town.db.clone();
    let details = town
        .db
        .read(move |connection| RequestTexts::of_all(connection, db.vault(), &ids))
        .await
        .unwrap();
    let mut details: Vec<_> = details.into_values().collect();
    details.sort_by_key(|one| one.upstream[0].1.clone());
    assert_eq!(details[0].description.as_deref(), Some("噪声；夜里施工"));
    assert_eq!(details[0].contact_name.as_deref(), Some("张三丰"));
    let names: Vec<_> = details[1].upstream.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.join(","), FILE.lines().next().unwrap());
    let held = |index: usize| details[1].upstream[index].1.as_str();
    assert_eq!((held(1), held(2), held(3)), ("垃圾 ", "楼道,堆物", ""));
    assert_eq!(details[0].upstream[9].1, " 张三丰");
}

#[tokio::test]
async fn a_file_that_comes_again_is_counted_and_one_that_changed_is_refused() {
    let town = Town::new().await;
    import(&town, &mapped(FILE, MAPPING), false).await;
    let done = import(&town, &mapped(FILE, MAPPING), false).await;
    assert_eq!((done.imported, done.present, done.refused()), (0, 3, 0));
    let changed = FILE.replace("楼道,堆物", "楼道已清理").replace("路灯不亮", "路灯不亮 ")
        + "4,噪声,新来的,,,,G4,,,,\n";
    let done = import(&town, &mapped(&changed, MAPPING), false).await;
    assert_eq!((done.imported, done.present, done.refused()), (0, 1, 2), "nothing is written");
    assert_eq!(
        differing(&done),
        [(3, "/description, /upstream/内容".to_owned()), (4, "/upstream/内容".to_owned())]
    );
    assert_eq!(tickets(&town).await.len(), 3);
}

#[tokio::test]
async fn an_import_that_was_cut_goes_on_where_it_stopped() {
    let town = Town::new().await;
    let head: String = FILE.split_inclusive('\n').take(2).collect();
    import(&town, &mapped(&head, MAPPING), false).await;
    let dry = import(&town, &mapped(FILE, MAPPING), true).await;
    assert_eq!(
        (dry.imported, dry.present, tickets(&town).await.len()),
        (2, 1, 1),
        "a dry run writes nothing"
    );
    let done = import(&town, &mapped(FILE, MAPPING), false).await;
    assert_eq!((done.imported, done.present, tickets(&town).await.len()), (2, 1, 3));
}

#[tokio::test]
async fn two_imports_at_once_make_each_ticket_once() {
    let town = Town::new().await;
    let rows: String =
        (0..600).map(|number| format!("N{number},噪声,夜里施工,,,,G1,,,,\n")).collect();
    let file = FILE.lines().next().unwrap().to_owned() + "\n" + &rows;
    let (first, other) = (mapped(&file, MAPPING), town.another());
    let second = TicketFile::read(file.as_bytes(), mapping(MAPPING)).unwrap();
    let there = super::files::import_on(&other, &town, second, false);
    let (a, b) = tokio::join!(import(&town, &first, false), there);
    assert_eq!((a.imported + b.imported, a.present + b.present), (600, 600));
    assert_eq!((a.refused(), b.refused(), tickets(&town).await.len()), (0, 0, 600));
}

#[tokio::test]
async fn every_problem_is_named_with_row_and_column_and_nothing_is_written() {
    let town = Town::new().await;
    let wrong = FILE.to_owned()
        + "5,噪声,,500,30,,,,,,\n\
           6,噪声,坏点,abc,30.9,,,,,,\n\
           1,噪声,又一次,,,,G1,,,,\n\
           ,噪声,没有编号,,,,G1,,,,\n\
           7,噪声,没有地点,,,,,,,,\n\
           8,噪声,没有的网格,,,,G9,,,,\n\
           9,噪声,时限,,,,G1,明天,,,\n\
           10,噪声,太远,,,,G1,2050-01-01,,,\n\
           11,噪声,电话,,,,G1,,,,123\n\
           12,噪声,只有经度,121.4,,,,,,,\n\
           13,噪声,保密,,,,G1,,也许,,\n";
    let done = import(&town, &mapped(&wrong, MAPPING), false).await;
    let found = |problem: &Problem| {
        let text = |name: &str| {
            problem.params.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
        };
        let column = if text("in_column").is_empty() { text("column") } else { text("in_column") };
        (problem.code, problem.params["row"].as_u64().unwrap(), column)
    };
    let found: Vec<_> = done.problems.iter().map(found).collect();
    let expected = [
        (Code::CoordinateOutOfRange, 5, "经度"),
        (Code::SheetValue, 6, "经度"),
        (Code::SheetRowTwice, 7, "工单号"),
        (Code::Required, 8, "工单号"),
        (Code::PlaceBlank, 9, ""),
        (Code::UnknownGrid, 10, "网格"),
        (Code::SheetValue, 11, "办结时限"),
        (Code::OutOfRange, 12, "办结时限"),
        (Code::OneCoordinate, 14, "经度"),
        (Code::MappingValue, 15, "保密"),
    ];
    assert_eq!(found, expected.map(|(code, row, column)| (code, row, column.to_owned())));
    let kept: Vec<_> =
        done.notices.iter().map(|one| (one.code, one.params["row"].clone())).collect();
    assert_eq!(kept, [(Code::TicketPhoneKept, json!(13))], "a phone never refuses a ticket");
    assert_eq!((done.imported, done.refused(), tickets(&town).await.len()), (0, 10, 0));
}

#[tokio::test]
async fn a_category_that_is_not_taken_is_named_with_its_row() {
    let town = Town::new().await;
    for (category, code) in
        [("nonsense", Code::UnknownCategory), ("conduct.discipline", Code::CategoryReferred)]
    {
        let mapping = MAPPING.replace("environment.noise", category);
        let done = import(&town, &mapped(FILE, &mapping), false).await;
        let params = &done.problems[0].params;
        assert_eq!(
            (done.problems[0].code, &params["row"], &params["in_column"]),
            (code, &json!(2), &json!("性质"))
        );
    }
}

#[test]
fn a_file_lacks_no_column_that_the_mapping_names() {
    let file = FILE.replace("工单号", "编号").replace("电话", "联系方式");
    let problems = refused(TicketFile::read(file.as_bytes(), mapping(MAPPING)));
    let lacking: Vec<_> =
        problems.iter().map(|problem| (problem.code, problem.params["column"].clone())).collect();
    assert_eq!(
        lacking,
        [(Code::MappingColumn, json!("电话")), (Code::MappingColumn, json!("工单号"))]
    );
    assert_eq!(problems[1].params["line"], 2);
    let twice =
        refused(TicketFile::read(FILE.replace("姓名", "电话").as_bytes(), mapping(MAPPING)));
    assert_eq!(
        (twice[0].code, &twice[0].params["column"]),
        (Code::SheetColumnTwice, &json!("电话"))
    );
    let ours = refused(TicketFile::read(
        FILE.replace("保密,姓名", "保密,wangge_id").as_bytes(),
        mapping(&MAPPING.replace("\"姓名\"", "\"电话\"")),
    ));
    assert_eq!(ours[0].code, Code::ColumnReserved);
}

#[test]
fn what_is_wrong_with_a_mapping_is_named_with_its_line() {
    let wrong = |from: &str, to: &str| {
        let problems = Mapping::parse(&MAPPING.replace(from, to)).unwrap_err();
        (problems[0].code, problems[0].params["line"].as_u64().unwrap())
    };
    assert_eq!(wrong("\"sh12345\"", "\"随申办\""), (Code::RuleFileValue, 1));
    assert_eq!(wrong("system = \"sh12345\"", "channel = \"desk\""), (Code::RuleFileMissing, 1));
    assert_eq!(
        wrong("{ constant = \"complaint\" }", "{ constant = \"anger\" }"),
        (Code::RuleFileValue, 4)
    );
    assert_eq!(
        wrong("{ constant = \"complaint\" }", "{ column = \"a\", constant = \"help\" }"),
        (Code::MappingRule, 4)
    );
    assert_eq!(
        wrong("[\"point\", \"address\", \"grid\"]", "[\"point\", \"grid\"]"),
        (Code::MappingPlace, 11)
    );
    assert_eq!(wrong("[\"point\", \"address\", \"grid\"]", "[]"), (Code::MappingPlace, 11));
    assert_eq!(
        wrong("column = \"办结时限\"", "column = \"办结时限\", format = \"%Q\""),
        (Code::RuleFileValue, 8)
    );
    assert_eq!(wrong("[place]", "colour = 1\n[place]"), (Code::RuleFileUnknownKey, 11));
}

#[tokio::test]
async fn a_workbook_names_its_sheet() {
    let town = Town::new().await;
    let rows = vec![
        vec![Text("工单号"), Text("性质"), Text("内容"), Text("网格")],
        vec![Number(20_260_017.0), Text("噪声"), Text("夜里施工"), Text("G1")],
    ];
    let sheets = [
        Sheet { name: "说明", ..Sheet::default() },
        Sheet { name: "工单", rows, ..Sheet::default() },
    ];
    let least = "sheet = \"工单\"\nsystem = \"sh12345\"\nnumber = { column = \"工单号\" }\n\
                 category = { constant = \"other\" }\nkind = { constant = \"help\" }\n\
                 description = { columns = [\"内容\"] }\nkeep = [\"性质\"]\n\
                 [place]\norder = [\"grid\"]\ngrid = { column = \"网格\" }\n";
    let file = TicketFile::read(workbook_of(&sheets).as_slice(), mapping(least)).unwrap();
    assert_eq!(super::files::import_on(&town.db, &town, file, false).await.imported, 1);
    assert_eq!(tickets(&town).await[0].external_number.as_deref(), Some("20260017"));
}

#[actix_web::test]
async fn what_was_imported_is_handled_and_reported_by_the_desk() {
    let desk = Desk::new().await;
    import(&desk.town, &mapped(FILE, MAPPING), false).await;
    let (reception, leader) = (super::reception(&desk).await, desk.member("G1-leader").await);
    let by_number = "/api/v1/requests?whose=my_grids&external_system=sh12345&external_number=1";
    let id = reception.listed(by_number).await.remove(0);
    super::handled(&leader, &id).await;
    assert_eq!(reception.act(&id, super::report_back()).await, "closed");
    let timeline = leader.get(&format!("/api/v1/requests/{id}/timeline")).expect(200).await.items();
    assert_eq!(timeline[0]["actor"], "tester", "who imported it");
    let row =
        desk.town.db.read(|connection| RequestRow::ids(connection, Some("sh12345"))).await.unwrap();
    assert_eq!(row.len(), 3);
}
