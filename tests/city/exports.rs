//! Requests taken out, complete.

use super::files::{MAPPING, import, mapped, refused};
use crate::support::desk::{Desk, noise, resolved, with};
use crate::support::town::Town;
use diesel::prelude::*;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use wangge::error::{Code, Result};
use wangge::service::export::{RequestExport, export_requests};
use wangge::store::schema::{access_records, events, exports};
use wangge::store::{Actor, Db};

const FILE: &str = "\
工单号,性质,内容,经度,纬度,地址,网格,办结时限,保密,姓名,电话
001,噪声,\"他说：\"\"别吵\"\"，\n第二行\",,,,G1,,,张三丰,
2,垃圾,=1+1,,,,G2,,, 李四 ,13812341234
";

/// The lines of an export, each by the names of its columns.
async fn exported(
    db: &Db,
    reason: &str,
    system: Option<&str>,
) -> Result<Vec<BTreeMap<String, String>>> {
    let export =
        RequestExport { reason: reason.to_owned().into(), system: system.map(str::to_owned) };
    let mut out = Vec::new();
    let count =
        export_requests(db, Actor::OperatingSystemUser("tester".to_owned()), export, &mut out)
            .await?;
    let lines: Vec<_> =
        csv::Reader::from_reader(out.as_slice()).deserialize().map(|line| line.unwrap()).collect();
    assert_eq!(lines.len(), count);
    Ok(lines)
}

/// The lines of a CSV file with these columns.
fn held(file: &str) -> BTreeSet<Vec<(String, String)>> {
    let lines =
        csv::Reader::from_reader(file.as_bytes()).into_deserialize::<BTreeMap<String, String>>();
    lines.map(|line| line.unwrap().into_iter().collect()).collect()
}

fn of_ticket(line: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let own = line.iter().filter(|(name, _)| !name.starts_with("wangge_"));
    own.map(|(name, text)| (name.clone(), text.clone())).collect()
}

#[tokio::test]
async fn tickets_come_back_as_they_came() {
    let town = Town::new().await;
    import(&town, &mapped(FILE, MAPPING), false).await;
    let lines = exported(&town.db, "上级抽查", Some("sh12345")).await.unwrap();
    assert_eq!(lines.iter().map(of_ticket).collect::<BTreeSet<_>>(), held(FILE));
    let first = lines.iter().find(|line| line["wangge_external_number"] == "001").unwrap();
    assert_eq!(first["wangge_description"], "噪声；他说：\"别吵\"，\n第二行");
    assert_eq!((first["wangge_unit"].as_str(), first["wangge_state"].as_str()), ("G1", "assigned"));
    assert_eq!(exported(&town.db, "上级抽查", Some("other")).await.unwrap().len(), 0);
}

#[actix_web::test]
async fn an_export_holds_everything_that_was_written() {
    let desk = Desk::new().await;
    let (resident, leader) = (desk.resident("13812341234").await, desk.member("G1-leader").await);
    let id = resident.sent(with(noise(), json!({ "contact_name": "王芳" }))).await;
    leader.act(&id, json!({ "action": "accept" })).await;
    leader.act(&id, json!({ "action": "start" })).await;
    leader.act(&id, resolved()).await;
    let lines = exported(&desk.town.db, "年度归档", None).await.unwrap();
    let line = &lines[0];
    assert_eq!(
        (&*line["wangge_id"], &*line["wangge_contact_phone"]),
        (&*id, "13812341234"),
        "the phone of the login"
    );
    assert_eq!(
        (&*line["wangge_contact_name"], &*line["wangge_description"]),
        ("王芳", "夜里施工噪声")
    );
    assert!(
        line["wangge_notes"].contains("夜间停工") && line["wangge_holder"] == "G1-leader",
        "{line:?}"
    );
    let read = resident.get("/api/v1/me/access-records").expect(200).await.items();
    let record = read.iter().find(|record| record["purpose"] == "stated").unwrap();
    assert_eq!(
        (&record["reason"], &record["role"]),
        (&json!("年度归档"), &json!("system_administrator"))
    );
    assert_eq!(record["fields"], json!(["description", "contact_name", "contact_phone", "notes"]));
}

#[tokio::test]
async fn an_export_leaves_an_event_its_reason_sealed_and_a_record_for_each_request() {
    let town = Town::new().await;
    import(&town, &mapped(FILE, MAPPING), false).await;
    exported(&town.db, "应张三丰要求", Some("sh12345")).await.unwrap();
    let kept = town.db.read(|connection| {
        let event = events::table.filter(events::kind.eq("requests_exported"));
        let (actor, payload): (Option<String>, wangge::store::column::StoredJson) =
            event.select((events::actor, events::payload)).get_result(connection)?;
        let records: i64 = access_records::table.count().get_result(connection)?;
        let reason: Vec<u8> = exports::table.select(exports::reason).get_result(connection)?;
        Ok((actor, payload.0, records, String::from_utf8_lossy(&reason).into_owned()))
    });
    let (actor, payload, records, reason) = kept.await.unwrap();
    assert_eq!((actor.as_deref(), records), (Some("tester"), 2));
    assert_eq!(payload, json!({ "system": "sh12345", "requests": 2 }));
    assert!(!reason.contains("张三丰"));
}

#[tokio::test]
async fn nothing_is_taken_out_without_a_reason() {
    let town = Town::new().await;
    let code = |result| refused::<Vec<BTreeMap<String, String>>>(result)[0].code;
    assert_eq!(code(exported(&town.db, " ", None).await), Code::ExportReason);
    assert_eq!(code(exported(&town.db, &"长".repeat(201), None).await), Code::TooLong);
    assert_eq!(code(exported(&town.db, "归档", Some("随申办")).await), Code::MalformedCode);
    let events: i64 = town
        .db
        .read(|c| {
            Ok(events::table.filter(events::kind.eq("requests_exported")).count().get_result(c)?)
        })
        .await
        .unwrap();
    assert_eq!(events, 0);
}

/// A disk that is full.
struct Full;

impl std::io::Write for Full {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("no space left on device"))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn what_cannot_be_written_is_told() {
    let town = Town::new().await;
    let export = RequestExport { reason: "归档".to_owned().into(), system: None };
    let written = export_requests(&town.db, Actor::Service, export, Full).await;
    assert_eq!(refused(written)[0].code, Code::ExportFile);
}
